import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { registry } from '../../src/app/features';
import { HistoryDialog } from '../../src/features/history/HistoryDialog';
import { messageOf, personOf, channelOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('the history of edits', () => {
  let stage: Stage;
  const message = messageOf({ id: 1001, text: 'the printer was back', editedAt: 30, createdAt: 10 });

  beforeEach(async () => {
    stage = await setStage();
  });

  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    stage.session.stop();
    window.history.replaceState(null, '', '/');
  });

  it('shows each version with what it changed, and follows further edits', async () => {
    let items = [{ text: 'the printer is back', mentions: [], writtenAt: 10, replacedAt: 30 }];
    stage.answer('GET', '/api/chat/messages/1001/history', () => ({ items }));
    stage.show(<HistoryDialog message={message} />);
    await screen.findByText('Original');
    const said = (): (string | null)[] => screen.getAllByRole('listitem').map((item) => item.querySelector('p')?.innerHTML ?? null);
    expect(said()).toEqual(['the printer <del>is</del><ins>was</ins> back', 'the printer is back']);
    items = [{ text: 'the printer was back', mentions: [], writtenAt: 30, replacedAt: 40 }, ...items];
    act(() => stage.server.publish('message_updated', { message: { ...message, text: 'gone', editedAt: 40 } }));
    await screen.findByText('Edited');
    expect(said()).toHaveLength(3);
  });

  it('goes with its message', async () => {
    stage.answer('GET', '/api/chat/messages/1001/history', { items: [] });
    stage.show(<HistoryDialog message={message} />);
    await screen.findByText('Current version');
    act(() => stage.server.publish('message_deleted', { messageId: 1001, user: 'bob', deletedAt: 50 }));
    await screen.findByText('This message was deleted.');
    expect(screen.queryByText('Current version')).toBeNull();
  });

  it('is offered for what was edited, and editing only while that is allowed', () => {
    const offered = (name: string, change: Parameters<typeof messageOf>[0], editableSince?: number) =>
      registry.messageActions
        .find((action) => action.name === name)
        ?.available(messageOf(change), { channel: channelOf(), me: personOf('alice'), permissions: [], ...(editableSince !== undefined && { editableSince }) });
    expect(offered('edit_history', {})).toBe(false);
    expect(offered('edit_history', { editedAt: 5 })).toBe(true);
    expect(offered('edit_history', { editedAt: 5, deletedAt: 6 })).toBe(false);
    expect(offered('edit', { userId: 'alice', createdAt: 100 })).toBe(true);
    expect(offered('edit', { userId: 'alice', createdAt: 100 }, 100)).toBe(true);
    expect(offered('edit', { userId: 'alice', createdAt: 100 }, 101)).toBe(false);
  });
});
