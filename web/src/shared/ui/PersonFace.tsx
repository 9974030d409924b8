// Somebody's picture with a dot in its corner: whether they are there.

import type { Presence } from '../../core/protocol/generated';
import { PersonAvatar } from './PersonAvatar';
import styles from './PersonFace.module.css';
import { UserPresence } from './UserPresence';

interface PersonFaceProps {
  username: string;
  name: string;
  /** Edge length in pixels. */
  size?: number;
  /** What was asked for, of someone whose presence the server does not send by itself. */
  presence?: Presence | undefined;
}

export function PersonFace({ username, name, size = 36, presence }: PersonFaceProps) {
  return (
    <span className={styles.face}>
      <PersonAvatar username={username} name={name} size={size} />
      <span className={styles.corner}>
        <UserPresence username={username} asked={presence} />
      </span>
    </span>
  );
}
