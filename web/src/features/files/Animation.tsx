// Moving pictures: they stand still where the user wants no motion, and stop and go by hand.

import { mdiPause, mdiPlay } from '@mdi/js';
import { useEffect, useRef, useState } from 'react';

import type { FileInfo } from '../../core/protocol/generated';
import { useMediaQuery } from '../../shared/hooks/useMediaQuery';
import { Icon } from '../../shared/ui/Icon';
import styles from './FileList.module.css';
import { useWords } from './file-words';
import { isHeavy } from './kinds';

export function isAnimation({ mimeType }: Pick<FileInfo, 'mimeType'>): boolean {
  return mimeType === 'image/gif';
}

/** Which animations were started or stopped by hand, by their ids. */
const playing = new Map<string, boolean>();
const listeners = new Set<() => void>();

/** Whether a picture moves. A large one is only fetched once it is played. */
export function usePlaying(picture: FileInfo): boolean {
  const still = useMediaQuery('(prefers-reduced-motion: reduce)');
  const [, render] = useState(0);
  useEffect(() => {
    const heard = (): void => render((count) => count + 1);
    listeners.add(heard);
    return () => {
      listeners.delete(heard);
    };
  }, []);
  return isAnimation(picture) && (playing.get(picture.id) ?? !(still || isHeavy(picture)));
}

export function FirstFrame({ url }: { url: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let current = true;
    const draw = async (): Promise<void> => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const { current: target } = canvas;
      if (!current || target === null) return;
      target.width = image.naturalWidth;
      target.height = image.naturalHeight;
      target.getContext('2d')?.drawImage(image, 0, 0);
    };
    draw().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [url]);
  return <canvas ref={canvas} data-still />;
}

export function PlayButton({ picture }: { picture: FileInfo }) {
  const words = useWords();
  const moves = usePlaying(picture);
  const label = moves ? words.files.pause(picture.name) : words.files.play(picture.name);
  const toggle = (): void => {
    playing.set(picture.id, !moves);
    for (const heard of listeners) heard();
  };
  return (
    <button type="button" className={styles.play} aria-label={label} title={label} onClick={toggle}>
      <Icon path={moves ? mdiPause : mdiPlay} size={18} />
      GIF
    </button>
  );
}
