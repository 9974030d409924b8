//! The actor of one call: stores each change of its state, then sends the events.

use std::{collections::HashSet, sync::Arc, time::Duration};

use entity::{
    ids::UserId,
    ledgers::{
        Change,
        calls::{KeepCall, NoteCall},
    },
    model::CallQuality,
    permission::{Account, Permission, may},
    queries::{self, calls::PersonState},
};
use media::{Happened, Leg, Level, Participant, State};
use ractor::{Actor, ActorProcessingErr, ActorRef};

use super::{
    annotations::Annotations,
    ask::{Ask, Asked, Targets},
    effect::{Effect, Forward},
    noting::TellOfCall,
    state::{Answered, Binding, CallState},
    supervisor::CallsArgs,
};
use crate::{
    channels, clock,
    delivery::{
        directory::SessionId,
        reply::{Once, ReplyTo},
    },
    protocol::{ErrorCode, Failure, Reply},
};

/// Interval of the timer, which checks deadlines and sockets.
const EVERY: Duration = Duration::from_millis(500);

/// A message to a call.
#[derive(Debug)]
pub(crate) enum CallMsg {
    /// Announce a new call.
    Begin(Targets),
    /// Ring again, after the actor was restarted.
    Resume,
    /// Handle a request of a device.
    Asked(Box<Asked>),
    /// Ring at a socket of a user that has just logged in.
    Connected(UserId, SessionId),
    /// Apply the changed account of a user.
    AccountChanged(UserId),
    /// Remove a user who is no longer a member of the conversation.
    Left(UserId),
    /// Send a device the media plane's offer.
    Offered(Participant),
    /// Handle what the media plane observed of a device.
    Observed(Participant, Observed),
    /// Check deadlines and sockets.
    Look,
    /// Check deadlines and sockets, and set the timer again.
    Tick,
    /// Panic, to test the restart.
    #[cfg(test)]
    Panic,
}

/// What the media plane observes of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Observed {
    /// The measured quality of its connections.
    Quality(CallQuality),
    /// The connection on which it sends is disconnected.
    Silent,
    /// The connection on which it sends is connected, perhaps again.
    Heard,
    /// One of its connections failed for good.
    Broken,
}

impl Observed {
    /// Translates an event of the media plane; `None` for those that calls ignore.
    pub(super) fn of(happened: &Happened) -> Option<Self> {
        match happened {
            Happened::Quality(measured) => Some(Self::Quality(match measured.level {
                Level::Excellent => CallQuality::Excellent,
                Level::Good => CallQuality::Good,
                Level::Poor | Level::Unstable => CallQuality::Poor,
            })),
            Happened::Connection {
                leg: Leg::Publish,
                state: State::Disconnected | State::Failed,
            } => Some(Self::Silent),
            Happened::Connection {
                leg: Leg::Publish,
                state: State::Connected,
            } => Some(Self::Heard),
            Happened::Broken(_) => Some(Self::Broken),
            _ => None,
        }
    }
}

/// The actor of one call.
#[derive(Debug)]
pub(super) struct CallActor;

/// The call, and the handles that its effects need.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) call: CallState,
    pub(super) annotations: Annotations,
    /// The devices that have missed marks because they read too slowly.
    pub(super) behind: Vec<(UserId, String)>,
    pub(super) args: Arc<CallsArgs>,
}

impl Actor for CallActor {
    type Msg = CallMsg;
    type State = Running;
    type Arguments = (CallState, Arc<CallsArgs>);

    async fn pre_start(
        &self,
        myself: ActorRef<CallMsg>,
        (call, args): (CallState, Arc<CallsArgs>),
    ) -> Result<Running, ActorProcessingErr> {
        args.board.note(&call);
        args.board.started(call.id(), myself.clone());
        myself.send_after(EVERY, || CallMsg::Tick);
        Ok(Running {
            call,
            annotations: Annotations::default(),
            behind: Vec::new(),
            args,
        })
    }

    async fn handle(
        &self,
        myself: ActorRef<CallMsg>,
        message: CallMsg,
        running: &mut Running,
    ) -> Result<(), ActorProcessingErr> {
        if let CallMsg::Tick = message {
            // Not at once: whatever is in the mailbox is told that the call has ended.
            if !running.call.is_live() {
                myself.stop(None);
                return Ok(());
            }
            myself.send_after(EVERY, || CallMsg::Tick);
        }
        if let Some(again) = running.take(message).await {
            myself.send_after(EVERY, move || again);
        }
        Ok(())
    }

    async fn post_stop(
        &self,
        _: ActorRef<CallMsg>,
        running: &mut Running,
    ) -> Result<(), ActorProcessingErr> {
        running.args.board.note(&running.call);
        Ok(())
    }
}

