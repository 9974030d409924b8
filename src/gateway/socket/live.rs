//! A connection after login: reads commands, writes replies and events, sends the heartbeat, and ends
//! when the client, the token or the server does.

use std::{pin::Pin, sync::Arc, time::Duration};

use actors::{
    clock::now,
    commands::{AnyCommand, ClientFrame},
    delivery::outbox::Outbox,
    protocol::{CloseCode, ErrorCode, Failure, frame},
    sessions::SessionMsg,
};
use entity::ids::Millis;
use futures_util::StreamExt as _;
use tokio::time::{Instant, Sleep, sleep_until};

use super::{
    End, Socket,
    incoming::{self, Incoming},
    login::Session,
    outgoing,
};
use crate::{
    app::{App, stop_requested},
    limits::{
        floods::{Budget, Verdict},
        rates::Spender,
    },
};

/// The maximum number of frames per write.
const BATCH: usize = 64;
/// How long a client may be silent, in half heartbeats.
const PATIENCE: u32 = 5;
/// The longest timer, for tokens that expire later.
const FAR: Duration = Duration::from_hours(24 * 30);

/// The timers of a connection.
struct Clock {
    ping_at: Instant,
    /// When the client will have been silent for too long.
    patience_ends: Instant,
    expires_at: Instant,
    /// While reading is paused: when to resume.
    resume_at: Option<Instant>,
    pings: u64,
}

/// How a frame was handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    /// It is a command that is being executed and was charged to its rate class.
    Accepted,
    /// Anything else.
    Useless,
}

/// Serves a logged-in connection and returns how it ended.
pub(super) async fn run(app: &App, socket: &mut Socket, mut session: Session) -> End {
    let outbox = Arc::clone(session.outbox.outbox());
    let end = talk(app, socket, &mut session, &outbox).await;
    session.actor.stop(None);
    Box::pin(outgoing::explain(app, socket, &session.user, end)).await;
    end
}

async fn talk(app: &App, socket: &mut Socket, session: &mut Session, outbox: &Outbox) -> End {
    let mut clock = Clock::new(app.patience.heartbeat, session.expires_at);
    let mut timer = std::pin::pin!(sleep_until(clock.due()));
    let mut stopping = app.stopping.clone();
    // Both wait for the whole connection; to register anew for each frame costs more than to look again.
    let mut stopped = std::pin::pin!(stop_requested(&mut stopping));
    let mut closing = std::pin::pin!(outbox.closing());
    let mut budget = Budget::new(std::time::Instant::now());
    loop {
        // `select!` picks a ready branch at random; the end of a session must not wait for its turn.
        if let Some(code) = outbox.close_code() {
            return End::Close(code);
        }
        let mut frames = Vec::new();
        let step = tokio::select! {
            code = closing.as_mut() => Err(End::Close(code)),
            () = stopped.as_mut() => Err(End::Close(CloseCode::GoingDown)),
            message = socket.next(), if clock.resume_at.is_none() => {
                clock.client_sent(app.patience.heartbeat);
                let pause = incoming::receive(socket, message)
                    .and_then(|it| receive(app, session, outbox, &mut budget, it));
                pause.map(|pause| {
                    if let Some(pause) = pause {
                        clock.resume_at = Some(Instant::now() + pause);
                        timer.as_mut().reset(clock.due());
                    }
                })
            }
            _ = session.outbox.receive(&mut frames, BATCH) => {
                let patience = app.patience.write;
                let closing = closing.as_mut();
                if clock.expires_at > Instant::now() + patience {
                    outgoing::write_while(socket, &frames, patience, closing).await
                } else {
                    let ended = until_expired(closing, clock.expires_at);
                    Box::pin(outgoing::write_while(socket, &frames, patience, ended)).await
                }
            }
            () = timer.as_mut() => beat(app, &mut clock, timer.as_mut(), outbox),
        };
        if let Err(end) = step {
            return end;
        }
    }
}

