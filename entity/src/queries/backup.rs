//! A consistent copy of the whole database while it is in use.

use std::{os::unix::fs::OpenOptionsExt as _, path::Path};

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{Backend, Database, error::Error};

/// Writes a copy of the SQLite database to `path`, compact and as of one moment. The writer goes
/// on meanwhile.
///
/// # Errors
/// [`Error::Invalid`] when there is a file at `path` or none can be, for a path that is not text, and
/// on PostgreSQL, which has its own tools.
pub async fn vacuum_into(db: &Database, path: &Path) -> Result<(), Error> {
    if db.backend() == Backend::Postgres {
        return Err(Error::Invalid("back up PostgreSQL with pg_dump".into()));
    }
    let text = path
        .to_str()
        .ok_or_else(|| Error::Invalid("the path of a backup must be text".into()))?;
    create_private(path)?;
    let values = [text.into()];
    let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", values);
    let written = db.reader().execute_raw(copy).await;
    if written.is_err() {
        // Half a copy is none.
        let _ = std::fs::remove_file(path);
    }
    written?;
    Ok(())
}

/// An empty file, which SQLite accepts to write into, and which nobody else can read: everybody's
/// messages and password hashes will be in it.
fn create_private(path: &Path) -> Result<(), Error> {
    let created = std::fs::File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    created.map(drop).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Error::Invalid(format!(
            "{} exists already; choose another name",
            path.display()
        )),
        _ => Error::Invalid(format!("cannot create {}: {error}", path.display())),
    })
}
