// Finds the person who is to work on a ticket.

import { useState } from 'react';

import type { Person, TicketCard } from '../../core/protocol/generated';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import { PeoplePicker } from '../../shared/ui/PeoplePicker';
import { useWords } from './card-words';
import { useChangeTicket } from './useChangeTicket';

export function AssignDialog({ ticket }: { ticket: TicketCard }) {
  const words = useWords();
  const dispatch = useViewDispatch();
  const change = useChangeTicket();
  const [chosen, setChosen] = useState<readonly Person[]>([]);
  const [person] = chosen;
  const assign = (): void => {
    if (person === undefined) return;
    dispatch({ type: 'dialog_closed' });
    void change(ticket, { assignee: person.username }, person.displayName);
  };
  return (
    <DialogFrame
      title={words.tickets.assignNamed(ticket.number)}
      actions={
        <Button variant="contained" disabled={person === undefined} onClick={assign}>
          {words.tickets.assign}
        </Button>
      }
    >
      <PeoplePicker
        chosen={chosen}
        without={new Set(ticket.assignee === null ? [] : [ticket.assignee])}
        // The last one chosen counts.
        onChange={(people) => setChosen(people.slice(-1))}
        onSubmit={assign}
      />
    </DialogFrame>
  );
}