impl Running {
    /// Handles a message. Returns it for a retry if its change could not be stored and no later one would repeat it.
    async fn take(&mut self, message: CallMsg) -> Option<CallMsg> {
        let message = match message {
            CallMsg::Asked(asked) => {
                self.answer(*asked).await;
                return None;
            }
            message => message,
        };
        let taken = match &message {
            CallMsg::AccountChanged(user) => Some(CallMsg::AccountChanged(user.clone())),
            CallMsg::Left(user) => Some(CallMsg::Left(user.clone())),
            _ => None,
        };
        let resumes = matches!(message, CallMsg::Resume);
        let now = clock::now();
        if let CallMsg::Tick = message {
            self.show_what_was_missed();
        }
        let mut effects = Vec::new();
        let mut call = self.call.clone();
        match message {
            CallMsg::Asked(_) => return None,
            CallMsg::Begin(targets) => call.begin(&targets, now, &mut effects),
            CallMsg::Resume => {
                call.ring_again(now, &mut effects);
                self.look_at_rights(&mut call, &mut effects);
                call.offer_again(&mut effects);
            }
            CallMsg::Offered(device) => {
                let user = UserId::from(&*device.user);
                if let Some(binding) = call.binding(&user, &device.device) {
                    effects.push(Effect::Forward(device, Forward::OfferAgain(binding)));
                }
            }
            CallMsg::Observed(device, observed) => {
                let user = UserId::from(&*device.user);
                let of = (&user, &*device.device);
                match observed {
                    Observed::Quality(quality) => call.measured(of, quality, &mut effects),
                    Observed::Silent => call.silent(of, true, &mut effects),
                    Observed::Heard => call.silent(of, false, &mut effects),
                    Observed::Broken => call.broken(of, &mut effects),
                }
            }
            CallMsg::Connected(user, session) => {
                call.greet(&user, Binding::Socket(session), &mut effects);
            }
            CallMsg::AccountChanged(user) => self.account_changed(&mut call, &user, &mut effects),
            CallMsg::Left(user) => call.remove(&user, now, &mut effects),
            CallMsg::Look | CallMsg::Tick => {
                let directory = &self.args.directory;
                let is_alive = |user: &UserId, binding| match binding {
                    Binding::Socket(session) => directory.is_open(user, session),
                    Binding::Rest => directory.is_connected(user),
                    Binding::Lost(_) => false,
                };
                call.look(now, is_alive, &mut effects);
            }
            #[cfg(test)]
            CallMsg::Panic => panic!("asked to"),
        }
        call.settle_media(&mut effects);
        if let Err(failure) = self.keep(&mut call, Answered::Done, None).await {
            // The next look finds it again; what was announced to the call alone is announced again.
            tracing::warn!(message = failure.message, "call: cannot store it");
            if taken.is_some() {
                // Whoever may no longer take part is out of the media all the same.
                drop(self.forward(&mut effects).await);
            }
            return taken;
        }
        self.call = call;
        self.forget_annotations();
        self.args.board.note(&self.call);
        if let Err(failure) = self.forward(&mut effects).await {
            tracing::warn!(message = failure.message, "call: the media plane refused");
        }
        self.carry_out(effects);
        if resumes {
            self.show_annotations_to_all();
        }
        None
    }

    /// Applies the current permissions of a user.
    fn account_changed(&self, call: &mut CallState, user: &UserId, effects: &mut Vec<Effect>) {
        let account = self.args.directory.known_account(user);
        let holds = |permission| {
            let account = account.as_deref();
            account.is_some_and(|account| may(account, permission).is_ok())
        };
        match holds(Permission::CallAudio) {
            true => call.allow_video(user, holds(Permission::CallVideo), effects),
            false => call.remove(user, clock::now(), effects),
        }
    }

    /// Applies the current permissions of everyone in the call whose account is known.
    fn look_at_rights(&self, call: &mut CallState, effects: &mut Vec<Effect>) {
        for user in call.everyone().cloned().collect::<Vec<_>>() {
            if self.args.directory.known_account(&user).is_some() {
                self.account_changed(call, &user, effects);
            }
        }
    }

    async fn answer(&mut self, asked: Asked) {
        let Asked {
            from,
            ask,
            once,
            reply,
            ..
        } = asked;
        if let Ask::Accept(..) | Ask::Join(..) | Ask::JoinAndRing(..) = &ask
            && let Err(failure) = self.check_joins(&from.user).await
        {
            return reply.send(Err(failure));
        }
        if let Ask::Annotate(_, share, annotation) = ask {
            return reply.send(self.annotate(&from, &share, annotation));
        }
        let enters = matches!(
            ask,
            Ask::Initiate { .. } | Ask::Accept(..) | Ask::Join(..) | Ask::JoinAndRing(..)
        );
        let mut call = self.call.clone();
        let mut effects = Vec::new();
        let targets = match &ask {
            Ask::JoinAndRing(_, _, users) => self.args.targets(users),
            _ => Targets::default(),
        };
        let answered = match call.ask(&from, ask, &targets, clock::now(), &mut effects) {
            Ok(answered) => answered,
            Err(failure) => return reply.send(Err(failure)),
        };
        let account = self.args.directory.known_account(&from.user);
        if let Some(account) = account {
            let video = may(&account, Permission::CallVideo).is_ok();
            call.allow_video(&from.user, video, &mut effects);
        }
        call.settle_media(&mut effects);
        match self.keep(&mut call, answered, once).await {
            Ok(answer) => {
                self.call = call;
                self.forget_annotations();
                self.args.board.note(&self.call);
                let forwarded = self.forward(&mut effects).await;
                reply.send(forwarded.map(|()| answer));
                self.carry_out(effects);
                if enters {
                    self.show_annotations(&from.user, &from.device);
                }
            }
            Err(failure) => reply.send(Err(failure)),
        }
    }

