// Somebody's picture with a dot in its corner: whether they are there.

import { PersonAvatar } from './PersonAvatar';
import styles from './PersonFace.module.css';
import { UserPresence } from './UserPresence';

interface PersonFaceProps {
  username: string;
  name: string;
  /** Edge length in pixels. */
  size?: number;
}

export function PersonFace({ username, name, size = 36 }: PersonFaceProps) {
  return (
    <span className={styles.face}>
      <PersonAvatar username={username} name={name} size={size} />
      <span className={styles.corner}>
        <UserPresence username={username} />
      </span>
    </span>
  );
}
