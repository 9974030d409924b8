// The files of a message, in their order.

import type { FileInfo } from '../../core/protocol/generated';
import { useChat } from '../../shared/hooks/client';
import type { FilesProps } from '../../shared/registry/registry';
import styles from './FileList.module.css';
import { FileCard } from './FileCard';
import { grouped, shownAs } from './kinds';
import { PdfFile } from './pdf/PdfFile';
import { Media } from './player/Media';
import { Pictures } from './Pictures';
import { TextFile } from './TextFile';

export function FileList({ files, messageId, forwardedFrom }: FilesProps) {
  const shown = useOwn(files, forwardedFrom);
  if (shown.length === 0) return null;
  return (
    <div className={styles.files} data-files>
      {grouped(shown).map((group) => (
        <Group key={group[0].id} group={group} all={shown} messageId={messageId} />
      ))}
    </div>
  );
}

/** Without those that the forwarded message shows itself. */
function useOwn(files: readonly FileInfo[], forwardedFrom: number | undefined): readonly FileInfo[] {
  const source = useChat((state) => (forwardedFrom === undefined ? undefined : state.quoted[forwardedFrom]?.files));
  return source === undefined ? files : files.filter(({ id }) => !source.some((other) => other.id === id));
}

function Group({ group, all, messageId }: { group: readonly [FileInfo, ...FileInfo[]]; all: readonly FileInfo[]; messageId: number | undefined }) {
  const [file] = group;
  switch (shownAs(file)) {
    case 'picture':
      return <Pictures pictures={group} all={all} messageId={messageId} />;
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
