// What is said of a call wherever it stands: with whom, for how long, and how good the connection is.

import { useEffect, useState } from 'react';

import { markedTitle, titleOf } from '../../core/store/selectors';
import { useChat } from '../../shared/hooks/client';
import { LIMITS, type Level } from './media/limits';
import { BARS } from './media/quality';
import styles from './Call.module.css';
import { useCallCenter, useCalls, useNameOf } from './useCalls';
import { useWords } from './call-words';

/** The conversation that the call is in. */
export function useCallTitle(): string {
  const words = useWords();
  const channel = useCalls(({ current }) => current?.channel ?? null);
  return useChat((state) => (channel === null ? words.calls.call : titleOf(channel, state, words.notes)));
}

/** Why the call is over, or `null` while it is not. */
export function useEnding(): string | null {
  const { calls } = useWords();
  const title = useCallTitle();
  const ending = useCalls(({ current }) => current?.ending ?? null);
  const channel = useCalls(({ current }) => current?.channel ?? null);
  const isMember = useChat(({ channels }) => channel === null || channels[channel.id]?.role != null);
  if (ending !== 'removed' || channel === null || isMember) return ending === null ? null : calls.endings[ending];
  return channel.type === 'direct' ? calls.outsideGroup : calls.outside(markedTitle(channel, title));
}

/** How the call is doing, in a few words; with its duration while it runs. */
export function CallStatus() {
  const { calls } = useWords();
  const phase = useCalls(({ current }) => current?.phase ?? 'ended');
  const ending = useEnding();
  const [firstRung] = useCalls(({ current }) => current?.ringing ?? NOBODY);
  const connecting = useCalls(({ current }) => current !== null && current.others.length > 0 && current.others.every(({ link }) => link === 'connecting'));
  const name = useNameOf(firstRung ?? '');
  if (phase === 'active' && !connecting) return <Duration />;
  const text =
    phase === 'ended'
      ? (ending ?? calls.endings.completed)
      : phase === 'starting'
        ? calls.starting
        : phase === 'reconnecting'
          ? calls.reconnecting
          : phase === 'active'
            ? calls.connecting
            : firstRung === undefined
              ? calls.waiting
              : calls.calling(name);
  return (
    <span className={styles.status} data-call-phase={phase}>
      {text}
      {phase === 'ended' && <EndDuration />}
    </span>
  );
}

const NOBODY: readonly string[] = [];

function EndDuration() {
  const duration = useCalls(({ current }) => current?.duration ?? null);
  return duration === null ? null : <> · {timeOf(duration)}</>;
}

function Duration() {
  const { calls } = useWords();
  const answeredAt = useCalls(({ current }) => current?.answeredAt ?? null);
  const offset = useChat((state) => state.clockOffsetMs);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = answeredAt === null ? 0 : Math.max(0, Math.floor((now + offset - answeredAt) / 1000));
  return (
    <span className={styles.status} role="timer" aria-label={calls.duration} data-call-phase="active">
      {timeOf(seconds)}
    </span>
  );
}

/** E.g. `5:23`, or `1:05:23`. */
export function timeOf(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const padded = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${padded(minutes)}:${padded(seconds % 60)}` : `${minutes}:${padded(seconds % 60)}`;
}

/** How good the connection is, and why it is no better. */
export function useQuality(): { level: Level; label: string; text: string } {
  const { calls } = useWords();
  const level = useCalls(({ current }) => current?.level ?? 'excellent');
  const reason = useCalls(({ current }) => current?.reason ?? null);
  const camera = useCalls(({ current }) => current?.own.camera === true);
  const label = `${calls.quality}: ${calls.levels[level]}`;
  return { level, label, text: [`${label}.`, reason !== null && calls.reasons[reason], camera && calls.levelHints[level]].filter(Boolean).join(' ') };
}

/** Four bars, with a word for them; pressed, they say why there are no more. */
export function QualityBars() {
  const center = useCallCenter();
  const phase = useCalls(({ current }) => current?.phase ?? 'ended');
  const explained = useCalls(({ current }) => current?.explained === true);
  const { level, label, text } = useQuality();
  if (phase !== 'active' && phase !== 'reconnecting') return null;
  return (
    <button type="button" className={styles.quality} aria-label={label} aria-expanded={explained} title={text} onClick={() => center.running?.explain(!explained)}>
      <span className={styles.bars} aria-hidden data-level={level} data-bars={BARS[level]} data-camera={LIMITS[level].height > 0}>
        {[1, 2, 3, 4].map((bar) => (
          <span key={bar} className={bar <= BARS[level] ? styles.filled : ''} style={{ height: 3 + bar * 3 }} />
        ))}
      </span>
    </button>
  );
}
