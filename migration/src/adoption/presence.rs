//! Converts chosen statuses and blocked users.

use std::collections::HashSet;

use super::{
    records::{Block, Presence},
    source::Row,
    tally::Tally,
};

/// Converts every row of presence; the same rows say who is blocked.
pub(super) fn plan(
    rows: &[Row],
    users: &HashSet<String>,
    tally: &mut Tally,
    now: i64,
) -> (Vec<Presence>, Vec<Block>) {
    let mut presences = Vec::with_capacity(rows.len());
    let mut blocks = Vec::new();
    for row in rows {
        let Some(user_id) = row.text("user_id").filter(|user| users.contains(user)) else {
            tally.set_aside(row, "its owner is not a user");
            continue;
        };
        let presence = presence(row, user_id, tally, now);
        if row.flag("is_chat_blocked").unwrap_or(false) {
            blocks.push(Block {
                user_id: presence.user_id.clone(),
                blocked_at: row.time("blocked_at").unwrap_or(presence.last_active),
                blocked_by: row.text("blocked_by"),
            });
        }
        presences.push(presence);
    }
    (presences, blocks)
}

fn presence(row: &Row, user_id: String, tally: &mut Tally, now: i64) -> Presence {
    Presence {
        user_id,
        status: status(row, tally).to_owned(),
        status_message: ["status_message", "custom_status", "away_message"]
            .iter()
            .find_map(|column| row.text(column)),
        last_active: tally.time(row, "last_active", now),
    }
}

fn status(row: &Row, tally: &mut Tally) -> &'static str {
    let status = row.value("status").as_str().unwrap_or("offline");
    let ours = match status {
        "online" => return "online",
        "away" => return "away",
        "busy" => return "busy",
        "offline" => return "offline",
        "idle" => "away",
        "in_call" | "in_meeting" | "presenting" => "busy",
        _ => "offline",
    };
    tally.changed(&format!("status {status}: converted to {ours}"));
    ours
}
