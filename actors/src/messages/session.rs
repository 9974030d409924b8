//! What a session receives from other actors. Commands of its client are no part of it: only the
//! gateway sends those.

/// A notice to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionNotice {
    /// The user's role, grants, tokens or standing with the administrators changed: read the account
    /// again. It is not sent along, since by now there may be a newer one.
    AccountChanged,
}
