// Generated from the engine's types; do not edit.
// To write it anew: UPDATE=1 cargo test -p orvale-chat-actors --test typescript

/**
 * `account_updated`.
 */
export type AccountUpdated = { 
/**
 * Who one is now.
 */
user: Person, 
/**
 * The names of the chat permissions one holds now.
 */
permissions: Array<string>, };

/**
 * `add_reaction`.
 */
export type AddReaction = { 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * The emoji itself.
 */
emoji: string, };

/**
 * `authenticate`.
 */
export type Authenticate = { 
/**
 * Orvale's token, or a one-time ticket.
 */
token: string, 
/**
 * The positions that a reconnecting client resumes from.
 */
resume?: Resume, };

/**
 * A channel, as everyone sees it.
 */
export type Channel = { 
/**
 * Its identifier.
 */
id: ChannelId, 
/**
 * Its name without `#`; empty for a direct conversation, which is named after its members.
 */
name: string, 
/**
 * Its topic, empty when none is set.
 */
description: string, 
/**
 * Who can find and enter it.
 */
type: ChannelKind, 
/**
 * Who created it.
 */
createdBy: string, 
/**
 * The Orvale team it belongs to.
 */
teamId: string | null, 
/**
 * False if archived: members can read it but not post.
 */
active: boolean, 
/**
 * True when only its admins and owners post.
 */
readOnly: boolean, 
/**
 * Who pins messages.
 */
pinning: Pinning, 
/**
 * How many members it has.
 */
memberCount: number, 
/**
 * The members of a direct conversation; empty for other kinds.
 */
members: Array<string>, 
/**
 * The position of its latest event.
 */
seq: number, 
/**
 * When its latest message was written.
 */
lastMessageAt: number | null, 
/**
 * When it was created.
 */
createdAt: number, 
/**
 * When its settings last changed.
 */
updatedAt: number, };

/**
 * A channel, private group or direct conversation.
 */
export type ChannelId = number;

/**
 * `channel_joined`: the user became a member, or their role changed.
 */
export type ChannelJoined = { 
/**
 * The channel.
 */
channelId: ChannelId, 
/**
 * The channel as the user sees it when they are told. It is not kept.
 */
channel?: ChannelView, };

/**
 * Who can find and enter a channel.
 */
export type ChannelKind = "public" | "private" | "direct";

/**
 * A channel's id, name and kind.
 */
export type ChannelLabel = { 
/**
 * Its identifier.
 */
id: ChannelId, 
/**
 * Its name; empty for a direct conversation.
 */
name: string, 
/**
 * Who can find and enter it.
 */
type: ChannelKind, };

/**
 * `channel_left`: the user is no longer a member.
 */
export type ChannelLeft = { 
/**
 * The channel.
 */
channelId: ChannelId, };

/**
 * What every event of a channel's stream begins with.
 */
export type ChannelPosition = { 
/**
 * The stream: `channel`.
 */
stream: "channel", 
/**
 * The channel.
 */
channelId: ChannelId, 
/**
 * The position in the channel's stream.
 */
seq: number, };

/**
 * The channel that was joined, made or changed.
 */
export type ChannelReply = { 
/**
 * The channel as the user sees it.
 */
channel: ChannelView, };

/**
 * A member's role in one channel.
 */
export type ChannelRole = "member" | "admin" | "owner";

/**
 * Settings of a channel; what is left out stays.
 */
export type ChannelSettings = { 
/**
 * A new name.
 */
name?: string, 
/**
 * A new topic.
 */
description?: string, 
/**
 * Whether only admins and owners post.
 */
readOnly?: boolean, 
/**
 * Who pins messages.
 */
pinning?: Pinning, 
/**
 * False archives it, true brings it back.
 */
active?: boolean, };

/**
 * `channel_updated`: a channel's settings changed, or it was archived or brought back.
 */
export type ChannelUpdated = { 
/**
 * The channel as it is now.
 */
channel: Channel, };

/**
 * A channel as one user sees it: with the user's role, read position and unread counts.
 */
