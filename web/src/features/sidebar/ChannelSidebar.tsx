// The conversations on the left, and the people below them.

import { mdiCompassOutline, mdiMagnify, mdiPencilPlusOutline, mdiPlus } from '@mdi/js';
import { useEffect, type ReactNode } from 'react';

import { IconButton } from '../../shared/ui/Button';
import type { ChannelView } from '../../core/protocol/generated';
import { isCutOff } from '../../core/store/selectors';
import { sameItems, useChat, useSession } from '../../shared/hooks/client';
import { Icon } from '../../shared/ui/Icon';
import type { Dialog } from '../../shared/hooks/view/state';
import { useView, useViewDispatch } from '../../shared/hooks/view/view';
import { keysHere } from '../../shared/words/keys';
import { useWords } from './words';
import { ChannelRow } from './ChannelRow';
import { PeopleSection } from './PeopleSection';
import { listedPeople, sectionsOf, type ListedPeople, type ListedPerson, type SidebarSections } from '../../shared/hooks/sections';
import styles from './ChannelSidebar.module.css';

export function ChannelSidebar() {
  const words = useWords();
  const route = useView((view) => view.route);
  const dispatch = useViewDispatch();
  const ready = useChat((state) => state.me !== null);
  const permissions = useChat((state) => state.permissions);
  const { channels, directs } = useChat(sectionsOf, sameSections);
  const { present, absent } = useChat(listedPeople, samePeople);
  const cutOff = useChat(isCutOff);
  const session = useSession();
  // Whoever is not there says nothing: they are asked for once.
  useEffect(() => {
    if (ready) void session.findPeople('');
  }, [session, ready]);
  const open = (dialog: Dialog) => () => dispatch({ type: 'dialog_opened', dialog });
  const rows = (list: readonly ChannelView[]): ReactNode =>
    list.map((channel) => (
      <ChannelRow key={channel.id} channel={channel} selected={channel.id === route.channelId} />
    ));
  return (
    <nav className={styles.sidebar} aria-label={words.sidebar.label}>
      <button type="button" className={styles.find} onClick={open({ name: 'switcher' })}>
        <Icon path={mdiMagnify} size={18} />
        <span>{words.sidebar.find}</span>
        <kbd>{keysHere(words.sidebar.findKeys)}</kbd>
      </button>
      {ready ? (
        <div className={styles.scroll}>
          <Section
            title={words.sidebar.channels}
            actions={
              <>
                <Action label={words.sidebar.browse} path={mdiCompassOutline} onClick={open({ name: 'browse' })} />
                {permissions.includes('chat.create_channels') && (
                  <Action label={words.sidebar.create} path={mdiPlus} onClick={open({ name: 'create_channel' })} />
                )}
              </>
            }
          >
            {channels.length > 0 ? (
              <ul className={styles.list}>{rows(channels)}</ul>
            ) : (
              <p className={styles.empty}>{words.sidebar.empty}</p>
            )}
          </Section>
          <Section
            title={words.sidebar.directs}
            actions={
              <Action label={words.sidebar.newDirect} path={mdiPencilPlusOutline} onClick={open({ name: 'people' })} />
            }
          >
            <ul className={styles.list}>{rows(directs)}</ul>
          </Section>
          {cutOff && <PeopleSection title={words.sidebar.people(present.length + absent.length)} people={[...present, ...absent]} startsOpen />}
          {!cutOff && present.length > 0 && <PeopleSection title={words.sidebar.online(present.length)} people={present} startsOpen />}
          {!cutOff && absent.length > 0 && (
            <PeopleSection title={words.sidebar.offline(absent.length)} people={absent} startsOpen={absent.length <= 12} />
          )}
        </div>
      ) : (
        <SidebarSkeleton />
      )}
    </nav>
  );
}

function Section({ title, actions, children }: { title: string; actions: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <div className={styles.headingRow}>
        <h2 className={styles.heading}>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

function Action({ label, path, onClick }: { label: string; path: string; onClick(): void }) {
  return (
    <IconButton size="small" aria-label={label} title={label} onClick={onClick}>
      <Icon path={path} size={18} />
    </IconButton>
  );
}

const WIDTHS = [62, 48, 74, 55, 40, 68, 50];

function SidebarSkeleton() {
  const words = useWords();
  return (
    <div className={styles.scroll} aria-busy="true" aria-label={words.loading} role="status">
      {WIDTHS.map((width) => (
        <div key={width} className={styles.bone} style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}

function sameSections(one: SidebarSections, other: SidebarSections): boolean {
  return sameItems(one.channels, other.channels) && sameItems(one.directs, other.directs);
}

function samePeople(one: ListedPeople, other: ListedPeople): boolean {
  const same = (left: ListedPerson[], right: ListedPerson[]): boolean =>
    left.length === right.length &&
    left.every((person, index) => person.username === right[index]?.username && person.name === right[index]?.name);
  return same(one.present, other.present) && same(one.absent, other.absent);
}
