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
