//! The rules of working on a ticket: who may change what, as Orvale's permissions say.

use super::{
    Account, Denial, Permission, TicketGrants,
    TicketPermission::{
        self, AccessInternal, AssignAny, AssignCrossTeam, AssignOwn, AssignWithinTeam, CommentOwn,
        CreateForUsers, EditCompleted, OverrideAssignment, ReassignAnyTeam, UpdateOwn,
    },
    TicketStanding, may,
};
use crate::model::TicketAction;

const NOT_GRANTED: Denial =
    Denial::Forbidden("Your role does not have the permission for this change of a ticket.");
const NOT_CREATING: Denial =
    Denial::Forbidden("Your role does not have the permission to create tickets.");
const COMPLETED: Denial =
    Denial::Forbidden("This ticket is completed; reopen it before you change it.");

/// Checks that the user may make tickets from messages.
///
/// # Errors
/// [`Denial::Forbidden`].
pub fn may_create_tickets(account: &Account) -> Result<(), Denial> {
    may(account, Permission::AccessChannels)?;
    let TicketGrants { held, known } = account.tickets;
    let permissions = [CreateForUsers, AccessInternal];
    let allowed = match permissions.iter().any(|one| known.has(*one)) {
        true => permissions.iter().any(|one| held.has(*one)),
        false => held.has(CommentOwn),
    };
    if allowed { Ok(()) } else { Err(NOT_CREATING) }
}

impl TicketStanding {
    /// Checks that the user may do `action` with the ticket.
    ///
    /// # Errors
    /// [`Denial::NotFound`] if the ticket must stay hidden from them, otherwise [`Denial::Forbidden`].
    pub fn allow(&self, account: &Account, action: TicketAction) -> Result<(), Denial> {
        let view = self.permit(account)?;
        let changes = !matches!(
            action,
            TicketAction::Comment | TicketAction::CommentInternal | TicketAction::SetStatus
        );
        if changes && self.completed && !account.tickets.held.has(EditCompleted) {
            return Err(COMPLETED);
        }
        let held = |permission| account.tickets.held.has(permission);
        let anywhere = held(AssignCrossTeam) || held(ReassignAnyTeam) || held(AssignAny);
        let within = held(AssignWithinTeam) && self.is_of_team(account);
        let allowed = match action {
            TicketAction::Comment => held(CommentOwn),
            TicketAction::CommentInternal => held(CommentOwn) && view.internal(),
            TicketAction::SetStatus => {
                let grants = account.tickets;
                grants.has_or_before(TicketPermission::SetStatus, UpdateOwn)
            }
            TicketAction::SetPriority => {
                let grants = account.tickets;
                grants.has_or_before(TicketPermission::SetPriority, UpdateOwn)
            }
            TicketAction::Escalate => held(TicketPermission::Escalate),
            TicketAction::Take => {
                let free = self.is_free_for(account);
                anywhere || within || held(AssignOwn) && (free || held(OverrideAssignment))
            }
            TicketAction::Assign => anywhere || within,
            TicketAction::SetTeam => anywhere,
        };
        if allowed { Ok(()) } else { Err(NOT_GRANTED) }
    }

    /// Checks that the user may assign the ticket to someone of `team`: across teams only with the permission for that.
    ///
    /// # Errors
    /// As [`Self::allow`].
    pub fn allow_assignee(&self, account: &Account, team: Option<&str>) -> Result<(), Denial> {
        self.allow(account, TicketAction::Assign)?;
        let held = |permission| account.tickets.held.has(permission);
        let anywhere = held(AssignCrossTeam) || held(ReassignAnyTeam) || held(AssignAny);
        let same = team.is_some() && team == account.team_id.as_deref();
        if anywhere || same {
            Ok(())
        } else {
            Err(NOT_GRANTED)
        }
    }

    /// Returns what the user may do with the ticket.
    #[must_use]
    pub fn allowed(&self, account: &Account) -> Vec<TicketAction> {
        let mut all = TicketAction::ALL.to_vec();
        all.retain(|action| self.allow(account, *action).is_ok());
        all
    }

