// A picture over the whole window: larger and smaller, to the next and the previous, saved.

import { mdiAlertCircleOutline, mdiChevronLeft, mdiChevronRight, mdiClose, mdiFitToScreenOutline, mdiMagnifyMinusOutline, mdiMagnifyPlusOutline } from '@mdi/js';
import Dialog from '@mui/material/Dialog';
import { useId, useRef, useState, type CSSProperties, type KeyboardEvent } from 'react';

import type { FileInfo } from '../../core/protocol/generated';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { Icon } from '../../shared/ui/Icon';
import { Themed } from '../../shared/ui/Themed';
import { FirstFrame, isAnimation, usePlaying } from './Animation';
import { DescribeTool } from './DescribeTool';
import { Download, factsOf } from './FileCard';
import { useWords } from './file-words';
import { isShownPicture } from './kinds';
import styles from './Lightbox.module.css';
import { Tool } from './Tool';
import { useDeleted } from './useDeleted';
import { useLatestFiles } from './useLatestFiles';
import { usePicture } from './usePicture';
import { useZoom } from './useZoom';

interface LightboxProps {
  files: readonly FileInfo[];
  /** Which of them is shown first. */
  index: number;
  /** The message that they are in. */
  messageId: number | undefined;
  /** Whoever looks has sent them. */
  mine: boolean;
  /** For one over another dialog, which stays. */
  onClose?(): void;
}

export function Lightbox({ files, index, messageId, mine, onClose }: LightboxProps) {
  const words = useWords();
  const dispatch = useViewDispatch();
  const titleId = useId();
  const pictures = useLatestFiles(files, messageId).filter((file) => isShownPicture(file, mine));
  const [at, setAt] = useState(() => Math.max(0, pictures.indexOf(files[index] as FileInfo)));
  const close = onClose ?? ((): void => dispatch({ type: 'dialog_closed' }));
  const step = (by: 1 | -1): void => setAt((before) => Math.min(pictures.length - 1, Math.max(0, before + by)));
  const stage = useRef<HTMLDivElement>(null);
  const zoom = useZoom(stage, pictures[at]?.id ?? '', step);
  useDeleted(messageId, close);
  const picture = pictures[at];
  if (picture === undefined) return null;
  const many = pictures.length > 1;

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowLeft') step(-1);
    else if (event.key === 'ArrowRight') step(1);
    else if (event.key === 'Home') setAt(0);
    else if (event.key === 'End') setAt(pictures.length - 1);
    else if (event.key === '+' || event.key === '=') zoom.by(1.5);
    else if (event.key === '-') zoom.by(1 / 1.5);
    else if (event.key === '0') zoom.fit();
    else return;
    event.preventDefault();
  }

  const { lightbox } = words.files;
  return (
    <Themed>
      <Dialog open fullScreen onClose={close} aria-labelledby={titleId} onKeyDown={onKeyDown} slotProps={{ paper: { className: styles.paper ?? '', sx: { background: '#0b0e14', color: '#fff' } } }}>
        <header className={styles.bar}>
          <span className={styles.about}>
            <strong id={titleId} title={picture.name}>
              <bdi>{picture.name}</bdi>
            </strong>
            <span aria-live="polite">{[many ? lightbox.position(at + 1, pictures.length) : '', factsOf(picture, words.locale)].filter(Boolean).join(' · ')}</span>
          </span>
          <Tool icon={mdiMagnifyMinusOutline} label={lightbox.smaller} disabled={zoom.scale <= 1} onClick={() => zoom.by(1 / 1.5)} />
          <Tool icon={mdiFitToScreenOutline} label={lightbox.fit} disabled={zoom.scale === 1} onClick={zoom.fit} />
          <Tool icon={mdiMagnifyPlusOutline} label={lightbox.larger} disabled={zoom.scale >= zoom.most} onClick={() => zoom.by(1.5)} />
          {mine && <DescribeTool file={picture} />}
          <Download file={picture} size={24} />
          <Tool icon={mdiClose} label={words.close} onClick={close} first />
        </header>
        <div ref={stage} className={styles.stage} data-zoomed={zoom.scale > 1 || undefined} {...zoom.handlers}>
          <Shown key={picture.id} picture={picture} transform={zoom.transform} />
        </div>
        {picture.description !== undefined && picture.description !== '' && <p className={styles.caption}>{picture.description}</p>}
        {many && (
          <>
            <Tool icon={mdiChevronLeft} label={lightbox.previous} className={styles.previous} disabled={at === 0} onClick={() => step(-1)} />
            <Tool icon={mdiChevronRight} label={lightbox.next} className={styles.next} disabled={at === pictures.length - 1} onClick={() => step(1)} />
          </>
        )}
      </Dialog>
    </Themed>
  );
}

function Shown({ picture, transform }: { picture: FileInfo; transform: string }) {
  const words = useWords();
  const moves = usePlaying(picture);
  const { url, error, whole } = usePicture(picture, 'whole');
  if (error !== null) {
    return (
      <p className={styles.problem} role="alert">
        <Icon path={mdiAlertCircleOutline} size={24} />
        {error === 'not_found' ? words.files.missing : words.files.notLoaded}
      </p>
    );
  }
  return (
    <span className={styles.picture} style={{ transform }} aria-busy={!whole}>
      {url === '' ? null : whole && !moves && isAnimation(picture) ? <FirstFrame url={url} /> : <img src={url} alt={picture.description ?? picture.name} draggable={false} style={sizeOf(picture)} />}
    </span>
  );
}

/** No larger than the picture is, its thumbnail as well: nothing jumps when the picture takes its place. */
function sizeOf({ width, height }: FileInfo): CSSProperties | undefined {
  return width === undefined ? undefined : { maxWidth: width, maxHeight: height, objectFit: 'contain' };
}
