//! Backups: a consistent copy of the whole database while it is in use.

use std::{os::unix::fs::OpenOptionsExt as _, path::Path};

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{Backend, Database, error::Error};

/// Writes a compact, consistent copy of the SQLite database to `path`, without blocking the writer.
///
/// # Errors
/// [`Error::Invalid`] if the file exists or cannot be created, if the path is not UTF-8, and on PostgreSQL,
/// which has its own tools.
pub async fn vacuum_into(db: &Database, path: &Path) -> Result<(), Error> {
    if db.backend() == Backend::Postgres {
        return Err(Error::Invalid(
            "backup: use pg_dump to back up PostgreSQL".into(),
        ));
    }
    let text = path
        .to_str()
        .ok_or_else(|| Error::Invalid("the path of a backup must be UTF-8".into()))?;
    create_private(path)?;
    let values = [text.into()];
    let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", values);
    let written = db.reader().execute_raw(copy).await;
    if written.is_err() {
        // Remove the incomplete copy.
        let _ = std::fs::remove_file(path);
    }
    written?;
    Ok(())
}

/// Creates an empty file, which SQLite accepts as a target. Only this user can read it, because it will
/// contain everyone's messages and password hashes.
fn create_private(path: &Path) -> Result<(), Error> {
    let created = std::fs::File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    created.map(drop).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Error::Invalid(format!(
            "{} already exists; choose another name",
            path.display()
        )),
        _ => Error::Invalid(format!("cannot create {}: {error}", path.display())),
    })
}
