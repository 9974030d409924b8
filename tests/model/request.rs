//! The request of each command: over the socket if there is one, else over REST.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    action::Action,
    world::{MOST_CHANNELS, World},
};

/// Words that texts are made of, and that are searched for.
pub const WORDS: [&str; 6] = ["alpha", "bravo", "printer", "delta", "größe", "10.0.0.7"];
const EMOJI: [&str; 3] = ["👍", "🎉", "👀"];
const ROLES: [&str; 3] = ["member", "admin", "owner"];

/// A request.
#[derive(Debug)]
pub enum Request {
    Socket(Value),
    Rest(Method, String, Value),
}

use Request::{Rest, Socket};

/// Returns the request of an action; `None` if it is no command.
#[must_use]
pub fn request(action: &Action, world: &World) -> Option<Request> {
    let [a, b, c, d] = action.picks;
    let channel = world.channel(a);
    let message = world.message(a);
    Some(match action.what {
        "send_message" => Socket(new_message(action, world)),
        "edit_message" => Socket(json!({"messageId": message.id, "message": text(b, world)})),
        "delete_message" | "remove_previews" | "pin_message" | "unpin_message" | "save_message"
        | "unsave_message" | "cancel_reminder" => Socket(json!({"messageId": message.id})),
        "set_reminder" => Socket(json!({"messageId": message.id, "at": due(b)})),
        "add_reaction" | "remove_reaction" => {
            Socket(json!({"messageId": message.id, "emoji": one_of(&EMOJI, b)}))
        }
        "follow_thread" | "unfollow_thread" => Socket(json!({"threadId": message.id})),
        "mark_thread_read" => Socket(json!({
            "threadId": message.id, "seq": world.message(b).seq, "unread": c.is_multiple_of(2),
        })),
        "mark_read" => {
            let at = world.message(a);
            Socket(json!({"channelId": at.channel, "seq": at.seq, "unread": c.is_multiple_of(2)}))
        }
        "mark_all_read" => Socket(json!({})),
        "set_channel_preferences" => Socket(preferences(channel, b, c)),
        "set_preferences" => Socket(own_preferences(b, c, world)),
        // Users' positions differ; small numbers are right for some.
        "read_notifications" if d.is_multiple_of(3) => Socket(json!({"seqs": [b % 400, c % 400]})),
        "read_notifications" => Socket(json!({"seq": b % 400})),
        "claim_notifications" => Socket(json!({"seqs": [b % 400, c % 400]})),
        "typing_start" | "typing_stop" | "join_channel" | "leave_channel" => {
            Socket(json!({"channelId": channel}))
        }
        "update_presence" => Socket(json!({
            "status": one_of(&["online", "away", "busy", "offline"], b), "statusMessage": one_of(&WORDS, c),
            "statusMessageUntil": d.is_multiple_of(3).then(|| due(b)),
        })),
        what if what.starts_with("call_") || what.starts_with("webrtc_") => {
            Socket(of_call(what, (a, b, c), world))
        }
        _ => return over_rest(action, world),
    })
}

/// What is asked of a call, which may be over, somebody else's, or none at all.
fn of_call(what: &str, (a, b, c): (usize, usize, usize), world: &World) -> Value {
    let description = |kind| json!({"type": kind, "sdp": "v=0"});
    let call = 1 + a % 20;
    let mut data = json!({"sessionId": call, "targetUser": world.user(b)});
    match what {
        "call_initiate" => {
            let kind = one_of(&["audio", "video"], b);
            return json!({"channelId": world.channel(a), "callType": kind});
        }
        "call_join" => data["second"] = json!(one_of(&["move", "add"], c)),
        "call_update" => data["muted"] = json!(c.is_multiple_of(2)),
        "call_view" => {
            let of =
                json!({"user": world.user(b), "deviceId": "a", "kind": "camera", "view": "paused"});
            data["views"] = json!([of]);
        }
        "call_annotate" => {
            data["share"] = json!({"user": world.user(b), "deviceId": "a"});
            data["annotation"] = json!(one_of(&["undo", "clear"], c));
        }
        "webrtc_offer" => data["offer"] = description("offer"),
        "webrtc_answer" => data["answer"] = description("answer"),
        _ => {}
    }
    data
}

