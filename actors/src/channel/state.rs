//! What a channel knows, and what it decides from it.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use entity::{
    change::{Change, ChannelUpdate, NewMessage, What},
    event::ChannelEvent,
    ids::{ChannelId, Millis, UserId},
    model::{Channel, ChannelRole},
    permission::{self, Action, Membership, Standing},
    queries::channels::ChannelRoster,
};

use super::{
    ChannelArgs,
    mentions::mentioned,
    request::{Intent, Post, Request},
    settle::{Answer, Pending},
    text,
};
use crate::{
    engine::Core,
    protocol::{
        Event, Failure, Reply, command::ChannelSettings, encode, event::UserTyping, frame,
        reply::Done,
    },
    store::MAX_UNWRITTEN,
};

/// A user may say that they are typing this often; oftener is not passed on.
const TYPING_EVERY: Millis = 3_000;

/// In larger channels nobody is told who is typing.
const TYPING_MEMBERS: i64 = 100;

/// A channel's state.
#[derive(Debug)]
pub struct ChannelState {
    args: ChannelArgs,
    /// The channel and its members; `None` until the first request, and when they cannot be read.
    pub(super) room: Option<Room>,
    /// Requests handed to the store, in the order their results come back.
    pub(super) pending: VecDeque<Pending>,
    /// A change of members or settings is on its way: what comes meanwhile waits for it.
    pub(super) rules_are_changing: bool,
    waiting: VecDeque<Request>,
    /// When who last said that they were typing.
    typing: HashMap<UserId, Millis>,
}

/// The channel as it is, and who is in it.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) channel: Channel,
    pub(super) members: HashMap<UserId, Membership>,
}

impl ChannelState {
    pub(super) fn new(args: ChannelArgs) -> Self {
        Self {
            args,
            room: None,
            pending: VecDeque::new(),
            rules_are_changing: false,
            waiting: VecDeque::new(),
            typing: HashMap::new(),
        }
    }

    pub(super) fn id(&self) -> ChannelId {
        self.args.id
    }

    pub(super) fn core(&self) -> &Arc<Core> {
        &self.args.core
    }

    pub(super) fn is_loaded(&self) -> bool {
        self.room.is_some()
    }

    pub(super) fn enter(&mut self, roster: ChannelRoster) {
        let members = roster.members.into_iter().collect();
        self.room = Some(Room {
            channel: roster.channel,
            members,
        });
    }

    /// Refuses everything that waits for a store that is gone.
    pub(super) fn abandon(&mut self) {
        self.pending.clear();
        self.rules_are_changing = false;
    }

    /// Takes a new request: one that others wait for in front of it waits too.
    pub(super) fn admit(&mut self, request: Request, now: Millis) -> Option<Change> {
        if self.waiting.is_empty() && self.is_ready_for(&request) {
            return self.decide(request, now);
        }
        self.waiting.push_back(request);
        None
    }

    /// The next request that waited and need not any more.
    pub(super) fn next_ready(&mut self) -> Option<Request> {
        let next = self.waiting.pop_front()?;
        if self.is_ready_for(&next) {
            return Some(next);
        }
        self.waiting.push_front(next);
        None
    }

    /// A change of members or settings is decided and kept alone, so that everything else is decided
    /// by rules that hold.
    fn is_ready_for(&self, request: &Request) -> bool {
        !self.rules_are_changing && (self.pending.is_empty() || !request.intent.changes_the_rules())
    }

    /// Announces events in ascending order.
    pub(super) fn announce(&self, events: &[ChannelEvent]) {
        if let Some(room) = &self.room {
            let frames: Vec<_> = events
                .iter()
                .map(|event| (event.seq, encode::channel_event(event, &room.channel)))
                .collect();
            self.core().directory.announce(self.id(), &frames);
        }
    }

