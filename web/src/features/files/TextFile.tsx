// The beginning of a text or of code, and more of it on demand.

import { useEffect, useState } from 'react';

import type { FileInfo } from '../../core/protocol/generated';
import { readFile } from '../../core/session/files';
import { useChat, useSession } from '../../shared/hooks/client';
import { asChatError, type ErrorCode } from '../../core/protocol/errors';
import { FileCard } from './FileCard';
import styles from './FileList.module.css';
import { useWords } from './file-words';
import { isSheet, rowsOf } from './sheet';
import { textOf } from './text-of';

/** What is fetched for the first lines. */
const FIRST_BYTES = 4096;
/** What is fetched to read on. */
const MOST_BYTES = 200_000;
const FIRST_LINES = 6;
/** Longer files are shown as their bare text: each line would be an element, each cell another. */
const MOST_LINES = 2000;

const known = new Map<string, string>();

/** What is read as prose has no numbers beside its lines. */
const PROSE = /\.(?:txt|md|markdown)$/i;

export function TextFile({ file }: { file: FileInfo }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const { text, error } = useText(file, open ? MOST_BYTES : FIRST_BYTES);
  const lines = (text ?? '').split('\n');
  const short = lines.length <= FIRST_LINES && file.size <= FIRST_BYTES;
  const sheet = text !== null && isSheet(file) && lines.length <= MOST_LINES ? rowsOf(text) : null;
  const shown = open ? (text ?? '') : lines.slice(0, FIRST_LINES).join('\n');
  return (
    <FileCard file={file} problem={error}>
      {error === null && (sheet === null ? <Lines name={file.name} text={shown} loading={text === null} open={open} /> : <Sheet name={file.name} rows={open ? sheet : sheet.slice(0, FIRST_LINES)} open={open} />)}
      {open && file.size > MOST_BYTES && <p className={styles.facts}>{words.files.cut}</p>}
      {text !== null && !short && (
        <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? words.files.showLess : words.files.showMore}
        </button>
      )}
    </FileCard>
  );
}

interface LinesProps {
  name: string;
  text: string;
  loading: boolean;
  open: boolean;
}

function Lines({ name, text, loading, open }: LinesProps) {
  const lines = text.replace(/\n$/, '').split('\n');
  const numbered = !PROSE.test(name) && text !== '' && lines.length <= MOST_LINES;
  return (
    // What scrolls must take the focus, or the keyboard cannot read it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className={styles.text} aria-busy={loading} aria-label={name} role={open ? 'region' : undefined} tabIndex={open ? 0 : undefined} data-open={open || undefined} data-numbered={numbered || undefined} style={numbered ? { ['--digits' as string]: String(lines.length).length } : undefined}>
      {numbered
        ? lines.map((line, index) => (
            // Lines only ever come after the others.
            // oxlint-disable-next-line react/no-array-index-key
            <span key={index}>{`${line}\n`}</span>
          ))
        : text}
    </pre>
  );
}

function Sheet({ name, rows: [head = [], ...rows], open }: { name: string; rows: readonly (readonly string[])[]; open: boolean }) {
  // What a cell is called is its place.
  /* oxlint-disable react/no-array-index-key */
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.sheet} role="region" aria-label={name} tabIndex={0} data-open={open || undefined}>
      <table>
        <thead>
          <tr>
            {head.map((cell, index) => (
              <th key={index} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {head.map((_, column) => (
                <td key={column}>{row[column]}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
  /* oxlint-enable react/no-array-index-key */
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
