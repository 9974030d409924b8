//! Channels and who is in them: creating, settings, members, read positions.

use super::state::{ChannelState, EventWords, MemberState, State};
use crate::{
    change::{ChannelUpdate, Committed, NewChannel},
    error::Error,
    event::{ChannelFact, UserFact},
    ids::{ChannelId, Millis, Seq, UserId},
    model::{ChannelKind, ChannelRole},
    queries::{
        counts::Reader,
        rows,
        words::{EventKind, Word},
    },
    tables::{channels, members},
};

impl State<'_> {
    /// Creates a channel at position 0. That it exists stands in its members' own streams; in the
    /// channel itself nobody was there before to be told of it.
    pub(super) fn create_channel(
        &mut self,
        at: Millis,
        new: &NewChannel,
        index: usize,
    ) -> Result<Committed, Error> {
        let members = distinct(&new.members);
        let key = self.check_new(new, &members)?;
        if let Some(found) = key.as_ref().and_then(|key| self.directs.get(key)) {
            self.views.push((index, *found, new.created_by.clone()));
            return Ok(Committed {
                repeated: true,
                ..Committed::default()
            });
        }
        let id = ChannelId(self.last_channel.0 + 1);
        if new.kind != ChannelKind::Direct {
            self.take_name(id, &new.name, new.kind == ChannelKind::Public)?;
        }
        self.last_channel = id;
        if let Some(key) = &key {
            self.directs.insert(key.clone(), id);
        }
        let row = created(at, id, new, key, members.len());
        let state = ChannelState {
            row: Some(row),
            new: true,
            ..ChannelState::default()
        };
        self.channels.insert(id, state);
        let mut user_events = Vec::with_capacity(members.len());
        for (user, role) in members {
            let row = joined(at, (id, user), role, 0);
            let member = MemberState {
                row: Some(row),
                before: false,
                changed: true,
            };
            self.members.insert((id, user.clone()), member);
            let fact = UserFact::ChannelJoined { channel_id: id };
            user_events.push(self.user_event(at, user, fact));
        }
        self.views.push((index, id, new.created_by.clone()));
        Ok(Committed {
            user_events,
            ..Committed::default()
        })
    }

    /// The rules of a new channel; the key, where it is a direct conversation.
    fn check_new(
        &self,
        new: &NewChannel,
        members: &[(&UserId, ChannelRole)],
    ) -> Result<Option<String>, Error> {
        for (user, _) in members {
            self.check_active(user)?;
        }
        if new.kind != ChannelKind::Direct {
            return if new.name.trim().is_empty() {
                Err(Error::Invalid("a channel needs a name".into()))
            } else {
                Ok(None)
            };
        }
        if members.len() < 2 {
            let reason = "a direct conversation has two members or more";
            return Err(Error::Invalid(reason.into()));
        }
        let users: Vec<&UserId> = members.iter().map(|(user, _)| *user).collect();
        Ok(Some(rows::direct_key(&users)))
    }

    /// Names tell channels apart: no two active ones that everybody sees share one.
    fn take_name(&mut self, id: ChannelId, name: &str, public: bool) -> Result<(), Error> {
        let folded = name.to_lowercase();
        match self.names.get(&folded) {
            Some(other) if *other != id => Err(Error::Conflict(format!(
                "there is a channel called {name} already"
            ))),
            _ => {
                if public {
                    self.names.insert(folded, id);
                }
                Ok(())
            }
        }
    }

    fn check_active(&self, user: &UserId) -> Result<(), Error> {
        if self.active_users.contains(user) {
            return Ok(());
        }
        Err(Error::Invalid(format!("{user} is not an active user")))
    }

    pub(super) fn update_channel(
        &mut self,
        at: Millis,
        update: &ChannelUpdate,
    ) -> Result<Committed, Error> {
        let id = update.channel_id;
        let row = self.channel_row(id)?;
        if row.kind == ChannelKind::Direct.word() {
            return Err(Error::Invalid(
                "a direct conversation has no settings".into(),
            ));
        }
        if update
            .name
            .as_ref()
            .is_some_and(|name| name.trim().is_empty())
        {
            return Err(Error::Invalid("a channel needs a name".into()));
        }
        let name = update.name.as_ref().unwrap_or(&row.name).clone();
        let public = row.kind == ChannelKind::Public.word();
        let stays_active = update.active.unwrap_or(row.active);
        if stays_active && (update.name.is_some() || !row.active) {
            self.take_name(id, &name, public)?;
        }
        let row = self.channel_row(id)?;
        let mut changed = set(&mut row.name, update.name.as_ref());
        changed |= set(&mut row.description, update.description.as_ref());
        changed |= set(&mut row.read_only, update.read_only.as_ref());
        changed |= set(&mut row.active, update.active.as_ref());
        if !changed {
            return Ok(Committed {
                repeated: true,
                ..Committed::default()
            });
        }
        row.updated_at = at;
        self.row_changed(id);
        let said = EventWords {
            kind: EventKind::ChannelUpdated,
            message: None,
            user: None,
            detail: None,
        };
        let event = self.event(at, id, &update.by, said, |state| {
            state.channel_now(id).map(ChannelFact::ChannelUpdated)
        })?;
        Ok(Committed {
            channel_event: Some(event),
            ..Committed::default()
        })
    }

    pub(super) fn set_member(
        &mut self,
        at: Millis,
        (id, user): (ChannelId, &UserId),
        role: ChannelRole,
        by: &UserId,
    ) -> Result<Committed, Error> {
        self.check_open(id)?;
        let known = self
            .members
            .get(&(id, user.clone()))
            .and_then(|member| member.row.as_ref());
        let known_role = known.map(|row| row.role.clone());
        match known_role.as_deref() {
            Some(known) if known == role.word() => {
                return Ok(Committed {
                    repeated: true,
                    ..Committed::default()
                });
            }
            Some(_) => {}
            None => {
                self.check_active(user)?;
                self.channel_row(id)?.member_count += 1;
                self.row_changed(id);
            }
        }
        let member_count = self.channel_row(id)?.member_count;
        let said = EventWords {
            kind: EventKind::UserJoined,
            message: None,
            user: Some(user),
            detail: Some(role.word()),
        };
        let fact = |_: &Self| {
            Ok(ChannelFact::UserJoined {
                user: user.clone(),
                role,
                by: by.clone(),
                member_count,
            })
        };
        let event = self.event(at, id, by, said, fact)?;
        let member = self.members.entry((id, user.clone())).or_default();
        match &mut member.row {
            Some(row) => role.word().clone_into(&mut row.role),
            // Nothing is unread at first, one's own arrival included.
            None => member.row = Some(joined(at, (id, user), role, event.seq)),
        }
        member.changed = true;
        let told = self.user_event(at, user, UserFact::ChannelJoined { channel_id: id });
        Ok(Committed {
            channel_event: Some(event),
            user_events: vec![told],
            ..Committed::default()
        })
    }

    pub(super) fn remove_member(
        &mut self,
        at: Millis,
        (id, user): (ChannelId, &UserId),
        by: &UserId,
    ) -> Result<Committed, Error> {
        self.check_open(id)?;
        let key = (id, user.clone());
        let member = self
            .members
            .get_mut(&key)
            .filter(|member| member.row.is_some());
        let Some(member) = member else {
            return Ok(Committed {
                repeated: true,
                ..Committed::default()
            });
        };
        member.row = None;
        member.changed = true;
        self.reads.remove(&key);
        let row = self.channel_row(id)?;
        row.member_count -= 1;
        let member_count = row.member_count;
        self.row_changed(id);
        let said = EventWords {
            kind: EventKind::UserLeft,
            message: None,
            user: Some(user),
            detail: None,
        };
        let fact = |_: &Self| {
            Ok(ChannelFact::UserLeft {
                user: user.clone(),
                by: by.clone(),
                member_count,
            })
        };
        let event = self.event(at, id, by, said, fact)?;
        let told = self.user_event(at, user, UserFact::ChannelLeft { channel_id: id });
        Ok(Committed {
            channel_event: Some(event),
            user_events: vec![told],
            ..Committed::default()
        })
    }

    pub(super) fn mark_read(
        &mut self,
        at: Millis,
        (id, user): (ChannelId, &UserId),
        (seq, back): (Seq, bool),
        index: usize,
    ) -> Result<Committed, Error> {
        let latest = self.channels.get(&id).ok_or(Error::NotFound)?.seq;
        let key = (id, user.clone());
        let row = self
            .members
            .get_mut(&key)
            .and_then(|member| member.row.as_mut());
        let row = row.ok_or(Error::NotFound)?;
        if !(0..=latest).contains(&seq) {
            let reason = format!("the channel's positions reach from 0 to {latest}");
            return Err(Error::Invalid(reason));
        }
        let moves = seq > row.last_read_seq || (back && seq < row.last_read_seq);
        if moves {
            row.last_read_seq = seq;
            row.last_read_at = at;
        }
        let last_read_seq = row.last_read_seq;
        let reader = Reader {
            user: user.clone(),
            channel_id: id,
            last_read_seq,
            up_to: latest,
        };
        self.readers.push((index, reader));
        if !moves {
            return Ok(Committed {
                repeated: true,
                ..Committed::default()
            });
        }
        self.reads.insert(key, (seq, at));
        let told = UserFact::ReadUpdated {
            channel_id: id,
            last_read_seq,
            unread_count: 0,
            mention_count: 0,
            counted_seq: latest,
        };
        let told = self.user_event(at, user, told);
        Ok(Committed {
            user_events: vec![told],
            ..Committed::default()
        })
    }

    /// Whether members can come and go at all.
    fn check_open(&mut self, id: ChannelId) -> Result<(), Error> {
        if self.channel_row(id)?.kind == ChannelKind::Direct.word() {
            let reason = "the members of a direct conversation are fixed";
            return Err(Error::Invalid(reason.into()));
        }
        Ok(())
    }

    fn row_changed(&mut self, id: ChannelId) {
        if let Some(channel) = self.channels.get_mut(&id) {
            channel.changed = true;
        }
    }
}

