// Leads to what a notification is about: the message in its channel, or in its thread; the list of what is
// scheduled, for one that was not sent; the ticket, for one that is about a ticket.

import { useCallback } from 'react';

import { useNavigate, useViewDispatch } from '../../shared/hooks/view/view';
import type { Spot } from './worker-messages';

export function useOpenPlace(): (spot: Spot) => void {
  const navigate = useNavigate();
  const dispatch = useViewDispatch();
  return useCallback(
    ({ kind, channelId, messageSeq = null, threadId, ticket }) => {
      if (kind === 'scheduled_failed') {
        dispatch({ type: 'pane_opened', pane: { name: 'scheduled' } });
        return;
      }
      if (ticket !== undefined) {
        navigate({ channelId: null, seq: null, page: `tickets/${ticket}` });
        return;
      }
      if (channelId === undefined) return;
      if (threadId === undefined) navigate({ channelId, seq: messageSeq });
      else navigate({ channelId, seq: null }, 'new', { name: 'thread', threadId, seq: messageSeq });
    },
    [navigate, dispatch],
  );
}
