// Somebody else has changed the ticket meanwhile: shows what, and asks.

import { useState } from 'react';

import type { TicketCard } from '../../core/protocol/generated';
import { changeTicket, TicketChanged, type TicketChange } from '../../core/session/tickets';
import { nameOf } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import { useWords } from './card-words';
import { wanted } from './changes';
import { Changes } from './Changes';
import { consequences } from './consequences';
import { Meanwhile } from './Meanwhile';
import { useGone } from './useGone';
import { useTicket } from './useTicket';
import { useTicketChoices } from './useTicketChoices';

export function ChangedDialog({ ticket: seen, change, to }: { ticket: TicketCard; change: TicketChange; to: string }) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const people = useChat((state) => state.people);
  const { teams } = useTicketChoices();
  const nameOfTeam = (team: string): string => teams.find(({ id }) => id === team)?.name ?? team;
  const current = useTicket(seen.number);
  const [busy, setBusy] = useState(false);
  const gone = useGone();
  const me = useChat((state) => state.me?.username);
  const close = (): void => dispatch({ type: 'dialog_closed' });

  async function confirm(base: TicketCard): Promise<void> {
    setBusy(true);
    try {
      const sees = await changeTicket(session, base, change);
      close();
      if (!sees) gone(base, change, to);
    } catch (thrown) {
      setBusy(false);
      // What is shown has changed once more: it is asked again.
      if (thrown instanceof TicketChanged) return;
      close();
      notify.failure(thrown);
    }
  }

  const now = typeof current === 'object' ? current : null;
  return (
    <DialogFrame
      title={words.tickets.changed}
      fits
      actions={
        <>
          <Button color="inherit" onClick={close}>
            {words.cancel}
          </Button>
          <Button variant="contained" disabled={now === null || busy} onClick={() => now !== null && void confirm(now)}>
            {words.tickets.anyway}
          </Button>
        </>
      }
    >
      <div role="status">{now === null ? <p>{words.loading}</p> : <Meanwhile seen={seen} now={now} />}</div>
      <Changes apart title={words.tickets.wanted} lines={[...wanted(change, words, (username) => nameOf(people, username), nameOfTeam), ...(now === null ? [] : consequences(now, change, me, people, words))]} />
    </DialogFrame>
  );
}
