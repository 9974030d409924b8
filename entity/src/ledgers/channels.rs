//! Channels: creating them, and their settings.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Change, Ledger, Ledgers, Memory,
    members::ChannelJoined,
    write::{allocate, insert},
};
use crate::{
    change::{By, Committed, RoomChange},
    error::Error,
    event::{Fact, Fields, Payload},
    ids::{ChannelId, Millis, UserId},
    model::{Channel, ChannelKind, ChannelLabel, ChannelRole, Pinning, SystemEvent, SystemNote},
    queries::{
        channels::views_on,
        foreign, rows,
        sql::{Sql, column},
        words::Word,
    },
    tables::channels,
    text::{ChannelName, TeamId, Topic},
};

/// Create a channel, or find the direct conversation of exactly these members.
#[derive(Clone, Debug)]
pub struct CreateChannel {
    /// What it is: a direct conversation has its members only.
    pub content: NewChannel,
    /// Who creates it.
    pub created_by: UserId,
    /// Its first members, the creator among them.
    pub members: Vec<(UserId, ChannelRole)>,
}

/// A channel that does not exist yet.
#[derive(Clone, Debug)]
pub enum NewChannel {
    /// A channel with a name.
    Named {
        /// Its name.
        name: ChannelName,
        /// Its topic.
        topic: Topic,
        /// Who can find and enter it.
        access: Access,
        /// The team it belongs to.
        team: Option<TeamId>,
        /// Who pins messages.
        pinning: Pinning,
    },
    /// The direct conversation of exactly its members.
    Direct,
}

/// Who can find and enter a channel with a name.
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
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Named { name, .. } => name.as_str(),
            Self::Direct => "",
        }
    }

    fn topic(&self) -> &str {
        match self {
            Self::Named { topic, .. } => topic.as_str(),
            Self::Direct => "",
        }
    }

    fn team(&self) -> Option<&TeamId> {
        match self {
            Self::Named { team, .. } => team.as_ref(),
            Self::Direct => None,
        }
    }

    fn pinning(&self) -> Pinning {
        match self {
            Self::Named { pinning, .. } => *pinning,
            Self::Direct => Pinning::Members,
        }
    }
}

/// Change a channel's settings; what is `None` stays.
#[derive(Clone, Debug)]
pub struct UpdateChannel {
    /// The channel.
    pub channel_id: ChannelId,
    /// Who asked for it.
    pub by: UserId,
    /// A new name.
    pub name: Option<ChannelName>,
    /// A new topic.
    pub description: Option<Topic>,
    /// Whether only admins and owners post.
    pub read_only: Option<bool>,
    /// Who pins messages.
    pub pinning: Option<Pinning>,
    /// False archives it, true brings it back.
    pub active: Option<bool>,
}

/// `channel_updated`: a channel's settings changed, or it was archived or brought back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChannelUpdated {
    /// The channel as it is now.
    pub channel: Channel,
}

/// A channel that the batch creates or changes.
struct Row {
    row: channels::Model,
    state: RowState,
}

/// How a row differs from the stored one, its position apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RowState {
    Same,
    Changed,
    New,
}

/// The part of a batch that concerns channels.
#[derive(Default)]
pub(crate) struct Channels {
    needed: BTreeSet<ChannelId>,
    rows: BTreeMap<ChannelId, Row>,
    wanted_names: BTreeSet<String>,
    /// Names of active public channels, folded.
    names: HashMap<String, ChannelId>,
    wanted_directs: BTreeSet<String>,
    /// Direct conversations by key.
    directs: HashMap<String, ChannelId>,
    wanted_teams: BTreeSet<TeamId>,
    teams: BTreeSet<String>,
    /// How many channels may be created, and ids for them.
    new: i64,
    ids: std::ops::Range<i64>,
    /// Which change shows which channel to whom.
    shown: Vec<(usize, ChannelId, UserId)>,
}

impl Channels {
    /// A channel's settings or the number of its members are at stake.
    pub(crate) fn need(&mut self, id: ChannelId) {
        self.needed.insert(id);
    }

    /// The answer to a change is the channel as `user` sees it after the batch.
    pub(crate) fn show(&mut self, change: usize, id: ChannelId, user: &UserId) {
        self.shown.push((change, id, user.clone()));
    }

    fn row_mut(&mut self, id: ChannelId) -> Result<&mut channels::Model, Error> {
        let channel = self.rows.get_mut(&id).ok_or(Error::NotFound)?;
        Ok(&mut channel.row)
    }

