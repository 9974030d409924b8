// What a system message says, as a sentence in the phrases of a language. Pure.

import type { Message, SystemEvent } from '../protocol/generated';

/** What sentences are made of. */
export interface Told {
  /** Who did it. */
  by: string;
  /** A list of `count` people to whom it happened; of a call, of those who were in it beside `by`. */
  people: string;
  count: number;
  /** The setting before and after; empty for none. */
  from: string;
  to: string;
  /** True if `to` is who did it. */
  own: boolean;
  /** How long a call was. */
  time: string;
  /** In a team's channel, the number of the ticket. */
  ticket: string;
}

/** A sentence in which `$by` and the like stand for what is told, or what chooses among several. */
type Phrase = string | ((told: Told) => string);

/** The sentences of one language. */
export type SystemPhrases = Readonly<Record<SystemEvent, Phrase>> & {
  /** In a team's channel, where a line says of which ticket it is, and nothing else of it. */
  of_ticket: Readonly<Record<'ticket_created' | 'ticket_status' | 'ticket_priority' | 'ticket_team' | 'ticket_assignee' | 'ticket_comment', Phrase>>;
  /** Hours, minutes and seconds, as they stand after a number. */
  units: readonly [string, string, string];
};

/** A length of time in its two largest units. */
function lasted(seconds: number, [h, min, s]: SystemPhrases['units']): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours + minutes === 0) return `${seconds} ${s}`;
  return [hours > 0 && `${hours} ${h}`, minutes > 0 && `${minutes} ${min}`].filter(Boolean).join(' ');
}

/** Messages that are said as one: the first of them, and everybody they are about. */
export interface SystemRun {
  first: Message;
  userIds: readonly string[];
}

export function runOf(messages: readonly [Message, ...Message[]]): SystemRun {
  const [first] = messages;
  return { first, userIds: [...new Set(messages.flatMap(({ system }) => system?.userIds ?? []))] };
}

/** The sentence; the server's own where this client does not know what happened. `nameOf` and `list` make its parts. */
export function systemSentence(
  { first, userIds }: SystemRun,
  phrases: SystemPhrases,
  nameOf: (username: string) => string,
  list: (names: string[]) => string,
): string {
  const { system, userId, text } = first;
  if (system === undefined || !Object.hasOwn(phrases, system.event)) return text;
  const { event, from = '', to = '', toName = to, count, ticket = '', call } = system;
  const people = call === undefined ? userIds : userIds.filter((user) => user !== userId);
  const told: Told = {
    by: nameOf(userId),
    people: list(people.map(nameOf)),
    count: count ?? people.length,
    from,
    to: event === 'ticket_assignee' && to !== '' ? nameOf(to) : toName,
    own: to === userId,
    time: lasted(call?.duration ?? 0, phrases.units),
    ticket,
  };
  const all: Partial<Record<SystemEvent, Phrase>> = ticket === '' ? phrases : { ...phrases, ...phrases.of_ticket };
  const phrase = all[event] ?? '';
  return (typeof phrase === 'string' ? phrase : phrase(told)).replace(/\$(\w+)/g, (_, name: keyof Told) => `${told[name]}`);
}

const OF_PEOPLE: readonly SystemEvent[] = ['joined', 'left', 'added', 'removed'];
/** No run is longer, so that where one begins is found without looking far. */
const RUN_POSITIONS = 100;

/** Whether a message says the same of others as the one above it. */
export function goesOnFrom(message: Message, above: Message | undefined): boolean {
  const [said, before] = [message.system, above?.system];
  if (above === undefined || said === undefined || before === undefined) return false;
  if (said.event !== before.event || !OF_PEOPLE.includes(said.event)) return false;
  const bySelf = said.event === 'joined' || said.event === 'left';
  if (!bySelf && message.userId !== above.userId) return false;
  if (message.reactions.length > 0 || above.reactions.length > 0) return false;
  return Math.floor(message.seq / RUN_POSITIONS) === Math.floor(above.seq / RUN_POSITIONS);
}
