// What could complete the filter at the caret: the names of filters, people, channels, dates and the few other values.

import { useMemo } from 'react';

import { fold } from '../../core/formatting/fold';
import type { ChannelView, Person } from '../../core/protocol/generated';
import type { Team } from '../../core/rest/routes.generated';
import { partnersOf, recentChannels } from '../../core/store/selectors';
import { useChat, useSession } from '../../shared/hooks/client';
import { score } from '../../shared/words/match';
import { usePublicChannels } from '../../shared/hooks/names/names';
import { useNow } from '../../shared/hooks/useNow';
import { usePeopleCalled } from '../../shared/hooks/useTargets';
import { datesFor } from './dates';
import type { Suggestion } from './options';
import { useWords, type SearchWords } from './pane-words';
import { DATED, FILTERS, HAS, IS, OF_PEOPLE, written, type Begun, type Filter } from './query';
import { useTeams } from './useTeams';

const MOST = 8;
const MINUTE = 60_000;

export function useSuggestions(begun: Begun | null): readonly Suggestion[] {
  const words = useWords();
  const filter = begun?.filter ?? null;
  const asksPeople = filter !== null && OF_PEOPLE.includes(filter.name);
  const people = usePeople(asksPeople ? bare(filter.value) : null);
  const teams = useTeams(filter?.name === 'mentions' ? bare(filter.value) : null);
  const channels = useChannels(filter?.name === 'in' ? bare(filter.value) : null);
  // A date does not change by the second.
  const now = Math.floor(useNow() / MINUTE) * MINUTE;
  return useMemo(() => {
    if (begun === null) return [];
    if (begun.filter === null) return FILTERS.filter((name) => name.startsWith(begun.word)).map((name) => ({ kind: 'filter', key: `f:${name}`, name, excluded: begun.excluded }));
    return valuesFor(begun.filter, { people, teams, channels, now, words });
  }, [begun, people, teams, channels, now, words]);
}

interface Known {
  people: readonly Named[];
  teams: readonly Team[];
  channels: readonly ChannelView[];
  now: number;
  words: SearchWords & ReturnType<typeof useWords>;
}

function valuesFor(filter: Filter, { people, teams, channels, now, words }: Known): Suggestion[] {
  const { name, value, excluded } = filter;
  const option = (insert: string, label: string, detail: string): Suggestion => ({ kind: 'value', key: `v:${insert}`, insert: written(name, insert, excluded), label, detail });
  if (OF_PEOPLE.includes(name)) {
    const found = people.map(({ username, label }) => option(username === 'me' ? 'me' : `@${username}`, label, username === 'me' ? '' : `@${username}`));
    return [...found, ...teams.map((team) => option(`@${team.name}`, team.name, words.search.team))].slice(0, MOST);
  }
  if (name === 'in') return channels.map((channel) => option(`#${channel.name}`, `#${channel.name}`, channel.description));
  if (DATED.includes(name)) {
    const dates = datesFor(name, now, excluded, words).filter(({ insert, label }) => insert.split(':')[1]?.startsWith(value) === true || fold(label).startsWith(fold(value)));
    return [
      ...dates.map(({ insert, label }): Suggestion => ({ kind: 'value', key: `v:${insert}`, insert, label, detail: insert })),
      ...(name === 'during' ? [] : [{ kind: 'pick_date' as const, key: 'pick_date', name, excluded }]),
    ];
  }
  const all = name === 'has' ? HAS : IS;
  return all.filter((one) => one.startsWith(value.toLowerCase()) || fold(words.search.values[one]).startsWith(fold(value))).map((one) => option(one, words.search.values[one], ''));
}

interface Named {
  username: string;
  label: string;
}

/** Those with such a name, the best first; without a name, those one talks to. `null` asks for nobody. */
function usePeople(name: string | null): readonly Named[] {
  const { search } = useWords();
  const session = useSession();
  const people = useChat((state) => state.people);
  const me = useChat((state) => state.me);
  usePeopleCalled(name ?? '');
  return useMemo(() => {
    if (name === null) return [];
    const self: Named[] = 'me'.startsWith(name.toLowerCase()) || fold(search.me).startsWith(fold(name)) ? [{ username: 'me', label: search.me }] : [];
    const partners = recentChannels(session.store.state).filter(({ type }) => type === 'direct').flatMap((channel) => partnersOf(channel, me));
    const near = ({ username }: Person): number => (partners.includes(username) ? partners.indexOf(username) : partners.length);
    const found = Object.values(people)
      .filter(({ active, username }) => active && username !== me?.username)
      .flatMap((person) => {
        const points = Math.max(score(person.displayName, name) ?? -1, score(person.username, name) ?? -1);
        return points < 0 ? [] : [{ person, points }];
      })
      .toSorted((one, other) => other.points - one.points || near(one.person) - near(other.person))
      .map(({ person: { username, displayName } }) => ({ username, label: displayName }));
    return [...self, ...found].slice(0, MOST);
  }, [session, people, me, name, search.me]);
}

/** The user's own channels, the latest used first, and public ones. `null` asks for none. */
function useChannels(name: string | null): readonly ChannelView[] {
  const session = useSession();
  const known = useChat((state) => state.channels);
  const open = usePublicChannels(name !== null);
  return useMemo(() => {
    if (name === null) return [];
    const all = [...recentChannels(session.store.state), ...Object.values(known), ...open];
    const met = new Set<number>();
    return all
      .filter(({ id, type }) => type !== 'direct' && !met.has(id) && met.add(id))
      .flatMap((channel) => {
        const points = score(channel.name, name);
        return points === null ? [] : [{ channel, points }];
      })
      .toSorted((one, other) => other.points - one.points)
      .slice(0, MOST)
      .map(({ channel }) => channel);
  }, [session, known, open, name]);
}

function bare(value: string): string {
  return value.replace(/^[#@]/u, '');
}
