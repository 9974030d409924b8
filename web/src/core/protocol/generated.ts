// Generated from the engine's types; do not edit.
// To update it: UPDATE=1 cargo test -p orvale-chat-actors --test typescript

/**
 * `account_updated`.
 */
export type AccountUpdated = { 
/**
 * The user's account, as it is now.
 */
user: Person, 
/**
 * The names of the chat permissions that the user now holds.
 */
permissions: Array<string>, };

/**
 * A call that goes on, as everyone in its conversation sees it.
 */
export type ActiveCall = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * What it began with.
 */
callType: CallType, 
/**
 * `ringing` or `active`.
 */
status: CallStatus, 
/**
 * The way that sound and pictures take.
 */
mode: CallMode, 
/**
 * Who called.
 */
caller: string, 
/**
 * Who is in it.
 */
participants: Array<string>, 
/**
 * Who was asked and has not answered yet.
 */
ringing: Array<string>, 
/**
 * When it began to ring.
 */
startedAt: number, 
/**
 * When somebody answered.
 */
answeredAt?: number, };

/**
 * `add_reaction`.
 */
export type AddReaction = { 
/**
 * The message to react to.
 */
messageId: MessageId, 
/**
 * The emoji, as Unicode characters.
 */
emoji: string, };

/**
 * What somebody does on a shared screen.
 */
export type Annotation = { "draw": NewMark } | { "point": ScreenPoint } | "undo" | "clear";

/**
 * What changed on a shared screen.
 */
export type AnnotationChange = { "drawn": Mark } | { "pointed": ScreenPoint } | { "erased": { 
/**
 * The user who drew them.
 */
user: string, 
/**
 * Their ids.
 */
marks: Array<string>, } } | "cleared";

/**
 * `authenticate`.
 */
export type Authenticate = { 
/**
 * Orvale's token, or a one-time ticket.
 */
token: string, 
/**
 * The stream positions that a reconnecting client has reached.
 */
resume?: Resume, };

/**
 * A call, in full.
 */
export type Call = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * Its conversation; null if that is unknown.
 */
channelId: ChannelId | null, 
/**
 * What it began with.
 */
callType: CallType, 
/**
 * How far it is.
 */
status: CallStatus, 
/**
 * The way that sound and pictures take.
 */
mode: CallMode, 
/**
 * Who called.
 */
caller: string, 
/**
 * Who is in it.
 */
participants: Array<CallParticipant>, 
/**
 * Who was asked and has not answered yet.
 */
ringing: Array<string>, 
/**
 * When it began to ring.
 */
startedAt: number, 
/**
 * When somebody answered.
 */
answeredAt?: number, 
/**
 * Until when it rings.
 */
ringUntil?: number, 
/**
 * When it ended.
 */
endedAt?: number, 
/**
 * How long people talked, in seconds.
 */
duration?: number, 
/**
 * Why it ended: `completed`, `declined`, `timeout` or `error`; another word in calls of earlier servers.
 */
endReason?: string, };

/**
 * `call_accept`.
 */
export type CallAccept = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * The name of the device, chosen by the client.
 */
deviceId?: string, 
/**
 * True to begin with the microphone off.
 */
muted?: boolean, 
/**
 * True to begin with the camera on.
 */
camera?: boolean, };

/**
 * `call_accepted`: somebody answered, on one of their devices.
 */
export type CallAccepted = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * Its conversation.
 */
channelId: ChannelId, 
/**
 * Who answered.
 */
participant: string, 
/**
 * The device on which they did.
 */
deviceId: string, };

/**
 * `call_annotate`.
 */
export type CallAnnotate = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * The device that annotates, which must be in the call.
 */
deviceId?: string, 
/**
 * Whose screen is annotated, and on which device it is shared.
 */
share: SharedScreen, 
/**
 * The change to the marks on that screen: drawing, pointing, or erasing.
 */
annotation: Annotation, };

/**
 * `call_annotated`: somebody drew on a shared screen, pointed at it, or erased marks.
 */
export type CallAnnotated = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * Its conversation.
 */
channelId: ChannelId, 
/**
 * The shared screen.
 */
share: SharedScreen, 
/**
 * Who did it.
 */
participant: string, 
/**
 * The device on which they did.
 */
deviceId: string, 
/**
 * What changed.
 */
change: AnnotationChange, };

/**
 * `call_annotations`: the marks on a shared screen, for a device that enters the call or comes back.
 */
export type CallAnnotations = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * Its conversation.
 */
channelId: ChannelId, 
/**
 * The shared screen.
 */
share: SharedScreen, 
/**
 * The marks, the oldest first.
 */
marks: Array<Mark>, 
/**
 * True if these marks are added to those of the event before; false if they replace what the device knows.
 */
more: boolean, };

/**
 * `call_decline`.
 */
export type CallDecline = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * `declined` by default.
 */
reason?: Declining, };

/**
 * `call_declined`: somebody does not join, and it no longer rings at theirs.
 */
export type CallDeclined = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * Its conversation.
 */
channelId: ChannelId, 
/**
 * Who does not join.
 */
participant: string, 
/**
 * Why.
 */
reason: DeclineReason, };

/**
 * One device of somebody in a call.
 */
export type CallDevice = { 
/**
 * The name that the client gave it.
 */
deviceId: string, 
/**
 * True if its microphone is off.
 */
muted: boolean, 
/**
 * True if its camera is on.
 */
camera: boolean, 
/**
 * True if it shares a screen.
 */
screen: boolean, 
/**
 * True if a hand is raised.
 */
hand: boolean, 
/**
 * True if others may annotate the screen that it shares.
 */
annotate: boolean, 
/**
 * False while it plays nothing of the others: its browser waits for a click, or its user turned the sound off.
 */
hears: boolean, 
/**
 * False if its socket is gone: it has 20 seconds to come back.
 */
connected: boolean, 
/**
 * When it joined.
 */
joinedAt: number, 
/**
 * How good its connection is, once that is known.
 */
quality?: CallQuality, };

/**
 * Whether somebody called or was called.
 */
export type CallDirection = "incoming" | "outgoing";

/**
 * `call_end`: names a call, or an attempt whose call the client does not know yet.
 */
export type CallEnd = { 
/**
 * The call; absent if `client_id` names it.
 */
sessionId?: CallId, 
/**
 * The name that `call_initiate` gave the attempt.
 */
clientId?: string, };

/**
 * `call_ended`.
 */
export type CallEnded = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * Its conversation.
 */
channelId: ChannelId, 
/**
 * How long people talked, in seconds.
 */
duration: number, 
/**
 * Why it ended.
 */
endReason: EndReason, 
/**
 * `ended` or `missed`.
 */
status: CallStatus, };

/**
 * A call.
 */
export type CallId = number;

/**
 * `call_initiate`.
 */
export type CallInitiate = { 
/**
 * The conversation in which it rings.
 */
channelId: ChannelId, 
/**
 * What the call begins with: sound alone, cameras, or a shared screen. `video` turns the caller's camera on unless
 * `camera` says otherwise; a screen is turned on with `call_update`.
 */
callType: CallType, 
/**
 * The members who are asked: by default everyone in a direct conversation, and nobody in a channel.
 */
targetUsers?: Array<string>, 
/**
 * The name of the caller's device, chosen by the client.
 */
deviceId?: string, 
/**
 * True to begin with the microphone off.
 */
muted?: boolean, 
/**
 * True to begin with the camera on.
 */
camera?: boolean, 
/**
 * The name of this attempt, chosen by the client: a repetition with it finds the same call, and `call_end` can name
 * it before the reply is there.
 */
clientId?: string, };

/**
 * `call_join`.
 */
export type CallJoin = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * The name of the device, chosen by the client.
 */
deviceId?: string, 
/**
 * True to begin with the microphone off.
 */
muted?: boolean, 
/**
 * True to begin with the camera on.
 */
camera?: boolean, 
/**
 * True to begin with a shared screen.
 */
screen?: boolean, 
/**
 * What becomes of the user's other devices in the call; required if one of them is connected.
 */
second?: SecondDevice, 
/**
 * True if the device has no connections to the server, as after a reload of the page.
 */
fresh?: boolean, };

/**
 * `call_leave`.
 */
export type CallLeave = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * The device that leaves.
 */
deviceId?: string, };

/**
 * The way that sound and pictures take.
 */
export type CallMode = "peer" | "sfu";

/**
 * `call_moved`: sound and pictures take another way.
 */
export type CallMoved = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * Its conversation.
 */
channelId: ChannelId, 
/**
 * The way that they take now.
 */
to: CallMode, };

/**
 * Somebody in a call.
 */
export type CallParticipant = { 
/**
 * The user.
 */
user: string, 
/**
 * The devices with which they are in it.
 */
devices: Array<CallDevice>, };

