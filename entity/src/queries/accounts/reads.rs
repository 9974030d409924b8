//! How many reads of the accounts commands have asked for, and how many the server has confirmed. See
//! [`crate::ledgers::account_reads`].

use super::super::sql::{Sql, column};
use crate::{Database, error::Error};

/// The counters of reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// How many have been asked for.
    pub asked: i64,
    /// After how many requests the server has last read the accounts.
    pub confirmed: i64,
}

impl Reads {
    /// Loads the counters.
    ///
    /// # Errors
    /// Any database error.
    pub async fn load(db: &Database) -> Result<Self, Error> {
        let names = ["account_reads_asked", "account_reads_confirmed"];
        let rows = Sql::new(
            db.reader(),
            "SELECT name, last_id FROM chat_counters WHERE name IN ",
        )
        .list(names)
        .all(db.reader())
        .await?;
        let mut reads = Self::default();
        for row in &rows {
            let counter = match column::<String>(row, 0)? {
                name if name == names[0] => &mut reads.asked,
                _ => &mut reads.confirmed,
            };
            *counter = column(row, 1)?;
        }
        Ok(reads)
    }

    /// Returns whether the server has not confirmed all of them.
    #[must_use]
    pub fn are_open(self) -> bool {
        self.confirmed < self.asked
    }
}
