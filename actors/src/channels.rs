//! Channels: one actor for each live conversation, and their supervisor.
//!
//! A channel decides which commands are allowed and in which order, and announces committed events. Its
//! state decides and returns effects ([`ChannelState`]); the actor loads the channel, waits, and carries
//! the effects out. The audience is in the directory and the data in the database, so a crash only costs a
//! restart. [`crate::commands`] defines each command.

mod actor;
mod decision;
mod effect;
pub(crate) mod mentions;
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
pub use mentions::{Known, Names, find as find_mentions};
pub use message::{ChannelMsg, ChannelsMsg, Creation, Request};
pub use room::{MentionsFound, Room};
pub use router::{LiveChannel, Router};
pub use state::{ChannelState, Moment};
pub use supervisor::{ChannelsActor, ChannelsArgs};