    fn is_free_for(&self, account: &Account) -> bool {
        !self.is_held || self.assigned_to.as_deref() == Some(account.username.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::{Grants, TicketSet};
    use TicketPermission::{Escalate, SetPriority, SetStatus, ViewAll};

    fn ann(held: &[TicketPermission], known: TicketSet) -> Account {
        Account {
            username: "ann".into(),
            display_name: "Ann Lee".into(),
            role: "it_user".into(),
            team_id: Some("HELPDESK".into()),
            active: true,
            blocked: false,
            grants: Grants::all(),
            tickets: TicketGrants {
                held: held.iter().copied().chain([ViewAll]).collect(),
                known,
            },
            token_epoch: 0,
            tokens_valid_after: 0,
        }
    }

    /// An Orvale that does not know these.
    fn without(unknown: &[TicketPermission]) -> TicketSet {
        let mut known = TicketPermission::ALL.to_vec();
        known.retain(|one| !unknown.contains(one));
        known.into_iter().collect()
    }

    fn ticket(team: &str, held_by: Option<&str>) -> TicketStanding {
        TicketStanding {
            requester: vec!["bob".into()],
            assigned_to: held_by.map(str::to_owned),
            team: Some(team.into()),
            is_held: held_by.is_some(),
            ..TicketStanding::default()
        }
    }

    #[test]
    fn each_permission_allows_its_changes_and_no_others() {
        use TicketAction::{Assign, Comment, CommentInternal, SetTeam, Take};
        let everywhere = &[Take, Assign, SetTeam][..];
        let own = ticket("HELPDESK", Some("cid"));
        let others = ticket("NET", Some("cid"));
        let free = ticket("NET", None);
        let hers = ticket("NET", Some("ann"));
        for (held, standing, allowed) in [
            (&[][..], &own, &[][..]),
            (&[CommentOwn], &own, &[Comment]),
            (&[AccessInternal], &own, &[]),
            (
                &[CommentOwn, AccessInternal],
                &own,
                &[Comment, CommentInternal],
            ),
            (&[SetStatus], &own, &[TicketAction::SetStatus]),
            (&[SetPriority], &own, &[TicketAction::SetPriority]),
            (&[UpdateOwn], &own, &[]),
            (&[Escalate], &own, &[TicketAction::Escalate]),
            (&[AssignOwn], &free, &[Take]),
            (&[AssignOwn], &hers, &[Take]),
            (&[AssignOwn], &others, &[]),
            (&[OverrideAssignment], &others, &[]),
            (&[AssignOwn, OverrideAssignment], &others, &[Take]),
            (&[AssignWithinTeam], &own, &[Take, Assign]),
            (&[AssignWithinTeam], &free, &[]),
            (&[AssignCrossTeam], &others, everywhere),
            (&[ReassignAnyTeam], &others, everywhere),
            (&[AssignAny], &others, everywhere),
        ] {
            let account = ann(held, TicketSet::all());
            assert_eq!(standing.allowed(&account), allowed, "{held:?} {standing:?}");
        }
    }

    #[test]
    fn an_older_orvale_asks_for_the_permission_to_update() {
        let known = without(&[SetStatus, SetPriority]);
        let own = ticket("HELPDESK", None);
        let allowed = own.allowed(&ann(&[UpdateOwn], known));
        assert_eq!(
            allowed,
            [TicketAction::SetStatus, TicketAction::SetPriority]
        );
    }

    #[test]
    fn who_cannot_assign_across_teams_assigns_to_their_own() {
        let within = ann(&[AssignWithinTeam], TicketSet::all());
        let own = ticket("HELPDESK", None);
        assert_eq!(own.allow_assignee(&within, Some("HELPDESK")), Ok(()));
        for team in [Some("NET"), None] {
            assert_eq!(own.allow_assignee(&within, team), Err(NOT_GRANTED));
        }
        let foreign = ticket("NET", None).allow_assignee(&within, Some("HELPDESK"));
        assert_eq!(foreign, Err(NOT_GRANTED));
        for held in [AssignCrossTeam, ReassignAnyTeam, AssignAny] {
            let account = ann(&[held], TicketSet::all());
            assert_eq!(own.allow_assignee(&account, Some("NET")), Ok(()));
        }
        let teamless = Account {
            team_id: None,
            ..within
        };
        let nobodys = TicketStanding {
            team: None,
            ..ticket("", None)
        };
        assert!(nobodys.allow_assignee(&teamless, None).is_err());
    }

    #[test]
    fn a_completed_ticket_is_reopened_or_commented_on() {
        let completed = TicketStanding {
            completed: true,
            ..ticket("HELPDESK", None)
        };
        let all = TicketPermission::ALL.to_vec();
        let mut held = all.clone();
        held.retain(|one| *one != EditCompleted);
        assert_eq!(
            completed.allowed(&ann(&held, TicketSet::all())),
            [
                TicketAction::Comment,
                TicketAction::CommentInternal,
                TicketAction::SetStatus
            ]
        );
        let refused = completed.allow(&ann(&held, TicketSet::all()), TicketAction::Take);
        assert_eq!(refused, Err(COMPLETED));
        let allowed = completed.allowed(&ann(&all, TicketSet::all()));
        assert_eq!(allowed, TicketAction::ALL);
    }

    #[test]
    fn the_person_who_has_the_problem_comments_in_public() {
        let own = TicketStanding {
            requester: vec!["ann".into()],
            ..ticket("HELPDESK", None)
        };
        let allowed = own.allowed(&ann(&[CommentOwn, AccessInternal], TicketSet::all()));
        assert_eq!(allowed, [TicketAction::Comment]);
    }

    #[test]
    fn tickets_are_made_with_the_permission_that_orvale_knows() {
        let old = without(&[CreateForUsers, AccessInternal]);
        for (held, known, allowed) in [
            (&[][..], TicketSet::all(), false),
            (&[CommentOwn], TicketSet::all(), false),
            (&[CreateForUsers], TicketSet::all(), true),
            (&[AccessInternal], TicketSet::all(), true),
            (&[CommentOwn], old, true),
            (&[UpdateOwn], old, false),
        ] {
            let may = may_create_tickets(&ann(held, known));
            assert_eq!(may.is_ok(), allowed, "{held:?}");
        }
    }
}
