//! Keeps account of one table's rows while they are decided on: every row is either carried or
//! set aside, so the two always add up to what was found.

use std::collections::BTreeMap;

use super::{records::SetAside, report::TableReport, source::Row};

/// The account of one table.
pub(super) struct Tally {
    report: TableReport,
    key: &'static [&'static str],
    now: i64,
    set_aside: Vec<SetAside>,
}

impl Tally {
    /// An account of `rows` rows of `table`, which go `into` a table of ours; `key` are the columns
    /// that name a row, `now` is written to what is set aside.
    pub(super) fn new(
        table: &str,
        into: &str,
        key: &'static [&'static str],
        rows: usize,
        now: i64,
    ) -> Self {
        let report = TableReport {
            table: table.to_owned(),
            into: into.to_owned(),
            found: rows as u64,
            carried: rows as u64,
            set_aside: BTreeMap::new(),
            changed: BTreeMap::new(),
        };
        Self {
            report,
            key,
            now,
            set_aside: Vec::new(),
        }
    }

    /// Sets a row aside.
    pub(super) fn set_aside(&mut self, row: &Row, reason: &str) {
        self.report.carried = self.report.carried.saturating_sub(1);
        *self.report.set_aside.entry(reason.to_owned()).or_default() += 1;
        self.set_aside.push(SetAside {
            source_table: self.report.table.clone(),
            source_key: row.key(self.key),
            reason: reason.to_owned(),
            content: row.json(),
            created_at: self.now,
        });
    }

    /// Records that a row was carried over with a change.
    pub(super) fn changed(&mut self, what: &str) {
        *self.report.changed.entry(what.to_owned()).or_default() += 1;
    }

    /// Returns the time in a column, or `otherwise` if it cannot be read, which is recorded.
    pub(super) fn time(&mut self, row: &Row, column: &str, otherwise: i64) -> i64 {
        row.time(column).unwrap_or_else(|| {
            self.changed(&format!(
                "{column} is not a valid time: taken from another column or row"
            ));
            otherwise
        })
    }

    /// Returns the time in a column that may be NULL. One that cannot be read is left out, which is recorded.
    pub(super) fn optional_time(&mut self, row: &Row, column: &str) -> Option<i64> {
        let time = row.time(column);
        if time.is_none() && row.text(column).is_some() {
            self.changed(&format!("{column} is not a valid time: left out"));
        }
        time
    }

    /// The account, and what was set aside.
    pub(super) fn close(self) -> (TableReport, Vec<SetAside>) {
        (self.report, self.set_aside)
    }
}
