//! The state of a live channel that commands decide from: its settings, its members, and who is typing.

use std::{
    cell::OnceCell,
    collections::{BTreeSet, HashMap, HashSet},
};

use entity::{
    change::RoomChange,
    event::{ChannelEvent, Payload},
    ids::{ChannelId, Millis, Seq, UserId},
    model::{Channel, ChannelKind, ChannelRole, Mention},
    notify::Addressed,
    permission::{Account, Action, Membership, Permit, Standing, decide},
    queries::{channels::ChannelRoster, messages::Located},
    text::MessageText,
};

use super::mentions::{self, Found, Group, Known, Names};
use crate::protocol::{Failure, limits::LIMITS};

/// The minimum interval between typing notifications of one user; more frequent ones are dropped.
const TYPING_EVERY: Millis = 3_000;

/// The largest channel in which typing notifications are sent.
const TYPING_MEMBERS: i64 = 100;

/// A live channel in memory.
#[derive(Debug)]
pub struct Room {
    /// The channel.
    pub channel: Channel,
    members: HashMap<UserId, Membership>,
    /// The members' names; built for the first text that may have a mention.
    names: OnceCell<Names>,
    /// When each user last sent a typing notification.
    typing: HashMap<UserId, Millis>,
}

/// The mentions in a text.
#[derive(Debug)]
pub struct MentionsFound {
    /// The mentions of the first people, who are notified.
    pub kept: Vec<Mention>,
    /// The number of other people, who are not notified because they are too many.
    pub dropped: usize,
    /// The people who are not notified because they may not see the message.
    pub blind: Vec<UserId>,
    /// The mentions of groups.
    pub(crate) groups: Vec<(Mention, Group)>,
    /// The people whom the text names and who are no members.
    pub(crate) outsiders: Vec<UserId>,
}

impl Room {
    /// The channel and its members as the database has them.
    #[must_use]
    pub fn new(roster: ChannelRoster) -> Self {
        Self {
            channel: roster.channel,
            members: roster.members.into_iter().collect(),
            names: OnceCell::new(),
            typing: HashMap::new(),
        }
    }

    /// The channel.
    #[must_use]
    pub fn id(&self) -> ChannelId {
        self.channel.id
    }

    /// Returns a user's membership, if they are a member.
    #[must_use]
    pub fn membership(&self, user: &UserId) -> Option<Membership> {
        self.members.get(user).copied()
    }

    /// Returns all members, unordered.
    pub fn members(&self) -> impl Iterator<Item = &UserId> {
        self.members.keys()
    }

    /// Checks that `caller` may perform `action` here.
    ///
    /// # Errors
    /// `not_found` if the channel must stay hidden from them, otherwise `forbidden`.
    pub fn check(&self, caller: &Account, action: Action) -> Result<Permit, Failure> {
        let standing = Standing {
            channel_id: self.channel.id,
            kind: self.channel.kind,
            group: self.channel.group,
            active: self.channel.active,
            read_only: self.channel.read_only,
            pinning: self.channel.pinning,
            history: self.channel.history,
            hidden_until: self.channel.hidden_until,
            membership: self.membership(&caller.username),
        };
        Ok(decide(caller, &standing, action)?)
    }

