//! The types of the domain, shared by the engine, the wire and REST: channels, members, messages, presence.
//!
//! Plain data: `queries` makes them from rows, the `actors` crate's `protocol` encodes them.

mod calls;
mod channels;
mod files;
mod kept;
mod messages;
mod people;
mod previews;
mod reminders;
mod system;
mod teams;
mod threads;
mod tickets;

pub use calls::{
    ActiveCall, Call, CallDevice, CallDirection, CallMode, CallParticipant, CallQuality,
    CallRecord, CallStatus, CallType,
};
pub use channels::{
    Channel, ChannelKind, ChannelLabel, ChannelPreferences, ChannelRole, ChannelView, History,
    HistoryReport, Invite, Member, Notify, Pinning, UNREAD_CAP,
};
pub use files::{BlockedFor, FileCheck, FileDetails, FileInfo, MESSAGE_FILES};
pub use kept::{EarlierText, PinnedMessage, SavedMessage, Scheduled, ScheduledError};
pub use messages::{
    Mention, MentionedGroup, Message, MessageKind, REACTION_KINDS, REACTION_USERS, Reaction,
};
pub use people::{Person, Presence, PresenceStatus};
pub use previews::{LinkPreview, MESSAGE_PREVIEWS};
pub use reminders::Reminder;
pub use system::{NotedCall, SystemEvent, SystemNote};
pub use teams::{TEAM_PEOPLE, Team, TeamHere, TeamPerson};
pub use threads::{FollowedThread, THREAD_PARTICIPANTS, Thread};
pub use tickets::{
    PRIORITIES, TicketAction, TicketAssignee, TicketCard, TicketChange, TicketChoice,
    TicketChoices, TicketComment, TicketEntry, TicketEventKind, TicketNotice, TicketSight,
};
