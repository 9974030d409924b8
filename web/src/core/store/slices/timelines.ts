// The loaded messages of each conversation.

import type { ErrorCode } from '../../protocol/errors';
import { isMessageEvent, type MessageEvent, type ServerEvent } from '../../protocol/events';
import type { Message, Snapshot } from '../../protocol/generated';
import type { Action } from '../actions';
import { channelIdOf, channelKey, isThreadKey, threadKey, type ConversationKey } from '../conversation';
import { applyEvent, applyPage, EMPTY_TIMELINE, isOnlyInThread, keepMessage, type Timeline } from '../timeline';
import type { Slice } from '../slice';
import { departure, type AccountState } from './account';
import type { ChannelsState } from './channels';
import type { StreamsState } from './streams';

export interface TimelinesState {
  readonly timelines: Readonly<Record<ConversationKey, Timeline>>;
}

type Reads = AccountState & ChannelsState & StreamsState;

export const timelines: Slice<TimelinesState, Reads, Action> = {
  initial: { timelines: {} },
  reduce(state, action) {
    const left = departure(action, state);
    if (left !== null) return { timelines: outside(state.timelines, left) };
    switch (action.type) {
      case 'page_requested':
        return changed(state, action.conversation, (timeline) => ({ ...timeline, loading: action.side, error: null, threadAt: null, late: [] }));
      case 'page_received':
        return changed(state, action.conversation, (timeline) => applyPage(timeline, action.side, action.page));
      case 'page_refused':
        return changed(state, action.conversation, (timeline) => refused(timeline, action.error));
      case 'message_kept':
        return loadedChanged(state, homesOf(action.message), (timeline) => keepMessage(timeline, action.message));
      case 'snapshot_received':
        return { timelines: afterLogin(state, action.snapshot) };
      case 'event_received':
        return happened(state, action.event);
      default:
        return null;
    }
  },
};

/** The lists that a message stands in. */
function homesOf(message: Message): ConversationKey[] {
  const { channelId, threadId } = message;
  return [...(isOnlyInThread(message) ? [] : [channelKey(channelId)]), ...(threadId === undefined ? [] : [threadKey(threadId)])];
}

/** The lists that an event may change: it names the message, not the threads that this stands in. */
function concerned({ timelines: all }: TimelinesState, event: MessageEvent): ConversationKey[] {
  if (event.name === 'message_received') return homesOf(event.data.message);
  return [channelKey(event.data.channelId), ...(Object.keys(all) as ConversationKey[]).filter(isThreadKey)];
}

/** The channel that a list belongs to; not known of a thread without loaded replies. */
function channelOf(key: ConversationKey, timeline: Timeline): number | undefined {
  return isThreadKey(key) ? timeline.messages[0]?.channelId : channelIdOf(key);
}

/** Without the lists of a channel. */
function outside(all: TimelinesState['timelines'], channelId: number): TimelinesState['timelines'] {
  return Object.fromEntries(Object.entries(all).filter(([key, timeline]) => channelOf(key as ConversationKey, timeline) !== channelId));
}

/** Changes those of these lists that are loaded. */
function loadedChanged(state: TimelinesState, conversations: readonly ConversationKey[], change: (timeline: Timeline) => Timeline): TimelinesState | null {
  const changes = conversations.flatMap((conversation) => {
    const before = state.timelines[conversation];
    const after = before && change(before);
    return after === before ? [] : [[conversation, after]];
  });
  return changes.length === 0 ? null : { timelines: { ...state.timelines, ...Object.fromEntries(changes) } };
}

function changed(state: TimelinesState, conversation: ConversationKey, change: (timeline: Timeline) => Timeline): TimelinesState | null {
  const before = state.timelines[conversation];
  const timeline = change(before ?? EMPTY_TIMELINE);
  return timeline === before ? null : { timelines: { ...state.timelines, [conversation]: timeline } };
}

function refused(timeline: Timeline, code: ErrorCode): Timeline {
  return { ...timeline, loading: null, error: { code, side: timeline.loading ?? 'latest' }, late: [] };
}

function happened(state: TimelinesState & Reads, event: ServerEvent): TimelinesState | null {
  if (isMessageEvent(event)) return loadedChanged(state, concerned(state, event), (timeline) => applyEvent(timeline, event));
  if (event.name !== 'channel_joined' || event.data.channel === undefined) return null;
  // A non-member received no events after loading these.
  const { channelId } = event.data;
  return state.positions[channelId] === undefined ? loadedChanged(state, [channelKey(channelId)], (timeline) => ({ ...timeline, stale: true })) : null;
}

/** Keeps the channels that the user may still see. Those that the server does not resume are marked stale. */
function afterLogin(state: TimelinesState & Reads, { channels, resumed }: Snapshot): TimelinesState['timelines'] {
  const joined = new Set(channels.map(({ id }) => id));
  const kept = Object.entries(state.timelines)
    .flatMap(([key, timeline]) => {
      const id = channelOf(key as ConversationKey, timeline);
      if (id === undefined || !(joined.has(id) || state.channels[id]?.role === null)) return [];
      const whole = resumed && state.positions[id] !== undefined;
      return [[key, whole ? timeline : { ...timeline, stale: true }] as const];
    });
  return Object.fromEntries(kept);
}
