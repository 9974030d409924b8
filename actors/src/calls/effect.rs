//! What follows from a call's decisions, for its actor to carry out.

use std::collections::BTreeMap;

use bytes::Bytes;
use entity::ids::UserId;
use media::{Kind, Kinds, Participant};

use super::{
    ask::{Described, Viewed},
    state::Binding,
};
use crate::protocol::calls::IceCandidate;

/// One thing for the actor to do after the call is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send a frame to all sockets of a user.
    ToUser(UserId, Bytes),
    /// Send a frame to one device of a user.
    ToDevice(UserId, Binding, Bytes),
    /// Send a frame to everyone in the conversation.
    ToConversation(Bytes),
    /// Have the media plane do something for a device.
    Forward(Participant, Forward),
    /// Close the connections of all devices to the media plane.
    CloseRoom,
    /// Delete the relay's allocations of a user.
    CutRelay(UserId),
}

/// What the media plane does for a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forward {
    /// Enter it with no connections; it may send these kinds.
    Join(Kinds),
    /// Close its connections.
    Leave,
    /// Forward only these kinds.
    Allow(Kinds),
    /// Do not forward these kinds until they are unmuted.
    Mute(Kinds),
    /// Answer its offer; the answer goes to the device.
    Publish {
        /// The offer.
        offer: Described,
        /// The kind of each media section by its `mid`, where the client names it.
        kinds: BTreeMap<String, Kind>,
        /// How the answer reaches the device.
        to: Binding,
    },
    /// Take its answer to the server's offer.
    Answer(Described),
    /// Take its candidate.
    Candidate(IceCandidate),
    /// Set how large it shows a track.
    View(Viewed),
    /// Send the server's offer to the device again if it has not been answered.
    OfferAgain(Binding),
}
