//! What follows from a call's decisions, for its actor to carry out.

use bytes::Bytes;
use entity::ids::UserId;

use super::state::Binding;

/// One thing for the actor to do after the call is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send a frame to all sockets of a user.
    ToUser(UserId, Bytes),
    /// Send a frame to one device of a user.
    ToDevice(UserId, Binding, Bytes),
    /// Send a frame to everyone in the conversation.
    ToConversation(Bytes),
}