/**
 * `call_participant_joined`: a device is in the call now.
 */
export type CallParticipantJoined = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * Its conversation.
 */
channelId: ChannelId, 
/**
 * Whose device it is.
 */
participant: string, 
/**
 * The device.
 */
deviceId: string, 
/**
 * Its state.
 */
device: CallDevice, 
/**
 * The call, as it is now.
 */
call: ActiveCall, };

/**
 * `call_participant_left`: a device is no longer in the call.
 */
export type CallParticipantLeft = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * Its conversation.
 */
channelId: ChannelId, 
/**
 * Whose device it was.
 */
participant: string, 
/**
 * The device.
 */
deviceId: string, 
/**
 * Why.
 */
reason: LeaveReason, 
/**
 * The call, as it is now.
 */
call: ActiveCall, };

/**
 * `call_participant_updated`: a device's state changed.
 */
export type CallParticipantUpdated = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * Its conversation.
 */
channelId: ChannelId, 
/**
 * Whose device it is.
 */
participant: string, 
/**
 * The device.
 */
deviceId: string, 
/**
 * Its state.
 */
device: CallDevice, };

/**
 * How good a connection is.
 */
export type CallQuality = "excellent" | "good" | "poor" | "disconnected";

/**
 * `call_quality`: a device's connection became better or worse.
 */
export type CallQualityChanged = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * Its conversation.
 */
channelId: ChannelId, 
/**
 * Whose device it is.
 */
participant: string, 
/**
 * The device.
 */
deviceId: string, 
/**
 * How good its connection is.
 */
quality: CallQuality, };

/**
 * A call in somebody's history.
 */
export type CallRecord = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * Its conversation; null if that is unknown.
 */
channelId: ChannelId | null, 
/**
 * The conversation's name and type.
 */
channel?: ChannelLabel, 
/**
 * What it began with.
 */
callType: CallType, 
/**
 * How far it is.
 */
status: CallStatus, 
/**
 * Whether they called or were called.
 */
direction: CallDirection, 
/**
 * True if they were called, and neither joined nor declined.
 */
missed: boolean, 
/**
 * Who called.
 */
caller: string, 
/**
 * Everyone who was asked or joined.
 */
participants: Array<string>, 
/**
 * Those of them who were in it.
 */
joined: Array<string>, 
/**
 * When it began to ring.
 */
startedAt: number, 
/**
 * When somebody answered; null if nobody did.
 */
answeredAt: number | null, 
/**
 * When it ended; null if it goes on.
 */
endedAt: number | null, 
/**
 * How long people talked, in seconds; null if they did not.
 */
duration: number | null, 
/**
 * Why it ended; null if it goes on.
 */
endReason: string | null, 
/**
 * How good their connection was; null if that is unknown.
 */
quality: CallQuality | null, };

/**
 * The reply to `call_initiate`, `call_accept` and `call_join`.
 */
export type CallReply = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * The way that sound and pictures take.
 */
mode: CallMode, 
/**
 * The name of the caller's device in the call.
 */
deviceId: string, 
/**
 * True if a call was joined that went on already.
 */
joined: boolean, 
/**
 * True if the server has the connections of this device already; false if, in mode `sfu`, the device has to
 * offer its tracks.
 */
forwarded: boolean, 
/**
 * The call, as it is now.
 */
call: Call, };

/**
 * How far a call is.
 */
export type CallStatus = "ringing" | "active" | "ended" | "missed";

/**
 * What a call began with.
 */
export type CallType = "audio" | "video" | "screen_share";

/**
 * `call_update`.
 */
export type CallUpdate = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * The device that changes.
 */
deviceId?: string, 
/**
 * True if its microphone is off.
 */
muted?: boolean, 
/**
 * True if its camera is on.
 */
camera?: boolean, 
/**
 * True if it shares a screen.
 */
screen?: boolean, 
/**
 * True if a hand is raised.
 */
hand?: boolean, 
/**
 * True if others may annotate the screen that it shares.
 */
annotate?: boolean, 
/**
 * False if it plays nothing of the others.
 */
hears?: boolean, 
/**
 * How good its connection is, as the client measures it.
 */
quality?: CallQuality, 
/**
 * True if it cannot connect to the other device: the call then goes through the server.
 */
unreachable?: boolean, };

/**
 * `call_view`.
 */
export type CallView = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * The device that shows others.
 */
deviceId?: string, 
/**
 * How large it shows them. What is not in the list stays as it is.
 */
views: Array<CallViewed>, };

/**
 * How large a device shows the camera or screen of another.
 */
export type CallViewed = { 
/**
 * The user whose track it is.
 */
user: string, 
/**
 * The device whose track it is.
 */
deviceId: string, 
/**
 * `camera` or `screen`.
 */
kind: TrackKind, 
/**
 * The size.
 */
view: ViewSize, };

/**
 * `cancel_reminder`.
 */
export type CancelReminder = { 
/**
 * The message; it may be deleted, or the caller may no longer see it.
 */
messageId: MessageId, };

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
 * Its type: who can find and join it.
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
 * True if only its admins and owners may post.
 */
readOnly: boolean, 
/**
 * Who may pin messages.
 */
pinning: Pinning, 
/**
 * What new members see of its history.
 */
history: History, 
/**
 * The position up to which new members see nothing, although `history` is `all`; absent if they see
 * everything.
 */
hiddenUntil?: number, 
/**
 * True if its members follow the team: who belongs to it is a member.
 */
followsTeam?: boolean, 
/**
 * Of what happens to its team's tickets it is told; absent for nothing.
 */
ticketEvents?: Array<TicketEventKind>, 
/**
 * The number of the ticket whose room it is; absent for other channels.
 */
ticket?: string, 
/**
 * The number of its members.
 */
memberCount: number, 
/**
 * The members of a direct conversation; empty for other kinds.
 */
members: Array<string>, 
/**
 * True for a direct conversation that began with more than two members. Only such a one can be left.
 */
group: boolean, 
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
 * The channel as the user sees it when the event is sent. It is not stored.
 */
channel?: ChannelView, };

/**
 * The type of a channel: who can find and join it.
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
 * Its type: who can find and join it.
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
 * The fields that each event of a channel's stream starts with.
 */
export type ChannelPosition = { 
/**
 * The stream: `channel`.
 */
stream: "channel", 
/**
 * The channel's id.
 */
channelId: ChannelId, 
/**
 * The event's position in the channel's stream.
 */
seq: number, };

/**
 * The user's preferences in a channel changed.
 */
export type ChannelPreferencesUpdated = { 
/**
 * The channel.
 */
channelId: ChannelId, 
/**
 * True if it shall not ask for attention.
 */
muted: boolean, 
/**
 * When the mute ends; `None` if it does not end by itself.
 */
mutedUntil: number | null, 
/**
 * True if it stands at the top of the list.
 */
pinned: boolean, 
/**
 * True if it is left out of the list until its next message.
 */
hidden: boolean, 
/**
 * Which of its messages notify the user.
 */
notify: Notify, 
/**
 * The channel's position at that time: a later message shows a hidden conversation again.
 */
channelSeq: number, };

/**
 * The reply with a channel that was joined, created or changed.
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
 * New settings of a channel; omitted fields stay unchanged.
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
 * Whether only admins and owners may post.
 */
readOnly?: boolean, 
/**
 * `public` or `private`. Whoever may read a public channel sees its history, unless `keepHidden` is true.
 */
type?: ChannelKind, 
/**
 * Who may pin messages.
 */
pinning?: Pinning, 
/**
 * What new members see of the history. From `since_joining` to `all`, all members see all messages, unless
 * `keepHidden` is true.
 */
history?: History, 
/**
 * With `history: "all"`: true to keep the messages written before hidden from those who do not see them; false
 * to reveal also those that were kept hidden earlier.
 */
keepHidden?: boolean, 
/**
 * Of what happens to its team's tickets the channel is told from now on.
 */
ticketEvents?: Array<TicketEventKind>, 
/**
 * False archives the channel, true restores it.
 */
active?: boolean, };

/**
 * `channel_updated`: a channel's settings changed, or it was archived or restored.
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
 * The position after which the viewer sees the channel; absent if they see all of it.
 */
historyAfter?: number, 
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
 * The call that goes on there; absent if there is none.
 */
call?: ActiveCall, 
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
 * Its type: who can find and join it.
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
 * True if only its admins and owners may post.
 */
readOnly: boolean, 
/**
 * Who may pin messages.
 */
pinning: Pinning, 
/**
 * What new members see of its history.
 */
history: History, 
/**
 * The position up to which new members see nothing, although `history` is `all`; absent if they see
 * everything.
 */
hiddenUntil?: number, 
/**
 * True if its members follow the team: who belongs to it is a member.
 */
