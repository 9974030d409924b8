// The conversations on the left, and the people below them.

import { useEffect, useRef } from 'react';

import { isUnread } from '../../core/store/selectors';
import { sameItems, useChat, useSession } from '../../shared/hooks/client';
import { listedPeople, sectionsOf, shownIn, type ListedPeople, type SidebarSection } from '../../shared/hooks/sections';
import { changeSidebar, useSidebarChoices } from '../../shared/hooks/sidebar';
import { useView } from '../../shared/hooks/view/view';
import { Button } from '../../shared/ui/Button';
import { LazyPart } from '../../shared/ui/LazyPart';
import { useWords } from './words';
import { ChannelRow } from './ChannelRow';
import { ConversationSection } from './ConversationSection';
import { PeopleSection } from './PeopleSection';
import { SidebarEntries } from './SidebarEntries';
import { SidebarHead } from './SidebarHead';
import { SidebarSkeleton } from './SidebarSkeleton';
import { useRowFocus } from './useRowFocus';
import { walkRows } from './walkRows';
import styles from './ChannelSidebar.module.css';

const loadMoreUnread = async () => (await import('./MoreUnread')).MoreUnread;
const loadArranging = async () => (await import('./Arranging')).Arranging;

export function ChannelSidebar() {
  const words = useWords();
  const openId = useView((view) => view.route.channelId);
  const ready = useChat((state) => state.me !== null);
  const choices = useSidebarChoices();
  const sections = useChat((state) => sectionsOf(state, choices), sameSections);
  const session = useSession();
  const scroller = useRef<HTMLDivElement>(null);
  // Whoever is not there says nothing: they are asked for once.
  useEffect(() => {
    if (ready) void session.findPeople('');
  }, [session, ready]);
  const shown = sections.map((section) => ({ section, rows: shownIn(section, choices, openId) }));
  const all = shown.flatMap(({ rows }) => rows);
  // One of them is a stop of the Tab key: arrow keys lead on from there.
  const rowFocus = useRowFocus(all);
  const stop = all.some(({ id }) => id === openId) ? openId : (all[0]?.id ?? null);
  return (
    <nav className={styles.sidebar} aria-label={words.sidebar.label}>
      <SidebarHead />
      {ready ? (
        <div className={styles.frame}>
          {/* Its links and buttons answer to these keys. */}
          {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
          <div ref={scroller} className={styles.scroll} onKeyDown={walkRows} {...rowFocus}>
            <SidebarEntries />
            {choices.unreadOnly && !all.some(isUnread) && <CaughtUp />}
            {shown.map(({ section, rows }) =>
              rows.length === 0 && (choices.unreadOnly || isUnused(section)) ? null : (
                <ConversationSection key={section.name} section={section} folded={choices.folded[section.name] === true}>
                  {rows.map((channel) => (
                    <ChannelRow key={channel.id} channel={channel} selected={channel.id === openId} isStop={channel.id === stop} />
                  ))}
                </ConversationSection>
              ),
            )}
            {!choices.unreadOnly && <People />}
          </div>
          <LazyPart load={loadMoreUnread} props={{ scroller, rows: all }} quiet />
          <LazyPart load={loadArranging} props={{ scroller }} quiet />
        </div>
      ) : (
        <SidebarSkeleton />
      )}
    </nav>
  );
}

/** Nothing is pinned, or nothing that is shown. */
function isUnused({ name, channels }: SidebarSection): boolean {
  return name === 'pinned' && channels.every(({ hidden }) => hidden);
}

function People() {
  const words = useWords();
  const listed = useChat(listedPeople, samePeople);
  const { online, offline, people } = words.sidebar;
  return Object.entries({ present: online, absent: offline, people }).map(([key, title]) => {
    const name = key as keyof ListedPeople;
    const some = listed[name];
    return some.length > 0 && <PeopleSection key={name} name={name} title={title(some.length)} people={some} startsOpen={name !== 'absent' || some.length <= 12} />;
  });
}

function CaughtUp() {
  const words = useWords();
  return (
    <div className={styles.caughtUp}>
      <p>{words.sidebar.caughtUp}</p>
      <Button size="small" onClick={() => changeSidebar({ unreadOnly: false })}>
        {words.sidebar.showAll}
      </Button>
    </div>
  );
}

function sameSections(one: readonly SidebarSection[], other: readonly SidebarSection[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ name, title, order, channels }, index) => {
      const before = other[index];
      return before !== undefined && name === before.name && title === before.title && order === before.order && sameItems(channels, before.channels);
    })
  );
}

function samePeople(one: ListedPeople, other: ListedPeople): boolean {
  const same = (name: keyof ListedPeople): boolean =>
    one[name].length === other[name].length &&
    one[name].every((person, index) => person.username === other[name][index]?.username && person.name === other[name][index]?.name);
  return same('present') && same('absent') && same('people');
}
