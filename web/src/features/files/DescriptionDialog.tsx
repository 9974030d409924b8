// Says what a file shows, for those who do not see it.

import { useId, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react';

import { Button } from '../../shared/ui/Button';
import frame from '../../shared/ui/DialogFrame.module.css';
import { CancelButton, SettingsFrame } from '../../shared/ui/SettingsFrame';
import { TextArea } from '../../shared/ui/TextArea';
import { reasonOf } from '../../shared/words/reasons';
import styles from './DescriptionDialog.module.css';
import { useWords } from './file-words';

interface DescriptionDialogProps {
  name: string;
  /** What is said of it already. */
  description: string;
  /** The file, as far as it can be seen. */
  children?: ReactNode;
  /** Rejects with what stands in the way. */
  onSave(description: string): Promise<void>;
  onClose(): void;
}

/** As the server has it. */
const MOST_CHARACTERS = 1000;

export function DescriptionDialog({ name, description, children, onSave, onClose }: DescriptionDialogProps) {
  const words = useWords();
  const { describing } = words.files;
  const id = useId();
  const [text, setText] = useState(description);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    try {
      await onSave(text.trim());
      onClose();
    } catch (thrown) {
      setProblem(reasonOf(thrown, words));
      setBusy(false);
    }
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.currentTarget.form?.requestSubmit();
  }

  return (
    <SettingsFrame
      title={describing.title}
      unsaved={text.trim() !== description}
      fits
      local
      onClose={onClose}
      actions={
        <>
          <CancelButton onCancel={onClose} />
          <Button type="submit" form={id} variant="contained" disabled={busy}>
            {words.save}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={(event) => void save(event)}>
        <p className={styles.name} title={name}>
          <bdi>{name}</bdi>
        </p>
        {children !== undefined && <div className={styles.preview}>{children}</div>}
        <label className={frame.label} htmlFor={`${id}-text`}>
          {describing.label}
        </label>
        <TextArea
          id={`${id}-text`}
          className={`${frame.field} ${styles.text}`}
          rows={3}
          maxLength={MOST_CHARACTERS}
          // It is what was asked for.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          aria-invalid={problem !== null}
          aria-describedby={`${id}-about`}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <p id={`${id}-about`} className={problem === null ? frame.hint : frame.fieldProblem} role={problem === null ? undefined : 'alert'}>
          {problem ?? describing.hint}
        </p>
      </form>
    </SettingsFrame>
  );
}
