//! The words that columns use, and what they mean.

use crate::{
    error::Error,
    model::{ChannelKind, ChannelRole, MessageKind, Pinning, PresenceStatus},
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
words!(Pinning { Members = "members", Admins = "admins" });
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
