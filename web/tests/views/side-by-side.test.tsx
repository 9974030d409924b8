// Two conversations on one page: what is done in one leaves the other alone.

import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useEffect } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { ChannelView } from '../../src/core/protocol/generated';
import { channelKey } from '../../src/core/store/conversation';
import { MessageInput } from '../../src/features/composer/MessageInput';
import { MessageArea } from '../../src/features/messages/MessageArea';
import { useChat } from '../../src/shared/hooks/client';
import { ConversationScope } from '../../src/shared/hooks/view/conversation';
import { useNavigate } from '../../src/shared/hooks/view/view';
import { channelOf, messageOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

let navigate: ReturnType<typeof useNavigate>;

function Hands() {
  const way = useNavigate();
  useEffect(() => {
    navigate = way;
  });
  return null;
}

function Side({ channel }: { channel: ChannelView }) {
  const known = useChat((state) => state.channels[channel.id]) ?? channel;
  return (
    <section aria-label={channel.name}>
      <ConversationScope conversation={channelKey(channel.id)}>
        <MessageArea channel={known} title={channel.name} />
        <MessageInput channel={known} title={channel.name} />
      </ConversationScope>
    </section>
  );
}

describe('two conversations side by side', () => {
  let stage: Stage;
  const main = channelOf({ id: 1, name: 'main', seq: 2, unreadCount: 1 });
  const other = channelOf({ id: 2, name: 'other', seq: 2, unreadCount: 1 });

  beforeEach(async () => {
    // Rows exist where there is room for them.
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
    vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(600);
    stage = await setStage();
    for (const channel of [main, other]) {
      const { id } = channel;
      stage.session.store.dispatch({ type: 'channel_learned', channel });
      stage.answer('GET', `/api/chat/channels/${id}/messages`, {
        items: [
          messageOf({ id: id * 10 + 1, channelId: id, seq: 1, userId: 'alice', text: `mine in ${id}` }),
          messageOf({ id: id * 10 + 2, channelId: id, seq: 2, text: `theirs in ${id}` }),
        ],
        hasBefore: false,
        hasAfter: false,
      });
    }
    stage.show(
      <>
        <Hands />
        <Side channel={main} />
        <Side channel={other} />
      </>,
    );
    await screen.findByText('theirs in 1');
    await screen.findByText('theirs in 2');
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  const side = (name: 'main' | 'other') => within(screen.getByRole('region', { name }));
  const composer = (name: 'main' | 'other'): HTMLTextAreaElement => side(name).getByRole('textbox', { name: `Message ${name}` });
  const editBox = (name: 'main' | 'other'): HTMLTextAreaElement | null => side(name).queryByRole('textbox', { name: 'Edit' });
  const message = (name: 'main' | 'other', text: string): HTMLElement => {
    const row = side(name).getByText(text).closest<HTMLElement>('article');
    if (row === null) throw new Error(`no message ${text}`);
    return row;
  };

  it('keep their drafts', async () => {
    await userEvent.type(composer('main'), 'for main');
    await userEvent.type(composer('other'), 'for other');
    expect([composer('main').value, composer('other').value]).toEqual(['for main', 'for other']);
    await userEvent.type(composer('other'), '{Enter}');
    expect([composer('main').value, composer('other').value]).toEqual(['for main', '']);
    const sent = (): unknown => stage.server.commands.find(({ name }) => name === 'send_message')?.data;
    await waitFor(() => expect(sent()).toMatchObject({ channelId: 2, message: 'for other' }));
    expect(stage.session.drafts.get('alice', 'channel:1')?.text).toBe('for main');
  });

  it('edit their own last messages with ↑, and end that with Esc one by one', async () => {
    await userEvent.type(composer('other'), '{ArrowUp}');
    await waitFor(() => expect(document.activeElement).toBe(editBox('other')));
    expect(editBox('other')?.value).toBe('mine in 2');
    expect(editBox('main')).toBeNull();
    await userEvent.type(composer('main'), '{ArrowUp}');
    await waitFor(() => expect(document.activeElement).toBe(editBox('main')));
    expect(editBox('other')).not.toBeNull();
    await userEvent.keyboard('{Escape}');
    expect(editBox('main')).toBeNull();
    expect(editBox('other')?.value).toBe('mine in 2');
    expect(document.activeElement).toBe(composer('main'));
  });

  it('reply to their own messages', async () => {
    act(() => message('other', 'theirs in 2').focus());
    await userEvent.keyboard('r');
    expect(side('other').getByText(/Replying to/)).toBeTruthy();
    expect(side('main').queryByText(/Replying to/)).toBeNull();
    expect(document.activeElement).toBe(composer('other'));
    await userEvent.type(composer('main'), 'not a reply{Enter}');
    const sent = (): unknown => stage.server.commands.find(({ name }) => name === 'send_message')?.data;
    await waitFor(() => expect(sent()).toMatchObject({ channelId: 1, message: 'not a reply' }));
    expect(sent()).not.toHaveProperty('replyToId');
    await userEvent.type(composer('other'), '{Escape}');
    expect(side('other').queryByText(/Replying to/)).toBeNull();
  });

  it('are caught up with by their own Esc; one that belongs to neither is the main one’s', () => {
    const read = vi.spyOn(stage.session.reading, 'read');
    const caughtUp = (): unknown[] => [...new Set(read.mock.calls.map(([channelId]) => channelId))];
    fireEvent.keyDown(composer('other'), { key: 'Escape' });
    expect(caughtUp()).toEqual([2]);
    read.mockClear();
    fireEvent.keyDown(document.body, { key: 'Escape' });
    expect(caughtUp()).toEqual([1]);
  });

  it('take the focus only where they are led to', async () => {
    expect(document.activeElement).toBe(composer('main'));
    act(() => composer('other').focus());
    act(() => navigate({ channelId: 1, seq: null }));
    await waitFor(() => expect(document.activeElement).toBe(composer('main')));
    act(() => composer('other').focus());
    await userEvent.type(composer('other'), '{ArrowUp}');
    await waitFor(() => expect(document.activeElement).toBe(editBox('other')));
    await userEvent.keyboard('{Escape}');
    expect(document.activeElement).toBe(composer('other'));
  });

  it('share no id', () => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(document.getElementById('messages')).toBe(side('main').getByRole('log'));
  });
});
