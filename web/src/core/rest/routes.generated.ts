// Generated from docs/openapi.json; do not edit.
// To write it anew: UPDATE=1 npx vitest run tests/rest-types.test.ts

import type { Call, CallInitiate, CallQuality, CallRecord, CallReply, CallStatus, CallType, CallViewed, ChannelId, ChannelLabel, ChannelRole, ChannelSettings, ChannelView, CreateChannel, Declining, DeviceReply, Done, EarlierText, ErrorCode, FileId, FileInfo, HistoryReport, IceCandidate, Invite, Language, Member, Message, MessageId, MessageKind, Notification, NotificationsReply, Notify, OpenDirect, Person, PinnedMessage, Preferences, PreferencesReply, Presence, QuietHours, ReadReply, Reminder, ReminderReply, SavedMessage, SavedReply, Scheduled, SecondDevice, Section, SessionDescription, Theme, Thread, ThreadReply, TicketCard, TicketComment, TicketEntry, TicketNotice, UpdatePresence } from '../protocol/generated';

/** A page of a list; `next` asks for the one after it. */
export interface Page<T> {
  items: T[];
  next?: string | null;
}

export type Answering = { answer?: null | SessionDescription; camera?: boolean | null; deviceId?: string | null; muted?: boolean | null; offerId?: string | null; sdp?: string | null; targetDevice?: string | null; targetUser?: null | string };

export type Candidate = { candidate?: null | IceCandidate; deviceId?: string | null; targetDevice?: string | null; targetUser?: null | string };

export type Changing = { annotate?: boolean | null; camera?: boolean | null; deviceId?: string | null; hand?: boolean | null; hears?: boolean | null; muted?: boolean | null; quality?: null | CallQuality; screen?: boolean | null; unreachable?: boolean | null };

export type ChannelPreferencesChange = { hidden?: boolean | null; muted?: boolean | null; mutedUntil?: null | number; notify?: null | Notify; pinned?: boolean | null };

export type DeclineBody = { reason?: null | Declining };

export type FileChange = { description?: string; durationMs?: number; waveform?: number[] };

export type FileDetails = FileInfo & { blockedFor?: null | string; createdAt: number; missing?: boolean; preview?: string | null; sha256?: string | null; userId: string };

export type FileLinks = { expiresAt: number; fileId: FileId; thumbnailUrl?: string | null; url: string };

export type FollowedThread = { channelId: ChannelId; message: Message; thread: Thread; threadId: MessageId };

export type GroupChannel = { description?: string | null; name: string; withHistory?: boolean | null };

export type IceServer = { credential?: string | null; urls: string[]; username?: string | null };

export type IceServers = { expiresAt?: number | null; iceServers: IceServer[] };

export type Invitation = { channel: ChannelLabel; createdBy: string; expiresAt?: null | number; member: boolean; memberCount: number };

export type InviteLimits = { expiresAt?: null | number; maxUses?: number | null };

export type Joining = { camera?: boolean | null; deviceId?: string | null; fresh?: boolean | null; muted?: boolean | null; screen?: boolean | null; second?: null | SecondDevice };

export type Leaving = { deviceId?: string | null };

export type LinkRequest = { fileIds: FileId[] };

export type ListedNotification = Notification & { at: number; message?: null | Message; seq: number };

export type LoggedIn = { token: string; user: Person };

export type Login = { password: string; username: string };

export type Logout = { everywhere?: boolean };

export type Me = { permissions: string[]; user: Person };

export type Messages = { hasAfter: boolean; hasBefore: boolean; items: Message[]; next?: string | null; threadId?: null | MessageId };

export type NewMember = { role?: null | ChannelRole; userId: string };

export type NewMessage = { alsoToChannel?: boolean | null; clientId?: string | null; confirmed?: boolean | null; fileIds?: FileId[] | null; forwardedFrom?: null | MessageId; message?: string; replyToId?: null | MessageId; threadId?: null | MessageId; ticketReference?: string | null; type?: null | MessageKind };

export type NewOwner = { userId: string };

export type NewReaction = { emoji: string };

export type NewRole = { role: ChannelRole };

export type NewText = { confirmed?: boolean | null; message: string };

export type NewTicket = { category?: string | null; description: string; fileIds?: FileId[]; messageIds?: MessageId[]; priority: string; requester?: string | null; team: string; title: string };

export type NewTicketComment = { fileIds?: FileId[]; internal: boolean; text: string };

export type NotificationPage = { items: ListedNotification[]; next?: string | null; unreadCount: number };

export type NotificationPosition = { seq?: null | number; seqs?: number[] | null };