export type ChannelView = { 
/**
 * The viewer's role; absent when they are not a member.
 */
role: ChannelRole | null, 
/**
 * False if a moderator has muted the viewer here.
 */
canPost: boolean, 
/**
 * The position up to which the viewer has read.
 */
lastReadSeq: number, 
/**
 * Messages of others after `last_read_seq`, counted up to [`UNREAD_CAP`].
 */
unreadCount: number, 
/**
 * Those of them that mention the viewer, counted up to [`UNREAD_CAP`].
 */
mentionCount: number, 
/**
 * The latest message; only in lists of conversations, never in the snapshot.
 */
lastMessage?: Message | null, 
/**
 * Its identifier.
 */
id: ChannelId, 
/**
 * Its name without `#`; empty for a direct conversation, which is named after its members.
 */
name: string, 
/**
 * Its topic, empty when none is set.
 */
description: string, 
/**
 * Who can find and enter it.
 */
type: ChannelKind, 
/**
 * Who created it.
 */
createdBy: string, 
/**
 * The Orvale team it belongs to.
 */
teamId: string | null, 
/**
 * False if archived: members can read it but not post.
 */
active: boolean, 
/**
 * True when only its admins and owners post.
 */
readOnly: boolean, 
/**
 * Who pins messages.
 */
pinning: Pinning, 
/**
 * How many members it has.
 */
memberCount: number, 
/**
 * The members of a direct conversation; empty for other kinds.
 */
members: Array<string>, 
/**
 * The position of its latest event.
 */
seq: number, 
/**
 * When its latest message was written.
 */
lastMessageAt: number | null, 
/**
 * When it was created.
 */
createdAt: number, 
/**
 * When its settings last changed.
 */
updatedAt: number, };

/**
 * The UUID that a client chooses for a message: a message sent twice with the same id is stored once. Text
 * on the wire, 16 bytes in the database. Time-ordered ids (version 7) are cheapest to index.
 */
export type ClientId = string;

/**
 * A channel to be created.
 */
export type CreateChannel = { 
/**
 * Its name, without `#`.
 */
name: string, 
/**
 * `public` or `private`.
 */
type: ChannelKind, 
/**
 * Its topic.
 */
description?: string, 
/**
 * The Orvale team it belongs to: one's own, unless one may manage channels.
 */
teamId?: string, 
/**
 * Who pins messages: `members` unless said otherwise.
 */
pinning?: Pinning, };

/**
 * `delete_message`.
 */
export type DeleteMessage = { 
/**
 * The message.
 */
messageId: MessageId, };

/**
 * Which message was deleted.
 */
export type DeletedReply = { 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * Where it stood.
 */
channelId: ChannelId, };

/**
 * Nothing more to say.
 */
export type Done = Record<symbol, never>;

/**
 * `edit_message`.
 */
export type EditMessage = { 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * Its new text.
 */
message: string, };

/**
 * What went wrong, for programs.
 */
export type ErrorCode = "invalid" | "unauthenticated" | "forbidden" | "not_found" | "conflict" | "too_large" | "rate_limited" | "busy" | "unknown_command" | "internal";

/**
 * Every kind of ephemeral event.
 */
export type Event = { "name": "hello", "data": Hello } | { "name": "snapshot_part", "data": SnapshotPart } | { "name": "resumed", "data": Resumed } | { "name": "user_typing", "data": UserTyping } | { "name": "presence_updated", "data": PresenceUpdated } | { "name": "presence_changed", "data": PresenceChanged } | { "name": "account_updated", "data": AccountUpdated } | { "name": "event_omitted", "data": EventOmitted };

/**
 * `event_omitted`, in place of an event that exceeds a frame.
 */
export type EventOmitted = { 
/**
 * The name of the event.
 */
event: string, 
/**
 * The stream it belongs to, if it is durable: move its position on.
 */
stream?: string, 
/**
 * The channel it is about, if any.
 */
channelId?: ChannelId, 
/**
 * Its position in its stream, if it is durable.
 */
seq?: number, };

/**
 * A refusal: the command changed nothing.
 */
export type Failure = { 
/**
 * What went wrong, for programs.
 */
code: ErrorCode, 
/**
 * What was wrong and what to do, for people.
 */
message: string, 
/**
 * When to try again, in milliseconds from now.
 */
retryAfterMs?: number, };

