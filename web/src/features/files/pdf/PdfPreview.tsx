// The top of a PDF's first page, in its card. Its room is there before it is.

import { useEffect, useRef, useState } from 'react';

import { useChat, useSession } from '../../../shared/hooks/client';
import { useWords } from '../file-words';
import type { FirstPage } from './first-page';
import styles from './PdfPreview.module.css';
import { useNear } from './useNear';

export function PdfPreview({ id, onOpen }: { id: string; onOpen(button: Element): void }) {
  const { pdf } = useWords().files;
  const session = useSession();
  const online = useChat((state) => state.phase.name === 'online');
  const box = useRef<HTMLButtonElement>(null);
  const near = useNear(box, '0px');
  const [page, setPage] = useState<FirstPage | null>(null);
  const wanted = near && online && page === null;
  useEffect(() => {
    if (!wanted) return undefined;
    let current = true;
    const show = async (): Promise<void> => {
      const found = await (await import('./first-page')).firstPage(session, id);
      if (current) setPage(found);
    };
    // Without it there is the card; the next time that it is seen tries again.
    show().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [session, id, wanted]);
  return (
    // The name above does the same for the keyboard.
    <button ref={box} type="button" className={styles.first} tabIndex={-1} aria-hidden onMouseDown={(event) => event.preventDefault()} onClick={({ currentTarget }) => onOpen(currentTarget)}>
      {page !== null && ('url' in page ? <img src={page.url} alt="" draggable={false} /> : <span>{pdf[page.problem]}</span>)}
    </button>
  );
}
