//! What a session receives from other actors. Its client's commands are not among it: only the gateway
//! sends those.

/// A notice to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionNotice {
    /// The user's account changed or is gone: read it from the directory. It is not sent along, because
    /// a newer one may be known by the time this is handled.
    AccountChanged,
}