followsTeam?: boolean, 
/**
 * Of what happens to its team's tickets it is told; absent for nothing.
 */
ticketEvents?: Array<TicketEventKind>, 
/**
 * The number of the ticket whose room it is; absent for other channels.
 */
ticket?: string, 
/**
 * The number of its members.
 */
memberCount: number, 
/**
 * The members of a direct conversation; empty for other kinds.
 */
members: Array<string>, 
/**
 * True for a direct conversation that began with more than two members. Only such a one can be left.
 */
group: boolean, 
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
updatedAt: number, 
/**
 * True if it shall not ask for attention.
 */
muted: boolean, 
/**
 * When the mute ends; `None` if it does not end by itself.
 */
mutedUntil: number | null, 
/**
 * True if it stands at the top of the list.
 */
pinned: boolean, 
/**
 * True if it is left out of the list until its next message.
 */
hidden: boolean, 
/**
 * Which of its messages notify the member.
 */
notify: Notify, };

/**
 * `claim_notifications`.
 */
export type ClaimNotifications = { 
/**
 * The `seq` of each notification, at most 200.
 */
seqs: Array<number>, };

/**
 * The reply to `claim_notifications`.
 */
export type ClaimReply = { 
/**
 * The `seq` of each notification that no other device had claimed before.
 */
seqs: Array<number>, };

/**
 * The UUID that a client chooses for a message: a message sent twice with the same id is stored once. Text
 * on the wire, 16 bytes in the database. Time-ordered ids (version 7) are cheapest to index.
 */
export type ClientId = string;

/**
 * `create_channel`: the settings of a new channel.
 */
export type CreateChannel = { 
/**
 * The channel's name, without `#`.
 */
name: string, 
/**
 * The channel's type: `public` or `private`.
 */
type: ChannelKind, 
/**
 * The channel's topic.
 */
description?: string, 
/**
 * The Orvale team that the channel belongs to: the caller's own, unless the caller may manage channels.
 */
teamId?: string, 
/**
 * With a `teamId`: false if the team's people are not members by themselves. By default, whoever belongs to the
 * team is a member for as long as they do.
 */
followsTeam?: boolean, 
/**
 * Who may pin messages; `members` by default.
 */
pinning?: Pinning, 
/**
 * What new members see of the history; `all` by default.
 */
history?: History, 
/**
 * True if only the channel's admins may post; false by default.
 */
readOnly?: boolean, };

/**
 * A day of the week.
 */
export type Day = number | string;

/**
 * Why somebody does not join a call.
 */
export type DeclineReason = "declined" | "busy" | "unavailable" | "timeout";

/**
 * Why a client declines.
 */
export type Declining = "declined" | "busy" | "unavailable";

/**
 * `delete_message`.
 */
export type DeleteMessage = { 
/**
 * The message to delete.
 */
messageId: MessageId, };

/**
 * The reply to `delete_message`.
 */
export type DeletedReply = { 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * The message's channel.
 */
channelId: ChannelId, };

/**
 * The reply to `call_update`.
 */
export type DeviceReply = { 
/**
 * The device, as it is now.
 */
device: CallDevice, };

/**
 * A reply without data.
 */
export type Done = Record<symbol, never>;

/**
 * How much time is left for a ticket.
 */
export type DueState = "ok" | "soon" | "late";

/**
 * A text that a message had before it was edited.
 */
export type EarlierText = { 
/**
 * The text.
 */
text: string, 
/**
 * The members that it mentioned.
 */
mentions: Array<Mention>, 
/**
 * When it was written.
 */
writtenAt: number, 
/**
 * When the next text replaced it.
 */
replacedAt: number, };

/**
 * `edit_message`.
 */
export type EditMessage = { 
/**
 * The message to edit.
 */
messageId: MessageId, 
/**
 * The new text.
 */
message: string, 
/**
 * True if the user has confirmed that it notifies many people.
 */
confirmed?: boolean, };

/**
 * Why a call ended.
 */
export type EndReason = "completed" | "declined" | "timeout" | "error";

/**
 * The kind of error, for programs.
 */
export type ErrorCode = "invalid" | "unauthenticated" | "forbidden" | "not_found" | "conflict" | "too_large" | "rate_limited" | "busy" | "unknown_command" | "internal";

/**
 * Every kind of ephemeral event.
 */
export type Event = { "name": "hello", "data": Hello } | { "name": "snapshot_part", "data": SnapshotPart } | { "name": "resumed", "data": Resumed } | { "name": "user_typing", "data": UserTyping } | { "name": "presence_updated", "data": PresenceUpdated } | { "name": "presence_changed", "data": PresenceChanged } | { "name": "thread_updated", "data": ThreadUpdated } | { "name": "ticket_updated", "data": TicketUpdated } | { "name": "account_updated", "data": AccountUpdated } | { "name": "event_omitted", "data": EventOmitted } | { "name": "event_hidden", "data": ChannelPosition } | { "name": "incoming_call", "data": IncomingCall } | { "name": "call_accepted", "data": CallAccepted } | { "name": "call_declined", "data": CallDeclined } | { "name": "call_ended", "data": CallEnded } | { "name": "call_participant_joined", "data": CallParticipantJoined } | { "name": "call_participant_left", "data": CallParticipantLeft } | { "name": "call_participant_updated", "data": CallParticipantUpdated } | { "name": "call_quality", "data": CallQualityChanged } | { "name": "call_moved", "data": CallMoved } | { "name": "call_annotated", "data": CallAnnotated } | { "name": "call_annotations", "data": CallAnnotations } | { "name": "webrtc_offer_received", "data": WebrtcOfferReceived } | { "name": "webrtc_answer_received", "data": WebrtcAnswerReceived } | { "name": "webrtc_ice_candidate_received", "data": WebrtcIceCandidateReceived };

/**
 * `event_omitted`, in place of an event that exceeds a frame.
 */
export type EventOmitted = { 
/**
 * The name of the omitted event.
 */
event: string, 
/**
 * The stream that it belongs to, if it is durable; clients advance that stream's position.
 */
stream?: string, 
/**
 * The channel that it concerns, if any.
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
 * The kind of error, for programs.
 */
code: ErrorCode, 
/**
 * The problem and its remedy, for people.
 */
message: string, 
/**
 * When to try again, in milliseconds from now.
 */
retryAfterMs?: number, 
/**
 * Of a message that must be confirmed: how many people it would notify.
 */
recipients?: number, 
/**
 * Of a message that must be confirmed: how many of them are off duty, if it mentions their team.
 */
offDuty?: number, 
/**
 * Of a change of a ticket that conflicts with another: the ticket as it is now. Of a channel: the ticket whose room it is.
 */
ticket?: TicketCard, };

/**
 * What a server has besides the chat; what is absent is not there.
 */
export type Features = { 
/**
 * True if the database has Orvale's tickets.
 */
tickets?: boolean, };

/**
 * Why the bytes of a file are held back.
 */
export type FileCheck = "checking" | "blocked";

/**
 * A file: random, so that nobody can guess one.
 */
export type FileId = string;

/**
 * A file that a message carries, or that can be sent with one.
 */
export type FileInfo = { 
/**
 * Its identifier.
 */
id: FileId, 
/**
 * Its name as uploaded, without what would do harm in a name.
 */
name: string, 
/**
 * Its length in bytes.
 */
size: number, 
/**
 * Its media type, decided from its content.
 */
mimeType: string, 
/**
 * The width of a picture in pixels, turned as it is shown.
 */
width?: number, 
/**
 * Its height.
 */
height?: number, 
/**
 * The length of sound or a video in milliseconds, where it is known.
 */
durationMs?: number, 
/**
 * True if it has a small picture.
 */
hasThumbnail: boolean, 
/**
 * What it shows, for those who do not see it; its uploader says so.
 */
description?: string, 
/**
 * Absent if everyone who may have the file can fetch it.
 */
state?: FileCheck, 
/**
 * How loud a voice message is over time, 0 to 100. Only voice messages have it.
 */
waveform?: Array<number>, };

/**
 * The limits of files.
 */
export type FileLimits = { 
/**
 * The length of the longest file, in bytes.
 */
maxBytes: number, 
/**
 * How many files a message can have.
 */
perMessage: number, 
/**
 * The only kinds that can be uploaded: endings like `.pdf`, and media types like `image/png` or `image/*`.
 */
allowed?: Array<string>, 
/**
 * Kinds that cannot be uploaded, in the same form.
 */
denied?: Array<string>, };

/**
 * `follow_thread`.
 */
export type FollowThread = { 
/**
 * The message that the thread belongs to.
 */
threadId: MessageId, };

/**
 * The first event on a connection.
 */
