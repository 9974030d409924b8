// Where the "New" line stands: after what was read when the channel was opened, the window left, or
// the connection lost.

import { useCallback, useEffect, useState } from 'react';

import type { Message } from '../../core/protocol/generated';
import { useSession } from '../../shared/hooks/client';
import { useConversationKey } from '../../shared/hooks/view/conversation';
import { isNewTo } from './rows';
import { unreadIn, type ReadState } from './useReadState';

interface NewLine {
  /** The position after which messages are new; `null` for no line. */
  newAfter: number | null;
  clear(): void;
  startAfter(seq: number): void;
}

/** It stays put while the user reads, and goes with `clear`. */
export function useNewLine(channelId: number, { member, unreadCount, lastReadSeq }: ReadState, me: string): NewLine {
  const [newAfter, setNewAfter] = useState<number | null>(member && unreadCount > 0 ? lastReadSeq : null);
  const session = useSession();
  const conversation = useConversationKey();

  useEffect(() => {
    const loaded = (): readonly Message[] => session.store.state.timelines[conversation]?.messages ?? [];
    const leave = (): void => {
      const last = loaded().at(-1)?.seq ?? 0;
      setNewAfter((current) => (current === null || !anyAfter(loaded(), current, me) ? last : current));
    };
    const back = (): void => {
      if (!document.hasFocus()) return;
      // Nothing came meanwhile: a line would appear only over what is written before one's eyes.
      setNewAfter((current) => (current !== null && anyAfter(loaded(), current, me) ? current : null));
    };
    // Without a connection one is as good as away; whoever had read everything finds the line moved on.
    let phase = session.store.state.phase.name;
    const endWatch = session.store.subscribe(() => {
      const { state } = session.store;
      const lost = phase === 'online' && state.phase.name !== 'online';
      phase = state.phase.name;
      if (!lost) return;
      if (unreadIn(state, conversation, channelId) === 0) setNewAfter(loaded().at(-1)?.seq ?? 0);
      else leave();
    });
    const endListening = session.listen((event) => {
      if (event.name === 'resumed') back();
    });
    window.addEventListener('blur', leave);
    window.addEventListener('focus', back);
    return () => {
      endWatch();
      endListening();
      window.removeEventListener('blur', leave);
      window.removeEventListener('focus', back);
    };
  }, [session, channelId, conversation, me]);

  const clear = useCallback(() => setNewAfter(null), []);
  const startAfter = useCallback((seq: number) => setNewAfter(seq), []);
  return { newAfter, clear, startAfter };
}

function anyAfter(messages: readonly Message[], seq: number, me: string): boolean {
  const last = messages.findLast((message) => isNewTo(message, me));
  return last !== undefined && last.seq > seq;
}
