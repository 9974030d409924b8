// How much of what the user was notified of is unread, and the preferences that decide what they are notified of.

import type { ServerEvent } from '../../protocol/events';
import type { ChannelView, Notification, Preferences } from '../../protocol/generated';
import type { Action } from '../actions';
import { badgeOf } from '../selectors';
import type { Slice } from '../slice';
import { UNREAD_CAP } from './channels';

/** A message of a channel with one of the user's keywords. */
export interface KeywordHit {
  /** The position of its notification. */
  readonly seq: number;
  readonly channelId: number;
  readonly messageSeq: number;
}

export interface NotificationsState {
  /** How many entries of the notification centre are unread; the server stops counting at 100. */
  readonly unreadNotifications: number;
  /** `null` until they are fetched. */
  readonly preferences: Preferences | null;
  /** The latest ones, read or not: the channel's read position says which count. */
  readonly keywordHits: readonly KeywordHit[];
}

export const notifications: Slice<NotificationsState, object, Action> = {
  initial: { unreadNotifications: 0, preferences: null, keywordHits: [] },
  reduce(state, action) {
    switch (action.type) {
      case 'notifications_counted':
        return { unreadNotifications: action.unreadCount };
      case 'preferences_learned':
        return { preferences: action.preferences };
      case 'keyword_hits_listed':
        return { keywordHits: action.hits };
      case 'event_received':
        return happened(state, action.event);
      default:
        return null;
    }
  },
};

function happened({ keywordHits }: NotificationsState, event: ServerEvent): Partial<NotificationsState> | null {
  switch (event.name) {
    case 'preferences_updated':
      return 'preferences' in event.data ? { preferences: event.data.preferences } : null;
    case 'notification': {
      const hit = event.data.read === true ? null : keywordHitOf(event.data);
      return hit === null ? null : { keywordHits: [hit, ...keywordHits].slice(0, UNREAD_CAP) };
    }
    case 'notifications_removed':
      return { keywordHits: keywordHits.filter(({ seq }) => !event.data.seqs.includes(seq)) };
    default:
      return null;
  }
}

/** `null` for a notification of something else. One in a thread does not count in the channel. */
export function keywordHitOf({ kind, seq, channelId, messageSeq, threadId }: Pick<Notification, 'kind' | 'channelId' | 'messageSeq' | 'threadId'> & { seq: number }): KeywordHit | null {
  return kind === 'keyword' && threadId === undefined && channelId !== undefined && messageSeq !== undefined ? { seq, channelId, messageSeq } : null;
}

/** What a badge counts on the page: unread messages with one of the user's keywords, too, as if they mentioned the user. */
export function badgeWithKeywords({ keywordHits }: Pick<NotificationsState, 'keywordHits'>, channel: ChannelView): number {
  const { id, type, active, hidden, muted, notify, lastReadSeq } = channel;
  const counts = type !== 'direct' && active && !hidden && !muted && notify !== 'none';
  const hits = keywordHits.filter(({ channelId, messageSeq }) => counts && channelId === id && messageSeq > lastReadSeq);
  return Math.min(UNREAD_CAP, badgeOf(channel) + hits.length);
}
