// The heading of a section, which folds it, and what can be done there.

import { mdiChevronDown } from '@mdi/js';
import type { ReactNode } from 'react';

import { changeSidebar, sidebarChoices } from '../../shared/hooks/sidebar';
import { Icon } from '../../shared/ui/Icon';
import styles from './ChannelSidebar.module.css';

interface SectionHeadingProps {
  name: string;
  title: string;
  folded: boolean;
  /** Buttons beside the title. */
  children?: ReactNode;
}

export function SectionHeading({ name, title, folded, children }: SectionHeadingProps) {
  return (
    <div className={styles.headingRow}>
      <h2 className={styles.heading}>
        <button
          type="button"
          className={styles.fold}
          data-stop="heading"
          aria-expanded={!folded}
          onClick={() => changeSidebar({ folded: { ...sidebarChoices.get().folded, [name]: !folded } })}
        >
          <span className={folded ? styles.folded : styles.unfolded}>
            <Icon path={mdiChevronDown} size={16} />
          </span>
          <span className={styles.title} title={title}>
            {title}
          </span>
        </button>
      </h2>
      {children}
    </div>
  );
}
