//! The supervisor of calls: begins them, finds those that go on after a start, and starts the actors of
//! crashed ones again.

use std::{sync::Arc, time::Duration};

use entity::{
    Database,
    change::Committed,
    ids::{CallId, Millis, UserId},
    ledgers::calls::OpenCall,
    model::{CallStatus, ChannelLabel, PresenceStatus},
    permission::{Permission, may},
    queries::{self, calls::StoredCall},
};
use media::{Media, RoomId};
use ractor::{Actor, ActorProcessingErr, ActorRef, SupervisionEvent};

use super::{
    actor::{CallActor, CallMsg},
    ask::{Ask, Asked, Joining, Targets},
    attempts::{Attempt, Attempts},
    backoff::Backoff,
    board::Board,
    state::{CallState, Path, conflict},
};
use crate::{
    channels::Router,
    clock,
    delivery::{
        directory::Directory,
        messages::CallNotice,
        reply::{Once, ReplyTo},
    },
    protocol::{Failure, Reply, calls::DeclineReason},
    store::StoreHandle,
};

/// A message to the supervisor of calls.
#[derive(Debug)]
pub(crate) enum CallsMsg {
    /// Somebody asks for a new call, or for the end of one that they have just asked for.
    Asked(Box<Asked>),
    /// Something happened that calls depend on.
    Notice(CallNotice),
    /// Start a call's actor again.
    Restart(CallId),
}

impl From<CallNotice> for CallsMsg {
    fn from(notice: CallNotice) -> Self {
        Self::Notice(notice)
    }
}

impl TryFrom<CallsMsg> for CallNotice {
    type Error = CallsMsg;

    fn try_from(message: CallsMsg) -> Result<Self, CallsMsg> {
        match message {
            CallsMsg::Notice(notice) => Ok(notice),
            other => Err(other),
        }
    }
}

/// The handles of calls.
#[derive(Debug)]
pub(crate) struct CallsArgs {
    pub(crate) board: Arc<Board>,
    pub(crate) directory: Arc<Directory>,
    pub(crate) channels: Arc<Router>,
    pub(crate) store: Arc<StoreHandle>,
    pub(crate) database: Database,
    /// Forwards the calls of many, and relays those of two; none if the server does neither.
    pub(crate) media: Option<Media>,
}

/// The supervisor of calls.
#[derive(Debug)]
pub(crate) struct CallsActor;

/// The state of the supervisor.
#[derive(Debug)]
pub(crate) struct Supervising {
    args: Arc<CallsArgs>,
    attempts: Attempts,
    backoff: Backoff,
}

impl Actor for CallsActor {
    type Msg = CallsMsg;
    type State = Supervising;
    type Arguments = Arc<CallsArgs>;

    async fn pre_start(
        &self,
        myself: ActorRef<CallsMsg>,
        args: Arc<CallsArgs>,
    ) -> Result<Supervising, ActorProcessingErr> {
        // What a predecessor and its calls sent is settled before they are read.
        args.store.settled().await;
        args.board.supervisor.set(myself.clone());
        args.directory.set_calls(myself.get_derived());
        let state = Supervising {
            args,
            attempts: Attempts::default(),
            backoff: Backoff::default(),
        };
        for stored in queries::calls::live(&state.args.database).await? {
            state.resume(stored, &myself).await;
        }
        Ok(state)
    }

