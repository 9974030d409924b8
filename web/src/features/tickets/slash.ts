// The commands about tickets: one shows a ticket to everyone in the conversation, one says who works on it.

import { ticketsNamed } from '../../core/formatting/tickets';
import { asChatError } from '../../core/protocol/errors';
import { listTickets, loadTicket } from '../../core/session/tickets';
import type { SlashCommand, SlashContext, SlashResult } from '../../shared/registry/slash';
import { assign } from './assign';
import { ticketsWords } from './card-words';

/** As many are named when a text fits several. */
const MOST_NAMED = 3;

export const slashCommands: readonly SlashCommand[] = [
  {
    name: 'ticket',
    argument: (words) => ticketsWords.in(words).tickets.slash.argument,
    detail: (words) => ticketsWords.in(words).tickets.slash.detail,
    available: ({ tickets }) => tickets === true,
    completes: 'tickets',
    run: show,
  },
  {
    name: 'assign',
    argument: (words) => ticketsWords.in(words).tickets.slash.whom,
    detail: (words) => ticketsWords.in(words).tickets.slash.assign,
    available: ({ tickets }) => tickets === true,
    run: assign,
  },
];

async function show(argument: string, { session, navigate, words }: SlashContext): Promise<SlashResult> {
  const { tickets } = ticketsWords.in(words);
  if (argument === '') {
    navigate({ channelId: null, seq: null, page: 'tickets' });
    return undefined;
  }
  const [number] = ticketsNamed(argument);
  if (number !== undefined && number.length === argument.length) {
    try {
      return { send: (await loadTicket(session, number)).number };
    } catch (thrown) {
      if (asChatError(thrown).code !== 'not_found') throw thrown;
      return { problem: tickets.unseen };
    }
  }
  const { items, next } = await listTickets(session, { q: argument });
  const [only] = items;
  if (only === undefined) return { problem: tickets.noMatch };
  if (items.length === 1 && next == null) return { send: only.number };
  return { problem: tickets.slash.several(items.slice(0, MOST_NAMED).map((ticket) => `${ticket.number} (${ticket.title})`)) };
}
