//! The rules of tickets: who sees one, and who sees what is internal about it.
//!
//! The permissions are Orvale's, as its `role_permissions` grants them; the chat has none of its own for tickets.
//! `queries::tickets` reads the facts, and repeats the rule of [`TicketStanding::sees`] in SQL to narrow a list down.

use super::{Account, Denial, Permission, may};
use crate::model::TicketSight;

/// One of Orvale's permissions on tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TicketPermission {
    /// See the tickets of one's team.
    ViewTeam,
    /// See every ticket.
    ViewAll,
    /// See what is internal, and write internal comments.
    AccessInternal,
    /// Create tickets for others.
    CreateForUsers,
    /// Comment on tickets.
    CommentOwn,
    /// Work on tickets that one sees.
    UpdateOwn,
    /// Change the status.
    SetStatus,
    /// Change the priority.
    SetPriority,
    /// Change a completed ticket.
    EditCompleted,
    /// Escalate.
    Escalate,
    /// Take a ticket oneself.
    AssignOwn,
    /// Assign tickets of one's team to people of it.
    AssignWithinTeam,
    /// Assign tickets across teams.
    AssignCrossTeam,
    /// Move tickets to any team.
    ReassignAnyTeam,
    /// Take tickets from others.
    OverrideAssignment,
    /// Assign any ticket to anyone.
    AssignAny,
    /// See the history.
    ViewHistory,
}

impl TicketPermission {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::ViewTeam,
        Self::ViewAll,
        Self::AccessInternal,
        Self::CreateForUsers,
        Self::CommentOwn,
        Self::UpdateOwn,
        Self::SetStatus,
        Self::SetPriority,
        Self::EditCompleted,
        Self::Escalate,
        Self::AssignOwn,
        Self::AssignWithinTeam,
        Self::AssignCrossTeam,
        Self::ReassignAnyTeam,
        Self::OverrideAssignment,
        Self::AssignAny,
        Self::ViewHistory,
    ];

    /// Returns its name in Orvale's `role_permissions`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ViewTeam => "ticket.view_team",
            Self::ViewAll => "ticket.view_all",
            Self::AccessInternal => "ticket.access_internal",
            Self::CreateForUsers => "ticket.create_for_users",
            Self::CommentOwn => "ticket.comment_own",
            Self::UpdateOwn => "ticket.update_own",
            Self::SetStatus => "ticket.set_status",
            Self::SetPriority => "ticket.set_priority",
            Self::EditCompleted => "ticket.edit_completed",
            Self::Escalate => "ticket.escalate",
            Self::AssignOwn => "ticket.assign_own",
            Self::AssignWithinTeam => "ticket.assign_within_team",
            Self::AssignCrossTeam => "ticket.assign_cross_team",
            Self::ReassignAnyTeam => "ticket.reassign_any_team",
            Self::OverrideAssignment => "ticket.override_assignment",
            Self::AssignAny => "ticket.assign_any",
            Self::ViewHistory => "ticket.view_history",
        }
    }

    /// Returns the permission with this name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|permission| permission.name() == name)
    }

    const fn bit(self) -> u32 {
        1 << self as u8
    }
}

/// A set of permissions on tickets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TicketSet(u32);

impl TicketSet {
    /// Every permission.
    #[must_use]
    pub fn all() -> Self {
        TicketPermission::ALL.into_iter().collect()
    }

    /// Returns whether the set contains `permission`.
    #[must_use]
    pub const fn has(self, permission: TicketPermission) -> bool {
        self.0 & permission.bit() != 0
    }
}

impl FromIterator<TicketPermission> for TicketSet {
    fn from_iter<I: IntoIterator<Item = TicketPermission>>(permissions: I) -> Self {
        let bits = permissions.into_iter().map(TicketPermission::bit);
        Self(bits.fold(0, |set, bit| set | bit))
    }
}

/// What a role may do with tickets, and which permissions this version of Orvale has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TicketGrants {
    /// The permissions that the role has.
    pub held: TicketSet,
    /// The permissions that some role has: an older Orvale does not know all of them.
    pub known: TicketSet,
}

impl TicketGrants {
    /// Returns whether the role has `permission`, or, if this Orvale does not know it, the one it had `before`.
    #[must_use]
    pub const fn has_or_before(
        self,
        permission: TicketPermission,
        before: TicketPermission,
    ) -> bool {
        if self.known.has(permission) {
            self.held.has(permission)
        } else {
            self.held.has(before)
        }
    }
}

/// The facts about a ticket that permissions depend on, as Orvale stores them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketStanding {
    /// What may be the username of the person who has the problem: their name and their employee number.
    pub requester: Vec<String>,
    /// What may be the username of the person who filed it.
    pub filed_by: Vec<String>,
    /// The username of the person who works on it.
    pub assigned_to: Option<String>,
    /// The id of the team that works on it.
    pub team: Option<String>,
    /// True if the person who works on it has an active account.
    pub is_held: bool,
    /// True if it is completed.
    pub completed: bool,
}

impl TicketStanding {
    /// Returns whether the user may see the ticket. One's own and those assigned to oneself are visible to everyone
    /// who may use the chat; a team's and all others take Orvale's permission.
    #[must_use]
    pub fn sees(&self, account: &Account) -> bool {
        if may(account, Permission::AccessChannels).is_err() {
            return false;
        }
        let held = account.tickets.held;
        self.is_own(account)
            || held.has(TicketPermission::ViewAll)
            || (held.has(TicketPermission::ViewTeam) && self.is_of_team(account))
    }

    /// Returns whether the user has the problem, filed the ticket, or works on it.
    #[must_use]
    pub fn is_own(&self, account: &Account) -> bool {
        self.assigned_to.as_deref() == Some(account.username.as_str()) || self.is_of(account)
    }

