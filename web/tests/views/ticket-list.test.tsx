import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { act } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { TicketsPage } from '../../src/features/tickets/TicketsPage';
import { ticketOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

let stage: Stage;

beforeEach(async () => {
  window.sessionStorage.clear();
  stage = await setStage();
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  stage.session.stop();
  window.history.replaceState(null, '', '/');
});

const lists = (): URL[] => stage.asked.map((address) => new URL(address)).filter(({ pathname }) => pathname === '/api/chat/tickets');

it('lists what is not completed first, and the rest on request', async () => {
  stage.answer('GET', '/api/chat/tickets', { items: [] });
  stage.show(<TicketsPage path="tickets" />);
  await screen.findByText('You have no unfinished tickets.');
  expect(lists().at(-1)?.searchParams.get('status')).toBe('-completed');
  await userEvent.click(screen.getByRole('button', { name: 'Show completed tickets, too' }));
  await screen.findByText('You have no tickets.');
  expect(screen.getByLabelText<HTMLSelectElement>('Status').selectedOptions[0]?.textContent).toBe('Any status');
});

it('is narrowed down to a team and to whoever works on them, and widened again', async () => {
  stage.answer('GET', '/api/chat/ticket-choices', { mayCreate: true, teams: [{ id: 'HELPDESK', name: 'Helpdesk' }, { id: 'NETWORK', name: 'Network' }], categories: [] });
  stage.answer('GET', '/api/chat/ticket-assignees', { items: [{ username: 'bob', displayName: 'Bob Kowalski' }, { username: 'jane.smith', displayName: 'jane.smith' }] });
  stage.answer('GET', '/api/chat/tickets', ({ searchParams }) => ({ items: searchParams.get('assignee') === 'alice' ? [] : [ticketOf()] }));
  stage.show(<TicketsPage path="tickets" />);
  await userEvent.click(screen.getByRole('button', { name: 'All' }));
  await userEvent.selectOptions(await screen.findByLabelText('Team'), 'Network');
  await userEvent.selectOptions(screen.getByLabelText('Assignee'), await screen.findByRole('option', { name: 'Bob Kowalski' }));
  await waitFor(() => expect(lists().at(-1)?.search).toContain('team=NETWORK&assignee=bob'));
  await userEvent.selectOptions(screen.getByLabelText('Assignee'), 'Me');
  await screen.findByText('No tickets match.');
  // Everyone who works on a ticket can be chosen, also who is gone and has none in the list.
  expect([...screen.getByLabelText<HTMLSelectElement>('Assignee').options].map(({ text }) => text)).toEqual(['Anyone', 'Me', 'Bob Kowalski', 'jane.smith']);
  // What nobody works on has no assignee.
  await userEvent.click(screen.getByRole('button', { name: 'Unassigned' }));
  expect(screen.queryByLabelText('Assignee')).toBeNull();
  await waitFor(() => expect(lists().at(-1)?.searchParams.get('assignee')).toBe('none'));
  await userEvent.click(screen.getByRole('button', { name: 'All' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Clear filters' }));
  await screen.findByText('The printer is on fire');
  expect(lists().at(-1)?.searchParams.has('team')).toBe(false);
});

it('stays as it was chosen when the page is loaded anew, and is entered from its buttons by an arrow key', async () => {
  stage.answer('GET', '/api/chat/tickets', { items: [ticketOf()] });
  stage.show(<TicketsPage path="tickets" />);
  await userEvent.click(await screen.findByRole('button', { name: 'Unassigned' }));
  await userEvent.type(screen.getByRole('searchbox'), 'fire');
  cleanup();
  stage.show(<TicketsPage path="tickets" />);
  expect(screen.getByRole('button', { name: 'Unassigned' }).getAttribute('aria-pressed')).toBe('true');
  await waitFor(() => expect(lists().at(-1)?.search).toContain('q=fire'));
  await screen.findByText('The printer is on fire');
  screen.getByRole('button', { name: 'Unassigned' }).focus();
  await userEvent.keyboard('{ArrowDown}');
  expect(document.activeElement?.textContent).toContain('The printer is on fire');
});

it('fetches few tickets first, and many at once for who reads on', async () => {
  stage.answer('GET', '/api/chat/tickets', ({ searchParams }) => {
    const from = Number(searchParams.get('cursor') ?? 0);
    const items = Array.from({ length: 3 }, (_, index) => ticketOf({ number: `HD-250819-${100 + from + index}`, title: `Problem ${from + index}` }));
    return { items, ...(from === 0 && { next: '3' }) };
  });
  stage.show(<TicketsPage path="tickets" />);
  await userEvent.click(await screen.findByRole('button', { name: 'Show more' }));
  await screen.findByText('Problem 5');
  expect(screen.getAllByRole('listitem')).toHaveLength(6);
  expect(lists().map(({ searchParams }) => searchParams.get('limit'))).toEqual([null, '200']);
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull());
});

it('fetches more when its end came into view and something else was noticed before', async () => {
  const seen: ((entries: readonly { isIntersecting: boolean }[]) => void)[] = [];
  class Observer {
    constructor(notice: (typeof seen)[number]) {
      seen.push(notice);
    }
    observe(): void {}
    disconnect(): void {}
  }
  vi.stubGlobal('IntersectionObserver', Observer);
  stage.answer('GET', '/api/chat/tickets', ({ searchParams }) => (searchParams.has('cursor') ? { items: [ticketOf({ number: 'HD-250819-139', title: 'The last one' })] } : { items: [ticketOf()], next: '1' }));
  stage.show(<TicketsPage path="tickets" />);
  await screen.findByRole('button', { name: 'Show more' });
  // The button may be there before it is observed.
  await waitFor(() => expect(seen).not.toEqual([]));
  act(() => seen.at(-1)?.([{ isIntersecting: false }, { isIntersecting: true }]));
  await screen.findByText('The last one');
});
