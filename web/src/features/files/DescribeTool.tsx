// Describes a file of one's own that was sent: for everyone who has its message, from then on.

import { mdiTextBoxEditOutline } from '@mdi/js';
import { useState, type ReactNode } from 'react';

import type { FileInfo } from '../../core/protocol/generated';
import { describeFile } from '../../core/session/files';
import { useSession } from '../../shared/hooks/client';
import { LazyPart } from '../../shared/ui/LazyPart';
import { whenIdle } from '../../shared/ui/when-idle';
import { useWords } from './file-words';
import { Tool } from './Tool';

const loadDescription = whenIdle(async () => (await import('./DescriptionDialog')).DescriptionDialog);

/** Its keys are not for what lies below it. */
export function DescribeTool({ file: { id, name, description = '' }, children }: { file: FileInfo; children?: ReactNode }) {
  const words = useWords();
  const session = useSession();
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  const save = async (text: string): Promise<void> => {
    if (text !== description) await describeFile(session, id, { description: text });
  };
  return (
    <>
      <Tool icon={mdiTextBoxEditOutline} label={words.files.describe(name)} onClick={() => setOpen(true)} />
      {open && (
        <span role="presentation" onKeyDown={(event) => event.stopPropagation()}>
          <LazyPart load={loadDescription} props={{ name, description, children, onSave: save, onClose: close }} holder="dialog" onGiveUp={close} />
        </span>
      )}
    </>
  );
}
