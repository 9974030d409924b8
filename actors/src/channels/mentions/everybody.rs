//! The usernames and display names of all who can be mentioned. Knows nothing of who is a member of a channel.

use std::collections::HashMap;

use entity::{ids::UserId, permission::Account};

use super::Names;

/// All people who are active, by their names.
#[derive(Debug, Default)]
pub(crate) struct Everybody {
    usernames: Names,
    /// The display names.
    called: Names,
    /// Those who have each display name.
    people: HashMap<UserId, Vec<UserId>>,
}

impl Everybody {
    /// Returns the names of those who are active: a former colleague's names hide nobody else's.
    pub(crate) fn active(accounts: &[Account]) -> Self {
        let mut everybody = Self::default();
        for account in accounts.iter().filter(|account| account.active) {
            let display_name = UserId::from(account.display_name.as_str());
            everybody.usernames.insert(&account.username);
            everybody.called.insert(&display_name);
            let namesakes = everybody.people.entry(display_name).or_default();
            namesakes.push(account.username.clone());
        }
        everybody
    }

    /// The people whose usernames `text` begins with, the longest first, and the bytes of each name.
    pub(super) fn usernames(&self, text: &str) -> impl Iterator<Item = (&UserId, usize)> {
        self.usernames.prefixes(text)
    }

    /// The people whose display names `text` begins with, those of each name together, the longest first, and the
    /// bytes of each name. Letter case tells nobody apart.
    pub(super) fn called(&self, text: &str) -> impl Iterator<Item = (Vec<&UserId>, usize)> {
        self.called.namesakes(text).map(move |(names, length)| {
            let people = names.iter().filter_map(|name| self.people.get(name));
            (people.flatten().collect(), length)
        })
    }
}
