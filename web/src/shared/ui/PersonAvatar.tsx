// Initials on a colour that follows from the user name, always with enough contrast to white.

import { Name } from './Name';
import styles from './PersonAvatar.module.css';

interface PersonAvatarProps {
  username: string;
  name: string;
  /** Edge length in pixels. */
  size?: number;
}

const COLOURS = ['#1d4fc4', '#6a1b9a', '#2e7d32', '#ad1457', '#00695c', '#4527a0', '#9e3a00', '#37474f'];

export function PersonAvatar({ username, name, size = 36 }: PersonAvatarProps) {
  const style = {
    width: size,
    height: size,
    fontSize: Math.round(size * 0.38),
    background: COLOURS[hash(username) % COLOURS.length],
  };
  return (
    <span className={styles.avatar} style={style} aria-hidden="true">
      <Name of={[username]}>{initialsOf(name)}</Name>
    </span>
  );
}

/** The first letters of the first and last word, without what stands in brackets behind a name. */
function initialsOf(name: string): string {
  const words = name.trim().split(/[\s._-]+(?:\(.*)?/).filter(Boolean);
  const first = [...(words[0] ?? '?')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toUpperCase();
}

function hash(text: string): number {
  let value = 0;
  for (const character of text) value = (value * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return value;
}
