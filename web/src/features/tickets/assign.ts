// What `/assign` does: `/assign @bob` in the conversation of a ticket, `/assign HD-250819-138 @bob` anywhere.

import { ticketRuns } from '../../core/formatting/tickets';
import { asChatError } from '../../core/protocol/errors';
import type { Person, TicketCard } from '../../core/protocol/generated';
import { changeTicket, loadTicket, TicketChanged } from '../../core/session/tickets';
import { calledIn } from '../../core/store/selectors';
import { readName } from '../../shared/hooks/names/addressed';
import type { SlashContext, SlashResult } from '../../shared/registry/slash';
import { pickingWords } from '../../shared/words/picking-words';
import { ticketsWords } from './card-words';
import { consequences } from './consequences';

export async function assign(argument: string, context: SlashContext): Promise<SlashResult> {
  const { channel, session, dispatch, notify, words } = context;
  const { tickets } = ticketsWords.in(words);
  const runs = ticketRuns(argument);
  const number = runs.find((run) => run.number !== null)?.number ?? channel.ticket;
  if (number === undefined) return { problem: tickets.slash.whichTicket };
  const written = runs.map((run) => (run.number === null ? run.text : '')).join('').trim().replace(/^@/, '');
  const ticket = await seen(number, context);
  if (ticket === null) return { problem: tickets.unseen };
  if (written === '') {
    if (ticket.may?.includes('assign') !== true) return { problem: tickets.slash.nobody };
    dispatch({ type: 'dialog_opened', dialog: { name: 'ticket', task: 'assign', ticket } });
    return undefined;
  }
  const found = await called(written, context);
  if ('problem' in found) return found;
  const { person } = found;
  const change = { assignee: person.username };
  const to = calledIn(session.store.state.people, person);
  if (consequences(ticket, change, context.me?.username, session.store.state.people, ticketsWords.in(words)).length > 0) {
    dispatch({ type: 'dialog_opened', dialog: { name: 'ticket', task: 'leaving', ticket, change, to } });
    return undefined;
  }
  try {
    if (ticket.assignee !== person.username) await changeTicket(session, ticket, change);
    notify.info(tickets.slash.assigned(number, to));
  } catch (thrown) {
    if (!(thrown instanceof TicketChanged)) throw thrown;
    dispatch({ type: 'dialog_opened', dialog: { name: 'ticket', task: 'changed', ticket, change, to } });
  }
  return undefined;
}

async function seen(number: string, { session }: SlashContext): Promise<TicketCard | null> {
  try {
    return await loadTicket(session, number);
  } catch (thrown) {
    if (asChatError(thrown).code === 'not_found') return null;
    throw thrown;
  }
}

/** Somebody by user name or full name, and nothing behind it; `me` is whoever writes. */
async function called(name: string, { me, session, words }: SlashContext): Promise<{ person: Person } | { problem: string }> {
  if (me !== null && ticketsWords.in(words).tickets.slash.me.includes(name.toLowerCase())) return { person: me };
  const found = await readName(name, session, words);
  return 'problem' in found || found.after === '' ? found : { problem: pickingWords.in(words).naming.unknown(name) };
}
