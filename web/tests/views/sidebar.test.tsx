import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ChannelSidebar } from '../../src/features/sidebar/ChannelSidebar';
import { neighbour } from '../../src/features/shortcuts/useShortcuts';
import { channelOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

describe('the sidebar', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setStage();
  });

  afterEach(() => {
    cleanup();
    stage.session.stop();
  });

  it('counts what is unread as it comes', () => {
    stage.show(<ChannelSidebar />);
    const row = screen.getByRole('link', { name: /general/ });
    expect(within(row).queryByText(/unread/)).toBeNull();
    act(() => {
      stage.server.post('one');
      stage.server.post('two');
    });
    expect(within(row).getByText('2 unread')).toBeTruthy();
  });

  it('lists people by whether they are there', () => {
    stage.session.store.dispatch({
      type: 'presence_learned',
      presence: {
        bob: { status: 'busy', statusMessage: '', lastActive: 0 },
        eve: { status: 'offline', statusMessage: '', lastActive: 0 },
      },
    });
    stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob'), personOf('eve')] });
    stage.show(<ChannelSidebar />);
    expect(screen.getByText('Online (1)')).toBeTruthy();
    expect(screen.getByText('Offline (1)')).toBeTruthy();
    expect(screen.getByRole('img', { name: 'Busy' })).toBeTruthy();
  });
});

describe('walking through conversations', () => {
  const order = [
    channelOf({ id: 1 }),
    channelOf({ id: 2, unreadCount: 3 }),
    channelOf({ id: 3 }),
    channelOf({ id: 4, unreadCount: 1 }),
  ];

  it('goes round the end, and to unread ones alone when asked', () => {
    expect(neighbour(order, 4, 1, false)?.id).toBe(1);
    expect(neighbour(order, 1, -1, false)?.id).toBe(4);
    expect(neighbour(order, 2, 1, true)?.id).toBe(4);
    expect(neighbour(order, 3, -1, true)?.id).toBe(2);
    expect(neighbour(order, null, 1, false)?.id).toBe(1);
    expect(neighbour([], null, 1, false)).toBeUndefined();
  });
});
