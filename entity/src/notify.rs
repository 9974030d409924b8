//! Who is notified of a message, and why. This is the only place that decides it.
//!
//! Pure: the facts and the time are arguments. A person is notified of a message at most once, for the strongest
//! reason; never of their own messages. Clients decide whether a notification is shown and heard.

mod keywords;
mod notification;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

pub use keywords::Keywords;
pub use notification::Notification;

use crate::{
    ids::{Millis, Seq, UserId},
    model::Notify,
    preferences::Preferences,
};

/// The maximum number of people who are notified of a message because they follow its thread: those who read it
/// last.
pub const NOTIFIED_FOLLOWERS: usize = 200;
/// The maximum number of people who are notified of a message only because they chose all messages.
pub const NOTIFIED_OF_ALL: usize = 200;

/// Why a user is notified. The kinds of a message come first, the strongest first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// A message mentions them, by name or as one of a group.
    Mention,
    /// A message has one of their keywords.
    Keyword,
    /// A reply in a thread that they follow.
    ThreadReply,
    /// A message in a conversation of which they chose all messages.
    Message,
    /// Somebody reacted to their message.
    Reaction,
    /// A reminder that they set is due.
    Reminder,
    /// A message that they scheduled was not sent.
    ScheduledFailed,
    /// They missed a call.
    MissedCall,
    /// A ticket was assigned to them.
    TicketAssigned,
    /// A ticket that the user works on, or whose team they lead, is due soon, or overdue.
    TicketDue,
    /// Somebody created a ticket for them.
    TicketCreated,
    /// The status of a ticket changed that they work on or have.
    TicketStatus,
    /// Its priority changed.
    TicketPriority,
    /// It moved to another team.
    TicketTeam,
    /// A ticket that they have, or worked on, was assigned to somebody else, or to nobody.
    TicketAssignee,
    /// Somebody commented on such a ticket.
    TicketComment,
}

impl NotificationKind {
    /// Returns whether reading the message also reads the notification; that of a missed call is the line that tells
    /// of it.
    #[must_use]
    pub fn is_read_with_its_message(self) -> bool {
        self <= Self::Message || self == Self::MissedCall
    }

    /// Returns whether it is about the user's own doing, and does not depend on a channel.
    #[must_use]
    pub fn is_their_own(self) -> bool {
        matches!(self, Self::Reminder | Self::ScheduledFailed)
    }
}

/// The people whom a message addresses, besides those whom it names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addressed {
    /// The members whom it mentions as a group, such as all of the channel.
    pub groups: Vec<UserId>,
    /// Those of them whom it mentions as members of a team. In a thread they follow it from then on.
    pub teams: Vec<UserId>,
    /// The members of a direct conversation: by default it notifies of all messages.
    pub direct: Vec<UserId>,
}

/// What a member of a channel chose there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listener {
    /// Which messages notify them; `None` if they have chosen nothing.
    pub notify: Option<Notify>,
    /// True if the channel shall not ask for attention.
    pub muted: bool,
    /// They see what comes after this position of the channel.
    pub history_after: Seq,
}

impl Listener {
    /// Returns whether they see a message at this position, or the thread that begins there.
    #[must_use]
    pub fn sees(&self, seq: Seq) -> bool {
        seq > self.history_after
    }

    /// Returns whether notifications of this kind reach them.
    #[must_use]
    pub fn hears(&self, kind: NotificationKind, default: Notify) -> bool {
        match self.notify.unwrap_or(default) {
            _ if self.muted => false,
            Notify::None => false,
            Notify::Mentions => kind != NotificationKind::Message,
            Notify::All => true,
        }
    }
}

/// The people who may have to be notified of a message, by reason.
#[derive(Debug, Default)]
pub struct Reasons<'a> {
    /// Those whom it mentions.
    pub mentioned: Vec<&'a UserId>,
    /// Those with a keyword in it.
    pub keywords: Vec<(&'a UserId, &'a str)>,
    /// Those who follow its thread.
    pub followers: Vec<&'a UserId>,
    /// Those who chose all messages, or are in the direct conversation.
    pub all: Vec<&'a UserId>,
}

/// Someone who is notified of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notified {
    /// The user.
    pub user: UserId,
    /// The reason.
    pub kind: NotificationKind,
    /// The keyword that was found.
    pub keyword: Option<String>,
}

/// Decides whom a message of `author` notifies. `listener` returns what a member chose, and `None` for those who may
/// not see the message; `default` is the level of those who chose nothing.
pub fn decide(
    author: &UserId,
    reasons: &Reasons<'_>,
    default: Notify,
    listener: impl Fn(&UserId) -> Option<Listener>,
) -> Vec<Notified> {
    let mut chosen: BTreeMap<&UserId, (NotificationKind, Option<&str>)> = BTreeMap::new();
    let mut add = |user, kind, keyword| {
        if user != author {
            chosen.entry(user).or_insert((kind, keyword));
        }
    };
    for user in &reasons.mentioned {
        add(user, NotificationKind::Mention, None);
    }
    for (user, keyword) in &reasons.keywords {
        add(user, NotificationKind::Keyword, Some(*keyword));
    }
    for user in &reasons.followers {
        add(user, NotificationKind::ThreadReply, None);
    }
    for user in &reasons.all {
        add(user, NotificationKind::Message, None);
    }
    let hears = |user: &UserId, kind| listener(user).is_some_and(|one| one.hears(kind, default));
    let mut of_all = 0;
    let notified = chosen.into_iter().filter(|(user, (kind, _))| {
        if !hears(user, *kind) {
            return false;
        }
        of_all += usize::from(*kind == NotificationKind::Message);
        *kind != NotificationKind::Message || of_all <= NOTIFIED_OF_ALL
    });
    notified
        .map(|(user, (kind, keyword))| Notified {
            user: user.clone(),
            kind,
            keyword: keyword.map(str::to_owned),
        })
        .collect()
}

/// Returns whether someone with these preferences is notified without a sound at the time `now`.
#[must_use]
pub fn is_silent(preferences: Option<&Preferences>, now: Millis) -> bool {
    preferences.is_some_and(|own| own.is_silent(now))
}
