//! The start of a connection: sends `hello`, waits five seconds for the login, then sends the snapshot and
//! the replay.

use std::{net::IpAddr, time::Duration};

use actors::{
    clock::now,
    commands::{Authenticate, ClientFrame},
    delivery::outbox::OutboxReceiver,
    protocol::{
        CloseCode, ErrorCode, Event, Failure, FileLimits, Hello, PROTOCOL_VERSION, frame,
        limits::LIMITS,
    },
    sessions::{OpenSession, Opening, Replay, SessionMsg},
};
use bytes::Bytes;
use entity::{
    ids::{Millis, UserId},
    model::MESSAGE_FILES,
};
use files::kinds::{Kinds, Pattern};
use futures_util::StreamExt as _;
use ractor::ActorRef;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::{End, Socket, incoming, live, outgoing};
use crate::{
    app::{App, stop_requested},
    limits::{
        connections::Slot,
        floods::{Budget, Verdict},
        rates::{Class, Spender},
    },
    peer::Peer,
};

/// A logged-in connection.
pub(super) struct Session {
    /// The user.
    pub(super) user: UserId,
    /// The actor that executes the user's commands.
    pub(super) actor: ActorRef<SessionMsg>,
    /// The frames to write.
    pub(super) outbox: OutboxReceiver,
    /// When the token expires.
    pub(super) expires_at: Millis,
    /// The slots that the connection takes in the counts of its address and its user.
    pub(super) _slots: [Option<Slot>; 2],
    /// The peer, with its slots.
    pub(super) _peer: Peer,
}

/// Logs the client in, and sends the snapshot and the events that it missed.
///
/// # Errors
/// How the connection ends when the login fails.
pub(super) async fn run(
    app: &App,
    socket: &mut Socket,
    peer: &Peer,
    client: IpAddr,
) -> Result<Session, End> {
    if peer.refused {
        return Err(End::Close(CloseCode::TooManyConnections));
    }
    // The address of a client behind a proxy is known only here.
    let address = if peer.trusted {
        let slot = app.connections.enter_address(client);
        Some(slot.ok_or(End::Close(CloseCode::TooManyConnections))?)
    } else {
        None
    };
    let deadline = Instant::now() + app.patience.login;
    send(app, socket, hello(app)).await?;
    let (reference, login) = await_login(app, socket, client, deadline).await?;
    let mut stopping = app.stopping.clone();
    // The database may not answer at all.
    let opened = tokio::select! {
        opened = open(app, client, reference, login) => opened,
        () = stop_requested(&mut stopping) => return Err(End::Close(CloseCode::GoingDown)),
    };
    let (user, expires_at, slot, opened) = match opened {
        Ok(opened) => opened,
        Err((failure, code)) => {
            send(app, socket, frame::failure(Some(reference), &failure)).await?;
            return Err(End::Close(code));
        }
    };
    let OpenSession {
        actor,
        snapshot,
        replay,
        outbox,
    } = opened;
    let session = Session {
        user,
        actor,
        outbox,
        expires_at,
        _slots: [address, Some(slot)],
        _peer: peer.clone(),
    };
    match tell(app, socket, &session, snapshot, replay).await {
        Ok(()) => Ok(session),
        Err(end) => {
            session.actor.stop(None);
            outgoing::explain(app, socket, &session.user, end).await;
            Err(end)
        }
    }
}

fn hello(app: &App) -> Bytes {
    frame::event(&Event::Hello(Hello {
        protocol: PROTOCOL_VERSION,
        build: app.build.clone(),
        session_id: uuid::Uuid::new_v4().to_string(),
        heartbeat_ms: u32::try_from(app.patience.heartbeat.as_millis()).unwrap_or(u32::MAX),
        limits: LIMITS,
        edit_window_ms: app
            .config
            .edit_window
            .map(|window| u64::try_from(window.as_millis()).unwrap_or(u64::MAX)),
        files: Some(file_limits(app)),
    }))
}

fn file_limits(app: &App) -> FileLimits {
    let listed = |patterns: &[Pattern]| Some(patterns.iter().map(Pattern::to_string).collect());
    let (allowed, denied) = match &app.uploads.kinds {
        Kinds::All => (None, None),
        Kinds::Only(patterns) => (listed(patterns), None),
        Kinds::AllBut(patterns) => (None, listed(patterns)),
    };
    FileLimits {
        max_bytes: app.uploads.limits.file,
        per_message: u32::try_from(MESSAGE_FILES).unwrap_or(u32::MAX),
        allowed,
        denied,
    }
}

