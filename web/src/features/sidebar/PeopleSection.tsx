// Who is there and who is not; a click starts the conversation with them, or says who they are where the user may start none.

import marks from '../../shared/ui/ChannelMark.module.css';
import { mayStartDirect } from '../../core/store/directs';
import { useChat } from '../../shared/hooks/client';
import { usePersonCard } from '../../shared/hooks/usePersonCard';
import { useTalkTo } from '../../shared/hooks/useTalkTo';
import { Name } from '../../shared/ui/Name';
import { UserPresence } from '../../shared/ui/UserPresence';
import type { ListedPerson } from '../../shared/hooks/sections';
import { useSidebarChoices } from '../../shared/hooks/sidebar';
import { useViewDispatch } from '../../shared/hooks/view/view';
import { SectionHeading } from './SectionHeading';
import { useWords } from './words';
import styles from './ChannelSidebar.module.css';

interface PeopleSectionProps {
  name: string;
  title: string;
  people: readonly ListedPerson[];
  startsOpen: boolean;
}

/** More than this and the list is a search's job. */
const MOST_LISTED = 60;

export function PeopleSection({ name, title, people, startsOpen }: PeopleSectionProps) {
  const words = useWords();
  const talkTo = useTalkTo();
  const showCard = usePersonCard();
  const mayStart = useChat(mayStartDirect);
  const dispatch = useViewDispatch();
  const folded = useSidebarChoices().folded[name] ?? !startsOpen;
  const rest = people.length - MOST_LISTED;
  return (
    <section className={styles.section}>
      <SectionHeading name={name} title={title} folded={folded} />
      {!folded && (
        <ul className={styles.list}>
          {people.slice(0, MOST_LISTED).map((person) => (
            <li key={person.username}>
              <button type="button" className={styles.row} data-stop="row" tabIndex={-1} onClick={({ currentTarget }) => (mayStart ? talkTo([person.username]) : showCard(person.username, currentTarget))}>
                <span className={marks.mark}>
                  <UserPresence username={person.username} />
                </span>
                <span className={styles.title}>
                  <Name of={[person.username]}>{person.name}</Name>
                </span>
              </button>
            </li>
          ))}
          {rest > 0 && mayStart && (
            <li>
              <button type="button" className={`${styles.row} ${styles.more}`} data-stop="row" tabIndex={-1} onClick={() => dispatch({ type: 'dialog_opened', dialog: { name: 'people' } })}>
                {words.sidebar.searchPeople(rest)}
              </button>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}