    async fn handle(
        &self,
        myself: ActorRef<CallsMsg>,
        message: CallsMsg,
        state: &mut Supervising,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            CallsMsg::Asked(asked) => state.asked(*asked, &myself).await,
            CallsMsg::Notice(notice) => state.notice(notice),
            CallsMsg::Restart(call) => state.restart(call, &myself).await,
        }
        Ok(())
    }

    async fn handle_supervisor_evt(
        &self,
        myself: ActorRef<CallsMsg>,
        event: SupervisionEvent,
        state: &mut Supervising,
    ) -> Result<(), ActorProcessingErr> {
        if let SupervisionEvent::ActorFailed(actor, error) = event {
            metrics::counter!("orvale_chat_actor_restarts_total", "actor" => "call").increment(1);
            tracing::error!(%error, "call: actor crashed");
            if let Some(call) = state.args.board.stopped(actor.get_id()) {
                match state.backoff.crashed(call, clock::now()) {
                    Duration::ZERO => state.restart(call, &myself).await,
                    wait => drop(myself.send_after(wait, move || CallsMsg::Restart(call))),
                }
            }
        }
        Ok(())
    }
}

impl CallsArgs {
    /// Divides people into those at whose devices it can ring, and others.
    pub(super) fn targets(&self, users: &[UserId]) -> Targets {
        let mut targets = Targets::default();
        for user in users {
            match self.unreachable(user) {
                Some(reason) => targets.unreachable.push((user.clone(), reason)),
                None => targets.ring.push(user.clone()),
            }
        }
        targets
    }

    fn unreachable(&self, user: &UserId) -> Option<DeclineReason> {
        let account = self.directory.known_account(user);
        // A new account is known half a second later.
        let may_call = account.is_none_or(|account| may(&account, Permission::CallAudio).is_ok());
        let presence = self.directory.presence_of(user);
        let disturbs = presence.is_some_and(|shown| shown.status == PresenceStatus::Busy);
        if !may_call || disturbs {
            return Some(DeclineReason::Unavailable);
        }
        self.board.is_busy(user).then_some(DeclineReason::Busy)
    }
}

impl Supervising {
    fn notice(&self, notice: CallNotice) {
        let board = &self.args.board;
        match notice {
            CallNotice::Connected { user, session } => {
                for actor in board.actors_of(&user) {
                    drop(actor.cast(CallMsg::Connected(user.clone(), session)));
                }
            }
            CallNotice::Disconnected { user } => {
                for actor in board.actors_of(&user) {
                    drop(actor.cast(CallMsg::Look));
                }
            }
            CallNotice::AccountChanged { user } => {
                for actor in board.actors_of(&user) {
                    drop(actor.cast(CallMsg::AccountChanged(user.clone())));
                }
            }
            CallNotice::Left { user, channel } => {
                let call = board.in_channel(channel);
                if let Some(actor) = call.and_then(|call| board.actor(call)) {
                    drop(actor.cast(CallMsg::Left(user)));
                }
            }
        }
    }

    async fn asked(&mut self, asked: Asked, myself: &ActorRef<CallsMsg>) {
        match &asked.ask {
            Ask::Cancel { attempt } => {
                let key = (asked.from.user.clone(), attempt.clone());
                match self.attempts.get(&key) {
                    Some(Attempt::Call(call)) => {
                        let ask = Ask::End {
                            call,
                            manages: false,
                        };
                        self.args.board.ask(Box::new(Asked { ask, ..asked }));
                    }
                    _ => {
                        self.attempts.remember(key, Attempt::Cancelled);
                        asked.reply.send(Ok(super::Answered::Done.into_reply()));
                    }
                }
            }
            Ask::Initiate { .. } => self.initiate(asked, myself).await,
            _ => self.args.board.ask(Box::new(asked)),
        }
    }

