//! The tickets of the demonstration and their rooms, and what the roles may do with tickets. Words only.

use entity::{model::ChannelKind, permission::TicketPermission};

use super::script::{Conversation, liked, line};

/// A ticket.
pub(super) struct Ticket {
    pub(super) number: &'static str,
    pub(super) status: &'static str,
    pub(super) priority: &'static str,
    /// Who works on it.
    pub(super) assigned_to: Option<&'static str>,
    pub(super) team: &'static str,
    /// Who has the problem, who is no user.
    pub(super) requester: &'static str,
    /// The user who filed it; the one who has the problem if `None`.
    pub(super) filed_by: Option<&'static str>,
    pub(super) title: &'static str,
    pub(super) description: &'static str,
}

pub(super) const TICKETS: &[Ticket] = &[
    Ticket {
        number: "HD-250819-138",
        status: "in_progress",
        priority: "high",
        assigned_to: Some("bob"),
        team: "HELPDESK",
        requester: "Lena Fischer",
        filed_by: None,
        title: "Trust relationship failed after sign-in",
        description: "Since the new laptop I cannot sign in on the second floor. The message says that the \
                      trust relationship failed.",
    },
    Ticket {
        number: PRINTER,
        status: "pending",
        priority: "medium",
        assigned_to: None,
        team: "HELPDESK",
        requester: "Omar Haddad",
        filed_by: Some("alice"),
        title: "Printer 3 West shows offline",
        description: "It prints from my colleague's desk but not from mine.",
    },
    Ticket {
        number: "NET-250818-017",
        status: "escalated",
        priority: "urgent",
        assigned_to: Some("dave"),
        team: "NETWORK",
        requester: "Priya Raman",
        filed_by: None,
        title: "No radio in the north stairwell",
        description: "Phones lose the connection between the third and the fifth floor.",
    },
    Ticket {
        number: "HD-250815-090",
        status: "completed",
        priority: "low",
        assigned_to: Some("alice"),
        team: "HELPDESK",
        requester: "Jonas Weber",
        filed_by: None,
        title: "Second screen stays dark",
        description: "The docking station was replaced, now only one screen works.",
    },
];

/// The ticket that has a room.
const PRINTER: &str = "HD-250819-141";

/// The rooms of tickets: the tickets' numbers, and what was said. Everyone has read everything.
pub(super) const ROOMS: &[(&str, Conversation)] = &[(
    PRINTER,
    Conversation {
        name: "HD-250819-141 Printer 3 West shows offline",
        description: "",
        kind: ChannelKind::Private,
        members: &["bob", "alice"],
        lines: &[
            line(
                100,
                "bob",
                "Erin's tip with the SNMP status works. Can you ask Omar to try again?",
            ),
            line(
                96,
                "alice",
                "He is in a meeting until three. I'll call him then.",
            ),
            liked(
                94,
                "bob",
                "Thanks! I'll change the port on the print server meanwhile.",
                &[("alice", "👍")],
            ),
        ],
    },
)];

/// What the roles may do with tickets, as in Orvale.
pub(super) const GRANTS: &[(&str, &[TicketPermission])] = &[
    (
        "it_user",
        &[
            TicketPermission::AssignWithinTeam,
            TicketPermission::CommentOwn,
            TicketPermission::CreateForUsers,
            TicketPermission::Escalate,
            TicketPermission::SetPriority,
            TicketPermission::SetStatus,
            TicketPermission::UpdateOwn,
            TicketPermission::ViewHistory,
        ],
    ),
    (
        "helpdesk_member",
        &[
            TicketPermission::AccessInternal,
            TicketPermission::AssignCrossTeam,
            TicketPermission::AssignOwn,
            TicketPermission::CommentOwn,
            TicketPermission::CreateForUsers,
            TicketPermission::Escalate,
            TicketPermission::SetStatus,
            TicketPermission::UpdateOwn,
            TicketPermission::ViewHistory,
            TicketPermission::ViewTeam,
        ],
    ),
    (
        "helpdesk_supervisor",
        &[
            TicketPermission::AccessInternal,
            TicketPermission::AssignCrossTeam,
            TicketPermission::AssignOwn,
            TicketPermission::AssignWithinTeam,
            TicketPermission::CommentOwn,
            TicketPermission::CreateForUsers,
            TicketPermission::Escalate,
            TicketPermission::OverrideAssignment,
            TicketPermission::ReassignAnyTeam,
            TicketPermission::SetPriority,
            TicketPermission::SetStatus,
            TicketPermission::UpdateOwn,
            TicketPermission::ViewAll,
            TicketPermission::ViewHistory,
            TicketPermission::ViewTeam,
        ],
    ),
    (
        "manager",
        &[
            TicketPermission::AccessInternal,
            TicketPermission::AssignWithinTeam,
            TicketPermission::CommentOwn,
            TicketPermission::CreateForUsers,
            TicketPermission::Escalate,
            TicketPermission::SetPriority,
            TicketPermission::SetStatus,
            TicketPermission::UpdateOwn,
            TicketPermission::ViewHistory,
            TicketPermission::ViewTeam,
        ],
    ),
];
