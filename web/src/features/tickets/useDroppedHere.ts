// Files that are dropped anywhere while a dialog is open are for the dialog.

import { useEffect, useRef, useState } from 'react';

/** Returns whether files are drawn over the page. */
export function useDroppedHere(take: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const taken = useRef(take);
  useEffect(() => {
    taken.current = take;
  });
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const onDrag = (event: DragEvent): void => {
      const { dataTransfer } = event;
      if (dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      // The conversation below would refuse them.
      event.stopImmediatePropagation();
      dataTransfer.dropEffect = 'copy';
      setOver(event.type !== 'drop');
      if (event.type === 'drop') taken.current([...dataTransfer.files]);
    };
    // Without anything beside it the pointer has left the window.
    const onLeave = ({ relatedTarget }: DragEvent): void => {
      if (relatedTarget === null) setOver(false);
    };
    window.addEventListener('dragover', onDrag, { signal, capture: true });
    window.addEventListener('drop', onDrag, { signal, capture: true });
    window.addEventListener('dragleave', onLeave, { signal, capture: true });
    return () => controller.abort();
  }, []);
  return over;
}
