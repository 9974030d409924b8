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
});
