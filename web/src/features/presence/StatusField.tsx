// The status message, with some to choose from, and when it clears itself.

import { mdiClose } from '@mdi/js';
import { useId } from 'react';

import type { Presence } from '../../core/protocol/generated';
import { useChat } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { IconButton } from '../../shared/ui/Button';
import frame from '../../shared/ui/DialogFrame.module.css';
import { Icon } from '../../shared/ui/Icon';
import { untilTime } from '../../shared/words/times';
import { CLEAR_AFTER, type ClearAfter } from './clear-after';
import styles from './StatusField.module.css';
import { useWords } from './words';

/** What was chosen here; `null` for what was not touched. */
export interface ChosenStatus {
  message: string | null;
  after: ClearAfter | null;
}

const PRESETS: Readonly<Record<'meeting' | 'lunch' | 'home' | 'sick' | 'vacation', ClearAfter>> = {
  meeting: 'hour',
  lunch: 'halfHour',
  home: 'today',
  sick: 'today',
  vacation: 'never',
};

interface StatusFieldProps {
  current: Presence;
  chosen: ChosenStatus;
  onChange(chosen: ChosenStatus): void;
}

export function StatusField({ current, chosen: { message, after }, onChange }: StatusFieldProps) {
  const words = useWords();
  const { status } = words;
  const now = useNow();
  const limit = useChat((state) => state.limits.statusCharacters);
  const [messageId, afterId] = [useId(), useId()];
  const text = message ?? current.statusMessage;
  const until = current.statusMessageUntil;
  return (
    <>
      <label className={frame.label} htmlFor={messageId}>
        {status.message}
      </label>
      <div className={styles.line}>
        <input
          id={messageId}
          className={frame.field}
          value={text}
          maxLength={limit}
          placeholder={status.messageHint}
          onChange={(event) => onChange({ message: event.target.value, after })}
        />
        {text !== '' && (
          <IconButton
            aria-label={status.clear}
            title={status.clear}
            onClick={() => {
              onChange({ message: '', after: null });
              document.getElementById(messageId)?.focus();
            }}
          >
            <Icon path={mdiClose} size={18} />
          </IconButton>
        )}
      </div>
      {text === '' ? (
        <div className={styles.presets} role="group" aria-label={status.presets}>
          {(Object.keys(PRESETS) as (keyof typeof PRESETS)[]).map((name) => (
            <button
              key={name}
              type="button"
              onClick={() => {
                onChange({ message: status.preset[name], after: PRESETS[name] });
                document.getElementById(messageId)?.focus();
              }}
            >
              {status.preset[name]} <small>{status.after[PRESETS[name]]}</small>
            </button>
          ))}
        </div>
      ) : (
        <div className={styles.after}>
          <label htmlFor={afterId}>{status.clearAfter}</label>
          <select id={afterId} className={frame.field} value={after ?? (until === undefined ? 'never' : '')} onChange={(event) => onChange({ message, after: (event.target.value || null) as ClearAfter | null })}>
            {until !== undefined && <option value="">{status.until(untilTime(until, now, words))}</option>}
            {CLEAR_AFTER.map((each) => (
              <option key={each} value={each}>
                {status.after[each]}
              </option>
            ))}
          </select>
        </div>
      )}
    </>
  );
}
