// Who is there and who is not; a click starts or opens the conversation with them.

import { mdiChevronDown } from '@mdi/js';
import { useState } from 'react';

import marks from '../../shared/ui/ChannelMark.module.css';
import { Icon } from '../../shared/ui/Icon';
import { useTalkTo } from '../../shared/hooks/useTalkTo';
import { UserPresence } from '../../shared/ui/UserPresence';
import type { ListedPerson } from '../../shared/hooks/sections';
import styles from './ChannelSidebar.module.css';

interface PeopleSectionProps {
  title: string;
  people: readonly ListedPerson[];
  startsOpen: boolean;
}

/** More than this and the list is a search's job. */
const MOST_LISTED = 60;

export function PeopleSection({ title, people, startsOpen }: PeopleSectionProps) {
  const talkTo = useTalkTo();
  const [open, setOpen] = useState(startsOpen);

  return (
    <section className={styles.section}>
      <h2 className={styles.heading}>
        <button type="button" className={styles.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
          <span className={open ? styles.unfolded : styles.folded}>
            <Icon path={mdiChevronDown} size={16} />
          </span>
          {title}
        </button>
      </h2>
      {open && (
        <ul className={styles.list}>
          {people.slice(0, MOST_LISTED).map((person) => (
            <li key={person.username}>
              <button type="button" className={styles.row} onClick={() => talkTo([person.username])}>
                <span className={marks.mark}>
                  <UserPresence username={person.username} />
                </span>
                <span className={styles.title}>{person.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
