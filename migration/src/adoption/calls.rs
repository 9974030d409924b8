//! Converts the log of calls, each between two people, to calls with participants.

use std::collections::BTreeSet;

use serde_json::json;

use super::{
    channels::{Channels, identifier},
    records::{Call, Participant},
    source::Row,
    tally::Tally,
};

/// Converts every call. A call that was active when the Node server stopped counts as ended.
pub(super) fn plan(
    rows: &[Row],
    channels: &Channels,
    tally: &mut Tally,
    now: i64,
) -> (Vec<Call>, Vec<Participant>) {
    let mut calls = Vec::with_capacity(rows.len());
    let mut participants = Vec::with_capacity(2 * rows.len());
    for row in rows {
        match call(row, channels, tally, now) {
            Ok((call, people)) => {
                calls.push(call);
                participants.extend(people);
            }
            Err(reason) => tally.set_aside(row, reason),
        }
    }
    (calls, participants)
}

fn call(
    row: &Row,
    channels: &Channels,
    tally: &mut Tally,
    now: i64,
) -> Result<(Call, Vec<Participant>), &'static str> {
    let id = identifier(row).ok_or("its id is not a positive number")?;
    let caller = row.text("caller_id").ok_or("it has no caller")?;
    let receiver = row.text("receiver_id").ok_or("it has no callee")?;
    let call_type = match row.value("call_type").as_str() {
        Some(known @ ("audio" | "video")) => known.to_owned(),
        _ => return Err("its call_type is neither audio nor video"),
    };
    let started_at = tally.time(row, "started_at", now);
    let answered_at = tally.optional_time(row, "answered_at");
    let ended_at = tally.optional_time(row, "ended_at");
    let people = BTreeSet::from([caller.as_str(), receiver.as_str()]);
    let (status, reason) = outcome(row, answered_at, tally);
    let call = Call {
        id,
        channel_id: channels.direct(&people),
        participants: json!(people).to_string(),
        call_type,
        status: status.to_owned(),
        started_at,
        answered_at,
        ended_at,
        duration_seconds: row
            .integer("duration_seconds")
            .or_else(|| lasted(answered_at, ended_at)),
        end_reason: Some(reason),
        initiator_user_id: caller.clone(),
    };
    let part = |user: &str| Participant {
        call_session_id: id,
        user_id: user.to_owned(),
        joined_at: if user == caller {
            Some(started_at)
        } else {
            answered_at
        },
        left_at: if user == caller || answered_at.is_some() {
            ended_at
        } else {
            None
        },
    };
    let parts = people.iter().map(|user| part(user)).collect();
    Ok((call, parts))
}

fn lasted(answered_at: Option<i64>, ended_at: Option<i64>) -> Option<i64> {
    Some((ended_at? - answered_at?).max(0) / 1000)
}

/// Returns how the call ended: its status and the reason.
fn outcome(row: &Row, answered_at: Option<i64>, tally: &mut Tally) -> (&'static str, String) {
    let status = row.value("status").as_str().unwrap_or_default();
    let (ours, reason) = match status {
        "ended" => ("ended", "completed"),
        "rejected" => ("ended", "declined"),
        "failed" => ("ended", "error"),
        "missed" => ("missed", "timeout"),
        "initiated" | "ringing" => ("missed", "error"),
        // Accepted, or an unknown status: it has ended in either case.
        _ if answered_at.is_some() => ("ended", "error"),
        _ => ("missed", "error"),
    };
    if !matches!(status, "ended" | "rejected" | "failed" | "missed") {
        tally.changed("was in progress: marked as ended");
    }
    let reason = match row.text("end_reason").as_deref() {
        None => reason.to_owned(),
        Some("normal") => "completed".to_owned(),
        Some("network_error") => "error".to_owned(),
        Some(other) => other.to_owned(),
    };
    (ours, reason)
}
