// The bell and the notification centre: what it lists, what is unread, and where an entry leads.

import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { registry } from '../../src/app/features';
import { SidePane } from '../../src/app/SidePane';
import { useFocusBack } from '../../src/app/useFocusBack';
import type { ListedNotification, NotificationPage } from '../../src/core/rest/routes.generated';
import { Bell } from '../../src/features/notifications/Bell';
import { useShortcuts } from '../../src/features/shortcuts/useShortcuts';
import { formatPlace, parsePlace } from '../../src/shared/hooks/view/address';
import { useView } from '../../src/shared/hooks/view/view';
import { refused } from '../fakes/contract';
import { channelOf, messageOf, personOf, ticketOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const NONE = { route: { channelId: null, seq: null }, pane: null, dialog: null };

function listed(seq: number, change: Partial<ListedNotification> = {}): ListedNotification {
  const message = messageOf({ id: 100 + seq, seq, text: `text ${seq}` });
  return { seq, at: 1_700_000_000_000, kind: 'mention', channelId: 1, messageId: message.id, messageSeq: seq, from: 'bob', read: false, message, ...change };
}

describe('notifications', () => {
  let stage: Stage;
  let items: ListedNotification[];
  let asked: URL[];

  beforeEach(async () => {
    stage = await setStage();
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob')] });
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 2, name: 'support' }) });
    items = [];
    asked = [];
    stage.answer('GET', '/api/chat/notifications', (url): NotificationPage => {
      asked.push(url);
      const kinds = url.searchParams.get('kinds')?.split(',') ?? [];
      const found = items.filter(({ kind }) => kinds.includes(kind));
      // As the server counts: reactions to one message are one.
      const unread = found.filter(({ read }) => read !== true).map(({ kind, seq, messageId }) => (kind === 'reaction' ? `to ${messageId}` : seq));
      return { items: found, unreadCount: new Set(unread).size };
    });
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  function Page() {
    const pane = useView((view) => view.pane);
    const route = useView((view) => view.route);
    return (
      <>
        <Bell />
        <output>{JSON.stringify({ route, pane })}</output>
        {pane !== null && <SidePane channel={undefined} pane={pane} className="" />}
      </>
    );
  }

  const bell = () => screen.getByRole('button', { name: /^Notifications/ });
  const place = (): unknown => JSON.parse(screen.getByRole('status').textContent ?? '');
  const pane = () => within(screen.getByRole('complementary', { name: 'Notifications' }));
  const commands = (): unknown[] => stage.server.commands.filter(({ name }) => name === 'read_notifications').map(({ data }) => data);

  async function open(): Promise<void> {
    stage.show(<Page />);
    await userEvent.click(bell());
    await screen.findByRole('complementary', { name: 'Notifications' });
  }

  it('have an address that needs no conversation', () => {
    const notifications = { ...NONE, pane: { name: 'notifications' } as const };
    expect(formatPlace(notifications, registry)).toBe('/chat?pane=notifications');
    expect(parsePlace({ pathname: '/chat', search: '?pane=notifications' }, { ...registry, routes: [{ name: 'list', read: () => ({}) }] })).toEqual(notifications);
    expect(formatPlace({ ...NONE, pane: { name: 'pins' } }, registry)).toBe('/chat');
  });

  it('count what is unread on the bell, live', async () => {
    items = [listed(3), listed(2, { read: true })];
    stage.show(<Bell />);
    await act(async () => void (await stage.session.notifications()));
    await waitFor(() => expect(bell().getAttribute('aria-label')).toBe('Notifications, 1 unread'));
    items = [listed(4, { kind: 'reaction', emoji: '🎉' }), ...items];
    act(() => stage.server.tell('notification', { kind: 'reaction', channelId: 1, messageId: 104, messageSeq: 4, from: 'bob', emoji: '🎉' }));
    await waitFor(() => expect(bell().getAttribute('aria-label')).toBe('Notifications, 2 unread'));
    // What only rings in its conversation is counted there.
    act(() => stage.server.tell('notification', { kind: 'message', channelId: 1, messageId: 105, messageSeq: 5, from: 'bob' }));
    items = items.map((item) => ({ ...item, read: true }));
    act(() => stage.server.tell('notifications_read', { seqs: [3, 4] }));
    await waitFor(() => expect(bell().getAttribute('aria-label')).toBe('Notifications'));
  });

  it('count several reactions to one message, which are one row, once', async () => {
    const reaction = (seq: number, emoji: string) => listed(seq, { kind: 'reaction', emoji, messageId: 7 });
    items = [reaction(1, '🎉')];
    await open();
    await waitFor(() => expect(bell().getAttribute('aria-label')).toBe('Notifications, 1 unread'));
    for (const [seq, emoji] of [[2, '👍'], [3, '👀']] as const) {
      items = [reaction(seq, emoji), ...items];
      act(() => stage.server.tell('notification', { kind: 'reaction', channelId: 1, messageId: 7, messageSeq: 7, from: 'bob', emoji }));
    }
    await waitFor(() => expect(pane().getByText(/👀 👍 🎉/)).toBeTruthy());
    expect(pane().getAllByText('Unread')).toHaveLength(1);
    await new Promise((done) => setTimeout(done, 400));
    expect(bell().getAttribute('aria-label')).toBe('Notifications, 1 unread');
  });

  it('are read in parts where an entry stands for more than the server reads at once', async () => {
    stage.show(<Bell />);
    const many = Array.from({ length: 450 }, (_, index) => listed(index + 1, { kind: 'reaction', emoji: '🎉' }));
    await act(async () => (await stage.session.notifications()).open(many));
    expect(commands().map((data) => (data as { seqs: number[] }).seqs.length)).toEqual([200, 200, 50]);
  });

  it('say who did what where, and lead there', async () => {
    items = [
      listed(9, { kind: 'scheduled_failed', from: undefined, messageId: undefined, messageSeq: undefined, message: undefined, scheduledId: 4 }),
      listed(8, { kind: 'thread_reply', threadId: 5 }),
      listed(7, { kind: 'keyword', keyword: 'printer', channelId: 2 }),
      listed(6, { kind: 'reaction', emoji: '🎉', read: true }),
      listed(5, { kind: 'reminder', from: undefined, message: undefined }),
      listed(4, { kind: 'missed_call', message: messageOf({ id: 104, seq: 4, type: 'system', text: 'alice missed a call.', system: { event: 'missed_call', userIds: ['alice'] } }) }),
    ];
    await open();
    expect((await pane().findAllByRole('listitem')).map((item) => item.textContent)).toEqual([
      expect.stringContaining('Your scheduled message in #general wasn’t sent'),
      expect.stringContaining('Bob replied to a thread in #generaltext 8'),
      expect.stringContaining('Bob wrote “printer” in #supporttext 7'),
      expect.stringContaining('Bob reacted 🎉 to your message in #general'),
      expect.stringContaining('Reminder about a message in #generalThis message is no longer available.'),
      expect.stringMatching(/Bob called you in #general(?!alice)/),
    ]);
    expect(pane().getAllByText('Unread')).toHaveLength(5);
    await userEvent.click(pane().getByText('text 7'));
    expect(place()).toEqual({ route: { channelId: 2, seq: 7 }, pane: { name: 'notifications' } });
    await userEvent.click(pane().getByText('text 8'));
    expect(place()).toEqual({ route: { channelId: 1, seq: null }, pane: { name: 'thread', threadId: 5, seq: 8 } });
  });

  it('are called by a key from wherever one is, and left again by Escape', async () => {
    function Keys() {
      useShortcuts();
      const shown = useView((view) => view.pane?.name ?? null);
      useFocusBack(shown);
      return (
        <>
          <textarea aria-label="Text" />
          <Page />
        </>
      );
    }
    stage.show(<Keys />);
    await userEvent.click(screen.getByLabelText('Text'));
    await userEvent.keyboard('{Control>}{Shift>}y{/Shift}{/Control}');
    await screen.findByRole('complementary', { name: 'Notifications' });
    expect(document.activeElement?.textContent).toBe('Notifications');
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('complementary')).toBeNull();
    expect(document.activeElement).toBe(screen.getByLabelText('Text'));
    // Whoever points at the bell keeps the focus there.
    await userEvent.click(bell());
    await screen.findByRole('complementary', { name: 'Notifications' });
    expect(document.activeElement).toBe(bell());
  });

  it('are marked as read at once, here and by other devices', async () => {
    items = [listed(4), listed(3)];
    await open();
    await waitFor(() => expect(pane().getAllByText('Unread')).toHaveLength(2));
    act(() => stage.server.tell('notifications_read', { seqs: [3] }));
    expect(pane().getAllByText('Unread')).toHaveLength(1);
    act(() => stage.server.tell('notifications_removed', { seqs: [4] }));
    expect(pane().queryByText('text 4')).toBeNull();
  });

  it('are all marked as read up to the latest', async () => {
    items = [listed(4), listed(3)];
    await open();
    await waitFor(() => expect(bell().getAttribute('aria-label')).toBe('Notifications, 2 unread'));
    await userEvent.click(await pane().findByRole('button', { name: 'Mark all as read' }));
    expect(commands()).toEqual([{ seq: 4 }]);
  });

  it('of reactions are read when they are opened, whatever is unread before them', async () => {
    items = [listed(4, { kind: 'reaction', emoji: '🎉' }), listed(3)];
    await open();
    await waitFor(() => expect(bell().getAttribute('aria-label')).toBe('Notifications, 2 unread'));
    await userEvent.click(await pane().findByText('text 4'));
    await waitFor(() => expect(commands()).toEqual([{ seqs: [4] }]));
    items = [listed(4, { kind: 'reaction', emoji: '🎉', read: true }), listed(3)];
    act(() => stage.server.tell('notifications_read', { seqs: [4] }));
    await waitFor(() => expect(bell().getAttribute('aria-label')).toBe('Notifications, 1 unread'));
    await waitFor(() => expect(pane().getAllByText('Unread')).toHaveLength(1));
  });

  it('of reactions to one message are one, and read together', async () => {
    const reaction = (seq: number, from: string, emoji: string): ListedNotification => listed(seq, { kind: 'reaction', from, emoji, messageId: 104 });
    items = [reaction(9, 'bob', '👏'), listed(8), reaction(7, 'carol', '👏'), reaction(6, 'dave', '🎉'), listed(5, { kind: 'reaction', emoji: '🎉' })];
    await open();
    await pane().findByText('Bob and 2 others');
    expect(pane().getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      expect.stringContaining('Bob and 2 others reacted 👏 🎉 to your message'),
      expect.stringContaining('text 8'),
      expect.stringContaining('Bob reacted 🎉 to your message'),
    ]);
    await userEvent.click(pane().getByText('Bob and 2 others'));
    await waitFor(() => expect(commands()).toEqual([{ seqs: [9, 7, 6] }]));
  });

  it('of tickets say what somebody did with them', async () => {
    const kinds = ['ticket_assigned', 'ticket_created', 'ticket_status', 'ticket_priority', 'ticket_team', 'ticket_assignee', 'ticket_comment'] as const;
    stage.answers['GET /api/chat/tickets/HD-1'] = ticketOf({ number: 'HD-1' });
    items = kinds.map((kind, index) => listed(9 - index, { kind, ticket: 'HD-1', messageId: undefined, messageSeq: undefined, message: undefined }));
    await open();
    await pane().findByText('assigned HD\u20111 to you');
    for (const said of ['created HD\u20111 for you', 'changed the status of HD\u20111', 'changed the priority of HD\u20111', 'moved HD\u20111 to another team', 'changed who works on HD\u20111', 'commented on HD\u20111']) pane().getByText(said);
  });

  it('of tickets say what was set, whatever has become of it', async () => {
    stage.answers['GET /api/chat/tickets/HD-1'] = ticketOf({ number: 'HD-1', title: 'The printer is on fire', status: 'in_progress', priority: 'low' });
    const about = { ticket: 'HD-1', messageId: undefined, messageSeq: undefined, message: undefined };
    items = [
      listed(4, { kind: 'ticket_status', to: 'completed', ...about }),
      listed(3, { kind: 'ticket_priority', to: 'urgent', ...about }),
      listed(2, { kind: 'ticket_status', ...about }),
      listed(1, { kind: 'ticket_comment', ...about }),
    ];
    await open();
    for (const said of ['The printer is on fire · Completed', 'The printer is on fire · Urgent', 'The printer is on fire', 'The printer is on fire · In progress']) await pane().findByText(said);
  });

  it('of tickets say where they went, that they are no longer theirs, and when they are overdue', async () => {
    stage.answers['GET /api/chat/tickets/HD-1'] = refused(404, 'not_found');
    const about = { ticket: 'HD-1', messageId: undefined, messageSeq: undefined, message: undefined };
    items = [
      listed(8, { kind: 'ticket_team', to: 'Network', ...about }),
      listed(7, { kind: 'ticket_team', to: 'Network', lost: true, ...about }),
      listed(6, { kind: 'ticket_assignee', to: 'Carol Jansen', lost: true, ...about }),
      listed(5, { kind: 'ticket_assignee', lost: true, ...about }),
      listed(4, { kind: 'ticket_assignee', lost: true, ...about, from: undefined }),
      listed(3, { kind: 'ticket_due', ...about, from: undefined }),
      listed(2, { kind: 'ticket_due', to: 'late', ...about, from: undefined }),
    ];
    await open();
    const number = 'HD\u20111';
    await pane().findByText(`moved ${number} to Network`);
    for (const said of [`moved ${number} to Network; you no longer work on it`, `assigned ${number} to Carol Jansen`, `unassigned you from ${number}`, `You no longer work on ${number}`, `${number} is due soon`, `${number} is overdue`]) pane().getByText(said);
  });

  it('of tickets say what these are about', async () => {
    stage.answers['GET /api/chat/tickets/HD-250819-138'] = ticketOf({ title: 'The printer is on fire', status: 'in_progress' });
    items = [listed(4, { kind: 'ticket_status', to: 'in_progress', ticket: 'HD-250819-138', messageId: undefined, messageSeq: undefined, message: undefined })];
    await open();
    await pane().findByText('The printer is on fire · In progress');
    // A number is never divided between lines.
    expect(pane().getByRole('listitem').textContent).toContain('changed the status of HD\u2011250819\u2011138');
  });

  it('can be narrowed to a kind, and say when there are none', async () => {
    items = [listed(4, { kind: 'reaction', emoji: '🎉' }), listed(3)];
    await open();
    await pane().findByText('text 3');
    await userEvent.click(pane().getByRole('button', { name: 'Reactions' }));
    await waitFor(() => expect(pane().queryByText('text 3')).toBeNull());
    expect(pane().getByText('text 4')).toBeTruthy();
    await userEvent.click(pane().getByRole('button', { name: 'Threads' }));
    await pane().findByText('Nothing here yet.');
    expect(asked.at(-1)?.searchParams.get('kinds')).toBe('thread_reply');
  });
});
