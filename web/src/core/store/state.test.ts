import { describe, expect, it } from 'vitest';

import { channelOf, messageOf, personOf } from '../../../tests/fakes/samples';
import type { ServerEvent } from '../protocol/events';
import type { ChannelView, Message, Snapshot } from '../protocol/generated';
import type { Action } from './actions';
import { anyUnread, outgoingOf, postingRight, titleOf, totalBadge } from './selectors';
import { CHAT, type ChatState } from './state';

const label = { id: 1, name: 'general', type: 'public' as const };

function snapshotOf(change: Partial<Snapshot> = {}): Action {
  const snapshot: Snapshot = {
    user: personOf('alice'),
    permissions: [],
    userSeq: 0,
    serverTime: 1000,
    channels: [channelOf({ seq: 10, lastReadSeq: 10 })],
    presence: {},
    parts: 0,
    resumed: false,
    ...change,
  };
  return { type: 'snapshot_received', snapshot, at: 1000 };
}

const event = (happened: ServerEvent, at = 0): Action => ({ type: 'event_received', event: happened, at });

const received = (seq: number, change: Partial<Message> = {}): Action =>
  event({
    name: 'message_received',
    data: { stream: 'channel', channelId: 1, seq, message: messageOf({ id: seq, seq, ...change }), channel: label },
  });

const page = (items: Message[], hasBefore = false, hasAfter = false): Action => ({
  type: 'page_received',
  conversation: 'channel:1',
  side: 'latest',
  page: { items, hasBefore, hasAfter },
});

const after = (...actions: Action[]): ChatState => actions.reduce(CHAT.reduce, CHAT.initial);
const seqs = (state: ChatState): number[] => (state.timelines['channel:1']?.messages ?? []).map(({ seq }) => seq);

