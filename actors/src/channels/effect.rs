//! What follows from a channel's decisions, for its actor to carry out.

use std::{collections::HashMap, fmt};

use bytes::Bytes;
use entity::{
    ids::{Seq, UserId},
    ledgers::Entry,
};

use super::decision::Shown;
use crate::{
    delivery::directory::Announced,
    delivery::reply::ReplyTo,
    protocol::{Failure, Reply},
};

/// One thing for the actor to do after the state has decided. The actor carries effects out in the order
/// in which the state returned them, and that order is what clients see: an answer before its event, the
/// end of a subscription after the events that the former member still receives.
pub enum Effect {
    /// Send a change to the store. Its result comes back under this number.
    Keep(u64, Entry),
    /// Answer a request, with its reply or with the refusal.
    Answer(ReplyTo, Result<Reply, Failure>),
    /// Answer a request with the channel as `user` sees it. The actor reads that from the database in a
    /// task of its own, so that the channel does not wait.
    Show {
        /// Whose role, read position and counts the view has.
        user: UserId,
        /// Makes the reply of the view.
        shown: Shown<Reply>,
        /// The way back to whoever sent the request.
        reply: ReplyTo,
    },
    /// Announce durable events, already encoded, in ascending order.
    Announce(Vec<Announced>),
    /// Send an ephemeral frame, already encoded, to everyone who listens but one user. Outboxes that are
    /// half full drop it.
    Send {
        /// The encoded event.
        frame: Bytes,
        /// The user it is about, whose own sockets do not get it.
        except: UserId,
    },
    /// Send an ephemeral frame of their own, already encoded, to some users, and another one to everyone else
    /// who listens, if there is one.
    SendEach {
        /// The frame of each of these users; `None` for those who get none.
        frames: HashMap<UserId, Option<Bytes>>,
        /// The frame of everyone else.
        others: Option<Bytes>,
        /// The position of the message that it is about: those who may not see it get no frame.
        about: Seq,
    },
    /// Record the position after which a member sees the channel, as of another position.
    Limit(UserId, Seq, Seq),
    /// Record that since this position every member sees the whole history.
    Reveal(Seq),
    /// Add all sockets of a user to the audience, for the events after this position.
    Subscribe(UserId, Seq),
    /// Remove all sockets of a user from the audience.
    Unsubscribe(UserId),
}

impl fmt::Debug for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keep(number, entry) => f.debug_tuple("Keep").field(number).field(entry).finish(),
            Self::Answer(_, answer) => f.debug_tuple("Answer").field(answer).finish(),
            Self::Show { user, .. } => f.debug_tuple("Show").field(user).finish(),
            Self::Announce(events) => {
                let positions = events.iter().map(|event| event.seq);
                f.debug_list().entries(positions).finish()
            }
            Self::Send { except, .. } => f.debug_tuple("Send").field(except).finish(),
            Self::SendEach { frames, .. } => {
                f.debug_tuple("SendEach").field(&frames.len()).finish()
            }
            Self::Subscribe(user, after) => {
                f.debug_tuple("Subscribe").field(user).field(after).finish()
            }
            Self::Limit(user, _, after) => f.debug_tuple("Limit").field(user).field(after).finish(),
            Self::Reveal(seq) => f.debug_tuple("Reveal").field(seq).finish(),
            Self::Unsubscribe(user) => f.debug_tuple("Unsubscribe").field(user).finish(),
        }
    }
}
