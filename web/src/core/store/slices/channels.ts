// The conversations: their settings and unread counts.

import { isChannelEvent, type ChannelEvent, type ServerEvent } from '../../protocol/events';
import type { ChannelView, Message, ReadReply, Snapshot } from '../../protocol/generated';
import type { Action } from '../actions';
import { changeMessage, isOnlyInThread } from '../timeline';
import { without, type Slice } from '../slice';
import { departure, type AccountState } from './account';

export interface ChannelsState {
  readonly channels: Readonly<Record<number, ChannelView>>;
  /** The event of each channel up to which the server has counted unread messages; later ones are counted here. */
  readonly counted: Readonly<Record<number, number>>;
  /** The position of each channel when the server last sent whether it is hidden. Later messages show it again. */
  readonly hiddenAt: Readonly<Record<number, number>>;
}

/** Unread counters stop here and show as "99+". */
export const UNREAD_CAP = 100;

type Reads = ChannelsState & AccountState;

export const channels: Slice<ChannelsState, AccountState, Action> = {
  initial: { channels: {}, counted: {}, hiddenAt: {} },
  reduce(state, action) {
    const left = departure(action, state);
    if (left !== null) return { channels: without(state.channels, left), counted: without(state.counted, left), hiddenAt: without(state.hiddenAt, left) };
    switch (action.type) {
      case 'snapshot_received':
        return listed(state, action.snapshot);
      case 'read_moved':
        return withRead(state, action.read);
      case 'event_received':
        return happened(state, action.event);
      default:
        return null;
    }
  },
};

function listed(state: Reads, snapshot: Snapshot): ChannelsState {
  // Channels that the user looks at without being a member are not in snapshots.
  const previewed = Object.values(state.channels).filter(({ role }) => role === null);
  const joined = snapshot.channels.map((channel) => withLastMessage(channel, state.channels[channel.id]));
  return {
    channels: Object.fromEntries([...previewed, ...joined].map((channel) => [channel.id, channel])),
    counted: Object.fromEntries(joined.map(({ id, seq }) => [id, seq])),
    hiddenAt: Object.fromEntries(joined.map(({ id, seq }) => [id, seq])),
  };
}

/** The server leaves out of long lists what the client may already have. */
function withLastMessage(channel: ChannelView, known: ChannelView | undefined): ChannelView {
  const lastMessage = channel.lastMessage ?? known?.lastMessage;
  return lastMessage ? { ...channel, lastMessage } : channel;
}

/** Replaces one conversation. */
export function withChannel(state: Pick<ChannelsState, 'channels'>, channel: ChannelView): Pick<ChannelsState, 'channels'> {
  return { channels: { ...state.channels, [channel.id]: channel } };
}

function happened(state: Reads, event: ServerEvent): Partial<ChannelsState> | null {
  if (isChannelEvent(event)) {
    const channel = state.channels[event.data.channelId];
    return channel === undefined ? null : withChannel(state, changeChannel(state, channel, event));
  }
  switch (event.name) {
    case 'channel_joined': {
      const { channel, channelId } = event.data;
      if (channel === undefined) return null;
      const known = state.channels[channelId];
      // A call is not part of the event.
      const joined = { ...withLastMessage(channel, known), ...(known?.call && { call: known.call }) };
      return { ...withChannel(state, joined), counted: { ...state.counted, [channelId]: channel.seq } };
    }
    case 'read_updated':
      return withRead(state, event.data);
    case 'preferences_updated': {
      if (!('channelId' in event.data)) return null;
      const { channelId, muted, mutedUntil, pinned, hidden, notify, channelSeq } = event.data;
      const channel = state.channels[channelId];
      if (channel === undefined) return null;
      return { ...withChannel(state, { ...channel, muted, mutedUntil, pinned, hidden, notify }), hiddenAt: { ...state.hiddenAt, [channelId]: channelSeq } };
    }
    case 'notification': {
      const { kind, channelId = 0, messageSeq = 0, threadId } = event.data;
      if (kind !== 'mention' || threadId !== undefined) return null;
      const channel = state.channels[channelId];
      if (channel === undefined || messageSeq <= channel.lastReadSeq) return null;
      if (messageSeq <= (state.counted[channelId] ?? 0)) return null;
      return withChannel(state, { ...channel, mentionCount: Math.min(UNREAD_CAP, channel.mentionCount + 1) });
    }
    default:
      return null;
  }
}

function changeChannel(state: Reads, channel: ChannelView, event: ChannelEvent): ChannelView {
  const counted = event.data.seq <= (state.counted[channel.id] ?? 0);
  const seq = Math.max(channel.seq, event.data.seq);
  switch (event.name) {
    case 'message_received': {
      const { message } = event.data;
      if (isOnlyInThread(message)) return { ...channel, seq };
      // System messages have no author and are not counted. A call is activity all the same.
      if (message.type === 'system') return { ...channel, seq, ...(message.system?.event.includes('call') && { lastMessageAt: message.createdAt }) };
      return {
        ...channel,
        ...(counted ? {} : countMessage(channel, message, state.me?.username)),
        seq,
        hidden: channel.hidden && event.data.seq <= (state.hiddenAt[channel.id] ?? 0),
        lastMessage: message,
        lastMessageAt: message.createdAt,
      };
    }
    case 'user_joined':
    case 'user_left': {
      const { memberCount } = event.data;
      // For the user themselves this is a change of role: they are already a member.
      const own = event.name === 'user_joined' && event.data.user === state.me?.username;
      // Whoever left is no longer named in a group.
      const members = event.name === 'user_left' ? channel.members.filter((member) => member !== event.data.user) : channel.members;
      return { ...channel, seq, memberCount, members, ...(own && { role: event.data.role }) };
    }
    case 'channel_updated':
      // Absent where nothing is hidden any more.
      return { ...channel, ...event.data.channel, hiddenUntil: event.data.channel.hiddenUntil, seq } as ChannelView;
    default: {
      const { lastMessage } = channel;
      return { ...channel, seq, ...(lastMessage && { lastMessage: changeMessage(lastMessage, event) }) };
    }
  }
}

/** A user who writes, on any device, has read the messages before. */
function countMessage(channel: ChannelView, message: Message, me: string | undefined): Partial<ChannelView> {
  if (message.userId === me) return { lastReadSeq: message.seq, unreadCount: 0, mentionCount: 0 };
  return { unreadCount: Math.min(UNREAD_CAP, channel.unreadCount + 1) };
}

/** Applies a new read position of a channel and its unread counts. */
function withRead(state: Reads, read: ReadReply): Partial<ChannelsState> {
  const { channelId, lastReadSeq, unreadCount, mentionCount, countedSeq } = read;
  const counted = { ...state.counted, [channelId]: countedSeq };
  const channel = state.channels[channelId];
  if (channel === undefined) return { counted };
  return { counted, ...withChannel(state, { ...channel, lastReadSeq, unreadCount, mentionCount }) };
}
