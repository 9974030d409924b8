// Says who added the user to a channel; its row is marked until they open it.

import { useEffect } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import type { ChatSession } from '../../core/session/session';
import { channelKey, type ConversationKey } from '../../core/store/conversation';
import { nameOf } from '../../core/store/selectors';
import { useAdded } from '../../shared/hooks/added';
import { useSession } from '../../shared/hooks/client';
import { useNotify, useView } from '../../shared/hooks/view/view';
import { useWords } from './added-words';

/** The message about it is written after the fact, and may come later than what was loaded. */
const TOLD_WITHIN_MS = 2000;

export function useAddedNotice(): void {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const added = useAdded();
  const channelId = useView((view) => view.route.channelId);
  useEffect(() => {
    const tell = async ({ id, name }: ChannelView): Promise<void> => {
      const key = channelKey(id);
      // The system message about it says who it was. Opening the channel shows the same page.
      await session.timelines.latest(key);
      const by = await whoAdded(session, key);
      // The answer to what they did themselves may be later than the event.
      if (session.joinedHere.has(id)) return;
      // On another device they have joined, and know.
      if (by === session.store.state.me?.username) {
        added.open(id);
        return;
      }
      notify.info(by === null ? words.added.you(name) : words.added.by(nameOf(session.store.state.people, by), name));
    };
    return added.listen((channel) => void tell(channel));
  }, [added, session, notify, words]);
  useEffect(() => {
    if (channelId !== null) added.open(channelId);
  }, [added, channelId]);
}

/** Whoever added the user to a conversation, which is themselves if they joined; `null` if nothing says so in time. */
function whoAdded({ store }: ChatSession, key: ConversationKey): Promise<string | null> {
  const find = (): string | null => {
    const { timelines, me } = store.state;
    const user = me?.username ?? '';
    const note = timelines[key]?.messages.findLast(({ system, userId }) => (system?.event === 'added' && system.userIds?.includes(user)) || (system?.event === 'joined' && userId === user));
    return note?.userId ?? null;
  };
  return new Promise((resolve) => {
    const tell = (): void => {
      clearTimeout(timer);
      stop();
      resolve(find());
    };
    const timer = setTimeout(tell, TOLD_WITHIN_MS);
    const stop = store.subscribe(() => {
      if (find() !== null) tell();
    });
    if (find() !== null) tell();
  });
}
