// A text in which the numbers of tickets that the reader may see lead to them.

import { useMemo } from 'react';

import { ticketRuns, type TicketRun } from '../../core/formatting/tickets';
import { useChat } from '../../shared/hooks/client';
import { TicketLink } from './TicketLink';
import { useTicket } from './useTicket';

/** So many numbers of a text are looked up, and can be links. */
const MOST = 30;

export function LinkedText({ text }: { text: string }) {
  const here = useChat((state) => state.tickets);
  const runs = useMemo(() => linkable(ticketRuns(text)), [text]);
  if (here !== true) return text;
  return runs.map((run, index) => (run.number === null ? run.text : <Number key={index} number={run.number} written={run.text} />));
}

function linkable(runs: readonly TicketRun[]): TicketRun[] {
  const beyond = runs.filter(({ number }) => number !== null).slice(MOST);
  return runs.map((run) => (beyond.includes(run) ? { ...run, number: null } : run));
}

function Number({ number, written }: { number: string; written: string }) {
  const ticket = useTicket(number);
  if (typeof ticket !== 'object') return written;
  return (
    <TicketLink number={number} title={ticket.title}>
      {written}
    </TicketLink>
  );
}