export type Hello = { 
/**
 * The protocol's version.
 */
protocol: number, 
/**
 * The build of the server and its page: a page of another build is out of date.
 */
build: string, 
/**
 * The connection's name in logs.
 */
sessionId: string, 
/**
 * The interval between the server's pings, in milliseconds.
 */
heartbeatMs: number, 
/**
 * The server's limits.
 */
limits: Limits, 
/**
 * How long a message can be edited, in milliseconds; absent if there is no limit.
 */
editWindowMs?: number, 
/**
 * What can be uploaded.
 */
files?: FileLimits, };

/**
 * What new members see of a channel's history.
 */
export type History = "all" | "since_joining";

/**
 * How much of a channel's history new members see.
 */
export type HistoryReport = { 
/**
 * The setting.
 */
history: History, 
/**
 * The number of messages in the channel, without deleted ones and system messages.
 */
messages: number, 
/**
 * Those of them that new members do not see. They become visible to every member if the history is
 * revealed.
 */
hiddenMessages: number, };

/**
 * A candidate, as a browser's `RTCIceCandidate` in JSON.
 */
export type IceCandidate = { 
/**
 * The candidate; empty at the end of a generation.
 */
candidate: string, 
/**
 * The media description that it belongs to.
 */
sdpMid?: string | null, 
/**
 * That description's index.
 */
sdpMLineIndex?: number | null, 
/**
 * The user name of its generation.
 */
usernameFragment?: string | null, };

/**
 * `incoming_call`: it rings.
 */
export type IncomingCall = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * Its conversation.
 */
channelId: ChannelId, 
/**
 * The conversation's name and type.
 */
channel: ChannelLabel, 
/**
 * Who calls.
 */
caller: string, 
/**
 * What it begins with.
 */
callType: CallType, 
/**
 * Who is in it.
 */
participants: Array<string>, 
/**
 * The way that sound and pictures take.
 */
mode: CallMode, 
/**
 * When it began to ring.
 */
startedAt: number, 
/**
 * Until when it rings.
 */
ringUntil: number, };

/**
 * A link that lets people join a channel.
 */
export type Invite = { 
/**
 * Its identifier.
 */
id: InviteId, 
/**
 * The secret part of the link.
 */
token: string, 
/**
 * The channel.
 */
channelId: ChannelId, 
/**
 * Who created it.
 */
createdBy: string, 
/**
 * When it was created.
 */
createdAt: number, 
/**
 * When it expires; null if it does not.
 */
expiresAt: number | null, 
/**
 * How many people may join with it; null if any number may.
 */
maxUses: number | null, 
/**
 * How many people have joined with it. It never decreases.
 */
uses: number, };

/**
 * `invite_created`: somebody created an invite link. The link itself is not in it.
 */
export type InviteCreated = { 
/**
 * The link.
 */
inviteId: InviteId, 
/**
 * Who created it.
 */
by: string, };

/**
 * An invite link.
 */
export type InviteId = number;

/**
 * `invite_revoked`: somebody revoked an invite link.
 */
export type InviteRevoked = { 
/**
 * The link.
 */
inviteId: InviteId, 
/**
 * Who revoked it.
 */
by: string, };

/**
 * `join_channel`.
 */
export type JoinChannel = { 
/**
 * The channel to join.
 */
channelId: ChannelId, };

/**
 * The languages of the page.
 */
export type Language = "en" | "de";

/**
 * `leave_channel`.
 */
export type LeaveChannel = { 
/**
 * The channel to leave.
 */
channelId: ChannelId, };

/**
 * Why a device is no longer in a call.
 */
export type LeaveReason = "left" | "moved" | "dropped" | "removed";

/**
 * The reply to `leave_channel`.
 */
export type LeftReply = { 
/**
 * The channel that the user left.
 */
channelId: ChannelId, };

/**
 * The limits of this server.
 */
export type Limits = { 
/**
 * The maximum length of a WebSocket message, in bytes.
 */
frameBytes: number, 
/**
 * The maximum length of a message's text, in characters.
 */
messageCharacters: number, 
/**
 * The maximum number of unanswered commands at a time.
 */
unansweredCommands: number, 
/**
 * The maximum number of different emoji that a message can have as reactions.
 */
reactionKinds: number, 
/**
 * The maximum length of a status message, in characters.
 */
statusCharacters: number, 
/**
 * The maximum length of a channel's name, in characters.
 */
channelNameCharacters: number, 
/**
 * The maximum length of a channel's topic, in characters.
 */
descriptionCharacters: number, 
/**
 * The maximum number of people notified of a message that mentions them.
 */
mentions: number, 
/**
 * The maximum number of people in a direct conversation.
 */
directMembers: number, 
/**
 * The maximum number of members of a channel in which presence is sent without being requested.
 */
presenceMembers: number, };

/**
 * What a page that a message links to says of itself. The server has fetched it: none of it is trusted, and it is
 * plain text.
 */
export type LinkPreview = { 
/**
 * The link, as the message has it.
 */
url: string, 
/**
 * The title of the page.
 */
title: string, 
/**
 * Its description.
 */
description?: string, 
/**
 * The name of the site that it belongs to.
 */
siteName?: string, };

/**
 * A mark on a shared screen.
 */
export type Mark = { 
/**
 * The user who drew it.
 */
user: string, 
/**
 * Its name among the marks of that user.
 */
id: string, 
/**
 * What it is drawn with.
 */
tool: MarkTool, 
/**
 * Its color.
 */
color: MarkColor, 
/**
 * The points, as x and y in turn: 0 to 10000 of the picture's width and height.
 */
points: Array<number>, 
/**
 * The text, for the tool `text`.
 */
text?: string, };

/**
 * `mark_all_read`.
 */
export type MarkAllRead = Record<symbol, never>;

/**
 * The color of a mark on a shared screen.
 */
export type MarkColor = "red" | "yellow" | "green" | "blue" | "black" | "white";

/**
 * `mark_read`.
 */
export type MarkRead = { 
/**
 * The channel whose messages to mark.
 */
channelId: ChannelId, 
/**
 * The position of the last message that was read.
 */
seq: number, 
/**
 * True to allow moving the position back: "mark as unread".
 */
unread?: boolean, };

/**
 * `mark_thread_read`.
 */
export type MarkThreadRead = { 
/**
 * The message that the thread belongs to.
 */
threadId: MessageId, 
/**
 * The position of the last reply that was read.
 */
seq: number, 
/**
 * True to allow moving the position back: "mark as unread".
 */
unread?: boolean, };

/**
 * What a mark on a shared screen is drawn with.
 */
export type MarkTool = "pen" | "highlighter" | "arrow" | "text";

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
 * The member's role in the channel.
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
length: number, 
/**
 * The kind of group that it mentions; `userId` is then the group's name or id. Absent for a user.
 */
group?: MentionedGroup, };

/**
 * A group of members that a message mentions.
 */
export type MentionedGroup = "channel" | "here" | "team";

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
 * The UUID generated by the author's client; absent for messages that the server wrote or adopted.
 */
clientId: ClientId | null, 
/**
 * The message it replies to.
 */
replyToId: MessageId | null, 
/**
 * The message whose thread it is a reply in. Such a reply is not shown in the channel and not unread there,
 * unless it was also sent to the channel.
 */
threadId?: MessageId, 
/**
 * True for a reply in a thread that was also sent to the channel.
 */
alsoToChannel?: boolean, 
/**
 * Its thread as the reader sees it, if it has replies. Events have none: `thread_updated` brings it.
 */
thread?: Thread, 
/**
 * The message that it forwards. Look it up as the reader: not everyone may see it.
 */
forwardedFrom?: MessageId, 
/**
 * The ticket it refers to, such as `HD-250819-138`.
 */
ticketReference: string | null, 
/**
 * The first of its files, for older clients.
 */
file: FileInfo | null, 
/**
 * Its files: at most [`MESSAGE_FILES`](super::MESSAGE_FILES) of its own, and those of the message that it forwards.
 */
files?: Array<FileInfo>, 
/**
 * What the pages that its text links to say of themselves; absent if there is none, or its author removed them.
 */
previews?: Array<LinkPreview>, 
/**
 * What happened, for a system message that the server wrote; other messages have none.
 */
system?: SystemNote, 
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
 * Its reactions, in the order in which their emoji were first added.
 */
reactions: Array<Reaction>, 
/**
 * Who pinned it; absent if it is not pinned.
 */
pinnedBy: string | null, 
/**
 * When it was pinned.
 */
pinnedAt: number | null, 
/**
 * When the reader saved it, if they did. Events have none: `saved_updated` brings it.
 */
savedAt?: number, };

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
 * The reply with a message that was posted, edited, pinned or unpinned.
 */
export type MessageReply = { 
/**
 * The message as it is now.
 */
message: Message, 
/**
 * The number of mentioned people who are not notified because there are too many; absent if none.
 */
mentionsDropped?: number, 
/**
 * People whom a new message names and who are not notified, because they are not in the channel.
 */
mentionsOutside?: Array<string>, };

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
 * A new mark on a shared screen, or more points of one that is being drawn.
 */
