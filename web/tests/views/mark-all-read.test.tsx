// Marking everything as read, what muted conversations look like, and mentions of groups.

import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Dialogs } from '../../src/app/Dialogs';
import { ConversationMenu } from '../../src/features/channels/ConversationMenu';
import { FormattedText } from '../../src/features/messages/FormattedText';
import { useShortcuts } from '../../src/features/shortcuts/useShortcuts';
import { ChannelRow } from '../../src/features/sidebar/ChannelRow';
import { useView } from '../../src/shared/hooks/view/view';
import { channelOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('everything', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  function Page() {
    useShortcuts();
    const dialog = useView((view) => view.dialog);
    return dialog === null ? null : <Dialogs dialog={dialog} />;
  }

  const commands = (): string[] => stage.server.commands.map(({ name }) => name).filter((name) => name.startsWith('mark'));

  it('is marked as read by Shift and Esc, once that is confirmed', async () => {
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 2, unreadCount: 3 }) });
    stage.show(<Page />);
    fireEvent.keyDown(window, { key: 'Escape', shiftKey: true });
    await screen.findByText('Mark everything as read?');
    expect(commands()).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Mark all as read' }));
    await waitFor(() => expect(commands()).toEqual(['mark_all_read']));
  });

  it('needs no question where nothing is unread', async () => {
    stage.show(<Page />);
    fireEvent.keyDown(window, { key: 'Escape', shiftKey: true });
    await screen.findByText('Nothing is unread.');
  });

  it('or one conversation is marked as read from its menu', async () => {
    stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 2, seq: 9, unreadCount: 3 }) });
    stage.show(<ConversationMenu channelId={2} spot={{ left: 0, top: 0, right: 0 }} />);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Mark as read' }));
    await waitFor(() => expect(stage.server.commands.at(-1)).toMatchObject({ name: 'mark_read', data: { channelId: 2, seq: 9 } }));
  });

  it('in a muted conversation is never bold, but mentions are counted', () => {
    const row = (change: object) => {
      const { container, unmount } = stage.show(<ChannelRow channel={channelOf({ id: 2, unreadCount: 3, ...change })} selected={false} isStop />);
      const found = { bold: container.querySelector('a')?.className.includes('unread'), badge: container.querySelector('[class*=badge]')?.textContent };
      unmount();
      return found;
    };
    expect(row({})).toEqual({ bold: true, badge: undefined });
    expect(row({ muted: true })).toEqual({ bold: false, badge: undefined });
    expect(row({ muted: true, mentionCount: 2 })).toMatchObject({ bold: false, badge: expect.stringContaining('2') as string });
  });
});

it('a reply that is marked as unread moves the position back', async () => {
  const stage = await setStage();
  stage.session.store.dispatch({ type: 'thread_learned', channelId: 1, threadId: 3, thread: { replyCount: 2, participants: [], following: true, unreadCount: 0, lastReplyAt: 1, lastReplySeq: 5 } });
  await (await stage.session.threads()).unreadFrom(3, 5).catch(() => undefined);
  expect(stage.server.commands.at(-1)).toEqual({ name: 'mark_thread_read', data: { threadId: 3, seq: 4, unread: true } });
  stage.session.stop();
});

it('a group’s mention is no person’s, and stands out for whom it means', async () => {
  const stage = await setStage();
  act(() => stage.session.store.dispatch({ type: 'people_learned', people: [personOf('channel')] }));
  const text = '@channel and @network';
  stage.show(
    <FormattedText text={text} mentions={[{ userId: 'channel', start: 0, length: 8, group: 'channel' }, { userId: 'net', start: 13, length: 8, group: 'team' }]} />,
  );
  expect(screen.queryByRole('button')).toBeNull();
  expect(screen.getByText('@channel').className).toMatch(/mine/);
  expect(screen.getByText('@network').className).not.toMatch(/mine/);
  cleanup();
  stage.session.stop();
});