describe('the counters', () => {
  it('count what others write after what the user wrote, on whichever device', () => {
    const state = after(snapshotOf(), received(11), received(12, { userId: 'alice' }), received(13));
    expect(state.channels[1]).toMatchObject({ lastReadSeq: 12, unreadCount: 1, mentionCount: 0, seq: 13 });
  });

  it('leave out system messages, whoever they are by', () => {
    const system: Partial<Message> = { type: 'system', system: { event: 'joined', userIds: ['bob'] } };
    const state = after(snapshotOf(), page([]), received(11), received(12, system), received(13, { ...system, userId: 'alice' }));
    expect(state.channels[1]).toMatchObject({ lastReadSeq: 10, unreadCount: 1, seq: 13, lastMessage: { seq: 11 } });
    expect(seqs(state)).toEqual([11, 12, 13]);
    const deleted = event({
      name: 'message_deleted',
      data: { stream: 'channel', channelId: 1, seq: 14, messageId: 12, user: 'alice', deletedAt: 9 },
    });
    expect(CHAT.reduce(state, deleted).timelines['channel:1']?.messages[1]?.system).toBeUndefined();
  });

  it('know of nobody who types while the connection is lost', () => {
    const writes = event({ name: 'user_typing', data: { channelId: 1, user: 'bob', typing: true, channel: label } });
    const lost: Action = { type: 'phase_changed', phase: { name: 'waiting', attempt: 1, retryInMs: 5 }, at: 2 };
    expect(after(snapshotOf(), writes).typing).not.toEqual({});
    expect(after(snapshotOf(), writes, lost).typing).toEqual({});
  });

  it.each(['missed_call', 'call_ended'] as const)('take a %s for activity that is not counted', (named) => {
    const call: Partial<Message> = { type: 'system', createdAt: 77, system: { event: named, userIds: ['alice'] } };
    const state = after(snapshotOf(), received(11, { createdAt: 70 }), received(12, call));
    expect(state.channels[1]).toMatchObject({ seq: 12, unreadCount: 1, lastMessage: { seq: 11 }, lastMessageAt: 77 });
  });

  it('leave out replies in threads, unless they were sent to the channel as well', () => {
    const state = after(
      snapshotOf(),
      page([]),
      received(11, { threadId: 3 }),
      received(12, { threadId: 3, alsoToChannel: true }),
      received(13, { threadId: 3, userId: 'alice' }),
      event({
        name: 'notification',
        data: { stream: 'user', seq: 1, kind: 'mention', channelId: 1, messageId: 14, messageSeq: 14, from: 'bob', threadId: 3 },
      }),
    );
    expect(state.channels[1]).toMatchObject({ lastReadSeq: 10, unreadCount: 1, mentionCount: 0, seq: 13, lastMessage: { seq: 12 } });
    expect(state.positions[1]).toBe(13);
    expect(seqs(state)).toEqual([12]);
  });

  it('move the position on for one that did not fit into a frame, and load the channel again', () => {
    const omitted = {
      name: 'event_omitted',
      data: { event: 'message_updated', stream: 'channel', channelId: 1, seq: 11 },
    } as const;
    const state = after(snapshotOf(), page([messageOf({ id: 10, seq: 10 })]), event(omitted));
    expect(state.positions[1]).toBe(11);
    expect(state.channels[1]?.seq).toBe(11);
    expect(state.timelines['channel:1']?.stale).toBe(true);
    expect(after(snapshotOf(), event(omitted), event(omitted)).positions[1]).toBe(11);
    const own = { name: 'event_omitted', data: { event: 'channel_joined', stream: 'user', seq: 9 } } as const;
    expect(after(snapshotOf(), event(own)).userSeq).toBe(9);
  });

  it('do not count again what the snapshot of a resume has counted', () => {
    const seen = after(snapshotOf());
    const resumed = CHAT.reduce(
      seen,
      snapshotOf({ resumed: true, channels: [channelOf({ seq: 12, lastReadSeq: 10, unreadCount: 2 })] }),
    );
    const state = [received(11), received(12), received(13)].reduce(CHAT.reduce, resumed);
    expect(state.channels[1]?.unreadCount).toBe(3);
  });

  it('tell what was missed from what comes live', () => {
    const resumed = after(snapshotOf(), snapshotOf({ resumed: true, channels: [channelOf({ seq: 12 })] }));
    expect(resumed.liveAfter[1]).toBe(12);
    expect(after(snapshotOf(), received(11)).liveAfter[1]).toBe(10);
  });

  it('count a mention once, although a resume says it again', () => {
    const mention = event({
      name: 'notification',
      data: { stream: 'user', seq: 1, kind: 'mention', channelId: 1, messageId: 11, messageSeq: 11, from: 'bob' },
    });
    const live = after(snapshotOf(), received(11), mention);
    expect(live.channels[1]?.mentionCount).toBe(1);
    const counted = channelOf({ seq: 11, lastReadSeq: 10, unreadCount: 1, mentionCount: 1 });
    const resumed = after(snapshotOf(), snapshotOf({ resumed: true, userSeq: 1, channels: [counted] }), received(11), mention);
    expect(resumed.channels[1]?.mentionCount).toBe(1);
    expect(totalBadge(resumed)).toBe(1);
  });

  it('follow what was read on another device', () => {
    const state = after(
      snapshotOf(),
      received(11),
      event({
        name: 'read_updated',
        data: { stream: 'user', seq: 1, channelId: 1, lastReadSeq: 11, unreadCount: 0, mentionCount: 0, countedSeq: 11 },
      }),
    );
    expect(state.channels[1]).toMatchObject({ lastReadSeq: 11, unreadCount: 0 });
  });

  it('do not count again what the server had counted when it told', () => {
    const read = { channelId: 1, lastReadSeq: 10, unreadCount: 2, mentionCount: 1, countedSeq: 12 };
    const mention = event({
      name: 'notification',
      data: { stream: 'user', seq: 1, kind: 'mention', channelId: 1, messageId: 12, messageSeq: 12, from: 'bob' },
    });
    const state = after(snapshotOf(), { type: 'read_moved', read }, received(11), received(12), mention, received(13));
    expect(state.channels[1]).toMatchObject({ unreadCount: 3, mentionCount: 1 });
  });

  it('leave out what is archived', () => {
    const archived = channelOf({ active: false, unreadCount: 3, mentionCount: 1 });
    const state = after(snapshotOf({ channels: [archived] }));
    expect([totalBadge(state), anyUnread(state)]).toEqual([0, false]);
  });

  it('leave out what is hidden, as the list does', () => {
    const hidden = channelOf({ type: 'direct', hidden: true, unreadCount: 3, mentionCount: 1 });
    const state = after(snapshotOf({ channels: [hidden] }));
    expect([totalBadge(state), anyUnread(state)]).toEqual([0, false]);
    // Its next message shows it again.
    const shown = after(snapshotOf({ channels: [hidden] }), received(11));
    expect([totalBadge(shown), anyUnread(shown)]).toEqual([4, true]);
  });

  it('keep what arrived while the channel was fetched', () => {
    const fetched = channelOf({ seq: 10, lastReadSeq: 10, description: 'old', lastMessageAt: 1 });
    const state = after(snapshotOf(), received(11), { type: 'channel_learned', channel: fetched });
    expect(state.channels[1]).toMatchObject({ description: '', unreadCount: 1, seq: 11, lastMessage: { seq: 11 } });
    expect(state.channels[1]?.lastMessageAt).not.toBe(1);
  });
});

