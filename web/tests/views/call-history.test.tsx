// Past calls, and the filters that the server applies.

import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CallHistory } from '../../src/features/calls/CallHistory';
import type { CallRecord } from '../../src/core/protocol/generated';
import { channelOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

const record = (change: Partial<CallRecord> = {}): CallRecord => ({
  sessionId: 7,
  channelId: 1,
  channel: { id: 1, name: 'general', type: 'public' },
  callType: 'audio',
  status: 'ended',
  direction: 'incoming',
  missed: false,
  caller: 'carol',
  participants: ['carol', 'alice'],
  joined: ['carol', 'alice'],
  startedAt: 1,
  answeredAt: 2,
  endedAt: 3,
  duration: 61,
  endReason: 'completed',
  quality: 'good',
  ...change,
});

describe('past calls', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('alice'), personOf('bob'), personOf('carol')] });
    stage.answer('GET', '/api/chat/users', { items: [personOf('bob')] });
    stage.answer('GET', '/api/chat/calls/history', (url) => ({ items: [url.searchParams.get('with') === 'bob' ? record({ sessionId: 3, caller: 'bob', participants: ['bob', 'alice'], joined: ['bob', 'alice'] }) : record()] }));
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  it('can be filtered by anyone, also by somebody whose calls are on no page that was loaded', async () => {
    stage.show(<CallHistory channel={channelOf({ id: 1, name: 'general', role: 'member' })} />);
    const list = screen.getByRole('list', { name: 'Calls' });
    await within(list).findByText('Carol');
    await userEvent.click(screen.getByRole('button', { name: 'Anyone' }));
    await userEvent.type(await within(screen.getByRole('group', { name: 'Person' })).findByRole('combobox'), 'Bob');
    await userEvent.click(await screen.findByRole('option', { name: /Bob/ }));
    await within(list).findByText('Bob');
    expect(within(list).queryByText('Carol')).toBeNull();
    const chosen = await screen.findByRole('button', { name: 'Bob' });
    await waitFor(() => expect(document.activeElement).toBe(chosen));
    await userEvent.click(screen.getByRole('button', { name: 'Show calls with anyone' }));
    await within(list).findByText('Carol');
  });

  it('are named after their channel, and call it; one with a person is named after that person', async () => {
    const channel = channelOf({ id: 1, name: 'general', role: 'member' });
    const direct = channelOf({ id: 2, type: 'direct', members: ['alice', 'carol'], role: 'member' });
    const group = channelOf({ id: 3, type: 'direct', group: true, members: ['alice', 'bob', 'carol'], role: 'member' });
    for (const one of [channel, direct, group]) stage.session.store.dispatch({ type: 'channel_learned', channel: one });
    const here = { id: 1, name: 'general', type: 'public' } as const;
    stage.answer('GET', '/api/chat/calls/history', {
      items: [
        record({ participants: ['carol', 'bob', 'alice'] }),
        record({ sessionId: 8, channelId: 2, channel: { id: 2, name: '', type: 'direct' } }),
        record({ sessionId: 9, channelId: 3, channel: { id: 3, name: '', type: 'direct' }, participants: ['carol', 'bob', 'alice'] }),
        record({ sessionId: 10, channelId: 4, channel: { ...here, id: 4, name: 'left' } }),
      ],
    });
    stage.show(<CallHistory channel={channel} />);
    const list = screen.getByRole('list', { name: 'Calls' });
    const headings = () => within(list).getAllByRole('listitem').map((item) => item.querySelector('strong')?.textContent);
    await waitFor(() => expect(headings()).toEqual(['#general', 'Carol', 'Bob, Carol', '#left']));
    expect(within(list).getAllByRole('button').map((button) => button.getAttribute('aria-label'))).toEqual(['Call #general', 'Call Carol back', 'Call Bob, Carol']);
    within(list).getByText('Carol and 1 more', { selector: 'li:first-child span' });
  });
});
