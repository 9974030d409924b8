import { describe, expect, it } from 'vitest';

import { messageOf } from '../../../tests/fakes/samples';
import type { Message, SystemEvent } from '../../core/protocol/generated';
import type { Outgoing } from '../../core/store/state';
import { Rows } from './rows';

const NOON = new Date(2026, 5, 15, 12).getTime();
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const written = (seq: number, userId: string, at: number, change: object = {}) =>
  messageOf({ id: seq, seq, userId, createdAt: at, ...change });

const outgoing: Outgoing = {
  clientId: 'c1',
  channelId: 1,
  conversation: 'channel:1',
  text: 'x',
  replyToId: null,
  createdAt: NOON + MINUTE,
  status: 'sending',
  error: null,
};

describe('rows', () => {
  it('group what one author writes within minutes, and divide days', () => {
    const rows = new Rows(
      [
        written(1, 'bob', NOON - DAY),
        written(2, 'bob', NOON),
        written(3, 'bob', NOON + MINUTE),
        written(4, 'eve', NOON + 2 * MINUTE),
        written(5, 'eve', NOON + 9 * MINUTE),
        written(6, 'eve', NOON + 10 * MINUTE, { replyToId: 1 }),
      ],
      [],
      'alice',
      null,
    );
    const described = Array.from({ length: rows.count }, (_, index) => rows.at(index));
    expect(described.map((row) => row?.startsGroup)).toEqual([true, true, false, true, true, true]);
    expect(described.map((row) => row?.day !== null)).toEqual([true, true, false, false, false, false]);
  });

  it('leave out that a ticket’s conversation is archived where the line below says why', () => {
    const said = (seq: number, event: SystemEvent) => written(seq, 'bob', NOON, { type: 'system', system: { event, userIds: [] } });
    const rows = new Rows([said(1, 'archived'), said(2, 'ticket_status'), said(3, 'unarchived'), said(4, 'ticket_status'), said(5, 'archived')], [], 'alice', null);
    expect([0, 1, 2, 3, 4].map((index) => rows.isShown(index))).toEqual([false, true, false, true, true]);
  });

  it('name the author again of what goes on for long, wherever the list begins', () => {
    const named = (messages: Message[]): number[] => {
      const rows = new Rows(messages, [], 'alice', null);
      return messages.filter((_, index) => rows.at(index)?.startsGroup).map(({ seq }) => seq);
    };
    const every = (milliseconds: number, count: number): Message[] =>
      Array.from({ length: count }, (_, index) => written(index + 1, 'bob', NOON + index * milliseconds));
    // Every two minutes: at noon, and at each of the clock's five minutes.
    expect(named(every(2 * MINUTE, 8))).toEqual([1, 4, 6]);
    // In one breath over the mark, and a short run over a twentieth position: one group.
    expect(named([written(19, 'bob', NOON - 5000), written(20, 'bob', NOON + 5000)])).toEqual([19]);
    const flood = every(10, 100);
    expect(named(flood)).toEqual([1, 20, 40, 60, 80, 100]);
    expect(named(flood.slice(13))).toEqual([14, 40, 60, 80, 100]);
  });

  it('put the New line above the first message of somebody else', () => {
    const messages = [
      written(1, 'bob', NOON),
      written(2, 'alice', NOON),
      written(3, 'alice', NOON),
      written(4, 'bob', NOON),
    ];
    expect(new Rows(messages, [], 'alice', 1).firstNewIndex).toBe(3);
    expect(new Rows(messages, [], 'alice', 4).firstNewIndex).toBe(-1);
    expect(new Rows(messages, [], 'alice', null).firstNewIndex).toBe(-1);
    expect(new Rows(messages, [], 'alice', 0).at(0)?.startsNew).toBe(true);
  });

  it('count as new neither what one wrote nor what is there no more', () => {
    const messages = [
      written(1, 'bob', NOON),
      written(2, 'bob', NOON, { deletedAt: NOON }),
      written(3, 'alice', NOON),
      written(4, 'bob', NOON),
      written(5, 'eve', NOON),
    ];
    const rows = new Rows(messages, [], 'alice', 1);
    expect(rows.firstNewIndex).toBe(3);
    expect([0, 1, 4, 5].map((seq) => rows.countAfter(seq, 100))).toEqual([3, 2, 1, 0]);
    expect(rows.countAfter(0, 2)).toBe(2);
    expect(new Rows(messages.slice(0, 2), [], 'alice', 1).firstNewIndex).toBe(-1);
  });

  it('keep the key of a message on its way once it is confirmed', () => {
    const before = new Rows([], [outgoing], 'alice', null);
    const after = new Rows([written(1, 'alice', NOON, { clientId: 'c1' })], [], 'alice', null);
    expect(after.keyAt(0)).toBe(before.keyAt(0));
  });

  it('find the place of a position', () => {
    const rows = new Rows([written(2, 'bob', NOON), written(5, 'bob', NOON), written(9, 'bob', NOON)], [], 'alice', null);
    expect([0, 1, 2, 4, 5, 8, 9].map((seq) => rows.indexAfter(seq))).toEqual([0, 0, 1, 1, 2, 2, 3]);
  });

  it('say system messages of one kind in one row, and leave out those that were deleted', () => {
    const joined = (seq: number, userId: string, change: object = {}) =>
      written(seq, userId, NOON + seq, { type: 'system', system: { event: 'joined', userIds: [userId] }, ...change });
    const rows = new Rows(
      [
        joined(1, 'bob'),
        joined(2, 'eve'),
        joined(3, 'fay', { reactions: [{ emoji: '👋', users: ['bob'], count: 1 }] }),
        joined(4, 'gil', { system: undefined, deletedAt: NOON }),
        written(5, 'gil', NOON + 5),
        joined(6, 'hal'),
        joined(100, 'ida'),
      ],
      [],
      'alice',
      0,
    );
    const described = Array.from({ length: rows.count }, (_, index) => rows.at(index));
    expect(described.map((row) => row?.shown)).toEqual([true, false, true, false, true, true, true]);
    expect(described.map((row) => row?.run?.length ?? 0)).toEqual([2, 1, 1, 1, 0, 1, 1]);
    // Nobody wrote them: the first that is new is what somebody wrote.
    expect(rows.firstNewIndex).toBe(4);
    expect(rows.countAfter(0, 9)).toBe(1);
    expect(described[4]?.startsGroup).toBe(true);
  });
});
