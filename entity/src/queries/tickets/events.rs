//! What happened to tickets since they were looked at last, and what was stored of it.

use std::collections::{BTreeSet, HashSet};

use super::{
    Notice, Published, Seen, Stored,
    lines::{Change, Told},
    rooms::latest,
    states::states_on,
    stored::ORVALE,
};
use crate::{
    Database,
    error::Error,
    ids::UserId,
    model::{SystemEvent, TicketEventKind},
    notify::Notification,
};

/// The word for the status of an escalated ticket.
const ESCALATED: &str = "escalated";

/// Something that happened to a ticket, before it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTicketEvent {
    /// The ticket's key.
    pub ticket_id: i64,
    /// Its number.
    pub number: String,
    /// The id of the team that works on it; empty for none.
    pub team: String,
    /// With [`TicketEventKind::Team`], the id of the team that did before; else empty.
    pub former_team: String,
    /// What happened.
    pub kind: TicketEventKind,
    /// Who did it.
    pub by: UserId,
    /// What was there before.
    pub from: Option<String>,
    /// What is there now; with [`TicketEventKind::Comment`], the comment's id.
    pub to: Option<String>,
    /// True for a comment that had been internal.
    pub late: bool,
}

/// A ticket that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its key.
    pub ticket_id: i64,
    /// Its number.
    pub number: String,
    /// How it was, also before it was deleted and returned; `None` if it is new.
    pub before: Option<Seen>,
    /// How it is.
    pub now: Seen,
    /// What happened, as far as a team is told of it.
    pub events: Vec<NewTicketEvent>,
    /// Whom to notify of it.
    pub notices: Vec<(UserId, Notification)>,
}

/// What has become of tickets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Those that are not as they were, with what happened to those of a team that is told of it. Nobody is notified yet.
    pub recorded: Vec<Recorded>,
    /// What happened to those that concern someone.
    pub notices: Vec<Notice>,
    /// The numbers of those of which Orvale's history does not say everything, and may do so in a moment: a row of the ticket
    /// without one that names who did it, or the other way round.
    pub unexplained: BTreeSet<String>,
}

/// Returns what has become of these tickets. Of those of `teams`, all is recorded.
///
/// # Errors
/// Any database error.
pub async fn recorded(
    db: &Database,
    tickets: &[Stored],
    teams: &HashSet<String>,
) -> Result<Changed, Error> {
    let ids: Vec<i64> = tickets.iter().map(|ticket| ticket.id).collect();
    let known: Vec<(i64, &str)> = tickets.iter().map(|one| (one.id, one.number())).collect();
    let states = states_on(db.reader(), &known).await?;
    let latest = [
        latest(db, "ticket_history", &ids).await?,
        latest(db, "ticket_comments", &ids).await?,
    ];
    let now = tickets.iter().map(|one| {
        let now = Seen::without_room(one, &latest);
        now.after(states.seen.get(&one.id))
    });
    let now: Vec<Seen> = now.collect();
    let changes = tickets.iter().zip(&now).map(|(ticket, now)| Change {
        ticket,
        before: states.seen.get(&ticket.id),
        now,
    });
    let is_new = |change: &Change| {
        states.returned.contains(&change.ticket.id) || change.before != Some(change.now)
    };
    let changes: Vec<Change> = changes.filter(is_new).collect();
    let told = Told::read(db, &changes).await?;
    let mut changed = Changed::default();
    for change in &changes {
        changed.add(change, &told, teams);
    }
    Ok(changed)
}

impl Changed {
    fn add(&mut self, change: &Change<'_>, told: &Told, teams: &HashSet<String>) {
        let Change {
            ticket,
            before,
            now,
        } = *change;
        let (mut events, explained) = events(change, told);
        if !explained {
            self.unexplained.insert(ticket.number().to_owned());
        }
        let former = before.map(|before| &before.team);
        let of_teams = teams.contains(&now.team) || former.is_some_and(|team| teams.contains(team));
        let had_assignee = before.is_some_and(|before| !before.assignee.is_empty());
        let has_people = ticket.assignee().is_some() || ticket.requester().is_some();
        if of_teams || has_people || had_assignee {
            self.notices.extend(events.iter().filter_map(Notice::of));
        }
        events.retain(|_| of_teams);
        self.recorded.push(Recorded {
            ticket_id: ticket.id,
            number: ticket.number().to_owned(),
            before: before.cloned(),
            now: now.clone(),
            events,
            notices: Vec::new(),
        });
    }
}

/// What happened, and whether the history says everything of it.
fn events(change: &Change<'_>, told: &Told) -> (Vec<NewTicketEvent>, bool) {
    let (ticket, now) = (change.ticket, change.now);
    let event = |kind, by| NewTicketEvent {
        ticket_id: ticket.id,
        number: ticket.number().to_owned(),
        team: now.team.clone(),
        former_team: String::new(),
        kind,
        by,
        from: None,
        to: None,
        late: false,
    };
    let Some(before) = change.before else {
        let (by, is_said) = told.creator(ticket);
        return (vec![event(TicketEventKind::Created, by)], is_said);
    };
    let lines = told.lines(change);
    let is_said = lines.iter().all(|(by, _)| by.as_str() != ORVALE);
    let told = lines.into_iter().filter_map(|(by, note)| {
        let kind = match note.event {
            SystemEvent::TicketStatus if note.to.as_deref() == Some(ESCALATED) => {
                TicketEventKind::Escalated
            }
            SystemEvent::TicketStatus => TicketEventKind::Status,
            SystemEvent::TicketPriority => TicketEventKind::Priority,
            SystemEvent::TicketTeam => TicketEventKind::Team,
            SystemEvent::TicketAssignee => TicketEventKind::Assignee,
            SystemEvent::TicketComment => TicketEventKind::Comment,
            _ => return None,
        };
        let former_team = match kind {
            TicketEventKind::Team => before.team.clone(),
            _ => String::new(),
        };
        Some(NewTicketEvent {
            former_team,
            from: note.from,
            to: note.to.or(note.comment.map(|id| id.to_string())),
            ..event(kind, by)
        })
    });
    let explained = is_said && !change.is_of_history_alone();
    (told.collect(), explained)
}

impl Published {
    /// The event that tells of it.
    #[must_use]
    pub fn event(&self, ticket: &Stored) -> NewTicketEvent {
        NewTicketEvent {
            ticket_id: ticket.id,
            number: self.number.clone(),
            team: ticket.text("assigned_team").unwrap_or_default().to_owned(),
            former_team: String::new(),
            kind: TicketEventKind::Comment,
            by: self.by.clone(),
            from: None,
            to: Some(self.comment_id.to_string()),
            late: true,
        }
    }
}
