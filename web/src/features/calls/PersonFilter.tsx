// The person with whom calls are listed: anyone, until one is found by name.

import { mdiClose } from '@mdi/js';

import type { Person } from '../../core/protocol/generated';
import { calledIn } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { useChoosing } from '../../shared/hooks/useChoosing';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { PeoplePicker } from '../../shared/ui/PeoplePicker';
import styles from './CallHistory.module.css';
import { useWords } from './call-words';

export function PersonFilter({ person, onChange }: { person: Person | null; onChange(person: Person | null): void }) {
  const { list } = useWords().calls;
  const me = useChat((state) => state.me?.username ?? '');
  const name = useChat((state) => (person === null ? list.anyone : calledIn(state.people, person)));
  const { choosing, begin, end, button, onKeyDown } = useChoosing();
  return (
    // Keys of the field in it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div className={choosing ? styles.finding : styles.person} role="group" aria-label={list.person} onKeyDown={onKeyDown}>
      <span>{list.person}</span>
      {choosing ? (
        <PeoplePicker
          chosen={[]}
          without={new Set([me])}
          onChange={([chosen]) => {
            if (chosen !== undefined) onChange(chosen);
            end();
          }}
          onSubmit={end}
        />
      ) : (
        <div className={styles.chosen}>
          <button ref={button} type="button" onClick={begin}>
            {name}
          </button>
          {person !== null && (
            <IconButton size="small" aria-label={list.withAnyone} title={list.withAnyone} onClick={() => onChange(null)}>
              <Icon path={mdiClose} size={16} />
            </IconButton>
          )}
        </div>
      )}
    </div>
  );
}
