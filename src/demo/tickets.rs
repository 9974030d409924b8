//! The tickets of the demonstration and their rooms, and what the roles may do with tickets. Words only.

use entity::{model::ChannelKind, permission::TicketPermission};

use super::script::{Conversation, liked, line};

/// A ticket, as it was filed.
pub(super) struct Ticket {
    pub(super) number: &'static str,
    pub(super) minutes_ago: i64,
    pub(super) priority: &'static str,
    pub(super) team: &'static str,
    /// Who has the problem, who is no user.
    pub(super) requester: &'static str,
    /// The user who filed it; the one who has the problem if `None`.
    pub(super) filed_by: Option<&'static str>,
    pub(super) title: &'static str,
    pub(super) description: &'static str,
    /// What happened to it, the earliest first.
    pub(super) steps: &'static [Step],
}

/// What someone did with a ticket.
pub(super) struct Step {
    pub(super) minutes_ago: i64,
    pub(super) by: &'static str,
    pub(super) does: Does,
}

/// What can be done with a ticket.
pub(super) enum Does {
    Assign(&'static str),
    SetStatus(&'static str),
    SetPriority(&'static str),
    /// With the reason.
    Escalate(&'static str),
    /// With what was done.
    Complete(&'static str),
    Comment(&'static str),
    /// An internal comment.
    Note(&'static str),
}

const fn step(minutes_ago: i64, by: &'static str, does: Does) -> Step {
    Step {
        minutes_ago,
        by,
        does,
    }
}

pub(super) const TICKETS: &[Ticket] = &[
    Ticket {
        number: "HD-250819-138",
        minutes_ago: 250,
        priority: "medium",
        team: "HELPDESK",
        requester: "Lena Fischer",
        filed_by: None,
        title: "Trust relationship failed after sign-in",
        description: "Since the new laptop I cannot sign in on the second floor. The message says that the \
                      trust relationship failed.",
        steps: &[
            step(231, "carol", Does::SetPriority("high")),
            step(230, "carol", Does::Assign("bob")),
            step(204, "bob", Does::SetStatus("in_progress")),
            step(
                160,
                "bob",
                Does::Comment("What is the computer called? The name is on the sticker below it."),
            ),
            step(
                150,
                "carol",
                Does::Note("Last week's image left the domain twice. See NET-250818-017."),
            ),
        ],
    },
    Ticket {
        number: PRINTER,
        minutes_ago: 140,
        priority: "medium",
        team: "HELPDESK",
        requester: "Omar Haddad",
        filed_by: Some("alice"),
        title: "Printer 3 West shows offline",
        description: "It prints from my colleague's desk but not from mine.",
        steps: &[],
    },
    Ticket {
        number: "NET-250818-017",
        minutes_ago: 30 * 60,
        priority: "urgent",
        team: "NETWORK",
        requester: "Priya Raman",
        filed_by: None,
        title: "No radio in the north stairwell",
        description: "Phones lose the connection between the third and the fifth floor.",
        steps: &[
            step(29 * 60, "dave", Does::Assign("dave")),
            step(
                26 * 60,
                "dave",
                Does::Escalate("Only the building's electrician can open the shaft."),
            ),
        ],
    },
    // Its target time was missed.
    Ticket {
        number: "HD-250818-121",
        minutes_ago: 10 * 60,
        priority: "high",
        team: "HELPDESK",
        requester: "Mehmet Kaya",
        filed_by: None,
        title: "VPN drops every hour",
        description: "From home the connection ends after an hour, and I have to sign in again.",
        steps: &[],
    },
    // Its target time is near, and stays so for more than a day.
    Ticket {
        number: "HD-250815-102",
        minutes_ago: 91 * 60,
        priority: "low",
        team: "NETWORK",
        requester: "Sofia Rossi",
        filed_by: None,
        title: "Wall socket 4.12 is dead",
        description: "The socket beside the window in room 4.12 has no network.",
        steps: &[
            step(90 * 60, "dave", Does::Assign("dave")),
            step(89 * 60, "dave", Does::SetStatus("open")),
        ],
    },
    Ticket {
        number: "HD-250815-090",
        minutes_ago: 72 * 60,
        priority: "low",
        team: "HELPDESK",
        requester: "Jonas Weber",
        filed_by: None,
        title: "Second screen stays dark",
        description: "The docking station was replaced, now only one screen works.",
        steps: &[
            step(70 * 60, "alice", Does::Assign("alice")),
            step(
                48 * 60,
                "alice",
                Does::Complete("The cable to the docking station was loose. Both screens work."),
            ),
        ],
    },
];

/// Within how many minutes tickets of each priority are to be completed.
pub(super) const TARGETS: [(&str, i64); 4] = [
    ("urgent", 4 * 60),
    ("high", 8 * 60),
    ("medium", 24 * 60),
    ("low", 5 * 24 * 60),
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