/// Handles a message and charges for it; returns how long to pause reading, if at all.
fn receive(
    app: &App,
    session: &Session,
    outbox: &Outbox,
    budget: &mut Budget,
    incoming: Incoming,
) -> Result<Option<Duration>, End> {
    let taken = match incoming.frame {
        Some(frame) => take(app, session, outbox, frame)?,
        None => Taken::Useless,
    };
    if taken == Taken::Accepted {
        return Ok(None);
    }
    let spender = Spender::User(session.user.clone());
    match app.floods.charge(budget, &spender, incoming.bytes) {
        Verdict::Proceed => Ok(None),
        Verdict::Pause(pause) => Ok(Some(pause)),
        Verdict::Close => Err(End::Close(CloseCode::TooManyCommands)),
    }
}

fn take(app: &App, session: &Session, outbox: &Outbox, frame: ClientFrame) -> Result<Taken, End> {
    match frame {
        ClientFrame::Ping(n) => {
            outbox.push(frame::pong(n));
            Ok(Taken::Useless)
        }
        ClientFrame::Pong(_) => Ok(Taken::Useless),
        ClientFrame::Command { reference, command } => {
            let allowed = command.and_then(|command| {
                check_rate(app, session, &command)?;
                Ok(command)
            });
            match allowed {
                Ok(command) => {
                    pass_on(session, outbox, reference, command)?;
                    Ok(Taken::Accepted)
                }
                Err(failure) => {
                    outbox.push(frame::failure(Some(reference), &failure));
                    Ok(Taken::Useless)
                }
            }
        }
    }
}

fn check_rate(app: &App, session: &Session, command: &AnyCommand) -> Result<(), Failure> {
    let spender = Spender::User(session.user.clone());
    app.rates
        .spend(command.rate().into(), &spender)
        .map_err(|wait| Failure {
            code: ErrorCode::RateLimited,
            message: "too many of these; slow down".into(),
            retry_after_ms: Some(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1)),
            recipients: None,
            off_duty: None,
            ticket: None,
        })
}

fn pass_on(
    session: &Session,
    outbox: &Outbox,
    reference: u32,
    command: AnyCommand,
) -> Result<(), End> {
    if !outbox.begin_command() {
        return Err(End::Close(CloseCode::TooManyCommands));
    }
    let message = SessionMsg::Command { reference, command };
    session
        .actor
        .cast(message)
        .map_err(|_| End::Close(CloseCode::GoingDown))
}

/// Handles a timer that has fired.
fn beat(app: &App, clock: &mut Clock, timer: Pin<&mut Sleep>, outbox: &Outbox) -> Result<(), End> {
    let at = Instant::now();
    let every = app.patience.heartbeat;
    if at >= clock.expires_at {
        return Err(End::Close(CloseCode::BadToken));
    }
    if clock.resume_at.is_some_and(|resume_at| at >= resume_at) {
        clock.resume_at = None;
        clock.client_sent(every);
    }
    if at >= clock.patience_ends {
        return Err(End::Close(CloseCode::NoHeartbeat));
    }
    if at >= clock.ping_at {
        clock.pings += 1;
        clock.ping_at = at + every;
        outbox.push(frame::ping(clock.pings));
    }
    timer.reset(clock.due());
    Ok(())
}

/// Waits until the session ends or its token expires, while something is being written.
async fn until_expired(closing: impl Future<Output = CloseCode>, expires_at: Instant) -> CloseCode {
    tokio::select! {
        code = closing => code,
        () = sleep_until(expires_at) => CloseCode::BadToken,
    }
}

/// Returns when a token expires, for a timer.
pub(super) fn instant(expires_at: Millis) -> Instant {
    let left = u64::try_from(expires_at.saturating_sub(now())).unwrap_or(0);
    Instant::now() + Duration::from_millis(left).min(FAR)
}

impl Clock {
    fn new(every: Duration, expires_at: Millis) -> Self {
        let at = Instant::now();
        Self {
            ping_at: at + every,
            patience_ends: at + every * PATIENCE / 2,
            expires_at: instant(expires_at),
            resume_at: None,
            pings: 0,
        }
    }

    /// Records that the client has sent something.
    fn client_sent(&mut self, every: Duration) {
        self.patience_ends = Instant::now() + every * PATIENCE / 2;
    }

    fn due(&self) -> Instant {
        let due = self.ping_at.min(self.patience_ends).min(self.expires_at);
        self.resume_at.map_or(due, |resume_at| resume_at.min(due))
    }
}
