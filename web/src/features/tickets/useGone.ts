// Says what became of a ticket that the user has just changed and no longer sees, and leaves its page.

import { useCallback } from 'react';

import type { TicketCard } from '../../core/protocol/generated';
import type { TicketChange } from '../../core/session/tickets';
import { useNavigate, useNotify, useView } from '../../shared/hooks/view/view';
import { useWords } from './card-words';

export function useGone(): (ticket: TicketCard, change: TicketChange, to: string) => void {
  const { tickets } = useWords();
  const notify = useNotify();
  const navigate = useNavigate();
  const page = useView((view) => view.route.page);
  return useCallback(
    ({ number }, change, to) => {
      const { gone } = tickets;
      notify.info(change.team !== undefined ? gone.moved(number, to) : to === '' ? gone.unassigned(number) : gone.assigned(number, to));
      if (page?.toUpperCase() === `TICKETS/${number}`) navigate({ channelId: null, seq: null, page: 'tickets' });
    },
    [tickets, notify, navigate, page],
  );
}
