//! A consistent copy of the whole database while it is in use.

use std::path::Path;

use super::sql::Sql;
use crate::{Backend, Database, error::Error};

/// Writes a copy of the SQLite database to `path`, compact and as of one moment. The writer goes
/// on meanwhile.
///
/// # Errors
/// [`Error::Conflict`] when there is a file at `path`; [`Error::Invalid`] for a path that is not
/// text, and on PostgreSQL, which has its own tools.
pub async fn vacuum_into(db: &Database, path: &Path) -> Result<(), Error> {
    if db.backend() == Backend::Postgres {
        return Err(Error::Invalid("back up PostgreSQL with pg_dump".into()));
    }
    if path.exists() {
        return Err(Error::Conflict(format!(
            "{} exists already",
            path.display()
        )));
    }
    let path = path
        .to_str()
        .ok_or_else(|| Error::Invalid("the path of a backup must be text".into()))?;
    Sql::new(db.reader(), "VACUUM INTO ")
        .bind(path)
        .run(db.reader())
        .await?;
    Ok(())
}