/**
 * A file that a message carries.
 */
export type FileInfo = { 
/**
 * Its identifier.
 */
id: string, 
/**
 * Its name as uploaded.
 */
name: string, 
/**
 * Its length in bytes.
 */
size: number, 
/**
 * Its media type.
 */
mimeType: string, };

/**
 * The first event on a connection.
 */
export type Hello = { 
/**
 * The version of the wire.
 */
protocol: number, 
/**
 * Which build of the server and its page this is: a page of another build is out of date.
 */
build: string, 
/**
 * A name for this connection, for logs.
 */
sessionId: string, 
/**
 * How often the server pings, in milliseconds.
 */
heartbeatMs: number, 
/**
 * What this server allows.
 */
limits: Limits, };

/**
 * `join_channel`.
 */
export type JoinChannel = { 
/**
 * The channel.
 */
channelId: ChannelId, };

/**
 * `leave_channel`.
 */
export type LeaveChannel = { 
/**
 * The channel.
 */
channelId: ChannelId, };

/**
 * The channel that someone left.
 */
export type LeftReply = { 
/**
 * The channel.
 */
channelId: ChannelId, };

/**
 * The limits of this server.
 */
export type Limits = { 
/**
 * The longest WebSocket message, in bytes.
 */
frameBytes: number, 
/**
 * The longest text of a message, in characters.
 */
messageCharacters: number, 
/**
 * How many commands may be unanswered at a time.
 */
unansweredCommands: number, 
/**
 * How many kinds of reaction one message takes.
 */
reactionKinds: number, 
/**
 * The longest status message, in characters.
 */
statusCharacters: number, 
/**
 * The longest name of a channel, in characters.
 */
channelNameCharacters: number, 
/**
 * The longest topic of a channel, in characters.
 */
descriptionCharacters: number, 
/**
 * How many people one message can mention; more are not notified.
 */
mentions: number, 
/**
 * How many people one direct conversation holds.
 */
directMembers: number, 
/**
 * How many members a channel may have for their presence to be sent to each other unasked.
 */
presenceMembers: number, };

/**
 * `mark_read`.
 */
export type MarkRead = { 
/**
 * The channel.
 */
channelId: ChannelId, 
/**
 * The position up to which one has read.
 */
seq: number, 
/**
 * True to move the position back: "mark as unread".
 */
unread?: boolean, };

/**
 * A member of a channel.
 */
export type Member = { 
/**
 * The user.
 */
userId: string, 
/**
 * The displayed name.
 */
displayName: string, 
/**
 * Their role in the channel.
 */
role: ChannelRole, 
/**
 * False if a moderator has muted them.
 */
canPost: boolean, 
/**
 * When they joined.
 */
joinedAt: number, };

/**
 * A mention of a user in a text.
 */
export type Mention = { 
/**
 * The mentioned user.
 */
userId: string, 
/**
 * The start of the mention, in UTF-16 code units from the start of the text.
 */
start: number, 
/**
 * Its length in UTF-16 code units, including the `@`.
 */
length: number, };

/**
 * The current state of a message. A deleted message is a tombstone without text, file or reactions.
 */
export type Message = { 
/**
 * Its identifier.
 */
id: MessageId, 
/**
 * Its channel.
 */
channelId: ChannelId, 
/**
 * Its position in the channel's stream, by which messages are ordered.
 */
seq: number, 
/**
 * Its author.
 */
userId: string, 
/**
 * Its text, as written.
 */
text: string, 
/**
 * The members that the text mentions, in the order of the text.
 */
mentions: Array<Mention>, 
/**
 * Its kind.
 */
type: MessageKind, 
/**
 * The UUID that the author's client chose; absent for messages that the server wrote or adopted.
 */
clientId: ClientId | null, 
/**
 * The message it replies to.
 */
replyToId: MessageId | null, 
/**
 * The ticket it refers to, such as `HD-250819-138`.
 */
ticketReference: string | null, 
/**
 * The file it carries.
 */
file: FileInfo | null, 
/**
 * When its text last changed.
 */
editedAt: number | null, 
/**
 * When it was deleted.
 */
deletedAt: number | null, 
/**
 * When it was written.
 */
createdAt: number, 
/**
 * Reactions, in the order their kinds first appeared.
 */
reactions: Array<Reaction>, 
/**
 * Who pinned it; absent when it is not pinned.
 */
pinnedBy: string | null, 
/**
 * When it was pinned.
 */
pinnedAt: number | null, };

