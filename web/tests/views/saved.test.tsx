import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Conversation } from '../../src/app/Conversation';
import { registry } from '../../src/app/features';
import { Notices } from '../../src/features/notice/Notices';
import { MessageMenu } from '../../src/features/messages/MessageMenu';
import { useMessageTools } from '../../src/features/messages/useMessageTools';
import { SavedPane } from '../../src/features/saved/SavedPane';
import type { Message } from '../../src/core/protocol/generated';
import { channelOf, messageOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const ignore = (): void => undefined;

describe('saved messages', () => {
  let stage: Stage;

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

  const loaded = (): Message | undefined => stage.session.store.state.timelines['channel:1']?.messages[0];
  const writes = (): string[] => stage.asked.filter((address) => address.endsWith('/saved') && address.includes('/messages/'));

  function Menu({ message }: { message: Message }) {
    const { tools } = useMessageTools(1, ignore);
    return <MessageMenu channel={channelOf()} message={message} anchor={document.body} tools={tools} onClose={ignore} />;
  }

  it('are saved and removed from a message’s menu, and marked when the server says so', async () => {
    stage.server.post('read this later');
    stage.answer('PUT', '/api/chat/messages/1001/saved', { channelId: 1, messageId: 1001, savedAt: 5 });
    stage.answer('DELETE', '/api/chat/messages/1001/saved', { channelId: 1, messageId: 1001, savedAt: null });
    stage.show(<Conversation channel={stage.server.channel} onBack={null} />);
    await waitFor(() => expect(loaded()?.text).toBe('read this later'));
    const mark = registry.messageMarks.find(({ name }) => name === 'saved');
    const said = (): string | null | undefined => mark?.text(loaded() ?? messageOf(), String, { shared: {} as never, features: {} });
    expect(said()).toBeNull();
    stage.show(<Menu message={messageOf({ id: 1001 })} />);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Save for later' }));
    await waitFor(() => expect(writes()).toHaveLength(1));
    act(() => stage.server.tell('saved_updated', { channelId: 1, messageId: 1001, savedAt: 5 }));
    expect(said()).toBe('Saved for later');
    stage.show(<Menu message={messageOf({ id: 1001, savedAt: 5 })} />);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Remove from saved' }));
    await waitFor(() => expect(writes()).toHaveLength(2));
    act(() => stage.server.tell('saved_updated', { channelId: 1, messageId: 1001, savedAt: null }));
    expect(said()).toBeNull();
  });

  it('stay marked when they are edited', async () => {
    const posted = stage.server.post('read this later');
    stage.show(<Conversation channel={stage.server.channel} onBack={null} />);
    await waitFor(() => expect(loaded()?.text).toBe('read this later'));
    act(() => stage.server.tell('saved_updated', { channelId: 1, messageId: 1001, savedAt: 5 }));
    act(() => stage.server.publish('message_updated', { message: { ...posted, text: 'changed', editedAt: 6 } }));
    expect(loaded()).toMatchObject({ text: 'changed', savedAt: 5 });
  });

  it('are listed, lead to their place, and leave the list when they are removed', async () => {
    const one = messageOf({ id: 1001, seq: 3, text: 'read **this** first' });
    const reply = messageOf({ id: 1002, seq: 9, text: 'a reply', threadId: 1001 });
    const gone = messageOf({ id: 1003, seq: 4, text: '', deletedAt: 7 });
    let items = [reply, one, gone].map((message) => ({ message, savedAt: message.seq }));
    stage.answer('GET', '/api/chat/saved', () => ({ items }));
    stage.answer('DELETE', '/api/chat/messages/1003/saved', { channelId: 1, messageId: 1003, savedAt: null });
    stage.show(<SavedPane />);
    await screen.findByText('read this first');
    expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      expect.stringContaining('a reply'),
      expect.stringContaining('read this first'),
      expect.stringContaining('This message was deleted.'),
    ]);
    await userEvent.click(screen.getAllByRole('button', { name: 'Remove from saved' })[2] as HTMLElement);
    await waitFor(() => expect(writes()).toHaveLength(1));
    items = items.slice(0, 2);
    act(() => stage.server.tell('saved_updated', { channelId: 1, messageId: 1003, savedAt: null }));
    await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(2));
    expect(document.activeElement?.textContent).toContain('read this first');
    await userEvent.click(screen.getByRole('button', { name: /a reply/ }));
    await waitFor(() => expect(window.location.search).toBe('?pane=thread:1001.9'));
    await userEvent.click(screen.getByRole('button', { name: /read this first/ }));
    expect(window.location.pathname).toBe('/chat/c/1/3');
  });

  it('are saved again when their removal is undone', async () => {
    stage.answer('GET', '/api/chat/saved', { items: [{ message: messageOf({ id: 1001, seq: 3, text: 'read this' }), savedAt: 5 }] });
    stage.answer('DELETE', '/api/chat/messages/1001/saved', { channelId: 1, messageId: 1001, savedAt: null });
    stage.answer('PUT', '/api/chat/messages/1001/saved', { channelId: 1, messageId: 1001, savedAt: 6 });
    stage.show(
      <>
        <SavedPane />
        <Notices />
      </>,
    );
    await userEvent.click(await screen.findByRole('button', { name: 'Remove from saved' }));
    await screen.findByText('Removed from saved.');
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(writes()).toHaveLength(2));
    await waitFor(() => expect(screen.queryByText('Removed from saved.')).toBeNull());
  });

  it('say what was forwarded, as far as the user may see it', async () => {
    const forwarded = (id: number, source: number): Message => messageOf({ id, seq: id, text: '', forwardedFrom: source });
    stage.answer('GET', '/api/chat/saved', { items: [forwarded(1001, 900), forwarded(1002, 901)].map((message) => ({ message, savedAt: 5 })) });
    stage.answer('GET', '/api/chat/messages/900', messageOf({ id: 900, channelId: 2, text: 'a *new* belt' }));
    stage.show(<SavedPane />);
    await screen.findByText('Forwarded message: a new belt');
    expect(screen.getByText('Forwarded message')).toBeTruthy();
  });

  it('say how to save one where there are none', async () => {
    stage.answer('GET', '/api/chat/saved', { items: [] });
    stage.show(<SavedPane />);
    await screen.findByText('No saved messages yet.');
  });
});
