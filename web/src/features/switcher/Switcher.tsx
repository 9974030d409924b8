// Ctrl/Cmd K: every channel, person and recent conversation, a few keys away.

import { mdiAccountOutline } from '@mdi/js';
import { useEffect, useMemo, useState } from 'react';

import type { ChannelView, Person } from '../../core/protocol/generated';
import { partnersOf, recentChannels, titleOf } from '../../core/store/selectors';
import type { ChatState } from '../../core/store/state';
import { useChat, useSession } from '../../shared/hooks/client';
import { capped } from '../../shared/words/capped';
import { ChannelMark } from '../../shared/ui/ChannelMark';
import { DialogFrame } from '../../shared/ui/DialogFrame';
import frame from '../../shared/ui/DialogFrame.module.css';
import { Icon } from '../../shared/ui/Icon';
import { useCombobox } from '../../shared/hooks/useCombobox';
import { useTalkTo } from '../../shared/hooks/useTalkTo';
import { useNavigate, useView } from '../../shared/hooks/view/view';
import type { Words } from '../../shared/words/english';
import type { SwitcherWords } from './words';
import { useWords } from './words';
import { gradeOf, score } from './match';
import styles from './Switcher.module.css';

type Target = { key: string; title: string; detail: string } & (
  | { kind: 'channel'; channel: ChannelView }
  | { kind: 'person'; person: Person }
);

const MOST_SHOWN = 12;
const ASK_AFTER_MS = 150;

export function Switcher() {
  const words = useWords();
  const session = useSession();
  const navigate = useNavigate();
  const talkTo = useTalkTo();
  const [query, setQuery] = useState('');
  const targets = useTargets(query);
  const combobox = useCombobox({ keys: targets.map(({ key }) => key), first: 0, onPick: (index) => open(targets[index]) });

  useEffect(() => {
    if (query.trim() === '') return undefined;
    const ask = setTimeout(() => void session.findPeople(query.trim()), ASK_AFTER_MS);
    return () => clearTimeout(ask);
  }, [session, query]);

  function open(target: Target | undefined): void {
    if (target?.kind === 'channel') navigate({ channelId: target.channel.id, seq: null });
    else if (target !== undefined) talkTo([target.person.username]);
  }

  return (
    <DialogFrame title={words.switcher.title} width={560}>
      <input
        className={frame.field}
        {...combobox.field}
        aria-label={words.switcher.placeholder}
        placeholder={words.switcher.placeholder}
        // A dialog with one field is opened to type into it.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          combobox.move(null);
        }}
      />
      <div className={frame.results}>
        {targets.length === 0 && <p className={frame.none}>{words.switcher.none}</p>}
        <div {...combobox.list} aria-label={words.switcher.title}>
          {targets.map((target, index) => (
            <div
              key={target.key}
              {...combobox.option(index)}
              aria-selected={index === combobox.active}
              className={styles.option}
              onMouseMove={() => combobox.move(index)}
            >
              {target.kind === 'channel' ? <ChannelMark channel={target.channel} /> : <Icon path={mdiAccountOutline} />}
              <span className={styles.title}>{target.title}</span>
              <small>{target.detail}</small>
            </div>
          ))}
        </div>
      </div>
      <p className={`${frame.hint} ${styles.keys}`}>{words.switcher.hint}</p>
    </DialogFrame>
  );
}

function useTargets(query: string): Target[] {
  const words = useWords();
  const channels = useChat((state) => state.channels);
  const people = useChat((state) => state.people);
  const me = useChat((state) => state.me);
  const session = useSession();
  const route = useView((view) => view.route);
  const recent = useView((view) => view.recent);
  return useMemo(() => {
    const conversations = recentChannels(session.store.state).filter((channel) => channels[channel.id] !== undefined);
    const partners = new Set(
      conversations
        .filter((channel) => channel.type === 'direct' && !channel.group)
        .flatMap((channel) => partnersOf(channel, me)),
    );
    const targetOf = (channel: ChannelView): Target => ({
      kind: 'channel',
      key: `c${channel.id}`,
      title: titleOf(channel, people, me),
      detail: detailOf(channel, words),
      channel,
    });
    if (query.trim() === '') {
      // Nobody goes to where they are: the first is the one before it.
      const others = conversations.filter((channel) => channel.id !== route.channelId);
      return byVisit(others, recent).slice(0, MOST_SHOWN).map(targetOf);
    }
    const targets = conversations.map(targetOf);
    const placeOf = placesOf(conversations, recent);
    targets.push(...archivedChannels(channels).map(targetOf));
    const strangers = Object.values(people).filter(
      (person) => person.active && person.username !== me?.username && !partners.has(person.username),
    );
    for (const person of strangers) {
      targets.push({ kind: 'person', key: `p${person.username}`, title: person.displayName, detail: `@${person.username}`, person });
    }
    return targets
      .flatMap((target) => {
        const points = score(target.title, query.trim()) ?? (target.kind === 'person' ? score(target.person.username, query.trim()) : null);
        return points === null ? [] : [{ target, points }];
      })
      .toSorted(
        (one, other) =>
          Number(isArchived(one.target)) - Number(isArchived(other.target)) ||
          gradeOf(other.points) - gradeOf(one.points) ||
          placeOf(one.target) - placeOf(other.target) ||
          other.points - one.points,
      )
      .slice(0, MOST_SHOWN)
      .map(({ target }) => target);
  }, [session, channels, people, me, query, words, route.channelId, recent]);
}

/** Those looked at first, the latest before the others; the rest as it was. */
function byVisit(channels: readonly ChannelView[], recent: readonly number[]): ChannelView[] {
  const looked = recent.flatMap((id) => channels.find((channel) => channel.id === id) ?? []);
  return [...looked, ...channels.filter((channel) => !looked.includes(channel))];
}

/** Those the user is in: others are found in the browser of channels. */
function archivedChannels(channels: ChatState['channels']): ChannelView[] {
  return Object.values(channels).filter((channel) => channel.role !== null && !channel.active);
}

/** Conversations stand in the order in which they were used; people without one behind them. */
function placesOf(conversations: readonly ChannelView[], recent: readonly number[]): (target: Target) => number {
  const places = new Map(byVisit(conversations, recent).map(({ id }, index) => [id, index] as const));
  return (target) => (target.kind === 'channel' ? (places.get(target.channel.id) ?? Number.MAX_SAFE_INTEGER) : Number.MAX_SAFE_INTEGER);
}

function isArchived(target: Target): boolean {
  return target.kind === 'channel' && !target.channel.active;
}

function detailOf(channel: ChannelView, words: Words & SwitcherWords): string {
  if (!channel.active) return words.switcher.archived;
  return channel.unreadCount > 0 ? words.channel.unread(capped(channel.unreadCount)) : '';
}