/**
 * `message_deleted`: a message was deleted.
 */
export type MessageDeleted = { 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * Who deleted it.
 */
user: string, 
/**
 * When it was deleted.
 */
deletedAt: number, };

/**
 * A message, unique over all channels.
 */
export type MessageId = number;

/**
 * The kind of a message.
 */
export type MessageKind = "text" | "file" | "image" | "ticket_link" | "system";

/**
 * `message_pinned`: a message was pinned.
 */
export type MessagePinned = { 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * Who pinned it.
 */
pinnedBy: string, 
/**
 * When it was pinned.
 */
pinnedAt: number, };

/**
 * `message_received`: a message was posted.
 */
export type MessageReceived = { 
/**
 * The message.
 */
message: Message, 
/**
 * The channel it was posted in.
 */
channel: ChannelLabel, };

/**
 * The message that was posted or edited.
 */
export type MessageReply = { 
/**
 * The message.
 */
message: Message, 
/**
 * How many people it mentions beyond those who are notified; absent when there are none.
 */
mentionsDropped?: number, };

/**
 * `message_unpinned`: a message was unpinned.
 */
export type MessageUnpinned = { 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * Who unpinned it.
 */
unpinnedBy: string, };

/**
 * `message_updated`: a message was edited.
 */
export type MessageUpdated = { 
/**
 * The message as it is now. It keeps its own position.
 */
message: Message, };

/**
 * `notification`: something wants the user's attention.
 */
export type Notification = { 
/**
 * The reason.
 */
kind: NotificationKind, 
/**
 * The channel.
 */
channelId: ChannelId, 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * The message's position in the channel.
 */
messageSeq: number, 
/**
 * Its author.
 */
from: string, };

/**
 * Why a user is notified.
 */
export type NotificationKind = "mention";

/**
 * A direct conversation to be found or started.
 */
export type OpenDirect = { 
/**
 * The others in it.
 */
userIds: Array<string>, };

/**
 * A user as others see them.
 */
export type Person = { 
/**
 * The username.
 */
username: string, 
/**
 * The displayed name.
 */
displayName: string, 
/**
 * Their role in Orvale.
 */
role: string, 
/**
 * Their Orvale team.
 */
teamId: string | null, 
/**
 * False if deactivated.
 */
active: boolean, };

/**
 * `pin_message`.
 */
export type PinMessage = { 
/**
 * The message.
 */
messageId: MessageId, };

/**
 * A pinned message.
 */
export type PinnedMessage = { 
/**
 * The message.
 */
message: Message, 
/**
 * Who pinned it.
 */
pinnedBy: string, 
/**
 * When it was pinned.
 */
pinnedAt: number, };

/**
 * Who pins messages in a channel.
 */
export type Pinning = "members" | "admins";

/**
 * A user's presence as others see it.
 */
export type Presence = { 
/**
 * The status.
 */
status: PresenceStatus, 
/**
 * The status message; empty if there is none.
 */
statusMessage: string, 
/**
 * When they were last active.
 */
lastActive: number, };

/**
 * `presence_changed`.
 */
export type PresenceChanged = { 
/**
 * By username.
 */
presence: Record<string, Presence>, };

/**
 * A user's presence status. `Busy` is only set by the user.
 */
export type PresenceStatus = "online" | "away" | "busy" | "offline";

/**
 * `presence_updated`.
 */
export type PresenceUpdated = { 
/**
 * Who.
 */
user: string, 
/**
 * Whether they are there.
 */
status: PresenceStatus, 
/**
 * Their own words about it.
 */
statusMessage: string, 
/**
 * When they were last active.
 */
lastActive: number, };

/**
 * One emoji on a message, and the people who reacted with it.
 */
export type Reaction = { 
/**
 * The emoji itself, not a short code.
 */
emoji: string, 
/**
 * The first 20 people, in order of their reactions. What REST returns also names the caller, if they
 * reacted.
 */
users: Array<string>, 
/**
 * The number of people who reacted with it.
 */
count: number, };

