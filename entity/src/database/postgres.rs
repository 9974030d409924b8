//! PostgreSQL's sessions: their limits, and the claim of the one that writes.

use std::{sync::Arc, time::Duration};

use sea_orm::{ConnectOptions, DatabaseConnection};

use super::{PATIENCE, STATEMENTS};
use crate::{
    claim::{Claim, Session},
    error::Error,
};

const READERS: u32 = 8;
/// The limits of each session. A statement that takes longer fails as busy and can be retried; the locks
/// of an abandoned transaction, such as of a suspended machine, are released. PostgreSQL ends the session of
/// an unreachable machine after 25 seconds, and with it its claim.
const LIMITS: [(&str, &str); 6] = [
    ("statement_timeout", "15s"),
    ("lock_timeout", "5s"),
    ("idle_in_transaction_session_timeout", "15s"),
    ("tcp_keepalives_idle", "10"),
    ("tcp_keepalives_interval", "5"),
    ("tcp_keepalives_count", "3"),
];

/// The sessions of one process.
pub(super) struct Connections {
    pub(super) writer: DatabaseConnection,
    pub(super) reader: DatabaseConnection,
}

/// Opens sessions without a claim.
pub(super) async fn open(url: &str) -> Result<Connections, Error> {
    Ok(Connections {
        writer: sea_orm::Database::connect(options(url, 1)).await?,
        reader: sea_orm::Database::connect(options(url, READERS)).await?,
    })
}

/// Opens sessions for a server. The session that writes holds the claim; when it is reopened, it is used
/// only if it gets the claim again.
pub(super) async fn to_serve(url: &str) -> Result<(Connections, Claim), Error> {
    let session = Arc::new(Session::default());
    let mut writing = options(url, 1);
    // A session that is closed because of its age would give up the claim.
    writing
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .set_application_name("orvale-chat writer");
    let claiming = Arc::clone(&session);
    writing.map_sqlx_postgres_pool_opts(move |pool| {
        let session = Arc::clone(&claiming);
        pool.after_connect(move |connection, _| {
            let session = Arc::clone(&session);
            Box::pin(async move { session.claim(connection).await })
        })
    });
    let writer = sea_orm::Database::connect(writing)
        .await
        .map_err(|error| session.explain(error.into()))?;
    let reader = sea_orm::Database::connect(options(url, READERS)).await?;
    Ok((Connections { writer, reader }, Claim::of_session(session)))
}

fn options(url: &str, sessions: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(sessions)
        .min_connections(1)
        .acquire_timeout(PATIENCE)
        .connect_timeout(PATIENCE)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(30))
        .set_application_name("orvale-chat")
        .map_sqlx_postgres_opts(|options| {
            options.statement_cache_capacity(STATEMENTS).options(LIMITS)
        });
    options
}
