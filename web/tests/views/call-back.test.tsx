// What stands behind a line about a past call.

import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import type { ChannelView, Message, NotedCall } from '../../src/core/protocol/generated';
import { SystemLine } from '../../src/features/messages/SystemLine';
import type { MessageTools } from '../../src/features/messages/useMessageTools';
import { channelOf, messageOf, personOf } from '../fakes/samples';
import { deviceOf, Page, setCallStage } from './call-stage';
import { FIRST } from './stage';

const tools: MessageTools = { react: vi.fn(), pickReaction: vi.fn(), openMenu: vi.fn(), act: vi.fn(), reply: vi.fn(), onKeyDown: vi.fn() };

const lineOf = (userId: string, callType: NotedCall['callType'] = 'audio'): Message =>
  messageOf({ type: 'system', userId, system: { event: 'call_ended', userIds: ['alice', 'bob'], call: { sessionId: 3, callType, duration: 725 } } });

const missedBy = (userIds: string[], userId = 'bob', callType: NotedCall['callType'] = 'audio'): Message =>
  messageOf({ type: 'system', userId, system: { event: 'missed_call', userIds, call: { sessionId: 3, callType, duration: 0 } } });

describe('a line about a call', () => {
  const calls = setCallStage();
  const { shownCall, event, answered } = calls;

  function show(message: Message): HTMLElement {
    calls.stage.show(
      <>
        <Page />
        <SystemLine run={[message]} toolbar="react reply" highlighted={false} tools={tools} />
      </>,
    );
    return screen.getByRole('article');
  }

  function learn(change: Partial<ChannelView>): void {
    act(() => calls.stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 1, type: 'direct', members: ['alice', 'bob'], role: 'member', ...change }) }));
  }

  it('calls back whoever called, as the buttons of the conversation do', async () => {
    const line = show(lineOf('bob', 'video'));
    await userEvent.click(await within(line).findByRole('button', { name: 'Call back' }, FIRST));
    await screen.findByRole('button', { name: 'Start call' }, FIRST);
    expect(screen.getByRole('dialog', { name: /^Video call · Bob/ })).toBeDefined();
  });

  it('calls again after one’s own call, and in a channel', async () => {
    const own = show(lineOf('alice'));
    await within(own).findByRole('button', { name: 'Call again' }, FIRST);
    expect(sentenceOf(own)).toBe('Alice called. 12 min with Bob.');
    learn({ type: 'public', members: [] });
    expect(within(own).getByRole('button', { name: 'Call again' })).toBeDefined();
  });

  it('joins a call that runs in the conversation, and leads nowhere from within it', async () => {
    const line = show(lineOf('bob'));
    await within(line).findByRole('button', { name: 'Call back' }, FIRST);
    // The line's own call, whose end is not known yet.
    event('call_participant_joined', { sessionId: 3, channelId: 1, participant: 'bob', deviceId: 'bobs', device: deviceOf('bobs'), call: { ...shownCall(), sessionId: 3 } });
    expect(within(line).getByRole('button', { name: 'Call back' })).toBeDefined();
    const call = { ...shownCall(), sessionId: 9 };
    event('call_participant_joined', { sessionId: 9, channelId: 1, participant: 'bob', deviceId: 'bobs', device: deviceOf('bobs'), call });
    await within(line).findByRole('button', { name: 'Join' });
    event('call_ended', { sessionId: 9, channelId: 1, duration: 3, endReason: 'completed', status: 'ended' });
    await within(line).findByRole('button', { name: 'Call back' });
    await answered();
    await waitFor(() => expect(within(line).queryByRole('button', { name: /Join|Call/ })).toBeNull());
  });

  it('calls back whoever called in vain, by keyboard too and as they called', async () => {
    const line = show(missedBy(['alice'], 'bob', 'video'));
    expect((await within(line).findByRole('button', { name: 'Call back' }, FIRST)).closest('p')?.textContent).toBe('Alice missed a call from Bob.Call back');
    act(() => within(line).getByRole('button', { name: 'Call back' }).focus());
    await userEvent.keyboard('{Enter}');
    await screen.findByRole('button', { name: 'Start call' }, FIRST);
    expect(screen.getByRole('dialog', { name: /^Video call · Bob/ })).toBeDefined();
  });

  it('calls back in a channel, too, and joins those who are still in the call that was missed', async () => {
    const line = show(missedBy(['alice', 'carol']));
    learn({ type: 'public', members: [] });
    await within(line).findByRole('button', { name: 'Call back' }, FIRST);
    event('call_participant_joined', { sessionId: 3, channelId: 1, participant: 'bob', deviceId: 'bobs', device: deviceOf('bobs'), call: { ...shownCall(), sessionId: 3 } });
    await within(line).findByRole('button', { name: 'Join' });
  });

  it('calls again whom one called in vain', async () => {
    await within(show(missedBy(['bob'], 'alice'))).findByRole('button', { name: 'Call again' }, FIRST);
  });

  it('says nothing of calling to those who were not asked', async () => {
    const line = show(missedBy(['carol']));
    learn({ type: 'public', members: [] });
    // The part has come, as it shows another line's button.
    const other = calls.stage.show(<SystemLine run={[lineOf('bob')]} toolbar="react reply" highlighted={false} tools={tools} />);
    await within(other.container).findByRole('button', { name: 'Call again' }, FIRST);
    expect(within(line).queryByRole('button', { name: /Call|Join/ })).toBeNull();
  });

  it('leads nowhere where one cannot call', async () => {
    const line = show(lineOf('bob'));
    await within(line).findByRole('button', { name: 'Call back' }, FIRST);
    learn({ active: false });
    await waitFor(() => expect(within(line).queryByRole('button', { name: 'Call back' })).toBeNull());
    learn({ active: true });
    await within(line).findByRole('button', { name: 'Call back' });
    const user = personOf('alice');
    event('account_updated', { user, permissions: ['call.video', 'call.view_history'] });
    await waitFor(() => expect(within(line).queryByRole('button', { name: 'Call back' })).toBeNull());
    event('account_updated', { user, permissions: ['call.audio'] });
    await within(line).findByRole('button', { name: 'Call back' });
  });
});

/** What it says, without the button. */
function sentenceOf(article: HTMLElement): string | undefined {
  return article.querySelector('p')?.textContent?.replace(/Call again$/, '');
}
