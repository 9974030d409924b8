// A message with one of the user's keywords is badged in the sidebar as a mention is.

import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ListedNotification } from '../../src/core/rest/routes.generated';
import { useTabBadge } from '../../src/features/notice/useTabBadge';
import { ChannelSidebar } from '../../src/features/sidebar/ChannelSidebar';
import { messageOf, preferencesOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

function TabBadge() {
  useTabBadge();
  return null;
}

describe('a keyword in a channel', () => {
  let stage: Stage;
  let items: ListedNotification[];
  const listed = (seq: number, messageSeq: number, change: Partial<ListedNotification> = {}): ListedNotification => ({
    seq, at: 1, kind: 'keyword', keyword: 'toner', channelId: 1, messageId: 100 + seq, messageSeq, from: 'bob', message: messageOf({ id: 100 + seq }), ...change,
  });
  const row = (): string | null => screen.getByRole('link', { name: /general/ }).textContent;
  const hit = (change: Partial<ListedNotification> = {}): void =>
    act(() => stage.server.tell('notification', { kind: 'keyword', keyword: 'toner', channelId: 1, messageId: 9, messageSeq: stage.server.channel.seq, from: 'bob', ...change }));

  beforeEach(async () => {
    stage = await setStage();
    items = [];
    stage.answer('GET', '/api/chat/preferences', preferencesOf({ keywords: ['toner'] }));
    stage.answer('GET', '/api/chat/notifications', (url) => {
      const found = items.filter(({ kind }) => url.searchParams.get('kinds')?.split(',').includes(kind));
      return { items: found, unreadCount: found.length };
    });
    stage.show(
      <>
        <ChannelSidebar />
        <TabBadge />
      </>,
    );
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  it('counts until the channel is read, here or elsewhere', async () => {
    await act(async () => void (await stage.session.notifications()));
    act(() => void stage.server.post('who has toner?'));
    hit();
    await waitFor(() => expect(row()).toContain('1 for you'));
    expect(document.title).toMatch(/^\(1\)/);
    // In a thread it counts there.
    hit({ threadId: 4 });
    expect(row()).toContain('1 for you');
    const { seq } = stage.server.channel;
    act(() => stage.server.tell('read_updated', { channelId: 1, lastReadSeq: seq, unreadCount: 0, mentionCount: 0, countedSeq: seq }));
    await waitFor(() => expect(row()).not.toContain('for you'));
  });

  it('counts after a reload, but not what was read, is gone or is in a muted channel', async () => {
    act(() => {
      stage.server.post('who has toner?');
      stage.server.post('toner, anyone?');
    });
    const { seq } = stage.server.channel;
    items = [listed(8, seq), listed(7, seq - 1), listed(6, 0)];
    await act(async () => void (await stage.session.notifications()));
    await waitFor(() => expect(row()).toContain('2 for you'));
    act(() => stage.server.tell('notifications_removed', { seqs: [8] }));
    await waitFor(() => expect(row()).toContain('1 for you'));
    act(() => stage.session.store.dispatch({ type: 'channel_learned', channel: { ...stage.server.channel, muted: true } }));
    await waitFor(() => expect(row()).not.toContain('for you'));
  });
});
