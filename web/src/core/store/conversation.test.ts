import { expect, it } from 'vitest';

import { channelIdOf, channelKey, parseConversation, threadIdOf, threadKey } from './conversation';

it('reads back what it names', () => {
  expect(parseConversation(channelKey(12))).toEqual({ kind: 'channel', id: 12 });
  expect(channelIdOf(channelKey(12))).toBe(12);
  expect(parseConversation(threadKey(345))).toEqual({ kind: 'thread', id: 345 });
  expect([threadIdOf(threadKey(345)), threadIdOf(channelKey(12))]).toEqual([345, null]);
});

it('reads nothing but keys', () => {
  for (const text of ['', '12', 'channel:', 'channel:x', 'channel:1e3', 'channel: 1', 'channel:-1', 'channel:1.5', 'thread:x', 'room:1', 'xchannel:1']) {
    expect(parseConversation(text)).toBeNull();
  }
});
