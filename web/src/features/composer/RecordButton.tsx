// The button that records a voice message: as long as it is held, or from a click on.

import { mdiMicrophoneOutline } from '@mdi/js';
import { useEffect, useRef, type PointerEvent } from 'react';

import type { Recording } from '../../shared/registry/registry';
import { IconButton } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { useWords } from './words';
import styles from './RecordButton.module.css';

/** Who lets go earlier has clicked. */
const HELD_MS = 400;
/** Farther away, in pixels, letting go drops what was recorded. */
const AWAY = 80;

interface RecordButtonProps {
  /** True while something is recorded, whoever began it. */
  recording: boolean;
  onRecord(step: Recording): void;
}

interface Hold {
  since: number;
  x: number;
  y: number;
  away: boolean;
}

export function RecordButton({ recording, onRecord }: RecordButtonProps) {
  const { record, recordHint } = useWords().composer;
  const hold = useRef<Hold | null>(null);
  /** The click that follows a press by a pointer says nothing more. */
  const pressed = useRef(false);
  useEffect(() => {
    // Given up by Esc: moving on, or letting go, does not begin another one.
    if (!recording) hold.current = null;
  }, [recording]);

  function begin(event: PointerEvent<HTMLButtonElement>): void {
    if (event.button !== 0 || recording) return;
    pressed.current = true;
    // The button hears of the pointer wherever it goes.
    event.currentTarget.setPointerCapture?.(event.pointerId);
    hold.current = { since: event.timeStamp, x: event.clientX, y: event.clientY, away: false };
    onRecord('held');
  }

  function move({ clientX, clientY }: PointerEvent): void {
    const { current } = hold;
    if (current === null) return;
    const away = Math.hypot(clientX - current.x, clientY - current.y) > AWAY;
    if (away !== current.away) onRecord(away ? 'away' : 'held');
    current.away = away;
  }

  function end({ timeStamp }: PointerEvent): void {
    const { current } = hold;
    hold.current = null;
    if (current !== null) onRecord(current.away ? 'dropped' : timeStamp - current.since < HELD_MS ? 'free' : 'released');
  }

  /** The browser takes the pointer away, e.g. for a gesture or a prompt of its own: the recording goes on without it. */
  function lose(): void {
    if (hold.current !== null) onRecord('free');
    hold.current = null;
    // No click follows.
    pressed.current = false;
  }

  return (
    <IconButton
      className={styles.record}
      aria-label={record}
      title={recordHint}
      aria-pressed={recording}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={lose}
      // A finger that rests on it opens no menu.
      onContextMenu={(event) => event.preventDefault()}
      onClick={() => {
        if (!pressed.current && !recording) onRecord('free');
        pressed.current = false;
      }}
    >
      <Icon path={mdiMicrophoneOutline} size={22} />
    </IconButton>
  );
}