/// Those that have no command on a socket.
fn over_rest(action: &Action, world: &World) -> Option<Request> {
    let [a, b, c, d] = action.picks;
    let channel = world.channel(a);
    let user = world.user(b);
    let at = |path: &str| format!("/api/chat/channels/{channel}{path}");
    let post = |path: String, body: Value| Rest(Method::POST, path, body);
    let scheduled = || {
        let ids = &world.scheduled;
        let id = ids.get(a % ids.len().max(1)).copied().unwrap_or(987);
        format!("/api/chat/scheduled/{id}")
    };
    let invite = world.invites.get(a % world.invites.len().max(1)).cloned();
    let (invite, token) = invite.unwrap_or((987, "nothing".into()));
    Some(match action.what {
        "create_channel" if world.channels.len() >= MOST_CHANNELS => {
            let path = format!("/api/chat/channels/{}/join", world.channel(a));
            post(path, json!({}))
        }
        "create_channel" => post(
            "/api/chat/channels".into(),
            json!({
                "name": format!("room {}", world.step),
                "type": one_of(&["public", "private"], b),
                "history": one_of(&["all", "since_joining"], c),
            }),
        ),
        "open_direct" => {
            let others = world.users.iter().enumerate();
            let chosen = others
                .filter(|(n, _)| (b >> n) & 1 == 1)
                .map(|(_, user)| user);
            let chosen: Vec<_> = chosen.collect();
            post("/api/chat/direct".into(), json!({"userIds": chosen}))
        }
        "update_channel" => Rest(Method::PUT, at(""), settings(b, c, world)),
        "set_member" if d.is_multiple_of(2) => post(at("/members"), json!({"userId": user})),
        "set_member" => {
            let role = json!({"role": one_of(&ROLES, c)});
            Rest(Method::PUT, at(&format!("/members/{user}")), role)
        }
        "remove_member" => Rest(Method::DELETE, at(&format!("/members/{user}")), json!({})),
        "hand_over" => post(at("/owner"), json!({"userId": user})),
        "convert_group" => {
            let body = json!({"name": format!("group {}", world.step), "withHistory": c.is_multiple_of(2)});
            post(at("/convert"), body)
        }
        "schedule_message" => {
            let mut body = json!({"channelId": channel, "message": text(c, world), "at": due(d)});
            if b.is_multiple_of(3) {
                let root = world.message(a);
                (body["channelId"], body["threadId"]) = (json!(root.channel), json!(root.id));
            }
            post("/api/chat/scheduled".into(), body)
        }
        "update_scheduled" => {
            let body = json!({"message": text(c, world), "at": due(d)});
            Rest(Method::PUT, scheduled(), body)
        }
        "cancel_scheduled" => Rest(Method::DELETE, scheduled(), json!({})),
        "create_invite" => post(at("/invites"), json!({"maxUses": 1 + c % 3})),
        "revoke_invite" => {
            let path = format!("/api/chat/invites/{invite}");
            Rest(Method::DELETE, path, json!({}))
        }
        "accept_invite" => post(format!("/api/chat/invites/{token}/accept"), json!({})),
        // The database of the model has no tickets.
        "change_ticket" => Rest(
            Method::PATCH,
            "/api/chat/tickets/HD-1".into(),
            json!({"priority": "high", "expectedUpdatedAt": 0}),
        ),
        "comment_ticket" => post(
            "/api/chat/tickets/HD-1/comments".into(),
            json!({"text": text(b, world), "internal": false}),
        ),
        "open_ticket_room" => post("/api/chat/tickets/HD-1/room".into(), json!({})),
        "create_ticket" => post(
            format!("/api/chat/messages/{}/ticket", world.message(a).id),
            json!({"title": "Printer", "description": text(b, world), "team": "desk", "priority": "low"}),
        ),
        _ => return None,
    })
}

