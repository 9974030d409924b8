// The beginning of a text or of code, and more of it on demand.

import { useEffect, useState } from 'react';

import type { FileInfo } from '../../core/protocol/generated';
import { readFile } from '../../core/session/files';
import { useChat, useSession } from '../../shared/hooks/client';
import { asChatError, type ErrorCode } from '../../core/protocol/errors';
import { FileCard } from './FileCard';
import styles from './FileList.module.css';
import { useWords } from './file-words';
import { textOf } from './text-of';

/** What is fetched for the first lines. */
const FIRST_BYTES = 4096;
/** What is fetched to read on. */
const MOST_BYTES = 200_000;
const FIRST_LINES = 6;

const known = new Map<string, string>();

export function TextFile({ file }: { file: FileInfo }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const { text, error } = useText(file, open ? MOST_BYTES : FIRST_BYTES);
  const lines = (text ?? '').split('\n');
  const short = lines.length <= FIRST_LINES && file.size <= FIRST_BYTES;
  return (
    <FileCard file={file} problem={error}>
      {error === null && (
        // What scrolls must take the focus, or the keyboard cannot read it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre className={styles.text} aria-busy={text === null} aria-label={file.name} role={open ? 'region' : undefined} tabIndex={open ? 0 : undefined} data-open={open || undefined}>
          {open ? text : lines.slice(0, FIRST_LINES).join('\n')}
        </pre>
      )}
      {open && file.size > MOST_BYTES && <p className={styles.facts}>{words.files.cut}</p>}
      {text !== null && !short && (
        <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? words.files.showLess : words.files.showMore}
        </button>
      )}
    </FileCard>
  );
}

/** `null` until the first of it is there. */
function useText({ id, size }: FileInfo, bytes: number): { text: string | null; error: ErrorCode | null } {
  const session = useSession();
  const online = useChat((state) => state.phase.name === 'online');
  const key = `${id} ${bytes}`;
  const [text, setText] = useState(() => known.get(key) ?? null);
  const [error, setError] = useState<ErrorCode | null>(null);
  const asks = online || error === null;
  useEffect(() => {
    const abort = new AbortController();
    const read = async (): Promise<void> => {
      const part = known.get(key) ?? textOf(await (await readFile(session, id, { bytes: Math.min(bytes, size), signal: abort.signal })).arrayBuffer());
      known.set(key, part);
      setText(part);
      setError(null);
    };
    if (asks) read().catch((thrown: unknown) => (abort.signal.aborted ? undefined : setError(asChatError(thrown).code)));
    return () => abort.abort();
  }, [session, id, key, bytes, size, asks]);
  return { text, error };
}
