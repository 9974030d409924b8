// Who is in the call, who speaks, and how loud each is here.

import { mdiHandBackLeft, mdiMicrophone, mdiMicrophoneOff } from '@mdi/js';

import { Icon } from '../../shared/ui/Icon';
import { PersonAvatar } from '../../shared/ui/PersonAvatar';
import styles from './Call.module.css';
import type { Other } from './state';
import { useCallCenter, useCalls, useNameOf } from './useCalls';
import { useChat } from '../../shared/hooks/client';
import { useWords } from './call-words';

const NOBODY: readonly Other[] = [];

export function PeopleList() {
  const { calls } = useWords();
  const others = useCalls(({ current }) => current?.others ?? NOBODY);
  return (
    <ul className={styles.people} aria-label={calls.peopleTitle}>
      <Me />
      {others.map((other) => (
        <Person key={other.key} other={other} />
      ))}
    </ul>
  );
}

function Me() {
  const { calls } = useWords();
  const me = useChat((state) => state.me?.username ?? '');
  const name = useNameOf(me);
  const own = useCalls(({ current }) => current?.own ?? null);
  if (own === null) return null;
  return (
    <li className={styles.person}>
      <Face username={me} name={name} speaking={own.speaking} />
      <span className={styles.personName}>
        {name} ({calls.you})
      </span>
      {own.hand && <Icon path={mdiHandBackLeft} size={18} />}
      <Voice muted={own.muted} speaking={own.speaking} />
    </li>
  );
}

function Person({ other }: { other: Other }) {
  const { calls } = useWords();
  const center = useCallCenter();
  const name = useNameOf(other.user);
  return (
    <li className={styles.person} data-call-person={other.user} data-link={other.link}>
      <Face username={other.user} name={name} speaking={other.speaking} />
      <span className={styles.personName}>
        {name}
        {(!other.device.connected || other.link === 'reconnecting' || other.link === 'failed') && <small>{calls.reconnecting}</small>}
        {!other.device.hears && <small>{calls.deaf}</small>}
      </span>
      {other.device.hand && <span title={calls.hand}><Icon path={mdiHandBackLeft} size={18} /></span>}
      <input
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={other.volume}
        aria-label={calls.volumeOf(name)}
        title={calls.volumeOf(name)}
        onChange={(event) => center.running?.setVolume(other.key, Number(event.target.value))}
      />
      <Voice muted={other.device.muted} speaking={other.speaking} />
    </li>
  );
}

function Voice({ muted, speaking }: { muted: boolean; speaking: boolean }) {
  const { calls } = useWords();
  return (
    <span className={speaking ? styles.voiceOn : styles.voice} title={muted ? calls.muted : speaking ? calls.speaking : undefined}>
      <Icon path={muted ? mdiMicrophoneOff : mdiMicrophone} size={18} />
      <span className="visually-hidden">{muted ? calls.muted : speaking ? calls.speaking : ''}</span>
    </span>
  );
}

export function Face({ username, name, speaking, size = 32 }: { username: string; name: string; speaking: boolean; size?: number }) {
  return (
    <span className={`${styles.face} ${speaking ? styles.speaks : ''}`} data-speaking={speaking || undefined}>
      <PersonAvatar username={username} name={name} size={size} />
    </span>
  );
}
