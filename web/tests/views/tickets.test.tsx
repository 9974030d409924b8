import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { TicketCard as Ticket } from '../../src/core/protocol/generated';
import { ticketsOf } from '../../src/core/session/tickets';
import { LinkedText } from '../../src/features/tickets/LinkedText';
import { TicketPart } from '../../src/features/tickets/TicketPart';
import { refused } from '../fakes/contract';
import { messageOf, personOf, ticketOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('the tickets that a message names', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.answers['GET /api/chat/tickets/'] = refused(404, 'not_found');
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  const exists = (ticket: Ticket): void => {
    delete stage.answers['GET /api/chat/tickets/'];
    stage.answer('GET', `/api/chat/tickets/${ticket.number}`, ticket);
    stage.answers['GET /api/chat/tickets/'] = () => refused(404, 'not_found');
  };
  const show = (text: string, ticketReference: string | null = null) => stage.show(<TicketPart message={messageOf({ text, ticketReference })} />);
  const asked = (): string[] => stage.asked.filter((url) => url.includes('/tickets/')).map((url) => url.split('/').at(-1) ?? '');

  it('are cards with number, title, status, priority, assignee, team and age', async () => {
    exists(ticketOf());
    show('see hd-250819-138');
    const card = await screen.findByRole('region', { name: 'Ticket HD-250819-138' });
    for (const text of ['HD-250819-138', 'The printer is on fire', 'Open', 'High', 'Bob Kowalski', 'IT Main', 'Opened 3 days ago']) {
      expect(card.textContent).toContain(text);
    }
    expect(asked()).toEqual(['HD-250819-138']);
  });

  it('show the card once where several messages were made into one ticket', async () => {
    exists(ticketOf());
    const made = [1, 2].map((seq) => messageOf({ id: seq, seq, text: `part ${seq}`, ticketReference: 'HD-250819-138' }));
    stage.session.store.dispatch({ type: 'page_received', conversation: 'channel:1', side: 'latest', page: { items: made, hasBefore: false, hasAfter: false } });
    stage.show(made.map((message) => <TicketPart key={message.id} message={message} />));
    const link = await screen.findByRole('link', { name: 'HD-250819-138' });
    expect(link.getAttribute('href')).toBe('/chat/tickets/HD-250819-138');
    expect(screen.getAllByRole('region', { name: 'Ticket HD-250819-138' })).toHaveLength(1);
  });

  it('say when they are due, and turn from soon to late as time passes', async () => {
    const now = Date.now();
    exists(ticketOf({ dueAt: now + 90.5 * 60_000, dueSoonAt: now + 60 * 60_000, dueState: 'ok' }));
    vi.useFakeTimers({ toFake: ['setInterval', 'Date'], now });
    try {
      show('HD-250819-138');
      const due = await vi.waitFor(() => screen.getByText('Due in 1 hr 30 min'));
      const after = (minutes: number): string | undefined => {
        act(() => void vi.advanceTimersByTime(minutes * 60_000));
        return due.dataset['state'];
      };
      expect(due.dataset['state']).toBe('ok');
      expect(after(61)).toBe('soon');
      expect(due.textContent).toBe('Due in 29 min');
      expect(after(31)).toBe('late');
      expect(due.textContent).toBe('Overdue by 1 min');
    } finally {
      vi.useRealTimers();
    }
  });

  it('show words that nobody knows as they are, and who was assigned before', async () => {
    exists(ticketOf({ status: 'merged', priority: '2', assignee: null, assigneeName: null, formerAssignee: 'gone', team: 't9', teamName: null, createdAt: null }));
    show('HD-250819-138');
    const card = await screen.findByRole('region', { name: 'Ticket HD-250819-138' });
    expect(card.textContent).toContain('merged');
    expect(card.textContent).toContain('2');
    expect(card.textContent).toContain('Unassigned (was gone)');
    expect(card.textContent).toContain('t9');
    expect(card.textContent).not.toContain('Opened');
  });

  it('stay numbers in the text where they may not be seen', async () => {
    const { container } = show('HD-250819-138');
    await waitFor(() => expect(asked()).toEqual(['HD-250819-138']));
    await waitFor(() => expect(container.querySelector('[aria-busy]')).toBeNull());
    expect(container.textContent).toBe('');
  });

  it('show a reference that may not be seen as the number alone', async () => {
    show('', 'HD-250819-138');
    expect((await screen.findByText('HD-250819-138')).parentElement?.textContent).toBe('Ticket HD-250819-138');
  });

  it('are not asked for where there are no tickets', async () => {
    cleanup();
    stage.session.stop();
    stage.server.tickets = false;
    stage.session.start();
    await waitFor(() => expect(stage.session.store.state.tickets).toBe(false));
    const { container } = show('HD-250819-138', 'HD-250819-141');
    await screen.findByText('HD-250819-141');
    expect(container.querySelector('section')).toBeNull();
    expect(asked()).toEqual([]);
  });

  const numbered = (count: number): string[] => Array.from({ length: count }, (_, n) => `AA-250819-${101 + n}`);
  const five = numbered(5);
  const cards = (): (string | null)[] => screen.queryAllByRole('region').map((card) => card.getAttribute('aria-label'));
  const named = (numbers: string[]): string[] => numbers.map((number) => `Ticket ${number}`);

  it('are three at first', async () => {
    for (const number of five) exists(ticketOf({ number }));
    show(`${five.join(' ')} ${five[0]}`);
    const more = await screen.findByRole('button', { name: 'Show 2 more tickets' });
    expect(cards()).toEqual(named(five.slice(0, 3)));
    await userEvent.click(more);
    expect(cards()).toEqual(named(five));
    expect(screen.queryByRole('button', { name: /more ticket/ })).toBeNull();
  });

  it('are counted only where they may be seen', async () => {
    for (const number of [five[1], five[2], five[4]].map(String)) exists(ticketOf({ number }));
    show(five.join(' '));
    await waitFor(() => expect(cards()).toEqual(named([five[1], five[2], five[4]].map(String))));
    await waitFor(() => expect(asked()).toEqual(five));
    expect(screen.queryByRole('button', { name: /more ticket/ })).toBeNull();
    cleanup();
    exists(ticketOf({ number: five[3] }));
    act(() => ticketsOf(stage.session).touchedAll());
    show(five.join(' '));
    await userEvent.click(await screen.findByRole('button', { name: 'Show 1 more ticket' }));
    expect(cards()).toEqual(named(five.slice(1)));
  });

  it('are looked for among many numbers until there is something to show', async () => {
    const many = numbered(25);
    exists(ticketOf({ number: many[24] }));
    show(many.join(' '));
    await waitFor(() => expect(cards()).toEqual(named(many.slice(24))));
  });

  it('are not looked for among hundreds, neither for cards nor for links', async () => {
    const many = numbered(100);
    const text = many.join(' ');
    exists(ticketOf({ number: many[29] }));
    exists(ticketOf({ number: many[30] }));
    const { container } = stage.show(<LinkedText text={text} />);
    await waitFor(() => expect(container.querySelectorAll('a')).toHaveLength(1));
    expect(container.textContent).toBe(text);
    show(text);
    await waitFor(() => expect(cards()).toEqual(named(many.slice(29, 30))));
    expect(new Set(asked())).toEqual(new Set(many.slice(0, 30)));
  });

  it('are shown step by step where there are many', async () => {
    const many = numbered(25);
    for (const number of many) exists(ticketOf({ number }));
    show(many.join(' '));
    await userEvent.click(await screen.findByRole('button', { name: 'Show 7 more tickets' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Show 10 more tickets' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Show 5 more tickets' }));
    expect(cards()).toEqual(named(many));
  });

  it('say that they could not be loaded, and can be asked for again', async () => {
    stage.answers['GET /api/chat/tickets/'] = () => refused(500, 'internal');
    show('HD-250819-138');
    await screen.findByText('Ticket HD-250819-138 couldn’t be loaded.');
    exists(ticketOf());
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByRole('region', { name: 'Ticket HD-250819-138' });
  });

  it('stay as they were while the server cannot be reached', async () => {
    exists(ticketOf());
    show('HD-250819-138');
    await screen.findByText('The printer is on fire');
    stage.answers[`GET /api/chat/tickets/HD-250819-138`] = () => refused(503, 'busy');
    const before = asked().length;
    act(() => ticketsOf(stage.session).refresh('HD-250819-138'));
    await waitFor(() => expect(asked().length).toBe(before + 1));
    expect(screen.getByText('The printer is on fire')).toBeDefined();
  });

  it('are asked for again after a new login', async () => {
    exists(ticketOf());
    show('HD-250819-138');
    await screen.findByText('The printer is on fire');
    exists(ticketOf({ title: 'It burned down' }));
    act(() => stage.server.drop());
    await screen.findByText('It burned down');
  });

  it('go when the user loses the right to see them', async () => {
    exists(ticketOf());
    show('HD-250819-138');
    await screen.findByText('The printer is on fire');
    stage.answers['GET /api/chat/tickets/HD-250819-138'] = () => refused(404, 'not_found');
    act(() => [...stage.server.sockets].at(-1)?.event('account_updated', { user: personOf('alice'), permissions: [] }));
    await waitFor(() => expect(screen.queryByText('The printer is on fire')).toBeNull());
  });

  it('show the last answer, not the one that comes last', async () => {
    let answer: (ticket: Ticket) => void = () => undefined;
    const late = new Promise<Ticket>((resolve) => {
      answer = resolve;
    });
    delete stage.answers['GET /api/chat/tickets/'];
    stage.answers['GET /api/chat/tickets/HD-250819-138'] = () => late;
    show('HD-250819-138');
    await waitFor(() => expect(asked()).toHaveLength(1));
    act(() => ticketsOf(stage.session).learn('HD-250819-138', ticketOf({ title: 'Newer' })));
    answer(ticketOf({ title: 'Older' }));
    await screen.findByText('Newer');
    await act(async () => void (await late));
    expect(screen.queryByText('Older')).toBeNull();
  });
});
