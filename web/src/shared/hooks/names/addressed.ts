// Whom the text of a command names: one reader for every command that takes somebody. It never guesses: what could be somebody
// else's name is refused, since a private message cannot be taken back unread.

import { searchable } from '../../../core/formatting/begins';
import type { Person } from '../../../core/protocol/generated';
import { allPages } from '../../../core/session/listing';
import type { Page } from '../../../core/rest/client';
import type { ChatSession } from '../../../core/session/session';
import { pickingWords } from '../../words/picking-words';
import type { Translation } from '../../words/words';

/** Somebody and what follows their name, or why the text names nobody for sure. */
export type Addressed = { person: Person; after: string } | { problem: string };

/** So many user names are listed where it may be any of several people. */
const MOST_LISTED = 5;
/** What can end a name: a gap, the end of a sentence, a comma or a colon. A hyphen or a letter goes on with it. */
const ENDED = /^(?:$|\s|[,:]|[.;!?…]+(?:\s|$))/u;
const WORD = /^\s*[\p{L}\p{N}\p{M}]+(?:['‘’ʼ`.‐-–_-][\p{L}\p{N}\p{M}]+)*/u;

/**
 * Reads the name that a text begins with: the longest name of anybody, or user name, written letter for letter. A first name alone
 * means nobody for sure, unless a comma ends it. The server is asked for everybody
 * whose name could begin so; whatever it fails with is thrown.
 */
export async function readName(text: string, session: ChatSession, translation: Translation): Promise<Addressed> {
  const { naming } = pickingWords.in(translation);
  const written = text.trimStart().replace(/^@/, '');
  const asked = await askFor(written, session);
  if (asked === null) return { problem: naming.tooMany(firstWord(written)) };
  const people = [...new Map([...Object.values(session.store.state.people), ...asked].map((person) => [person.username, person])).values()];
  const { end, named } = longest(written, people);
  const begun = begunIn(written, end, named, people).filter((person) => person.active && !named.includes(person));
  const [person, ...others] = named;
  if (begun.length > 0) return { problem: naming.unclear(written.slice(0, end) || firstWord(written), listed([...named, ...begun])) };
  if (others.length > 0) return { problem: naming.several(written.slice(0, end), listed(named)) };
  return person?.active === true ? { person, after: written.slice(end).replace(/^[,:]?\s*/, '') } : { problem: naming.unknown(firstWord(written)) };
}

/** Everybody in whose name the first word of a text occurs; `null` where those are more than can be asked for. */
async function askFor(written: string, session: ChatSession): Promise<readonly Person[] | null> {
  // Each part is looked for by itself: no sign between them has to be the same.
  const query = (firstWord(written).match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).join(' ');
  if (query === '') return [];
  let last: Page<Person> = { items: [] };
  const people = await allPages(session, async (cursor) => (last = await session.people(query, cursor)));
  return (last.next ?? null) === null ? people : null;
}

/** Where the longest name ends that a text begins with, and whose it is. A user name written letter for letter is one person's. */
function longest(written: string, people: readonly Person[]): { end: number; named: readonly Person[] } {
  const names = people.map((person) => ({ name: folded(person.displayName), person }));
  // Folded, a name is seldom shorter, and never by more than half.
  const most = 2 * Math.max(0, ...names.map(({ name, person }) => Math.max(name.length, person.username.length)));
  for (let end = Math.min(written.length, most); end > 0; end -= 1) {
    if (!ENDED.test(written.slice(end))) continue;
    const name = folded(written.slice(0, end));
    const exact = people.filter(({ username }) => username === written.slice(0, end));
    const found = name === '' ? [] : names.filter((each) => each.name === name).map(({ person }) => person);
    if (exact.length + found.length > 0) return { end, named: exact.length > 0 ? exact : living(found) };
  }
  return { end: 0, named: [] };
}

/** Somebody who has left is meant only where nobody else has the name. */
function living(people: readonly Person[]): readonly Person[] {
  const active = people.filter((person) => person.active);
  return active.length > 0 ? active : people.slice(0, 1);
}

/**
 * Whose longer names the text begins as well, up to and with the word after the name: "Anna von" begins "Anna von der Leyen"; a name
 * that is no user name, up to its own end: "Anna" begins that name, too.
 */
function begunIn(written: string, end: number, [named]: readonly Person[], people: readonly Person[]): readonly Person[] {
  if (named !== undefined && named.username !== written.slice(0, end) && !/^\s*[,:]/.test(written.slice(end))) {
    const name = `${folded(written.slice(0, end))} `;
    return people.filter((person) => folded(person.displayName).startsWith(name));
  }
  const next = WORD.exec(written.slice(end))?.[0];
  if (next === undefined) return [];
  const start = folded(written.slice(0, end) + next);
  const isLast = written.length === end + next.length;
  return people.filter((person) => namesOf(person).some((name) => name.startsWith(start) && (isLast || ENDED.test(name.slice(start.length)))));
}

/** The names of somebody that a text can begin with, each once. */
function namesOf({ username, displayName }: Person): string[] {
  return [...new Set([folded(username), folded(displayName)])].filter((name) => name !== '');
}

function folded(name: string): string {
  return searchable(name).trim();
}

function firstWord(text: string): string {
  return /^[^\s,:;!?]*/.exec(text)?.[0] ?? '';
}

function listed(people: readonly Person[]): string[] {
  const usernames = people.map(({ username }) => `@${username}`);
  return usernames.length > MOST_LISTED ? [...usernames.slice(0, MOST_LISTED), '…'] : usernames;
}
