//! Calls: one actor for each, from the first ring to its end.
//!
//! [`CallState`] decides: it takes the time as an argument, holds no handle to anything and returns
//! [`Effect`]s. [`Calls`](supervisor) starts the calls and finds those that go on after a start. The
//! [`Board`] is shared: who is in which call, and on which device.

mod actor;
mod annotating;
mod annotations;
mod ask;
mod attempts;
mod backoff;
mod board;
mod effect;
mod forwarding;
mod noting;
mod signals;
mod state;
mod supervisor;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use actor::CallMsg;
pub use ask::{Ask, Asked, Described, Device, Joining, Origin, Second, Signal, Targets, Viewed};
pub use board::Board;
pub use effect::{Effect, Forward};
pub use state::{Answered, Binding, CallState};
pub(crate) use supervisor::{CallsActor, CallsArgs};