export type Offering = { deviceId?: string | null; kinds?: {  } | null; offer: SessionDescription; offerId?: string | null; targetDevice?: string | null; targetUser?: null | string };

export type PersonPresence = Presence & { user: string };

export type PersonStatus = Presence & { silent: boolean; timeZone?: string | null; user: string };

export type PreferencesChange = { desktop?: boolean | null; dndUntil?: number | null; keywords?: string[] | null; language?: null | Language; quietHours?: null | QuietHours; sections?: Section[] | null; sound?: boolean | null; theme?: null | Theme; timeZone?: string | null };

export type ProblemBody = { code: ErrorCode; detail: string; offDuty?: number | null; recipients?: number | null; retryAfterMs?: number | null; status: number; ticket?: null | TicketCard; title: string; type: string };

export type ReadPosition = { seq: number; unread?: boolean | null };

export type ReminderTime = { at: number };

export type ScheduleMessage = { at: number; channelId: ChannelId; confirmed?: boolean | null; fileIds?: FileId[] | null; message: string; threadId?: null | MessageId };

export type ScheduledChanges = { at?: null | number; confirmed?: boolean | null; fileIds?: FileId[] | null; message?: string | null; now?: boolean | null };

export type SearchHit = { highlights: string[]; message: Message };

export type SearchHits = { items: SearchHit[]; next?: string | null };

export type Team = { id: string; name: string };

export type TeamHere = { id: string; members: number; name: string; onDuty: number; people: TeamPerson[] };

export type TeamPerson = { displayName: string; onDuty: boolean; username: string; workMode?: string | null };

export type ThreadInbox = { items: FollowedThread[]; next?: string | null; unreadThreads: number };

export type ThreadPosition = { seq: number; unread?: boolean | null };

export type Ticket = { expiresInMs: number; ticket: string };

export type TicketAssignee = { displayName: string; username: string };

export type TicketChoice = { id: string; name: string };

export type TicketChoices = { categories: TicketChoice[]; mayCreate: boolean; teams: TicketChoice[] };

export type TicketTarget = { minutes: number; priority: string; team?: string | null };

export type TicketTargets = { hours?: null | WorkingHours; targets: TicketTarget[] };

export type TicketUpdate = { assignee?: string | null; expectedUpdatedAt: null | number; notes?: string | null; priority?: string; reason?: string | null; status?: string; team?: string };

export type Viewing = { deviceId?: string | null; views: CallViewed[] };

export type WorkingDay = { day: number; from: string; to: string };

export type WorkingHours = { days: WorkingDay[]; holidays?: string[]; tz: string };

export type WrittenMessage = Message & { mentionsDropped?: number | null; mentionsOutside?: string[] };

