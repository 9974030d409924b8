// Changes a ticket; asks before the user or the assignee loses it, and when somebody else has changed it meanwhile.

import { useCallback } from 'react';

import type { TicketCard } from '../../core/protocol/generated';
import { changeTicket, TicketChanged, type TicketChange } from '../../core/session/tickets';
import { useSession } from '../../shared/hooks/client';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { useWords } from './card-words';
import { isDone } from './changes';
import { consequences } from './consequences';
import { useGone } from './useGone';

/**
 * Resolves to whether the ticket is now as wanted. `to` is the name of the team or the person that it goes to; with `asked`,
 * the user knows what follows.
 */
export function useChangeTicket(): (ticket: TicketCard, change: TicketChange, to?: string, asked?: boolean) => Promise<boolean> {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const gone = useGone();
  return useCallback(
    async (ticket, change, to = '', asked = false) => {
      const { me, people } = session.store.state;
      if (!asked && consequences(ticket, change, me?.username, people, words).length > 0) {
        dispatch({ type: 'dialog_opened', dialog: { name: 'ticket', task: 'leaving', ticket, change, to } });
        return false;
      }
      try {
        if (!(await changeTicket(session, ticket, change))) gone(ticket, change, to);
        return true;
      } catch (thrown) {
        if (!(thrown instanceof TicketChanged)) notify.failure(thrown);
        else if (isDone(thrown.current, change)) return true;
        else dispatch({ type: 'dialog_opened', dialog: { name: 'ticket', task: 'changed', ticket, change, to } });
        return false;
      }
    },
    [session, notify, dispatch, words, gone],
  );
}
