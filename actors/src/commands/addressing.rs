//! Whom a message addresses besides the members it names: groups, and people who are not here. Used by
//! `send_message`, `edit_message` and the commands of scheduled messages; not a command.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use entity::{
    ids::{ChannelId, UserId},
    model::Mention,
    notify::Addressed,
    permission::{Account, Action},
};

use super::Lookup;
use crate::{
    channels::{
        MentionsFound, Room,
        mentions::{self, Group, Known, Names},
    },
    delivery::directory::Directory,
    protocol::{ErrorCode, Failure},
};

/// A message that mentions more people than this, by name or as a group, must be confirmed.
const UNCONFIRMED: usize = 20;
/// In channels with more members than this, only those who manage the channel may mention all of it.
pub(super) const LARGE: i64 = 500;
/// The maximum number of people whom a message mentions as a group.
pub(super) const MOST: usize = 5_000;

/// The people and teams that a text may mention, loaded only if it contains an `@`.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    known: Option<(Arc<Directory>, Arc<Known>)>,
    /// Those in teams that the text may mention who are off duty and would be alerted.
    off_duty: BTreeSet<UserId>,
}

/// Whom a text addresses.
#[derive(Debug, Default)]
pub(super) struct Addressing {
    /// The places of groups in the text.
    pub(super) groups: Vec<Mention>,
    /// The people.
    pub(super) addressed: Addressed,
    /// People whom the text names and who are not reached.
    pub(super) outside: Vec<UserId>,
}

impl People {
    /// For a text with an `@`.
    #[must_use]
    pub(super) fn of(lookup: &Lookup<'_>) -> Self {
        Self {
            known: Some((Arc::clone(lookup.directory), lookup.channels.known())),
            off_duty: BTreeSet::new(),
        }
    }

    /// Finds who is off duty and would be alerted by a message that is sent to `channel` now.
    ///
    /// # Errors
    /// Busy when the database does not answer.
    pub(super) async fn find_off_duty(
        &mut self,
        channel: ChannelId,
        message: &str,
        lookup: &Lookup<'_>,
    ) -> Result<(), Failure> {
        let teams = teams(message, lookup);
        if !teams.is_empty() {
            self.off_duty = lookup.off_duty(channel, &teams).await?;
        }
        Ok(())
    }

    /// Returns whether somebody was found who is off duty.
    pub(super) fn asks(&self) -> bool {
        !self.off_duty.is_empty()
    }

    /// The groups and people whom the text may name.
    #[must_use]
    pub(super) fn known(&self) -> Option<&Known> {
        self.known.as_ref().map(|(_, known)| known.as_ref())
    }

    /// Returns those of the people whom a text names without reaching them who are active.
    #[must_use]
    pub(super) fn outside(&self, mentions: &MentionsFound) -> Vec<UserId> {
        let active = |user: &&UserId| {
            let directory = self.known.as_ref().map(|(directory, _)| directory);
            let account = directory.and_then(|directory| directory.known_account(user));
            account.is_some_and(|account| account.active)
        };
        let outsiders = mentions.outsiders.iter().filter(active);
        outsiders.chain(&mentions.blind).cloned().collect()
    }

    /// Finds whom a text with these mentions addresses in `room`, beside the members whom it mentions by name.
    ///
    /// # Errors
    /// `conflict` with the number of people if that must be confirmed; `forbidden` where the caller may not
    /// mention all of a large channel.
    pub(super) fn addressed(
        &self,
        mentions: &MentionsFound,
        room: &Room,
        caller: &Account,
        confirmed: bool,
    ) -> Result<Addressing, Failure> {
        let mut found = Addressing {
            addressed: room.addressed(),
            ..Addressing::default()
        };
        let Some((directory, _)) = &self.known else {
            return Ok(found);
        };
        let mut people = BTreeSet::new();
        let mut teams = BTreeSet::new();
        for (mention, group) in &mentions.groups {
            let members = members_of(group, room, directory);
            people.extend(members.iter().cloned());
            if matches!(group, Group::Team(_)) {
                teams.extend(members);
            } else {
                let large = room.channel.member_count > LARGE;
                room.check(caller, Action::MentionAll { large })?;
            }
            found.groups.push(mention.clone());
        }
        people.remove(&caller.username);
        teams.remove(&caller.username);
        if people.len() > MOST {
            let reason = format!("a message can mention at most {MOST} people as a group");
            return Err(Failure::invalid(reason));
        }
        let named = || mentions.kept.iter().filter_map(Mention::person);
        let reached = people.iter().chain(named());
        let woken = self.off_duty.intersection(&teams);
        let woken = woken.filter(|user| !named().any(|one| one == *user));
        check_confirmed(reached, woken.count(), caller, confirmed)?;
        found.addressed.groups = people.into_iter().collect();
        found.addressed.teams = teams.into_iter().collect();
        found.outside = self.outside(mentions);
        Ok(found)
    }
}

/// Returns the ids of the teams that `message` may mention.
pub(super) fn teams(message: &str, lookup: &Lookup<'_>) -> Vec<String> {
    let known = lookup.channels.known();
    let found = mentions::find_all(message, &Names::default(), Some(&known));
    let teams = found.groups.into_iter();
    let teams = teams.flat_map(|(_, group)| match group {
        Group::Team(ids) => ids,
        Group::Channel | Group::Here => BTreeSet::new(),
    });
    teams.collect()
}

fn members_of(group: &Group, room: &Room, directory: &Directory) -> Vec<UserId> {
    let is_in = |user: &UserId, teams: &BTreeSet<String>| {
        let account = directory.known_account(user);
        account.is_some_and(|account| {
            let team = account.team_id.as_ref();
            team.is_some_and(|team| teams.contains(team))
        })
    };
    let members = room.members().filter(|user| match group {
        Group::Channel => true,
        Group::Here => directory.is_present(user),
        Group::Team(teams) => is_in(user, teams),
    });
    members.cloned().collect()
}

/// Checks that the user has confirmed a text that notifies all of `people`, if they are many or if some of them, `off_duty`,
/// are off duty.
///
/// # Errors
/// `conflict` with the number of people if they have not.
pub(super) fn check_confirmed<'u>(
    people: impl Iterator<Item = &'u UserId>,
    off_duty: usize,
    caller: &Account,
    confirmed: bool,
) -> Result<(), Failure> {
    let people: HashSet<&UserId> = people.filter(|user| **user != caller.username).collect();
    if confirmed || (people.len() <= UNCONFIRMED && off_duty == 0) {
        return Ok(());
    }
    let recipients = people.len();
    let whom = match (recipients, off_duty) {
        (people, 0) => format!("{people} people"),
        (1, _) => "1 person, who is off duty".to_owned(),
        (people, off_duty) => format!("{people} people, {off_duty} of them off duty"),
    };
    let count = |number| Some(u32::try_from(number).unwrap_or(u32::MAX));
    Err(Failure {
        recipients: count(recipients),
        off_duty: count(off_duty).filter(|number| *number > 0),
        ..Failure::new(
            ErrorCode::Conflict,
            format!("this would notify {whom}; send it with `confirmed: true`"),
        )
    })
}
