// A call that rings: who calls, and what can be done. It takes no focus, so that nobody answers it by typing on.

import { mdiPhone, mdiPhoneHangup, mdiVideo } from '@mdi/js';
import { useEffect, useRef } from 'react';

import type { IncomingCall } from '../../core/protocol/generated';
import { useChat } from '../../shared/hooks/client';
import { Button } from '../../shared/ui/Button';
import { Icon } from '../../shared/ui/Icon';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import type { CallCenter } from './center';
import styles from './IncomingCall.module.css';
import { LocalMedia } from './media/local';
import { useWords } from './call-words';
import { useCallCenter, useNameOf } from './useCalls';

export function IncomingCallModal({ incoming }: { incoming: readonly IncomingCall[] }) {
  return (
    <div className={styles.layer}>
      {incoming.map((one, index) => (
        <Ringing key={one.sessionId} incoming={one} keys={index === 0} />
      ))}
    </div>
  );
}

function Ringing({ incoming, keys }: { incoming: IncomingCall; keys: boolean }) {
  const { calls } = useWords();
  const center = useCallCenter();
  const name = useNameOf(incoming.caller);
  const mayShow = useChat((state) => state.permissions.includes('call.video'));
  const { channel, callType } = incoming;
  useEffect(() => {
    if (!keys) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (!event.altKey || !event.shiftKey || event.ctrlKey || event.metaKey) return;
      const act = { KeyA: () => answer(false), KeyV: () => answer(true), KeyD: () => void center.decline(incoming) }[event.code];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
  const label = `${calls.incoming[callType]}: ${name}`;
  const quiet = useChat((state) => state.preferences?.desktop === false);
  useEffect(() => (quiet ? undefined : showOutside(incoming.sessionId, label)), [quiet, incoming.sessionId, label]);
  const answered = useRef(false);
  function answer(camera: boolean): void {
    // Once: answering again would leave the call that was answered first.
    if (answered.current) return;
    answered.current = true;
    void enter(center, incoming, camera && mayShow);
  }
  return (
    <section className={styles.card} role="alertdialog" aria-label={label} data-call-incoming={incoming.sessionId}>
      <span className={styles.face}>
        <PersonAvatar username={incoming.caller} name={name} size={56} />
      </span>
      <div className={styles.who}>
        <strong>{name}</strong>
        <span>
          {calls.incoming[callType]}
          {channel.type !== 'direct' && ` ${calls.in(`#${channel.name ?? ''}`)}`}
        </span>
      </div>
      <div className={styles.actions}>
        {callType !== 'audio' && mayShow && (
          <Button variant="contained" className={`${styles.answer} ${styles.withVideo}`} startIcon={<Icon path={mdiVideo} />} title="Alt+Shift+V" aria-keyshortcuts="Alt+Shift+V" onClick={() => answer(true)}>
            {calls.answerVideo}
          </Button>
        )}
        <Button variant="contained" className={styles.decline} startIcon={<Icon path={mdiPhoneHangup} />} title="Alt+Shift+D" aria-keyshortcuts="Alt+Shift+D" onClick={() => void center.decline(incoming)}>
          {calls.decline}
        </Button>
        <Button variant="contained" className={styles.answer} startIcon={<Icon path={mdiPhone} />} title="Alt+Shift+A" aria-keyshortcuts="Alt+Shift+A" onClick={() => answer(false)}>
          {calls.answer}
        </Button>
      </div>
    </section>
  );
}

async function enter(center: CallCenter, incoming: IncomingCall, camera: boolean): Promise<void> {
  const media = new LocalMedia();
  await media.open({ muted: false, camera });
  // It may have been declined, or have ended, while the browser opened the microphone.
  if (center.store.state.incoming.some(({ sessionId }) => sessionId === incoming.sessionId)) await center.answer(incoming, media);
  else media.close();
}

/** Says it outside the page, where the user is not on it. Returns what takes it away again. */
function showOutside(sessionId: number, title: string): (() => void) | undefined {
  if (document.hasFocus() || globalThis.Notification?.permission !== 'granted') return undefined;
  try {
    const shown = new Notification(title, { tag: `call-${sessionId}`, requireInteraction: true });
    shown.addEventListener('click', () => {
      window.focus();
      shown.close();
    });
    return () => shown.close();
  } catch {
    // A phone's browser has them from its worker alone; it rings here, too.
    return undefined;
  }
}
