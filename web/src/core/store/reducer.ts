// How the state answers each action. Pure: time comes with the action.

import type { Message } from '../protocol/generated';
import type { Action } from './actions';
import { channelKey, type ConversationKey } from './conversation';
import { applyServerEvent, withoutChannel, withRead } from './events';
import { applySnapshot } from './snapshot';
import { EMPTY_TIMELINE, INITIAL_STATE, type ChatState, type Timeline } from './state';
import { applyPage, edited, keepMessage } from './timeline';

export function reduce(state: ChatState, action: Action): ChatState {
  switch (action.type) {
    case 'phase_changed':
      return { ...state, phase: action.phase, lastSyncAt: syncedAt(state, action.at) };
    case 'hello_received':
      return { ...state, limits: action.hello.limits, build: action.hello.build };
    case 'snapshot_received':
      return applySnapshot(state, action.snapshot, action.at);
    case 'event_received':
      return applyServerEvent(state, action.event, action.at);
    case 'page_requested':
      return withTimeline(state, action.conversation, (timeline) => ({
        ...timeline,
        loading: action.side,
        error: null,
        late: [],
      }));
    case 'page_received':
      return withTimeline(state, action.conversation, (timeline) =>
        applyPage(timeline, action.side, action.page),
      );
    case 'page_refused':
      return withTimeline(state, action.conversation, (timeline) => ({
        ...timeline,
        loading: null,
        error: { code: action.error, side: timeline.loading ?? 'latest' },
        late: [],
      }));
    case 'message_kept':
      return keep(state, action.message);
    case 'message_quoted':
      return { ...state, quoted: { ...state.quoted, [action.message.id]: action.message } };
    case 'channel_learned': {
      const { channel } = action;
      const position = state.positions[channel.id];
      // A channel that is only looked at has no stream: nothing of it arrives.
      const positions =
        channel.role === null || position !== undefined
          ? state.positions
          : { ...state.positions, [channel.id]: channel.seq };
      const known = state.channels[channel.id];
      const learned = { ...state, positions, channels: { ...state.channels, [channel.id]: channel } };
      // Fetched while it went on: what is here is newer.
      if (known !== undefined && known.role !== null && known.seq > channel.seq) {
        return { ...learned, channels: { ...state.channels, [channel.id]: { ...channel, ...known } } };
      }
      return { ...learned, counted: { ...state.counted, [channel.id]: channel.seq } };
    }
    case 'channel_forgotten':
      return withoutChannel(state, action.channelId);
    case 'read_moved':
      return withRead(state, action.read);
    case 'people_learned': {
      const learned = action.people.map((person) => [person.username, person] as const);
      return { ...state, people: { ...state.people, ...Object.fromEntries(learned) } };
    }
    case 'presence_learned':
      return { ...state, presence: { ...state.presence, ...action.presence } };
    case 'typing_expired':
      return { ...state, typing: unexpired(state.typing, action.at) };
    case 'outgoing_changed':
      return { ...state, outgoing: action.outgoing };
    case 'signed_out':
      return { ...INITIAL_STATE, phase: state.phase };
  }
}

/** Up to the moment the line is lost the state equals the server's. */
function syncedAt(state: ChatState, at: number): number | null {
  return state.phase.name === 'online' ? at : state.lastSyncAt;
}

function keep(state: ChatState, message: Message): ChatState {
  const conversation = channelKey(message.channelId);
  const timeline = state.timelines[conversation];
  const known = state.quoted[message.id];
  const quoted = known === undefined ? state.quoted : { ...state.quoted, [message.id]: edited(known, message) };
  if (timeline === undefined) return { ...state, quoted };
  const kept = keepMessage(timeline, message);
  return { ...state, quoted, timelines: { ...state.timelines, [conversation]: kept } };
}

function withTimeline(
  state: ChatState,
  conversation: ConversationKey,
  change: (timeline: Timeline) => Timeline,
): ChatState {
  const timeline = change(state.timelines[conversation] ?? EMPTY_TIMELINE);
  return { ...state, timelines: { ...state.timelines, [conversation]: timeline } };
}

function unexpired(typing: ChatState['typing'], at: number): ChatState['typing'] {
  const conversations = Object.entries(typing)
    .map(([conversation, users]) => {
      const active = Object.entries(users).filter(([, until]) => until > at);
      return [conversation, Object.fromEntries(active)] as const;
    })
    .filter(([, users]) => Object.keys(users).length > 0);
  return Object.fromEntries(conversations);
}
