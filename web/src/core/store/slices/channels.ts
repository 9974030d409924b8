// The conversations: their settings, and what is unread in them.

import { isChannelEvent, type ChannelEvent, type ServerEvent } from '../../protocol/events';
import type { ChannelView, Message, ReadReply, Snapshot } from '../../protocol/generated';
import type { Action } from '../actions';
import { changeMessage, isOnlyInThread } from '../timeline';
import { without, type Slice } from '../slice';
import { departure, type AccountState } from './account';

export interface ChannelsState {
  readonly channels: Readonly<Record<number, ChannelView>>;
  /** Up to which event of each channel the server has counted what is unread; later ones are counted here. */
  readonly counted: Readonly<Record<number, number>>;
  /** The position of each channel at which the server last said whether it is hidden: later messages show it. */
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
      case 'channel_learned':
        return learned(state, action.channel);
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
  // Channels looked at without being in them: no snapshot mentions those.
  const previewed = Object.values(state.channels).filter(({ role }) => role === null);
  const joined = snapshot.channels.map((channel) => withLastMessage(channel, state.channels[channel.id]));
  return {
    channels: Object.fromEntries([...previewed, ...joined].map((channel) => [channel.id, channel])),
    counted: Object.fromEntries(joined.map(({ id, seq }) => [id, seq])),
    hiddenAt: Object.fromEntries(joined.map(({ id, seq }) => [id, seq])),
  };
}

/** The server leaves out of long lists what the client may have. */
function withLastMessage(channel: ChannelView, known: ChannelView | undefined): ChannelView {
  const lastMessage = channel.lastMessage ?? known?.lastMessage;
  return lastMessage ? { ...channel, lastMessage } : channel;
}

function learned(state: Reads, channel: ChannelView): Partial<ChannelsState> {
  const known = state.channels[channel.id];
  // Fetched while it went on: what is here is newer.
  if (known !== undefined && known.role !== null && known.seq > channel.seq) return changed(state, { ...channel, ...known });
  return { ...changed(state, channel), counted: { ...state.counted, [channel.id]: channel.seq } };
}

function changed(state: Reads, channel: ChannelView): Pick<ChannelsState, 'channels'> {
  return { channels: { ...state.channels, [channel.id]: channel } };
}

function happened(state: Reads, event: ServerEvent): Partial<ChannelsState> | null {
  if (isChannelEvent(event)) {
    const channel = state.channels[event.data.channelId];
    return channel === undefined ? null : changed(state, changeChannel(state, channel, event));
  }
  switch (event.name) {
    case 'channel_joined': {
      const { channel, channelId } = event.data;
      if (channel === undefined) return null;
      const joined = withLastMessage(channel, state.channels[channelId]);
      return { ...changed(state, joined), counted: { ...state.counted, [channelId]: channel.seq } };
    }
    case 'read_updated':
      return withRead(state, event.data);
    case 'preferences_updated': {
      const { channelId, muted, pinned, hidden, channelSeq } = event.data;
      const channel = state.channels[channelId];
      if (channel === undefined) return null;
      return { ...changed(state, { ...channel, muted, pinned, hidden }), hiddenAt: { ...state.hiddenAt, [channelId]: channelSeq } };
    }
    case 'notification': {
      const { channelId, messageSeq, threadId } = event.data;
      if (threadId !== undefined) return null;
      const channel = state.channels[channelId];
      if (channel === undefined || messageSeq <= channel.lastReadSeq) return null;
      if (messageSeq <= (state.counted[channelId] ?? 0)) return null;
      return changed(state, { ...channel, mentionCount: Math.min(UNREAD_CAP, channel.mentionCount + 1) });
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
      // It is nobody's: it counts for nothing.
      if (message.type === 'system' || isOnlyInThread(message)) return { ...channel, seq };
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
      // For the user themselves it is a change of role: they are in the channel already.
      const own = event.name === 'user_joined' && event.data.user === state.me?.username;
      return { ...channel, seq, memberCount, ...(own && { role: event.data.role }) };
    }
    case 'channel_updated':
      return { ...channel, ...event.data.channel, seq };
    default: {
      const { lastMessage } = channel;
      return { ...channel, seq, ...(lastMessage && { lastMessage: changeMessage(lastMessage, event) }) };
    }
  }
}

/** Whoever writes, on whichever device, has read what stands above. */
function countMessage(channel: ChannelView, message: Message, me: string | undefined): Partial<ChannelView> {
  if (message.userId === me) return { lastReadSeq: message.seq, unreadCount: 0, mentionCount: 0 };
  return { unreadCount: Math.min(UNREAD_CAP, channel.unreadCount + 1) };
}

/** Another read position in a channel, and what is left unread there. */
function withRead(state: Reads, read: ReadReply): Partial<ChannelsState> {
  const { channelId, lastReadSeq, unreadCount, mentionCount, countedSeq } = read;
  const counted = { ...state.counted, [channelId]: countedSeq };
  const channel = state.channels[channelId];
  if (channel === undefined) return { counted };
  return { counted, ...changed(state, { ...channel, lastReadSeq, unreadCount, mentionCount }) };
}
