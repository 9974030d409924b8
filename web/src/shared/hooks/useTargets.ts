// The conversations and people that a text may mean, the best first: what the switcher and the search offer.

import { useEffect, useMemo } from 'react';

import type { ChannelView, Person } from '../../core/protocol/generated';
import { mayStartDirect } from '../../core/store/directs';
import { isNotes, partnersOf, recentChannels, titleOf } from '../../core/store/selectors';
import type { ChatState } from '../../core/store/state';
import { useChat, useSession } from './client';
import { gradeOf, score } from '../words/match';
import { useWords } from '../words/words';
import { useView } from './view/view';

export type Target = { key: string; title: string } & ({ kind: 'channel'; channel: ChannelView } | { kind: 'person'; person: Person });

const ASK_AFTER_MS = 150;

/** Without a text, the conversations looked at last. */
export function useTargets(query: string, most: number): Target[] {
  const channels = useChat((state) => state.channels);
  const people = useChat((state) => state.people);
  const me = useChat((state) => state.me);
  const mayStart = useChat(mayStartDirect);
  const { notes } = useWords();
  const session = useSession();
  const openId = useView((view) => view.route.channelId);
  const recent = useView((view) => view.recent);
  usePeopleCalled(query.trim());
  return useMemo(() => {
    const conversations = recentChannels(session.store.state).filter((channel) => channels[channel.id] !== undefined);
    const partners = new Set(
      conversations
        .filter((channel) => channel.type === 'direct' && !channel.group)
        .flatMap((channel) => partnersOf(channel, me)),
    );
    const targetOf = (channel: ChannelView): Target => ({ kind: 'channel', key: `c${channel.id}`, title: titleOf(channel, { people, me }, notes), channel });
    if (query.trim() === '') {
      // Nobody goes to where they are: the first is the one before it.
      const others = conversations.filter((channel) => channel.id !== openId);
      return byVisit(others, recent).slice(0, most).map(targetOf);
    }
    const targets = conversations.map(targetOf);
    const placeOf = placesOf(conversations, recent);
    targets.push(...archivedChannels(channels).map(targetOf));
    const strangers = mayStart ? Object.values(people).filter((person) => person.active && !partners.has(person.username)) : [];
    for (const person of strangers) targets.push({ kind: 'person', key: `p${person.username}`, title: person.username === me?.username ? notes : person.displayName, person });
    return targets
      .flatMap((target) => {
        const points = pointsOf(target, query.trim(), me);
        return points === null ? [] : [{ target, points }];
      })
      .toSorted(
        (one, other) =>
          Number(isArchived(one.target)) - Number(isArchived(other.target)) ||
          gradeOf(other.points) - gradeOf(one.points) ||
          placeOf(one.target) - placeOf(other.target) ||
          other.points - one.points,
      )
      .slice(0, most)
      .map(({ target }) => target);
  }, [session, channels, people, me, mayStart, notes, query, most, openId, recent]);
}

/** A person is also found by their user name, and the user's notes by the names of the user. */
function pointsOf(target: Target, query: string, me: Person | null): number | null {
  const person = target.kind === 'person' ? target.person : isNotes(target.channel) ? me : null;
  return score(target.title, query) ?? (person === null ? null : (score(person.displayName, query) ?? score(person.username, query)));
}

/** Asks the server for people whom this client has not met. */
export function usePeopleCalled(name: string): void {
  const session = useSession();
  useEffect(() => {
    if (name === '') return undefined;
    const ask = setTimeout(() => void session.findPeople(name), ASK_AFTER_MS);
    return () => clearTimeout(ask);
  }, [session, name]);
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