/// Whether `wanted` is something else than `value`, which it then becomes.
fn set<T: Clone + PartialEq>(value: &mut T, wanted: Option<&T>) -> bool {
    match wanted {
        Some(wanted) if wanted != value => {
            value.clone_from(wanted);
            true
        }
        _ => false,
    }
}

/// Each member once, with the role they are named with first.
fn distinct(members: &[(UserId, ChannelRole)]) -> Vec<(&UserId, ChannelRole)> {
    let mut seen = std::collections::HashSet::new();
    let once = members.iter().filter(|(user, _)| seen.insert(user));
    once.map(|(user, role)| (user, *role)).collect()
}

fn created(
    at: Millis,
    id: ChannelId,
    new: &NewChannel,
    direct_key: Option<String>,
    members: usize,
) -> channels::Model {
    channels::Model {
        id: id.0,
        name: new.name.clone(),
        description: new.description.clone(),
        kind: new.kind.word().to_owned(),
        created_by: new.created_by.to_string(),
        team_id: new.team_id.clone(),
        active: true,
        read_only: false,
        direct_key,
        seq: 0,
        member_count: i64::try_from(members).unwrap_or(i64::MAX),
        last_message_at: None,
        created_at: at,
        updated_at: at,
    }
}

fn joined(
    at: Millis,
    (id, user): (ChannelId, &UserId),
    role: ChannelRole,
    last_read_seq: Seq,
) -> members::Model {
    members::Model {
        channel_id: id.0,
        user_id: user.to_string(),
        role: role.word().to_owned(),
        can_post: true,
        joined_at: at,
        last_read_at: at,
        last_read_seq,
    }
}
