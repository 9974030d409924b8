//! The life of a connection: commands in, replies and events out, a heartbeat, and whatever ends it.

use std::{pin::Pin, sync::Arc, time::Duration};

use actors::{
    clock::now,
    commands::{AnyCommand, ClientFrame},
    outbox::Outbox,
    protocol::{CloseCode, ErrorCode, Failure, frame},
    session::SessionMsg,
};
use entity::ids::Millis;
use futures_util::StreamExt;
use tokio::time::{Instant, Sleep, sleep_until};

use super::{End, Socket, incoming, login::Session, outgoing};
use crate::{
    app::{App, told_to_stop},
    limits::rates::Spender,
};

/// How many frames are written at once.
const BATCH: usize = 64;
/// A timer need not reach further, whatever a token says.
const FAR: Duration = Duration::from_hours(24 * 30);

/// When something is due: the next ping, the end of patience, the end of the token.
struct Clock {
    every: Duration,
    ping_at: Instant,
    heard_at: Instant,
    expires_at: Instant,
    pings: u64,
}

/// Serves a logged-in connection until it ends, and says how.
pub(super) async fn run(app: &App, socket: &mut Socket, mut session: Session) -> End {
    let outbox = Arc::clone(session.outbox.outbox());
    let end = talk(app, socket, &mut session, &outbox).await;
    session.actor.stop(None);
    end
}

async fn talk(app: &App, socket: &mut Socket, session: &mut Session, outbox: &Outbox) -> End {
    let mut clock = Clock::new(app.patience.heartbeat, session.expires_at);
    let mut timer = std::pin::pin!(sleep_until(clock.due()));
    let mut stopping = app.stopping.clone();
    let mut closing = std::pin::pin!(outbox.closing());
    loop {
        // The branches below are chosen among at random: an end must not wait for its turn.
        if let Some(code) = outbox.close_code() {
            return End::Close(code);
        }
        let mut frames = Vec::new();
        let step = tokio::select! {
            code = closing.as_mut() => Err(End::Close(code)),
            () = told_to_stop(&mut stopping) => Err(End::Close(CloseCode::GoingDown)),
            message = socket.next() => {
                clock.heard_at = Instant::now();
                incoming::read(message).and_then(|frame| match frame {
                    Some(frame) => take(app, session, outbox, frame),
                    None => Ok(()),
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
            () = timer.as_mut() => beat(&mut clock, timer.as_mut(), outbox),
        };
        if let Err(end) = step {
            return end;
        }
    }
}

/// One frame of the client's.
fn take(app: &App, session: &Session, outbox: &Outbox, frame: ClientFrame) -> Result<(), End> {
    match frame {
        ClientFrame::Ping(n) => {
            outbox.push(frame::pong(n));
            Ok(())
        }
        ClientFrame::Pong(_) => Ok(()),
        ClientFrame::Command { reference, command } => {
            let allowed = command.and_then(|command| {
                check_rate(app, session, &command)?;
                Ok(command)
            });
            match allowed {
                Ok(command) => pass_on(session, outbox, reference, command),
                Err(failure) => {
                    outbox.push(frame::failure(Some(reference), &failure));
                    Ok(())
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

/// Something is due.
fn beat(clock: &mut Clock, timer: Pin<&mut Sleep>, outbox: &Outbox) -> Result<(), End> {
    let at = Instant::now();
    if at >= clock.expires_at {
        return Err(End::Close(CloseCode::BadToken));
    }
    if at >= clock.patience_ends() {
        return Err(End::Close(CloseCode::NoHeartbeat));
    }
    if at >= clock.ping_at {
        clock.pings += 1;
        clock.ping_at = at + clock.every;
        outbox.push(frame::ping(clock.pings));
    }
    timer.reset(clock.due());
    Ok(())
}

/// Waits for the end of a session whose token ends while something is being written.
async fn until_expired(closing: impl Future<Output = CloseCode>, expires_at: Instant) -> CloseCode {
    tokio::select! {
        code = closing => code,
        () = sleep_until(expires_at) => CloseCode::BadToken,
    }
}

/// When a token ends, for a timer.
pub(super) fn instant(expires_at: Millis) -> Instant {
    let left = u64::try_from(expires_at.saturating_sub(now())).unwrap_or(0);
    Instant::now() + Duration::from_millis(left).min(FAR)
}

impl Clock {
    fn new(every: Duration, expires_at: Millis) -> Self {
        let at = Instant::now();
        Self {
            every,
            ping_at: at + every,
            heard_at: at,
            expires_at: instant(expires_at),
            pings: 0,
        }
    }

    /// Two and a half heartbeats without a word.
    fn patience_ends(&self) -> Instant {
        self.heard_at + self.every * 5 / 2
    }

    fn due(&self) -> Instant {
        self.ping_at.min(self.patience_ends()).min(self.expires_at)
    }
}
