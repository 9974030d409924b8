// Changes a ticket; asks when somebody else has changed it meanwhile.

import { useCallback } from 'react';

import type { TicketCard } from '../../core/protocol/generated';
import { changeTicket, TicketChanged, type TicketChange } from '../../core/session/tickets';
import { useSession } from '../../shared/hooks/client';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { isDone } from './changes';

/** Resolves to whether the ticket is now as wanted. */
export function useChangeTicket(): (ticket: TicketCard, change: TicketChange) => Promise<boolean> {
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  return useCallback(
    async (ticket, change) => {
      try {
        await changeTicket(session, ticket, change);
        return true;
      } catch (thrown) {
        if (!(thrown instanceof TicketChanged)) notify.failure(thrown);
        else if (isDone(thrown.current, change)) return true;
        else dispatch({ type: 'dialog_opened', dialog: { name: 'ticket', task: 'changed', ticket, change } });
        return false;
      }
    },
    [session, notify, dispatch],
  );
}
