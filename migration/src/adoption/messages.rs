//! Converts messages in the order in which they were written: their positions, kinds and files.

use std::collections::HashMap;

use super::{
    attachments,
    channels::{Channels, identifier},
    records::{File, Message},
    source::Row,
    tally::Tally,
};

/// Converts every message and assigns positions within each channel, by time and then by id.
pub(super) fn plan(
    rows: &[Row],
    files: &[File],
    channels: &mut Channels,
    tally: &mut Tally,
    now: i64,
) -> Vec<Message> {
    let files: HashMap<String, &File> = files.iter().map(|file| (file.id.clone(), file)).collect();
    let mut rows: Vec<_> = rows.iter().collect();
    rows.sort_by_key(|row| row.integer("id"));
    let mut messages: Vec<Message> = Vec::with_capacity(rows.len());
    for row in rows {
        let neighbour = messages.last().map_or(now, |message| message.created_at);
        match message(row, &files, channels, tally, neighbour) {
            Ok(message) => messages.push(message),
            Err(reason) => tally.set_aside(row, reason),
        }
    }
    messages.sort_by_key(|message| (message.channel_id, message.created_at, message.id));
    number(&mut messages, channels);
    cut_loose_replies(&mut messages, tally);
    messages
}

fn message(
    row: &Row,
    files: &HashMap<String, &File>,
    channels: &Channels,
    tally: &mut Tally,
    neighbour: i64,
) -> Result<Message, &'static str> {
    let id = identifier(row).ok_or("its id is not a positive number")?;
    let channel_id = channels.of(row)?;
    let user_id = row.text("user_id").ok_or("it has no author")?;
    if channels.moved(row) {
        tally.changed("moved to the first conversation of the same people");
    }
    let created_at = tally.time(row, "created_at", neighbour);
    let mut message = Message {
        id,
        channel_id,
        seq: 0,
        user_id,
        message_text: text(row),
        message_type: "text".to_owned(),
        reply_to_id: row.integer("reply_to_id"),
        ticket_reference: row.text("ticket_reference"),
        file_attachment: None,
        edited_at: tally.optional_time(row, "edited_at"),
        deleted_at: deleted_at(row, created_at),
        created_at,
    };
    if message.deleted_at.is_some() {
        // A deleted message becomes a tombstone; its text stays only in the old table.
        message.message_text.clear();
        message.message_type = unattached_kind(row).to_owned();
    } else {
        fill(&mut message, row, files, tally);
    }
    Ok(message)
}

/// Returns the text unchanged, including white space.
fn text(row: &Row) -> String {
    match row.value("message_text").as_str() {
        Some(text) => text.to_owned(),
        None => row.text("message_text").unwrap_or_default(),
    }
}

fn deleted_at(row: &Row, created_at: i64) -> Option<i64> {
    let flagged = row.flag("is_deleted").unwrap_or(false);
    let at = row.time("deleted_at");
    at.or_else(|| flagged.then(|| row.time("edited_at").unwrap_or(created_at)))
}

/// Returns the kind of a message without a file.
fn unattached_kind(row: &Row) -> &'static str {
    match row.value("message_type").as_str() {
        Some("system") => "system",
        Some("ticket_link") => "ticket_link",
        _ => "text",
    }
}

/// Sets the message's kind and the fields that belong to it.
fn fill(message: &mut Message, row: &Row, files: &HashMap<String, &File>, tally: &mut Tally) {
    let attached = row.text("file_attachment");
    let kind = row.value("message_type").as_str().unwrap_or("text");
    message.message_type = unattached_kind(row).to_owned();
    match kind {
        "text" | "system" | "ticket_link" => return,
        "file" | "image" => (),
        "gif" => {
            tally.changed("gif converted to text with its address");
            message.message_text =
                attachments::animation(&message.message_text, attached.as_deref());
            return;
        }
        "broadcast" => return tally.changed("broadcast converted to a text message"),
        _ => return tally.changed("unknown type: converted to text"),
    }
    let Some(attachment) = attachments::file(&message.message_text, attached.as_deref(), files)
    else {
        return tally.changed("does not name a file: text kept unchanged");
    };
    if !files.contains_key(&attachment.file.id) {
        tally.changed("names a file that is not in chat_files");
    }
    match serde_json::to_string(&attachment.file) {
        Ok(json) => {
            message.message_type = kind.to_owned();
            message.file_attachment = Some(json);
            message.message_text = attachment.caption;
        }
        Err(_) => tally.changed("does not name a file: text kept unchanged"),
    }
}

/// Assigns positions; `messages` are in order.
fn number(messages: &mut [Message], channels: &mut Channels) {
    for message in messages {
        if let Some(channel) = channels.carried.get_mut(&message.channel_id) {
            channel.seq += 1;
            channel.last_message_at = Some(message.created_at);
            message.seq = channel.seq;
        }
    }
}

/// Drops replies to messages that do not exist or are in another channel.
fn cut_loose_replies(messages: &mut [Message], tally: &mut Tally) {
    let channel_of: HashMap<i64, i64> = messages
        .iter()
        .map(|message| (message.id, message.channel_id))
        .collect();
    for message in messages {
        let Some(answered) = message.reply_to_id else {
            continue;
        };
        if channel_of.get(&answered) != Some(&message.channel_id) {
            tally.changed("replies to a message outside of its channel: reply removed");
            message.reply_to_id = None;
        }
    }
}
