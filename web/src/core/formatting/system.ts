// What a system message says, as a sentence in the phrases of a language. Pure.

import type { Message, SystemEvent } from '../protocol/generated';

/** The sentences of one language. `by` is who did it, `people` a list of `count` people. */
export interface SystemPhrases {
  joined(people: string, count: number): string;
  left(people: string, count: number): string;
  added(by: string, people: string): string;
  removed(by: string, people: string): string;
  renamed(by: string, from: string, to: string): string;
  topic_changed(by: string, to: string | undefined): string;
  posting_changed(by: string, adminsOnly: boolean): string;
  pinning_changed(by: string, adminsOnly: boolean): string;
  history_changed(by: string, to: string | undefined): string;
  type_changed(by: string, to: string | undefined): string;
  converted(by: string, to: string | undefined): string;
  ownership_transferred(by: string, people: string): string;
  role_changed(by: string, people: string, to: string | undefined): string;
  invite_created(by: string): string;
  invite_revoked(by: string): string;
  archived(by: string): string;
  unarchived(by: string): string;
  missed_call(by: string, people: string, count: number): string;
  ticket_status(by: string, to: string): string;
  ticket_priority(by: string, to: string): string;
  ticket_team(by: string, to: string): string;
  ticket_assignee(by: string, to: string, own: boolean): string;
  ticket_comment(by: string): string;
  ticket_created(by: string): string;
  ticket_deleted(): string;
  ticket_digest(count: number): string;
  /** In a team's channel, where a line says of which ticket it is, and nothing else of it. */
  of_ticket: Readonly<Record<OfTicket, (by: string, ticket: string) => string>>;
}

type OfTicket = 'ticket_created' | 'ticket_status' | 'ticket_priority' | 'ticket_team' | 'ticket_assignee' | 'ticket_comment';

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
  const by = nameOf(userId);
  const { ticket } = system;
  if (ticket !== undefined && Object.hasOwn(phrases.of_ticket, system.event)) {
    return phrases.of_ticket[system.event as OfTicket](by, ticket);
  }
  const people = list(userIds.map(nameOf));
  const adminsOnly = system.to === 'admins';
  switch (system.event) {
    case 'joined':
    case 'left':
      return phrases[system.event](people, userIds.length);
    case 'added':
    case 'removed':
    case 'ownership_transferred':
      return phrases[system.event](by, people);
    case 'role_changed':
      return phrases.role_changed(by, people, system.to);
    case 'renamed':
      return phrases.renamed(by, system.from ?? '', system.to ?? '');
    case 'topic_changed':
    case 'history_changed':
    case 'type_changed':
    case 'converted':
      return phrases[system.event](by, system.to);
    case 'ticket_status':
    case 'ticket_priority':
      return phrases[system.event](by, system.to ?? '');
    case 'ticket_team':
      return phrases.ticket_team(by, system.toName ?? system.to ?? '');
    case 'ticket_assignee':
      return phrases.ticket_assignee(by, system.to === undefined ? '' : nameOf(system.to), system.to === userId);
    case 'posting_changed':
    case 'pinning_changed':
      return phrases[system.event](by, adminsOnly);
    case 'invite_created':
    case 'invite_revoked':
    case 'archived':
    case 'ticket_comment':
    case 'ticket_created':
    case 'unarchived':
      return phrases[system.event](by);
    case 'ticket_deleted':
      return phrases.ticket_deleted();
    case 'missed_call':
      return phrases.missed_call(by, people, userIds.length);
    case 'ticket_digest':
      return phrases.ticket_digest(system.count ?? 0);
  }
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
