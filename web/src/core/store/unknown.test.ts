import { expect, it } from 'vitest';

import { channelOf, personOf } from '../../../tests/fakes/samples';
import type { ChannelView } from '../protocol/generated';
import { CHAT, type ChatState } from './state';
import { isPresenceUnknown } from './unknown';

const withBob: Partial<ChannelView> = { id: 2, type: 'direct', group: false, members: ['alice', 'bob'], memberCount: 2, lastMessageAt: 5 };

it.each([
  { what: 'nobody to share a channel with', channels: [], unknown: true },
  { what: 'alone in a channel', channels: [{ memberCount: 1 }], unknown: true },
  { what: 'a channel with others', channels: [{ memberCount: 2 }], unknown: false },
  { what: 'a channel that one only looks at', channels: [{ memberCount: 2, role: null }], unknown: true },
  { what: 'a channel too large for presence to be sent', channels: [{ memberCount: 501 }], unknown: true },
  { what: 'a conversation with them', channels: [withBob], unknown: false },
  { what: 'a conversation in which nothing is written yet', channels: [{ ...withBob, lastMessageAt: null }], unknown: true },
  { what: 'a conversation with somebody else', channels: [{ ...withBob, members: ['alice', 'carol'] }], unknown: true },
])('knows of the others’ presence: $what', ({ channels, unknown }) => {
  const state: ChatState = {
    ...CHAT.initial,
    me: personOf('alice'),
    channels: Object.fromEntries(channels.map((change, index) => [index, channelOf({ role: 'member', ...change } as Partial<ChannelView>)])),
  };
  expect(isPresenceUnknown(state, 'bob')).toBe(unknown);
  const presence = { bob: { status: 'away' as const, statusMessage: '', lastActive: 0 } };
  expect(isPresenceUnknown({ ...state, presence }, 'bob')).toBe(false);
});

it.each([
  { what: 'only a channel without them', channel: { memberCount: 2 }, unknown: true },
  { what: 'a conversation with them that was begun since', channel: withBob, unknown: false },
])('does not know of somebody whom the server marks: $what', ({ channel, unknown }) => {
  const people = { bob: personOf('bob', { presenceUnknown: true }) };
  const state: ChatState = { ...CHAT.initial, me: personOf('alice'), people, channels: { 0: channelOf({ role: 'member', ...channel }) } };
  expect(isPresenceUnknown(state, 'bob')).toBe(unknown);
});
