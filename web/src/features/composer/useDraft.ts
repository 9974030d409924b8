// The begun message of a channel: kept at every keystroke, found again after anything.

import { useCallback, useEffect, useState } from 'react';

import type { Message } from '../../core/protocol/generated';
import { useChat, useSession } from '../client/client';
import { useViewDispatch } from '../view/view';

export function useDraft(channelId: number, reply: Message | null): [string, (text: string) => void] {
  const session = useSession();
  const dispatch = useViewDispatch();
  const me = useChat((state) => state.me?.username ?? '');
  const [text, setText] = useState(() => session.drafts.get(me, channelId)?.text ?? '');
  const replyToId = reply?.id ?? null;

  // What the draft answered is found again where it is still known.
  useEffect(() => {
    const kept = session.drafts.get(me, channelId)?.replyToId ?? null;
    const message =
      kept === null
        ? undefined
        : session.store.state.timelines[channelId]?.messages.find((loaded) => loaded.id === kept);
    if (message !== undefined) dispatch({ type: 'reply_started', message });
    // Once, when the box appears.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

  useEffect(() => {
    session.drafts.set(me, channelId, { text, replyToId });
  }, [session, me, channelId, text, replyToId]);

  return [text, useCallback((next: string) => setText(next), [])];
}
