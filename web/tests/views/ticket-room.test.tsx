import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Conversation } from '../../src/app/Conversation';
import type { Message, TicketEntry } from '../../src/core/protocol/generated';
import { ticketsOf } from '../../src/core/session/tickets';
import { useAddedNotice } from '../../src/features/channels/useAddedNotice';
import { SystemLine } from '../../src/features/messages/SystemLine';
import type { MessageTools } from '../../src/features/messages/useMessageTools';
import { Notices } from '../../src/features/notice/Notices';
import { TicketDetails } from '../../src/features/tickets/TicketDetails';
import { TicketHistory } from '../../src/features/tickets/TicketHistory';
import { TicketPane } from '../../src/features/tickets/TicketPane';
import { TicketsPage } from '../../src/features/tickets/TicketsPage';
import { TicketPart } from '../../src/features/tickets/TicketPart';
import { useView, useViewDispatch } from '../../src/shared/hooks/view/view';
import { refused } from '../fakes/contract';
import { channelOf, messageOf, personOf, ticketOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const tools: MessageTools = { react: vi.fn(), pickReaction: vi.fn(), openMenu: vi.fn(), act: vi.fn(), reply: vi.fn(), onKeyDown: vi.fn() };
const NUMBER = 'HD-250819-138';
const PATH = `/api/chat/tickets/${NUMBER}` as const;

const ENTRIES: TicketEntry[] = [
  { type: 'change', id: 1, action: 'created', by: 'Lena Fischer', byName: 'Lena Fischer', at: 1000 },
  { type: 'change', id: 2, action: 'assigned', by: 'carol', byName: 'Carol Mendes', to: 'bob', reason: 'Reassigned from unassigned to bob', at: 2000 },
  { type: 'comment', id: 1, text: 'It burned before.', internal: true, author: 'bob', authorName: 'Bob Kowalski', createdAt: 3000 },
  { type: 'change', id: 3, action: 'status_changed', by: 'bob', byName: 'Bob Kowalski', from: 'pending', to: 'in_progress', at: 4000 },
  { type: 'change', id: 4, action: 'merged', by: 'bob', byName: 'Bob Kowalski', to: 'HD-250819-139', at: null },
  { type: 'change', id: 5, action: 'assigned', by: 'bob', byName: 'Bob Kowalski', from: 'unassigned', to: 'unassigned', fromTeam: 'HELPDESK', toTeam: 'NETWORK', at: 6000 },
];

describe('the conversation of a ticket', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob', { displayName: 'Bob Kowalski' })] });
    stage.answers[`GET ${PATH}/history`] = { items: ENTRIES };
    stage.answers[`GET ${PATH}`] = () => ticketOf();
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  function Where() {
    const route = useView((view) => view.route);
    const pane = useView((view) => view.pane?.name);
    return <output>{`channel ${route.channelId}, pane ${pane}`}</output>;
  }

  it('is opened from the card', async () => {
    stage.answers[`POST ${PATH}/room`] = () => channelOf({ id: 9, name: `${NUMBER} The printer is on fire`, type: 'private', ticket: NUMBER });
    stage.show(
      <>
        <TicketPart message={messageOf({ text: NUMBER })} />
        <Where />
      </>,
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Open conversation' }));
    await screen.findByText(/channel 9/);
    expect(stage.session.store.state.channels[9]?.ticket).toBe(NUMBER);
  });

  it('is nothing new to whoever opens it, also where somebody else made it', async () => {
    const room = channelOf({ id: 9, name: `${NUMBER} The printer is on fire`, type: 'private', ticket: NUMBER, createdBy: 'bob' });
    const Unseen = () => {
      useAddedNotice();
      return null;
    };
    stage.answers[`POST ${PATH}/room`] = () => {
      // It is heard before the answer is here.
      [...stage.server.sockets].at(-1)?.event('channel_joined', { stream: 'user', seq: 1, channelId: 9, channel: room });
      return room;
    };
    stage.show(
      <>
        <TicketPart message={messageOf({ text: NUMBER })} />
        <Where />
        <Unseen />
        <Notices />
      </>,
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Open conversation' }));
    await screen.findByText(/channel 9/);
    expect([...stage.session.joinedHere]).toEqual([9]);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(screen.queryByText(/added/)).toBeNull();
  });

  it('is one labelled button away where there is no room beside the ticket', async () => {
    stage.answers[`POST ${PATH}/room`] = () => channelOf({ id: 9, name: `${NUMBER} The printer is on fire`, type: 'private', ticket: NUMBER });
    stage.show(
      <>
        <TicketsPage path={`tickets/${NUMBER}`} />
        <Where />
      </>,
    );
    const open = await screen.findByRole('button', { name: 'Open conversation' });
    expect(open.textContent).toBe('Open conversation');
    await userEvent.click(open);
    await screen.findByText('channel 9, pane undefined');
  });

  describe('beside the ticket that is opened', () => {
    const room = channelOf({ id: 1, name: `${NUMBER} The printer is on fire`, type: 'private', ticket: NUMBER });

    beforeEach(() => {
      const ask = window.matchMedia.bind(window);
      vi.spyOn(window, 'matchMedia').mockImplementation((query) => (query === '(min-width: 1200px)' ? Object.defineProperty(ask(query), 'matches', { value: true }) : ask(query)));
    });

    afterEach(() => vi.restoreAllMocks());

    it('is opened on request, and written in there', async () => {
      stage.answers[`POST ${PATH}/room`] = () => room;
      stage.show(
        <>
          <TicketsPage path={`tickets/${NUMBER}`} />
          <Where />
        </>,
      );
      await screen.findByText('You aren’t in this ticket’s conversation yet.');
      await userEvent.click(screen.getByRole('button', { name: 'Open conversation' }));
      await userEvent.type(await screen.findByRole('textbox', { name: /Message/ }), 'it still burns{Enter}');
      await waitFor(() => expect(stage.server.messages.map(({ text }) => text)).toEqual(['it still burns']));
      screen.getByText('channel 1, pane undefined');
    });

    it('says who reads along, before it is opened and while one writes there', async () => {
      stage.answers[`GET ${PATH}`] = () => ticketOf({ requester: 'lena', requesterName: 'Lena Fischer' });
      stage.answers[`POST ${PATH}/room`] = () => room;
      stage.show(<TicketsPage path={`tickets/${NUMBER}`} />);
      await screen.findByText('Lena Fischer (requester) will see what is written here.');
      await userEvent.click(screen.getByRole('button', { name: 'Open conversation' }));
      await screen.findByText('Lena Fischer, who asked for this, reads along.');
      expect(screen.queryByText(/will see what is written/)).toBeNull();
    });

    it('becomes the page where a thread of it is opened', async () => {
      stage.session.store.dispatch({ type: 'channel_learned', channel: room });
      window.history.replaceState(null, '', `/chat/tickets/${NUMBER}`);
      function Opener() {
        const dispatch = useViewDispatch();
        return (
          <button type="button" onClick={() => dispatch({ type: 'pane_opened', pane: { name: 'thread', threadId: 5, seq: null } })}>
            Open a thread
          </button>
        );
      }
      stage.show(
        <>
          <TicketsPage path={`tickets/${NUMBER}`} />
          <Where />
          <Opener />
        </>,
      );
      await screen.findByRole('region', { name: 'Conversation' });
      await screen.findByRole('textbox', { name: /Message/ });
      // From the heading, Escape leads back to the list.
      expect(document.activeElement).toBe(screen.getAllByRole('heading', { name: /^HD-250819-138/ })[0]);
      fireEvent.click(screen.getByText('Open a thread'));
      await screen.findByText('channel 1, pane thread');
    });
  });

  it('has the ticket in its header, and the ticket beside it', async () => {
    const channel = channelOf({ ticket: NUMBER });
    stage.show(
      <>
        <Conversation channel={channel} onBack={null} />
        <Where />
      </>,
    );
    const bar = await screen.findByRole('region', { name: `Ticket ${NUMBER}` });
    within(bar).getByText('Bob Kowalski');
    expect(within(bar).queryByRole('button', { name: 'Open conversation' })).toBeNull();
    expect(within(bar).queryByText(/reads along/)).toBeNull();
    await userEvent.click(within(bar).getByRole('button', { name: 'Ticket details' }));
    await screen.findByText('channel 1, pane ticket');
  });

  it('says in its header who reads along, to everyone else', async () => {
    stage.answers[`GET ${PATH}`] = () => ticketOf({ requester: 'lena' });
    stage.show(<Conversation channel={channelOf({ ticket: NUMBER })} onBack={null} />);
    await screen.findByText('Lena Fischer, who asked for this, reads along.');
    cleanup();
    stage.answers[`GET ${PATH}`] = () => ticketOf({ requester: 'alice' });
    stage.show(<Conversation channel={channelOf({ ticket: NUMBER })} onBack={null} />);
    await screen.findByRole('button', { name: 'Ticket details' });
    expect(screen.queryByText(/reads along/)).toBeNull();
  });

  it('leads from the ticket to the message that it was made from, to other pages and to other tickets', async () => {
    const address = `${window.location.origin}/chat/c/12/34`;
    stage.answers[`GET ${PATH}`] = () => ticketOf({ description: `> it burns\n\n${address}\nSee (https://intranet.example/fire), and ${NUMBER}.` });
    stage.show(
      <>
        <TicketPane channel={channelOf({ ticket: NUMBER })} />
        <Where />
      </>,
    );
    const page = await screen.findByRole('link', { name: 'https://intranet.example/fire' });
    expect([page.getAttribute('target'), page.getAttribute('rel')]).toEqual(['_blank', 'noopener noreferrer nofollow']);
    await screen.findByRole('link', { name: NUMBER });
    await userEvent.click(screen.getByRole('link', { name: address }));
    await screen.findByText(/channel 12/);
  });

  it('is reopened with its ticket, not by itself', async () => {
    stage.show(<Conversation channel={channelOf({ ticket: NUMBER, active: false, role: 'owner' })} onBack={null} />);
    await screen.findByText('This ticket is completed. You can post here again when it’s reopened.');
    expect(screen.queryByRole('button', { name: 'Unarchive channel' })).toBeNull();
  });

  it('reads what one was notified of about the ticket', async () => {
    const about = (seq: number, ticket: string) => ({ seq, kind: 'ticket_status', ticket, from: 'bob', at: 1000, message: null }) as const;
    stage.answers['GET /api/chat/notifications'] = () => ({ items: [about(8, NUMBER), about(7, 'HD-250819-139')], unreadCount: 2 });
    stage.session.store.dispatch({ type: 'notifications_counted', unreadCount: 2 });
    stage.show(<Conversation channel={channelOf({ ticket: NUMBER })} onBack={null} />);
    await waitFor(() => expect(stage.server.commands.findLast(({ name }) => name === 'read_notifications')?.data).toEqual({ seqs: [8] }));
  });

  it('can be read only once Orvale has deleted its ticket', async () => {
    stage.answers[`GET ${PATH}`] = () => refused(404, 'not_found');
    stage.server.messages.push(messageOf({ id: 1, seq: 1, type: 'system', userId: 'Orvale', text: 'The ticket was deleted.', system: { event: 'ticket_deleted' } }));
    stage.show(<Conversation channel={channelOf({ id: 1, seq: 1, ticket: NUMBER, active: false, role: 'owner' })} onBack={null} />);
    await screen.findByText('This ticket was deleted. You can still read its conversation.');
  });

  it('shows nothing of a ticket that may not be seen', async () => {
    stage.answers[`GET ${PATH}`] = () => refused(404, 'not_found');
    stage.show(<Conversation channel={channelOf({ ticket: NUMBER })} onBack={null} />);
    await waitFor(() => expect(ticketsOf(stage.session).state(NUMBER)).toBe('withheld'));
    await waitFor(() => expect(document.querySelector('[aria-busy="true"]:not([hidden])')).toBeNull());
    expect(screen.queryByRole('region', { name: `Ticket ${NUMBER}` })).toBeNull();
  });

  it('tells a completion from notes that were added to it', async () => {
    const done: TicketEntry = { type: 'change', id: 901, action: 'completed', by: 'bob', byName: 'Bob', from: 'open', to: 'completed', notes: 'new cable', at: 5000 };
    stage.answers[`GET ${PATH}/history`] = { items: [done, { ...done, id: 902, byName: 'Carol', from: 'completed', notes: 'and a plug' }] };
    stage.show(<TicketHistory number={NUMBER} />);
    const items = await within(await screen.findByRole('list')).findAllByRole('listitem');
    const [first, second] = items.map((item) => item.textContent);
    expect(first).toMatch(/^Bob completed the ticket\..*new cable$/);
    expect(second).toMatch(/^Carol added completion notes\..*and a plug$/);
  });

  it('says in words what happened, and says what is internal', async () => {
    stage.show(<TicketHistory number={NUMBER} />);
    const list = await screen.findByRole('list');
    await within(list).findAllByRole('listitem');
    const lines = within(list).getAllByRole('listitem').map((line) => line.textContent?.replace(/ (?:\d|1 Jan|Thu|Jan).*$/, ''));
    expect(lines.slice(0, 2)).toEqual([expect.stringContaining('Lena Fischer created the ticket.'), expect.stringContaining('Carol Mendes assigned the ticket to Bob Kowalski.')]);
    within(list).getByText('Internal');
    within(list).getByText('It burned before.');
    within(list).getByText(/changed the status from Pending to In progress\./);
    within(list).getByText(/merged: HD-250819-139/);
    within(list).getByText(/moved the ticket to the team NETWORK\./);
    // The reason that Orvale gives by itself says nothing new.
    expect(within(list).queryByText(/Reassigned/)).toBeNull();
  });

  it('shows what a comment says below the line that tells of it, to whoever may read it', async () => {
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 1, ticket: NUMBER }) });
    const line = (id: number, comment: number): Message => messageOf({ id, seq: id, type: 'system', userId: 'bob', text: 'said by the server', system: { event: 'ticket_comment', comment } });
    const said: TicketEntry = { type: 'comment', id: 7, text: 'See https://desk.example/a, please.', internal: false, author: 'bob', authorName: 'Bob Kowalski', createdAt: 3000 };
    stage.answers[`GET ${PATH}/history`] = { items: [...ENTRIES, said] };
    stage.show([line(1, 7), line(2, 8)].map((one) => <SystemLine key={one.id} run={[one]} toolbar="react" highlighted={false} tools={tools} />));
    const [first, second] = screen.getAllByRole('article');
    await screen.findByRole('link', { name: 'https://desk.example/a' });
    expect(first?.textContent).toContain('Bob Kowalski commented on the ticket.See https://desk.example/a, please.');
    expect(second?.textContent).not.toContain('See');
    expect(stage.asked.filter((url) => url.endsWith('/history'))).toHaveLength(1);
    // It is made internal, or the user may not see the ticket any more.
    stage.answers[`GET ${PATH}/history`] = () => refused(404, 'not_found');
    [...stage.server.sockets].at(-1)?.event('ticket_updated', { number: NUMBER, updatedAt: 2000 });
    await waitFor(() => expect(first?.textContent).not.toContain('See'));
  });

  it('shows with what notes a ticket was completed, and why it was escalated', async () => {
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 1, ticket: NUMBER }) });
    const line = (id: number, to: string): Message => messageOf({ id, seq: id, type: 'system', userId: 'bob', createdAt: 9000, text: 'said by the server', system: { event: 'ticket_status', to } });
    const done = { type: 'change', by: 'bob', byName: 'Bob Kowalski', at: 8000 } as const;
    stage.answers[`GET ${PATH}/history`] = { items: [{ ...done, id: 8, action: 'escalated', reason: 'Nobody has a drum' }, { ...done, id: 9, action: 'completed', notes: 'A new drum' }] };
    stage.show(['escalated', 'completed', 'open'].map((to, index) => <SystemLine key={to} run={[line(index, to)]} toolbar="react" highlighted={false} tools={tools} />));
    await screen.findByText('A new drum');
    const lines = screen.getAllByRole('article').map((one) => one.textContent);
    expect(lines).toEqual([expect.stringMatching(/status to escalated\.Nobody has a drum$/), expect.stringMatching(/status to completed\.A new drum$/), expect.stringMatching(/status to open\.$/)]);
    // What is added later belongs to the line of the completion.
    const added = { ...done, id: 10, by: 'carol', byName: 'Carol', action: 'completed', from: 'completed', to: 'completed', notes: 'And ink' } as const;
    stage.answers[`GET ${PATH}/history`] = { items: [{ ...done, id: 9, action: 'completed', notes: 'A new drum' }, added] };
    [...stage.server.sockets].at(-1)?.event('ticket_updated', { number: NUMBER, updatedAt: 2000 });
    await waitFor(() => expect(screen.getAllByRole('article')[1]?.textContent).toMatch(/completed\.A new drum\s+Carol: And ink$/));
  });

  it('has the attachments of the ticket', async () => {
    const files = [{ id: 'f1', name: 'logs.zip', size: 9, mimeType: 'application/zip', hasThumbnail: false }];
    stage.show(<TicketDetails ticket={ticketOf({ files })} />);
    screen.getByText('Attachments');
    await screen.findByTitle('logs.zip');
  });

  it('says of a reopened ticket that what was done was done before', () => {
    stage.show(<TicketDetails ticket={ticketOf({ status: 'completed', completionNotes: 'A new drum' })} />);
    screen.getByText('What was done');
    cleanup();
    stage.show(<TicketDetails ticket={ticketOf({ status: 'in_progress', completionNotes: 'A new drum' })} />);
    screen.getByText('Done before reopening');
    screen.getByText('A new drum');
  });

  it('is fetched again when somebody does something with the ticket', async () => {
    stage.answers[`GET ${PATH}/history`] = { items: [] };
    stage.show(<TicketHistory number={NUMBER} />);
    await screen.findByText('There is no history that you may see.');
    stage.answers[`GET ${PATH}/history`] = { items: ENTRIES };
    [...stage.server.sockets].at(-1)?.event('ticket_updated', { number: NUMBER, updatedAt: 2000 });
    await screen.findByText('It burned before.');
  });

  it('says that the history could not be loaded', async () => {
    stage.answers[`GET ${PATH}/history`] = () => refused(503, 'busy');
    stage.show(<TicketHistory number={NUMBER} />);
    await screen.findByText(/The server is busy/);
    stage.answers[`GET ${PATH}/history`] = { items: ENTRIES };
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('It burned before.');
  });
});