    /// Checks membership and permission again: the user may have lost them while the request was queued.
    async fn check_joins(&self, user: &UserId) -> Result<(), Failure> {
        if let Some(account) = self.args.directory.known_account(user) {
            may(&account, Permission::CallAudio)?;
        }
        let among = [user.clone()];
        let channel = self.call.channel_id();
        match queries::calls::members(&self.args.database, channel, Some(&among), 1).await? {
            found if found.is_empty() => Err(Failure::not_found()),
            _ => Ok(()),
        }
    }

    /// Stores what has changed, and returns the answer.
    async fn keep(
        &self,
        call: &mut CallState,
        answered: Answered,
        once: Option<Box<Once>>,
    ) -> Result<Reply, Failure> {
        let missed = call.take_missed();
        let stored = call.stored();
        let ends = stored.took_place() && self.call.is_live();
        if ends || !missed.is_empty() {
            let change = NoteCall {
                channel_id: call.channel_id(),
                call: stored,
                missed,
                shows_to: Vec::new(),
            };
            return self.tell(change, answered, once).await;
        }
        let change = (stored != self.call.stored()).then_some(KeepCall { call: stored });
        match (change, once) {
            (None, None) => Ok(answered.into_reply()),
            (Some(change), None) => {
                self.args.store.keep(change).await?;
                Ok(answered.into_reply())
            }
            (change, Some(once)) => {
                let change = change.map(|change| Box::new(change) as Box<dyn Change>);
                let answer = move |_| Ok(answered.clone().into_reply());
                let committed = self
                    .args
                    .store
                    .keep_boxed(once.keep(change, answer))
                    .await?;
                Once::reply(committed)
            }
        }
    }

    /// Stores the call by way of its channel, which writes the lines that tell of it.
    async fn tell(
        &self,
        change: NoteCall,
        answer: Answered,
        once: Option<Box<Once>>,
    ) -> Result<Reply, Failure> {
        let (reply, answered) = ReplyTo::caller();
        let request = channels::Request {
            caller: Arc::new(Account::gone(change.call.caller.clone())),
            command: Box::new(TellOfCall {
                change: change.clone(),
                answer: answer.clone(),
            }),
            once,
            reply,
        };
        self.args
            .channels
            .request(change.channel_id, request, clock::now());
        match answered.await.unwrap_or_else(|_| Err(Failure::busy())) {
            // The channel's actor may have crashed after it had stored the change.
            Err(failure) if failure.code == ErrorCode::Busy && self.has_told(&change).await => {
                Ok(answer.into_reply())
            }
            answered => answered,
        }
    }

    /// Returns whether `change` was stored although its reply was lost.
    async fn has_told(&self, change: &NoteCall) -> bool {
        self.args.store.settled().await;
        let stored = queries::calls::get(&self.args.database, change.call.id).await;
        let Ok(Some(stored)) = stored else {
            return false;
        };
        if change.call.ended_at.is_some() {
            return stored.ended_at.is_some();
        }
        change.missed.iter().all(|user| {
            let person = stored.person(user);
            person.is_some_and(|person| person.state == Some(PersonState::Missed))
        })
    }

    fn carry_out(&self, effects: Vec<Effect>) {
        let directory = &self.args.directory;
        let channel = self.call.channel_id();
        for effect in effects {
            match effect {
                Effect::ToUser(user, frame) | Effect::ToDevice(user, Binding::Rest, frame) => {
                    directory.each_connection(&user, |held| {
                        held.outbox.push(frame.clone());
                    });
                }
                Effect::ToDevice(user, Binding::Socket(session), frame) => {
                    directory.each_connection(&user, |held| {
                        if held.id == session {
                            held.outbox.push(frame.clone());
                        }
                    });
                }
                Effect::ToDevice(_, Binding::Lost(_), _)
                | Effect::Forward(..)
                | Effect::CloseRoom
                | Effect::CutRelay(_) => {}
                Effect::ToConversation(frame) => {
                    let mut sent: HashSet<SessionId> = HashSet::new();
                    directory.send_to_channel(channel, &frame, &mut sent);
                    // A direct conversation without messages has no audience yet.
                    for user in self.call.everyone() {
                        directory.each_connection(user, |held| {
                            if sent.insert(held.id) {
                                held.outbox.push(frame.clone());
                            }
                        });
                    }
                }
            }
        }
    }
}
