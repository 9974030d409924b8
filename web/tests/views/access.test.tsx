import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ChannelSettingsDialog } from '../../src/features/channels/ChannelSettingsDialog';
import { ConvertGroupDialog } from '../../src/features/channels/ConvertGroupDialog';
import type { ChannelView } from '../../src/core/protocol/generated';
import { channelOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('who sees a channel and its history', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.answer('PUT', '/api/chat/channels/1', channelOf({ role: 'owner' }));
    stage.answer('GET', '/api/chat/channels/1/history', { history: 'since_joining', messages: 7, hiddenMessages: 5 });
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  const show = (channel: Partial<ChannelView>): void => {
    act(() => stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf(channel) }));
    stage.show(<ChannelSettingsDialog channelId={1} />);
  };
  const save = () => userEvent.click(screen.getByRole('button', { name: 'Save' }));

  it('warns with the number of messages before the past is revealed, and keeps it hidden unless told otherwise', async () => {
    show({ role: 'owner', type: 'private', history: 'since_joining' });
    expect(screen.queryByText(/earlier messages/)).toBeNull();
    await userEvent.click(screen.getByRole('radio', { name: 'All messages' }));
    await screen.findByText('5 earlier messages stay hidden from people who can’t see them now.');
    await save();
    await waitFor(() => expect(stage.said.at(-1)).toMatchObject({ history: 'all', keepHidden: true }));
    cleanup();
    show({ role: 'owner', type: 'private', history: 'since_joining' });
    await userEvent.click(screen.getByRole('radio', { name: 'All messages' }));
    await userEvent.click(screen.getByRole('checkbox', { name: 'Keep earlier messages hidden from them' }));
    await screen.findByText('5 earlier messages become visible to people who can’t see them now.');
    await save();
    await waitFor(() => expect(stage.said.at(-1)).toMatchObject({ history: 'all', keepHidden: false }));
  });

  it('warns before a private channel is opened to everyone, and says what closing one means', async () => {
    show({ role: 'owner', type: 'private' });
    await userEvent.click(screen.getByRole('radio', { name: /^Public/ }));
    await screen.findByText('2 earlier messages stay hidden from people who can’t see them now.');
    await save();
    await waitFor(() => expect(stage.said.at(-1)).toMatchObject({ type: 'public', keepHidden: true }));
    cleanup();
    show({ role: 'owner', type: 'public' });
    await userEvent.click(screen.getByRole('radio', { name: /^Private/ }));
    expect(screen.getByText(/Everyone else can no longer find/)).toBeTruthy();
  });

  it('says of a channel that earlier messages are hidden although new members see all, and reveals them when told to', async () => {
    stage.answer('PUT', '/api/chat/channels/1', channelOf({ role: 'owner', type: 'private', hiddenUntil: 5 }));
    show({ role: 'owner', type: 'private', hiddenUntil: 5 });
    expect(screen.getByText('Earlier messages stay hidden from people who can’t see them now.')).toBeTruthy();
    const box = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Keep earlier messages hidden from them' });
    expect(box.checked).toBe(true);
    await save();
    await waitFor(() => expect(stage.said).toHaveLength(1));
    expect(stage.said[0]).not.toHaveProperty('keepHidden');
    await userEvent.click(box);
    expect(screen.getByText('Earlier messages become visible to people who can’t see them now.')).toBeTruthy();
    await save();
    await waitFor(() => expect(stage.said.at(-1)).toMatchObject({ history: 'all', keepHidden: false }));
  });

  it('lets admins choose the history, and only owners who can see the channel', () => {
    show({ role: 'admin' });
    expect(screen.getByRole('radio', { name: 'All messages' })).toBeTruthy();
    expect(screen.queryByRole('radio', { name: /^Private/ })).toBeNull();
    expect(screen.getByRole('button', { name: 'Invite links' })).toBeTruthy();
  });

  it('turns a group into a channel', async () => {
    stage.answer('POST', '/api/chat/channels/1/convert', channelOf({ type: 'private', name: 'network' }));
    stage.show(<ConvertGroupDialog channelId={1} />);
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Name' }));
    await userEvent.keyboard('#network');
    await userEvent.click(screen.getByRole('button', { name: 'Create channel' }));
    await waitFor(() => expect(stage.said.at(-1)).toEqual({ name: 'network', withHistory: false }));
    cleanup();
    stage.answer('GET', '/api/chat/channels/1/history', { history: 'all', messages: 7, hiddenMessages: 0 });
    stage.show(<ConvertGroupDialog channelId={1} />);
    await userEvent.keyboard('network');
    expect(screen.queryByRole('status')).toBeNull();
    // There before it says anything, or screen readers would not say it.
    fireEvent.click(screen.getByRole('checkbox', { name: /^New members can read/ }));
    expect(screen.getByRole('status').textContent).toBe('');
    await screen.findByText('New members will see 7 earlier messages.');
    await userEvent.click(screen.getByRole('button', { name: 'Create channel' }));
    await waitFor(() => expect(stage.said.at(-1)).toEqual({ name: 'network', withHistory: true }));
  });
});