export type NewMark = { 
/**
 * The client's name of the mark, unique among the user's marks.
 */
id: string, 
/**
 * What it is drawn with.
 */
tool: MarkTool, 
/**
 * Its color.
 */
color: MarkColor, 
/**
 * The points, as x and y in turn: 0 to 10000 of the picture's width and height.
 */
points: Array<number>, 
/**
 * The text, for the tool `text`.
 */
text?: string, };

/**
 * What a system message says of a past call.
 */
export type NotedCall = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * What it began with.
 */
callType: CallType, 
/**
 * How long people talked, in seconds; 0 of a call that people missed.
 */
duration: number, };

/**
 * `notification`: something needs the user's attention.
 */
export type Notification = { 
/**
 * The reason.
 */
kind: NotificationKind, 
/**
 * The channel.
 */
channelId?: ChannelId, 
/**
 * The message.
 */
messageId?: MessageId, 
/**
 * The message's position in the channel.
 */
messageSeq?: number, 
/**
 * Who wrote the message, reacted, called or changed the ticket.
 */
from?: string, 
/**
 * The thread that the message is a reply in, if it is not shown in the channel: the mention does not count
 * there.
 */
threadId?: MessageId, 
/**
 * The keyword that was found, of a `keyword`.
 */
keyword?: string, 
/**
 * The emoji of a `reaction`.
 */
emoji?: string, 
/**
 * The scheduled message of a `scheduled_failed`.
 */
scheduledId?: number, 
/**
 * The number of the ticket, of a kind that is about one.
 */
ticket?: string, 
/**
 * What was set: the status or the priority in Orvale's words, the team's name, or the name of the person who works on
 * the ticket now. `late`, of a `ticket_due`, if it is overdue.
 */
to?: string, 
/**
 * True if the user worked on the ticket before, and no longer does.
 */
lost?: boolean, 
/**
 * True if it comes during do-not-disturb or quiet hours: it is shown without a sound.
 */
silent?: boolean, 
/**
 * True if the user has read it, or if it is gone. Only in replays and lists.
 */
read?: boolean, };

/**
 * Why a user is notified. The kinds of a message come first, the strongest first.
 */
export type NotificationKind = "mention" | "keyword" | "thread_reply" | "message" | "reaction" | "reminder" | "scheduled_failed" | "missed_call" | "ticket_assigned" | "ticket_due" | "ticket_created" | "ticket_status" | "ticket_priority" | "ticket_team" | "ticket_assignee" | "ticket_comment";

/**
 * `notifications_read`: the user has read notifications, perhaps on another device.
 */
export type NotificationsRead = { 
/**
 * The positions of their events.
 */
seqs: Array<number>, };

/**
 * `notifications_removed`: notifications are gone, because their messages are.
 */
export type NotificationsRemoved = { 
/**
 * The positions of their events.
 */
seqs: Array<number>, };

/**
 * The reply to `read_notifications`.
 */
export type NotificationsReply = { 
/**
 * The number of unread notifications, capped.
 */
unreadCount: number, };

/**
 * Which messages of a conversation notify a member.
 */
export type Notify = "all" | "mentions" | "none";

/**
 * `open_direct`: the people of a direct conversation.
 */
export type OpenDirect = { 
/**
 * The other people in it; the caller alone, for notes to oneself.
 */
userIds: Array<string>, };

/**
 * The user's own preferences changed.
 */
export type OwnPreferencesUpdated = { 
/**
 * All of them.
 */
preferences: Preferences, };

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
active: boolean, 
/**
 * True if this person's presence is not sent to whoever asks: the two share no channel with up to
 * `limits.presenceMembers` members. Absent otherwise, and where a person is not listed.
 */
presenceUnknown?: boolean, };

/**
 * `pin_message`.
 */
export type PinMessage = { 
/**
 * The message to pin.
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
 * Who may pin messages in a channel.
 */
export type Pinning = "members" | "admins";

/**
 * A user's own preferences.
 */
export type Preferences = { 
/**
 * Words and phrases that notify the user when somebody writes them.
 */
keywords: Array<string>, 
/**
 * The hours in which notifications are silent.
 */
quietHours: QuietHours | null, 
/**
 * Do not disturb: notifications are silent until this time.
 */
dndUntil: number | null, 
/**
 * Quiet hours do not apply before this time: the user turned do-not-disturb off during them.
 */
quietOffUntil: number | null, 
/**
 * Whether notifications make a sound.
 */
sound: boolean, 
/**
 * Whether devices show notifications outside the page.
 */
desktop: boolean, 
/**
 * The user's own sections of the sidebar, from top to bottom.
 */
sections: Array<Section>, 
/**
 * The language of the page, or `null` for the browser's.
 */
language: Language | null, 
/**
 * The colours of the page, or `null` if the user has not chosen any.
 */
theme: Theme | null, 
/**
 * The time zone that the user is in, such as `Europe/Berlin`, or `null` if no device has named one. Others
 * see it.
 */
timeZone: string | null, };

/**
 * The reply to `set_channel_preferences`: all preferences of the user in a channel.
 */
export type PreferencesReply = { 
/**
 * The channel.
 */
channelId: ChannelId, 
/**
 * True if it shall not ask for attention.
 */
muted: boolean, 
/**
 * When the mute ends; `None` if it does not end by itself.
 */
mutedUntil: number | null, 
/**
 * True if it stands at the top of the list.
 */
pinned: boolean, 
/**
 * True if it is left out of the list until its next message.
 */
hidden: boolean, 
/**
 * Which of its messages notify the user.
 */
notify: Notify, 
/**
 * The channel's position at that time: a later message shows a hidden conversation again.
 */
channelSeq: number, };

/**
 * `preferences_updated`: the user's preferences changed, perhaps on another device.
 */
export type PreferencesUpdated = ChannelPreferencesUpdated | OwnPreferencesUpdated;

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
 * When the status message clears itself; absent if it stays.
 */
statusMessageUntil?: number, 
/**
 * When they were last active.
 */
lastActive: number, };

/**
 * `presence_changed`.
 */
export type PresenceChanged = { 
/**
 * The presence of each person, by username.
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
 * The user whose presence changed.
 */
user: string, 
/**
 * Their status.
 */
status: PresenceStatus, 
/**
 * Their status message.
 */
statusMessage: string, 
/**
 * When the status message clears itself; absent if it stays.
 */
statusMessageUntil?: number, 
/**
 * When they were last active.
 */
lastActive: number, };

/**
 * The hours in which notifications are silent, as they were entered.
 */
export type QuietHours = { 
/**
 * When they begin, such as `22:00`.
 */
from: string, 
/**
 * When they end, such as `06:00`: on the next day, unless that is later than `from`.
 */
to: string, 
/**
 * The days on which they begin; all if absent.
 */
days?: Array<Day>, 
/**
 * The time zone, such as `Europe/Berlin`.
 */
tz: string, };

/**
 * One emoji on a message, and the people who reacted with it.
 */
export type Reaction = { 
/**
 * The emoji, as Unicode characters, not as a short code.
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
 * The user who reacted.
 */
user: string, 
/**
 * The emoji, as Unicode characters.
 */
emoji: string, 
/**
 * The number of users who have reacted with this emoji now.
 */
count: number, };

/**
 * `reaction_removed`: someone removed their reaction.
 */
export type ReactionRemoved = { 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * The user whose reaction it was.
 */
user: string, 
/**
 * The emoji, as Unicode characters.
 */
emoji: string, 
/**
 * The number of users who have reacted with this emoji now.
 */
count: number, };

/**
 * The reply to `add_reaction` and `remove_reaction`.
 */
export type ReactionReply = { 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * The emoji, as Unicode characters.
 */
emoji: string, };

/**
 * `read_notifications`, with either `seq` or `seqs`.
 */
export type ReadNotifications = { 
/**
 * The `seq` of the last notification that was read; those before it are read, too.
 */
seq?: number, 
/**
 * The `seq` of each notification that was read, at most 200; all others stay as they are.
 */
seqs?: Array<number>, };

/**
 * The reply to `mark_read`: the user's read position in a channel.
 */