    /// Returns whether the user has the problem, or filed the ticket.
    fn is_of(&self, account: &Account) -> bool {
        let mut people = self.requester.iter().chain(&self.filed_by);
        people.any(|one| one == account.username.as_str())
    }

    /// Returns by what the user, who sees the ticket, would see it if somebody else worked on it.
    #[must_use]
    pub fn sight(&self, account: &Account) -> TicketSight {
        let held = account.tickets.held;
        let team = account.team_id.clone().filter(|team| !team.is_empty());
        TicketSight {
            always: self.is_of(account) || held.has(TicketPermission::ViewAll),
            team: team.filter(|_| held.has(TicketPermission::ViewTeam)),
        }
    }

    /// Returns whether the user's team works on it.
    #[must_use]
    pub fn is_of_team(&self, account: &Account) -> bool {
        let own = account.team_id.as_deref().filter(|team| !team.is_empty());
        own.is_some() && own == self.team.as_deref()
    }

    /// Returns whether the user may see what is internal. The person who has the problem never does, whatever their
    /// role; for this a displayed name counts, too, although it proves nothing.
    #[must_use]
    pub fn sees_internal(&self, account: &Account) -> bool {
        let names = [account.username.as_str(), account.display_name.as_str()];
        let has_it = |one: &String| {
            let one = one.trim();
            names
                .iter()
                .any(|name| one.to_lowercase() == name.to_lowercase())
        };
        self.sees(account)
            && account.tickets.held.has(TicketPermission::AccessInternal)
            && !self.requester.iter().any(has_it)
    }

    /// Permission to see the ticket.
    ///
    /// # Errors
    /// [`Denial::Forbidden`] if the user may not use the chat, [`Denial::NotFound`] if the ticket must stay hidden from
    /// them.
    pub fn permit(&self, account: &Account) -> Result<TicketView, Denial> {
        may(account, Permission::AccessChannels)?;
        if !self.sees(account) {
            return Err(Denial::NotFound);
        }
        Ok(TicketView {
            internal: self.sees_internal(account),
        })
    }
}

/// What a user may see of a ticket that they may see. Only [`TicketStanding::permit`] creates one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketView {
    internal: bool,
}

impl TicketView {
    /// Returns whether they see what is internal.
    #[must_use]
    pub const fn internal(self) -> bool {
        self.internal
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::Grants;

    fn account(team: Option<&str>, held: &[TicketPermission]) -> Account {
        Account {
            username: "ann".into(),
            display_name: "Ann Lee".into(),
            role: "it_user".into(),
            team_id: team.map(str::to_owned),
            active: true,
            blocked: false,
            grants: Grants::all(),
            tickets: TicketGrants {
                held: held.iter().copied().collect(),
                known: TicketSet::all(),
            },
            token_epoch: 0,
            tokens_valid_after: 0,
        }
    }

    fn ticket(requester: &str, filed_by: &str, assigned_to: &str, team: &str) -> TicketStanding {
        TicketStanding {
            requester: vec![requester.into()],
            filed_by: vec![filed_by.into()],
            assigned_to: Some(assigned_to.into()),
            team: Some(team.into()),
            is_held: true,
            completed: false,
        }
    }

    #[test]
    fn own_ones_a_teams_and_all() {
        use TicketPermission::{ViewAll, ViewTeam};
        let others = ticket("x", "y", "z", "HELPDESK");
        for own in [
            ticket("ann", "y", "z", "T"),
            ticket("x", "ann", "z", "T"),
            ticket("x", "y", "ann", "T"),
        ] {
            assert!(own.sees(&account(None, &[])), "{own:?}");
        }
        for (team, held, sees) in [
            (None, &[][..], false),
            (Some("HELPDESK"), &[], false),
            (Some("HELPDESK"), &[ViewTeam], true),
            (Some("NET"), &[ViewTeam], false),
            (None, &[ViewTeam], false),
            (None, &[ViewAll], true),
        ] {
            assert_eq!(others.sees(&account(team, held)), sees, "{team:?} {held:?}");
        }
        let nobodys = TicketStanding {
            team: Some(String::new()),
            ..TicketStanding::default()
        };
        assert!(!nobodys.sees(&account(Some(""), &[ViewTeam])));
        let mut blocked = account(None, &[ViewAll]);
        blocked.blocked = true;
        assert!(matches!(others.permit(&blocked), Err(Denial::Forbidden(_))));
        assert_eq!(others.permit(&account(None, &[])), Err(Denial::NotFound));
    }

    #[test]
    fn whoever_has_the_problem_sees_nothing_internal() {
        use TicketPermission::{AccessInternal, ViewAll};
        let may = account(None, &[ViewAll, AccessInternal]);
        assert!(ticket("x", "ann", "z", "T").sees_internal(&may));
        for requester in ["ann", "Ann Lee", " ANN LEE "] {
            assert!(!ticket(requester, "y", "ann", "T").sees_internal(&may));
        }
        assert!(!ticket("x", "y", "ann", "T").sees_internal(&account(None, &[ViewAll])));
        assert!(!ticket("x", "y", "z", "T").sees_internal(&account(None, &[AccessInternal])));
    }

    #[test]
    fn names_are_orvales_and_found_again() {
        for permission in TicketPermission::ALL {
            assert_eq!(
                TicketPermission::from_name(permission.name()),
                Some(permission)
            );
            assert!(TicketSet::all().has(permission) && !TicketSet::default().has(permission));
        }
        assert_eq!(TicketPermission::from_name("ticket.unheard_of"), None);
    }
}
