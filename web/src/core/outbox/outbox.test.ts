import { describe, expect, it, vi } from 'vitest';

import { messageOf } from '../../../tests/fakes/samples';
import { Outbox } from './outbox';
import { MemoryStorage, SlowStorage, type OutboxStorage, type StoredMessage } from './storage';

function stored(clientId: string, order: number): StoredMessage {
  return { clientId, user: 'alice', channelId: 1, text: clientId, replyToId: null, createdAt: 0, order, error: null };
}

/** An outbox whose messages are all kept at once; `sent` has them in order. */
function outboxOn(storage: OutboxStorage, onStorageRefused = (): void => undefined): { outbox: Outbox; sent: string[]; shown: () => string[] } {
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
    onStorageRefused,
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

describe('an outbox on storage that does not answer in time', () => {
  /** Each request throws, as if it had taken too long, and is done when `finish` is called. */
  function slow(): { storage: OutboxStorage; finish(): void } {
    const memory = new MemoryStorage();
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let late = true;
    const slowed = async <T>(work: () => Promise<T>): Promise<T> => {
      if (!late) return await work();
      throw new SlowStorage(finished.then(work));
    };
    return {
      storage: {
        load: (user) => slowed(() => memory.load(user)),
        put: (message) => slowed(() => memory.put(message)),
        remove: (clientId) => slowed(() => memory.remove(clientId)),
      },
      finish: () => {
        late = false;
        finish();
      },
    };
  }

  it('sends at once, takes up what was stored when it is read after all, and does not say that it is refused', async () => {
    const refused = vi.fn<() => void>();
    const { storage, finish } = slow();
    const { outbox, sent } = outboxOn(storage, refused);
    outbox.setOnline(true);
    await outbox.load('alice');
    await outbox.add({ channelId: 1, text: 'new', replyToId: null, createdAt: 0 });
    await expect.poll(() => sent).toEqual(['new']);
    finish();
    await storage.put(stored('of an earlier page', 1));
    await expect.poll(() => sent).toEqual(['new', 'of an earlier page']);
    expect(refused).not.toHaveBeenCalled();
  });

  it('says that storage is refused once it has not answered for long', async () => {
    vi.useFakeTimers();
    const refused = vi.fn<() => void>();
    const { outbox } = outboxOn(slow().storage, refused);
    await outbox.load('alice');
    expect(refused).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(refused).toHaveBeenCalled();
    vi.useRealTimers();
  });
});
