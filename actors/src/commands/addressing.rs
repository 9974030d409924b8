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
    text::MessageText,
};

use super::Lookup;
use crate::{
    channels::{
        Room,
        mentions::{self, Group, Groups, Names},
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

/// What a text with an `@` may refer to outside of the room.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    known: Option<(Arc<Directory>, Arc<Groups>)>,
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
    /// People whom the text names and who are no members.
    pub(super) outside: Vec<UserId>,
}

impl People {
    /// For a text with an `@`.
    #[must_use]
    pub(super) fn of(lookup: &Lookup<'_>) -> Self {
        Self {
            known: Some((Arc::clone(lookup.directory), lookup.channels.groups())),
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

    /// Finds the places where `text` mentions groups, and the people whom it names and who are no members.
    #[must_use]
    pub(super) fn named(&self, text: &MessageText, room: &Room) -> (Vec<Mention>, Vec<UserId>) {
        let Some((directory, groups)) = &self.known else {
            return Default::default();
        };
        let (mentioned, unknown) = room.groups(text, groups);
        let places = mentioned.into_iter().map(|(mention, _)| mention);
        (places.collect(), outside(unknown, room, directory))
    }

    /// Finds whom `text` addresses in `room`, beside the members whom it mentions by name.
    ///
    /// # Errors
    /// `conflict` with the number of people if that must be confirmed; `forbidden` where the caller may not
    /// mention all of a large channel.
    pub(super) fn addressed(
        &self,
        text: &MessageText,
        room: &Room,
        caller: &Account,
        (named, confirmed): (&[Mention], bool),
    ) -> Result<Addressing, Failure> {
        let mut found = Addressing {
            addressed: room.addressed(),
            ..Addressing::default()
        };
        let Some((directory, groups)) = &self.known else {
            return Ok(found);
        };
        let (mentioned, unknown) = room.groups(text, groups);
        let mut people = BTreeSet::new();
        let mut teams = BTreeSet::new();
        for (mention, group) in mentioned {
            let members = members_of(&group, room, directory);
            people.extend(members.iter().cloned());
            if matches!(group, Group::Team(_)) {
                teams.extend(members);
            } else {
                let large = room.channel.member_count > LARGE;
                room.check(caller, Action::MentionAll { large })?;
            }
            found.groups.push(mention);
        }
        people.remove(&caller.username);
        teams.remove(&caller.username);
        if people.len() > MOST {
            let reason = format!("a message can mention at most {MOST} people as a group");
            return Err(Failure::invalid(reason));
        }
        let reached = people
            .iter()
            .chain(named.iter().filter_map(Mention::person));
        let woken = self.off_duty.intersection(&teams).filter(|user| {
            let by_name = named.iter().filter_map(Mention::person);
            !by_name.into_iter().any(|one| one == *user)
        });
        check_confirmed(reached, woken.count(), caller, confirmed)?;
        found.addressed.groups = people.into_iter().collect();
        found.addressed.teams = teams.into_iter().collect();
        found.outside = outside(unknown, room, directory);
        Ok(found)
    }
}

/// Returns the ids of the teams that `message` may mention.
pub(super) fn teams(message: &str, lookup: &Lookup<'_>) -> Vec<String> {
    let groups = lookup.channels.groups();
    let (mentioned, _) = mentions::find_groups(message, &Names::default(), &groups);
    let teams = mentioned.into_iter().filter_map(|(_, group)| match group {
        Group::Team(id) => Some(id),
        Group::Channel | Group::Here => None,
    });
    teams.collect()
}

fn members_of(group: &Group, room: &Room, directory: &Directory) -> Vec<UserId> {
    let is_in = |user: &UserId, team: &String| {
        let account = directory.known_account(user);
        account.is_some_and(|account| account.team_id.as_ref() == Some(team))
    };
    let members = room.members().filter(|user| match group {
        Group::Channel => true,
        Group::Here => directory.is_present(user),
        Group::Team(team) => is_in(user, team),
    });
    members.cloned().collect()
}

/// Those of the words that are names of active users who are not in the channel.
fn outside(words: Vec<&str>, room: &Room, directory: &Directory) -> Vec<UserId> {
    let mut outside: Vec<UserId> = Vec::new();
    for word in words {
        let spelled = [word.to_owned(), word.to_lowercase()].map(UserId::from);
        let account = spelled
            .iter()
            .find_map(|name| directory.known_account(name));
        let Some(account) = account.filter(|account| account.active) else {
            continue;
        };
        if room.membership(&account.username).is_none() && !outside.contains(&account.username) {
            outside.push(account.username.clone());
        }
    }
    outside
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
