import { expect, it } from 'vitest';

import { messageOf } from '../../../tests/fakes/samples';
import type { MessageAnchor } from '../rest/client';
import { RestClient } from '../rest/client';
import { CHAT } from '../store/state';
import { Store } from '../store/store';
import { Directory } from './directory';
import { Timelines } from './timelines';

/** Answers when the test says so. */
class SlowRest extends RestClient {
  readonly asked: { anchor: MessageAnchor; answer(seq: number): void }[] = [];

  constructor() {
    super({ server: 'http://chat.test', token: () => Promise.resolve(null), fetch: () => Promise.reject(new Error()) });
  }

  override request(_path: unknown, { limit: _limit, ...anchor }: MessageAnchor & { limit?: number } = {}): Promise<never> {
    return new Promise((resolve) => {
      const answer = (seq: number): void => resolve({ items: [messageOf({ id: seq, seq })], hasBefore: true, hasAfter: true } as never);
      this.asked.push({ anchor, answer });
    });
  }
}

function stage(): { rest: SlowRest; timelines: Timelines; seqs(): number[] | undefined } {
  const [rest, store] = [new SlowRest(), new Store(CHAT)];
  const timelines = new Timelines(store, rest, new Directory(store, rest));
  return { rest, timelines, seqs: () => store.state.timelines['channel:1']?.messages.map(({ seq }) => seq) };
}

it('lands where one was led last, whichever answer comes first', async () => {
  const { rest, timelines, seqs } = stage();
  const first = timelines.around('channel:1', 100);
  const second = timelines.around('channel:1', 500);
  expect(rest.asked.map(({ anchor }) => anchor)).toEqual([{ around: 100 }, { around: 500 }]);
  rest.asked[1]?.answer(500);
  rest.asked[0]?.answer(100);
  await Promise.all([first, second]);
  expect(seqs()).toEqual([500]);
});

it('does not take the answer to an earlier question for that to the last', async () => {
  const { rest, timelines, seqs } = stage();
  const all = [timelines.around('channel:1', 100), timelines.latest('channel:1'), timelines.around('channel:1', 500)];
  rest.asked[0]?.answer(100);
  await all[0];
  expect(seqs()).toEqual([]);
  rest.asked[2]?.answer(500);
  rest.asked[1]?.answer(900);
  await Promise.all(all);
  expect(seqs()).toEqual([500]);
});

it('asks once for the same', () => {
  const { rest, timelines } = stage();
  void timelines.latest('channel:1');
  void timelines.latest('channel:1');
  expect(rest.asked).toHaveLength(1);
});