describe('a timeline', () => {
  it('puts late messages in their place and never twice', () => {
    const state = after(
      snapshotOf(),
      page([messageOf({ id: 9, seq: 9 }), messageOf({ id: 10, seq: 10 })]),
      { type: 'message_kept', message: messageOf({ id: 12, seq: 12 }) },
      received(11),
      received(12),
    );
    expect(seqs(state)).toEqual([9, 10, 11, 12]);
  });

  it('applies what happens during a fetch to its result', () => {
    const old = messageOf({ id: 10, seq: 10, text: 'old' });
    const state = after(
      snapshotOf(),
      { type: 'page_requested', conversation: 'channel:1', side: 'latest' },
      event({ name: 'message_updated', data: { stream: 'channel', channelId: 1, seq: 11, message: { ...old, text: 'new', editedAt: 1 } } }),
      received(12),
      page([old]),
    );
    expect(state.timelines['channel:1']?.messages.map(({ text }) => text)).toEqual(['new', 'hello']);
  });

  it('does not append live messages to a run that ends in the past', () => {
    const state = after(snapshotOf(), page([messageOf({ id: 3, seq: 3 })], true, true), received(11));
    expect(seqs(state)).toEqual([3]);
    expect(state.channels[1]?.unreadCount).toBe(1);
  });

  it('joins older and newer pages', () => {
    const older: Action = {
      type: 'page_received',
      conversation: 'channel:1',
      side: 'before',
      page: { items: [messageOf({ id: 1, seq: 1 }), messageOf({ id: 2, seq: 2 })], hasBefore: false, hasAfter: true },
    };
    const state = after(snapshotOf(), page([messageOf({ id: 10, seq: 10 })], true), older);
    expect(seqs(state)).toEqual([1, 2, 10]);
    expect(state.timelines['channel:1']).toMatchObject({ hasBefore: false, hasAfter: false });
  });

  it('keeps a reaction of one\'s own that the answer to an edit does not name', () => {
    const users = Array.from({ length: 20 }, (_, index) => `user${index}`);
    const known = messageOf({ id: 10, seq: 10, reactions: [{ emoji: '👍', users: [...users, 'alice'], count: 21 }] });
    const message = messageOf({ id: 10, seq: 10, text: 'edited', reactions: [{ emoji: '👍', users, count: 21 }] });
    const state = after(snapshotOf(), page([known]), { type: 'message_quoted', message: known }, { type: 'message_kept', message });
    for (const shown of [state.timelines['channel:1']?.messages[0], state.quoted[10]]) {
      expect(shown?.text).toBe('edited');
      expect(shown?.reactions[0]?.users).toContain('alice');
    }
  });

  it('forgets what was quoted unless the missed events follow', () => {
    const quoted: Action = { type: 'message_quoted', message: messageOf({ id: 3, seq: 3 }) };
    expect(after(snapshotOf(), quoted, snapshotOf({ resumed: true })).quoted[3]).toBeDefined();
    expect(after(snapshotOf(), quoted, snapshotOf()).quoted[3]).toBeUndefined();
  });

  it('turns a deleted message into a tombstone, and reacts to reactions once', () => {
    const reacted: ServerEvent = {
      name: 'reaction_added',
      data: { stream: 'channel', channelId: 1, seq: 11, messageId: 10, user: 'bob', emoji: '👍', count: 1 },
    };
    const state = after(snapshotOf(), page([messageOf({ id: 10, seq: 10 })]), event(reacted), event(reacted));
    expect(state.timelines['channel:1']?.messages[0]?.reactions).toEqual([{ emoji: '👍', users: ['bob'], count: 1 }]);
    const deleted = CHAT.reduce(
      state,
      event({ name: 'message_deleted', data: { stream: 'channel', channelId: 1, seq: 12, messageId: 10, user: 'bob', deletedAt: 5 } }),
    );
    expect(deleted.timelines['channel:1']?.messages[0]).toMatchObject({ text: '', reactions: [] });
    expect(deleted.timelines['channel:1']?.messages[0]?.deletedAt).not.toBeNull();
  });

  it('ends with the same state in whatever way an edit and a deletion arrive', () => {
    const original = messageOf({ id: 10, seq: 10 });
    const edit = event({ name: 'message_updated', data: { stream: 'channel', channelId: 1, seq: 11, message: { ...original, text: 'b' } } });
    const remove = event({ name: 'message_deleted', data: { stream: 'channel', channelId: 1, seq: 12, messageId: 10, user: 'bob', deletedAt: 5 } });
    const live = after(snapshotOf(), page([original]), edit, remove);
    const fetched = after(
      snapshotOf(),
      { type: 'page_requested', conversation: 'channel:1', side: 'latest' },
      edit,
      remove,
      page([original]),
    );
    expect(fetched.timelines['channel:1']?.messages).toEqual(live.timelines['channel:1']?.messages);
  });
});

