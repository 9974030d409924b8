//! Mentions of groups: everyone in the channel, those who are here, a team. Knows nothing of who is a member.

use std::collections::{BTreeSet, HashMap};

use entity::{
    ids::UserId,
    model::MentionedGroup,
    names::{GROUP_WORDS, folded},
};

use super::Names;

/// The words that mention a group, and the teams.
#[derive(Debug)]
pub(crate) struct Groups {
    names: Names,
    /// The group that each word or team name mentions.
    groups: HashMap<UserId, Group>,
}

/// A group of members.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Group {
    /// Everyone in the channel.
    Channel,
    /// Those of them who are online.
    Here,
    /// Those of them who are in one of the teams with these ids: several teams can have one name.
    Team(BTreeSet<String>),
}

impl Group {
    /// Returns the kind by which a mention of this group is marked in a message.
    #[must_use]
    pub(crate) fn kind(&self) -> MentionedGroup {
        match self {
            Self::Channel => MentionedGroup::Channel,
            Self::Here => MentionedGroup::Here,
            Self::Team(_) => MentionedGroup::Team,
        }
    }

    /// Adds the teams of `other`.
    fn with(mut self, other: &Self) -> Self {
        if let (Self::Team(ids), Self::Team(others)) = (&mut self, other) {
            ids.extend(others.iter().cloned());
        }
        self
    }
}

impl Default for Groups {
    fn default() -> Self {
        Self::with_teams(std::iter::empty())
    }
}

impl Groups {
    /// The words, and these teams, each with a name and its id. A team can have several names.
    #[must_use]
    pub(crate) fn with_teams(teams: impl Iterator<Item = (String, String)>) -> Self {
        let mut found = Self {
            names: Names::default(),
            groups: HashMap::new(),
        };
        for word in GROUP_WORDS {
            let group = match word {
                "here" => Group::Here,
                _ => Group::Channel,
            };
            found.names.insert(&UserId::from(word));
            found.groups.insert(UserId::from(word), group);
        }
        for (name, id) in teams {
            // No team takes the place of a word, in any letter case.
            if GROUP_WORDS.contains(&folded(&name).as_str()) {
                continue;
            }
            let name = UserId::from(name);
            found.names.insert(&name);
            let none = || Group::Team(BTreeSet::new());
            if let Group::Team(ids) = found.groups.entry(name).or_insert_with(none) {
                ids.insert(id);
            }
        }
        found
    }

    /// The groups whose names `text` begins with, the longest first, and the bytes of each name. Of teams whom letter
    /// case alone tells apart it is the one written exactly so, else all; those with the very same name are one group.
    pub(super) fn prefixes(&self, text: &str) -> impl Iterator<Item = (&UserId, Group, usize)> {
        self.names.namesakes(text).filter_map(|(names, length)| {
            let exact = names.iter().find(|name| name.as_str() == &text[..length]);
            let name = exact.or(names.first())?;
            let meant = exact.map_or(names, std::slice::from_ref);
            let mut groups = meant.iter().filter_map(|name| self.groups.get(name));
            let first = groups.next()?.clone();
            Some((name, groups.fold(first, Group::with), length))
        })
    }
}
