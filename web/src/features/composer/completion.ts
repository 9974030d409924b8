// What the word before the caret could become. Pure, but for emoji, which are looked up elsewhere.

import type { ChannelView, Person } from '../../core/protocol/generated';

export type Trigger = '@' | '#' | ':';

/** A begun word: what started it, what follows, and where it stands. */
export interface BegunWord {
  trigger: Trigger;
  query: string;
  start: number;
}

export interface Suggestion {
  key: string;
  /** What is put in place of the begun word. */
  insert: string;
  label: string;
  detail: string;
}

const BEGUN = /(?:^|[\s([{"'])([@#:])([\p{L}\p{N}._+-]{0,40})$/u;
const SHORTEST_EMOJI_QUERY = 2;

/** The begun word that ends at the caret, if there is one to complete. */
export function begunWord(text: string, caret: number): BegunWord | null {
  const found = BEGUN.exec(text.slice(0, caret));
  const [, trigger, query] = found ?? [];
  if (trigger === undefined || query === undefined) return null;
  if (trigger === ':' && query.length < SHORTEST_EMOJI_QUERY) return null;
  return { trigger: trigger as Trigger, query, start: caret - query.length - 1 };
}

/** The text with the begun word replaced, and where the caret then stands. */
export function complete(text: string, word: BegunWord, caret: number, insert: string): { text: string; caret: number } {
  const rest = text.slice(caret);
  const inserted = rest.startsWith(' ') ? insert : `${insert} `;
  return {
    text: text.slice(0, word.start) + inserted + rest,
    caret: word.start + insert.length + 1,
  };
}

export function suggestPeople(people: readonly Person[], query: string, limit: number): Suggestion[] {
  return people
    .filter((person) => person.active && matches(`${person.username} ${person.displayName}`, query))
    .toSorted((one, other) => rank(one.username, query) - rank(other.username, query))
    .slice(0, limit)
    .map(({ username, displayName }) => ({
      key: username,
      insert: `@${username}`,
      label: displayName,
      detail: `@${username}`,
    }));
}

export function suggestChannels(channels: readonly ChannelView[], query: string, limit: number): Suggestion[] {
  return channels
    .filter((channel) => channel.type !== 'direct' && channel.active && matches(channel.name, query))
    .toSorted((one, other) => rank(one.name, query) - rank(other.name, query))
    .slice(0, limit)
    .map((channel) => ({
      key: String(channel.id),
      insert: `#${channel.name}`,
      label: `#${channel.name}`,
      detail: channel.description,
    }));
}

function matches(text: string, query: string): boolean {
  const wanted = query.toLowerCase();
  return text
    .toLowerCase()
    .split(/[\s._-]+/)
    .some((word, index, words) => word.startsWith(wanted) || (index === 0 && words.join('.').startsWith(wanted)))
    || text.toLowerCase().startsWith(wanted);
}

function rank(text: string, query: string): number {
  return text.toLowerCase().startsWith(query.toLowerCase()) ? 0 : 1;
}
