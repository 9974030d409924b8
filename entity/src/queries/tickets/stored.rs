//! A ticket as Orvale stores it, and what one person sees of it.

use std::hash::{DefaultHasher, Hash, Hasher};

use sea_orm::{ConnectionTrait, QueryResult};

use super::{super::foreign, columns::Columns, times};
use crate::{
    ids::{Millis, UserId},
    model::TicketCard,
    names::{reverses, shown},
    permission::{TicketStanding, TicketView},
};

/// The columns that are read as text, in the order of [`Text`].
const TEXTS: [&str; 21] = [
    "submission_id",
    "issue_title",
    "status",
    "priority",
    "assigned_to",
    "assigned_team",
    "user_name",
    "employee_number",
    "submitted_by",
    "submitted_by_employee_number",
    "created_by_staff",
    "category",
    "submitted_at",
    "updated_at",
    "completed_at",
    "completion_notes",
    "internal_notes",
    "escalation_reason",
    "issue_description",
    "ticket_source",
    "completed_by",
];

/// Those of them that may name the person who has the problem, and then those that may name the person who filed it.
pub(super) const PEOPLE: [&str; 5] = [
    "user_name",
    "employee_number",
    "submitted_by",
    "submitted_by_employee_number",
    "created_by_staff",
];

/// The author of changes that nobody is named for.
pub const ORVALE: &str = "Orvale";

/// A ticket as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its key.
    pub id: i64,
    /// What permissions depend on.
    pub standing: TicketStanding,
    texts: Vec<Option<String>>,
    team_name: Option<String>,
    assignee: Option<UserId>,
    assignee_name: Option<String>,
    assignee_team: Option<String>,
    team_inactive: bool,
    requester: Option<UserId>,
}

/// Starts a statement that reads tickets; conditions on `t`, and on `a` for the assigned user, follow.
pub(super) fn select(db: &impl ConnectionTrait, columns: &Columns) -> String {
    let texts = TEXTS.map(|name| columns.text(db, name)).join(", ");
    let of_user = |name: &str| foreign::text(db, name);
    let requester: Vec<_> = ["user_name", "employee_number"]
        .into_iter()
        .filter(|name| columns.has(name))
        .map(|name| format!("r.username = t.{name}"))
        .collect();
    let requester = match requester.as_slice() {
        [] => "CAST(NULL AS TEXT)".to_owned(),
        some => format!(
            "(SELECT {} FROM users r WHERE {} LIMIT 1)",
            of_user("r.username"),
            some.join(" OR ")
        ),
    };
    format!(
        "SELECT CAST(t.id AS BIGINT), {texts}, {}, {}, {}, COALESCE({}, FALSE), {requester}, {}, \
         g.id IS NOT NULL AND NOT COALESCE({}, FALSE) FROM user_tickets t LEFT JOIN users a ON a.username = t.assigned_to \
         LEFT JOIN teams g ON g.id = t.assigned_team ",
        of_user("g.name"),
        of_user("a.username"),
        of_user("a.display_name"),
        foreign::active(db, "a.active"),
        of_user("a.team_id"),
        foreign::active(db, "g.active"),
    )
}

/// Reads a row of [`select`]; `None` for one that cannot be read.
pub(super) fn read(row: &QueryResult) -> Option<Stored> {
    let text = |index: usize| {
        row.try_get_by_index::<Option<String>>(index)
            .ok()
            .flatten()
            .filter(|text| !text.is_empty())
    };
    let texts: Vec<_> = (1..=TEXTS.len()).map(text).collect();
    let after = TEXTS.len() + 1;
    let active: bool = row.try_get_by_index(after + 3).ok()?;
    let assignee = text(after + 1).filter(|_| active);
    let mut stored = Stored {
        id: row.try_get_by_index(0).ok()?,
        standing: TicketStanding::default(),
        texts,
        team_name: text(after),
        assignee_name: assignee
            .as_ref()
            .map(|name| shown(&text(after + 2).unwrap_or_default(), name)),
        assignee: assignee.map(UserId::from),
        assignee_team: text(after + 5).filter(|_| active),
        team_inactive: row.try_get_by_index(after + 6).unwrap_or_default(),
        requester: text(after + 4).map(UserId::from),
    };
    stored.text("submission_id")?;
    stored.standing = stored.standing();
    Some(stored)
}

impl Stored {
    /// Returns the name of the team that works on it.
    #[must_use]
    pub fn team_name(&self) -> Option<String> {
        self.team_name.clone()
    }