    fn changed(&mut self, id: ChannelId) {
        if let Some(channel) = self.rows.get_mut(&id)
            && channel.state == RowState::Same
        {
            channel.state = RowState::Changed;
        }
    }

    /// The channel by name, for readers who need no more.
    pub(crate) fn name(&self, id: ChannelId) -> Result<ChannelLabel, Error> {
        let row = &self.rows.get(&id).ok_or(Error::NotFound)?.row;
        Ok(ChannelLabel {
            id,
            name: row.name.clone(),
            kind: ChannelKind::read(&row.kind)?,
        })
    }

    /// Counts members in or out; returns how many there are then.
    pub(crate) fn add_members(&mut self, id: ChannelId, count: i64) -> Result<i64, Error> {
        let row = self.row_mut(id)?;
        row.member_count += count;
        let members = row.member_count;
        if count != 0 {
            self.changed(id);
        }
        Ok(members)
    }

    /// Takes a name. No two active public channels share one, whatever the case of its letters.
    /// Private channels take none: nobody must learn of them by asking for their name.
    fn take_name(&mut self, id: ChannelId, name: &str, kind: ChannelKind) -> Result<(), Error> {
        let folded = fold(name);
        match self.names.get(&folded) {
            Some(other) if *other != id => Err(Error::Conflict(format!(
                "channel name is taken: #{name} exists; choose another"
            ))),
            _ => {
                if kind == ChannelKind::Public {
                    self.names.insert(folded, id);
                }
                Ok(())
            }
        }
    }
}

/// A name without the case of its letters, as `chat_channels.name_key` keeps it.
fn fold(name: &str) -> String {
    name.to_lowercase()
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
            NewChannel::Named { name, team, .. } => {
                channels.wanted_names.insert(fold(name.as_str()));
                channels.wanted_teams.extend(team.clone());
            }
        }
    }

    /// Creates the channel at position 0. That it exists stands in its members' own streams: nobody
    /// was in the channel itself before.
    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let members = distinct(&self.members);
        let direct = self.content.kind() == ChannelKind::Direct;
        let change = ledgers.change;
        if direct && let Some(found) = ledgers.channels.directs.get(&self.key()) {
            let found = *found;
            ledgers.channels.show(change, found, &self.created_by);
            return Ok(Committed::unchanged());
        }
        self.check(ledgers, &members)?;
        let id = ChannelId(ledgers.channels.ids.next().ok_or(Error::Overtaken)?);
        if direct {
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
            ledgers.members.add(at, (id, user), role, 0);
            // A direct conversation shows itself to the others with its first message.
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
    /// The key of the direct conversation of these members.
    fn key(&self) -> String {
        let users: Vec<&UserId> = self.members.iter().map(|(user, _)| user).collect();
        rows::direct_key(&users)
    }

    fn check(&self, ledgers: &Ledgers, members: &[(&UserId, ChannelRole)]) -> Result<(), Error> {
        for (user, _) in members {
            ledgers.members.check_active(user)?;
        }
        if self.content.kind() == ChannelKind::Direct && members.len() < 2 {
            let reason = "a direct conversation needs two members or more";
            return Err(Error::Invalid(reason.into()));
        }
        match self.content.team() {
            Some(team) if !ledgers.channels.teams.contains(team.as_str()) => {
                Err(Error::Invalid(format!("teamId: there is no team {team}")))
            }
            _ => Ok(()),
        }
    }

    fn row(&self, at: Millis, id: ChannelId, members: usize) -> channels::Model {
        let kind = self.content.kind();
        let direct = kind == ChannelKind::Direct;
        channels::Model {
            id: id.0,
            name: self.content.name().to_owned(),
            name_key: fold(self.content.name()),
            description: self.content.topic().to_owned(),
            kind: kind.word().to_owned(),
            created_by: self.created_by.to_string(),
            team_id: self.content.team().map(ToString::to_string),
            active: true,
            read_only: false,
            pinning: self.content.pinning().word().to_owned(),
            direct_key: direct.then(|| self.key()),
            seq: 0,
            member_count: i64::try_from(members).unwrap_or(i64::MAX),
            last_message_at: None,
            created_at: at,
            updated_at: at,
        }
    }
}

/// Each member once, with the role they are named with first.
fn distinct(members: &[(UserId, ChannelRole)]) -> Vec<(&UserId, ChannelRole)> {
    let mut seen = std::collections::HashSet::new();
    let once = members.iter().filter(|(user, _)| seen.insert(user));
    once.map(|(user, role)| (user, *role)).collect()
}

