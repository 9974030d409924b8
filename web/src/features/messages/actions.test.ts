import { expect, it } from 'vitest';

import { channelOf } from '../../../tests/fakes/samples';
import type { Viewer } from '../../shared/registry/actions';
import { mayReact } from './actions';

it('lets members react, also where only admins post', () => {
  const may = (change: Parameters<typeof channelOf>[0]): boolean => mayReact({ channel: channelOf(change), me: null, permissions: [] } as Viewer);
  expect(may({ role: 'member' })).toBe(true);
  expect(may({ role: 'member', readOnly: true })).toBe(true);
  expect(may({ role: null, readOnly: true })).toBe(false);
  expect(may({ role: 'member', canPost: false })).toBe(false);
  expect(may({ role: 'member', active: false })).toBe(false);
});
