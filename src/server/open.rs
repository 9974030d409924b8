//! Opening the database: found or created, looked at, brought up to date, with somebody in it.

use std::path::Path;

use actors::clock::now;
use entity::{
    Claim, Database,
    ids::UserId,
    queries::accounts::{self, NewUser},
};
use migration::StartingPoint;
use rand::Rng as _;

use super::{Error, FirstAdministrator};
use crate::{
    config::{self, Config},
    identity::{FIRST_ADMINISTRATOR, password},
};

/// Opens the configured database to serve from it; `create` makes an SQLite file that is not there.
///
/// # Errors
/// In words that say what to do. What is not Orvale's, newer than this program or not adopted is
/// refused before a byte of it has changed.
pub async fn open(config: &Config, create: bool) -> Result<Database, Error> {
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
    let in_data = format!("sqlite://{}/", config.data.display());
    if create && config.database.starts_with(&in_data) {
        create_folder(&config.data)?;
    }
    Database::open(&config.database, create)
        .await
        .map_err(in_words(config))
}

/// Opens the configured database for a short look that changes no byte of it, and says what it holds.
///
/// # Errors
/// In words that say what to do; also for what is not Orvale's or newer than this program.
pub async fn look(config: &Config) -> Result<(Database, StartingPoint), Error> {
    inspected(config, Database::look(&config.database).await).await
}

/// Opens the configured database to read it at length, once it has proved to be Orvale's or ours; the
/// mode of an SQLite file stays.
///
/// # Errors
/// As [`look`].
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

/// Claims the configured database for this process.
///
/// # Errors
/// When another server has it.
pub(super) async fn claim(config: &Config) -> Result<Claim, Error> {
    Claim::take(&config.database)
        .await
        .map_err(|error| match error {
            entity::Error::Conflict(_) => Error::Database(format!(
                "{} is served by another orvale-chat; stop that one first",
                without_credentials(&config.database)
            )),
            other => other.into(),
        })
}

/// Brings the database up to date; where nobody is in it, creates an administrator.
///
/// # Errors
/// When it is not Orvale's, newer than this program, not adopted, or cannot be written.
pub async fn prepare(database: &Database) -> Result<Option<FirstAdministrator>, Error> {
    migration::migrate(database.writer()).await?;
    if accounts::any(database).await? {
        return Ok(None);
    }
    let administrator = FirstAdministrator {
        username: UserId::from(FIRST_ADMINISTRATOR),
        password: random_password(),
    };
    accounts::add_user(
        database,
        &NewUser {
            username: administrator.username.clone(),
            display_name: "Administrator".into(),
            role: entity::permission::ADMIN_ROLE.into(),
            team_id: None,
            password_hash: hashed(administrator.password.clone()).await?,
        },
    )
    .await?;
    tracing::info!(at = now(), "created the first administrator");
    Ok(Some(administrator))
}

async fn hashed(password: String) -> Result<String, Error> {
    tokio::task::spawn_blocking(move || password::hash(&password))
        .await
        .ok()
        .and_then(Result::ok)
        .ok_or_else(|| Error::Database("a password cannot be hashed".into()))
}

/// Twenty letters and digits that cannot be taken for one another: about 115 bits.
#[must_use]
pub fn random_password() -> String {
    const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut random = rand::rng();
    (0..20)
        .map(|_| char::from(LETTERS[random.random_range(0..LETTERS.len())]))
        .collect()
}

/// Makes a folder that only we can look into, where it is not there.
///
/// # Errors
/// Names the key `data`.
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

/// The URL as it may stand in a log.
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
