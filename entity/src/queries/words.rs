//! The words that columns use, and what they mean.

use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    error::Error,
    ids::{Seq, UserId},
    model::{ChannelKind, ChannelRole, MessageKind, PresenceStatus},
};

/// A set of words that a column may hold.
pub(crate) trait Word: Copy + 'static {
    /// Each value and its word.
    const WORDS: &'static [(Self, &'static str)];

    /// Whether it is the same value.
    fn same(self, other: Self) -> bool;

    /// The word for it.
    fn word(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(value, _)| self.same(*value))
            .map_or("", |(_, word)| word)
    }

    /// What the word means.
    fn read(word: &str) -> Result<Self, Error> {
        Self::WORDS
            .iter()
            .find(|(_, known)| *known == word)
            .map(|(value, _)| *value)
            .ok_or_else(|| Error::Corrupt(format!("the word {word:?} in a column of its own")))
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
words!(MessageKind {
    Text = "text",
    File = "file",
    Image = "image",
    TicketLink = "ticket_link",
    System = "system",
});
words!(PresenceStatus {
    Online = "online",
    Away = "away",
    Busy = "busy",
    Offline = "offline",
});

/// What a row of `chat_events` says happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventKind {
    MessageUpdated,
    MessageDeleted,
    ReactionAdded,
    ReactionRemoved,
    UserJoined,
    UserLeft,
    ChannelUpdated,
}

words!(EventKind {
    MessageUpdated = "message_updated",
    MessageDeleted = "message_deleted",
    ReactionAdded = "reaction_added",
    ReactionRemoved = "reaction_removed",
    UserJoined = "user_joined",
    UserLeft = "user_left",
    ChannelUpdated = "channel_updated",
});

/// What a row of `chat_user_events` says happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UserEventKind {
    ChannelJoined,
    ChannelLeft,
    ReadUpdated,
    Mention,
}

words!(UserEventKind {
    ChannelJoined = "channel_joined",
    ChannelLeft = "channel_left",
    ReadUpdated = "read_updated",
    Mention = "mention",
});

/// What more a row of `chat_user_events` says, as JSON in its `detail`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum UserEventDetail {
    /// Of a read position: where it was moved to.
    LastReadSeq(Seq),
    /// Of a mention: at which position, and by whom.
    #[serde(rename_all = "camelCase")]
    Mention {
        message_seq: Seq,
        #[serde(deserialize_with = "as_stored")]
        from: UserId,
    },
}

/// A username as a row holds it; only input from outside is checked.
fn as_stored<'de, D: Deserializer<'de>>(data: D) -> Result<UserId, D::Error> {
    Ok(String::deserialize(data)?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for (kind, word) in MessageKind::WORDS {
            assert_eq!((kind.word(), MessageKind::read(word)), (*word, Ok(*kind)));
        }
        assert!(ChannelRole::read("king").is_err());
    }
}