export type ReadReply = { 
/**
 * The channel whose messages were marked.
 */
channelId: ChannelId, 
/**
 * The position of the last message that was read.
 */
lastReadSeq: number, 
/**
 * The number of unread messages, capped.
 */
unreadCount: number, 
/**
 * The number of unread messages that mention the user, capped.
 */
mentionCount: number, 
/**
 * The channel's position at the time of counting: later messages are not in the counts.
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
 * A reminder of a message that is not due yet.
 */
export type Reminder = { 
/**
 * The message's channel.
 */
channelId: ChannelId, 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * When it is due.
 */
at: number, 
/**
 * When it was set first.
 */
createdAt: number, 
/**
 * The message as it is now, perhaps a tombstone. Absent if the user may no longer see it.
 */
message?: Message, };

/**
 * The reply to `set_reminder` and `cancel_reminder`.
 */
export type ReminderReply = { 
/**
 * The message's channel.
 */
channelId: ChannelId, 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * When the reminder is due; null if there is none any more.
 */
at: number | null, };

/**
 * `reminder_updated`: a reminder of the user was set, moved or cancelled, perhaps on another device, or is due.
 */
export type ReminderUpdated = { 
/**
 * The message's channel.
 */
channelId: ChannelId, 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * When it is due; null if there is no reminder any more.
 */
at: number | null, };

/**
 * `remove_previews`.
 */
export type RemovePreviews = { 
/**
 * The message.
 */
messageId: MessageId, };

/**
 * `remove_reaction`.
 */
export type RemoveReaction = { 
/**
 * The message with the reaction.
 */
messageId: MessageId, 
/**
 * The emoji, as Unicode characters.
 */
emoji: string, };

/**
 * The stream positions that a reconnecting client has reached.
 */
export type Resume = { 
/**
 * The last position that it received of each channel, by the channel's id in decimal digits.
 */
channels: Record<string, number>, 
/**
 * The last position that it received of its user's own stream.
 */
user: number, };

/**
 * `resumed`: has no data.
 */
export type Resumed = Record<symbol, never>;

/**
 * `save_message`.
 */
export type SaveMessage = { 
/**
 * The message to save.
 */
messageId: MessageId, };

/**
 * A message that a user saved for later.
 */
export type SavedMessage = { 
/**
 * The message, which may be a tombstone.
 */
message: Message, 
/**
 * When it was saved.
 */
savedAt: number, };

/**
 * The reply to `save_message` and `unsave_message`.
 */
export type SavedReply = { 
/**
 * The message's channel.
 */
channelId: ChannelId, 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * When it was saved; null if it is not saved any more.
 */
savedAt: number | null, };

/**
 * `saved_updated`: the user saved a message or removed it from the saved ones, perhaps on another device.
 */
export type SavedUpdated = { 
/**
 * The message's channel.
 */
channelId: ChannelId, 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * When it was saved; null if it is not saved any more.
 */
savedAt: number | null, };

/**
 * A message that is sent later.
 */
export type Scheduled = { 
/**
 * Its identifier, which is not that of the message once it is sent.
 */
id: ScheduledId, 
/**
 * The channel.
 */
channelId: ChannelId, 
/**
 * The message whose thread it is a reply in.
 */
threadId?: MessageId, 
/**
 * The text.
 */
message: string, 
/**
 * The files that are sent with it.
 */
files?: Array<FileInfo>, 
/**
 * When it is sent.
 */
at: number, 
/**
 * When it was scheduled.
 */
createdAt: number, 
/**
 * When it was changed last.
 */
updatedAt: number, 
/**
 * Why it was not sent, if it was tried.
 */
error?: ScheduledError, };

/**
 * Why a scheduled message was not sent.
 */
export type ScheduledError = { 
/**
 * The error code; the same codes as for commands.
 */
code: string, 
/**
 * The reason, for people.
 */
message: string, };

/**
 * A scheduled message.
 */
export type ScheduledId = number;

/**
 * What became of a scheduled message.
 */
export type ScheduledStatus = "scheduled" | "sent" | "failed" | "cancelled";

/**
 * `scheduled_updated`: the user's scheduled message changed, was sent, or was not sent.
 */
export type ScheduledUpdated = { 
/**
 * The scheduled message.
 */
scheduledId: ScheduledId, 
/**
 * Its channel.
 */
channelId: ChannelId, 
/**
 * When it is sent, or was to be sent.
 */
at: number, 
/**
 * What became of it.
 */
status: ScheduledStatus, };

/**
 * A point on a shared screen.
 */
export type ScreenPoint = { 
/**
 * The distance from the left: 0 to 10000 of the picture's width.
 */
x: number, 
/**
 * The distance from the top: 0 to 10000 of the picture's height.
 */
y: number, };

/**
 * What becomes of a person's other connected devices in a call when one more joins it.
 */
export type SecondDevice = "move" | "add";

/**
 * A section of the sidebar that the user has made.
 */
export type Section = { 
/**
 * Chosen by the client: 1 to 64 letters, digits, dashes and underscores.
 */
id: string, 
/**
 * Its title: 1 to 80 characters.
 */
title: string, 
/**
 * The conversations in it, in the user's order. Some may not be the user's any more; they keep their place.
 */
channels: Array<ChannelId>, };

/**
 * `send_message`.
 */
export type SendMessage = { 
/**
 * The channel to post in.
 */
channelId: ChannelId, 
/**
 * A UUID generated by the client: a message is stored once, however often it is sent.
 */
clientId: string, 
/**
 * The message's text.
 */
message: string, 
/**
 * The type of message, `text` by default; `ticket_link` requires a `ticketReference`.
 */
type?: MessageKind, 
/**
 * The message that it replies to, in the same channel.
 */
replyToId?: MessageId, 
/**
 * The message that it forwards, from any channel that the caller can read; `message` may then be empty.
 */
forwardedFrom?: MessageId, 
/**
 * The message whose thread it is a reply in.
 */
threadId?: MessageId, 
/**
 * True to show a reply in a thread in the channel as well.
 */
alsoToChannel?: boolean, 
/**
 * The ticket it refers to.
 */
ticketReference?: string, 
/**
 * Files of the caller that it carries, at most 10, none of them sent before; `message` may then be empty.
 */
fileIds?: Array<FileId>, 
/**
 * True if the user has confirmed that it notifies many people.
 */
confirmed?: boolean, };

/**
 * An offer or an answer, as a browser's `RTCSessionDescription` in JSON.
 */
export type SessionDescription = { 
/**
 * `offer` or `answer`.
 */
type: string, 
/**
 * The description in the Session Description Protocol.
 */
sdp: string, };

/**
 * `set_channel_preferences`: what is left out stays.
 */
export type SetChannelPreferences = { 
/**
 * The channel.
 */
channelId: ChannelId, 
/**
 * Whether the conversation shall not ask for attention.
 */
muted?: boolean, 
/**
 * Mutes it until this time, which is in the future, at most 365 days ahead. Without it, `muted` does not end by
 * itself.
 */
mutedUntil?: number, 
/**
 * Whether it stands at the top of the list.
 */
pinned?: boolean, 
/**
 * Whether it is left out of the list until its next message.
 */
hidden?: boolean, 
/**
 * Which of its messages notify the user.
 */
notify?: Notify, };

/**
 * `set_preferences`: what is left out stays.
 */
export type SetPreferences = { 
/**
 * Words and phrases that notify the user.
 */
keywords?: Array<string>, 
/**
 * The hours in which notifications are silent; null for none.
 */
quietHours?: QuietHours | null, 
/**
 * Do not disturb until this time. Null or a past time turns it off, and quiet hours that are in progress
 * until they end.
 */
dndUntil?: number | null, 
/**
 * Whether notifications make a sound.
 */
sound?: boolean, 
/**
 * Whether devices show notifications outside the page.
 */
desktop?: boolean, 
/**
 * The user's own sections of the sidebar, all of them.
 */
sections?: Array<Section>, 
/**
 * The language of the page; null for the browser's.
 */
language?: Language | null, 
/**
 * The colours of the page; null for none chosen.
 */
theme?: Theme | null, 
/**
 * The time zone that the user is in, by its IANA name; null for none. Others see it.
 */
timeZone?: string | null, };

/**
 * `set_reminder`.
 */
export type SetReminder = { 
/**
 * The message.
 */
messageId: MessageId, 
/**
 * When to remind: in the future, at most 365 days ahead. A reminder that the user has of the message is moved.
 */
at: number, };

/**
 * A shared screen, by the device that shares it.
 */
export type SharedScreen = { 
/**
 * The user who shares it.
 */
user: string, 
/**
 * The device that shares it.
 */
deviceId: string, };

/**
 * The state at login, the reply to `authenticate`.
 */
export type Snapshot = { 
/**
 * The account that logged in.
 */
user: Person, 
/**
 * The names of the chat permissions that the account holds.
 */
permissions: Array<string>, 
/**
 * The position of the user's own stream.
 */
userSeq: number, 
/**
 * The server's clock, so that clients can correct their own.
 */
serverTime: number, 
/**
 * The channels that the user is a member of, as far as they fit into this frame.
 */
channels: Array<ChannelView>, 
/**
 * The number of `snapshot_part` events that follow; the last of them completes the snapshot.
 */
parts: number, 
/**
 * True if the events missed since `resume` follow; false if the client must start from this snapshot.
 */
resumed: boolean, 
/**
 * What this server has besides the chat.
 */
features?: Features, 
/**
 * The presence of people who are not offline and share a small enough channel with the user, as far
 * as they fit into this frame.
 */
presence: Record<string, Presence>, };

/**
 * `snapshot_part`: channels and presence that did not fit into the reply to `authenticate`.
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
 * What happened in a channel.
 */
export type SystemEvent = "joined" | "left" | "added" | "removed" | "renamed" | "topic_changed" | "posting_changed" | "pinning_changed" | "history_changed" | "type_changed" | "ownership_transferred" | "role_changed" | "invite_created" | "invite_revoked" | "converted" | "archived" | "unarchived" | "ticket_status" | "ticket_priority" | "ticket_team" | "ticket_assignee" | "ticket_comment" | "ticket_deleted" | "ticket_created" | "missed_call" | "call_ended" | "ticket_digest";

/**
 * What a system message says, as data: a client can say it in the reader's language.
 */
export type SystemNote = { 
/**
 * What the message's author did.
 */
event: SystemEvent, 
/**
 * The people it happened to: who joined, left, was added or removed, or was in the call.
 */
userIds?: Array<string>, 
/**
 * What was there before; absent if nothing was.
 */
from?: string, 
/**
 * What is there now; absent if nothing is.
 */
to?: string, 
/**
 * The name of the team whose id `to` is, if Orvale has one.
 */
toName?: string, 
/**
 * In a ticket's room, the id of the comment. What it says is for those who may read it.
 */
comment?: number, 
/**
 * In a team's channel, the number of the ticket that it tells of.
 */
ticket?: string, 
/**
 * In a team's channel, the notice that says more to those who may see the ticket; of several, the first.
 */
notice?: number, 
/**
 * The last of several notices.
 */
lastNotice?: number, 
/**
 * The number of notices.
 */
count?: number, 
/**
 * The call that has ended, or that people missed.
 */
call?: NotedCall, };

/**
 * The colours of the page.
 */
export type Theme = "light" | "dark" | "system";

/**
 * The thread of a message, as one user sees it.
 */
export type Thread = { 
/**
 * The number of replies.
 */
replyCount: number, 
/**
 * When the latest reply was written.
 */
lastReplyAt: number | null, 
/**
 * The position of the latest reply.
 */
lastReplySeq: number | null, 
/**
 * The people who replied last, the latest first, at most [`THREAD_PARTICIPANTS`].
 */
participants: Array<string>, 
/**
 * True if the viewer follows it.
 */
following: boolean, 
/**
 * Replies of others that the viewer has not read, counted up to [`UNREAD_CAP`](super::UNREAD_CAP); 0 if they do not follow
 * it.
 */
unreadCount: number, };

/**
 * The reply to the commands of threads: the thread as the user sees it.
 */
export type ThreadReply = { 
/**
 * The message that the thread belongs to.
 */
threadId: MessageId, 
/**
 * The thread.
 */
thread: Thread, };

/**
 * `thread_updated`: replies were added, changed, deleted or read, or the user follows the thread or stopped.
 */
export type ThreadUpdated = { 
/**
 * The channel.
 */
channelId: ChannelId, 
/**
 * The message that the thread belongs to.
 */
threadId: MessageId, 
/**
 * The thread as the user sees it.
 */
thread: Thread, };

/**
 * `threads_read`: the user marked threads as read.
 */
export type ThreadsRead = { 
/**
 * The messages that the threads belong to.
 */
threadIds: Array<MessageId>, };

/**
 * Something that can be done with a ticket.
 */
export type TicketAction = "comment" | "comment_internal" | "set_status" | "set_priority" | "escalate" | "take" | "assign" | "set_team";

/**
 * A ticket of Orvale's, as its viewer may see it. Texts are Orvale's own: a status or priority may be a word that
 * nobody knows.
 */
export type TicketCard = { 
/**
 * Its number, such as `HD-250819-138`.
 */
number: string, 
/**
 * The problem in one line.
 */
title: string, 
/**
 * `pending`, `open`, `in_progress`, `escalated`, `completed`, or another word.
 */
status: string, 
/**
 * `low`, `medium`, `high`, `urgent`, or another word.
 */
priority: string, 
/**
 * The id of the team that works on it.
 */
team: string | null, 
/**
 * The name of that team.
 */
teamName: string | null, 
/**
 * The username of the person who works on it; nil if nobody does, or they are gone.
 */
assignee: string | null, 
/**
 * Their name.
 */
assigneeName: string | null, 
/**
 * To whom Orvale says that it is assigned, if they no longer have an active account.
 */
formerAssignee?: string, 
/**
 * The username of the person who has the problem, if they have an account.
 */
requester: string | null, 
/**
 * The name of the person who has the problem.
 */
requesterName: string, 
/**
 * The id of its category.
 */
category: string | null, 
/**
 * When it was created; nil if that cannot be read.
 */
createdAt: number | null, 
/**
 * When it was changed last; nil if that cannot be read.
 */
updatedAt: number | null, 
/**
 * When it was completed.
 */
completedAt?: number, 
/**
 * When it is due, by the administrator's target for its priority; absent if there is none, or it is completed.
 */
dueAt?: number, 
/**
 * When less than a quarter of the target is left.
 */
dueSoonAt?: number, 
/**
 * How much time is left.
 */
dueState?: DueState, 
/**
 * What was done to complete it.
 */
completionNotes?: string, 
/**
 * The problem in full; absent in lists.
 */
description?: string, 
/**
 * The files that came with it; absent in lists.
 */
files?: Array<FileInfo>, 
/**
 * Internal notes; absent for those who may not see what is internal.
 */
internalNotes?: string, 
/**
 * Why it was escalated; absent for those who may not see what is internal.
 */
escalationReason?: string, 
/**
 * What the viewer may do with it; absent in lists.
 */
may?: Array<TicketAction>, 
/**
 * By what the viewer sees it, besides working on it; absent in lists.
 */
sight?: TicketSight, };

/**
 * A change of a ticket, as Orvale's history has it.
 */
export type TicketChange = { 
/**
 * Its identifier.
 */
id: number, 
/**
 * `created`, `assigned`, `status_changed`, `priority_changed`, `escalated`, `completed`, or another word.
 */
action: string, 
/**
 * Who changed it: a username, or another name.
 */
by: string, 
/**
 * Their name.
 */
byName: string, 
/**
 * What was there before.
 */
from?: string, 
/**
 * What is there now.
 */
to?: string, 
/**
 * The id of the team before.
 */
fromTeam?: string, 
/**
 * The id of the team now.
 */
toTeam?: string, 
/**
 * Why; absent for those who may not see what is internal.
 */
reason?: string, 
/**
 * What was done to complete it. From one that Orvale's pages completed, only if they did so last, since they keep
 * no others.
 */
notes?: string, 
/**
 * When; nil if that cannot be read.
 */
at: number | null, };

/**
 * A comment on a ticket.
 */
export type TicketComment = { 
/**
 * Its identifier.
 */
id: number, 
/**
 * The text.
 */
text: string, 
/**
 * True if only those may read it who see what is internal.
 */
internal: boolean, 
/**
 * The files that it carries.
 */
files?: Array<FileInfo>, 
/**
 * Who wrote it.
 */
author: string, 
/**
 * Their name.
 */
authorName: string, 
/**
 * When it was written; nil if that cannot be read.
 */
createdAt: number | null, };

/**
 * Something that happened to a ticket.
 */
export type TicketEntry = { "type": "change" } & TicketChange | { "type": "comment" } & TicketComment;

/**
 * Something that happens to tickets, of which a team's channel may be told.
 */
export type TicketEventKind = "created" | "status" | "escalated" | "priority" | "assignee" | "team" | "comment";

/**
 * What a line of a team's channel tells of a ticket, for those who may see the ticket.
 */
export type TicketNotice = { 
/**
 * Its identifier, the `notice` of the line.
 */
id: number, 
/**
 * The ticket's number.
 */
number: string, 
/**
 * The problem in one line, as it is now.
 */
title: string, 
/**
 * What happened.
 */
event: TicketEventKind, 
/**
 * Who did it: a username, or another name.
 */
by: string, 
/**
 * What was there before.
 */
from?: string, 
/**
 * What is there since.
 */
to?: string, 
/**
 * When it was noticed.
 */
at: number, };

/**
 * By what somebody sees a ticket, besides working on it.
 */
export type TicketSight = { 
/**
 * True if they see it whoever works on it: they have the problem, filed the ticket, or see all tickets.
 */
always: boolean, 
/**
 * The id of their team, if they see its tickets.
 */
team?: string, };

/**
 * `ticket_updated`: a ticket was changed, here or in Orvale. Get its card again.
 */
export type TicketUpdated = { 
/**
 * Its number.
 */
number: string, 
/**
 * When it was changed; nil if that cannot be read.
 */
updatedAt: number | null, };

/**
 * The content of a track.
 */
export type TrackKind = "audio" | "camera" | "screen" | "screen_audio";

/**
 * `typing_start`.
 */
export type TypingStart = { 
/**
 * The channel where the caller types.
 */
channelId: ChannelId, };

/**
 * `typing_stop`.
 */
export type TypingStop = { 
/**
 * The channel where the caller types.
 */
channelId: ChannelId, };

/**
 * `unfollow_thread`.
 */
export type UnfollowThread = { 
/**
 * The message that the thread belongs to.
 */
threadId: MessageId, };

/**
 * `unpin_message`.
 */
export type UnpinMessage = { 
/**
 * The message to unpin.
 */
messageId: MessageId, };

/**
 * `unsave_message`.
 */
export type UnsaveMessage = { 
/**
 * The message to remove from the saved ones; it may be deleted.
 */
messageId: MessageId, };

/**
 * `update_presence`.
 */
export type UpdatePresence = { 
/**
 * The status: `online` follows the connection again, `offline` appears offline; unchanged if omitted.
 */
status?: PresenceStatus, 
/**
 * The status message; an empty text removes it; unchanged if omitted.
 */
statusMessage?: string, 
/**
 * When the status message clears itself: in the future, at most 365 days ahead, and only beside a
 * `statusMessage`. One without it stays.
 */
statusMessageUntil?: number, };

/**
 * `user_joined`: someone became a member, or their role changed.
 */
export type UserJoined = { 
/**
 * The member.
 */
user: string, 
/**
 * The member's role.
 */
role: ChannelRole, 
/**
 * Who did it: the member, or the user who added them.
 */
by: string, 
/**
 * The current number of members.
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
 * Who did it: the member, or the user who removed them.
 */
by: string, 
/**
 * The current number of members.
 */
memberCount: number, 
/**
 * The channel.
 */
channel: ChannelLabel, };

/**
 * The fields that each event of a user's own stream starts with.
 */
export type UserPosition = { 
/**
 * The stream: `user`.
 */
stream: "user", 
/**
 * The event's position in the user's stream.
 */
seq: number, };

/**
 * `user_typing`: expires after six seconds.
 */
export type UserTyping = { 
/**
 * The id of the channel.
 */
channelId: ChannelId, 
/**
 * The user who is typing.
 */
user: string, 
/**
 * True if they are typing, false if they stopped.
 */
typing: boolean, 
/**
 * The channel's name and type, for display.
 */
channel: ChannelLabel, };

/**
 * How large a device shows a track.
 */
export type ViewSize = "paused" | { "upto": { 
/**
 * The height in device pixels.
 */
height: number, } };

/**
 * `webrtc_answer`.
 */
export type WebrtcAnswer = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * The answer.
 */
answer: SessionDescription, 
/**
 * The name of the offer that it answers. An answer to another offer than the latest is refused.
 */
offerId?: string, 
/**
 * Whom it is for; null for the server.
 */
targetUser: string | null, 
/**
 * Their device; needed if they have several in the call.
 */
targetDevice?: string, 
/**
 * The device that sends it.
 */
deviceId?: string, };

