//! Converts reactions to adopted messages.

use std::collections::{HashMap, HashSet};

use super::{
    channels::identifier,
    records::{Message, Reaction},
    source::Row,
    tally::Tally,
};
use crate::emoji::recommended;

/// Converts every reaction.
pub(super) fn plan(rows: &[Row], messages: &[Message], tally: &mut Tally) -> Vec<Reaction> {
    let messages: HashMap<i64, &Message> = messages
        .iter()
        .map(|message| (message.id, message))
        .collect();
    let mut seen = HashSet::new();
    let mut reactions = Vec::with_capacity(rows.len());
    for row in rows {
        match reaction(row, &messages, tally) {
            Ok(reaction) => {
                let key = (
                    reaction.message_id,
                    reaction.user_id.clone(),
                    reaction.emoji.clone(),
                );
                if seen.insert(key) {
                    reactions.push(reaction);
                } else {
                    tally.set_aside(row, "the reaction is a duplicate");
                }
            }
            Err(reason) => tally.set_aside(row, reason),
        }
    }
    reactions
}

fn reaction(
    row: &Row,
    messages: &HashMap<i64, &Message>,
    tally: &mut Tally,
) -> Result<Reaction, &'static str> {
    let id = identifier(row).ok_or("its id is not a positive number")?;
    let message = row
        .integer("message_id")
        .and_then(|id| messages.get(&id))
        .ok_or("its message does not exist or was set aside")?;
    if message.deleted_at.is_some() {
        return Err("its message is deleted");
    }
    Ok(Reaction {
        id,
        message_id: message.id,
        user_id: row.text("user_id").ok_or("it has no user")?,
        emoji: recommended(&row.text("emoji").ok_or("it has no emoji")?).to_owned(),
        created_at: tally.time(row, "created_at", message.created_at),
    })
}
