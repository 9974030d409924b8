// People whom a begun message names although they are not in the conversation: they won't be notified.

import { useEffect, useMemo } from 'react';

import type { Person } from '../../core/protocol/generated';
import { personCalled } from '../../core/store/selectors';
import { sameItems, useChat, useSession } from '../../shared/hooks/client';
import { useMembers } from '../../shared/hooks/names/names';
import { standingOf } from '../../shared/hooks/names/standing';
import { namesIn } from './named';

/** Names that were pasted, or typed without completing them, are asked for once typing pauses. */
const ASK_AFTER_MS = 400;

export function useOutsiders(channelId: number, text: string, caret: number): readonly Person[] {
  const session = useSession();
  const names = useMemo(() => namesIn(text), [text]);
  const finished = useMemo(() => namesIn(text, caret).join(' '), [text, caret]);
  useEffect(() => {
    if (finished === '') return undefined;
    const timer = setTimeout(() => session.directory.need(finished.split(' ')), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [session, finished]);

  const named = useChat(
    (state) => names.flatMap((name) => personCalled(state.people, name) ?? []).filter((person) => person.active),
    sameItems,
  );
  const members = useMembers(channelId, named.length > 0);
  return useMemo(() => named.filter(({ username }) => standingOf(members, username) === 'outsider'), [named, members]);
}
