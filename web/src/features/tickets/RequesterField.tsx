// The person who has the problem: whoever wrote the message, unless another one is chosen.

import type { Person } from '../../core/protocol/generated';
import { calledIn } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { useChoosing } from '../../shared/hooks/useChoosing';
import { Button } from '../../shared/ui/Button';
import frame from '../../shared/ui/DialogFrame.module.css';
import { PeoplePicker } from '../../shared/ui/PeoplePicker';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import { useWords } from './card-words';
import styles from './CreateTicketDialog.module.css';

interface RequesterFieldProps {
  person: Person | null;
  /** What to call whoever wrote the message until they are known. */
  fallback: string;
  onChange(person: Person): void;
}

export function RequesterField({ person, fallback, onChange }: RequesterFieldProps) {
  const { tickets } = useWords();
  const { choosing, begin, end, button, onKeyDown } = useChoosing();
  const name = useChat((state) => (person === null ? fallback : calledIn(state.people, person)));
  return (
    // Keys of the field in it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div role="group" aria-label={tickets.requester} onKeyDown={onKeyDown}>
      <p className={frame.label}>{tickets.requester}</p>
      {choosing ? (
        <PeoplePicker
          chosen={[]}
          without={new Set()}
          onChange={([chosen]) => {
            if (chosen !== undefined) onChange(chosen);
            end();
          }}
          onSubmit={end}
        />
      ) : (
        <p className={styles.requester}>
          <PersonAvatar username={person?.username ?? fallback} name={name} size={28} />
          <span>{name}</span>
          <Button ref={button} size="small" onClick={begin}>
            {tickets.changeRequester}
          </Button>
        </p>
      )}
    </div>
  );
}
