// Has the user notice what happens, as long as the page is open. Shows nothing itself.

import { useEffect, useRef } from 'react';

import { nameOf } from '../../core/store/selectors';
import { useSession } from '../../shared/hooks/client';
import { useView, useViewDispatch } from '../../shared/hooks/view/view';
import { useWords } from './pane-words';
import { placeOf } from './place';
import { Ringer, type Around, type Received } from './ringer';
import { useAskedToConfirm } from './useAskedToConfirm';
import { useOpenPlace } from './useOpenPlace';
import { useOwnTimeZone } from './useOwnTimeZone';
import type { Spot } from './worker-messages';

export function Ringing() {
  const words = useWords();
  const session = useSession();
  const dispatch = useViewDispatch();
  const openPlace = useOpenPlace();
  const openId = useView((view) => view.route.channelId);
  const pane = useView((view) => view.pane);
  const around: Around = {
    isOpen: ({ channelId, threadId }: Spot) =>
      document.visibilityState === 'visible' &&
      document.hasFocus() &&
      channelId === openId &&
      (threadId === undefined || (pane?.name === 'thread' && pane.threadId === threadId)),
    open: (spot) => {
      window.focus();
      if (spot === null) dispatch({ type: 'pane_opened', pane: { name: 'notifications' } });
      else openPlace(spot);
    },
    title: (received: Received) => {
      const { kind, from, channelId = 0, keyword, emoji, ticket } = received;
      const { channels, people } = session.store.state;
      const reason = words.notifications.reasons[kind](placeOf(channels[channelId], words.notifications), keyword ?? emoji ?? ticket ?? '', 1, received);
      return from === undefined ? reason : `${nameOf(people, from)} ${reason}`;
    },
    many: words.notifications.many,
    reply: { label: words.notifications.reply, placeholder: words.notifications.replyHint },
  };
  useAskedToConfirm();
  useOwnTimeZone();
  const latest = useRef(around);
  useEffect(() => {
    latest.current = around;
  });
  useEffect(() => new Ringer(session, () => latest.current).start(), [session]);
  return null;
}