/**
 * `reaction_added`: someone reacted to a message.
 */
export type ReactionAdded = { 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * Who reacted.
 */
user: string, 
/**
 * The emoji itself.
 */
emoji: string, 
/**
 * How many people have given this reaction now.
 */
count: number, };

/**
 * `reaction_removed`: someone took a reaction back.
 */
export type ReactionRemoved = { 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * Whose reaction it was.
 */
user: string, 
/**
 * The emoji itself.
 */
emoji: string, 
/**
 * How many people have given this reaction now.
 */
count: number, };

/**
 * Which reaction changed.
 */
export type ReactionReply = { 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * The emoji itself.
 */
emoji: string, };

/**
 * Where the user's reading stands.
 */
export type ReadReply = { 
/**
 * The channel.
 */
channelId: ChannelId, 
/**
 * Up to which position.
 */
lastReadSeq: number, 
/**
 * What is left unread, capped.
 */
unreadCount: number, 
/**
 * How much of that mentions the user, capped.
 */
mentionCount: number, 
/**
 * The channel's position up to which is counted: messages after it are not in the counts.
 */
countedSeq: number, };

/**
 * `read_updated`: the user's read position moved, perhaps on another device.
 */
export type ReadUpdated = { 
/**
 * The channel.
 */
channelId: ChannelId, 
/**
 * The position up to which the user has read.
 */
lastReadSeq: number, 
/**
 * Messages of others after it, capped.
 */
unreadCount: number, 
/**
 * Those of them that mention the user, capped.
 */
mentionCount: number, 
/**
 * The channel's position at the time of counting: later messages are not counted.
 */
countedSeq: number, };

/**
 * `remove_reaction`.
 */
export type RemoveReaction = { 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * The emoji itself.
 */
emoji: string, };

/**
 * The positions that a reconnecting client resumes from.
 */
export type Resume = { 
/**
 * The last position it saw of each channel, by the channel's id in decimal digits.
 */
channels: Record<string, number>, 
/**
 * The last position it saw of its user's own stream.
 */
user: number, };

/**
 * `resumed`: nothing more to say.
 */
export type Resumed = Record<symbol, never>;

/**
 * `send_message`.
 */
export type SendMessage = { 
/**
 * The channel.
 */
channelId: ChannelId, 
/**
 * A UUID of the client's choice: the message is kept once, however often it is sent.
 */
clientId: string, 
/**
 * The text.
 */
message: string, 
/**
 * `text` unless said otherwise; `ticket_link` needs a `ticketReference`.
 */
type?: MessageKind, 
/**
 * The message it answers, in the same channel.
 */
replyToId?: MessageId, 
/**
 * The ticket it refers to.
 */
ticketReference?: string, };

/**
 * The state at login, the reply to `authenticate`.
 */
export type Snapshot = { 
/**
 * Who logged in.
 */
user: Person, 
/**
 * The names of the chat permissions they hold.
 */
permissions: Array<string>, 
/**
 * The position of the user's own stream.
 */
userSeq: number, 
/**
 * The server's clock, to correct one's own by.
 */
serverTime: number, 
/**
 * The channels they are a member of, as far as they fit into this frame.
 */
channels: Array<ChannelView>, 
/**
 * How many `snapshot_part` events follow: the snapshot is complete with the last of them.
 */
parts: number, 
/**
 * True when the events missed since `resume` follow; false when this snapshot is all there is.
 */
resumed: boolean, 
/**
 * Everyone who is not offline among the people they share a small enough channel with, as far as
 * they fit into this frame.
 */
presence: Record<string, Presence>, };

/**
 * `snapshot_part`: channels and presence that the reply to `authenticate` has no room for.
 */
export type SnapshotPart = { 
/**
 * More of [`Snapshot::channels`].
 */
channels?: Array<ChannelView>, 
/**
 * More of [`Snapshot::presence`].
 */
presence?: Record<string, Presence>, };

/**
 * `typing_start`.
 */
export type TypingStart = { 
/**
 * The channel.
 */
channelId: ChannelId, };

/**
 * `typing_stop`.
 */
