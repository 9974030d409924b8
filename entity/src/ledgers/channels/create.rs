//! Creating channels and direct conversations.

use std::collections::HashSet;

use super::{RoomOf, Row, RowState};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{ChannelId, Millis, UserId},
    ledgers::{Change, Ledgers, members::ChannelJoined},
    model::{ChannelKind, ChannelRole, History, Pinning},
    names::channel_key,
    queries::{rows, words::Word},
    tables::channels,
    text::{ChannelName, TeamId, Topic},
};

/// Creates a channel, or finds the direct conversation between exactly these members.
#[derive(Clone, Debug)]
pub struct CreateChannel {
    /// The settings of a channel, or a direct conversation.
    pub content: NewChannel,
    /// Who creates it.
    pub created_by: UserId,
    /// Its first members, including the creator.
    pub members: Vec<(UserId, ChannelRole)>,
}

/// A new channel or direct conversation.
#[derive(Clone, Debug)]
pub enum NewChannel {
    /// A channel with a name.
    Named {
        /// Its name.
        name: ChannelName,
        /// Its topic.
        topic: Topic,
        /// Who can find and join it.
        access: Access,
        /// The Orvale team that it belongs to.
        team: Option<TeamId>,
        /// Who may pin messages.
        pinning: Pinning,
        /// What new members see of its history.
        history: History,
        /// True if only its admins may post.
        read_only: bool,
        /// Who its members are.
        membership: Membership,
    },
    /// The direct conversation between its members.
    Direct,
    /// The room of a ticket, which only its members find.
    Room(RoomOf),
}

/// Who the members of a channel are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// Those who join or are added.
    Chosen,
    /// Those as well, and everyone who belongs to the channel's team.
    OfTeam,
}

/// Who can find and join a channel with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everyone.
    Public,
    /// Its members.
    Private,
}

impl From<Access> for ChannelKind {
    fn from(access: Access) -> Self {
        match access {
            Access::Public => Self::Public,
            Access::Private => Self::Private,
        }
    }
}

impl NewChannel {
    fn kind(&self) -> ChannelKind {
        match self {
            Self::Named { access, .. } => (*access).into(),
            Self::Direct => ChannelKind::Direct,
            Self::Room(_) => ChannelKind::Private,
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Named { name, .. } | Self::Room(RoomOf { name, .. }) => name.as_str(),
            Self::Direct => "",
        }
    }

    fn topic(&self) -> &str {
        match self {
            Self::Named { topic, .. } => topic.as_str(),
            Self::Direct | Self::Room(_) => "",
        }
    }

    fn team(&self) -> Option<&TeamId> {
        match self {
            Self::Named { team, .. } => team.as_ref(),
            Self::Direct | Self::Room(_) => None,
        }
    }

    fn membership(&self) -> Membership {
        match self {
            Self::Named {
                membership,
                team: Some(_),
                ..
            } => *membership,
            _ => Membership::Chosen,
        }
    }

    fn history(&self) -> History {
        match self {
            Self::Named { history, .. } => *history,
            Self::Direct | Self::Room(_) => History::All,
        }
    }

    fn room(&self) -> Option<&RoomOf> {
        match self {
            Self::Room(room) => Some(room),
            _ => None,
        }
    }

    fn pinning(&self) -> Pinning {
        match self {
            Self::Named { pinning, .. } => *pinning,
            Self::Direct | Self::Room(_) => Pinning::Members,
        }
    }
}