    /// Returns the name of the person who works on it.
    #[must_use]
    pub fn assignee_name(&self) -> Option<String> {
        self.assignee_name.clone()
    }

    /// Returns the column's text, unless it is NULL, empty or does not exist.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        let index = TEXTS.iter().position(|known| *known == name)?;
        self.texts.get(index)?.as_deref()
    }

    /// Returns its number.
    #[must_use]
    pub fn number(&self) -> &str {
        self.text("submission_id").unwrap_or_default()
    }

    /// Returns when it was changed last, if that can be read. Orvale writes whole seconds, in which a row can change
    /// twice, so the milliseconds are a checksum of the row: two states of it that differ have, but for one in a thousand,
    /// different times.
    #[must_use]
    pub fn updated_at(&self) -> Option<Millis> {
        let at = self.text("updated_at").and_then(times::read)?;
        let mut hasher = DefaultHasher::new();
        self.texts.hash(&mut hasher);
        let checksum = (hasher.finish() % 1_000).cast_signed();
        Some(at - at.rem_euclid(1_000) + checksum)
    }

    /// Returns the person who works on it, if they have an active account.
    #[must_use]
    pub fn assignee(&self) -> Option<&UserId> {
        self.assignee.as_ref()
    }

    /// Returns the person who has the problem, if they have an account.
    #[must_use]
    pub fn requester(&self) -> Option<&UserId> {
        self.requester.as_ref()
    }

    /// Returns whether this is the person who has the problem, as far as names tell.
    #[must_use]
    pub fn is_requester(&self, user: &UserId) -> bool {
        let is = |one: &String| one.trim().to_lowercase() == user.as_str().to_lowercase();
        self.requester.as_ref() == Some(user) || self.standing.requester.iter().any(is)
    }

    /// Returns the team of the person who works on it.
    #[must_use]
    pub fn assignee_team(&self) -> Option<&str> {
        self.assignee_team.as_deref()
    }

    /// Returns whether the team that works on it is inactive.
    #[must_use]
    pub fn is_of_inactive_team(&self) -> bool {
        self.team_inactive
    }

    /// Returns whether Orvale's row is the same.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.id == other.id && self.texts == other.texts
    }

    /// Replaces a column's text.
    pub(crate) fn set_text(&mut self, name: &str, text: &str) {
        if let Some(index) = TEXTS.iter().position(|known| *known == name) {
            self.texts[index] = Some(text.to_owned());
        }
    }

    fn standing(&self) -> TicketStanding {
        let all = |names: &[&str]| {
            let texts = names.iter().filter_map(|name| self.text(name));
            texts.map(str::to_owned).collect()
        };
        TicketStanding {
            requester: all(&PEOPLE[..2]),
            filed_by: all(&PEOPLE[2..]),
            assigned_to: self.text("assigned_to").map(str::to_owned),
            team: self.text("assigned_team").map(str::to_owned),
            is_held: self.assignee.is_some(),
            completed: self.text("status") == Some("completed"),
        }
    }

    /// The title, without characters that reverse the direction of the text that follows.
    #[must_use]
    pub fn title(&self) -> String {
        let title = self.text("issue_title").unwrap_or_default();
        title.replace(reverses, "")
    }

    /// The ticket as someone sees it who may see `view` of it.
    #[must_use]
    pub fn card(&self, view: TicketView) -> TicketCard {
        let text = |name| self.text(name).map(str::to_owned);
        let time = |name| self.text(name).and_then(times::read);
        let internal = |name| text(name).filter(|_| view.internal());
        TicketCard {
            number: text("submission_id").unwrap_or_default(),
            title: self.title(),
            status: text("status").unwrap_or_default(),
            priority: text("priority").unwrap_or_default(),
            team: text("assigned_team"),
            team_name: self.team_name.clone(),
            assignee: self.assignee.clone(),
            assignee_name: self.assignee_name.clone(),
            former_assignee: text("assigned_to").filter(|_| self.assignee.is_none()),
            requester: self.requester.clone(),
            requester_name: text("user_name").unwrap_or_default(),
            category: text("category"),
            created_at: time("submitted_at"),
            updated_at: self.updated_at(),
            completed_at: time("completed_at"),
            due_at: None,
            due_soon_at: None,
            due_state: None,
            completion_notes: text("completion_notes"),
            description: text("issue_description"),
            files: Vec::new(),
            internal_notes: internal("internal_notes"),
            escalation_reason: internal("escalation_reason"),
            may: Vec::new(),
            sight: None,
        }
    }
}