/**
 * `webrtc_answer_received`.
 */
export type WebrtcAnswerReceived = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * The answer.
 */
answer: SessionDescription, 
/**
 * The name of the offer that it answers.
 */
offerId?: string, 
/**
 * Who made it; null for the server.
 */
fromUser: string | null, 
/**
 * The device that made it; null for the server.
 */
fromDevice: string | null, 
/**
 * The device that it is for.
 */
deviceId: string, };

/**
 * `webrtc_ice_candidate`.
 */
export type WebrtcIceCandidate = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * The candidate; null if there will be no more.
 */
candidate: IceCandidate | null, 
/**
 * Whom it is for; null for the server.
 */
targetUser: string | null, 
/**
 * Their device; needed if they have several in the call.
 */
targetDevice?: string, 
/**
 * The device that sends it.
 */
deviceId?: string, };

/**
 * `webrtc_ice_candidate_received`.
 */
export type WebrtcIceCandidateReceived = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * The candidate; null if there will be no more.
 */
candidate: IceCandidate | null, 
/**
 * Whose it is; null for the server.
 */
fromUser: string | null, 
/**
 * The device that it is of; null for the server.
 */
fromDevice: string | null, 
/**
 * The device that it is for.
 */
deviceId: string, };

/**
 * `webrtc_offer`.
 */
