// What a begun word could become. Pure, but for emoji, which are looked up elsewhere.

import { begins, searchable } from '../../core/formatting/begins';
import { fold } from '../../core/formatting/fold';
import type { ChannelView, Person } from '../../core/protocol/generated';
import type { TeamHere } from '../../core/rest/routes.generated';
import { wordFor } from '../hooks/names/channels';
import type { Kept } from '../hooks/names/kept-lists';
import { standingOf, type Standing } from '../hooks/names/standing';
import type { KnownMember } from '../hooks/names/names';
import type { SlashCommand } from '../registry/slash';
import type { Translation } from '../words/words';
import type { BegunWord } from './begun';

/** So many of those on duty are named. */
const MOST_NAMES = 3;

export interface Suggestion {
  key: string;
  /** What is put in place of the begun word. */
  insert: string;
  label: string;
  detail: string;
}

/** What stands directly behind the caret and could belong to the word before it. */
export function tailOf(text: string, caret: number): string {
  return /^[\p{L}\p{N}\p{M}._+'’-]*:?/u.exec(text.slice(caret))?.[0] ?? '';
}

/** How much of the tail is part of the begun word: all of it where both together begin a name that was found, else nothing. */
function partOf(word: BegunWord, tail: string, found: readonly Suggestion[]): number {
  if (word.query.includes(' ') && word.trigger === '/') return 0;
  const end = word.trigger === ':' ? tail : withoutEnding(tail);
  const wanted = begins(`${word.query}${end}`.replace(/:$/, ''));
  return found.some(({ insert, label }) => wanted.test(searchable(insert.slice(1), label))) ? end.length : 0;
}

/** Without what ends a sentence. */
const withoutEnding = (name: string): string => name.replace(/[._+'’:-]+$/u, '');

/** The text with the begun word replaced, and where the caret then stands. In the middle of a name that was `found`, all of it is. */
export function complete(text: string, word: BegunWord, caret: number, insert: string, found: readonly Suggestion[] = []): { text: string; caret: number } {
  const rest = text.slice(caret + partOf(word, tailOf(text, caret), found));
  const inserted = rest.startsWith(' ') ? insert : `${insert} `;
  return {
    text: text.slice(0, word.start) + inserted + rest,
    caret: word.start + insert.length + 1,
  };
}

/** The commands whose names begin so. */
export function suggestCommands(commands: readonly SlashCommand[], query: string, words: Translation): Suggestion[] {
  return commands
    .filter(({ name }) => name.startsWith(query))
    .map(({ name, argument, detail }) => ({ key: name, insert: `/${name}`, label: `/${name} ${argument(words)}`.trim(), detail: detail(words) }));
}

/** True where a name is complete and the sentence ends. A longer name comes back with its next letter. No sentence ends with a hyphen. */
function isEnded(query: string, names: readonly string[]): boolean {
  const name = query.replace(/[._+'’:]+$/u, '').toLowerCase();
  return name.length < query.length && names.some((other) => other.toLowerCase() === name);
}

/**
 * True where what is typed names somebody already, and goes on: with fewer than two letters of another word
 * ("@bob k", which may mean "ok"), or with what stands behind the caret ("@bo|b"). Nothing is chosen then: Enter sends, Tab takes
 * the first. With two letters that begin somebody's further name ("@anna von"), the first is chosen, although they may be a word
 * ("@bob ok" where there is a Bob Okafor): what was completed can be undone, but not a message that notified the wrong person.
 */
export function isNamed({ query }: BegunWord, tail: string, names: readonly string[]): boolean {
  const typed = query.toLowerCase();
  const whole = tail === '' ? '' : `${typed}${withoutEnding(tail.toLowerCase())}`;
  if (whole === '' && !typed.includes(' ')) return false;
  const goesOn = (name: string): boolean => typed.startsWith(`${name} `) && (tail !== '' || isAtMostOneLetter(typed.slice(name.length)));
  return names.map((name) => name.toLowerCase()).some((name) => goesOn(name) || name === whole);
}

const isAtMostOneLetter = (text: string): boolean => !/[\p{L}\p{N}].*[\p{L}\p{N}]/u.test(text);

/** Who is around a conversation, as far as the page knows. */
export interface Surroundings {
  me: string;
  /** Who wrote here, the latest first. */
  writers: readonly string[];
  members: Kept<KnownMember> | null;
}

/** How a suggestion says what is special about somebody or something. */
export interface Marks {
  outsider: string;
  self: string;
  notJoined: string;
  everyone: string;
  present: string;
  onDuty(onDuty: number, members: number): string;
}

/** Whom the message would reach comes first, oneself last. */
export function suggestPeople(
  people: readonly Person[],
  query: string,
  limit: number,
  around: Surroundings,
  marks: Marks,
): Suggestion[] {
  const known = new Set(people.map((person) => person.username));
  const unmet = (around.members?.items ?? []).filter(({ userId }) => !known.has(userId));
  const candidates = [
    ...people.filter((person) => person.active),
    ...unmet.map(({ userId, displayName = userId }) => ({ username: userId, displayName })),
  ];
  const usernames = candidates.map(({ username }) => username);
  if (isEnded(query, usernames)) return [];
  const start = fold(query);
  const wanted = begins(query);
  const standing = (username: string): Standing => standingOf(around.members, username);
  const nearness = (username: string): number => {
    if (username.toLowerCase() === query.toLowerCase()) return -1;
    if (username === around.me) return 1e6;
    const wrote = around.writers.indexOf(username);
    if (standing(username) === 'outsider') return 1e5;
    return wrote === -1 ? 1e4 : wrote;
  };
  return candidates
    .filter((person) => wanted.test(searchableName(person)))
    .map((person) => ({ person, near: nearness(person.username) }))
    .toSorted((one, other) => one.near - other.near || rank(one.person.username, start) - rank(other.person.username, start))
    .slice(0, limit)
    .map(({ person: { username, displayName } }) => {
      const mark = username === around.me ? marks.self : standing(username) === 'outsider' ? marks.outsider : '';
      return {
        key: username,
        insert: `@${username}`,
        label: displayName,
        detail: mark === '' ? `@${username}` : `@${username} · ${mark}`,
      };
    });
}

/** The groups of a conversation: all, those who are here, and the teams of its members, once something of their name is typed. */
export function suggestGroups(teams: readonly TeamHere[], query: string, { everyone, present, onDuty }: Marks): Suggestion[] {
  const group = (name: string, detail: string): Suggestion => ({ key: `group ${name}`, insert: `@${name}`, label: `@${name}`, detail });
  const words = [group('channel', everyone), group('here', present)].filter(({ label }) => label.startsWith(`@${query.toLowerCase()}`));
  const wanted = begins(query);
  const found = query === '' ? [] : teams.filter(({ id, name }) => wanted.test(searchable(name, id)));
  const named = found.map(({ name, members, onDuty: count, people }) => {
    const there = people.filter((person) => person.onDuty).map(({ displayName }) => displayName);
    const names = `${there.slice(0, MOST_NAMES).join(', ')}${count > MOST_NAMES ? ', …' : ''}`;
    return group(name, [onDuty(count, members), names].filter((part) => part !== '').join(' · '));
  });
  return [...words, ...named];
}

/** The user's own channels, then the public ones they could look at. */
export function suggestChannels(channels: readonly ChannelView[], query: string, limit: number, marks: Marks): Suggestion[] {
  const distinct = [...new Map(channels.map((channel) => [channel.id, channel])).values()];
  if (isEnded(query, distinct.map(({ name }) => wordFor(name)))) return [];
  const start = fold(query);
  const wanted = begins(query);
  return distinct
    .filter((channel) => channel.type !== 'direct' && channel.active && wanted.test(searchable(wordFor(channel.name), channel.name)))
    .toSorted((one, other) => joined(one) - joined(other) || rank(one.name, start) - rank(other.name, start))
    .slice(0, limit)
    .map((channel) => ({
      key: String(channel.id),
      // One word, whatever the name is: that is what a reader's page finds the channel by.
      insert: `#${wordFor(channel.name)}`,
      label: `#${channel.name}`,
      detail: [channel.role === null ? marks.notJoined : '', channel.description].filter((part) => part !== '').join(' · '),
    }));
}

function joined(channel: ChannelView): number {
  return channel.role === null ? 1 : 0;
}

interface Named {
  username: string;
  displayName: string;
}

/** The names of those who were looked at: a person that changes is another object. */
const searchableNames = new WeakMap<Named, string>();

function searchableName(person: Named): string {
  const known = searchableNames.get(person);
  if (known !== undefined) return known;
  const name = searchable(person.username, person.displayName);
  searchableNames.set(person, name);
  return name;
}

/** 0 for a name that begins with the `start`, which is folded. */
function rank(name: string, start: string): number {
  return fold(name).startsWith(start) ? 0 : 1;
}
