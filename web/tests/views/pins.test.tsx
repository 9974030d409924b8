import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Conversation } from '../../src/app/Conversation';
import { registry } from '../../src/app/features';
import { Notices } from '../../src/features/notice/Notices';
import { MessageMenu } from '../../src/features/messages/MessageMenu';
import { ChannelSettingsDialog } from '../../src/features/channels/ChannelSettingsDialog';
import { useMessageTools } from '../../src/features/messages/useMessageTools';
import { PinsPane } from '../../src/features/pins/PinsPane';
import type { Message } from '../../src/core/protocol/generated';
import { channelOf, messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const ignore = (): void => undefined;

describe('pins', () => {
  let stage: Stage;
  const pinned = { messageId: 1001, pinnedBy: 'bob', pinnedAt: 5 };

  beforeEach(async () => {
    stage = await setStage();
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob', { displayName: 'Bob Kowalski' })] });
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  const commands = (): string[] => stage.server.commands.map(({ name }) => name).filter((name) => name.includes('pin'));
  const loaded = (): Message | undefined => stage.session.store.state.timelines['channel:1']?.messages[0];

  function Menu({ message }: { message: Message }) {
    const { tools } = useMessageTools(1, ignore);
    return (
      <>
        <MessageMenu channel={channelOf()} message={message} anchor={document.body} tools={tools} onClose={ignore} />
        <Notices />
      </>
    );
  }

  it('are set and taken back from a message’s menu', async () => {
    stage.show(<Menu message={messageOf({ id: 7 })} />);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Pin message' }));
    await waitFor(() => expect(commands()).toEqual(['pin_message']));
    cleanup();
    stage.show(<Menu message={messageOf({ id: 7, pinnedBy: 'bob', pinnedAt: 5 })} />);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Unpin message' }));
    await waitFor(() => expect(commands()).toEqual(['pin_message', 'unpin_message']));
    expect(stage.server.commands.at(-1)?.data).toEqual({ messageId: 7 });
  });

  it('say in plain words that there are too many', async () => {
    stage.server.refuseCommand = { code: 'conflict', message: 'too many' };
    stage.show(<Menu message={messageOf({ id: 7 })} />);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Pin message' }));
    await screen.findByText('You can pin up to 100 messages here. Unpin one to pin another.');
  });

  it('are offered only to those who may', () => {
    const pin = registry.messageActions.find(({ name }) => name === 'pin');
    const may = (channel: Parameters<typeof channelOf>[0], message = messageOf(), permissions: string[] = []) =>
      pin?.available(message, { channel: channelOf(channel), me: personOf('alice'), permissions });
    expect(may({})).toBe(true);
    expect(may({ pinning: 'admins' })).toBe(false);
    expect(may({ pinning: 'admins', role: 'admin' })).toBe(true);
    expect(may({ pinning: 'admins' }, messageOf(), ['chat.moderate_channels'])).toBe(true);
    expect(may({ role: null })).toBe(false);
    expect(may({ active: false })).toBe(false);
    expect(may({ canPost: false })).toBe(false);
    expect(may({ readOnly: true })).toBe(false);
    expect(may({ readOnly: true, role: 'admin' })).toBe(true);
    expect(may({ readOnly: true }, messageOf(), ['chat.moderate_channels'])).toBe(true);
    expect(may({ canPost: false, role: 'owner' })).toBe(false);
    expect(may({}, messageOf({ deletedAt: 1 }))).toBe(false);
  });

  it('mark their message until it is unpinned or deleted', async () => {
    const posted = stage.server.post('read this first');
    stage.show(<Conversation channel={stage.server.channel} onBack={null} />);
    await waitFor(() => expect(loaded()?.text).toBe('read this first'));
    act(() => stage.server.publish('message_pinned', pinned));
    expect(loaded()).toMatchObject({ pinnedBy: 'bob', pinnedAt: 5 });
    act(() => stage.server.publish('message_unpinned', { messageId: 1001, unpinnedBy: 'bob' }));
    expect(loaded()).toMatchObject({ pinnedBy: null, pinnedAt: null });
    act(() => stage.server.publish('message_pinned', pinned));
    act(() => stage.server.remove(posted));
    expect(loaded()).toMatchObject({ pinnedBy: null, pinnedAt: null });
    const mark = registry.messageMarks.find(({ name }) => name === 'pin');
    const text = mark?.text(messageOf({ pinnedBy: 'bob' }), () => 'Bob Kowalski', { shared: {} as never, features: {} });
    expect(text).toBe('Pinned by Bob Kowalski');
    expect(mark?.text(messageOf(), String, { shared: {} as never, features: {} })).toBeNull();
  });

  it('are listed in their pane, which follows what happens and leads to them', async () => {
    const one = messageOf({ id: 1001, seq: 3, text: 'read **this** first' });
    const two = messageOf({ id: 1002, seq: 9, text: 'then that' });
    let items = [two, one].map((message) => ({ message, pinnedBy: 'bob', pinnedAt: message.seq }));
    stage.answer('GET', '/api/chat/channels/1/pins', () => ({ items }));
    stage.show(<PinsPane channel={stage.server.channel} />);
    await screen.findByText('read this first');
    expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      expect.stringContaining('then that'),
      expect.stringContaining('read this first'),
    ]);
    items = items.slice(1);
    act(() => stage.server.publish('message_deleted', { messageId: 1002, user: 'bob', deletedAt: 5 }));
    expect(screen.queryByText('then that')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: /read this first/ }));
    expect(window.location.pathname).toBe('/chat/c/1/3');
    items = [];
    act(() => stage.server.publish('message_unpinned', { messageId: 1001, unpinnedBy: 'bob' }));
    await screen.findByText('No pinned messages yet.');
    items = [{ message: one, pinnedBy: 'bob', pinnedAt: 3 }];
    act(() => stage.server.publish('message_pinned', pinned));
    await screen.findByText('read this first');
  });

  it('are unpinned in their pane once that is confirmed', async () => {
    const items = [{ message: messageOf({ id: 1001, seq: 3, text: 'read this' }), pinnedBy: 'bob', pinnedAt: 3 }];
    stage.answer('GET', '/api/chat/channels/1/pins', { items });
    stage.show(<PinsPane channel={stage.server.channel} />);
    const ask = (): Promise<void> => userEvent.click(screen.getByRole('button', { name: 'Unpin message' }));
    await screen.findByText('read this');
    await ask();
    screen.getByText('Unpin this message for everyone?');
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(document.activeElement?.textContent).toContain('read this');
    expect(commands()).toEqual([]);
    await ask();
    await userEvent.click(screen.getByRole('button', { name: 'Unpin' }));
    await waitFor(() => expect(commands()).toEqual(['unpin_message']));
  });

  it('are for admins only where a channel’s settings say so', async () => {
    const channel = channelOf({ role: 'owner' });
    act(() => stage.session.store.dispatch({ type: 'channel_learned', channel }));
    stage.answers['/channels/1'] = channel;
    stage.show(<ChannelSettingsDialog channelId={1} />);
    await userEvent.click(screen.getByRole('radio', { name: 'Admins only' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(stage.said.at(-1)).toMatchObject({ pinning: 'admins' }));
  });
});
