// A person's name, picture or mention as a button that opens their card.

import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';

import { usePersonCard } from '../hooks/usePersonCard';
import styles from './PersonLink.module.css';

interface PersonLinkProps {
  username: string;
  className?: string | undefined;
  title?: string;
  children: ReactNode;
}

/** Within a text: it breaks over lines and is selected as words are, which a `<button>` is not. */
export function PersonLink({ username, className, title, children }: PersonLinkProps) {
  const openCard = usePersonCard();
  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
    openCard(username, event.currentTarget);
  }
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    <span
      role="button"
      aria-haspopup="dialog"
      tabIndex={0}
      className={`${styles.link} ${className ?? ''}`}
      title={title}
      onKeyDown={onKeyDown}
      onClick={(event: MouseEvent<HTMLElement>) => {
        // The end of a selection is no click on what it ends at.
        if (window.getSelection()?.isCollapsed === false) return;
        openCard(username, event.currentTarget);
      }}
    >
      {children}
    </span>
  );
}

/** A picture beside the name, for the mouse and for fingers: the name is the way by keyboard. */
export function PersonPicture({ username, children }: Pick<PersonLinkProps, 'username' | 'children'>) {
  const openCard = usePersonCard();
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <span className={styles.picture} onClick={(event) => openCard(username, event.currentTarget)}>
      {children}
    </span>
  );
}
