import { describe, expect, it } from 'vitest';

import { messageOf } from '../../../tests/fakes/samples';
import { Outbox } from './outbox';
import { MemoryStorage, type OutboxStorage, type StoredMessage } from './storage';

function stored(clientId: string, order: number): StoredMessage {
  return { clientId, user: 'alice', channelId: 1, text: clientId, replyToId: null, createdAt: 0, order, error: null };
}

/** An outbox whose messages are all kept at once; `sent` has them in order. */
function outboxOn(storage: OutboxStorage): { outbox: Outbox; sent: string[]; shown: () => string[] } {
  const sent: string[] = [];
  let shown: string[] = [];
  const outbox = new Outbox({
    storage,
    send: (message) => {
      sent.push(message.text);
      return Promise.resolve(messageOf({ id: sent.length }));
    },
    onChange: (outgoing) => {
      shown = outgoing.map(({ text }) => text);
    },
    onKept: () => undefined,
    onStorageRefused: () => undefined,
  });
  return { outbox, sent, shown: () => shown };
}

describe('an outbox beside another tab', () => {
  it('takes up at every connection what is stored, in the order in which it was written', async () => {
    const storage = new MemoryStorage();
    const { outbox, sent, shown } = outboxOn(storage);
    await outbox.load('alice');
    await outbox.add({ channelId: 1, text: 'mine', replyToId: null, createdAt: 0 });
    await storage.put(stored('theirs, later', Date.now() + 60_000));
    await storage.put(stored('theirs, earlier', 1));
    await outbox.load('alice');
    expect(shown()).toEqual(['theirs, earlier', 'mine', 'theirs, later']);
    outbox.setOnline(true);
    await expect.poll(() => sent).toEqual(['theirs, earlier', 'mine', 'theirs, later']);
    expect(await storage.load('alice')).toEqual([]);
  });

  it('does not bring back what is given up while the list is read', async () => {
    const storage = new MemoryStorage();
    const { outbox, sent, shown } = outboxOn(storage);
    await storage.put(stored('regretted', 1));
    await outbox.load('alice');
    const reading = outbox.load('alice');
    await outbox.discard('regretted');
    await reading;
    outbox.setOnline(true);
    expect(shown()).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('does not show to the next user what the one before left', async () => {
    const storage = new MemoryStorage();
    const { outbox, shown } = outboxOn(storage);
    await storage.put(stored('of alice', 1));
    const reading = outbox.load('alice');
    await outbox.load('bob');
    await reading;
    expect(shown()).toEqual([]);
  });
});
