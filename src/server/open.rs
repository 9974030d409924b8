//! Opens the database: finds or creates it, inspects it, claims it, migrates it, and creates an
//! administrator where there are no users.

use std::path::{Path, PathBuf};

use actors::clock::now;
use entity::{
    Claim, Database,
    change::By,
    commit_alone,
    ids::UserId,
    ledgers::accounts::{AddUser, NewUser},
    password::PasswordHash,
    queries::accounts,
};
use migration::StartingPoint;
use rand::Rng as _;

use super::{Error, FirstAdministrator, private};
use crate::{
    config::{self, Config},
    identity::{FIRST_ADMINISTRATOR, password},
};

/// Claims the configured database and opens it for a server. Creates a missing SQLite file.
///
/// # Errors
/// Those of [`open`], and when another server has claimed the database.
pub(super) async fn serve(config: &Config) -> Result<(Database, Claim), Error> {
    check(config, true).await?;
    if let Some(file) = in_data_folder(config) {
        private::protect(&file).map_err(|error| {
            Error::Database(format!(
                "cannot change the mode of {}: {error}",
                file.display()
            ))
        })?;
    }
    let served = Database::serve(&config.database, true).await;
    let served = served.map(|(database, claim)| {
        let database = database.with_orvale_files(config.orvale_files.clone());
        (database, claim)
    });
    served.map_err(|error| match error {
        entity::Error::Conflict(_) => Error::Database(format!(
            "{} is served by another orvale-chat; stop that one first",
            without_credentials(&config.database)
        )),
        other => in_words(config)(other),
    })
}

/// Opens the configured database beside a server that may be running; `create` creates a missing
/// SQLite file.
///
/// # Errors
/// A message that says what to do. A database that is not Orvale's, newer than this program or not
/// adopted is refused before anything in it is changed.
pub async fn open(config: &Config, create: bool) -> Result<Database, Error> {
    check(config, create).await?;
    let database = Database::open(&config.database, create).await;
    let database = database.map_err(in_words(config))?;
    Ok(database.with_orvale_files(config.orvale_files.clone()))
}

/// Refuses an unusable database, and creates the data folder for a new one.
async fn check(config: &Config, create: bool) -> Result<(), Error> {
    match Database::look(&config.database).await {
        Err(entity::Error::NotFound) if create => {}
        looked => {
            let (database, point) = inspected(config, looked).await?;
            database.close().await?;
            if point == StartingPoint::NodeChat {
                return Err(migration::Error::NeedsAdoption.into());
            }
        }
    }
    if create && in_data_folder(config).is_some() {
        create_folder(&config.data)?;
    }
    Ok(())
}

/// Returns the SQLite file if it is in the data folder, and so belongs to the server.
fn in_data_folder(config: &Config) -> Option<PathBuf> {
    let path = config.database.strip_prefix("sqlite://")?;
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let in_folder = path.strip_prefix(&format!("{}/", config.data.display()))?;
    (!in_folder.contains('/')).then(|| config.data.join(in_folder))
}

/// Opens the configured database without changing a byte of it, and returns what kind of database it is.
///
/// # Errors
/// A message that says what to do; also for a database that is not Orvale's or newer than this program.
pub async fn look(config: &Config) -> Result<(Database, StartingPoint), Error> {
    inspected(config, Database::look(&config.database).await).await
}

/// Opens the configured database for long reads, after checking that it is Orvale's or ours. Keeps the
/// journal mode of an SQLite file.
///
/// # Errors
/// Those of [`look`].
pub async fn open_as_it_is(config: &Config) -> Result<Database, Error> {
    let (database, _) = look(config).await?;
    database.close().await?;
    let opened = Database::open_as_it_is(&config.database).await;
    opened.map_err(in_words(config))
}

async fn inspected(
    config: &Config,
    looked: Result<Database, entity::Error>,
) -> Result<(Database, StartingPoint), Error> {
    let database = looked.map_err(in_words(config))?;
    let point = migration::inspect(database.reader()).await?;
    Ok((database, point))
}

fn in_words(config: &Config) -> impl Fn(entity::Error) -> Error {
    let shown = without_credentials(&config.database);
    move |error| {
        Error::Database(match error {
            entity::Error::NotFound => format!("{shown} does not exist"),
            entity::Error::ReadOnly(_) => {
                format!("{shown} cannot be written to: check the rights of the file and its folder")
            }
            entity::Error::Busy(why) => {
                format!("{shown} is locked by another process or does not answer ({why})")
            }
            entity::Error::Invalid(why) => why,
            other => format!("{shown} cannot be opened: {other}"),
        })
    }
}

/// Migrates the database; creates an administrator where it has no users.
///
/// # Errors
/// When the database is not Orvale's, newer than this program, not adopted, or not writable.
pub async fn prepare(database: &Database) -> Result<Option<FirstAdministrator>, Error> {
    migration::migrate(database.writer()).await?;
    if accounts::any(database).await? {
        return Ok(None);
    }
    let administrator = FirstAdministrator {
        username: UserId::from(FIRST_ADMINISTRATOR),
        password: random_password(),
    };
    let user = NewUser {
        username: administrator.username.clone(),
        display_name: "Administrator".into(),
        role: entity::permission::ADMIN_ROLE.into(),
        team_id: None,
        password_hash: hashed(administrator.password.clone()).await?,
    };
    let by = By::Server;
    commit_alone(database, now(), AddUser { user, by }).await?;
    tracing::info!(at = now(), "server: created the first administrator");
    Ok(Some(administrator))
}

async fn hashed(password: String) -> Result<PasswordHash, Error> {
    tokio::task::spawn_blocking(move || password::hash(&password))
        .await
        .ok()
        .and_then(Result::ok)
        .ok_or_else(|| Error::Database("a password cannot be hashed".into()))
}

/// Returns twenty random letters and digits without ambiguous ones: about 115 bits.
#[must_use]
pub fn random_password() -> String {
    const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut random = rand::rng();
    (0..20)
        .map(|_| char::from(LETTERS[random.random_range(0..LETTERS.len())]))
        .collect()
}

/// Creates a missing folder that only this user can read.
///
/// # Errors
/// A message that names the key `data`.
pub(super) fn create_folder(folder: &Path) -> Result<(), config::Error> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| {
            config::Error(format!("data: cannot create {}: {error}", folder.display()))
        })
}

/// Returns the URL without user and password, for logs.
fn without_credentials(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, rest))) if scheme != "sqlite" => format!("{scheme}://{rest}"),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_right_in_the_data_folder_is_the_servers_own() {
        let found = |database: &str| {
            in_data_folder(&Config {
                data: "/srv/data".into(),
                database: database.into(),
                ..Config::default()
            })
        };
        assert_eq!(
            found("sqlite:///srv/data/chat.db?mode=rwc"),
            Some("/srv/data/chat.db".into())
        );
        for elsewhere in [
            "sqlite:///srv/orvale.db",
            "sqlite:///srv/data/orvale/orvale.db",
            "sqlite:///srv/data/../orvale.db",
            "postgres://me@db/chat",
        ] {
            assert_eq!(found(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn a_log_never_shows_the_database_password() {
        assert_eq!(
            without_credentials("postgres://me:p@ss@db/chat"),
            "postgres://db/chat"
        );
        assert_eq!(
            without_credentials("sqlite://./a@b.db"),
            "sqlite://./a@b.db"
        );
    }
}