fn new_message(action: &Action, world: &World) -> Value {
    let [a, b, c, d] = action.picks;
    let mut data = json!({
        "channelId": world.channel(a),
        "clientId": uuid::Uuid::from_u128(0x1000 + world.step as u128).to_string(),
        "message": text(b, world),
    });
    let other = world.message(d);
    match c % 10 {
        0..4 => {
            (data["channelId"], data["threadId"]) = (json!(other.channel), json!(other.id));
            data["alsoToChannel"] = json!(d.is_multiple_of(4));
        }
        4 => (data["channelId"], data["replyToId"]) = (json!(other.channel), json!(other.id)),
        5 => data["forwardedFrom"] = json!(other.id),
        _ => {}
    }
    data
}

/// A text with words, and perhaps somebody who is mentioned.
fn text(pick: usize, world: &World) -> String {
    let first = one_of(&WORDS, pick);
    let second = one_of(&WORDS, pick / 7);
    let mention = match pick / 3 % 8 {
        0 | 1 => format!("@{} ", world.user(pick / 11)),
        2 => "@channel ".to_owned(),
        3 => "@here ".to_owned(),
        _ => String::new(),
    };
    format!("{mention}{first} {second} {}", world.step)
}

fn preferences(channel: i64, b: usize, c: usize) -> Value {
    let mut data = json!({"channelId": channel});
    match b % 5 {
        0 => data["muted"] = json!(c.is_multiple_of(2)),
        4 => data["mutedUntil"] = json!(due(c)),
        1 => data["pinned"] = json!(c.is_multiple_of(2)),
        2 => data["hidden"] = json!(!c.is_multiple_of(3)),
        _ => data["notify"] = json!(one_of(&["all", "mentions", "none"], c)),
    }
    data
}

fn own_preferences(b: usize, c: usize, world: &World) -> Value {
    let even = c.is_multiple_of(2);
    let or_nothing = |value: Value| if even { value } else { Value::Null };
    match b % 6 {
        0 => json!({"keywords": [one_of(&WORDS, c)]}),
        1 => json!({"keywords": []}),
        2 => json!({"sound": even, "desktop": c.is_multiple_of(3)}),
        3 => json!({"dndUntil": or_nothing(json!(actors::clock::now() + 3_600_000))}),
        4 => {
            let hours = json!({"from": "22:00", "to": "06:00", "tz": "Europe/Berlin"});
            json!({"quietHours": or_nothing(hours)})
        }
        _ => json!({"sections": [{"id": "s1", "title": "Own", "channels": [world.channel(c)]}]}),
    }
}

fn settings(b: usize, c: usize, world: &World) -> Value {
    match b % 8 {
        0 => json!({"name": format!("named {}", world.step)}),
        1 => json!({"description": one_of(&WORDS, c)}),
        2 => json!({"readOnly": c.is_multiple_of(4)}),
        3 => json!({"pinning": one_of(&["members", "admins"], c)}),
        4 => json!({"history": one_of(&["all", "since_joining"], c)}),
        5 => json!({"history": "all", "keepHidden": c.is_multiple_of(2)}),
        6 => json!({"type": one_of(&["public", "private"], c), "keepHidden": c.is_multiple_of(3)}),
        _ => json!({"active": !c.is_multiple_of(4)}),
    }
}

fn one_of(words: &[&'static str], pick: usize) -> &'static str {
    words[pick % words.len()]
}

/// Now, soon or in an hour.
fn due(pick: usize) -> i64 {
    let ahead = [30, 400, 3_600_000][pick % 3];
    actors::clock::now() + ahead
}
