import { expect, it } from 'vitest';

import { channelOf, messageOf } from '../../../tests/fakes/samples';
import type { Viewer } from '../../shared/registry/actions';
import { mayReact, messageActions } from './actions';

it('lets members react, also where only admins post', () => {
  const may = (change: Parameters<typeof channelOf>[0]): boolean => mayReact({ channel: channelOf(change), me: null, permissions: [] } as Viewer);
  expect(may({ role: 'member' })).toBe(true);
  expect(may({ role: 'member', readOnly: true })).toBe(true);
  expect(may({ role: null, readOnly: true })).toBe(false);
  expect(may({ role: 'member', canPost: false })).toBe(false);
  expect(may({ role: 'member', active: false })).toBe(false);
});

it('marks a reply that also stands in the channel as unread only there', () => {
  const action = messageActions.find(({ name }) => name === 'mark_unread');
  const offered = (alsoToChannel: boolean, conversation: Viewer['conversation']): boolean | undefined =>
    action?.available(messageOf({ threadId: 7, alsoToChannel }), { channel: channelOf({ role: 'member' }), me: null, permissions: [], conversation });
  expect(offered(true, 'channel:1')).toBe(true);
  expect(offered(true, 'thread:7')).toBe(false);
  expect(offered(false, 'thread:7')).toBe(true);
});
