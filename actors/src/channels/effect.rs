//! What follows from a channel's decisions, for its actor to carry out.

use std::fmt;

use bytes::Bytes;
use entity::{
    ids::{Seq, UserId},
    ledgers::Entry,
};

use super::decision::Shown;
use crate::{
    delivery::reply::ReplyTo,
    protocol::{Failure, Reply},
};

/// One thing to be done, in the order in which the state returned it.
pub enum Effect {
    /// Send a change to the store. Its result comes back under this number.
    Keep(u64, Entry),
    /// Answer a request.
    Answer(ReplyTo, Result<Reply, Failure>),
    /// Answer a request with the channel as `user` sees it.
    Show {
        /// Who asked.
        user: UserId,
        /// What becomes of the view.
        shown: Shown<Reply>,
        /// Where the answer goes.
        reply: ReplyTo,
    },
    /// Announce durable events, already encoded, in ascending order.
    Announce(Vec<(Seq, Bytes)>),
    /// Send an ephemeral frame to everyone but one user.
    Send {
        /// The frame.
        frame: Bytes,
        /// Whom to leave out.
        except: UserId,
    },
    /// Let someone's sockets listen, for what comes after a position.
    Subscribe(UserId, Seq),
    /// Let someone's sockets listen no more.
    Unsubscribe(UserId),
}

impl fmt::Debug for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keep(number, entry) => f.debug_tuple("Keep").field(number).field(entry).finish(),
            Self::Answer(_, answer) => f.debug_tuple("Answer").field(answer).finish(),
            Self::Show { user, .. } => f.debug_tuple("Show").field(user).finish(),
            Self::Announce(events) => {
                let positions = events.iter().map(|(seq, _)| seq);
                f.debug_list().entries(positions).finish()
            }
            Self::Send { except, .. } => f.debug_tuple("Send").field(except).finish(),
            Self::Subscribe(user, after) => {
                f.debug_tuple("Subscribe").field(user).field(after).finish()
            }
            Self::Unsubscribe(user) => f.debug_tuple("Unsubscribe").field(user).finish(),
        }
    }
}