export type TypingStop = { 
/**
 * The channel.
 */
channelId: ChannelId, };

/**
 * `unpin_message`.
 */
export type UnpinMessage = { 
/**
 * The message.
 */
messageId: MessageId, };

/**
 * `update_presence`.
 */
export type UpdatePresence = { 
/**
 * `online` returns to what the connection says; `offline` looks away; left out it stays.
 */
status?: PresenceStatus, 
/**
 * Words to go with it; left out they stay, empty they go.
 */
statusMessage?: string, };

/**
 * `user_joined`: someone became a member, or their role changed.
 */
export type UserJoined = { 
/**
 * The member.
 */
user: string, 
/**
 * Their role.
 */
role: ChannelRole, 
/**
 * Who did it: themselves, or who added them.
 */
by: string, 
/**
 * How many members there are now.
 */
memberCount: number, 
/**
 * The channel.
 */
channel: ChannelLabel, };

/**
 * `user_left`: someone is no longer a member.
 */
export type UserLeft = { 
/**
 * The former member.
 */
user: string, 
/**
 * Who did it: themselves, or who removed them.
 */
by: string, 
/**
 * How many members there are now.
 */
memberCount: number, 
/**
 * The channel.
 */
channel: ChannelLabel, };

/**
 * What every event of a user's own stream begins with.
 */
export type UserPosition = { 
/**
 * The stream: `user`.
 */
stream: "user", 
/**
 * The position in the user's stream.
 */
seq: number, };

/**
 * `user_typing`: forget it after six seconds.
 */
export type UserTyping = { 
/**
 * Where.
 */
channelId: ChannelId, 
/**
 * Who.
 */
user: string, 
/**
 * True while they write.
 */
typing: boolean, 
/**
 * The channel.
 */
channel: ChannelLabel, };

/**
 * The data of every durable event, by its name.
 */
export interface DurableEvents {
  message_received: ChannelPosition & MessageReceived;
  message_updated: ChannelPosition & MessageUpdated;
  message_deleted: ChannelPosition & MessageDeleted;
  reaction_added: ChannelPosition & ReactionAdded;
  reaction_removed: ChannelPosition & ReactionRemoved;
  message_pinned: ChannelPosition & MessagePinned;
  message_unpinned: ChannelPosition & MessageUnpinned;
  user_joined: ChannelPosition & UserJoined;
  user_left: ChannelPosition & UserLeft;
  channel_updated: ChannelPosition & ChannelUpdated;
  channel_joined: UserPosition & ChannelJoined;
  channel_left: UserPosition & ChannelLeft;
  read_updated: UserPosition & ReadUpdated;
  notification: UserPosition & Notification;
}

/**
 * The stream of every durable event, by its name.
 */
export const EVENT_STREAMS = {
  message_received: 'channel',
  message_updated: 'channel',
  message_deleted: 'channel',
  reaction_added: 'channel',
  reaction_removed: 'channel',
  message_pinned: 'channel',
  message_unpinned: 'channel',
  user_joined: 'channel',
  user_left: 'channel',
  channel_updated: 'channel',
  channel_joined: 'user',
  channel_left: 'user',
  read_updated: 'user',
  notification: 'user',
} as const;

/**
 * The data and the reply of every command that a socket may send, by its name.
 */
export interface Commands {
  authenticate: { data: Authenticate; reply: Snapshot };
  join_channel: { data: JoinChannel; reply: ChannelReply };
  leave_channel: { data: LeaveChannel; reply: LeftReply };
  send_message: { data: SendMessage; reply: MessageReply };
  edit_message: { data: EditMessage; reply: MessageReply };
  delete_message: { data: DeleteMessage; reply: DeletedReply };
  add_reaction: { data: AddReaction; reply: ReactionReply };
  remove_reaction: { data: RemoveReaction; reply: ReactionReply };
  pin_message: { data: PinMessage; reply: MessageReply };
  unpin_message: { data: UnpinMessage; reply: MessageReply };
  mark_read: { data: MarkRead; reply: ReadReply };
  typing_start: { data: TypingStart; reply: Done };
  typing_stop: { data: TypingStop; reply: Done };
  update_presence: { data: UpdatePresence; reply: Presence };
}
