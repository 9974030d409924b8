// Files that are dropped on the page or pasted: they cannot be sent, and the browser must not open them.

import { useEffect } from 'react';

import { useNotify } from '../../shared/hooks/view/view';
import { useWords } from './words';

export function useRefusedFiles(): void {
  const { noFiles } = useWords().composer;
  const notify = useNotify();
  useEffect(() => {
    const onDrag = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      if (event.type === 'drop') notify.info(noFiles);
      else event.dataTransfer.dropEffect = 'none';
    };
    const onPaste = ({ clipboardData }: ClipboardEvent): void => {
      // Text from an office program comes with a picture of itself.
      if (clipboardData?.types.includes('Files') === true && !clipboardData.types.includes('text/plain')) notify.info(noFiles);
    };
    window.addEventListener('dragover', onDrag);
    window.addEventListener('drop', onDrag);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('dragover', onDrag);
      window.removeEventListener('drop', onDrag);
      window.removeEventListener('paste', onPaste);
    };
  }, [notify, noFiles]);
}
