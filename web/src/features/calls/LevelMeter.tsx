// How loud the microphone is, as a bar. Changes the element itself: nothing renders ten times a second.

import { useEffect, useRef } from 'react';

import { Meter } from './media/meter';
import styles from './Preview.module.css';
import { useWords } from './call-words';

const EVERY_MS = 80;

export function LevelMeter({ track }: { track: MediaStreamTrack | null }) {
  const { calls } = useWords();
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (track === null) return undefined;
    const meter = new Meter(track);
    const timer = setInterval(() => {
      const level = Math.round(meter.level * 100);
      bar.current?.style.setProperty('width', `${level}%`);
      bar.current?.parentElement?.setAttribute('aria-valuenow', String(level));
    }, EVERY_MS);
    return () => {
      clearInterval(timer);
      meter.close();
    };
  }, [track]);
  return (
    <span className={styles.meter} role="meter" aria-label={calls.preview.level} aria-valuemin={0} aria-valuemax={100} aria-valuenow={0}>
      <span ref={bar} />
    </span>
  );
}