    /// Decides a request: refuses it, answers it, or returns what is to be kept.
    pub(super) fn decide(&mut self, request: Request, now: Millis) -> Option<Change> {
        let Request {
            account,
            intent,
            reply,
        } = request;
        let Some(room) = &self.room else {
            reply.send(Err(Failure::not_found()));
            return None;
        };
        if let Intent::Type { typing } = intent {
            let answer = self.type_in(&account, typing, now);
            reply.send(answer.map(|()| Reply::Done(Done {})));
            return None;
        }
        let changes_the_rules = intent.changes_the_rules();
        let decided = room.rule_on(&account, intent).and_then(|decided| {
            if self.core().unwritten() < MAX_UNWRITTEN {
                Ok(decided)
            } else {
                Err(Failure::busy())
            }
        });
        match decided {
            Ok((what, answer)) => {
                self.rules_are_changing = changes_the_rules;
                self.pending.push_back(Pending { reply, answer });
                Some(Change { at: now, what })
            }
            Err(failure) => {
                reply.send(Err(failure));
                None
            }
        }
    }

    fn type_in(
        &mut self,
        account: &permission::Account,
        typing: bool,
        now: Millis,
    ) -> Result<(), Failure> {
        let Some(room) = &self.room else {
            return Err(Failure::not_found());
        };
        permission::decide(account, &room.standing(&account.username), Action::Type)?;
        let user = &account.username;
        let last = self.typing.get(user).copied();
        let lately = last.is_some_and(|at| now - at < TYPING_EVERY);
        let worth_telling = if typing { !lately } else { last.is_some() };
        if room.channel.member_count <= TYPING_MEMBERS && worth_telling {
            let channel = (&room.channel).into();
            let told = UserTyping {
                channel_id: room.channel.id,
                user,
                typing,
                channel,
            };
            let frame = frame::event(&Event::UserTyping(told));
            if let Some(audience) = self.core().directory.audience(self.id()) {
                audience.send_ephemeral(&frame, Some(user));
            }
        }
        if typing && !lately {
            self.typing.insert(user.clone(), now);
        } else if !typing {
            self.typing.remove(user);
        }
        Ok(())
    }
}

impl Room {
    fn standing(&self, user: &UserId) -> Standing {
        Standing {
            channel_id: self.channel.id,
            kind: self.channel.kind,
            active: self.channel.active,
            read_only: self.channel.read_only,
            membership: self.members.get(user).copied(),
        }
    }

