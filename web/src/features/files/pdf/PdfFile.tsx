// A PDF in a conversation: its card shows the beginning, and opens it.

import { useState } from 'react';

import type { FileInfo } from '../../../core/protocol/generated';
import { useViewDispatch } from '../../../shared/hooks/view/view';
import { LazyPart } from '../../../shared/ui/LazyPart';
import { FileCard } from '../FileCard';
import { PdfPreview } from './PdfPreview';

/** Of a larger one, what the first page needs may be anywhere in it. */
const MOST_PREVIEWED_BYTES = 25_000_000;

const loadPdf = async () => (await import('./PdfDialog')).PdfDialog;

export function PdfFile({ file, messageId }: { file: FileInfo; messageId: number | undefined }) {
  const dispatch = useViewDispatch();
  const [over, setOver] = useState(false);
  const open = (button: Element): void => {
    // Another dialog, e.g. the one that forwards, stays as it is.
    if (button.closest('[role="dialog"]') !== null) setOver(true);
    else dispatch({ type: 'dialog_opened', dialog: { name: 'pdf', file, messageId } });
  };
  return (
    <>
      <FileCard file={file} onOpen={open}>
        {file.size <= MOST_PREVIEWED_BYTES && <PdfPreview id={file.id} onOpen={open} />}
      </FileCard>
      {over && <LazyPart load={loadPdf} props={{ file, messageId, onClose: () => setOver(false) }} holder="dialog" onGiveUp={() => setOver(false)} />}
    </>
  );
}
