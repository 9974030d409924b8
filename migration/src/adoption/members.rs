//! Converts memberships and read positions.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    channels::Channels,
    records::{Member, Message},
    source::Row,
    tally::Tally,
};

/// Converts every member. The messages must have their positions.
pub(super) fn plan(
    rows: &[Row],
    users: &HashSet<String>,
    channels: &mut Channels,
    messages: &[Message],
    tally: &mut Tally,
) -> Vec<Member> {
    let mut members: BTreeMap<(i64, String), Member> = BTreeMap::new();
    for row in rows {
        let member = match member(row, users, channels, tally) {
            Ok(member) => member,
            Err(reason) => {
                tally.set_aside(row, reason);
                continue;
            }
        };
        let key = (member.channel_id, member.user_id.clone());
        if let Some(known) = members.get_mut(&key) {
            known.last_read_at = known.last_read_at.max(member.last_read_at);
            tally.set_aside(
                row,
                "already a member of the conversation that theirs was merged into",
            );
            continue;
        }
        members.insert(key, member);
    }
    let mut members: Vec<_> = members.into_values().collect();
    mark_read(&mut members, messages);
    for member in &members {
        if let Some(channel) = channels.carried.get_mut(&member.channel_id) {
            channel.member_count += 1;
        }
    }
    members
}

fn member(
    row: &Row,
    users: &HashSet<String>,
    channels: &Channels,
    tally: &mut Tally,
) -> Result<Member, &'static str> {
    let channel_id = channels.of(row)?;
    let user_id = row
        .text("user_id")
        .filter(|user| users.contains(user))
        .ok_or("the member is not a user")?;
    let since = channels
        .carried
        .get(&channel_id)
        .map_or(0, |channel| channel.created_at);
    let joined_at = tally.time(row, "joined_at", since);
    Ok(Member {
        channel_id,
        user_id,
        role: role(row, tally).to_owned(),
        can_post: row.flag("can_post").unwrap_or(true),
        joined_at,
        last_read_at: row.time("last_read_at").unwrap_or(joined_at),
        last_read_seq: 0,
    })
}

fn role(row: &Row, tally: &mut Tally) -> &'static str {
    match row.value("role").as_str() {
        Some("owner") => "owner",
        Some("admin") => "admin",
        Some("moderator") => {
            tally.changed("moderator converted to admin");
            "admin"
        }
        Some("member") => "member",
        _ => {
            tally.changed("unknown role: converted to member");
            "member"
        }
    }
}

/// Returns the read position of someone who last read at a time: the last message written until then.
fn mark_read(members: &mut [Member], messages: &[Message]) {
    let mut written: HashMap<i64, Vec<i64>> = HashMap::new();
    for message in messages {
        written
            .entry(message.channel_id)
            .or_default()
            .push(message.created_at);
    }
    for times in written.values_mut() {
        times.sort_unstable();
    }
    for member in members {
        let times = written
            .get(&member.channel_id)
            .map_or(&[][..], Vec::as_slice);
        let read = times.partition_point(|at| *at <= member.last_read_at);
        member.last_read_seq = i64::try_from(read).unwrap_or(i64::MAX);
    }
}
