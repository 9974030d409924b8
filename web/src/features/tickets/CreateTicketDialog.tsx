// Makes a ticket from a message: the form is filled from it, and from what stands with it.

import { useEffect, useId, useRef, type FormEvent } from 'react';

import type { Message } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { AttachmentsField } from './AttachmentsField';
import { useWords } from './card-words';
import styles from './CreateTicketDialog.module.css';
import { MessagesField } from './MessagesField';
import { MultilineField } from './MultilineField';
import { priorityName } from './naming';
import { RequesterField } from './RequesterField';
import { SelectField } from './SelectField';
import { TicketLink } from './TicketLink';
import { TitleField } from './TitleField';
import { useNewTicket } from './useNewTicket';

export function CreateTicketDialog({ message }: { message: Message }) {
  const words = useWords();
  const { tickets } = words;
  const dispatch = useViewDispatch();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  const notice = useRef<HTMLDivElement>(null);
  const author = useChat((state) => nameOf(state.people, message.userId));
  const ticket = useNewTicket(message);
  const { choices, missing, already, refusal, busy } = ticket;
  const [title, setTitle] = ticket.title;
  const [description, setDescription] = ticket.description;
  const [team, setTeam] = ticket.team;
  const [category, setCategory] = ticket.category;
  const [priority, setPriority] = ticket.priority;
  const [requester, setRequester] = ticket.requester;
  useEffect(() => notice.current?.scrollIntoView({ block: 'nearest' }), [already, refusal]);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    await ticket.submit();
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }

  return (
    <DialogFrame
      title={tickets.createTitle}
      width={600}
      actions={
        <>
          <Button color="inherit" onClick={() => dispatch({ type: 'dialog_closed' })}>
            {words.cancel}
          </Button>
          <Button type="submit" form={formId} variant="contained" disabled={busy || already !== null}>
            {tickets.create}
          </Button>
        </>
      }
    >
      <div ref={notice}>
        {already !== null && (
          <div className={frame.warning} role="alert">
            <p>{tickets.already(already)}</p>
            <TicketLink number={already}>{tickets.show}</TicketLink>
          </div>
        )}
        {refusal !== null && (
          <p className={frame.warning} role="alert">
            {refusal}
          </p>
        )}
        {choices.loaded && choices.teams.length === 0 && (
          <p className={frame.warning} role="alert">
            {tickets.noTeams}
          </p>
        )}
        {choices.error !== null && (
          <p className={frame.problem} role="alert">
            {words.errors[choices.error]}{' '}
            <Button size="small" onClick={choices.retry}>
              {words.retry}
            </Button>
          </p>
        )}
      </div>
      <form ref={form} id={formId} onSubmit={(event) => void submit(event)} noValidate>
        <TitleField value={title} problem={missing.includes('title') ? tickets.titleMissing : null} onChange={setTitle} />
        <MultilineField
          label={tickets.description}
          problem={missing.includes('description') ? tickets.descriptionMissing : null}
          value={description}
          rows={7}
          focused={false}
          onChange={setDescription}
        />
        <MessagesField messages={ticket.others} chosen={ticket.added[0]} onToggle={ticket.added[1]} />
        <div className={styles.pair}>
          <SelectField
            label={tickets.team}
            value={team}
            options={[...(team === '' ? [['', tickets.chooseTeam] as const] : []), ...choices.teams.map((one) => [one.id, one.name] as const)]}
            problem={missing.includes('team') ? tickets.teamMissing : null}
            onChange={setTeam}
          />
          <SelectField label={tickets.priority} value={priority} options={Object.keys(tickets.priorities).map((one) => [one, priorityName(one, words)] as const)} onChange={setPriority} />
          {choices.categories.length > 0 && (
            <SelectField label={tickets.category} value={category} options={[['', tickets.noCategory], ...choices.categories.map((one) => [one.id, one.name] as const)]} onChange={setCategory} />
          )}
        </div>
        <RequesterField person={requester} fallback={author} onChange={setRequester} />
        <AttachmentsField files={ticket.files} ticked={ticket.ticked[0]} onToggle={ticket.ticked[1]} />
      </form>
    </DialogFrame>
  );
}
