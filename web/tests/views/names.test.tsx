import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { ChannelSidebar } from '../../src/features/sidebar/ChannelSidebar';
import { channelOf, personOf } from '../fakes/samples';
import { setStage, type Stage } from './stage';

let stage: Stage;

beforeEach(async () => {
  stage = await setStage();
});

afterEach(() => {
  cleanup();
  stage.session.stop();
});

it('keeps the place of a name until it is known, rather than show the user name first', () => {
  stage.session.store.dispatch({ type: 'channel_learned', channel: channelOf({ id: 7, type: 'direct', name: '', members: ['alice', 'bob'] }) });
  stage.show(<ChannelSidebar />);
  const shown = (): Element | null => screen.getByRole('link', { name: /bob/i }).querySelector('[class*=unknown]');
  expect(shown()?.textContent).toBe('bob');
  act(() => stage.session.store.dispatch({ type: 'people_learned', people: [personOf('bob', { displayName: 'Bob Kowalski' })] }));
  expect(shown()).toBeNull();
  expect(screen.getByText('Bob Kowalski')).toBeTruthy();
});