impl Change for CreateChannel {
    fn by(&self) -> By {
        By::from(&self.created_by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        for (user, _) in &self.members {
            ledgers.members.need_candidate(user);
        }
        let channels = &mut ledgers.channels;
        channels.new += 1;
        match &self.content {
            NewChannel::Direct => drop(channels.wanted_directs.insert(self.key())),
            NewChannel::Room(room) => drop(channels.wanted_rooms.insert(room.number.clone())),
            NewChannel::Named { name, team, .. } => {
                channels.wanted_names.insert(channel_key(name.as_str()));
                channels.wanted_teams.extend(team.clone());
            }
        }
    }

    /// Creates the channel at position 0. The events are in its members' own streams, since nobody was in the
    /// channel's stream before.
    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let members = distinct(&self.members);
        let direct = self.content.kind() == ChannelKind::Direct;
        let change = ledgers.change;
        if direct && let Some(found) = ledgers.channels.directs.get(&self.key()) {
            let found = *found;
            ledgers.channels.show(change, found, &self.created_by);
            return Ok(Committed::unchanged());
        }
        if let Some(room) = self.content.room()
            && ledgers.channels.rooms.contains_key(&room.number)
        {
            let reason = "this ticket has a room already";
            return Err(Error::Conflict(reason.into()));
        }
        self.check(ledgers, &members)?;
        let id = ChannelId(ledgers.channels.ids.next().ok_or(Error::Overtaken)?);
        if let Some(room) = self.content.room() {
            ledgers.channels.rooms.insert(room.number.clone(), id);
        } else if direct {
            ledgers.channels.directs.insert(self.key(), id);
        } else {
            let (name, kind) = (self.content.name(), self.content.kind());
            ledgers.channels.take_name(id, name, kind)?;
        }
        let row = self.row(at, id, members.len());
        let state = RowState::New;
        ledgers.channels.rows.insert(id, Row { row, state });
        ledgers.streams.begin(id);
        for (user, role) in members {
            ledgers.members.add(at, (id, user), role, (0, 0));
            if self.content.room().is_some() {
                ledgers.members.mark_ticket(id, user);
            }
            // A direct conversation becomes visible to the others with its first message.
            if !direct || *user == self.created_by {
                let joined = ChannelJoined::of(id);
                ledgers.streams.record_for_user(change, at, user, &joined);
            }
        }
        ledgers.channels.show(change, id, &self.created_by);
        Ok(Committed::default())
    }
}

impl CreateChannel {
    /// The key of the direct conversation between these members.
    fn key(&self) -> String {
        let users: Vec<&UserId> = self.members.iter().map(|(user, _)| user).collect();
        rows::direct_key(&users)
    }

    fn check(&self, ledgers: &Ledgers, members: &[(&UserId, ChannelRole)]) -> Result<(), Error> {
        for (user, _) in members {
            ledgers.members.check_active(user)?;
        }
        if self.content.kind() == ChannelKind::Direct
            && self.members.len() != 1
            && members.len() < 2
        {
            let reason = "a direct conversation needs at least two members, or one who keeps notes";
            return Err(Error::Invalid(reason.into()));
        }
        match self.content.team() {
            Some(team) if !ledgers.channels.teams.contains(team.as_str()) => Err(Error::Invalid(
                format!("teamId: the team {team} does not exist"),
            )),
            _ => Ok(()),
        }
    }

    fn row(&self, at: Millis, id: ChannelId, members: usize) -> channels::Model {
        let kind = self.content.kind();
        let direct = kind == ChannelKind::Direct;
        channels::Model {
            id: id.0,
            name: self.content.name().to_owned(),
            name_key: channel_key(self.content.name()),
            description: self.content.topic().to_owned(),
            kind: kind.word().to_owned(),
            created_by: self.created_by.to_string(),
            team_id: self.content.team().map(ToString::to_string),
            active: self.content.room().is_none_or(|room| !room.seen.sleeps()),
            read_only: matches!(
                self.content,
                NewChannel::Named {
                    read_only: true,
                    ..
                }
            ),
            pinning: self.content.pinning().word().to_owned(),
            history: self.content.history().word().to_owned(),
            hidden_until: 0,
            follows_team: self.content.membership() == Membership::OfTeam,
            ticket_number: self.content.room().map(|room| room.number.clone()),
            ticket_seen: self.content.room().map(|room| room.seen.json()),
            ticket_events: None,
            tickets_told: None,
            direct_key: direct.then(|| self.key()),
            seq: 0,
            member_count: i64::try_from(members).unwrap_or(i64::MAX),
            last_message_at: None,
            created_at: at,
            updated_at: at,
        }
    }
}

/// Returns each member once, with the first role given.
fn distinct(members: &[(UserId, ChannelRole)]) -> Vec<(&UserId, ChannelRole)> {
    let mut seen = HashSet::new();
    let once = members.iter().filter(|(user, _)| seen.insert(user));
    once.map(|(user, role)| (user, *role)).collect()
}
