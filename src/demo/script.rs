//! What is said in the demonstration, and by whom. Words only; its tickets are in `tickets`.

use entity::{
    ids::{ClientId, Millis},
    model::ChannelKind::{self, Direct, Private, Public},
};
use uuid::Uuid;

use super::attachments::{Attachment, CHANNEL_PLAN, VOICE_MESSAGE};

pub(super) const MINUTE: Millis = 60_000;

/// Username, name, role, team.
pub(super) type Person = (
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
);

/// The teams: id and name.
pub(super) const TEAMS: &[(&str, &str)] = &[("HELPDESK", "Helpdesk"), ("NETWORK", "Network")];

/// The people; the first owns the channels.
pub(super) const PEOPLE: &[Person] = &[
    ("alice", "Alice Nguyen", "it_user", None),
    ("bob", "Bob Kowalski", "helpdesk_member", Some("HELPDESK")),
    (
        "carol",
        "Carol Mendes",
        "helpdesk_supervisor",
        Some("HELPDESK"),
    ),
    ("dave", "Dave Okafor", "it_user", Some("NETWORK")),
    ("erin", "Erin Lindqvist", "it_user", Some("NETWORK")),
    ("frank", "Frank Moreau", "it_user", None),
    ("grace", "Grace Tanaka", "manager", None),
    ("olivia", "Olivia Brandt", "admin", None),
];

/// A conversation.
pub(super) struct Conversation {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) kind: ChannelKind,
    /// The first of them began it.
    pub(super) members: &'static [&'static str],
    pub(super) lines: &'static [Line],
}

impl Conversation {
    /// When it began: a little before its first line.
    pub(super) fn minutes_ago(&self) -> i64 {
        self.lines.first().map_or(0, |line| line.minutes_ago + 5)
    }

    /// By which a line is known to be written already.
    pub(super) fn client_id(&self, line: usize) -> ClientId {
        let name = format!(
            "demonstration-{}-{}-{line}",
            self.name,
            self.members.join("-")
        );
        Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).into()
    }
}

/// A message.
pub(super) struct Line {
    pub(super) minutes_ago: i64,
    pub(super) by: &'static str,
    pub(super) text: &'static str,
    /// Which earlier line it answers.
    pub(super) answers: Option<usize>,
    /// In which earlier line's thread it is.
    pub(super) thread: Option<usize>,
    /// Who reacted with what.
    pub(super) reactions: &'static [(&'static str, &'static str)],
    /// Who pinned it.
    pub(super) pinned_by: Option<&'static str>,
    /// The file that it carries; its text may then be empty.
    pub(super) attachment: Option<&'static Attachment>,
}

pub(super) const fn line(minutes_ago: i64, by: &'static str, text: &'static str) -> Line {
    Line {
        minutes_ago,
        by,
        text,
        answers: None,
        thread: None,
        reactions: &[],
        pinned_by: None,
        attachment: None,
    }
}

const fn answer(minutes_ago: i64, by: &'static str, to: usize, text: &'static str) -> Line {
    Line {
        answers: Some(to),
        ..line(minutes_ago, by, text)
    }
}

const fn in_thread(minutes_ago: i64, by: &'static str, root: usize, text: &'static str) -> Line {
    Line {
        thread: Some(root),
        ..line(minutes_ago, by, text)
    }
}

pub(super) const fn liked(
    minutes_ago: i64,
    by: &'static str,
    text: &'static str,
    reactions: &'static [(&'static str, &'static str)],
) -> Line {
    Line {
        reactions,
        ..line(minutes_ago, by, text)
    }
}

const fn pinned(by: &'static str, line: Line) -> Line {
    Line {
        pinned_by: Some(by),
        ..line
    }
}

const fn with_file(attachment: &'static Attachment, line: Line) -> Line {
    Line {
        attachment: Some(attachment),
        ..line
    }
}

const DAY: i64 = 24 * 60;

/// A reminder of a line in a channel.
pub(super) struct Reminder {
    pub(super) channel: &'static str,
    pub(super) line: usize,
    pub(super) user: &'static str,
    pub(super) in_minutes: i64,
}

