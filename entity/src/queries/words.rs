//! The words that columns contain in place of enums.

use crate::{
    error::Error,
    model::{
        BlockedFor, CallQuality, CallStatus, CallType, ChannelKind, ChannelRole, FileCheck,
        History, MessageKind, Notify, Pinning, PresenceStatus, TicketEventKind,
    },
    notify::NotificationKind,
    queries::{calls::PersonState, file_moves::MoveState, files::FileState},
};

/// An enum that is stored as a word.
pub(crate) trait Word: Copy + 'static {
    /// Each value with its word.
    const WORDS: &'static [(Self, &'static str)];

    /// Returns whether both are the same value.
    fn same(self, other: Self) -> bool;

    /// Returns the word for the value.
    fn word(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(value, _)| self.same(*value))
            .map_or("", |(_, word)| word)
    }

    /// Returns the value for the word.
    fn read(word: &str) -> Result<Self, Error> {
        Self::WORDS
            .iter()
            .find(|(_, known)| *known == word)
            .map(|(value, _)| *value)
            .ok_or_else(|| Error::Corrupt(format!("unknown word {word:?} in a column")))
    }
}

macro_rules! words {
    ($type:ident { $($value:ident = $word:literal),+ $(,)? }) => {
        impl Word for $type {
            const WORDS: &'static [(Self, &'static str)] = &[$(($type::$value, $word)),+];

            fn same(self, other: Self) -> bool {
                self == other
            }
        }
    };
}

words!(ChannelKind { Public = "public", Private = "private", Direct = "direct" });
words!(ChannelRole { Member = "member", Admin = "admin", Owner = "owner" });
words!(NotificationKind {
    Mention = "mention",
    Keyword = "keyword",
    ThreadReply = "thread_reply",
    Message = "message",
    Reaction = "reaction",
    Reminder = "reminder",
    ScheduledFailed = "scheduled_failed",
    MissedCall = "missed_call",
    TicketAssigned = "ticket_assigned",
    TicketCreated = "ticket_created",
    TicketStatus = "ticket_status",
    TicketPriority = "ticket_priority",
    TicketTeam = "ticket_team",
    TicketAssignee = "ticket_assignee",
    TicketComment = "ticket_comment",
    TicketDue = "ticket_due",
});
words!(Notify { All = "all", Mentions = "mentions", None = "none" });
words!(History { All = "all", SinceJoining = "since_joining" });
words!(Pinning { Members = "members", Admins = "admins" });
words!(MessageKind {
    Text = "text",
    File = "file",
    Image = "image",
    TicketLink = "ticket_link",
    System = "system",
});
words!(TicketEventKind {
    Created = "created",
    Status = "status",
    Escalated = "escalated",
    Priority = "priority",
    Assignee = "assignee",
    Team = "team",
    Comment = "comment",
});
words!(FileCheck { Checking = "checking", Blocked = "blocked" });
words!(CallType { Audio = "audio", Video = "video", ScreenShare = "screen_share" });
words!(CallStatus {
    Ringing = "ringing",
    Active = "active",
    Ended = "ended",
    Missed = "missed",
});
words!(CallQuality {
    Excellent = "excellent",
    Good = "good",
    Poor = "poor",
    Disconnected = "disconnected",
});
words!(PersonState {
    Ringing = "ringing",
    In = "in",
    Left = "left",
    Declined = "declined",
    Missed = "missed",
});
words!(BlockedFor {
    Harmful = "harmful",
    TooLarge = "too_large",
    Encrypted = "encrypted",
});
words!(MoveState {
    Announced = "announced",
    Refused = "refused",
    Moving = "moving",
    Done = "done",
});
words!(FileState { Uploading = "uploading", Ready = "ready", Deleted = "deleted" });
words!(PresenceStatus {
    Online = "online",
    Away = "away",
    Busy = "busy",
    Offline = "offline",
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_its_value() {
        for (kind, word) in MessageKind::WORDS {
            assert_eq!((kind.word(), MessageKind::read(word)), (*word, Ok(*kind)));
        }
        assert!(ChannelRole::read("king").is_err());
    }
}