impl Change for UpdateChannel {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.channels.need(self.channel_id);
        ledgers.streams.need(self.channel_id);
        if let Some(name) = &self.name {
            ledgers.channels.wanted_names.insert(fold(name.as_str()));
        }
        // One message for each setting at most.
        for _ in 0..5 {
            ledgers.messages.need_id();
        }
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let id = self.channel_id;
        let kind = ledgers.channels.name(id)?.kind;
        if kind == ChannelKind::Direct {
            let reason = "a direct conversation has no settings";
            return Err(Error::Invalid(reason.into()));
        }
        self.check_name(&mut ledgers.channels, kind)?;
        let row = ledgers.channels.row_mut(id)?;
        let before = row.clone();
        if !self.change(row) {
            return Ok(Committed::unchanged());
        }
        let changes = changes(&before, row);
        row.updated_at = at;
        let mut channel = rows::channel(row.clone())?;
        ledgers.channels.changed(id);
        let last_message_at = ledgers.streams.last_message_at(id);
        channel.last_message_at = last_message_at.or(channel.last_message_at);
        let mut now = None;
        let event = ledgers.streams.record_current(
            at,
            id,
            &self.by,
            (ChannelUpdated::NAME, Fields::new()),
            |seq| {
                channel.seq = seq;
                now = Some(channel.clone());
                Payload::Channel(Box::new(channel))
            },
        )?;
        let settings = now.ok_or(Error::NotFound)?;
        let notes = changes
            .into_iter()
            .map(|note| ledgers.note(at, id, &self.by, note))
            .collect::<Result<Vec<_>, _>>()?;
        let room = RoomChange::Settings(Box::new(settings));
        Ok(Committed::happened(event).with_room(room).with_notes(notes))
    }
}

impl UpdateChannel {
    /// Takes the name that the channel has from now on, if it is active then.
    fn check_name(&self, channels: &mut Channels, kind: ChannelKind) -> Result<(), Error> {
        let row = channels.row_mut(self.channel_id)?;
        let returns = self.active == Some(true) && !row.active;
        let stays = self.active.unwrap_or(row.active);
        let name = self
            .name
            .as_ref()
            .map_or(row.name.as_str(), ChannelName::as_str);
        let name = name.to_owned();
        if stays && (self.name.is_some() || returns) {
            channels.take_name(self.channel_id, &name, kind)?;
        }
        Ok(())
    }

    /// True when something differs from before.
    fn change(&self, row: &mut channels::Model) -> bool {
        let name = self.name.as_ref().map(|name| name.as_str().to_owned());
        let topic = self
            .description
            .as_ref()
            .map(|topic| topic.as_str().to_owned());
        let mut changed = set(&mut row.name, name.as_ref());
        row.name_key = fold(&row.name);
        changed |= set(&mut row.description, topic.as_ref());
        changed |= set(&mut row.read_only, self.read_only.as_ref());
        let pinning = self.pinning.map(|pinning| pinning.word().to_owned());
        changed |= set(&mut row.pinning, pinning.as_ref());
        changed |= set(&mut row.active, self.active.as_ref());
        changed
    }
}

/// What is said of a change of settings.
fn changes(before: &channels::Model, now: &channels::Model) -> Vec<SystemNote> {
    let posting = |row: &channels::Model| {
        let who = if row.read_only {
            Pinning::Admins
        } else {
            Pinning::Members
        };
        who.word()
    };
    let mut notes = Vec::new();
    let mut setting = |event, from: &str, to: &str| {
        if from != to {
            notes.push(SystemNote::of_setting(event, from, to));
        }
    };
    setting(SystemEvent::Renamed, &before.name, &now.name);
    setting(
        SystemEvent::TopicChanged,
        &before.description,
        &now.description,
    );
    setting(SystemEvent::PostingChanged, posting(before), posting(now));
    setting(SystemEvent::PinningChanged, &before.pinning, &now.pinning);
    match (before.active, now.active) {
        (true, false) => notes.push(SystemNote::of_people(SystemEvent::Archived, Vec::new())),
        (false, true) => notes.push(SystemNote::of_people(SystemEvent::Unarchived, Vec::new())),
        _ => {}
    }
    notes
}

/// Sets `value` to `wanted`; true when that is something else.
fn set<T: Clone + PartialEq>(value: &mut T, wanted: Option<&T>) -> bool {
    match wanted {
        Some(wanted) if wanted != value => {
            value.clone_from(wanted);
            true
        }
        _ => false,
    }
}

