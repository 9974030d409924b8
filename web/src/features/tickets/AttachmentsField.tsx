// The files of the messages that a ticket is made from: those that are ticked become its attachments.

import { useId } from 'react';

import type { FileInfo } from '../../core/protocol/generated';
import frame from '../../shared/ui/DialogFrame.module.css';
import { useWords } from './card-words';
import styles from './CreateTicketDialog.module.css';
import { MOST_FILES } from './new-ticket';

interface AttachmentsFieldProps {
  files: readonly FileInfo[];
  ticked: ReadonlySet<string>;
  onToggle(file: FileInfo, on: boolean): void;
}

export function AttachmentsField({ files, ticked, onToggle }: AttachmentsFieldProps) {
  const { tickets } = useWords();
  const hintId = useId();
  if (files.length === 0) return null;
  const full = ticked.size >= MOST_FILES;
  return (
    <fieldset className={styles.files} aria-describedby={hintId}>
      <legend className={frame.label}>{tickets.files}</legend>
      {files.length > MOST_FILES && (
        <p id={hintId} className={frame.hint}>
          {tickets.mostFiles(MOST_FILES)}
        </p>
      )}
      {files.map((file) => (
        <label key={file.id} className={frame.check}>
          <input type="checkbox" checked={ticked.has(file.id)} disabled={full && !ticked.has(file.id)} onChange={(event) => onToggle(file, event.target.checked)} />
          {file.name}
        </label>
      ))}
    </fieldset>
  );
}
