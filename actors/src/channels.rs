//! Channels: one actor for each live conversation, and their supervisor.
//!
//! A channel decides what may happen next in its conversation and in which order, and announces
//! what was kept. Its state decides and returns effects ([`ChannelState`]); the actor loads, waits
//! and carries them out. Its audience lives in the directory, its facts in the database: a crash
//! costs a restart and nothing else. What a single command does is said in [`crate::commands`].

mod actor;
mod decision;
mod effect;
mod mentions;
mod message;
mod room;
mod router;
mod state;
mod supervisor;
#[cfg(test)]
mod tests;

pub use actor::{ChannelActor, ChannelArgs, REPLAY_PAGE};
pub use decision::{Decide, Decision};
pub use effect::Effect;
pub use mentions::{Names, find as find_mentions};
pub use message::{ChannelMsg, ChannelsMsg, Creation, Request};
pub use room::{MentionsFound, Room};
pub use router::{LiveChannel, Router};
pub use state::{ChannelState, Moment};
pub use supervisor::{ChannelsActor, ChannelsArgs};
