// A picture over the whole window: larger and smaller, to the next and the previous of the conversation, saved.

import { mdiAlertCircleOutline, mdiChevronLeft, mdiChevronRight, mdiClose, mdiFitToScreenOutline, mdiMagnifyMinusOutline, mdiMagnifyPlusOutline } from '@mdi/js';
import Dialog from '@mui/material/Dialog';
import { useId, useRef, type CSSProperties, type KeyboardEvent } from 'react';

import type { FileInfo } from '../../core/protocol/generated';
import { nameOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { useNow } from '../../shared/hooks/useNow';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { Icon } from '../../shared/ui/Icon';
import { Themed } from '../../shared/ui/Themed';
import { dayAndTime } from '../../shared/words/times';
import { FirstFrame, isAnimation, usePlaying } from './Animation';
import { DescribeTool } from './DescribeTool';
import { Download, factsOf } from './FileCard';
import { useWords } from './file-words';
import styles from './Lightbox.module.css';
import { Tool } from './Tool';
import { useDeleted } from './useDeleted';
import { usePicture } from './usePicture';
import { usePicturesAround, type Opened } from './usePicturesAround';
import { useZoom } from './useZoom';

/** All files of a message, and which of them is shown first. */
interface LightboxProps extends Opened {
  /** For one over another dialog, which stays. */
  onClose?(): void;
}

export function Lightbox({ onClose, ...opened }: LightboxProps) {
  const words = useWords();
  const dispatch = useViewDispatch();
  const titleId = useId();
  const now = useNow();
  const people = useChat((state) => state.people);
  const { current, place, hasPrevious, hasNext, searching, step, first, last } = usePicturesAround(opened);
  const close = onClose ?? ((): void => dispatch({ type: 'dialog_closed' }));
  const stage = useRef<HTMLDivElement>(null);
  const zoom = useZoom(stage, current?.file.id ?? '', step);
  useDeleted(current?.messageId, close);
  if (current === undefined) return null;
  const { file: picture, sent } = current;

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowLeft') step(-1);
    else if (event.key === 'ArrowRight') step(1);
    else if (event.key === 'Home') first();
    else if (event.key === 'End') last();
    else if (event.key === '+' || event.key === '=') zoom.by(1.5);
    else if (event.key === '-') zoom.by(1 / 1.5);
    else if (event.key === '0') zoom.fit();
    else return;
    event.preventDefault();
  }

  const { lightbox } = words.files;
  return (
    <Themed>
      <Dialog open fullScreen onClose={close} aria-labelledby={titleId} onKeyDown={onKeyDown} slotProps={{ paper: { className: styles.paper ?? '', sx: { background: 'var(--stage)', color: 'var(--on-dark)' } } }}>
        <header className={styles.bar}>
          <span className={styles.about}>
            <strong id={titleId} title={picture.name}>
              <bdi>{picture.name}</bdi>
            </strong>
            <span aria-live="polite">{[place !== null && place[1] > 1 ? lightbox.position(...place) : '', sent === null ? '' : `${nameOf(people, sent.userId)}, ${dayAndTime(sent.createdAt, now, words)}`, factsOf(picture, words.locale)].filter(Boolean).join(' · ')}</span>
          </span>
          <Tool icon={mdiMagnifyMinusOutline} label={lightbox.smaller} disabled={zoom.scale <= 1} onClick={() => zoom.by(1 / 1.5)} />
          <Tool icon={mdiFitToScreenOutline} label={lightbox.fit} disabled={zoom.scale === 1} onClick={zoom.fit} />
          <Tool icon={mdiMagnifyPlusOutline} label={lightbox.larger} disabled={zoom.scale >= zoom.most} onClick={() => zoom.by(1.5)} />
          {current.mine && <DescribeTool file={picture} />}
          <Download file={picture} size={24} />
          <Tool icon={mdiClose} label={words.close} onClick={close} first />
        </header>
        <div ref={stage} className={styles.stage} data-zoomed={zoom.scale > 1 || undefined} aria-busy={searching} {...zoom.handlers}>
          <Shown key={picture.id} picture={picture} transform={zoom.transform} />
        </div>
        {picture.description !== undefined && picture.description !== '' && <p className={styles.caption}>{picture.description}</p>}
        {(hasPrevious || hasNext) && (
          <>
            <Tool icon={mdiChevronLeft} label={lightbox.previous} className={styles.previous} disabled={!hasPrevious || searching} onClick={() => step(-1)} />
            <Tool icon={mdiChevronRight} label={lightbox.next} className={styles.next} disabled={!hasNext || searching} onClick={() => step(1)} />
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
