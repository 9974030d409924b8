// What `/assign` does: `/assign @bob` in the conversation of a ticket, `/assign HD-250819-138 @bob` anywhere.

import { ticketRuns } from '../../core/formatting/tickets';
import { asChatError } from '../../core/protocol/errors';
import type { Person, TicketCard } from '../../core/protocol/generated';
import { changeTicket, loadTicket, TicketChanged } from '../../core/session/tickets';
import { calledIn } from '../../core/store/selectors';
import type { SlashContext, SlashResult } from '../../shared/registry/slash';
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
  const person = await called(written, context);
  if (person === null) return { problem: tickets.slash.unknownPerson(written) };
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

/** Somebody by user name or full name; `me` is whoever writes. */
async function called(name: string, { me, session, words }: SlashContext): Promise<Person | null> {
  if (me !== null && ticketsWords.in(words).tickets.slash.me.includes(name.toLowerCase())) return me;
  const wanted = name.toLowerCase();
  const among = (): Person | undefined => {
    const people = Object.values(session.store.state.people).filter(({ active }) => active);
    const named = people.filter(({ displayName }) => displayName.toLowerCase() === wanted);
    return people.find(({ username }) => username.toLowerCase() === wanted) ?? (named.length === 1 ? named[0] : undefined);
  };
  const known = among();
  if (known !== undefined) return known;
  await session.findPeople(name);
  return among() ?? null;
}