impl Channels {
    async fn load_rows(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        if self.needed.is_empty() {
            return Ok(());
        }
        let rows = channels::Entity::find()
            .filter(channels::Column::Id.is_in(self.needed.iter().map(|id| id.0)))
            .all(db)
            .await?;
        for row in rows {
            // Whoever brings an archived channel back needs its name again.
            if !row.active {
                self.wanted_names.insert(row.name_key.clone());
            }
            let state = RowState::Same;
            self.rows.insert(ChannelId(row.id), Row { row, state });
        }
        Ok(())
    }

    async fn load_names(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        if self.wanted_names.is_empty() {
            return Ok(());
        }
        let found = Sql::new(
            db,
            "SELECT id, name_key FROM chat_channels WHERE active AND type = 'public' \
             AND name_key IN ",
        )
        .list(self.wanted_names.iter().map(String::as_str))
        .all(db)
        .await?;
        for row in &found {
            self.names
                .insert(column(row, 1)?, ChannelId(column(row, 0)?));
        }
        Ok(())
    }

    async fn load_directs(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        if self.wanted_directs.is_empty() {
            return Ok(());
        }
        let found = Sql::new(
            db,
            "SELECT direct_key, id FROM chat_channels WHERE direct_key IN ",
        )
        .list(self.wanted_directs.iter().map(String::as_str))
        .all(db)
        .await?;
        for row in &found {
            self.directs
                .insert(column(row, 0)?, ChannelId(column(row, 1)?));
        }
        Ok(())
    }

    async fn load_teams(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        if self.wanted_teams.is_empty() {
            return Ok(());
        }
        let found = Sql::new(db, "SELECT ")
            .add(&foreign::text(db, "id"))
            .add(" FROM teams WHERE id IN ")
            .list(self.wanted_teams.iter().map(TeamId::as_str))
            .all(db)
            .await?;
        for row in &found {
            self.teams.insert(column(row, 0)?);
        }
        Ok(())
    }
}

impl Ledger for Channels {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        self.load_rows(db).await?;
        self.load_names(db).await?;
        self.load_directs(db).await?;
        self.load_teams(db).await?;
        if self.new > 0 {
            self.ids = allocate(db, "chat_channels", self.new).await?;
        }
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let rows = |wanted: RowState| {
            let rows = self.rows.values();
            rows.filter(move |channel| channel.state == wanted)
        };
        insert(
            db,
            "INSERT INTO chat_channels (id, name, name_key, description, type, created_by, \
             team_id, active, read_only, pinning, direct_key, seq, member_count, created_at, \
             updated_at) VALUES ",
            rows(RowState::New)
                .map(|channel| new_values(&channel.row))
                .collect(),
            "",
        )
        .await?;
        insert(
            db,
            "WITH v(id, name, name_key, description, active, read_only, pinning, member_count, \
             updated_at) AS (VALUES ",
            rows(RowState::Changed)
                .map(|channel| changed_values(&channel.row))
                .collect(),
            ") UPDATE chat_channels SET name = v.name, name_key = v.name_key, \
             description = v.description, active = v.active, read_only = v.read_only, \
             pinning = v.pinning, member_count = v.member_count, updated_at = v.updated_at \
             FROM v WHERE chat_channels.id = v.id",
        )
        .await?;
        Ok(())
    }

    /// Shows the channels that were created or found to whoever asked for them.
    async fn complete(
        &mut self,
        db: &DatabaseTransaction,
        results: &mut [Result<Committed, Error>],
    ) -> Result<(), Error> {
        let wanted: Vec<_> = self
            .shown
            .iter()
            .map(|(_, id, user)| (*id, user.clone()))
            .collect();
        let views = views_on(db, &wanted).await?;
        for (change, id, user) in self.shown.drain(..) {
            if let Some(Ok(committed)) = results.get_mut(change) {
                committed.channel = views.get(&(id, user)).cloned().map(Box::new);
            }
        }
        Ok(())
    }
}

fn new_values(row: &channels::Model) -> [Value; 15] {
    [
        row.id.into(),
        row.name.as_str().into(),
        row.name_key.as_str().into(),
        row.description.as_str().into(),
        row.kind.as_str().into(),
        row.created_by.as_str().into(),
        row.team_id.clone().into(),
        row.active.into(),
        row.read_only.into(),
        row.pinning.as_str().into(),
        row.direct_key.clone().into(),
        row.seq.into(),
        row.member_count.into(),
        row.created_at.into(),
        row.updated_at.into(),
    ]
}

fn changed_values(row: &channels::Model) -> [Value; 9] {
    [
        row.id.into(),
        row.name.as_str().into(),
        row.name_key.as_str().into(),
        row.description.as_str().into(),
        row.active.into(),
        row.read_only.into(),
        row.pinning.as_str().into(),
        row.member_count.into(),
        row.updated_at.into(),
    ]
}