    /// Checks that `caller` may see these messages of the channel.
    ///
    /// # Errors
    /// `not_found` if one of them must stay hidden from them.
    pub fn check_messages<'a>(
        &self,
        caller: &Account,
        messages: impl IntoIterator<Item = &'a Located>,
    ) -> Result<(), Failure> {
        let permit = self.check(caller, Action::Read)?;
        let mut messages = messages.into_iter();
        let all_seen = messages.all(|found| {
            found.message.channel_id == self.channel.id && permit.sees(found.seen_from)
        });
        if all_seen {
            Ok(())
        } else {
            Err(Failure::not_found())
        }
    }

    /// True when `user` is an owner and no other owner is active, while others are members.
    #[must_use]
    pub fn is_last_owner(&self, user: &UserId, is_active: impl Fn(&UserId) -> bool) -> bool {
        let is_owner = |membership: &Membership| membership.role == ChannelRole::Owner;
        let mut heirs = self.members.iter().filter(|(other, membership)| {
            *other != user && is_owner(membership) && is_active(other)
        });
        self.members.get(user).is_some_and(is_owner)
            && self.members.len() > 1
            && heirs.next().is_none()
    }

    /// Returns the role of someone who joins: a channel that everyone has left belongs to whoever joins it first.
    #[must_use]
    pub fn newcomer_role(&self) -> ChannelRole {
        match self.members.is_empty() {
            true => ChannelRole::Owner,
            false => ChannelRole::Member,
        }
    }

    /// Returns true for a direct conversation without a message, which only its creator sees.
    #[must_use]
    pub fn is_unseen(&self) -> bool {
        self.channel.kind == ChannelKind::Direct && self.channel.last_message_at.is_none()
    }

    /// Returns the members who cannot see the conversation yet: a direct one appears with its first message.
    #[must_use]
    pub fn unseen_by(&self) -> Vec<UserId> {
        if !self.is_unseen() {
            return Vec::new();
        }
        let opened_by = &self.channel.created_by;
        let others = self.members().filter(|user| *user != opened_by);
        others.cloned().collect()
    }

    /// Returns what a text mentions. Members who may not see the message at `about`, the one that has the text or that its
    /// thread belongs to, are not notified. Without `known`, only members are found.
    #[must_use]
    pub fn mentions(
        &self,
        text: &MessageText,
        about: Option<Seq>,
        known: Option<&Known>,
    ) -> MentionsFound {
        let found = if text.as_str().contains('@') {
            let names = self.names.get_or_init(|| self.members.keys().collect());
            mentions::find_all(text.as_str(), names, known)
        } else {
            Found::default()
        };
        let mut kept = found.members;
        let most = LIMITS.mentions as usize;
        let mut people: HashSet<UserId> = HashSet::new();
        let mut dropped: HashSet<UserId> = HashSet::new();
        let mut blind: BTreeSet<UserId> = BTreeSet::new();
        kept.retain(|mention| {
            let user = &mention.user_id;
            let sees = about.is_none_or(|about| self.sees(user, about));
            let fits = sees && (people.contains(user) || people.len() < most);
            match (fits, sees) {
                (true, _) => people.insert(user.clone()),
                (false, true) => dropped.insert(user.clone()),
                (false, false) => blind.insert(user.clone()),
            };
            fits
        });
        MentionsFound {
            kept,
            dropped: dropped.len(),
            blind: blind.into_iter().collect(),
            groups: found.groups,
            outsiders: found.outsiders,
        }
    }

    /// Returns whether a message at this position is in what a member sees of the history.
    fn sees(&self, user: &UserId, about: Seq) -> bool {
        let member = self.members.get(user);
        member.is_none_or(|member| about > member.history_after)
    }

    /// Returns whom a message here addresses without naming them.
    #[must_use]
    pub fn addressed(&self) -> Addressed {
        let direct = self.channel.kind == ChannelKind::Direct;
        Addressed {
            groups: Vec::new(),
            teams: Vec::new(),
            direct: self.members().filter(|_| direct).cloned().collect(),
        }
    }

    /// Records that a user is typing; returns true if the others are to be notified.
    pub fn start_typing(&mut self, user: &UserId, now: Millis) -> bool {
        let last = self.typing.get(user);
        if last.is_some_and(|at| (0..TYPING_EVERY).contains(&(now - at))) {
            return false;
        }
        self.typing.insert(user.clone(), now);
        self.channel.member_count <= TYPING_MEMBERS
    }

    /// Records that a user stopped typing; returns true if the others are to be notified.
    pub fn stop_typing(&mut self, user: &UserId) -> bool {
        self.typing.remove(user).is_some() && self.channel.member_count <= TYPING_MEMBERS
    }

    /// Applies a committed change.
    pub(super) fn apply(&mut self, event: &ChannelEvent, change: Option<&RoomChange>) {
        match change {
            Some(RoomChange::Joined {
                user,
                role,
                can_post,
                history_after,
                member_count,
            }) => {
                self.channel.member_count = *member_count;
                let membership = Membership {
                    role: *role,
                    can_post: *can_post,
                    history_after: *history_after,
                };
                self.members.insert(user.clone(), membership);
                if let Some(names) = self.names.get_mut() {
                    names.insert(user);
                }
            }
            Some(RoomChange::Left { user, member_count }) => {
                self.channel.member_count = *member_count;
                self.channel.members.retain(|member| member != user);
                self.members.remove(user);
                if let Some(names) = self.names.get_mut() {
                    names.remove(user);
                }
                self.typing.remove(user);
            }
            Some(RoomChange::Settings(channel)) => self.channel = Channel::clone(channel),
            Some(RoomChange::Converted { channel, owner }) => {
                self.channel = Channel::clone(channel);
                self.set_role(owner, ChannelRole::Owner);
            }
            Some(RoomChange::HandedOver { from, to }) => {
                self.set_role(from, ChannelRole::Admin);
                self.set_role(to, ChannelRole::Owner);
            }
            Some(RoomChange::Revealed(channel)) => {
                self.channel = Channel::clone(channel);
                for membership in self.members.values_mut() {
                    membership.history_after = 0;
                }
            }
            None => {}
        }
        self.channel.seq = event.seq;
        let only_in_thread = matches!(&event.payload, Payload::Message(message)
            if message.thread_id.is_some() && !message.also_to_channel);
        if event.name == "message_received" && !only_in_thread {
            self.channel.last_message_at = Some(event.at);
        }
    }

    fn set_role(&mut self, user: &UserId, role: ChannelRole) {
        if let Some(membership) = self.members.get_mut(user) {
            membership.role = role;
        }
    }

    /// Moves on past a system message, which is nobody's.
    pub(super) fn noted(&mut self, note: &ChannelEvent) {
        self.channel.seq = note.seq;
    }
}
