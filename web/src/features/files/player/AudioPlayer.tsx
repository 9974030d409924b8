// Plays sound: its course or its waveform, where it is, and how fast it goes.

import { mdiPause, mdiPlay } from '@mdi/js';
import { useRef, useState, type ChangeEvent } from 'react';

import type { FileInfo } from '../../../core/protocol/generated';
import { Icon } from '../../../shared/ui/Icon';
import { useWords } from '../file-words';
import { lengthOf } from '../kinds';
import styles from './Player.module.css';
import type { Playback } from './usePlayback';
import { useWave } from './useWave';

const SPEEDS = [1, 1.5, 2] as const;

export function AudioPlayer({ file, playback: { asked, ask, url, key, handlers } }: { file: FileInfo; playback: Playback }) {
  const words = useWords();
  const { player } = words.files;
  const element = useRef<HTMLAudioElement>(null);
  const wave = useWave(file);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [found, setFound] = useState(0);
  const [speed, setSpeed] = useState<number>(1);
  const length = found > 0 ? found : (file.durationMs ?? 0) / 1000 || (wave?.seconds ?? 0);

  const toggle = (): void => {
    const { current: audio } = element;
    if (audio === null) ask(at);
    else if (audio.paused) void audio.play().catch(() => undefined);
    else audio.pause();
  };
  const seek = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    const to = Number(target.value);
    setAt(to);
    if (element.current !== null) element.current.currentTime = to;
  };
  const faster = (): void => {
    const next = SPEEDS[(SPEEDS.indexOf(speed as 1) + 1) % SPEEDS.length] ?? 1;
    setSpeed(next);
    if (element.current !== null) element.current.playbackRate = next;
  };

  const name = file.waveform === undefined ? file.name : words.files.voice.label;
  const label = playing ? words.files.pause(name) : words.files.play(name);
  const time = [lengthOf(Math.floor(at) * 1000), length > 0 ? lengthOf(Math.floor(length) * 1000) : ''] as const;
  const times = speed.toLocaleString(words.locale);
  return (
    <div className={styles.audio}>
      <button type="button" className={styles.toggle} aria-label={label} title={label} aria-busy={asked && url === ''} onClick={toggle}>
        <Icon path={playing ? mdiPause : mdiPlay} size={22} />
      </button>
      <span className={styles.course} data-wave={wave !== null || undefined}>
        <Course peaks={wave?.peaks ?? null} share={length > 0 ? Math.min(1, at / length) : 0} />
        <input
          type="range"
          min={0}
          max={length > 0 ? length : 1}
          step={length > 60 ? 1 : 0.1}
          value={Math.min(at, length)}
          disabled={length === 0}
          aria-label={player.position}
          aria-valuetext={player.at(time[0], time[1])}
          onChange={seek}
        />
      </span>
      <span className={styles.time} aria-hidden>
        {time.filter(Boolean).join(' / ')}
      </span>
      <button type="button" className={styles.speed} aria-label={player.speed(times)} title={player.speed(times)} onClick={faster}>
        {times}×
      </button>
      {url !== '' && (
        // There are no captions of what somebody just said.
        // oxlint-disable-next-line jsx-a11y/media-has-caption
        <audio
          key={key}
          ref={element}
          src={url}
          preload="metadata"
          {...handlers}
          onLoadedMetadata={(event) => {
            handlers.onLoadedMetadata(event);
            event.currentTarget.playbackRate = speed;
          }}
          onDurationChange={({ currentTarget: { duration } }) => setFound(Number.isFinite(duration) ? duration : 0)}
          onPlay={(event) => {
            handlers.onPlay(event);
            setPlaying(true);
          }}
          onPause={() => setPlaying(false)}
          onEnded={({ currentTarget: audio }) => {
            audio.currentTime = 0;
            setAt(0);
          }}
          onTimeUpdate={(event) => {
            handlers.onTimeUpdate(event);
            setAt(event.currentTarget.currentTime);
          }}
        />
      )}
    </div>
  );
}

/** What has been played is marked. */
function Course({ peaks, share }: { peaks: readonly number[] | null; share: number }) {
  if (peaks === null) {
    return (
      <span className={styles.track}>
        <span style={{ width: `${share * 100}%` }} />
      </span>
    );
  }
  return (
    <span className={styles.wave}>
      {peaks.map((peak, index) => (
        // They stay where they are.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} style={{ height: `${Math.max(8, Math.round(peak * 100))}%` }} data-played={(index + 0.5) / peaks.length <= share || undefined} />
      ))}
    </span>
  );
}