export type WebrtcOffer = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * The offer.
 */
offer: SessionDescription, 
/**
 * The name of the offer, chosen by the client: the answer repeats it.
 */
offerId?: string, 
/**
 * Whom it is for; null for the server.
 */
targetUser: string | null, 
/**
 * Their device; needed if they have several in the call.
 */
targetDevice?: string, 
/**
 * The device that sends it.
 */
deviceId?: string, 
/**
 * For the server: the content of each media section, by its `mid`.
 */
kinds?: Record<string, TrackKind>, };

/**
 * `webrtc_offer_received`.
 */
export type WebrtcOfferReceived = { 
/**
 * The call.
 */
sessionId: CallId, 
/**
 * The offer.
 */
offer: SessionDescription, 
/**
 * The name of the offer, which its answer repeats.
 */
offerId?: string, 
/**
 * Who made it; null for the server.
 */
fromUser: string | null, 
/**
 * The device that made it; null for the server.
 */
fromDevice: string | null, 
/**
 * The device that it is for.
 */
deviceId: string, };

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
  invite_created: ChannelPosition & InviteCreated;
  invite_revoked: ChannelPosition & InviteRevoked;
  channel_updated: ChannelPosition & ChannelUpdated;
  channel_joined: UserPosition & ChannelJoined;
  channel_left: UserPosition & ChannelLeft;
  read_updated: UserPosition & ReadUpdated;
  scheduled_updated: UserPosition & ScheduledUpdated;
  reminder_updated: UserPosition & ReminderUpdated;
  saved_updated: UserPosition & SavedUpdated;
  preferences_updated: UserPosition & PreferencesUpdated;
  threads_read: UserPosition & ThreadsRead;
  notification: UserPosition & Notification;
  notifications_read: UserPosition & NotificationsRead;
  notifications_removed: UserPosition & NotificationsRemoved;
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
  invite_created: 'channel',
  invite_revoked: 'channel',
  channel_updated: 'channel',
  channel_joined: 'user',
  channel_left: 'user',
  read_updated: 'user',
  scheduled_updated: 'user',
  reminder_updated: 'user',
  saved_updated: 'user',
  preferences_updated: 'user',
  threads_read: 'user',
  notification: 'user',
  notifications_read: 'user',
  notifications_removed: 'user',
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
  remove_previews: { data: RemovePreviews; reply: MessageReply };
  save_message: { data: SaveMessage; reply: SavedReply };
  unsave_message: { data: UnsaveMessage; reply: SavedReply };
  set_reminder: { data: SetReminder; reply: ReminderReply };
  cancel_reminder: { data: CancelReminder; reply: ReminderReply };
  follow_thread: { data: FollowThread; reply: ThreadReply };
  unfollow_thread: { data: UnfollowThread; reply: ThreadReply };
  mark_thread_read: { data: MarkThreadRead; reply: ThreadReply };
  mark_read: { data: MarkRead; reply: ReadReply };
  mark_all_read: { data: MarkAllRead; reply: Done };
  set_channel_preferences: { data: SetChannelPreferences; reply: PreferencesReply };
  set_preferences: { data: SetPreferences; reply: Preferences };
  read_notifications: { data: ReadNotifications; reply: NotificationsReply };
  claim_notifications: { data: ClaimNotifications; reply: ClaimReply };
  typing_start: { data: TypingStart; reply: Done };
  typing_stop: { data: TypingStop; reply: Done };
  update_presence: { data: UpdatePresence; reply: Presence };
  call_initiate: { data: CallInitiate; reply: CallReply };
  call_accept: { data: CallAccept; reply: CallReply };
  call_join: { data: CallJoin; reply: CallReply };
  call_decline: { data: CallDecline; reply: Done };
  call_leave: { data: CallLeave; reply: Done };
  call_end: { data: CallEnd; reply: Done };
  call_update: { data: CallUpdate; reply: DeviceReply };
  call_view: { data: CallView; reply: Done };
  call_annotate: { data: CallAnnotate; reply: Done };
  webrtc_offer: { data: WebrtcOffer; reply: Done };
  webrtc_answer: { data: WebrtcAnswer; reply: Done };
  webrtc_ice_candidate: { data: WebrtcIceCandidate; reply: Done };
}
