//! The report of an adoption or a dry run, as text for the administrator and as JSON.
//!
//! It has counts and reasons only; `chat_set_aside` keeps the rows that were set aside.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use serde::Serialize;

use super::AdoptOptions;

/// The report of an adoption or a dry run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AdoptionReport {
    /// True for a dry run, which changes nothing.
    pub dry_run: bool,
    /// True when the database has no unadopted chat of the Node server.
    pub nothing_to_do: bool,
    /// Why there was nothing to do.
    pub why: Option<String>,
    /// One entry for each of the Node server's tables, in the order of their adoption.
    pub tables: Vec<TableReport>,
    /// The number of users whom the Node server's administrators had blocked.
    pub blocked_users: u64,
    /// The folder that was searched for files.
    pub files_root: PathBuf,
    /// Files that are in the database but not on disk.
    pub missing_files: Vec<MissingFile>,
    /// Roles that may chat and lack permissions to call; nothing was granted.
    pub missing_call_grants: Vec<MissingGrants>,
    /// The Node server's tables under their new names; none of them is ever dropped.
    pub renamed: Vec<Renamed>,
}

/// The counts for one table: `found` is always `carried` plus all that was set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TableReport {
    /// The Node server's table.
    pub table: String,
    /// Our table with the adopted rows.
    pub into: String,
    /// The number of its rows.
    pub found: u64,
    /// The number of adopted rows.
    pub carried: u64,
    /// The rows kept in `chat_set_aside` instead, counted by reason.
    pub set_aside: BTreeMap<String, u64>,
    /// Adopted rows that were altered, counted by alteration.
    pub changed: BTreeMap<String, u64>,
}

/// A file that is in the database but not on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MissingFile {
    /// Its identifier.
    pub id: String,
    /// Its name as uploaded.
    pub name: String,
    /// Where it was looked for, relative to the folder of the files.
    pub path: String,
}

/// What a role would need in order to call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MissingGrants {
    /// The role.
    pub role: String,
    /// The permissions that it lacks.
    pub permissions: Vec<String>,
}

/// A table under its new name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Renamed {
    /// The old name.
    pub from: String,
    /// The new one.
    pub to: String,
}

impl AdoptionReport {
    /// The report of an adoption that found nothing to adopt.
    pub(super) fn nothing_to_do(why: String, options: &AdoptOptions) -> Self {
        Self {
            dry_run: options.dry_run,
            nothing_to_do: true,
            why: Some(why),
            tables: Vec::new(),
            blocked_users: 0,
            files_root: options.files_root.clone(),
            missing_files: Vec::new(),
            missing_call_grants: Vec::new(),
            renamed: Vec::new(),
        }
    }

    /// How many rows were set aside, over all tables.
    #[must_use]
    pub fn set_aside(&self) -> u64 {
        self.tables
            .iter()
            .map(|table| table.set_aside.values().sum::<u64>())
            .sum()
    }
}

impl fmt::Display for AdoptionReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.nothing_to_do {
            let why = self.why.as_deref().unwrap_or("no chat to adopt was found");
            return write!(f, "Nothing to do: {why}. Nothing was changed.");
        }
        if self.dry_run {
            writeln!(
                f,
                "This is what adopting the Node server's chat would do; nothing was changed."
            )?;
        } else {
            writeln!(f, "The Node server's chat was adopted.")?;
        }
        for table in &self.tables {
            write!(f, "\n{table}")?;
        }
        self.write_rest(f)
    }
}

impl AdoptionReport {
    fn write_rest(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nBlocked from the chat: {} users", self.blocked_users)?;
        if !self.missing_files.is_empty() {
            let root = self.files_root.display();
            writeln!(
                f,
                "\nFiles not found under {root} (kept, marked as missing):"
            )?;
            for file in &self.missing_files {
                writeln!(f, "  {}  {}  ({})", file.path, file.name, file.id)?;
            }
        }
        if !self.missing_call_grants.is_empty() {
            writeln!(
                f,
                "\nMay chat and not call; nothing was granted, grant in Orvale what they should have:"
            )?;
            for MissingGrants { role, permissions } in &self.missing_call_grants {
                writeln!(f, "  {role}  {}", permissions.join(", "))?;
            }
        }
        writeln!(f, "\nOld tables, kept under new names:")?;
        for renamed in &self.renamed {
            writeln!(f, "  {} -> {}", renamed.from, renamed.to)?;
        }
        match self.set_aside() {
            0 => write!(f, "\nNothing was set aside."),
            rows => write!(
                f,
                "\nSet aside in chat_set_aside, each with its reason: {rows} rows"
            ),
        }
    }
}

impl fmt::Display for TableReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} -> {}: {} found, {} carried over, {} set aside",
            self.table,
            self.into,
            self.found,
            self.carried,
            self.set_aside.values().sum::<u64>()
        )?;
        for (reason, rows) in &self.set_aside {
            writeln!(f, "  {rows} set aside: {reason}")?;
        }
        for (what, rows) in &self.changed {
            writeln!(f, "  {rows} changed: {what}")?;
        }
        Ok(())
    }
}
