//! The reactions of messages, as far as a batch or the writer knows them.
//!
//! Only the writer adds and removes reactions, so it can remember those of a message that had none when it looked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{error::Error, ids::UserId, model::REACTION_KINDS};

/// The maximum number of reactions that are remembered of one message.
const OF_MESSAGE: usize = 200;
/// The maximum number of remembered reactions, and of messages; beyond either, all are dropped.
const REACTIONS: usize = 50_000;
const MESSAGES: usize = 10_000;

/// The reactions of a message, or those of them that a batch needs.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// True if all reactions of the message are here.
    whole: bool,
    /// The reactions that exist: the emoji and the user.
    given: BTreeSet<(String, UserId)>,
    /// The number of reactions, by emoji; none is 0.
    counts: BTreeMap<String, i64>,
    /// The number of different emoji.
    kinds: usize,
}

impl Tally {
    /// Takes in what was read of one reaction: whether it is given, how many there are with its emoji, and how many
    /// emoji there are.
    pub(super) fn loaded(
        &mut self,
        reaction: (String, UserId),
        given: bool,
        (count, kinds): (i64, i64),
    ) {
        if count > 0 {
            self.counts.insert(reaction.0.clone(), count);
        }
        if given {
            self.given.insert(reaction);
        }
        self.kinds = usize::try_from(kinds).unwrap_or(usize::MAX);
        self.whole = kinds == 0;
    }

    /// Adds a reaction and returns the new count of its emoji; `None` if it already existed.
    pub(super) fn add(&mut self, emoji: &str, user: &UserId) -> Result<Option<i64>, Error> {
        let reaction = (emoji.to_owned(), user.clone());
        if self.given.contains(&reaction) {
            return Ok(None);
        }
        if !self.counts.contains_key(emoji) {
            if self.kinds >= REACTION_KINDS {
                let reason =
                    format!("a message can have at most {REACTION_KINDS} different reactions");
                return Err(Error::Invalid(reason));
            }
            self.kinds += 1;
        }
        self.given.insert(reaction);
        let count = self.counts.entry(emoji.to_owned()).or_default();
        *count += 1;
        Ok(Some(*count))
    }

    /// Removes a reaction and returns the new count of its emoji; `None` if it did not exist.
    pub(super) fn remove(&mut self, emoji: &str, user: &UserId) -> Option<i64> {
        if !self.given.remove(&(emoji.to_owned(), user.clone())) {
            return None;
        }
        let left = self.counts.get(emoji).copied().unwrap_or(1) - 1;
        if left > 0 {
            self.counts.insert(emoji.to_owned(), left);
        } else {
            self.counts.remove(emoji);
            self.kinds = self.kinds.saturating_sub(1);
        }
        Some(left)
    }
}

/// What the writer remembers: messages with all their reactions.
#[derive(Debug, Default)]
pub(crate) struct Tallies {
    messages: HashMap<i64, Tally>,
    reactions: usize,
}

impl Tallies {
    /// Removes the reactions of a message, and returns them if they are known.
    pub(super) fn take(&mut self, message: i64) -> Option<Tally> {
        let tally = self.messages.remove(&message)?;
        self.reactions -= tally.given.len();
        Some(tally)
    }

    /// Remembers the reactions of a message, if these are all and not too many.
    pub(super) fn put(&mut self, message: i64, tally: Tally) {
        let added = tally.given.len();
        if !tally.whole || added > OF_MESSAGE {
            return;
        }
        if self.messages.len() >= MESSAGES || self.reactions + added > REACTIONS {
            *self = Self::default();
        }
        self.reactions += added;
        self.messages.insert(message, tally);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ann() -> UserId {
        UserId::from("ann")
    }

    /// A message that had no reactions, with `count` reactions added since.
    fn known(count: usize) -> Tally {
        let mut tally = Tally::default();
        tally.loaded(("🎉".into(), ann()), false, (0, 0));
        for number in 0..count {
            let user = UserId::from(format!("user{number}"));
            tally.add("🎉", &user).unwrap();
        }
        tally
    }

    #[test]
    fn only_messages_of_which_everything_is_known_are_remembered() {
        let mut tallies = Tallies::default();
        tallies.put(1, known(2));
        let mut some = Tally::default();
        some.loaded(("🎉".into(), ann()), false, (3, 1));
        tallies.put(2, some);
        tallies.put(3, known(OF_MESSAGE + 1));
        let mut first = tallies.take(1).unwrap();
        assert_eq!(first.add("🎉", &ann()).unwrap(), Some(3));
        assert_eq!(first.add("🎉", &ann()).unwrap(), None);
        assert_eq!(first.remove("🎉", &ann()), Some(2));
        assert!(tallies.take(1).is_none(), "it was taken");
        assert!(tallies.take(2).is_none() && tallies.take(3).is_none());
    }

    #[test]
    fn memory_is_bounded() {
        let mut tallies = Tallies::default();
        for message in 0..2 * MESSAGES as i64 {
            tallies.put(message, known(usize::try_from(message % 7).unwrap()));
            assert!(tallies.messages.len() <= MESSAGES);
            assert!(tallies.reactions <= REACTIONS);
        }
        for message in 0..2 * MESSAGES as i64 {
            tallies.take(message);
        }
        assert_eq!(tallies.reactions, 0);
    }
}
