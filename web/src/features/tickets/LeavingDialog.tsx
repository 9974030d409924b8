// Asks before a change after which the ticket loses its assignee, or the user the sight of it.

import type { TicketCard } from '../../core/protocol/generated';
import type { TicketChange } from '../../core/session/tickets';
import { useChat } from '../../shared/hooks/client';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog';
import { useWords } from './card-words';
import { consequences } from './consequences';
import { useChangeTicket } from './useChangeTicket';

interface LeavingDialogProps {
  ticket: TicketCard;
  change: TicketChange;
  /** The name of the team or the person that it goes to; empty for nobody. */
  to: string;
}

export function LeavingDialog({ ticket, change, to }: LeavingDialogProps) {
  const words = useWords();
  const { leaving, assign, unassign } = words.tickets;
  const me = useChat((state) => state.me?.username);
  const people = useChat((state) => state.people);
  const make = useChangeTicket();
  const [question, action] =
    change.team !== undefined ? [leaving.move(ticket.number, to), leaving.moveIt] : to === '' ? [leaving.unassign(ticket.number), unassign] : [leaving.assign(ticket.number, to), assign];
  return (
    <ConfirmDialog question={question} action={action} onConfirm={async () => void (await make(ticket, change, to, true))}>
      {consequences(ticket, change, me, people, words).map((line) => (
        <p key={line}>{line}</p>
      ))}
    </ConfirmDialog>
  );
}
