// Pictures in line: one in its aspect, several as a grid. Their room is there before they are.

import { mdiAlertCircleOutline } from '@mdi/js';
import { useState } from 'react';

import type { FileInfo } from '../../core/protocol/generated';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { LazyPart } from '../../shared/ui/LazyPart';
import { whenIdle } from '../../shared/ui/when-idle';
import { Icon } from '../../shared/ui/Icon';
import { FirstFrame, isAnimation, PlayButton, usePlaying } from './Animation';
import styles from './FileList.module.css';
import { useWords } from './file-words';
import { boxOf } from './kinds';
import { usePicture } from './usePicture';

export const loadLightbox = whenIdle(async () => (await import('./Lightbox')).Lightbox);

interface PicturesProps {
  pictures: readonly FileInfo[];
  /** All files of the message: the lightbox goes from one picture to the next. */
  all: readonly FileInfo[];
  messageId: number | undefined;
  /** Whoever looks has sent them. */
  mine: boolean;
}

interface PictureProps extends Omit<PicturesProps, 'pictures'> {
  picture: FileInfo;
  /** One of several. */
  many: boolean;
}

export function Pictures({ pictures, ...shared }: PicturesProps) {
  const many = pictures.length > 1;
  return (
    <div className={many ? styles.grid : styles.alone} data-columns={pictures.length === 3 || pictures.length > 4 ? 3 : 2}>
      {pictures.map((picture) => (
        <Picture key={picture.id} picture={picture} many={many} {...shared} />
      ))}
    </div>
  );
}

function Picture({ picture, all, messageId, mine, many }: PictureProps) {
  const words = useWords();
  const dispatch = useViewDispatch();
  const moves = usePlaying(picture);
  const { url, error, whole } = usePicture(picture, moves ? 'whole' : 'thumbnail');
  const box = boxOf(picture, picture.width !== undefined);
  const [over, setOver] = useState(false);
  const shown = { files: all, index: all.indexOf(picture), messageId, mine };
  const open = (button: Element): void => {
    // Another dialog, e.g. the one that forwards, stays as it is.
    if (button.closest('[role="dialog"]') !== null) setOver(true);
    else dispatch({ type: 'dialog_opened', dialog: { name: 'lightbox', ...shown } });
  };
  return (
    <span className={styles.picture} style={many ? undefined : { width: box.width, aspectRatio: `${box.width} / ${box.height}` }} data-file={picture.id}>
      <button type="button" aria-label={[words.files.open(picture.name), picture.description].filter(Boolean).join(': ')} title={picture.description ?? picture.name} aria-busy={url === '' && error === null} onClick={(event) => open(event.currentTarget)}>
        {error !== null ? (
          <span className={styles.broken}>
            <Icon path={mdiAlertCircleOutline} size={24} />
            {error === 'not_found' ? words.files.missing : words.files.notLoaded}
          </span>
        ) : url === '' ? null : whole && !moves && isAnimation(picture) ? (
          <FirstFrame url={url} />
        ) : (
          <img src={url} alt={picture.description ?? ''} draggable={false} data-still={isAnimation(picture) && !moves ? true : undefined} />
        )}
      </button>
      {over && <LazyPart load={loadLightbox} props={{ ...shown, onClose: () => setOver(false) }} holder="dialog" onGiveUp={() => setOver(false)} />}
      {isAnimation(picture) && url !== '' && <PlayButton picture={picture} />}
    </span>
  );
}
