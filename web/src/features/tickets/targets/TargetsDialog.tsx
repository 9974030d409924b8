// By when tickets are to be completed, by priority and team, and the hours in which that time counts. For administrators.

import { useCallback, useEffect, useId, useState, type FormEvent } from 'react';

import { asChatError, type ErrorCode } from '../../../core/protocol/errors';
import { setTicketTargets, ticketTargets } from '../../../core/session/ticket-targets';
import { useSession } from '../../../shared/hooks/client';
import { useNotify, useViewDispatch } from '../../../shared/hooks/view/view';
import { Button } from '../../../shared/ui/Button';
import frame from '../../../shared/ui/DialogFrame.module.css';
import { CancelButton, SettingsFrame } from '../../../shared/ui/SettingsFrame';
import { useWords } from '../card-words';
import { draftOf, problemIn, targetsOf, type Draft, type Problem } from './draft';
import { TargetsField } from './TargetsField';
import { WorkingHoursField } from './WorkingHoursField';

export function TargetsDialog() {
  const { tickets, ...words } = useWords();
  const session = useSession();
  const notify = useNotify();
  const dispatch = useViewDispatch();
  const formId = useId();
  const { draft, change, unsaved, error, retry } = useDraft();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const edit = (next: Draft): void => {
    change(next);
    setProblem(null);
  };
  const close = (): void => dispatch({ type: 'dialog_closed' });

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (draft === null || busy) return;
    const found = problemIn(draft);
    setProblem(found);
    if (found !== null) return;
    setBusy(true);
    try {
      await setTicketTargets(session, targetsOf(draft));
      notify.info(tickets.targets.saved);
      close();
    } catch (thrown) {
      notify.failure(thrown);
    }
    setBusy(false);
  }

  return (
    <SettingsFrame
      title={tickets.targets.title}
      unsaved={unsaved}
      width={560}
      actions={
        <>
          <CancelButton onCancel={close} />
          <Button type="submit" form={formId} variant="contained" disabled={draft === null || busy}>
            {words.save}
          </Button>
        </>
      }
    >
      <p className={frame.hint}>{tickets.targets.hint}</p>
      {draft === null && error === null && <p role="status">{words.loading}</p>}
      {draft === null && error !== null && (
        <p role="alert">
          {words.errors[error]}{' '}
          <Button size="small" onClick={retry}>
            {words.retry}
          </Button>
        </p>
      )}
      {draft !== null && (
        <form id={formId} noValidate onSubmit={(event) => void save(event)}>
          <TargetsField draft={draft} problem={problem} onChange={edit} />
          <WorkingHoursField hours={draft.hours} problem={problem} onChange={(hours) => edit({ ...draft, hours })} />
        </form>
      )}
    </SettingsFrame>
  );
}

/** What is edited; `null` until the present settings are there. */
function useDraft() {
  const session = useSession();
  const [loaded, setLoaded] = useState<Draft | null>(null);
  const [changed, change] = useState<Draft | null>(null);
  const [error, setError] = useState<ErrorCode | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let current = true;
    ticketTargets(session).then(
      (found) => (current ? setLoaded(draftOf(found)) : undefined),
      (thrown: unknown) => (current ? setError(asChatError(thrown).code) : undefined),
    );
    return () => {
      current = false;
    };
  }, [session, round]);
  const retry = useCallback(() => {
    setError(null);
    setRound((count) => count + 1);
  }, []);
  const unsaved = changed !== null && JSON.stringify(changed) !== JSON.stringify(loaded);
  return { draft: changed ?? loaded, change, unsaved, error, retry };
}
