// What each event of the server does to the state. An event seen before does nothing.

import { isChannelEvent, isUserEvent, type ChannelEvent, type ServerEvent, type UserEvent } from '../protocol/events';
import type { ChannelView, Message, ReadReply } from '../protocol/generated';
import { channelKey, type ConversationKey } from './conversation';
import { placeOf } from './order';
import { UNREAD_CAP, type ChatState } from './state';
import { applyEvent, changeMessage, subjectOf } from './timeline';

/** How long "is typing" holds without being said again. */
export const TYPING_LASTS_MS = 6000;

export function applyServerEvent(state: ChatState, event: ServerEvent, at: number): ChatState {
  if (placeOf(state, event) === 'seen') return state;
  if (isChannelEvent(event)) return applyChannelEvent(state, event);
  if (isUserEvent(event)) return applyUserEvent({ ...state, userSeq: event.data.seq }, event);
  switch (event.name) {
    case 'user_typing':
      return withTyping(state, channelKey(event.data.channelId), event.data.user, event.data.typing, at);
    case 'presence_updated': {
      const { user, ...presence } = event.data;
      return { ...state, presence: { ...state.presence, [user]: presence } };
    }
    case 'presence_changed':
      return { ...state, presence: { ...state.presence, ...event.data.presence } };
    case 'account_updated':
      return { ...state, me: event.data.user, permissions: event.data.permissions };
    case 'resumed':
      return { ...state, lastSyncAt: at };
    default:
      return state;
  }
}

/** The state without a channel that the user is no longer in. */
export function withoutChannel(state: ChatState, channelId: number): ChatState {
  const conversation = channelKey(channelId);
  return {
    ...state,
    channels: without(state.channels, channelId),
    positions: without(state.positions, channelId),
    counted: without(state.counted, channelId),
    timelines: without(state.timelines, conversation),
    typing: without(state.typing, conversation),
  };
}

function applyChannelEvent(state: ChatState, event: ChannelEvent): ChatState {
  const { channelId, seq } = event.data;
  const channel = state.channels[channelId];
  const conversation = channelKey(channelId);
  const timeline = state.timelines[conversation];
  const positions = { ...state.positions, [channelId]: seq };
  if (channel === undefined) return { ...state, positions };
  if (event.name === 'user_left' && event.data.user === state.me?.username) {
    return withoutChannel(state, channelId);
  }
  const next: ChatState = {
    ...state,
    positions,
    channels: { ...state.channels, [channelId]: changeChannel(state, channel, event) },
    timelines:
      timeline === undefined
        ? state.timelines
        : { ...state.timelines, [conversation]: applyEvent(timeline, event) },
    quoted: changeQuoted(state.quoted, event),
  };
  if (event.name !== 'message_received') return next;
  return withTyping(next, conversation, event.data.message.userId, false, 0);
}

function changeChannel(state: ChatState, channel: ChannelView, event: ChannelEvent): ChannelView {
  const counted = event.data.seq <= (state.counted[channel.id] ?? 0);
  const seq = Math.max(channel.seq, event.data.seq);
  switch (event.name) {
    case 'message_received': {
      const { message } = event.data;
      return {
        ...channel,
        ...(counted ? {} : countMessage(channel, message, state.me?.username)),
        seq,
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

function applyUserEvent(state: ChatState, event: UserEvent): ChatState {
  switch (event.name) {
    case 'channel_joined': {
      const { channel, channelId } = event.data;
      if (channel === undefined) return state;
      const known = state.channels[channelId];
      const position = state.positions[channelId] ?? channel.seq;
      const lastMessage = channel.lastMessage ?? known?.lastMessage;
      const joined = lastMessage ? { ...channel, lastMessage } : channel;
      // What was loaded as a visitor had no events since.
      const conversation = channelKey(channelId);
      const timeline = state.timelines[conversation];
      const visited = timeline !== undefined && state.positions[channelId] === undefined;
      return {
        ...state,
        channels: { ...state.channels, [channelId]: joined },
        positions: { ...state.positions, [channelId]: position },
        counted: { ...state.counted, [channelId]: channel.seq },
        timelines: visited
          ? { ...state.timelines, [conversation]: { ...timeline, stale: true } }
          : state.timelines,
      };
    }
    case 'channel_left':
      return withoutChannel(state, event.data.channelId);
    case 'read_updated':
      return withRead(state, event.data);
    case 'notification': {
      const { channelId, messageSeq } = event.data;
      const channel = state.channels[channelId];
      if (channel === undefined || messageSeq <= channel.lastReadSeq) return state;
      if (messageSeq <= (state.counted[channelId] ?? 0)) return state;
      const mentionCount = Math.min(UNREAD_CAP, channel.mentionCount + 1);
      return withChannel(state, channel.id, { mentionCount });
    }
    default:
      // A name that this client does not know: its position is all there is to take.
      return state;
  }
}

/** The state with another read position in a channel, and what is left unread there. */
export function withRead(state: ChatState, read: ReadReply): ChatState {
  const { channelId, lastReadSeq, unreadCount, mentionCount, countedSeq } = read;
  const counted = { ...state.counted, [channelId]: countedSeq };
  return withChannel({ ...state, counted }, channelId, { lastReadSeq, unreadCount, mentionCount });
}

function withChannel(state: ChatState, channelId: number, change: Partial<ChannelView>): ChatState {
  const channel = state.channels[channelId];
  if (channel === undefined) return state;
  return { ...state, channels: { ...state.channels, [channelId]: { ...channel, ...change } } };
}

function changeQuoted(quoted: ChatState['quoted'], event: ChannelEvent): ChatState['quoted'] {
  const id = subjectOf(event);
  const message = id === null ? undefined : quoted[id];
  if (id === null || message === undefined) return quoted;
  return { ...quoted, [id]: changeMessage(message, event) };
}

function withTyping(
  state: ChatState,
  conversation: ConversationKey,
  user: string,
  typing: boolean,
  at: number,
): ChatState {
  const users = state.typing[conversation] ?? {};
  if (!typing && users[user] === undefined) return state;
  if (user === state.me?.username) return state;
  const others = typing ? { ...users, [user]: at + TYPING_LASTS_MS } : without(users, user);
  return { ...state, typing: { ...state.typing, [conversation]: others } };
}

function without<V>(record: Readonly<Record<string, V>>, key: string | number): Record<string, V> {
  const { [String(key)]: _dropped, ...rest } = record;
  return rest;
}
