//! Notifying the people of a ticket, who works on it and who has the problem, of what others did.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use entity::{
    ids::UserId,
    ledgers::{notifications::Notification, ticket_notices::NotifyOfTickets},
    notify::NotificationKind,
    permission::Account,
    queries::{
        self,
        tickets::{self, Notice, Noticed, Rows, Stored},
    },
};

use crate::commands::Services;

/// The maximum number of notifications of one person at a time: a burst of changes is no reason for more.
const MOST: usize = 20;

/// Notifies people of the comments up to `latest`, and returns whether these are all.
pub(super) async fn notify(services: &Services, latest: Rows) -> Result<bool, entity::Error> {
    let database = &services.database;
    let before = tickets::noticed(database).await?;
    let latest = latest.after(before.unwrap_or_default());
    if before == Some(latest) {
        return Ok(true);
    }
    // Nobody is notified of what happened before the chat first looked.
    let (notices, now) = match before {
        None => (Vec::new(), latest),
        Some(before) => tickets::notices(database, before, latest).await?,
    };
    let numbers: BTreeSet<String> = notices.iter().map(|one| one.number.clone()).collect();
    let found = tickets::find_all(database, &numbers).await?;
    let internal = notices.iter().filter_map(|one| match one.what {
        Noticed::InternalComment(id) => Some(id),
        _ => None,
    });
    let change = NotifyOfTickets {
        before,
        now,
        internal: internal.collect(),
        notices: addressed(services, &notices, &found).await?,
    };
    services.store.keep(change).await?;
    Ok(now == latest)
}

/// Who works on it, and who has the problem.
fn people(ticket: &Stored) -> impl Iterator<Item = &UserId> {
    [ticket.assignee(), ticket.requester()]
        .into_iter()
        .flatten()
}

/// Who worked on it before, of a notice that somebody else does, or nobody.
fn former(notice: &Notice) -> Option<UserId> {
    match &notice.what {
        Noticed::Assigned { from, to } if !from.is_empty() && from != to => {
            Some(from.as_str().into())
        }
        _ => None,
    }
}

/// Returns the accounts of these users, as far as they exist.
pub(super) async fn accounts(
    services: &Services,
    users: BTreeSet<&UserId>,
) -> Result<HashMap<UserId, Arc<Account>>, entity::Error> {
    let mut accounts = HashMap::new();
    let mut absent = BTreeSet::new();
    for user in users {
        if let Some(account) = services.directory.known_account(user) {
            accounts.insert(user.clone(), account);
        } else {
            absent.insert(user);
        }
    }
    for account in queries::accounts::load_these(&services.database, absent).await? {
        accounts.insert(account.username.clone(), Arc::new(account));
    }
    Ok(accounts)
}

/// The notifications, each once: nobody is notified of what they did, or of what they may not see.
pub(super) async fn addressed(
    services: &Services,
    notices: &[Notice],
    found: &[Stored],
) -> Result<Vec<(UserId, Notification)>, entity::Error> {
    let concerned: BTreeSet<&str> = notices.iter().map(|one| one.number.as_str()).collect();
    let found = found.iter().filter(|one| concerned.contains(one.number()));
    let found: Vec<&Stored> = found.collect();
    let formers: Vec<UserId> = notices.iter().filter_map(former).collect();
    let users = found.iter().flat_map(|one| people(one)).chain(&formers);
    let accounts = accounts(services, users.collect()).await?;
    let found: HashMap<&str, &Stored> = found.into_iter().map(|one| (one.number(), one)).collect();
    let taken = notices.iter().filter_map(|one| Some((former(one)?, one)));
    let taken = taken.map(|(user, one)| (one.number.as_str(), &one.by, user));
    let taken: BTreeSet<(&str, &UserId, UserId)> = taken.collect();
    let mut seen = BTreeSet::new();
    let mut counts: BTreeMap<UserId, usize> = BTreeMap::new();
    let mut addressed = Vec::new();
    for notice in notices {
        let Some(ticket) = found.get(notice.number.as_str()) else {
            continue;
        };
        let former = former(notice);
        // What tells whoever filed and lost it of the move says that it is lost, and is one of the later notices.
        let is_told = |user: &UserId| {
            let taken_with = (notice.number.as_str(), &notice.by, user.clone());
            is_loss(notice, ticket) && taken.contains(&taken_with)
        };
        let present =
            people(ticket).filter(|user| Some(*user) != former.as_ref() && !is_told(user));
        for user in present.chain(&former).filter(|user| **user != notice.by) {
            let Some(reader) = accounts.get(user) else {
                continue;
            };
            let notification = match Some(user) == former.as_ref() {
                true => Some(lost(notice, ticket, reader, notices)),
                false => kind(notice, ticket, reader).map(|kind| Notification {
                    to: set(notice, ticket),
                    ..about(notice, kind)
                }),
            };
            let Some(notification) = notification else {
                continue;
            };
            let count = counts.entry(user.clone()).or_default();
            let once = (user.clone(), &notice.number, notification.kind, &notice.by);
            if *count < MOST && seen.insert(once) {
                *count += 1;
                addressed.push((user.clone(), notification));
            }
        }
    }
    Ok(addressed)
}