pub(super) const REMINDERS: &[Reminder] = &[
    // Due while somebody is looking.
    Reminder {
        channel: "general",
        line: 7,
        user: "alice",
        in_minutes: 3,
    },
    Reminder {
        channel: "general",
        line: 3,
        user: "alice",
        in_minutes: DAY,
    },
];

/// A line that someone saved: channel, line, user.
pub(super) type Saved = (&'static str, usize, &'static str);

pub(super) const SAVED: &[Saved] = &[("helpdesk", 2, "alice"), ("network", 4, "alice")];

/// What a page that a line links to says of itself. The demonstration fetches nothing.
pub(super) struct Preview {
    pub(super) channel: &'static str,
    pub(super) line: usize,
    pub(super) url: &'static str,
    pub(super) title: &'static str,
    pub(super) description: &'static str,
    pub(super) site_name: &'static str,
}

pub(super) const PREVIEWS: &[Preview] = &[Preview {
    channel: "network",
    line: 2,
    url: "https://wiki.example/network/channels",
    title: "Wi-Fi channel plan",
    description: "Which access point uses which channel, by building and floor, and whom to ask \
                  before one is moved.",
    site_name: "Network wiki",
}];

/// A message that waits to be sent: channel, author, in how many minutes, text.
pub(super) type Scheduled = (&'static str, &'static str, i64, &'static str);

pub(super) const SCHEDULED: &[Scheduled] = &[(
    "network",
    "olivia",
    DAY,
    "Reminder: the VPN certificates are renewed on Monday.",
)];

pub(super) const CHANNELS: &[Conversation] = &[
    Conversation {
        name: "general",
        description: "News for everyone",
        kind: Public,
        members: &[
            "alice", "bob", "carol", "dave", "erin", "frank", "grace", "olivia",
        ],
        lines: &[
            liked(
                2 * DAY + 190,
                "grace",
                "Good morning everyone. From today we talk here instead of in the mail threads. \
                 Please keep ticket details in the tickets.",
                &[("alice", "👍"), ("bob", "👍"), ("erin", "🎉")],
            ),
            line(
                2 * DAY + 184,
                "dave",
                "Finally! Is there a channel for the network team?",
            ),
            answer(
                2 * DAY + 182,
                "carol",
                1,
                "Yes, **#network**. Anyone can join it.",
            ),
            pinned(
                "olivia",
                line(
                    DAY + 300,
                    "olivia",
                    "Reminder: the mail servers restart on Thursday between 18:00 and 19:00. Webmail \
                     will be away for about ten minutes.",
                ),
            ),
            line(
                DAY + 280,
                "frank",
                "Does that include the shared mailboxes?",
            ),
            answer(
                DAY + 276,
                "olivia",
                4,
                "It does. Nothing is lost, it only arrives later.",
            ),
            liked(
                95,
                "erin",
                "The new laptops for Region 7 have arrived. Pick-up is in room 114 until four.",
                &[("dave", "🙌"), ("frank", "👀")],
            ),
            line(
                88,
                "alice",
                "@erin could you keep one for Bob? He is on site until five.",
            ),
            line(86, "erin", "Sure, it is on my desk with his name on it."),
        ],
    },
    Conversation {
        name: "helpdesk",
        description: "Questions between the desks; customers' data stays in the tickets",
        kind: Public,
        members: &["alice", "bob", "carol", "dave", "erin"],
        lines: &[
            line(
                DAY + 500,
                "bob",
                "Third call this morning about \"trust relationship failed\" on the second floor. \
                 Same image on all three?",
            ),
            line(
                DAY + 496,
                "alice",
                "All three were set up last Tuesday, so probably yes.",
            ),
            pinned(
                "carol",
                liked(
                    DAY + 470,
                    "alice",
                    "Found it: the clock on that image is seven minutes slow. `w32tm /resync \
                     /force`, then sign in again.",
                    &[("bob", "❤️"), ("carol", "👏"), ("dave", "👏")],
                ),
            ),
            answer(
                DAY + 465,
                "bob",
                2,
                "That did it on the first one. Thank you!",
            ),
            line(
                DAY + 460,
                "carol",
                "Great. @alice please write it down in the knowledge base, the other desks will \
                 get the same calls.",
            ),
            line(DAY + 420, "alice", "Done."),
            line(
                130,
                "dave",
                "Printer on 3 West shows offline for everyone but prints when I send to its \
                 address. Alice has opened HD-250819-141 for it. Ideas?",
            ),
            answer(
                126,
                "erin",
                6,
                "SNMP status. Untick *SNMP Status Enabled* on the port and it comes back.",
            ),
            liked(
                118,
                "dave",
                "It lives. I owe you a coffee.",
                &[("erin", "☕")],
            ),
            in_thread(
                110,
                "bob",
                2,
                "Does this also affect the image for Region 1?",
            ),
            in_thread(
                108,
                "carol",
                2,
                "Their image is from March. @alice was that before or after the change?",
            ),
            in_thread(
                104,
                "alice",
                2,
                "Before. Region 1 is fine, I have checked one of their laptops.",
            ),
            line(
                34,
                "bob",
                "Can someone take the VPN queue from two to three? I have the dentist.",
            ),
            line(31, "erin", "I'll take it."),
            line(12, "carol", "Thanks @erin. @bob good luck!"),
        ],
    },
    Conversation {
        name: "network",
        description: "Switches, lines, radio, VPN",
        kind: Public,
        members: &["alice", "dave", "frank", "olivia"],
        lines: &[
            line(
                DAY + 700,
                "frank",
                "North zone: two access points on channel 36 next to each other since the move.",
            ),
            line(DAY + 690, "dave", "I can move one to 149 tonight."),
            with_file(
                &CHANNEL_PLAN,
                liked(
                    DAY + 100,
                    "dave",
                    "Moved. Retries are down from 31 % to 4 %. The plan of all channels: \
                     https://wiki.example/network/channels",
                    &[("frank", "🚀")],
                ),
            ),
            line(
                60,
                "olivia",
                "VPN certificates end in 21 days. @dave will you renew them or shall I?",
            ),
            line(
                52,
                "dave",
                "I'll do it on Monday, with the new chain:\n```\nopenssl verify -CAfile chain.pem vpn.pem\n```",
            ),
            in_thread(
                50,
                "frank",
                3,
                "Do the clients have to be restarted for it?",
            ),
            in_thread(47, "dave", 3, "No, they reconnect within a minute."),
        ],
    },
    Conversation {
        name: "supervisors",
        description: "Shifts and staffing",
        kind: Private,
        members: &["carol", "grace", "olivia"],
        lines: &[
            line(
                3 * DAY,
                "grace",
                "How many of us do we need on the desk over the holidays?",
            ),
            line(
                3 * DAY - 20,
                "carol",
                "Three a day were enough last year. I'd plan four.",
            ),
            liked(
                3 * DAY - 25,
                "grace",
                "Four it is. Draft by Friday?",
                &[("carol", "👍")],
            ),
        ],
    },
];

pub(super) const DIRECT: &[Conversation] = &[
    Conversation {
        name: "",
        description: "",
        kind: Direct,
        members: &["alice", "bob"],
        lines: &[
            line(200, "bob", "Do you still have the spare docking station?"),
            line(
                197,
                "alice",
                "Second drawer. Take it, I'm in the office until six.",
            ),
            liked(196, "bob", "You're the best.", &[("alice", "😊")]),
            line(
                9,
                "bob",
                "One more thing: can you look at HD-250819-138 when you have a minute?",
            ),
        ],
    },
    Conversation {
        name: "",
        description: "",
        kind: Direct,
        members: &["carol", "alice"],
        lines: &[
            line(DAY + 30, "carol", "Nice find with the clock, Alice."),
            with_file(&VOICE_MESSAGE, line(DAY + 29, "carol", "")),
            line(DAY + 28, "alice", "Thanks! I'll look at it this afternoon."),
            line(DAY + 25, "carol", "Perfect."),
        ],
    },
    Conversation {
        name: "",
        description: "",
        kind: Direct,
        members: &["dave", "erin", "frank"],
        lines: &[
            line(400, "dave", "Lunch at half past twelve?"),
            line(395, "frank", "In."),
            line(390, "erin", "Save me a seat, I'm in a call until 12:40."),
        ],
    },
];
