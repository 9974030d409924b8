//! Databases of the PostgreSQL server in `ORVALE_CHAT_TEST_POSTGRES`.

use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::ConnectionTrait;

tokio::task_local! {
    /// Set while a test runs whose servers are to be on PostgreSQL.
    static WANTED: ();
}

/// Creates a database and returns its URL; `None` if there is no server.
pub async fn new_database() -> Option<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Ok(admin) = std::env::var("ORVALE_CHAT_TEST_POSTGRES") else {
        eprintln!("skipped on PostgreSQL: ORVALE_CHAT_TEST_POSTGRES is not set");
        return None;
    };
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("scenario_{}_{count}", std::process::id());
    let server = sea_orm::Database::connect(&admin).await.unwrap();
    let statements = [
        format!("DROP DATABASE IF EXISTS {name}"),
        format!("CREATE DATABASE {name}"),
    ];
    for statement in statements {
        server.execute_unprepared(&statement).await.unwrap();
    }
    server.close().await.unwrap();
    let (server, _) = admin.rsplit_once('/').unwrap();
    Some(format!("{server}/{name}"))
}

/// Runs a test with each [`TestServer`](super::TestServer) and each [`wanted`](super::Daemon::wanted) daemon on a
/// PostgreSQL database of its own, if there is a server.
pub async fn on_postgres(test: impl Future<Output = ()>) {
    if std::env::var("ORVALE_CHAT_TEST_POSTGRES").is_ok() {
        WANTED.scope((), test).await;
    }
}

/// The database of a server that starts now, unless it is a file.
pub async fn wanted() -> Option<String> {
    WANTED.try_with(|()| ()).ok()?;
    new_database().await
}

/// Runs each of these tests twice: with its servers on SQLite and on PostgreSQL.
macro_rules! servers_on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name().await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                $crate::support::on_postgres(super::$name()).await;
            })+
        }
    };
}
pub(crate) use servers_on_both;
