import { expect, it } from 'vitest';

import { channelIdOf, channelKey, parseConversation } from './conversation';

it('reads back what it names', () => {
  expect(parseConversation(channelKey(12))).toEqual({ kind: 'channel', id: 12 });
  expect(channelIdOf(channelKey(12))).toBe(12);
});

it('reads nothing but keys', () => {
  for (const text of ['', '12', 'channel:', 'channel:x', 'channel:1e3', 'channel: 1', 'channel:-1', 'channel:1.5', 'room:1', 'xchannel:1']) {
    expect(parseConversation(text)).toBeNull();
  }
});
