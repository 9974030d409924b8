// The words that notify one when somebody writes them, separated by commas.

import { useId } from 'react';

import frame from '../../shared/ui/DialogFrame.module.css';
import { TextArea } from '../../shared/ui/TextArea';
import { useWords, type NotificationsWords } from './pane-words';
import styles from './Settings.module.css';

/** As many, and as long ones, as the server keeps. */
const MOST = 50;
const LONGEST = 50;
const HAS_WORD = /[\p{L}\p{N}]/u;

export function keywordsIn(text: string): string[] {
  return text.split(/[,\n]/).map((keyword) => keyword.trim()).filter((keyword) => keyword !== '');
}

export function keywordsProblem(keywords: readonly string[], settings: NotificationsWords['settings']): string | null {
  if (keywords.length > MOST) return settings.tooMany(MOST);
  const long = keywords.find((keyword) => [...keyword].length > LONGEST);
  if (long !== undefined) return settings.tooLong(LONGEST);
  const blank = keywords.find((keyword) => !HAS_WORD.test(keyword));
  return blank === undefined ? null : settings.noLetter(blank);
}

/** Those that the server keeps. */
export function possibleKeywords(keywords: readonly string[]): string[] {
  return keywords.filter((keyword) => [...keyword].length <= LONGEST && HAS_WORD.test(keyword)).slice(0, MOST);
}

interface KeywordsFieldProps {
  text: string;
  problem: string | null;
  onChange(text: string): void;
  onLeave(): void;
}

export function KeywordsField({ text, problem, onChange, onLeave }: KeywordsFieldProps) {
  const { settings } = useWords();
  const id = useId();
  return (
    <div className={styles.group}>
      <label className={frame.label} htmlFor={id}>
        {settings.keywords}
      </label>
      <TextArea
        id={id}
        className={`${frame.field} ${styles.keywords}`}
        rows={2}
        value={text}
        placeholder={settings.keywordsExample}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
        onBlur={onLeave}
      />
      <p id={`${id}-hint`} className={problem === null ? frame.hint : frame.fieldProblem} role={problem === null ? undefined : 'alert'}>
        {problem ?? settings.keywordsHint}
      </p>
    </div>
  );
}