    fn rule_on(
        &self,
        account: &permission::Account,
        intent: Intent,
    ) -> Result<(What, Answer), Failure> {
        let channel_id = self.channel.id;
        let user = account.username.clone();
        let standing = self.standing(&user);
        let may = |action| permission::decide(account, &standing, action).map_err(Failure::from);
        Ok(match intent {
            Intent::Post(post) => {
                may(Action::Post)?;
                (self.post(user, post)?, Answer::Message)
            }
            Intent::Edit {
                message,
                author,
                text,
            } => {
                may(Action::Edit {
                    author: author == user,
                })?;
                text::check_message(&text)?;
                let mentions = self.mentioned(&text);
                (
                    What::EditMessage {
                        message,
                        text,
                        mentions,
                    },
                    Answer::Message,
                )
            }
            Intent::Delete { message, author } => {
                may(Action::Delete {
                    author: author == user,
                })?;
                (
                    What::DeleteMessage { message, by: user },
                    Answer::Deleted(message),
                )
            }
            Intent::AddReaction(message, emoji) => {
                may(Action::React)?;
                text::check_emoji(&emoji)?;
                let answer = Answer::Reaction(message.message_id, emoji.clone());
                (
                    What::AddReaction {
                        message,
                        user,
                        emoji,
                    },
                    answer,
                )
            }
            Intent::RemoveReaction(message, emoji) => {
                may(Action::React)?;
                let answer = Answer::Reaction(message.message_id, emoji.clone());
                (
                    What::RemoveReaction {
                        message,
                        user,
                        emoji,
                    },
                    answer,
                )
            }
            Intent::Join => {
                may(Action::Join)?;
                let role = standing
                    .membership
                    .map_or(ChannelRole::Member, |member| member.role);
                let answer = Answer::Channel(user.clone());
                (
                    What::SetMember {
                        channel_id,
                        user: user.clone(),
                        role,
                        by: user,
                    },
                    answer,
                )
            }
            Intent::Leave => {
                may(Action::Leave)?;
                (
                    What::RemoveMember {
                        channel_id,
                        user: user.clone(),
                        by: user,
                    },
                    Answer::Left,
                )
            }
            Intent::SetMember(whom, role) => {
                self.may_set(&may, &whom, role)?;
                let answer = Answer::Channel(user.clone());
                (
                    What::SetMember {
                        channel_id,
                        user: whom,
                        role,
                        by: user,
                    },
                    answer,
                )
            }
            Intent::RemoveMember(whom) => {
                may(Action::Read)?;
                let target = self.members.get(&whom).ok_or_else(Failure::not_found)?.role;
                may(Action::RemoveMember { target })?;
                (
                    What::RemoveMember {
                        channel_id,
                        user: whom,
                        by: user,
                    },
                    Answer::Left,
                )
            }
            Intent::Update(settings) => {
                let answer = Answer::Channel(user.clone());
                (
                    What::UpdateChannel(self.update(&may, user, settings)?),
                    answer,
                )
            }
            Intent::MarkRead { seq, back } => {
                may(Action::MarkRead)?;
                (
                    What::MarkRead {
                        channel_id,
                        user,
                        seq,
                        back,
                    },
                    Answer::Read,
                )
            }
            Intent::Type { .. } => unreachable!("typing keeps nothing and is answered before"),
        })
    }

    fn post(&self, user: UserId, post: Post) -> Result<What, Failure> {
        text::check_message(&post.text)?;
        Ok(What::PostMessage(NewMessage {
            channel_id: self.channel.id,
            user,
            mentions: self.mentioned(&post.text),
            client_id: post.client_id,
            text: post.text,
            kind: post.kind,
            reply_to_id: post.reply_to_id,
            ticket_reference: post.ticket_reference,
            file: None,
        }))
    }

    fn mentioned(&self, text: &str) -> Vec<UserId> {
        if !text.contains('@') {
            return Vec::new();
        }
        mentioned(text, |name| {
            let user = UserId::from(name);
            self.members.contains_key(&user).then_some(user)
        })
    }

    /// A new member needs an invitation; a role needs someone who may give it.
    fn may_set<P>(
        &self,
        may: &impl Fn(Action) -> Result<P, Failure>,
        whom: &UserId,
        role: ChannelRole,
    ) -> Result<(), Failure> {
        let target = match self.members.get(whom) {
            Some(member) => member.role,
            None => {
                may(Action::Invite)?;
                ChannelRole::Member
            }
        };
        if role != target || self.members.contains_key(whom) {
            may(Action::SetRole { target, to: role })?;
        }
        Ok(())
    }

    fn update<P>(
        &self,
        may: &impl Fn(Action) -> Result<P, Failure>,
        by: UserId,
        settings: ChannelSettings,
    ) -> Result<ChannelUpdate, Failure> {
        let ChannelSettings {
            name,
            description,
            read_only,
            active,
        } = settings;
        if active.is_some() {
            may(Action::Archive)?;
        }
        let changes_words = name.is_some() || description.is_some() || read_only.is_some();
        if changes_words || active.is_none() {
            may(Action::Update)?;
        }
        name.as_deref().map_or(Ok(()), text::check_name)?;
        description
            .as_deref()
            .map_or(Ok(()), text::check_description)?;
        Ok(ChannelUpdate {
            channel_id: self.channel.id,
            by,
            name,
            description,
            read_only,
            active,
        })
    }
}
