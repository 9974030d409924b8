// The files of a message, in their order.

import type { FileInfo } from '../../core/protocol/generated';
import { useChat } from '../../shared/hooks/client';
import type { FilesProps } from '../../shared/registry/registry';
import styles from './FileList.module.css';
import { FileCard } from './FileCard';
import { useWords } from './file-words';
import { HeldFile } from './HeldFile';
import { grouped, isHeld, shownAs } from './kinds';
import { PdfFile } from './pdf/PdfFile';
import { Media } from './player/Media';
import { Pictures } from './Pictures';
import { TextFile } from './TextFile';

export function FileList({ files, messageId, author, forwardedFrom }: FilesProps) {
  const { shown, known } = useOwn(files, forwardedFrom);
  const mine = useChat(({ me }) => me !== null && me.username === author) && known;
  if (shown.length === 0) return null;
  return (
    <div className={styles.files} data-files>
      {grouped(shown, mine).map((group) => (
        <Group key={group[0].id} group={group} all={shown} messageId={messageId} mine={mine} />
      ))}
    </div>
  );
}

/** Without those that the forwarded message shows itself, once that is known. */
function useOwn(files: readonly FileInfo[], forwardedFrom: number | undefined): { shown: readonly FileInfo[]; known: boolean } {
  const source = useChat((state) => (forwardedFrom === undefined ? undefined : state.quoted[forwardedFrom]?.files));
  const shown = source === undefined ? files : files.filter(({ id }) => !source.some((other) => other.id === id));
  return { shown, known: forwardedFrom === undefined || source !== undefined };
}

interface GroupProps {
  group: readonly [FileInfo, ...FileInfo[]];
  all: readonly FileInfo[];
  messageId: number | undefined;
  mine: boolean;
}

function Group({ group, all, messageId, mine }: GroupProps) {
  const [file] = group;
  if (isHeld(file, mine)) return <HeldFile file={file} />;
  return (
    <>
      <ShownGroup group={group} all={all} messageId={messageId} mine={mine} />
      {group.some(({ state }) => state === 'checking') && <CheckingNote />}
    </>
  );
}

/** To whom it is there already. */
function CheckingNote() {
  const { files } = useWords();
  return <p className={styles.note}>{files.checkingMine}</p>;
}

function ShownGroup({ group, all, messageId, mine }: GroupProps) {
  const [file] = group;
  switch (shownAs(file)) {
    case 'picture':
      return <Pictures pictures={group} all={all} messageId={messageId} mine={mine} />;
    case 'video':
    case 'audio':
      return <Media file={file} />;
    case 'pdf':
      return <PdfFile file={file} messageId={messageId} />;
    case 'text':
      return <TextFile file={file} />;
    case 'card':
      return <FileCard file={file} />;
  }
}
