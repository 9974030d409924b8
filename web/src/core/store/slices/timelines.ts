// The loaded messages of each conversation.

import type { ErrorCode } from '../../protocol/errors';
import { isChannelEvent, type ServerEvent } from '../../protocol/events';
import type { Snapshot } from '../../protocol/generated';
import type { Action } from '../actions';
import { channelIdOf, channelKey, type ConversationKey } from '../conversation';
import { applyEvent, applyPage, EMPTY_TIMELINE, keepMessage, type Timeline } from '../timeline';
import { without, type Slice } from '../slice';
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
    if (left !== null) return { timelines: without(state.timelines, channelKey(left)) };
    switch (action.type) {
      case 'page_requested':
        return changed(state, action.conversation, (timeline) => ({ ...timeline, loading: action.side, error: null, late: [] }));
      case 'page_received':
        return changed(state, action.conversation, (timeline) => applyPage(timeline, action.side, action.page));
      case 'page_refused':
        return changed(state, action.conversation, (timeline) => refused(timeline, action.error));
      case 'message_kept': {
        const conversation = channelKey(action.message.channelId);
        return has(state, conversation) ? changed(state, conversation, (timeline) => keepMessage(timeline, action.message)) : null;
      }
      case 'snapshot_received':
        return { timelines: afterLogin(state, action.snapshot) };
      case 'event_received':
        return happened(state, action.event);
      default:
        return null;
    }
  },
};

function has({ timelines: all }: TimelinesState, conversation: ConversationKey): boolean {
  return all[conversation] !== undefined;
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
  if (isChannelEvent(event)) {
    const conversation = channelKey(event.data.channelId);
    return has(state, conversation) ? changed(state, conversation, (timeline) => applyEvent(timeline, event)) : null;
  }
  if (event.name !== 'channel_joined' || event.data.channel === undefined) return null;
  // A non-member received no events after loading these.
  const { channelId } = event.data;
  const conversation = channelKey(channelId);
  const visited = has(state, conversation) && state.positions[channelId] === undefined;
  return visited ? changed(state, conversation, (timeline) => ({ ...timeline, stale: true })) : null;
}

/** Keeps the channels that the user may still see. Those that the server does not resume are marked stale. */
function afterLogin(state: TimelinesState & Reads, { channels, resumed }: Snapshot): TimelinesState['timelines'] {
  const joined = new Set(channels.map(({ id }) => id));
  const kept = Object.entries(state.timelines)
    .map(([key, timeline]) => ({ key, timeline, id: channelIdOf(key as ConversationKey) }))
    .filter(({ id }) => joined.has(id) || state.channels[id]?.role === null)
    .map(({ key, timeline, id }) => {
      const whole = resumed && state.positions[id] !== undefined;
      return [key, whole ? timeline : { ...timeline, stale: true }] as const;
    });
  return Object.fromEntries(kept);
}
