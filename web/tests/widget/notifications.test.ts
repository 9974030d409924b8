import { describe, expect, it, vi } from 'vitest';

import type { ListedNotification } from '../../src/core/rest/routes.generated';
import { channelOf, mentionsIn, messageOf, personOf } from '../fakes/samples';
import { DEADLINE, useStage } from './stage';

const mention = (seq: number, change: Partial<ListedNotification> = {}): ListedNotification => ({
  seq,
  kind: 'mention',
  channelId: 1,
  messageId: seq,
  messageSeq: seq,
  from: 'bob',
  at: 1000 * seq,
  message: messageOf({ id: seq, seq, userId: 'bob', text: `**look** at ${seq}` }),
  ...change,
});

describe('notifications in the widget', () => {
  const stage = useStage();
  const { all, appear, found, texts } = stage;

  it('are folded up to a row with their number, and unfold to what happened where', async () => {
    stage.notifications = [mention(4), mention(3, { kind: 'reaction', emoji: '👍', read: true }), mention(2, { kind: 'reminder', read: true })];
    appear();
    stage.widget.open();
    const row = await found('.row', 'Notifications');
    expect(row.getAttribute('aria-expanded')).toBe('false');
    expect(row.querySelector('.count')?.getAttribute('aria-label')).toBe('1 unread');
    row.click();
    await found('.who', 'Bob Kowalski mentioned you in #general');
    await found('.who', 'Bob Kowalski reacted 👍 to your message in #general');
    expect(texts('ul[aria-label=Notifications] .last')).toEqual(['look at 4', 'look at 3', 'look at 2']);
    expect(texts('ul[aria-label=Notifications] .who').at(-1)).toBe('Reminder about a message in #general');
    expect(all('ul[aria-label=Notifications] .unread')).toHaveLength(1);
  });

  it('are read all at once', async () => {
    const text = 'ask @bob';
    stage.notifications = [mention(5), mention(4, { message: messageOf({ id: 4, seq: 4, text, mentions: mentionsIn(text, 'bob') }) })];
    appear();
    stage.widget.open();
    (await found('.row', 'Notifications')).click();
    await found('.last', 'ask @Bob Kowalski');
    (await found('.link', 'Mark all as read')).click();
    await vi.waitFor(() => expect(all('ul[aria-label=Notifications] .unread')).toHaveLength(0), DEADLINE);
    expect(stage.notifications.every(({ read }) => read)).toBe(true);
    expect((await found('.row', 'Notifications')).querySelector('.count')).toBeNull();
  });

  it('of reactions to one message are one, and read together', async () => {
    const reaction = { kind: 'reaction', messageId: 3, message: messageOf({ id: 3, seq: 3, text: 'done' }) } as const;
    stage.notifications = [mention(7, { ...reaction, emoji: '🎉', from: 'carol' }), mention(6), mention(5, { ...reaction, emoji: '👍' }), mention(4, { ...reaction, emoji: '🎉' })];
    stage.people = [personOf('bob'), personOf('carol')];
    appear();
    stage.widget.open();
    const row = await found('.row', 'Notifications');
    expect(row.querySelector('.count')?.getAttribute('aria-label')).toBe('2 unread');
    row.click();
    (await found('.row', 'Carol, Bob reacted 🎉 👍 to your message in #general')).click();
    await found('h2', 'general');
    await vi.waitFor(() => expect(stage.notifications.map(({ read }) => read ?? false)).toEqual([true, false, true, true]), DEADLINE);
  });

  it('lead to their conversation, and are read by that, whatever else is unread', async () => {
    stage.notifications = [mention(5), mention(4, { kind: 'reaction', emoji: '👍' }), mention(3)];
    appear();
    stage.widget.open();
    (await found('.row', 'Notifications')).click();
    (await found('.row', 'reacted')).click();
    await found('h2', 'general');
    await vi.waitFor(() => expect(stage.notifications.map(({ read }) => read ?? false)).toEqual([false, true, false]), DEADLINE);
  });

  it('of conversations that were archived or left count as on the page, and lead there', async () => {
    const open = vi.spyOn(window, 'open').mockReturnValue(null);
    stage.notifications = [mention(5, { kind: 'scheduled_failed', channelId: 9 }), mention(4)];
    appear();
    stage.widget.open();
    const row = await found('.row', 'Notifications');
    expect(row.querySelector('.count')?.getAttribute('aria-label')).toBe('2 unread');
    row.click();
    (await found('.row', 'Your scheduled message in another conversation wasn’t sent')).click();
    expect(open).toHaveBeenCalledWith(expect.stringMatching(/\/chat\?pane=notifications$/), expect.any(String));
    await vi.waitFor(() => expect(stage.notifications.map(({ read }) => read ?? false)).toEqual([true, false]), DEADLINE);
    open.mockRestore();
  });

  it('name a direct conversation as such, not by whoever is named already', async () => {
    stage.items = [
      channelOf({ id: 1, type: 'direct', members: ['alice', 'bob'] }),
      channelOf({ id: 2, type: 'direct', group: true, members: ['alice', 'bob', 'carol'] }),
      channelOf({ id: 3, type: 'direct', members: ['alice'] }),
    ];
    stage.notifications = [
      mention(7, { kind: 'reaction', emoji: '😊' }),
      mention(6, { kind: 'reminder' }),
      mention(5, { kind: 'missed_call' }),
      mention(4, { channelId: 2 }),
      mention(3, { channelId: 3, kind: 'reminder' }),
    ];
    appear();
    stage.widget.open();
    (await found('.row', 'Notifications')).click();
    await found('.who', 'Bob Kowalski reacted 😊 to your direct message');
    expect(texts('ul[aria-label=Notifications] .who').slice(1, 3)).toEqual(['Reminder about a direct message', 'Bob Kowalski called you']);
    await found('.who', 'Bob Kowalski mentioned you in Bob Kowalski, carol');
    await found('.who', 'Reminder about a message in Notes (you)');
  });

  it('of tickets say what happened to which, and lead to it on the page', async () => {
    const ticket = 'INC-2026-000042';
    const about = (seq: number, kind: ListedNotification['kind'], from?: string): ListedNotification => ({ seq, kind, ticket, at: 1000 * seq, ...(from && { from }) });
    stage.notifications = [about(5, 'ticket_assigned', 'bob'), about(4, 'ticket_comment', 'bob'), about(3, 'ticket_due')];
    const opened: unknown[] = [];
    vi.stubGlobal('open', (...asked: unknown[]) => opened.push(asked));
    appear();
    stage.widget.open();
    const row = await found('.row', 'Notifications');
    expect(row.querySelector('.count')?.getAttribute('aria-label')).toBe('3 unread');
    row.click();
    await found('.who', `Bob Kowalski assigned ${ticket} to you`);
    await found('.who', `Bob Kowalski commented on ${ticket}`);
    expect(texts('ul[aria-label=Notifications] .who').at(-1)).toBe(`${ticket} is due soon`);
    (await found('.row', 'is due soon')).click();
    expect(opened).toEqual([[`${stage.widget.server}/chat/tickets/${ticket}`, '_blank']]);
    await vi.waitFor(() => expect(stage.notifications.map(({ read }) => read ?? false)).toEqual([false, false, true]), DEADLINE);
  });

  it('speak German', async () => {
    stage.items.push(channelOf({ id: 2, type: 'direct', members: ['alice', 'bob'] }));
    const reaction = mention(3, { channelId: 2, kind: 'reaction', emoji: '😊' });
    stage.notifications = [mention(4), reaction, mention(2, { channelId: 1, kind: 'reaction', emoji: '👀', messageId: 9 }), mention(1, { channelId: 1, kind: 'reaction', emoji: '👍', messageId: 9, from: 'carol' })];
    document.documentElement.lang = 'de';
    appear();
    stage.widget.open();
    (await found('.row', 'Benachrichtigungen')).click();
    await found('.who', 'Bob Kowalski hat Sie in #general erwähnt');
    await found('.who', 'Bob Kowalski hat mit 😊 auf Ihre Direktnachricht reagiert');
    await found('.who', 'Bob Kowalski, carol haben mit 👀 👍 auf Ihre Nachricht in #general reagiert');
    document.documentElement.lang = '';
  });
});