export type Route =
  | { method: 'POST'; path: `/api/auth/login`; query: Record<never, never>; body: Login; answer: LoggedIn }
  | { method: 'POST'; path: `/api/auth/logout`; query: Record<never, never>; body: null | Logout; answer: void }
  | { method: 'GET'; path: `/api/auth/me`; query: Record<never, never>; body: undefined; answer: Me }
  | { method: 'GET'; path: `/api/chat/calls/history`; query: { user?: string | undefined; with?: string | undefined; channelId?: number | undefined; type?: CallType | undefined; status?: CallStatus | undefined; since?: number | undefined; until?: number | undefined; before?: string | undefined; limit?: number | undefined }; body: undefined; answer: Page<CallRecord> }
  | { method: 'GET'; path: `/api/chat/calls/ice-servers`; query: Record<never, never>; body: undefined; answer: IceServers }
  | { method: 'POST'; path: `/api/chat/calls/initiate`; query: Record<never, never>; body: CallInitiate; answer: CallReply }
  | { method: 'POST'; path: `/api/chat/calls/${number}/answer`; query: Record<never, never>; body: Answering; answer: CallReply }
  | { method: 'POST'; path: `/api/chat/calls/${number}/decline`; query: Record<never, never>; body: DeclineBody; answer: void }
  | { method: 'POST'; path: `/api/chat/calls/${number}/end`; query: Record<never, never>; body: undefined; answer: void }
  | { method: 'POST'; path: `/api/chat/calls/${number}/ice`; query: Record<never, never>; body: Candidate; answer: void }
  | { method: 'POST'; path: `/api/chat/calls/${number}/join`; query: Record<never, never>; body: Joining; answer: CallReply }
  | { method: 'POST'; path: `/api/chat/calls/${number}/leave`; query: Record<never, never>; body: Leaving; answer: void }
  | { method: 'POST'; path: `/api/chat/calls/${number}/offer`; query: Record<never, never>; body: Offering; answer: void }
  | { method: 'GET'; path: `/api/chat/calls/${number}/status`; query: Record<never, never>; body: undefined; answer: Call }
  | { method: 'POST'; path: `/api/chat/calls/${number}/update`; query: Record<never, never>; body: Changing; answer: DeviceReply }
  | { method: 'POST'; path: `/api/chat/calls/${number}/view`; query: Record<never, never>; body: Viewing; answer: void }
  | { method: 'GET'; path: `/api/chat/channels`; query: { browse?: boolean | undefined; archived?: boolean | undefined; q?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; body: undefined; answer: Page<ChannelView> }
  | { method: 'POST'; path: `/api/chat/channels`; query: Record<never, never>; body: CreateChannel; answer: ChannelView }
  | { method: 'GET'; path: `/api/chat/channels/${number}`; query: Record<never, never>; body: undefined; answer: ChannelView }
  | { method: 'PUT'; path: `/api/chat/channels/${number}`; query: Record<never, never>; body: ChannelSettings; answer: ChannelView }
  | { method: 'DELETE'; path: `/api/chat/channels/${number}`; query: Record<never, never>; body: undefined; answer: void }
  | { method: 'POST'; path: `/api/chat/channels/${number}/convert`; query: Record<never, never>; body: GroupChannel; answer: ChannelView }
  | { method: 'GET'; path: `/api/chat/channels/${number}/history`; query: Record<never, never>; body: undefined; answer: HistoryReport }
  | { method: 'GET'; path: `/api/chat/channels/${number}/invites`; query: Record<never, never>; body: undefined; answer: Page<Invite> }
  | { method: 'POST'; path: `/api/chat/channels/${number}/invites`; query: Record<never, never>; body: InviteLimits; answer: Invite }
  | { method: 'POST'; path: `/api/chat/channels/${number}/join`; query: Record<never, never>; body: undefined; answer: ChannelView }
  | { method: 'POST'; path: `/api/chat/channels/${number}/leave`; query: Record<never, never>; body: undefined; answer: void }
  | { method: 'GET'; path: `/api/chat/channels/${number}/members`; query: { cursor?: string | undefined; limit?: number | undefined }; body: undefined; answer: Page<Member> }
  | { method: 'POST'; path: `/api/chat/channels/${number}/members`; query: Record<never, never>; body: NewMember; answer: ChannelView }
  | { method: 'PUT'; path: `/api/chat/channels/${number}/members/${string}`; query: Record<never, never>; body: NewRole; answer: ChannelView }
  | { method: 'DELETE'; path: `/api/chat/channels/${number}/members/${string}`; query: Record<never, never>; body: undefined; answer: void }
  | { method: 'GET'; path: `/api/chat/channels/${number}/messages`; query: { before?: number | undefined; after?: number | undefined; around?: number | undefined; at?: number | undefined; limit?: number | undefined }; body: undefined; answer: Messages }
  | { method: 'POST'; path: `/api/chat/channels/${number}/messages`; query: Record<never, never>; body: NewMessage; answer: WrittenMessage }
  | { method: 'POST'; path: `/api/chat/channels/${number}/owner`; query: Record<never, never>; body: NewOwner; answer: ChannelView }
  | { method: 'GET'; path: `/api/chat/channels/${number}/pins`; query: Record<never, never>; body: undefined; answer: Page<PinnedMessage> }
  | { method: 'PUT'; path: `/api/chat/channels/${number}/preferences`; query: Record<never, never>; body: ChannelPreferencesChange; answer: PreferencesReply }
  | { method: 'POST'; path: `/api/chat/channels/${number}/read`; query: Record<never, never>; body: ReadPosition; answer: ReadReply }
  | { method: 'GET'; path: `/api/chat/channels/${number}/teams`; query: { q?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; body: undefined; answer: Page<TeamHere> }
  | { method: 'GET'; path: `/api/chat/channels/${number}/ticket-notices`; query: { first?: number | undefined; last?: number | undefined }; body: undefined; answer: Page<TicketNotice> }
  | { method: 'GET'; path: `/api/chat/direct`; query: Record<never, never>; body: undefined; answer: Page<ChannelView> }
  | { method: 'POST'; path: `/api/chat/direct`; query: Record<never, never>; body: OpenDirect; answer: ChannelView }
  | { method: 'POST'; path: `/api/chat/file-links`; query: Record<never, never>; body: LinkRequest; answer: Page<FileLinks> }
  | { method: 'GET'; path: `/api/chat/file-links/${string}`; query: { download?: boolean | undefined }; body: undefined; answer: void }
  | { method: 'POST'; path: `/api/chat/files`; query: { name?: string | undefined }; body: undefined; answer: FileDetails }
  | { method: 'GET'; path: `/api/chat/files/${string}`; query: { download?: boolean | undefined }; body: undefined; answer: void }
  | { method: 'PATCH'; path: `/api/chat/files/${string}`; query: Record<never, never>; body: FileChange; answer: FileDetails }
  | { method: 'DELETE'; path: `/api/chat/files/${string}`; query: Record<never, never>; body: undefined; answer: void }
  | { method: 'GET'; path: `/api/chat/files/${string}/info`; query: Record<never, never>; body: undefined; answer: FileDetails }
  | { method: 'GET'; path: `/api/chat/files/${string}/link`; query: Record<never, never>; body: undefined; answer: FileLinks }
  | { method: 'GET'; path: `/api/chat/files/${string}/thumbnail`; query: Record<never, never>; body: undefined; answer: void }
  | { method: 'GET'; path: `/api/chat/invites/${string}`; query: Record<never, never>; body: undefined; answer: Invitation }
  | { method: 'DELETE'; path: `/api/chat/invites/${number}`; query: Record<never, never>; body: undefined; answer: void }
  | { method: 'POST'; path: `/api/chat/invites/${string}/accept`; query: Record<never, never>; body: undefined; answer: ChannelView }
  | { method: 'GET'; path: `/api/chat/messages/${number}`; query: Record<never, never>; body: undefined; answer: Message }
  | { method: 'PUT'; path: `/api/chat/messages/${number}`; query: Record<never, never>; body: NewText; answer: WrittenMessage }
  | { method: 'DELETE'; path: `/api/chat/messages/${number}`; query: Record<never, never>; body: undefined; answer: void }
  | { method: 'GET'; path: `/api/chat/messages/${number}/history`; query: { cursor?: string | undefined; limit?: number | undefined }; body: undefined; answer: Page<EarlierText> }
  | { method: 'PUT'; path: `/api/chat/messages/${number}/pin`; query: Record<never, never>; body: undefined; answer: Message }
  | { method: 'DELETE'; path: `/api/chat/messages/${number}/pin`; query: Record<never, never>; body: undefined; answer: Message }
  | { method: 'DELETE'; path: `/api/chat/messages/${number}/previews`; query: Record<never, never>; body: undefined; answer: Message }
  | { method: 'POST'; path: `/api/chat/messages/${number}/reactions`; query: Record<never, never>; body: NewReaction; answer: Message }
  | { method: 'DELETE'; path: `/api/chat/messages/${number}/reactions/${string}`; query: Record<never, never>; body: undefined; answer: void }
  | { method: 'POST'; path: `/api/chat/messages/${number}/reminder`; query: Record<never, never>; body: ReminderTime; answer: ReminderReply }
  | { method: 'DELETE'; path: `/api/chat/messages/${number}/reminder`; query: Record<never, never>; body: undefined; answer: ReminderReply }
  | { method: 'PUT'; path: `/api/chat/messages/${number}/saved`; query: Record<never, never>; body: undefined; answer: SavedReply }
  | { method: 'DELETE'; path: `/api/chat/messages/${number}/saved`; query: Record<never, never>; body: undefined; answer: SavedReply }
  | { method: 'POST'; path: `/api/chat/messages/${number}/ticket`; query: Record<never, never>; body: NewTicket; answer: TicketCard }
  | { method: 'GET'; path: `/api/chat/notifications`; query: { kinds?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; body: undefined; answer: NotificationPage }
  | { method: 'POST'; path: `/api/chat/notifications/read`; query: Record<never, never>; body: NotificationPosition; answer: NotificationsReply }
  | { method: 'GET'; path: `/api/chat/preferences`; query: Record<never, never>; body: undefined; answer: Preferences }
  | { method: 'PUT'; path: `/api/chat/preferences`; query: Record<never, never>; body: PreferencesChange; answer: Preferences }
  | { method: 'GET'; path: `/api/chat/presence`; query: { channelId?: number | undefined; cursor?: string | undefined; limit?: number | undefined }; body: undefined; answer: Page<PersonPresence> }
  | { method: 'PUT'; path: `/api/chat/presence`; query: Record<never, never>; body: UpdatePresence; answer: Presence }
  | { method: 'POST'; path: `/api/chat/read`; query: Record<never, never>; body: undefined; answer: Done }
  | { method: 'GET'; path: `/api/chat/reminders`; query: { cursor?: string | undefined; limit?: number | undefined }; body: undefined; answer: Page<Reminder> }
  | { method: 'GET'; path: `/api/chat/saved`; query: { cursor?: string | undefined; limit?: number | undefined }; body: undefined; answer: Page<SavedMessage> }
  | { method: 'GET'; path: `/api/chat/scheduled`; query: { cursor?: string | undefined; limit?: number | undefined }; body: undefined; answer: Page<Scheduled> }
  | { method: 'POST'; path: `/api/chat/scheduled`; query: Record<never, never>; body: ScheduleMessage; answer: Scheduled }
  | { method: 'PUT'; path: `/api/chat/scheduled/${number}`; query: Record<never, never>; body: ScheduledChanges; answer: Scheduled }
  | { method: 'DELETE'; path: `/api/chat/scheduled/${number}`; query: Record<never, never>; body: undefined; answer: void }
  | { method: 'GET'; path: `/api/chat/search`; query: { q?: string | undefined; sort?: "relevance" | "newest" | undefined; tz?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; body: undefined; answer: SearchHits }
  | { method: 'GET'; path: `/api/chat/teams`; query: { q?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; body: undefined; answer: Page<Team> }
  | { method: 'GET'; path: `/api/chat/threads`; query: { cursor?: string | undefined; limit?: number | undefined }; body: undefined; answer: ThreadInbox }
  | { method: 'PUT'; path: `/api/chat/threads/${number}/follow`; query: Record<never, never>; body: undefined; answer: ThreadReply }
  | { method: 'DELETE'; path: `/api/chat/threads/${number}/follow`; query: Record<never, never>; body: undefined; answer: ThreadReply }
  | { method: 'GET'; path: `/api/chat/threads/${number}/messages`; query: { before?: number | undefined; after?: number | undefined; around?: number | undefined; at?: number | undefined; limit?: number | undefined }; body: undefined; answer: Messages }
  | { method: 'POST'; path: `/api/chat/threads/${number}/read`; query: Record<never, never>; body: ThreadPosition; answer: ThreadReply }
  | { method: 'GET'; path: `/api/chat/ticket-assignees`; query: Record<never, never>; body: undefined; answer: Page<TicketAssignee> }
  | { method: 'GET'; path: `/api/chat/ticket-choices`; query: Record<never, never>; body: undefined; answer: TicketChoices }
  | { method: 'GET'; path: `/api/chat/ticket-targets`; query: Record<never, never>; body: undefined; answer: TicketTargets }
  | { method: 'PUT'; path: `/api/chat/ticket-targets`; query: Record<never, never>; body: TicketTargets; answer: TicketTargets }
  | { method: 'GET'; path: `/api/chat/tickets`; query: { q?: string | undefined; status?: string | undefined; assignee?: string | undefined; team?: string | undefined; priority?: string | undefined; sort?: string | undefined; own?: boolean | undefined; cursor?: string | undefined; limit?: number | undefined }; body: undefined; answer: Page<TicketCard> }
  | { method: 'GET'; path: `/api/chat/tickets/${string}`; query: Record<never, never>; body: undefined; answer: TicketCard }
  | { method: 'PATCH'; path: `/api/chat/tickets/${string}`; query: Record<never, never>; body: TicketUpdate; answer: TicketCard }
  | { method: 'POST'; path: `/api/chat/tickets/${string}/comments`; query: Record<never, never>; body: NewTicketComment; answer: TicketComment }
  | { method: 'GET'; path: `/api/chat/tickets/${string}/history`; query: Record<never, never>; body: undefined; answer: Page<TicketEntry> }
  | { method: 'POST'; path: `/api/chat/tickets/${string}/room`; query: Record<never, never>; body: undefined; answer: ChannelView }
  | { method: 'POST'; path: `/api/chat/uploads`; query: Record<never, never>; body: undefined; answer: void }
  | { method: 'GET'; path: `/api/chat/uploads/${string}`; query: Record<never, never>; body: undefined; answer: void }
  | { method: 'PATCH'; path: `/api/chat/uploads/${string}`; query: Record<never, never>; body: undefined; answer: void }
  | { method: 'DELETE'; path: `/api/chat/uploads/${string}`; query: Record<never, never>; body: undefined; answer: void }
  | { method: 'GET'; path: `/api/chat/users`; query: { q?: string | undefined; ids?: string | undefined; cursor?: string | undefined; limit?: number | undefined }; body: undefined; answer: Page<Person> }
  | { method: 'GET'; path: `/api/chat/users/${string}/presence`; query: Record<never, never>; body: undefined; answer: PersonStatus }
  | { method: 'POST'; path: `/api/chat/ws-ticket`; query: Record<never, never>; body: undefined; answer: Ticket };
