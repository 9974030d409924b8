//! Converts the Node server's channels to channels, private channels and direct conversations.
//!
//! The Node server could have several direct conversations of the same people. They are merged into one,
//! with the messages of all.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{records::Channel, source::Row, tally::Tally};

/// The largest integer that JavaScript represents exactly.
const MAX_IDENTIFIER: i64 = (1 << 53) - 1;

/// The channels that are adopted.
pub(super) struct Channels {
    /// By their identifier.
    pub(super) carried: BTreeMap<i64, Channel>,
    /// Direct conversations that were merged, and the conversation that they were merged into.
    repeats: HashMap<i64, i64>,
}

impl Channels {
    /// Returns the channel that a row belongs to after the adoption.
    ///
    /// # Errors
    /// The reason to set the row aside.
    pub(super) fn of(&self, row: &Row) -> Result<i64, &'static str> {
        let id = row
            .integer("channel_id")
            .ok_or("its channel_id is not a number")?;
        let id = self.repeats.get(&id).copied().unwrap_or(id);
        if self.carried.contains_key(&id) {
            Ok(id)
        } else {
            Err("its channel does not exist")
        }
    }

    /// Returns whether the row's channel was merged into another.
    pub(super) fn moved(&self, row: &Row) -> bool {
        row.integer("channel_id")
            .is_some_and(|id| self.repeats.contains_key(&id))
    }

    /// Returns the direct conversation of exactly these people, if there is one.
    pub(super) fn direct(&self, people: &BTreeSet<&str>) -> Option<i64> {
        let key = direct_key(people)?;
        let channel = |channel: &&Channel| channel.direct_key.as_ref() == Some(&key);
        self.carried
            .values()
            .find(channel)
            .map(|channel| channel.id)
    }
}

/// Returns whether a number can be an identifier: positive, and exact in JavaScript.
pub(super) fn identifier(row: &Row) -> Option<i64> {
    row.integer("id")
        .filter(|id| (1..=MAX_IDENTIFIER).contains(id))
}

/// Converts every channel. `members` are the Node server's rows, even of users that do not exist.
pub(super) fn plan(rows: &[Row], members: &[Row], tally: &mut Tally, now: i64) -> Channels {
    let mut people: HashMap<i64, BTreeSet<&str>> = HashMap::new();
    for row in members {
        if let (Some(id), Some(user)) = (row.integer("channel_id"), row.value("user_id").as_str()) {
            people.entry(id).or_default().insert(user);
        }
    }
    let mut channels = Channels {
        carried: BTreeMap::new(),
        repeats: HashMap::new(),
    };
    let mut directs: HashMap<String, Direct> = HashMap::new();
    let mut rows: Vec<_> = rows.iter().collect();
    rows.sort_by_key(|row| row.integer("id"));
    for row in rows {
        let Some(id) = identifier(row) else {
            tally.set_aside(row, "its id is not a positive number");
            continue;
        };
        let mut channel = channel(id, row, tally, now);
        if channel.r#type == "direct" {
            let people = people.get(&id).cloned().unwrap_or_default();
            match settle(&mut channel, &people, &mut directs, row, tally) {
                Settled::Carried => (),
                Settled::Repeats(first) => {
                    channels.repeats.insert(id, first);
                    continue;
                }
            }
        }
        channels.carried.insert(id, channel);
    }
    channels
}

/// A direct conversation that was already converted.
struct Direct {
    id: i64,
    name: Option<String>,
}

enum Settled {
    Carried,
    Repeats(i64),
}

/// Records `channel` as the conversation of `people`, or finds an existing one.
fn settle(
    channel: &mut Channel,
    people: &BTreeSet<&str>,
    directs: &mut HashMap<String, Direct>,
    row: &Row,
    tally: &mut Tally,
) -> Settled {
    let name = row.text("name");
    let Some(key) = direct_key(people) else {
        tally.changed("direct conversation with fewer than two members: it cannot be opened again");
        unname(channel, tally);
        return Settled::Carried;
    };
    match directs.get(&key) {
        Some(first) if name.is_none() || name == first.name || !is_group(row) => {
            tally.set_aside(
                row,
                "a direct conversation of the same people exists: merged into it",
            );
            return Settled::Repeats(first.id);
        }
        Some(_) => {
            tally.changed("second named group of the same people: converted to a private channel");
            channel.r#type = "private".to_owned();
            return Settled::Carried;
        }
        None => (),
    }
    directs.insert(
        key.clone(),
        Direct {
            id: channel.id,
            name,
        },
    );
    channel.direct_key = Some(key);
    unname(channel, tally);
    Settled::Carried
}

fn is_group(row: &Row) -> bool {
    row.value("type").as_str() == Some("group")
}

/// Moves the name of a direct conversation to its topic: it is named after its members.
fn unname(channel: &mut Channel, tally: &mut Tally) {
    let name = std::mem::take(&mut channel.name);
    if !name.is_empty() && channel.description.is_empty() {
        tally.changed("name of a direct conversation: moved to its topic");
        channel.description = name;
    }
}

/// Returns the key of the direct conversation of exactly these people.
fn direct_key(people: &BTreeSet<&str>) -> Option<String> {
    (people.len() > 1).then(|| people.iter().copied().collect::<Vec<_>>().join("\n"))
}

fn channel(id: i64, row: &Row, tally: &mut Tally, now: i64) -> Channel {
    let kind = kind(row, tally);
    let created_at = tally.time(row, "created_at", row.time("updated_at").unwrap_or(now));
    let name = row.text("name").unwrap_or_else(|| {
        if kind == "direct" {
            return String::new();
        }
        tally.changed("had no name: named after its id");
        format!("channel-{id}")
    });
    Channel {
        id,
        name,
        description: row.text("description").unwrap_or_default(),
        r#type: kind.to_owned(),
        created_by: row
            .text("created_by")
            .unwrap_or_else(|| "system".to_owned()),
        team_id: row.text("team_id"),
        active: row.flag("active").unwrap_or(true),
        read_only: row.flag("is_read_only").unwrap_or(false)
            || !row.flag("allow_posting").unwrap_or(true),
        direct_key: None,
        seq: 0,
        member_count: 0,
        last_message_at: None,
        created_at,
        updated_at: row.time("updated_at").unwrap_or(created_at),
    }
}

fn kind(row: &Row, tally: &mut Tally) -> &'static str {
    match row.value("type").as_str() {
        Some("public_channel" | "public") => "public",
        Some("private_channel" | "private") => "private",
        Some("direct_message" | "direct" | "group") => "direct",
        _ => {
            tally.changed("unknown type: converted to a private channel");
            "private"
        }
    }
}
