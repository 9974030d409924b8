// What somebody is called, once that is known. Until then a bar stands in its place: a user name first and
// the name then would be read twice. A name that never comes is the user name after a while.

import type { ReactNode } from 'react';

import { personCalled } from '../../core/store/selectors';
import { useChat } from '../hooks/client';
import styles from './Name.module.css';

/** `of` are the user names that the text is made of. */
export function Name({ of, children }: { of: readonly string[]; children: ReactNode }) {
  const known = useChat((state) => of.every((username) => personCalled(state.people, username) !== undefined));
  return known ? children : <span className={styles.unknown}>{children}</span>;
}
