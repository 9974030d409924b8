//! What can happen in the model, as plain data: any list of actions can be played, in any state.

use std::{fmt, str::FromStr};

use rand::{Rng as _, rngs::StdRng, seq::IndexedRandom as _};

/// The number of clients.
pub const CLIENTS: usize = 5;

/// How often each command is drawn, relative to the others. Every command of the registry is here.
pub const COMMANDS: &[(&str, u32)] = &[
    ("send_message", 60),
    ("edit_message", 14),
    ("delete_message", 8),
    ("add_reaction", 16),
    ("remove_reaction", 8),
    ("pin_message", 5),
    ("unpin_message", 3),
    ("remove_previews", 1),
    ("save_message", 5),
    ("unsave_message", 3),
    ("set_reminder", 4),
    ("cancel_reminder", 2),
    ("follow_thread", 4),
    ("unfollow_thread", 4),
    ("mark_thread_read", 6),
    ("mark_read", 16),
    ("mark_all_read", 2),
    ("set_channel_preferences", 7),
    ("set_preferences", 3),
    ("read_notifications", 2),
    ("claim_notifications", 2),
    ("typing_start", 2),
    ("typing_stop", 1),
    ("update_presence", 3),
    ("call_initiate", 3),
    ("call_accept", 2),
    ("call_join", 2),
    ("call_decline", 1),
    ("call_leave", 1),
    ("call_end", 1),
    ("call_update", 1),
    ("call_view", 1),
    ("call_annotate", 1),
    ("webrtc_offer", 1),
    ("webrtc_answer", 1),
    ("webrtc_ice_candidate", 1),
    ("join_channel", 12),
    ("leave_channel", 4),
    ("create_channel", 3),
    ("open_direct", 4),
    ("update_channel", 6),
    ("set_member", 8),
    ("remove_member", 3),
    ("hand_over", 2),
    ("convert_group", 1),
    ("schedule_message", 4),
    ("update_scheduled", 2),
    ("cancel_scheduled", 2),
    ("create_invite", 2),
    ("revoke_invite", 1),
    ("accept_invite", 3),
    ("change_ticket", 1),
    ("comment_ticket", 1),
    ("create_ticket", 1),
    ("open_ticket_room", 1),
];

/// What happens to connections and to the server.
pub const EVENTS: &[(&str, u32)] = &[
    ("disconnect", 6),
    ("resume", 12),
    ("start_afresh", 2),
    ("kill_server", 3),
    ("stop_server", 1),
];

/// One action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// The client.
    pub who: usize,
    /// The command, or what happens.
    pub what: &'static str,
    /// True if the client waits for the reply; otherwise the next action overlaps with it.
    pub waits: bool,
    /// Numbers that choose the channel, the message and all else among those that exist then.
    pub picks: [usize; 4],
}

impl Action {
    fn random(random: &mut StdRng) -> Self {
        let all: Vec<_> = COMMANDS.iter().chain(EVENTS).collect();
        let what = all.choose_weighted(random, |(_, weight)| *weight).unwrap();
        Self {
            who: random.random_range(0..CLIENTS),
            what: what.0,
            waits: random.random_bool(0.6),
            picks: std::array::from_fn(|_| random.random_range(0..10_000)),
        }
    }

    /// Draws this many actions.
    #[must_use]
    pub fn draw(random: &mut StdRng, count: usize) -> Vec<Self> {
        (0..count).map(|_| Self::random(random)).collect()
    }
}

/// One line of a script, such as `2 add_reaction waits 17 4 0 1`.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pace = if self.waits { "waits" } else { "overlaps" };
        let [a, b, c, d] = self.picks;
        write!(f, "{} {} {pace} {a} {b} {c} {d}", self.who, self.what)
    }
}

impl FromStr for Action {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let wrong = || format!("not an action: {line:?}");
        let words: Vec<_> = line.split_whitespace().collect();
        let [who, what, pace, picks @ ..] = words.as_slice() else {
            return Err(wrong());
        };
        let known = COMMANDS.iter().chain(EVENTS).map(|(name, _)| *name);
        let picks: Result<Vec<usize>, _> = picks.iter().map(|pick| pick.parse()).collect();
        Ok(Self {
            who: who.parse().map_err(|_| wrong())?,
            what: known
                .into_iter()
                .find(|name| name == what)
                .ok_or_else(wrong)?,
            waits: *pace == "waits",
            picks: picks
                .ok()
                .and_then(|p| p.try_into().ok())
                .ok_or_else(wrong)?,
        })
    }
}

/// Reads the actions of a script, one a line; lines that begin with `#` are comments.
pub fn parse(script: &str) -> Result<Vec<Action>, String> {
    let lines = script.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::parse)
        .collect()
}

/// Writes actions as a script.
#[must_use]
pub fn script(actions: &[Action]) -> String {
    actions.iter().map(|action| format!("{action}\n")).collect()
}