/// Waits for `authenticate`; any other command ends the connection.
async fn await_login(
    app: &App,
    socket: &mut Socket,
    client: IpAddr,
    deadline: Instant,
) -> Result<(u32, Authenticate), End> {
    let spender = Spender::from(client);
    let mut budget = Budget::new(std::time::Instant::now());
    let mut stopping = app.stopping.clone();
    loop {
        let message = tokio::select! {
            message = timeout_at(deadline, socket.next()) => {
                message.map_err(|_| End::Close(CloseCode::NotAuthenticatedInTime))?
            }
            () = stop_requested(&mut stopping) => return Err(End::Close(CloseCode::GoingDown)),
        };
        let incoming = incoming::receive(socket, message)?;
        let Some(ClientFrame::Command { reference, command }) = incoming.frame else {
            match app.floods.charge(&mut budget, &spender, incoming.bytes) {
                Verdict::Proceed => {}
                Verdict::Pause(pause) => sleep_until(deadline.min(Instant::now() + pause)).await,
                Verdict::Close => return Err(End::Close(CloseCode::TooManyCommands)),
            }
            continue;
        };
        let failure = match command {
            Ok(command) => match command.read::<Authenticate>() {
                Some(login) => return Ok((reference, login)),
                None => Failure::new(ErrorCode::Unauthenticated, "authenticate first"),
            },
            Err(failure) => failure,
        };
        send(app, socket, frame::failure(Some(reference), &failure)).await?;
        return Err(End::Close(CloseCode::NotAuthenticatedInTime));
    }
}

type Opened = (UserId, Millis, Slot, OpenSession);

async fn open(
    app: &App,
    client: IpAddr,
    reference: u32,
    login: Authenticate,
) -> Result<Opened, (Failure, CloseCode)> {
    let refuse = |failure: Failure| {
        let code = close_code(failure.code);
        (failure, code)
    };
    let principal = match app.identity.admit(&login.token).await {
        Ok(principal) => principal,
        Err(failure) => {
            return Err(refuse(guessed(app, client, failure)));
        }
    };
    let user = principal.account.username.clone();
    app.rates
        .spend(Class::Connect, &Spender::User(user.clone()))
        .map_err(|wait| refuse(too_often(wait)))?;
    let expires_at = principal.expires_at;
    let Some(slot) = app.connections.enter_user(&user) else {
        let failure = Failure::new(ErrorCode::RateLimited, "you have too many connections");
        return Err((failure, CloseCode::TooManyConnections));
    };
    let opening = Opening {
        principal,
        reference,
        resume: login.resume,
    };
    // The snapshot is one of this user's reads, like those of REST.
    let turn = app.turns.take(&user).await.map_err(refuse)?;
    let opened = app.engine.open_session(opening).await.map_err(refuse)?;
    drop(turn);
    tracing::debug!(%user, at = now(), "session: opened");
    Ok((user, expires_at, slot, opened))
}

/// Charges the address for an invalid token, as HTTP does.
fn guessed(app: &App, client: IpAddr, failure: Failure) -> Failure {
    match app.rates.spend(Class::Login, &Spender::from(client)) {
        Ok(()) => failure,
        Err(wait) => too_often(wait),
    }
}

fn too_often(wait: Duration) -> Failure {
    Failure {
        code: ErrorCode::RateLimited,
        message: "too many attempts to connect; slow down".into(),
        retry_after_ms: u64::try_from(wait.as_millis()).ok(),
        recipients: None,
        off_duty: None,
        ticket: None,
    }
}

fn close_code(code: ErrorCode) -> CloseCode {
    match code {
        ErrorCode::Unauthenticated | ErrorCode::Invalid => CloseCode::BadToken,
        ErrorCode::Forbidden | ErrorCode::NotFound => CloseCode::AccessRevoked,
        _ => CloseCode::GoingDown,
    }
}

/// Writes the snapshot, then all missed events, until the session ends.
async fn tell(
    app: &App,
    socket: &mut Socket,
    session: &Session,
    snapshot: Vec<Bytes>,
    replay: Option<Replay>,
) -> Result<(), End> {
    let ended = || ended(app, session);
    let patience = app.patience.write;
    for frame in snapshot {
        outgoing::write_while(socket, &[frame], patience, ended()).await?;
    }
    let Some(mut replay) = replay else {
        return Ok(());
    };
    loop {
        let frames = tokio::select! {
            frames = next(app, &session.user, &mut replay) => frames?,
            code = ended() => return Err(End::Close(code)),
        };
        match frames {
            Some(frames) => {
                outgoing::write_while(socket, &frames, patience, ended()).await?;
            }
            // A replay stops when the session ends.
            None => {
                let code = session.outbox.outbox().close_code();
                return code.map_or(Ok(()), |code| Err(End::Close(code)));
            }
        }
    }
}

/// Reads the next missed events when it is this user's turn to read.
async fn next(app: &App, user: &UserId, replay: &mut Replay) -> Result<Option<Vec<Bytes>>, End> {
    let turn = app.turns.take(user).await;
    let _turn = turn.map_err(|_| End::Close(CloseCode::GoingDown))?;
    Ok(replay.next().await)
}

/// Waits for the end of a session: it is revoked, its token expires, or the server stops.
async fn ended(app: &App, session: &Session) -> CloseCode {
    let mut stopping = app.stopping.clone();
    tokio::select! {
        biased;
        code = session.outbox.closing() => code,
        () = sleep_until(live::instant(session.expires_at)) => CloseCode::BadToken,
        () = stop_requested(&mut stopping) => CloseCode::GoingDown,
    }
}

async fn send(app: &App, socket: &mut Socket, frame: Bytes) -> Result<(), End> {
    outgoing::write(socket, &[frame], app.patience.write).await
}
