// A PDF over the whole window: its pages one below the other, larger and smaller, saved.

import { mdiAlertCircleOutline, mdiClose, mdiFitToScreenOutline, mdiMagnifyMinusOutline, mdiMagnifyPlusOutline } from '@mdi/js';
import Dialog from '@mui/material/Dialog';
import { useCallback, useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';

import type { FileInfo } from '../../../core/protocol/generated';
import { useViewDispatch } from '../../../shared/hooks/view/view';
import { Icon } from '../../../shared/ui/Icon';
import { Themed } from '../../../shared/ui/Themed';
import { Download, factsOf } from '../FileCard';
import { useWords } from '../file-words';
import lightbox from '../Lightbox.module.css';
import { useLink } from '../useLink';
import { Tool } from '../Tool';
import { useDeleted } from '../useDeleted';
import { isProtected, openPdf, type PdfDocument } from './document';
import { Page } from './Page';
import styles from './PdfDialog.module.css';

interface PdfDialogProps {
  file: FileInfo;
  messageId: number | undefined;
  /** For one over another dialog, which stays. */
  onClose?(): void;
}

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3] as const;
const FIT = ZOOMS.indexOf(1);

export function PdfDialog({ file, messageId, onClose }: PdfDialogProps) {
  const words = useWords();
  const titleId = useId();
  const dispatch = useViewDispatch();
  const close = onClose ?? ((): void => dispatch({ type: 'dialog_closed' }));
  const { document, problem } = useDocument(file);
  const [zoom, setZoom] = useState(FIT);
  const [at, setAt] = useState(1);
  const stage = useRef<HTMLDivElement>(null);
  const onStage = useCallback((element: HTMLDivElement | null): void => {
    stage.current = element;
    // The first key moves the pages.
    element?.focus();
  }, []);
  useDeleted(messageId, close);
  const step = (by: 1 | -1): void => setZoom((before) => Math.min(ZOOMS.length - 1, Math.max(0, before + by)));

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') step(1);
    else if (event.key === '-') step(-1);
    else if (event.key === '0') setZoom(FIT);
    else return;
    event.preventDefault();
  }

  const pages = document?.numPages ?? 0;
  return (
    <Themed>
      <Dialog open fullScreen onClose={close} aria-labelledby={titleId} onKeyDown={onKeyDown} slotProps={{ paper: { className: lightbox.paper ?? '', sx: { background: '#0b0e14', color: '#fff' } } }}>
        <header className={lightbox.bar}>
          <span className={lightbox.about}>
            <strong id={titleId} title={file.name}>
              <bdi>{file.name}</bdi>
            </strong>
            <span>{[pages > 1 ? words.files.lightbox.position(at, pages) : '', factsOf(file, words.locale)].filter(Boolean).join(' · ')}</span>
          </span>
          <Tool icon={mdiMagnifyMinusOutline} label={words.files.lightbox.smaller} disabled={zoom === 0} onClick={() => step(-1)} />
          <Tool icon={mdiFitToScreenOutline} label={words.files.lightbox.fit} disabled={zoom === FIT} onClick={() => setZoom(FIT)} />
          <Tool icon={mdiMagnifyPlusOutline} label={words.files.lightbox.larger} disabled={zoom === ZOOMS.length - 1} onClick={() => step(1)} />
          <Download file={file} size={24} />
          <Tool icon={mdiClose} label={words.close} onClick={close} />
        </header>
        {problem !== null ? (
          <p className={`${lightbox.problem} ${styles.problem}`} role="alert">
            <Icon path={mdiAlertCircleOutline} size={24} />
            {problem}
          </p>
        ) : (
          // Arrow keys move it.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          <div ref={onStage} className={styles.stage} tabIndex={0} role="region" aria-label={file.name} aria-busy={document === null}>
            {document !== null && Array.from({ length: pages }, (_, index) => <Page key={index + 1} document={document} number={index + 1} zoom={ZOOMS[zoom] ?? 1} stage={stage} onSeen={setAt} />)}
          </div>
        )}
      </Dialog>
    </Themed>
  );
}

function useDocument(file: FileInfo): { document: PdfDocument | null; problem: string | null } {
  const words = useWords();
  const { url, error } = useLink(file.id, true);
  const [document, setDocument] = useState<PdfDocument | null>(null);
  const [failed, setFailed] = useState<'protected' | 'broken' | null>(null);
  useEffect(() => {
    if (url === '') return undefined;
    const opening = openPdf(url);
    let current = true;
    opening.document.then(
      (opened) => (current ? setDocument(opened) : undefined),
      (thrown: unknown) => (current ? setFailed(isProtected(thrown) ? 'protected' : 'broken') : undefined),
    );
    return () => {
      current = false;
      opening.close();
    };
  }, [url]);
  if (error !== null) return { document: null, problem: error === 'not_found' ? words.files.missing : words.files.notLoaded };
  return { document, problem: failed === null ? null : words.files.pdf[failed] };
}
