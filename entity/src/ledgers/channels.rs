//! Channels: creating them, and their settings.
//!
//! This file has the part of a batch; the changes are in the modules. Members have their own ledger.

mod convert;
mod create;
mod rooms;
mod update;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, Value};

pub use convert::{ConvertGroup, Earlier};
pub use create::{Access, CreateChannel, Membership, NewChannel};
pub use rooms::{EnterRoom, RoomOf, TellRoom, TellTeam};
pub use update::{ChannelUpdated, Past, UpdateChannel};

use super::{
    Ledger, Memory,
    write::{allocate, insert},
};
use crate::{
    change::Committed,
    error::Error,
    ids::{ChannelId, Seq, UserId},
    model::{ChannelKind, ChannelLabel, History},
    names::channel_key,
    queries::{
        channels::views_on,
        foreign, rows,
        sql::{Sql, column},
        words::Word,
    },
    tables::channels,
    text::TeamId,
};

/// A channel that the batch creates or changes.
struct Row {
    row: channels::Model,
    state: RowState,
}

/// How a row differs from the stored one, regardless of its position.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RowState {
    Same,
    Changed,
    New,
}

/// The part of a batch for channels.
#[derive(Default)]
pub(crate) struct Channels {
    needed: BTreeSet<ChannelId>,
    /// Channels whose own names may be reserved.
    named: BTreeSet<ChannelId>,
    rows: BTreeMap<ChannelId, Row>,
    wanted_names: BTreeSet<String>,
    /// Active public channels by their names in lower case.
    names: HashMap<String, (ChannelId, String)>,
    wanted_directs: BTreeSet<String>,
    /// Direct conversations by key.
    directs: HashMap<String, ChannelId>,
    wanted_rooms: BTreeSet<String>,
    /// The rooms of tickets, by the tickets' numbers.
    rooms: HashMap<String, ChannelId>,
    wanted_teams: BTreeSet<TeamId>,
    teams: BTreeSet<String>,
    /// The number of channels that may be created.
    new: i64,
    /// The ids allocated for them.
    ids: std::ops::Range<i64>,
    /// The channels that results contain: the change's index, the channel and its viewer.
    shown: Vec<(usize, ChannelId, UserId)>,
}

impl Channels {
    /// Registers a channel to be loaded.
    pub(crate) fn need(&mut self, id: ChannelId) {
        self.needed.insert(id);
    }

    /// Registers a channel whose own name may be reserved.
    fn need_own_name(&mut self, id: ChannelId) {
        self.named.insert(id);
    }

    /// Adds the channel, as `user` sees it after the batch, to the result of a change.
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

    /// Returns a channel's id, name and type.
    pub(crate) fn name(&self, id: ChannelId) -> Result<ChannelLabel, Error> {
        let row = &self.rows.get(&id).ok_or(Error::NotFound)?.row;
        Ok(ChannelLabel {
            id,
            name: row.name.clone(),
            kind: ChannelKind::read(&row.kind)?,
        })
    }

    /// Returns what new members see of a channel's history, and the position up to which they see nothing.
    pub(crate) fn history(&self, id: ChannelId) -> Result<(History, Seq), Error> {
        let row = &self.rows.get(&id).ok_or(Error::NotFound)?.row;
        Ok((History::read(&row.history)?, row.hidden_until))
    }

    /// Adds `count`, which may be negative, to the number of members; returns the new number.
    pub(crate) fn add_members(&mut self, id: ChannelId, count: i64) -> Result<i64, Error> {
        let row = self.row_mut(id)?;
        row.member_count += count;
        let members = row.member_count;
        if count != 0 {
            self.changed(id);
        }
        Ok(members)
    }

    /// Returns whether the channel had a message before this batch.
    pub(crate) fn had_messages(&self, id: ChannelId) -> Result<bool, Error> {
        let row = &self.rows.get(&id).ok_or(Error::NotFound)?.row;
        Ok(row.last_message_at.is_some())
    }

    /// Returns whether the channel is a direct conversation that can be left.
    pub(crate) fn is_group(&self, id: ChannelId) -> Result<bool, Error> {
        let row = &self.rows.get(&id).ok_or(Error::NotFound)?.row;
        Ok(rows::is_group(row.direct_key.as_deref()))
    }

    /// Takes `user` out of the key of a group, so that the people whom it named can begin another one.
    /// Does nothing for other channels.
    pub(crate) fn leave_group(&mut self, id: ChannelId, user: &UserId) -> Result<(), Error> {
        if !self.is_group(id)? {
            return Ok(());
        }
        let row = self.row_mut(id)?;
        let mut members = rows::direct_members(row.direct_key.as_deref());
        members.retain(|member| member != user);
        let former = row.direct_key.replace(rows::group_key(&members, id));
        if let Some(former) = former {
            self.directs.remove(&former);
        }
        self.changed(id);
        Ok(())
    }

