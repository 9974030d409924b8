// Where a message can be forwarded to: the conversations that one may write in, and people. Pure.

import type { ChannelView, Person } from '../../core/protocol/generated';
import { mayStartDirect } from '../../core/store/directs';
import { isNotes, partnersOf, postingRight, recentChannels, titleOf } from '../../core/store/selectors';
import type { ChatState } from '../../core/store/state';
import { gradeOf, score } from '../../shared/words/match';

export type Target = { key: string; title: string } & ({ kind: 'channel'; channel: ChannelView } | { kind: 'person'; person: Person });

type Reads = Pick<ChatState, 'channels' | 'people' | 'me' | 'permissions'>;

const MOST_SHOWN = 12;

/** The best matches first; without a query, what was used last, but not the conversation `here`. */
export function destinationsFor(state: Reads, query: string, here: number, notes: string): Target[] {
  const conversations = recentChannels(state)
    .filter((channel) => postingRight(channel, state.permissions) === 'allowed')
    .map((channel): Target => ({ kind: 'channel', key: `c${channel.id}`, title: titleOf(channel, state, notes), channel }));
  const wanted = query.trim();
  if (wanted === '') return conversations.filter(({ key }) => key !== `c${here}`).slice(0, MOST_SHOWN);
  return [...conversations, ...(mayStartDirect(state) ? strangers(state, notes) : [])]
    .flatMap((target) => {
      const points = pointsOf(target, wanted, state.me);
      return points === null ? [] : [{ target, points }];
    })
    .toSorted((one, other) => gradeOf(other.points) - gradeOf(one.points) || other.points - one.points)
    .slice(0, MOST_SHOWN)
    .map(({ target }) => target);
}

/** A person is also found by their user name, and the user's notes by the names of the user. */
function pointsOf(target: Target, query: string, me: Person | null): number | null {
  const person = target.kind === 'person' ? target.person : isNotes(target.channel) ? me : null;
  return score(target.title, query) ?? (person === null ? null : (score(person.displayName, query) ?? score(person.username, query)));
}

/** People without a conversation of their own with the user. */
function strangers({ channels, people, me }: Reads, notes: string): Target[] {
  const partners = new Set(
    Object.values(channels)
      .filter(({ type, group, role }) => type === 'direct' && !group && role !== null)
      .flatMap((channel) => partnersOf(channel, me)),
  );
  return Object.values(people)
    .filter(({ username, active }) => active && !partners.has(username))
    .map((person) => ({ kind: 'person', key: `p${person.username}`, title: person.username === me?.username ? notes : person.displayName, person }));
}
