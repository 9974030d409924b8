import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Conversation } from '../../src/app/Conversation';
import { Unseen } from '../../src/app/Unseen';
import type { ChannelView } from '../../src/core/protocol/generated';
import { channelOf, messageOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('an edit that was begun before the page was loaded', () => {
  let stage: Stage;

  beforeEach(async () => {
    // Rows exist where there is room for them.
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
    vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(600);
    stage = await setStage();
    const messages = [
      messageOf({ id: 3, seq: 3, userId: 'alice', text: 'the first' }),
      messageOf({ id: 4, seq: 4, userId: 'alice', text: 'the second' }),
      messageOf({ id: 5, seq: 5, userId: 'bob', text: 'the third' }),
    ];
    stage.answer('GET', '/api/chat/channels/1/messages', { items: messages, hasBefore: false, hasAfter: false });
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
  });

  const begin = (id: number, text: string): void => stage.session.drafts.set('alice', `edit.${id}`, { text, replyToId: null });
  const edits = (): HTMLElement[] => screen.queryAllByRole('textbox', { name: 'Edit' });

  function show(change: Partial<ChannelView> = {}): void {
    const channel = channelOf({ seq: 5, ...change });
    stage.session.store.dispatch({ type: 'channel_forgotten', channelId: 1 });
    stage.session.store.dispatch({ type: 'channel_learned', channel });
    stage.show([<Conversation key="conversation" channel={channel} onBack={null} />, <Unseen key="unseen" />]);
  }

  it('is open again with its words, the latest of several, and once', async () => {
    begin(3, 'the first, changed');
    begin(4, 'the second, changed');
    show();
    await waitFor(() => expect(edits()).toHaveLength(1));
    expect(edits()[0]).toHaveProperty('value', 'the second, changed');
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(edits()).toEqual([]);
    expect(stage.session.drafts.get('alice', 'edit.3')?.text).toBe('the first, changed');
  });

  it('stays closed where the message is somebody else’s, or nobody may write any more', async () => {
    begin(5, 'not mine');
    show();
    await screen.findByText('the third');
    expect(edits()).toEqual([]);
    cleanup();
    begin(3, 'the first, changed');
    show({ active: false });
    await screen.findByText('the third');
    expect(edits()).toEqual([]);
  });
});
