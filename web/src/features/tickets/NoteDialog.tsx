// Completes a ticket with notes, or escalates it with a reason.

import { useId, useState, type FormEvent } from 'react';

import type { TicketCard } from '../../core/protocol/generated';
import { changeTicket, TicketChanged } from '../../core/session/tickets';
import { useSession } from '../../shared/hooks/client';
import { useNotify, useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { useWords } from './card-words';
import { Meanwhile } from './Meanwhile';
import { MultilineField } from './MultilineField';
import { useKeptText } from '../../shared/hooks/useKeptText';
import { useTicket } from './useTicket';

export function NoteDialog({ ticket: seen, task }: { ticket: TicketCard; task: 'complete' | 'escalate' }) {
  const { tickets, ...words } = useWords();
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const formId = useId();
  const [text, setText, forget] = useKeptText(`${task}:${seen.number}`);
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const state = useTicket(seen.number);
  const current = typeof state === 'object' ? state : seen;
  const changed = current.updatedAt !== seen.updatedAt;
  const completing = task === 'complete';
  // Somebody else was quicker: what was written is added to theirs.
  const isSet = current.status === (completing ? 'completed' : 'escalated');
  const close = (): void => dispatch({ type: 'dialog_closed' });

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    const note = text.trim();
    if (note === '' && (!completing || isSet)) return setMissing(true);
    setBusy(true);
    try {
      // Whoever submits has seen what `current` says.
      await changeTicket(session, current, completing ? { status: 'completed', notes: note === '' ? null : note } : { status: 'escalated', reason: note });
      forget();
      close();
    } catch (thrown) {
      // What has changed is shown, and asked about.
      if (!(thrown instanceof TicketChanged)) notify.failure(thrown);
    }
    setBusy(false);
  }

  const [plainly, anyway, more] = completing ? [tickets.complete, tickets.completeAnyway, tickets.addNotes] : [tickets.escalate, tickets.escalateAnyway, tickets.addReason];
  const action = isSet ? more : changed ? anyway : plainly;
  return (
    <DialogFrame
      title={completing ? tickets.completeNamed(seen.number) : tickets.escalateNamed(seen.number)}
      fits
      actions={
        <>
          <Button color="inherit" onClick={close}>
            {words.cancel}
          </Button>
          <Button type="submit" form={formId} variant="contained" disabled={busy}>
            {action}
          </Button>
        </>
      }
    >
      <p>{seen.title}</p>
      <form id={formId} onSubmit={(event) => void submit(event)}>
        <MultilineField
          label={!completing ? tickets.reason : isSet ? tickets.completionNotes : tickets.notes}
          hint={completing ? tickets.notesHint : tickets.reasonHint}
          problem={!missing ? null : completing ? tickets.notesMissing : tickets.reasonMissing}
          value={text}
          onChange={(next) => {
            setText(next);
            setMissing(false);
          }}
        />
      </form>
      <div role="status">
        {changed && (
          <div className={frame.warning}>
            <Meanwhile seen={seen} now={current} />
          </div>
        )}
      </div>
    </DialogFrame>
  );
}
