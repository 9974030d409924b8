//! The reasons for which the server closes a connection.

/// A WebSocket close code of the protocol.
///
/// After [`Self::NoHeartbeat`], [`Self::TooSlow`] and [`Self::GoingDown`] a client resumes with a
/// jittered back-off; after [`Self::BadToken`] and [`Self::AccessRevoked`] it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum CloseCode {
    /// A WebSocket message exceeded the maximum length (RFC 6455's own code).
    FrameTooBig = 1009,
    /// The client sent something other than a frame of the protocol.
    NotAFrame = 4001,
    /// The client did not send `authenticate` in time.
    NotAuthenticatedInTime = 4002,
    /// The token or ticket is not valid, or has expired.
    BadToken = 4003,
    /// The client sent more unanswered commands than the window allows.
    TooManyCommands = 4008,
    /// The client sent nothing for too long.
    NoHeartbeat = 4009,
    /// The client reads more slowly than events arrive.
    TooSlow = 4010,
    /// The server is stopping, or restarting the actor that serves this connection.
    GoingDown = 4011,
    /// The server, the user or the address has too many connections.
    TooManyConnections = 4013,
    /// The user was logged out, blocked or deactivated.
    AccessRevoked = 4014,
}

impl CloseCode {
    /// Every code, for documentation and tests.
    pub const ALL: [Self; 10] = [
        Self::FrameTooBig,
        Self::NotAFrame,
        Self::NotAuthenticatedInTime,
        Self::BadToken,
        Self::TooManyCommands,
        Self::NoHeartbeat,
        Self::TooSlow,
        Self::GoingDown,
        Self::TooManyConnections,
        Self::AccessRevoked,
    ];

    /// The code's number.
    #[must_use]
    pub fn code(self) -> u16 {
        self as u16
    }

    /// The reason sent with the code, for people who read logs.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::FrameTooBig => "frame too big",
            Self::NotAFrame => "not a frame",
            Self::NotAuthenticatedInTime => "not authenticated in time",
            Self::BadToken => "bad token",
            Self::TooManyCommands => "too many commands",
            Self::NoHeartbeat => "no heartbeat",
            Self::TooSlow => "too slow",
            Self::GoingDown => "server going down",
            Self::TooManyConnections => "too many connections",
            Self::AccessRevoked => "access revoked",
        }
    }

    /// The code with this number.
    #[must_use]
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.code() == code)
    }
}
