// The actions that change the state, named in the past tense.

import type { ErrorCode } from '../protocol/errors';
import type { ServerEvent } from '../protocol/events';
import type { ChannelView, Hello, Message, Person, Preferences, Presence, ReadReply, Reminder, Scheduled, Snapshot, Thread } from '../protocol/generated';
import type { MessagePage } from '../rest/client';
import type { FollowedThread } from '../rest/routes.generated';
import type { Phase } from '../socket/socket';
import type { ConversationKey } from './conversation';
import type { KeywordHit } from './slices/notifications';
import type { Outgoing } from './slices/outgoing';
import type { PageSide } from './timeline';

export type Action =
  | { type: 'phase_changed'; phase: Phase; at: number }
  | { type: 'hello_received'; hello: Hello }
  /** The server has the files of this page no more. */
  | { type: 'page_gone' }
  | { type: 'snapshot_received'; snapshot: Snapshot; at: number }
  | { type: 'event_received'; event: ServerEvent; at: number }
  | { type: 'page_requested'; conversation: ConversationKey; side: PageSide }
  | { type: 'page_received'; conversation: ConversationKey; side: PageSide; page: MessagePage }
  | { type: 'page_refused'; conversation: ConversationKey; error: ErrorCode }
  | { type: 'message_kept'; message: Message }
  /** `heard` is the value of `threadsHeard` when it was requested. */
  | { type: 'message_quoted'; message: Message; heard?: number }
  /** The server has no such message for this user. */
  | { type: 'quote_withheld'; messageId: number }
  | { type: 'thread_learned'; channelId: number; threadId: number; thread: Thread }
  | { type: 'threads_listed'; items: readonly FollowedThread[]; unreadThreads: number; complete: boolean }
  | { type: 'notifications_counted'; unreadCount: number }
  | { type: 'keyword_hits_listed'; hits: readonly KeywordHit[] }
  | { type: 'preferences_learned'; preferences: Preferences }
  | { type: 'scheduled_listed'; items: readonly Scheduled[] }
  | { type: 'reminders_listed'; items: readonly Reminder[] }
  | { type: 'channel_learned'; channel: ChannelView }
  | { type: 'channel_forgotten'; channelId: number }
  | { type: 'read_moved'; read: ReadReply }
  | { type: 'people_learned'; people: readonly Person[] }
  | { type: 'presence_learned'; presence: Readonly<Record<string, Presence>> }
  | { type: 'typing_expired'; at: number }
  | { type: 'outgoing_changed'; outgoing: readonly Outgoing[] }
  | { type: 'signed_out' };
