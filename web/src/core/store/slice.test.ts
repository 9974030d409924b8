import { describe, expect, it } from 'vitest';

import { messageOf } from '../../../tests/fakes/samples';
import { memoised } from './memoised';
import { outgoingOf, typistsOf } from './selectors';
import { compose, type Slice } from './slice';
import { CHAT } from './state';
import { Store } from './store';

interface Ringing {
  readonly ringing: boolean;
}

interface Missed {
  readonly missed: number;
}

type Heard = { type: 'rang' } | { type: 'stopped' } | { type: 'passed' };

const ringing: Slice<Ringing, object, Heard> = {
  initial: { ringing: false },
  reduce: (_state, { type }) => (type === 'passed' ? null : { ringing: type === 'rang' }),
};

const missed: Slice<Missed, Ringing, Heard> = {
  initial: { missed: 0 },
  reduce: (state, { type }) => (type === 'stopped' && state.ringing ? { missed: state.missed + 1 } : null),
};

describe('composed slices', () => {
  it('make a store of their own, in which each sees the others as they were before', () => {
    for (const slices of [[ringing, missed], [missed, ringing]]) {
      const store = new Store(compose<Ringing & Missed, Heard>(slices));
      store.dispatch({ type: 'rang' });
      store.dispatch({ type: 'stopped' });
      store.dispatch({ type: 'stopped' });
      expect(store.state).toEqual({ ringing: false, missed: 1 });
    }
  });

  it('inform nobody of an action that changes nothing', () => {
    const store = new Store(compose<Ringing, Heard>([ringing]));
    let changes = 0;
    store.subscribe(() => (changes += 1));
    store.dispatch({ type: 'passed' });
    expect(changes).toBe(0);
  });
});

describe('selectors', () => {
  it('compute once for what they read', () => {
    let computed = 0;
    const count = memoised((list: readonly number[]) => {
      computed += 1;
      return list.length;
    });
    const list = [1, 2];
    expect([count(list), count(list), count([1])]).toEqual([2, 2, 1]);
    expect(computed).toBe(2);
  });

  it('give the same result while what they read stays as it is', () => {
    const before = {
      ...CHAT.initial,
      typing: { 'channel:1': { bob: 1 } },
      outgoing: [{ clientId: 'c', channelId: 1, conversation: 'channel:1', text: 'a', replyToId: null, createdAt: 0, status: 'waiting', error: null }],
    } as const;
    const after = CHAT.reduce(before, { type: 'message_quoted', message: messageOf() });
    expect(after).not.toBe(before);
    expect(typistsOf(after, 'channel:1')).toBe(typistsOf(before, 'channel:1'));
    expect(outgoingOf(after, 'channel:1')).toBe(outgoingOf(before, 'channel:1'));
  });
});