fn about(notice: &Notice, kind: NotificationKind) -> Notification {
    Notification {
        ticket: Some(notice.number.clone()),
        from: Some(notice.by.clone()).filter(|by| !by.as_str().is_empty()),
        ..Notification::of(kind)
    }
}

/// What whoever worked on a ticket before is notified of. If they may no longer see it, they learn nothing else.
fn lost(notice: &Notice, ticket: &Stored, reader: &Account, all: &[Notice]) -> Notification {
    let lost = Some(true);
    if !ticket.standing.sees(reader) {
        return Notification {
            ticket: Some(notice.number.clone()),
            lost,
            ..Notification::of(NotificationKind::TicketAssignee)
        };
    }
    // One change, and one notification.
    let moved = all
        .iter()
        .find(|one| one.number == notice.number && one.by == notice.by && is_loss(one, ticket));
    let (told, kind) = match moved {
        Some(moved) => (moved, NotificationKind::TicketTeam),
        None => (notice, NotificationKind::TicketAssignee),
    };
    Notification {
        to: set(told, ticket),
        lost,
        ..about(told, kind)
    }
}

/// With its team the ticket lost its assignee.
fn is_loss(notice: &Notice, ticket: &Stored) -> bool {
    matches!(notice.what, Noticed::Team(_)) && ticket.assignee().is_none()
}

/// The word that was set, since the ticket may have another one by the time that somebody reads of it.
fn set(notice: &Notice, ticket: &Stored) -> Option<String> {
    match &notice.what {
        Noticed::Status(to) | Noticed::Priority(to) if !to.is_empty() => Some(to.clone()),
        Noticed::Team(to) if ticket.text("assigned_team") == Some(to.as_str()) => {
            ticket.team_name()
        }
        Noticed::Assigned { to, .. } => {
            let assignee = ticket.assignee().filter(|one| one.as_str() == to);
            assignee.and_then(|_| ticket.assignee_name())
        }
        _ => None,
    }
}

fn kind(notice: &Notice, ticket: &Stored, reader: &Account) -> Option<NotificationKind> {
    let sees = match notice.what {
        Noticed::InternalComment(_) => ticket.standing.sees_internal(reader),
        _ => ticket.standing.sees(reader),
    };
    let works = ticket.assignee() == Some(&reader.username);
    let is_requester = ticket.requester() == Some(&reader.username);
    let kind = match &notice.what {
        Noticed::Created if works => Some(NotificationKind::TicketAssigned),
        Noticed::Created => for_them(notice, ticket).then_some(NotificationKind::TicketCreated),
        Noticed::Assigned { to, .. } if works && *to == reader.username.as_str() => {
            Some(NotificationKind::TicketAssigned)
        }
        Noticed::Assigned { .. } => is_requester.then_some(NotificationKind::TicketAssignee),
        Noticed::Status(_) => Some(NotificationKind::TicketStatus),
        Noticed::Priority(_) => Some(NotificationKind::TicketPriority),
        Noticed::Team(_) => Some(NotificationKind::TicketTeam),
        Noticed::Comment | Noticed::InternalComment(_) => Some(NotificationKind::TicketComment),
    };
    kind.filter(|_| sees)
}

/// Returns whether somebody else created the ticket for its requester. The history may name the requester by a displayed
/// name, and some tickets have no history: those count as created by the requester.
fn for_them(notice: &Notice, ticket: &Stored) -> bool {
    let by = notice.by.as_str();
    let mut names = ["user_name", "employee_number"].into_iter();
    by != tickets::ORVALE && !names.any(|name| ticket.text(name) == Some(by))
}