describe('membership', () => {
  it('forgets a channel that the user was removed from', () => {
    const state = after(
      snapshotOf(),
      page([messageOf({ seq: 10 })]),
      event({ name: 'user_left', data: { stream: 'channel', channelId: 1, seq: 11, user: 'alice', by: 'bob', memberCount: 2, channel: label } }),
    );
    expect(state.channels[1]).toBeUndefined();
    expect(state.timelines['channel:1']).toBeUndefined();
    expect(CHAT.reduce(state, received(12))).toBe(state);
  });

  it('no longer names who left a group', () => {
    const group = channelOf({ type: 'direct', name: '', group: true, memberCount: 3, members: ['alice', 'bob', 'eve'] });
    const state = after(
      snapshotOf({ channels: [group] }),
      event({ name: 'user_left', data: { stream: 'channel', channelId: 1, seq: 11, user: 'bob', by: 'bob', memberCount: 2, channel: { id: 1, name: '', type: 'direct' } } }),
    );
    expect(state.channels[1]).toMatchObject({ members: ['alice', 'eve'], memberCount: 2, group: true });
  });

  it('ignores events of channels that the user is not in', () => {
    const state = after(snapshotOf({ channels: [] }));
    expect(CHAT.reduce(state, received(1))).toBe(state);
  });

  it('learns a channel joined on another device', () => {
    const joined = channelOf({ id: 2, seq: 5, name: 'second' });
    const state = after(snapshotOf(), event({ name: 'channel_joined', data: { stream: 'user', seq: 1, channelId: 2, channel: joined } }));
    expect(state.channels[2]?.name).toBe('second');
    expect(state.positions[2]).toBe(5);
  });
});

describe('the settings of a channel', () => {
  const limited = channelOf({ seq: 10, history: 'since_joining', historyAfter: 4, hiddenUntil: 9 });
  const settings = (change: Partial<ChannelView>): ChannelView => {
    const channel = channelOf({ ...change, seq: 11 });
    return after(snapshotOf({ channels: [limited] }), event({ name: 'channel_updated', data: { stream: 'channel', seq: 11, channelId: 1, channel } })).channels[1] as ChannelView;
  };

  it('no longer hide what an update says nothing of', () => {
    const { hiddenUntil, historyAfter } = settings({ history: 'all' });
    expect([hiddenUntil, historyAfter]).toEqual([undefined, 4]);
  });
});

describe('selectors', () => {
  it('name a direct conversation after the others in it', () => {
    const direct = channelOf({ type: 'direct', name: '', members: ['alice', 'bob', 'eve'] });
    expect(titleOf(direct, { people: { bob: personOf('bob') }, me: personOf('alice') }, 'Notes')).toBe('Bob, eve');
    const alone = channelOf({ type: 'direct', members: ['alice'] });
    expect(titleOf(alone, { people: {}, me: personOf('alice') }, 'Notes')).toBe('Notes');
    expect(titleOf({ ...alone, group: true }, { people: {}, me: personOf('alice') }, 'Notes')).toBe('alice');
  });

  it('say why the user may not write', () => {
    expect(postingRight(channelOf(), [])).toBe('allowed');
    expect(postingRight(channelOf({ role: null }), [])).toBe('not_member');
    expect(postingRight(channelOf({ active: false }), [])).toBe('archived');
    expect(postingRight(channelOf({ active: false, role: null }), [])).toBe('archived');
    expect(postingRight(channelOf({ readOnly: true }), [])).toBe('read_only');
    expect(postingRight(channelOf({ readOnly: true, role: 'admin' }), [])).toBe('allowed');
    expect(postingRight(channelOf({ canPost: false }), [])).toBe('silenced');
  });

  it('hide an unconfirmed message that has arrived as an event already', () => {
    const outgoing: Action = {
      type: 'outgoing_changed',
      outgoing: [
        { clientId: 'c', channelId: 1, conversation: 'channel:1', text: 'x', replyToId: null, createdAt: 0, status: 'sending', error: null },
      ],
    };
    const waiting = after(snapshotOf(), page([]), outgoing);
    expect(outgoingOf(waiting, 'channel:1')).toHaveLength(1);
    expect(outgoingOf(CHAT.reduce(waiting, received(11, { clientId: 'c' })), 'channel:1')).toHaveLength(0);
  });
});

describe('time', () => {
  it('knows how far this clock is off', () => {
    expect(after(snapshotOf({ serverTime: 3_601_000 })).clockOffsetMs).toBe(3_600_000);
  });

  it('remembers when the line was lost as the last time of being in step', () => {
    const online = after({ type: 'phase_changed', phase: { name: 'online' }, at: 5 }, snapshotOf());
    const lost = CHAT.reduce(online, { type: 'phase_changed', phase: { name: 'waiting', attempt: 1, retryInMs: 1 }, at: 77 });
    expect(lost.lastSyncAt).toBe(77);
  });
});
