//! Mentions of groups: everyone in the channel, those who are here, a team. Knows nothing of who is a member.

use std::collections::{HashMap, HashSet};

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
    /// Those of them who are in the team with this id.
    Team(String),
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
}

impl Default for Groups {
    fn default() -> Self {
        Self::with_teams(std::iter::empty())
    }
}

impl Groups {
    /// The words, and these teams, each with a name and its id.
    #[must_use]
    pub(crate) fn with_teams(teams: impl Iterator<Item = (String, String)>) -> Self {
        let words = GROUP_WORDS.map(|word| {
            let group = match word {
                "here" => Group::Here,
                _ => Group::Channel,
            };
            (UserId::from(word), group)
        });
        // A team's name and its id are often one word, in another letter case: in any case it is that team.
        let mut spelled = HashSet::new();
        let teams = teams
            .map(|(name, id)| (UserId::from(name), Group::Team(id)))
            .filter(|(name, group)| spelled.insert((folded(name.as_str()), group.clone())));
        // The words last: no team takes their place.
        let groups: HashMap<UserId, Group> = teams.chain(words).collect();
        Self {
            names: groups.keys().collect(),
            groups,
        }
    }

    /// The groups whose names `text` begins with, the longest first, and the bytes of each name.
    pub(super) fn prefixes(&self, text: &str) -> impl Iterator<Item = (&UserId, &Group, usize)> {
        self.names
            .prefixes(text)
            .filter_map(|(name, length)| Some((name, self.groups.get(name)?, length)))
    }
}
