//! What a channel decides, and in which order.
//!
//! It takes the time as an argument, never waits, holds no handle, and returns effects.

use std::collections::{HashMap, VecDeque};

use entity::{
    Error,
    change::{Committed, RoomChange},
    event::ChannelEvent,
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    ledgers::{Entry, idempotency::Shows},
    model::{Channel, Thread},
    queries::channels::ChannelRoster,
};

use super::{
    Effect, Request, Room,
    decision::{Decision, Shown},
};
use crate::{
    delivery::{
        directory::Announced,
        reply::{Once, ReplyTo},
    },
    protocol::{Event, Failure, Reply, durable, event::ThreadUpdated, frame},
    store::Settled,
};

/// A channel's state.
#[derive(Debug, Default)]
pub struct ChannelState {
    /// The channel and its members; `None` until the first request, and when they cannot be read.
    room: Option<Room>,
    /// Requests sent to the store, in the order of their numbers.
    pending: VecDeque<Pending>,
    /// The number of the next request sent to the store.
    next_number: u64,
    /// True while a change of members or settings is being kept: what comes meanwhile waits for it.
    rules_are_changing: bool,
    waiting: VecDeque<Request>,
}

/// When something is decided, and whether the store can take more.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The time.
    pub now: Millis,
    /// True when so much is unwritten that nothing more may be asked of the store.
    pub overloaded: bool,
}

/// A request that waits for its commit.
struct Pending {
    number: u64,
    caller: UserId,
    answer: Answer,
    reply: ReplyTo,
}

/// How a request is answered once it is kept.
enum Answer {
    Committed(Box<dyn Fn(Committed) -> Result<Reply, Failure> + Send + Sync>),
    Shown(Shown<Reply>),
}

impl std::fmt::Debug for Pending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pending")
            .field("number", &self.number)
            .field("caller", &self.caller)
            .finish_non_exhaustive()
    }
}

/// A commit failed in a way that leaves open what was kept: the state must be read anew.
#[derive(Debug, PartialEq, Eq)]
pub struct Unsure;

