//! What is written with a status: the notes of a completion, the reason of an escalation. What was written before stays in
//! the ticket or in its history. It changes no status.

use super::{COMPLETED, ChangeTicket, ESCALATED, HistoryRow, Written, text};
use crate::{error::Error, queries::tickets::WrittenWith};

/// The maximum number of characters of notes, or of a reason, that are added to bit by bit.
const MOST_WRITTEN: usize = 20_000;
/// What stands between the parts of notes, or of a reason.
const PART: &str = "\n\n";

impl ChangeTicket {
    pub(super) fn is_set_again(&self) -> bool {
        let status = self.changes.status.as_deref();
        status.is_some() && self.seen.text("status") == status
    }

    /// Notes for a ticket that is completed, and a reason for one that is escalated, are added to what is there: two
    /// people may have written them at once.
    pub(super) fn write_more(
        &self,
        columns: &mut Vec<(&'static str, Written)>,
        history: &mut Vec<HistoryRow>,
    ) -> Result<(), Error> {
        let (action, name, more) = match self.changes.status.as_deref() {
            Some(COMPLETED) => (COMPLETED, "completion_notes", &self.changes.notes),
            Some(ESCALATED) => (ESCALATED, "escalation_reason", &self.changes.reason),
            _ => return Ok(()),
        };
        let before = self.seen.text(name).unwrap_or_default();
        let Some(more) = more.as_deref().filter(|more| !has_part(before, more)) else {
            return Ok(());
        };
        let parts = [before, more].into_iter().filter(|part| !part.is_empty());
        let all = parts.collect::<Vec<_>>().join(PART);
        if all.chars().count() > MOST_WRITTEN {
            return Err(Error::Invalid(format!(
                "with what is there, the text is longer than {MOST_WRITTEN} characters"
            )));
        }
        columns.push((name, text(Some(&all))));
        history.push(HistoryRow {
            action,
            from: Some(action.to_owned()),
            to: Some(action.to_owned()),
            reason: self.changes.reason.clone(),
            details: self.details(action),
            ..HistoryRow::default()
        });
        Ok(())
    }

    /// A reason is kept with what changes; without that it would be lost.
    pub(super) fn check_reason(&self) -> Result<(), Error> {
        let is_kept = self.changes.status.as_deref() == Some(ESCALATED);
        match self.changes.reason {
            Some(_) if !is_kept => Err(Error::Invalid(
                "nothing changes that the reason could be for".into(),
            )),
            _ => Ok(()),
        }
    }

    /// What the history keeps, since the ticket has only the last notes and the last reason.
    pub(super) fn details(&self, status: &str) -> Option<String> {
        let said = match status {
            COMPLETED => WrittenWith {
                notes: Some(self.changes.notes.clone()),
                earlier: self.seen.text("completion_notes").map(str::to_owned),
            },
            _ => WrittenWith {
                notes: None,
                earlier: self.seen.text("escalation_reason").map(str::to_owned),
            },
        };
        said.to_json()
    }
}

fn has_part(all: &str, part: &str) -> bool {
    let head = all.strip_suffix(part);
    head.is_some_and(|head| head.is_empty() || head.ends_with(PART))
}
