// One page of a PDF: painted while it is near what is seen; its words are there for who hears them.

import { useEffect, useRef, useState, type RefObject } from 'react';

import { useWords } from '../file-words';
import { paint, textOf, type PdfDocument, type PdfPage } from './document';
import styles from './PdfDialog.module.css';
import { useNear } from './useNear';

interface PageProps {
  document: PdfDocument;
  number: number;
  zoom: number;
  stage: RefObject<HTMLElement | null>;
  /** It is what is looked at. */
  onSeen(number: number): void;
}

/** A page of A4, until it is known. */
const ASPECT = 210 / 297;

export function Page({ document, number, zoom, stage, onSeen }: PageProps) {
  const words = useWords();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [page, setPage] = useState<PdfPage | null>(null);
  const [text, setText] = useState('');
  const near = useNear(box, '100%', stage);
  const seen = useNear(box, '-50% 0px', stage);
  useEffect(() => {
    if (seen) onSeen(number);
  }, [seen, number, onSeen]);

  useEffect(() => {
    if (!near || page !== null) return undefined;
    let current = true;
    document.getPage(number).then((found) => (current ? setPage(found) : undefined), () => undefined);
    return () => {
      current = false;
    };
  }, [document, number, near, page]);

  useEffect(() => {
    if (page === null) return undefined;
    let current = true;
    textOf(page).then((said) => (current ? setText(said) : undefined), () => undefined);
    return () => {
      current = false;
    };
  }, [page]);

  useEffect(() => {
    const { current: target } = canvas;
    if (!near || page === null || target === null) return undefined;
    const task = paint(page, target, target.clientWidth);
    task.promise.catch(() => undefined);
    return () => {
      task.cancel();
      // Its memory is free for others.
      target.width = 0;
    };
  }, [page, near, zoom]);

  const viewport = page?.getViewport({ scale: 1 });
  return (
    <div ref={box} className={styles.page} style={{ width: `calc(min(100%, 860px) * ${zoom})`, aspectRatio: viewport === undefined ? ASPECT : viewport.width / viewport.height }}>
      <canvas ref={canvas} role="img" aria-label={words.files.pdf.page(number)} />
      <p className={styles.text}>{text}</p>
    </div>
  );
}