    /// Reserves a name. No two active public channels have names that look the same. Private channels do not
    /// reserve theirs, so that nobody can find out that one exists by trying its name.
    fn take_name(&mut self, id: ChannelId, name: &str, kind: ChannelKind) -> Result<(), Error> {
        let key = channel_key(name);
        match self.names.get(&key) {
            Some((other, name)) if *other != id => Err(Error::Conflict(format!(
                "channel name is taken: #{name} exists; choose another"
            ))),
            _ => {
                if kind == ChannelKind::Public {
                    self.names.insert(key, (id, name.to_owned()));
                }
                Ok(())
            }
        }
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
            // Restoring an archived channel, or opening one to everyone, needs its name.
            if !row.active || self.named.contains(&ChannelId(row.id)) {
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
        for row in &named(db, &self.wanted_names).all(db).await? {
            let taken = (ChannelId(column(row, 0)?), column(row, 2)?);
            self.names.insert(column(row, 1)?, taken);
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

    async fn load_rooms(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        if self.wanted_rooms.is_empty() {
            return Ok(());
        }
        let head = "SELECT ticket_number, id FROM chat_channels WHERE ticket_number IN ";
        let found = Sql::new(db, head)
            .list(self.wanted_rooms.iter().map(String::as_str))
            .all(db)
            .await?;
        for row in &found {
            let id = ChannelId(column(row, 1)?);
            self.rooms.insert(column(row, 0)?, id);
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
        self.load_rooms(db).await?;
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
        // First the changes: a new conversation may have the key that a group gave up.
        insert(
            db,
            "WITH v(id, name, name_key, description, type, active, read_only, pinning, history, \
             hidden_until, member_count, direct_key, ticket_seen, ticket_events, tickets_told, updated_at) AS (VALUES ",
            rows(RowState::Changed)
                .map(|channel| changed_values(&channel.row))
                .collect(),
            ") UPDATE chat_channels SET name = v.name, name_key = v.name_key, \
             description = v.description, type = v.type, active = v.active, \
             read_only = v.read_only, pinning = v.pinning, history = v.history, \
             hidden_until = v.hidden_until, member_count = v.member_count, \
             direct_key = v.direct_key, ticket_seen = v.ticket_seen, ticket_events = v.ticket_events, \
             tickets_told = CAST(v.tickets_told AS BIGINT), updated_at = v.updated_at \
             FROM v WHERE chat_channels.id = v.id",
        )
        .await?;
        insert(
            db,
            "INSERT INTO chat_channels (id, name, name_key, description, type, created_by, \
             team_id, active, read_only, pinning, history, follows_team, direct_key, ticket_number, \
             ticket_seen, seq, member_count, created_at, \
             updated_at) VALUES ",
            rows(RowState::New)
                .map(|channel| new_values(&channel.row))
                .collect(),
            "",
        )
        .await?;
        Ok(())
    }

    /// Adds the channels that were created or found to the results.
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

/// Selects the active public channels that have one of the keys as their name.
fn named(db: &impl ConnectionTrait, keys: &BTreeSet<String>) -> Sql {
    Sql::new(
        db,
        "SELECT id, name_key, name FROM chat_channels WHERE active AND type = 'public' \
         AND name_key IN ",
    )
    .list(keys.iter().map(String::as_str))
}

fn new_values(row: &channels::Model) -> [Value; 19] {
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
        row.history.as_str().into(),
        row.follows_team.into(),
        row.direct_key.clone().into(),
        row.ticket_number.clone().into(),
        row.ticket_seen.clone().into(),
        row.seq.into(),
        row.member_count.into(),
        row.created_at.into(),
        row.updated_at.into(),
    ]
}

fn changed_values(row: &channels::Model) -> [Value; 16] {
    [
        row.id.into(),
        row.name.as_str().into(),
        row.name_key.as_str().into(),
        row.description.as_str().into(),
        row.kind.as_str().into(),
        row.active.into(),
        row.read_only.into(),
        row.pinning.as_str().into(),
        row.history.as_str().into(),
        row.hidden_until.into(),
        row.member_count.into(),
        row.direct_key.clone().into(),
        row.ticket_seen.clone().into(),
        row.ticket_events.clone().into(),
        row.tickets_told.into(),
        row.updated_at.into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::planned;

    #[tokio::test]
    async fn the_creation_of_a_channel_reads_no_names_but_its_own() {
        let keys = ["one".to_owned(), "two".to_owned()].into();
        let scans = planned(async |db| named(db, &keys).scans(db).await).await;
        assert_eq!(scans, [""; 0]);
    }
}
