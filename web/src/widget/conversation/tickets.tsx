/** @jsxImportSource preact */
// The numbers of tickets in messages: each leads to its ticket for whoever may see that, and is plain text for others.
// Fetched with the first of them.

import { Component, type VNode } from 'preact';

import type { TicketCard } from '../../core/protocol/generated';
import type { LiveSession } from '../../core/session/live';
import { ticketRuns } from '../../core/formatting/tickets';
import { pageLink } from '../panel/context';
import type { LiveContext } from './context';

interface NumberProps {
  context: LiveContext;
  number: string;
  /** The number as it was written. */
  text: string;
}

/** What was asked for in a session: a ticket that many messages name is asked for once, until it changes. */
const asked = new WeakMap<LiveSession, Map<string, Promise<TicketCard | null>>>();

/** A text with the numbers that it names. */
export function numbersIn(text: string, context: LiveContext): (VNode | string)[] {
  return ticketRuns(text).map(({ text: written, number }, index) => (number === null ? written : <TicketNumber key={`${index} ${number}`} context={context} number={number} text={written} />));
}

class TicketNumber extends Component<NumberProps, { card: TicketCard | null }> {
  override state = { card: null };
  /** The answer that is shown, or will be. */
  #answer: Promise<TicketCard | null> | undefined;
  #end = (): void => undefined;

  override componentDidMount(): void {
    const { session } = this.props.context;
    this.#end = session.listen((event) => {
      if (event.name === 'ticket_updated' && event.data.number === this.props.number) void this.#look('again');
    });
    void this.#look();
  }

  override componentWillUnmount(): void {
    this.#end();
  }

  async #look(again?: 'again'): Promise<void> {
    const { context: { session }, number } = this.props;
    const cards = asked.get(session) ?? new Map<string, Promise<TicketCard | null>>();
    asked.set(session, cards);
    // The first place that hears of a change asks for all that show the number.
    if (again && cards.get(number) === this.#answer) cards.delete(number);
    const ask = async (): Promise<TicketCard | null> => {
      try {
        return await session.rest.request(`/api/chat/tickets/${number}`);
      } catch {
        // A ticket that does not exist, that the user may not see, or that could not be fetched reads the same.
        cards.delete(number);
        return null;
      }
    };
    this.#answer = cards.get(number) ?? ask();
    cards.set(number, this.#answer);
    this.setState({ card: await this.#answer });
  }

  override render({ context, number, text }: NumberProps, { card }: { card: TicketCard | null }) {
    return card === null ? <>{text}</> : (
      <a {...pageLink(`${context.page}/tickets/${number}`)} title={card.title}>
        {text}
      </a>
    );
  }
}
