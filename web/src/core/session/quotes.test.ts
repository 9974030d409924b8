import { expect, it } from 'vitest';

import { messageOf } from '../../../tests/fakes/samples';
import type { ServerEvent } from '../protocol/events';
import type { Message, Snapshot } from '../protocol/generated';
import { RestClient } from '../rest/client';
import { CHAT } from '../store/state';
import { Store } from '../store/store';
import { Directory } from './directory';
import { Quotes } from './quotes';

/** Answers when the test says so. */
class SlowRest extends RestClient {
  readonly asked: ((message: Message) => void)[] = [];

  constructor() {
    super({ server: 'http://chat.test', token: () => Promise.resolve(null), fetch: () => Promise.reject(new Error()) });
  }

  override message(): Promise<Message> {
    return new Promise((resolve) => void this.asked.push(resolve));
  }
}

function stage() {
  const [rest, store] = [new SlowRest(), new Store(CHAT)];
  const listeners = new Set<(event: ServerEvent) => void>();
  const quotes = new Quotes(store, rest, new Directory(store, rest), (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  });
  const happened = (event: ServerEvent): void => listeners.forEach((listener) => listener(event));
  const answer = async (index: number, text: string): Promise<void> => {
    rest.asked[index]?.(messageOf({ id: 7, text }));
    await Promise.resolve();
    await Promise.resolve();
  };
  const deleted = (messageId: number): ServerEvent => ({
    name: 'message_deleted',
    data: { stream: 'channel', seq: 9, channelId: 1, messageId, user: 'bob', deletedAt: 1 },
  });
  return { rest, store, quotes, listeners, happened, answer, deleted };
}

it('asks again for a message that changes while the answer is on its way', async () => {
  const { rest, store, quotes, listeners, happened, answer, deleted } = stage();
  const loaded = quotes.load(7);
  happened(deleted(8));
  happened(deleted(7));
  await answer(0, 'before');
  expect(rest.asked).toHaveLength(2);
  await answer(1, 'after');
  await loaded;
  expect(store.state.quoted[7]?.text).toBe('after');
  expect(listeners.size).toBe(0);
});

it('takes the first answer while only other messages change', async () => {
  const { rest, store, quotes, happened, answer, deleted } = stage();
  const loaded = quotes.load(7);
  happened(deleted(8));
  await answer(0, 'as it is');
  await loaded;
  expect(rest.asked).toHaveLength(1);
  expect(store.state.quoted[7]?.text).toBe('as it is');
});

it('asks again when another login came first', async () => {
  const { rest, store, quotes, answer } = stage();
  const loaded = quotes.load(7);
  const snapshot = { user: { username: 'alice' }, channels: [], presence: {}, resumed: false } as unknown as Snapshot;
  store.dispatch({ type: 'snapshot_received', snapshot, at: 0 });
  await answer(0, 'before');
  await answer(1, 'after');
  await loaded;
  expect(rest.asked).toHaveLength(2);
  expect(store.state.quoted[7]?.text).toBe('after');
});