impl ChannelState {
    /// True once the channel has been read.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.room.is_some()
    }

    /// True when no request waits for a commit or for its turn.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.pending.is_empty() && self.waiting.is_empty()
    }

    /// Takes over what the database has.
    pub fn load(&mut self, roster: ChannelRoster) {
        self.room = Some(Room::new(roster));
    }

    /// Forgets what cannot be relied on any more.
    pub fn unload(&mut self) {
        self.room = None;
    }

    /// Answers `busy` to everything that waits for a store that is gone.
    pub fn abandon(&mut self) {
        self.pending.clear();
        self.rules_are_changing = false;
    }

    /// Admits a request, or queues it behind requests that are already waiting.
    pub fn admit(&mut self, request: Request, moment: Moment, effects: &mut Vec<Effect>) {
        if self.waiting.is_empty() && self.is_ready_for(&request) {
            self.decide(request, moment, effects);
        } else {
            self.waiting.push_back(request);
        }
    }

    /// Decides requests that waited and need not any more.
    pub fn resume(&mut self, moment: Moment, effects: &mut Vec<Effect>) {
        while let Some(next) = self.waiting.pop_front() {
            if !self.is_ready_for(&next) {
                self.waiting.push_front(next);
                break;
            }
            self.decide(next, moment, effects);
        }
    }

    fn is_ready_for(&self, request: &Request) -> bool {
        !self.rules_are_changing && (self.pending.is_empty() || !request.command.changes_rules())
    }

    fn decide(&mut self, request: Request, moment: Moment, effects: &mut Vec<Effect>) {
        let Request {
            caller,
            command,
            once,
            reply,
        } = request;
        let Some(room) = &mut self.room else {
            // It was there when the request came in, and could not be read again.
            return effects.push(Effect::Answer(reply, Err(Failure::busy())));
        };
        let changes_rules = command.changes_rules();
        match command.decide(room, &caller, moment.now) {
            Ok(decision) => {
                let decision = match once {
                    Some(once) => keep_once(decision, *once, room.id()),
                    None => decision,
                };
                let user = caller.username.clone();
                self.carry_out(decision, user, reply, (changes_rules, moment), effects);
            }
            Err(failure) => effects.push(Effect::Answer(reply, Err(failure))),
        }
    }

    fn carry_out(
        &mut self,
        decision: Decision<Reply>,
        user: UserId,
        reply: ReplyTo,
        (changes_rules, moment): (bool, Moment),
        effects: &mut Vec<Effect>,
    ) {
        let (change, answer) = match decision {
            Decision::Send(frame, data) => {
                let send = |frame| Effect::Send {
                    frame,
                    except: user,
                };
                effects.extend(frame.map(send));
                return effects.push(Effect::Answer(reply, Ok(data)));
            }
            Decision::Show(shown) => {
                return effects.push(Effect::Show { user, shown, reply });
            }
            Decision::Keep(change, answer) => (change, Answer::Committed(answer)),
            Decision::KeepAndShow(change, shown) => (change, Answer::Shown(shown)),
        };
        if moment.overloaded {
            return effects.push(Effect::Answer(reply, Err(Failure::busy())));
        }
        self.rules_are_changing = changes_rules;
        let number = self.next_number;
        self.next_number += 1;
        self.pending.push_back(Pending {
            number,
            caller: user,
            answer,
            reply,
        });
        let at = moment.now;
        effects.push(Effect::Keep(number, Entry { at, change }));
    }

    /// Takes the results of changes: answers their requests, and announces what happened.
    ///
    /// # Errors
    /// [`Unsure`] when the state must be read again; the effects are to be carried out all the same.
    pub fn settle(
        &mut self,
        settled: Vec<Settled>,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Unsure> {
        let mut frames = Vec::with_capacity(settled.len());
        let mut answers = Vec::with_capacity(settled.len());
        let mut threads = Vec::new();
        let mut unsure = Ok(());
        for Settled { number, kept } in settled {
            if self.forget_before(number) {
                unsure = Err(Unsure);
            }
            let Some(pending) = self.pending.pop_front_if(|next| next.number == number) else {
                // It was abandoned, and its result has been read from the database.
                continue;
            };
            match kept {
                Ok(committed) => {
                    self.apply(&committed, &mut frames, effects);
                    self.show_thread(&committed, &pending.caller, &mut threads);
                    answers.push(pending.answer(committed));
                }
                Err(error) => {
                    if !is_about_the_request(&error) {
                        unsure = Err(Unsure);
                    }
                    answers.push(Effect::Answer(pending.reply, Err(error.into())));
                }
            }
        }
        effects.extend(answers);
        if !frames.is_empty() {
            effects.push(Effect::Announce(frames));
        }
        effects.extend(threads.into_iter().map(|(_, effect)| effect));
        if self.pending.is_empty() {
            self.rules_are_changing = false;
        }
        unsure
    }

    /// Answers `busy` to requests sent to the store before `number`, which has a result: a store
    /// returns results in order, so theirs were lost with an earlier one. True if there were any.
    fn forget_before(&mut self, number: u64) -> bool {
        let mut forgotten = false;
        while self
            .pending
            .pop_front_if(|next| next.number < number)
            .is_some()
        {
            forgotten = true;
        }
        forgotten
    }

    fn apply(
        &mut self,
        committed: &Committed,
        frames: &mut Vec<Announced>,
        effects: &mut Vec<Effect>,
    ) {
        let (Some(room), Some(event)) = (&mut self.room, &committed.channel_event) else {
            return;
        };
        let (unseen, before) = (room.is_unseen(), room.channel.member_count);
        room.apply(event, committed.room.as_ref());
        match &committed.room {
            Some(RoomChange::Joined {
                user,
                member_count,
                history_after,
                ..
            }) if *member_count > before => {
                // Their first view of the channel includes the system message about them.
                let seen = committed.notes.last().unwrap_or(event).seq;
                if *history_after > 0 {
                    effects.push(Effect::Limit(user.clone(), seen, *history_after));
                }
                effects.push(Effect::Subscribe(user.clone(), seen));
            }
            Some(RoomChange::Left { user, .. }) => {
                // What happened up to here is still for them.
                if !frames.is_empty() {
                    effects.push(Effect::Announce(std::mem::take(frames)));
                }
                effects.push(Effect::Unsubscribe(user.clone()));
            }
            Some(RoomChange::Revealed(_)) => effects.push(Effect::Reveal(event.seq)),
            _ => {}
        }
        if unseen && !room.is_unseen() {
            let others = room.members().cloned();
            effects.extend(others.map(|user| Effect::Subscribe(user, event.seq - 1)));
        }
        frames.push(announced(event, &room.channel));
        for note in &committed.notes {
            room.noted(note);
            frames.push(announced(note, &room.channel));
        }
    }

    /// Shows a thread that changed to everyone, once for all changes of a commit, or to the caller alone if only
    /// their relation to it changed.
    fn show_thread(
        &self,
        committed: &Committed,
        caller: &UserId,
        shown: &mut Vec<(Option<MessageId>, Effect)>,
    ) {
        let (Some(room), Some(change)) = (&self.room, &committed.thread) else {
            return;
        };
        let frame = |thread: &Thread| {
            frame::event(&Event::ThreadUpdated(ThreadUpdated {
                channel_id: room.id(),
                thread_id: change.root,
                thread,
            }))
        };
        if committed.channel_event.is_none() {
            if !committed.repeated {
                let own = (caller.clone(), Some(frame(change.seen_by(caller))));
                let frames = HashMap::from([own]);
                let effect = Effect::SendEach {
                    frames,
                    others: None,
                    about: Seq::MAX,
                };
                shown.push((None, effect));
            }
            return;
        }
        if shown.iter().any(|(root, _)| *root == Some(change.root)) {
            return;
        }
        let counted = change.followers.iter();
        let counted = counted.map(|(user, thread)| (user.clone(), Some(frame(thread))));
        let uncounted = change.others.iter().map(|user| (user.clone(), None));
        let effect = Effect::SendEach {
            frames: counted.chain(uncounted).collect(),
            others: Some(frame(&change.thread)),
            about: change.root_seq,
        };
        shown.push((Some(change.root), effect));
    }

    /// The frames of events that were kept and have not been announced.
    #[must_use]
    pub fn frames(&self, events: &[ChannelEvent]) -> Vec<Announced> {
        let Some(room) = &self.room else {
            return Vec::new();
        };
        let events = events.iter();
        events
            .map(|event| announced(event, &room.channel))
            .collect()
    }
}

