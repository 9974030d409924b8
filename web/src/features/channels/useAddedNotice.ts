// Says who added the user to a channel; its row is marked until they open it.

import { useEffect } from 'react';

import type { ChannelView } from '../../core/protocol/generated';
import { channelKey } from '../../core/store/conversation';
import { nameOf } from '../../core/store/selectors';
import { useAdded } from '../../shared/hooks/added';
import { useSession } from '../../shared/hooks/client';
import { useNotify, useView } from '../../shared/hooks/view/view';
import { useWords } from './words';

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
      const { timelines, people, me } = session.store.state;
      const note = timelines[key]?.messages.findLast(
        ({ system }) => system?.event === 'added' && system.userIds?.includes(me?.username ?? ''),
      );
      notify.info(note === undefined ? words.channel.added(name) : words.channel.addedBy(nameOf(people, note.userId), name));
    };
    return added.listen((channel) => void tell(channel));
  }, [added, session, notify, words]);
  useEffect(() => {
    if (channelId !== null) added.open(channelId);
  }, [added, channelId]);
}
