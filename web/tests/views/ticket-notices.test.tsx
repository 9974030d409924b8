import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Message, TicketEventKind, TicketNotice } from '../../src/core/protocol/generated';
import { SystemLine } from '../../src/features/messages/SystemLine';
import type { MessageTools } from '../../src/features/messages/useMessageTools';
import { refused } from '../fakes/contract';
import { messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const tools: MessageTools = { react: vi.fn(), pickReaction: vi.fn(), openMenu: vi.fn(), act: vi.fn(), reply: vi.fn(), onKeyDown: vi.fn() };
const NUMBER = 'HD-250819-138';

const noticeOf = (id: number, event: TicketEventKind, change: Partial<TicketNotice> = {}): TicketNotice => ({ id, number: NUMBER, title: 'The printer is on fire', event, by: 'bob', at: 1000, ...change });
const lineOf = (notice: number, system: Partial<NonNullable<Message['system']>> = {}): Message =>
  messageOf({ id: notice, seq: notice, type: 'system', userId: 'bob', text: 'said by the server', system: { event: 'ticket_status', userIds: [], ticket: NUMBER, notice, ...system } });

describe('a line of a team’s channel about a ticket', () => {
  let stage: Stage;
  let notices: TicketNotice[] = [];

  beforeEach(async () => {
    notices = [];
    stage = await setStage();
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob'), personOf('carol')] });
    stage.answer('GET', '/api/chat/ticket-choices', { mayCreate: true, teams: [{ id: 'ITTS_Network', name: 'IT Network' }], categories: [] });
    stage.answer('GET', '/api/chat/channels/1/ticket-notices', (url) => {
      const [first, last] = [Number(url.searchParams.get('first')), Number(url.searchParams.get('last'))];
      return { items: notices.filter(({ id }) => id >= first && id <= last) };
    });
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  const show = (...lines: Message[]): void => {
    stage.show(lines.map((line) => <SystemLine key={line.id} run={[line]} toolbar="react reply" highlighted={false} tools={tools} />));
  };
  const asked = (): string[] => stage.asked.filter((url) => url.includes('ticket-notices')).map((url) => new URL(url).search);
  const said = (): (string | null | undefined)[] => screen.getAllByRole('article').map((line) => line.querySelector('p')?.textContent);
  const TICKET = `${NUMBER} The printer is on fire`;

  it('says what happened to whoever may see the ticket, and leads to it', async () => {
    notices = [noticeOf(7, 'status', { from: 'pending', to: 'in_progress' })];
    show(lineOf(7));
    expect(said()).toEqual([`Bob changed the status of ${NUMBER}.`]);
    await waitFor(() => expect(said()).toEqual([`Bob changed the status of ${TICKET} from Pending to In progress.`]));
    expect(screen.getByRole('link', { name: TICKET }).getAttribute('href')).toBe(`/chat/tickets/${NUMBER}`);
    expect(screen.getByRole('article', { name: /from Pending to In progress/ })).toBeTruthy();
  });

  it('stays as it is for whoever may not', async () => {
    show(lineOf(7));
    await waitFor(() => expect(asked()).toEqual(['?first=7&last=7']));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(said()).toEqual([`Bob changed the status of ${NUMBER}.`]);
    expect(screen.queryByRole('link')).toBeNull();
  });

  it.each([
    [noticeOf(1, 'created', { by: 'Lena Fischer' }), `Lena Fischer created ${TICKET}.`],
    [noticeOf(1, 'status', { to: 'merged' }), `Bob changed the status of ${TICKET} to merged.`],
    [noticeOf(1, 'escalated'), `Bob escalated ${TICKET}.`],
    [noticeOf(1, 'priority', { from: 'low', to: 'urgent' }), `Bob changed the priority of ${TICKET} from Low to Urgent.`],
    [noticeOf(1, 'assignee', { to: 'carol' }), `Bob assigned ${TICKET} to Carol.`],
    [noticeOf(1, 'assignee', { to: 'bob' }), `Bob took ${TICKET}.`],
    [noticeOf(1, 'assignee', { from: 'carol' }), `Bob removed Carol as assignee of ${TICKET}.`],
    [noticeOf(1, 'team', { from: 'ITTS_Main', to: 'ITTS_Network' }), `Bob moved ${TICKET} from ITTS_Main to IT Network.`],
    [noticeOf(1, 'comment'), `Bob commented on ${TICKET}.`],
  ])('says it in a sentence: %o', async (notice, sentence) => {
    notices = [notice];
    show(lineOf(1));
    await waitFor(() => expect(said()).toEqual([sentence]));
  });

  it('shares a request with the others in view', async () => {
    notices = [noticeOf(3, 'created'), noticeOf(9, 'comment'), noticeOf(500, 'escalated')];
    show(lineOf(3), lineOf(9), lineOf(500));
    await waitFor(() => expect(said()[2]).toBe(`Bob escalated ${TICKET}.`));
    expect(asked()).toEqual(['?first=3&last=9', '?first=500&last=500']);
  });

  it('is asked for again when its ticket changes, and shows nothing more once it may not be seen', async () => {
    notices = [noticeOf(7, 'escalated')];
    show(lineOf(7));
    await waitFor(() => expect(said()).toEqual([`Bob escalated ${TICKET}.`]));
    notices = [];
    [...stage.server.sockets].at(-1)?.event('ticket_updated', { number: NUMBER, updatedAt: 2000 });
    await waitFor(() => expect(said()).toEqual([`Bob changed the status of ${NUMBER}.`]));
  });

  it('shows nothing more when the user loses the right to see its ticket', async () => {
    notices = [noticeOf(7, 'escalated')];
    show(lineOf(7));
    await waitFor(() => expect(said()).toEqual([`Bob escalated ${TICKET}.`]));
    notices = [];
    [...stage.server.sockets].at(-1)?.event('account_updated', { user: personOf('alice'), permissions: [] });
    await waitFor(() => expect(said()).toEqual([`Bob changed the status of ${NUMBER}.`]));
  });

  describe('that stands for many', () => {
    const digest = lineOf(10, { event: 'ticket_digest', lastNotice: 300, count: 5 });
    const open = (): Promise<void> => userEvent.click(screen.getByRole('button', { name: 'Show changes' }));

    it('lists them when asked, and says how many are not shown', async () => {
      notices = [noticeOf(10, 'created'), noticeOf(12, 'comment'), noticeOf(250, 'escalated')];
      show(digest);
      await screen.findByText(/5 changes to tickets/);
      await screen.findByRole('button', { name: 'Show changes' });
      expect(asked()).toEqual([]);
      await open();
      const listed = (): (string | null)[] => within(screen.getByRole('list')).getAllByRole('listitem').map((item) => item.textContent);
      await waitFor(() => expect(listed()).toEqual([`Bob created ${TICKET}.`, `Bob commented on ${TICKET}.`]));
      await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
      await waitFor(() => expect(listed()).toHaveLength(3));
      expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
      screen.getByText('2 more changes to tickets that you may not see.');
      await userEvent.click(screen.getByRole('button', { name: 'Hide changes' }));
      expect(screen.queryByRole('list')).toBeNull();
    });

    it('says that they could not be loaded', async () => {
      stage.answers['GET /api/chat/channels/1/ticket-notices'] = () => refused(503, 'busy');
      show(digest);
      await screen.findByRole('button', { name: 'Show changes' });
      await open();
      await screen.findByText(/The server is busy/);
      stage.answer('GET', '/api/chat/channels/1/ticket-notices', { items: [noticeOf(10, 'created')] });
      await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
      await screen.findByRole('listitem');
    });
  });
});