/// Encodes an event, and for an event about an earlier message also its placeholder.
fn announced(event: &ChannelEvent, channel: &Channel) -> Announced {
    let earlier = event.about.filter(|about| *about < event.seq);
    Announced {
        seq: event.seq,
        frame: durable::channel_event(event, channel),
        about: earlier.map(|about| (about, durable::hidden(event.channel_id, event.seq))),
    }
}

impl Pending {
    fn answer(self, committed: Committed) -> Effect {
        match self.answer {
            Answer::Committed(answer) => Effect::Answer(self.reply, answer(committed)),
            Answer::Shown(shown) => Effect::Show {
                user: self.caller,
                shown,
                reply: self.reply,
            },
        }
    }
}

/// The decision that keeps the answer to a request along with its change. Where nothing changes, the
/// answer alone is kept.
fn keep_once(decision: Decision<Reply>, once: Once, channel: ChannelId) -> Decision<Reply> {
    let shown = |shown: Shown<Reply>| {
        move |kept: Committed| {
            let view = kept.channel.ok_or_else(Failure::internal)?;
            Ok(shown(*view))
        }
    };
    let change = match decision {
        Decision::Keep(change, answer) => once.keep(Some(change), answer),
        Decision::KeepAndShow(change, answer) => once
            .showing(Shows::Channel(channel))
            .keep(Some(change), shown(answer)),
        Decision::Show(answer) => once
            .showing(Shows::Channel(channel))
            .keep(None, shown(answer)),
        ephemeral @ Decision::Send(..) => return ephemeral,
    };
    Decision::Keep(change, Box::new(Once::reply))
}

/// True when an error says that the request was wrong, and nothing about the commit as a whole.
fn is_about_the_request(error: &Error) -> bool {
    matches!(
        error,
        Error::NotFound | Error::Deleted | Error::Conflict(_) | Error::Invalid(_)
    )
}
