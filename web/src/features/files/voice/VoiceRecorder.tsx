// Records a voice message, which then is attached to what is written.

import { mdiCheck, mdiClose, mdiMicrophoneOff, mdiRefresh } from '@mdi/js';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';

import { useSession } from '../../../shared/hooks/client';
import { showTray } from '../../../shared/hooks/given-files';
import { useConversationKey } from '../../../shared/hooks/view/conversation';
import { useNotify } from '../../../shared/hooks/view/view';
import type { Recording, VoiceProps } from '../../../shared/registry/registry';
import { Button, IconButton } from '../../../shared/ui/Button';
import { Icon } from '../../../shared/ui/Icon';
import { useWords } from '../file-words';
import type { Voice as KeptVoice } from '../kept-uploads';
import { lengthOf } from '../kinds';
import { MOST_FILES, uploadsOf } from '../uploads';
import { MOST_MS, Recorder, type RecorderState } from './recorder';
import styles from './VoiceRecorder.module.css';

/** The end is said this much before it comes. */
const WARN_MS = 30_000;

export function VoiceRecorder({ recording, onClose }: VoiceProps) {
  const words = useWords();
  const { voice } = words.files;
  const { state, recorder, again } = useRecorder(onClose);
  const cancel = (): void => {
    recorder.current?.cancel();
    onClose();
  };
  const held = recording === 'held' || recording === 'away';
  useHold(recording, state.name, { stop: () => recorder.current?.stop(), cancel });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    cancel();
  };
  return (
    // Esc is for whatever has the focus in it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div className={styles.bar} role="group" aria-label={voice.label} onKeyDown={onKeyDown}>
      {state.name === 'failed' ? (
        <>
          <Icon path={mdiMicrophoneOff} size={22} />
          <p className={styles.problem} role="alert">
            {voice[state.trouble]}
          </p>
          <Button size="small" startIcon={<Icon path={mdiRefresh} size={18} />} onClick={again}>
            {words.retry}
          </Button>
        </>
      ) : state.name === 'asking' ? (
        <p className={styles.said} role="status">
          {voice.asking}
        </p>
      ) : (
        <>
          <span className={styles.dot} />
          <span className={styles.time} role="timer" aria-label={voice.recording}>
            {lengthOf(Math.floor(Math.min(state.ms, MOST_MS) / 1000) * 1000)}
          </span>
          {state.ms > MOST_MS - WARN_MS && (
            <span className={styles.said} role="status">
              {voice.ends(lengthOf(MOST_MS))}
            </span>
          )}
          {held && (
            <span className={styles.said} data-away={recording === 'away' || undefined}>
              {recording === 'away' ? voice.letGoToCancel : voice.slideAway}
            </span>
          )}
          <span className={styles.wave} aria-hidden>
            {state.levels.map((level, index) => (
              // They move along: none has a name of its own.
              // oxlint-disable-next-line react/no-array-index-key
              <span key={index} style={{ height: `${Math.round(8 + level * 92)}%` }} />
            ))}
          </span>
        </>
      )}
      {!held && (
        <IconButton size="small" aria-label={voice.cancel} title={voice.cancel} onClick={cancel}>
          <Icon path={mdiClose} size={20} />
        </IconButton>
      )}
      {!held && state.name === 'recording' && (
        // It is what one came for.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        <Button variant="contained" size="small" startIcon={<Icon path={mdiCheck} size={18} />} onClick={() => recorder.current?.stop()} autoFocus>
          {voice.done}
        </Button>
      )}
    </div>
  );
}

/** Follows the button that is held. Who lets go before the microphone is there, e.g. to allow it, goes on with the buttons here. */
function useHold(recording: Recording, state: RecorderState['name'], { stop, cancel }: { stop(): void; cancel(): void }): void {
  const acts = useRef({ stop, cancel });
  useEffect(() => {
    acts.current = { stop, cancel };
  });
  const before = useRef(state);
  useEffect(() => {
    if (recording === 'dropped') acts.current.cancel();
    else if (recording === 'released' && before.current === 'recording') acts.current.stop();
  }, [recording]);
  useEffect(() => {
    before.current = state;
  }, [state]);
  const held = recording === 'held' || recording === 'away';
  useEffect(() => {
    if (!held) return undefined;
    // Whatever has the focus: the pointer is on the button.
    const onKeyDown = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      acts.current.cancel();
    };
    window.addEventListener('keydown', onKeyDown, true);
    return () => window.removeEventListener('keydown', onKeyDown, true);
  }, [held]);
}

/** Begins to record at once. Who goes elsewhere finds what was said attached to what they wrote. */
function useRecorder(onClose: () => void) {
  const words = useWords();
  const session = useSession();
  const notify = useNotify();
  const conversation = useConversationKey();
  const [state, setState] = useState<RecorderState>({ name: 'asking' });
  const [attempt, setAttempt] = useState(0);
  const recorder = useRef<Recorder | null>(null);
  const attach = useRef((_sound: Blob, _ending: string, _voice: KeptVoice): void => undefined);
  useEffect(() => {
    attach.current = (sound, ending, voice) => {
      // The Swedish form: year, month, day, in which names are in order of time.
      // It is the same for everyone, whichever language they read; where it is played, the page has a word of its own.
      const name = `Voice message ${new Date().toLocaleString('sv', { dateStyle: 'short', timeStyle: 'short' })}.${ending}`;
      const file = new File([sound], name.replaceAll(/[/\\:]/g, '.'), { type: sound.type });
      // A conversation that is not shown any more takes it, too.
      if (uploadsOf(session).add(conversation, [file], voice).length > 0) notify.problem(words.files.tooMany(MOST_FILES, 1));
      showTray(conversation);
    };
  }, [words, session, conversation, notify]);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  }, [onClose]);
  useEffect(() => {
    const current = new Recorder({
      changed: setState,
      done: (sound, ending, voice) => {
        attach.current(sound, ending, voice);
        close.current();
      },
    });
    recorder.current = current;
    void current.start();
    return () => current.stop();
  }, [attempt]);
  return { state, recorder, again: () => setAttempt((before) => before + 1) };
}