    async fn initiate(&mut self, asked: Asked, myself: &ActorRef<CallsMsg>) {
        let Ask::Initiate {
            channel,
            call_type: _,
            targets,
            joining,
            attempt,
        } = &asked.ask
        else {
            return;
        };
        let key = attempt
            .as_ref()
            .map(|attempt| (asked.from.user.clone(), attempt.clone()));
        let known = key.as_ref().and_then(|key| self.attempts.get(key));
        let board = &self.args.board;
        let going_on = match known {
            Some(Attempt::Call(call)) => Some(call),
            _ => board.in_channel(channel.id).or_else(|| match &targets[..] {
                [only] => board.rings(only, &asked.from.user),
                _ => None,
            }),
        };
        if let Some(call) = going_on {
            let ask = match known {
                // The same attempt again rings nobody a second time.
                Some(Attempt::Call(_)) => Ask::Join(call, *joining),
                _ => Ask::JoinAndRing(call, *joining, self.others(call, targets)),
            };
            self.args.board.ask(Box::new(Asked { ask, ..asked }));
            return;
        }
        if board
            .call_of(&asked.from.user, &asked.from.device)
            .is_some()
        {
            let refusal = conflict("This device is in another call. Leave that first.");
            asked.reply.send(Err(refusal));
            return;
        }
        let cancelled = known == Some(Attempt::Cancelled);
        if let Some(call) = self.open(asked, cancelled, myself).await
            && let Some(key) = key
        {
            self.attempts.remember(key, Attempt::Call(call));
        }
    }

    /// Those of the people whom a call in progress has not asked yet.
    fn others(&self, call: CallId, users: &[UserId]) -> Vec<UserId> {
        let board = &self.args.board;
        let is_asked = |user: &&UserId| !board.has(call, user);
        users.iter().filter(is_asked).cloned().collect()
    }

    /// Begins a call. One that was cancelled before it arrived is stored as ended, and nobody hears of it.
    async fn open(
        &self,
        asked: Asked,
        cancelled: bool,
        myself: &ActorRef<CallsMsg>,
    ) -> Option<CallId> {
        let Asked {
            from,
            ask,
            once,
            reply,
            ..
        } = asked;
        let Ask::Initiate {
            channel,
            call_type,
            targets,
            joining,
            ..
        } = ask
        else {
            return None;
        };
        let now = clock::now();
        let begins = Begins { from, joining };
        let people = targets.iter().filter(|_| !cancelled).cloned();
        let path = Path::direct(self.args.media.is_some());
        let call = begins.call(channel, call_type, people, now).by(path);
        if cancelled {
            let kept = self.args.store.keep(OpenCall {
                call: ended(call.stored(), now),
            });
            reply.send(Err(kept.await.err().map_or_else(
                || conflict("The call was ended before it began."),
                Failure::from,
            )));
            return None;
        }
        let (begun, answered) = (call.clone(), begins.from.clone());
        let answer = move |committed: Committed| -> Result<Reply, Failure> {
            let id = committed.call.ok_or_else(Failure::internal)?;
            Ok(begun.clone().named(id).begun(&answered).into_reply())
        };
        let change = OpenCall {
            call: call.stored(),
        };
        let kept = match once {
            Some(once) => {
                let change = once.keep(Some(Box::new(change)), answer);
                self.args.store.keep_boxed(change).await.map(|committed| {
                    let id = committed.call;
                    (id, Once::reply(committed))
                })
            }
            None => self.args.store.keep(change).await.map(|committed| {
                let id = committed.call;
                (id, answer(committed))
            }),
        };
        match kept {
            Ok((id, answer)) => {
                let call = call.named(id?);
                self.start(
                    call,
                    CallMsg::Begin(self.args.targets(&targets)),
                    myself,
                    (reply, answer),
                )
                .await;
                id
            }
            Err(error) => {
                reply.send(Err(error.into()));
                None
            }
        }
    }

    /// Starts a call's actor, and answers whoever asked for it: the answer comes before the first event.
    async fn start(
        &self,
        call: CallState,
        first: CallMsg,
        myself: &ActorRef<CallsMsg>,
        (reply, answer): (ReplyTo, Result<Reply, Failure>),
    ) {
        let args = (call, Arc::clone(&self.args));
        match Actor::spawn_linked(None, CallActor, args, myself.get_cell()).await {
            Ok((actor, _)) => {
                reply.send(answer);
                drop(actor.cast(first));
            }
            Err(error) => {
                tracing::error!(%error, "call: actor failed to start");
                reply.send(Err(Failure::internal()));
            }
        }
    }

    /// Starts the actor of a call that went on when the server stopped, or crashed.
    async fn resume(&self, stored: StoredCall, myself: &ActorRef<CallsMsg>) {
        let id = stored.id;
        let database = &self.args.database;
        let channel = match stored.channel_id {
            Some(channel) => queries::calls::label(database, channel).await,
            None => Ok(None),
        };
        let channel = match channel {
            Ok(channel) => channel,
            Err(error) => return restart_soon(id, &error, myself),
        };
        let Some(channel) = channel else {
            // A call of an earlier server, of which nobody is left.
            let call = ended(stored, clock::now());
            let kept = self
                .args
                .store
                .keep(entity::ledgers::calls::KeepCall { call });
            if let Err(error) = kept.await {
                tracing::warn!(%error, "call: cannot end a call without a conversation");
            }
            self.forget(id).await;
            return;
        };
        let mut gone: Vec<UserId> = stored.people.iter().map(|who| who.user.clone()).collect();
        let most = gone.len() as u64;
        match queries::calls::members(database, channel.id, Some(&gone), most).await {
            Ok(members) => gone.retain(|user| !members.contains(user)),
            Err(error) => return restart_soon(id, &error, myself),
        }
        let board = &self.args.board;
        let known = |user: &UserId, device: &str| board.known(id, user, device);
        let path = board.path(id);
        let path = path.unwrap_or_else(|| Path::direct(self.args.media.is_some()));
        let call = CallState::resumed(stored, channel, clock::now(), known).by(path);
        let args = (call, Arc::clone(&self.args));
        match Actor::spawn_linked(None, CallActor, args, myself.get_cell()).await {
            Ok((actor, _)) => {
                // Nobody heard of those who left the conversation while there was no actor.
                for user in gone {
                    drop(actor.cast(CallMsg::Left(user)));
                }
                drop(actor.cast(CallMsg::Resume));
            }
            Err(error) => tracing::error!(%error, "call: actor failed to start"),
        }
    }

    async fn restart(&self, call: CallId, myself: &ActorRef<CallsMsg>) {
        self.args.store.settled().await;
        match queries::calls::get(&self.args.database, call).await {
            Ok(Some(stored)) if stored.status.is_live() => self.resume(stored, myself).await,
            Ok(_) => self.forget(call).await,
            Err(error) => restart_soon(call, &error, myself),
        }
    }

    /// Forgets a call that is over.
    async fn forget(&self, call: CallId) {
        self.args.board.forget(call);
        if let Some(media) = &self.args.media
            && let Err(error) = media.close_room(RoomId(call.0)).await
        {
            tracing::warn!(%error, "call: its media goes on");
        }
    }
}

/// Starts a call's actor again once the database may be readable.
fn restart_soon(call: CallId, error: &entity::Error, myself: &ActorRef<CallsMsg>) {
    tracing::warn!(%error, "call: cannot read it, retrying in 1 s");
    let again = Duration::from_secs(1);
    myself.send_after(again, move || CallsMsg::Restart(call));
}

/// The user and device that begin a call, and how they join it.
struct Begins {
    from: super::Origin,
    joining: Joining,
}

impl Begins {
    fn call(
        &self,
        channel: ChannelLabel,
        call_type: entity::model::CallType,
        people: impl IntoIterator<Item = UserId>,
        now: Millis,
    ) -> CallState {
        CallState::new(channel, call_type, (&self.from, self.joining), people, now)
    }
}

/// A call that is over, of which nobody heard.
fn ended(mut call: StoredCall, now: Millis) -> StoredCall {
    call.status = CallStatus::Ended;
    call.ended_at = Some(now);
    call.end_reason = Some(match call.answered_at {
        Some(_) => "error".into(),
        None => "completed".into(),
    });
    for person in &mut call.people {
        person.devices.clear();
        person.left_at.get_or_insert(now);
        person.state = Some(queries::calls::PersonState::Left);
    }
    call
}
