//! Makes the request for a row in a place, and converts its answer into a letter.

use actors::commands::COMMANDS;
use orvale_chat::http::{route::Operation, routes::operations};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::cast::{Cast, EMOJI, Person, Place, Situation};
use crate::support::{PASSWORD, Rest};

/// The operation to request.
pub enum Subject {
    Route(&'static Operation),
    Command(&'static str),
}

impl Subject {
    pub fn parse(text: &str) -> Self {
        let route = operations().find(|o| format!("{} {}", o.method, o.path) == text);
        let command = COMMANDS
            .iter()
            .find(|command| command.over_socket && command.name == text);
        match (route, command) {
            (Some(route), _) => Self::Route(route),
            (None, Some(command)) => Self::Command(command.name),
            (None, None) => panic!("{text:?} is neither a route nor a command"),
        }
    }
}

/// The answer to a request.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    Done,
    /// The status, if there is one, and the full text.
    Refused(Option<StatusCode>, String, Value),
}

impl Answer {
    /// The table's letter for it; `?` for answers that the table never expects.
    pub fn letter(&self) -> char {
        match self {
            Self::Done => 'y',
            Self::Refused(status, code, _) => match (status.map(|s| s.as_u16()), code.as_str()) {
                (None | Some(403), "forbidden") => 'f',
                (None | Some(404), "not_found") => 'n',
                (None | Some(401), "unauthenticated") => 'u',
                _ => '?',
            },
        }
    }
}

pub async fn ask(
    cast: &Cast,
    subject: &Subject,
    situation: &Situation,
    place: &Place,
    who: Person,
) -> Answer {
    match subject {
        Subject::Route(operation) => request(cast, operation, situation, place, who).await,
        Subject::Command(name) => command(cast, name, situation, place, who).await,
    }
}

async fn request(
    cast: &Cast,
    operation: &Operation,
    situation: &Situation,
    place: &Place,
    who: Person,
) -> Answer {
    let rest = match who {
        Person::NoOne => cast.server.anonymous(),
        // A separate token, so that a logout does not affect other cells.
        _ => Rest::new(
            cast.server.address(),
            Some(cast.server.later_token(&place.asker)),
        ),
    };
    let mut request = rest.request(operation.method.clone(), &path(operation, situation, place));
    if let Some(body) = body(operation.name, situation, place, who) {
        request = request.json(&body);
    }
    if operation.name.ends_with("_upload") {
        request = request.header("tus-resumable", "1.0.0");
    }
    if operation.name == "create_upload" {
        request = request.header("upload-length", "5");
    }
    if operation.name == "open_socket" {
        for (name, value) in [
            ("connection", "upgrade"),
            ("upgrade", "websocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ("sec-websocket-protocol", actors::protocol::SUB_PROTOCOL),
        ] {
            request = request.header(name, value);
        }
    }
    if operation.name == "open_socket" {
        // After the upgrade the connection is no longer HTTP.
        let status = request.send().await.unwrap().status();
        assert_eq!(status, StatusCode::SWITCHING_PROTOCOLS);
        return Answer::Done;
    }
    let answer = rest.send(request).await;
    if answer.status.is_success() || answer.status.is_redirection() {
        return Answer::Done;
    }
    let code = answer.body["code"].as_str().unwrap_or_default().to_owned();
    Answer::Refused(Some(answer.status), code, answer.body)
}

fn path(operation: &Operation, situation: &Situation, place: &Place) -> String {
    let of_message = ["/messages/{id}", "/threads/{id}"];
    let id = if of_message.iter().any(|part| operation.path.contains(part)) {
        if situation.own {
            place.own_message.0
        } else {
            place.message.0
        }
    } else {
        place.channel.0
    };
    let id = match operation.path {
        path if path.starts_with("/api/chat/invites/") && operation.method == "DELETE" => {
            place.invite.0.to_string()
        }
        path if path.starts_with("/api/chat/invites/") => place.token.clone(),
        // Nobody has a scheduled message of this number.
        "/api/chat/scheduled/{id}" => "999999999".to_owned(),
        // There is no such call.
        path if path.starts_with("/api/chat/calls/") => "999999999".to_owned(),
        path if path.starts_with("/api/chat/files/{id}") => place.file.to_string(),
        _ => id.to_string(),
    };
    let user = if situation.an_owner {
        place.founder.to_string()
    } else if situation.oneself {
        place.asker.clone()
    } else {
        place.other.to_string()
    };
    operation
        .path
        .replace("{id}", &id)
        .replace("{user}", &user)
        // Nobody has a ticket of this number.
        .replace("{number}", "HD-250819-999")
        .replace("{role}", place.other.as_str())
        .replace("{emoji}", EMOJI)
        .replace("{view*}", "channels/1")
        .replace("{path*}", "app.js")
        + query(operation.name)
}

/// The device with which someone calls in a place.
fn device(place: &Place) -> String {
    format!("table-{}", place.channel)
}

/// The query of a route that needs one.
fn query(name: &str) -> &'static str {
    match name {
        "search_messages" => "?q=anything",
        "ticket_notices" => "?first=1&last=1",
        _ => "",
    }
}

/// The body of a route's request; add the body of a new route here.
fn body(name: &str, situation: &Situation, place: &Place, who: Person) -> Option<Value> {
    Some(match name {
        "log_in" => match who {
            Person::NoOne => json!({"username": "nobody", "password": "nothing"}),
            _ => json!({"username": place.asker, "password": PASSWORD}),
        },
        "create_channel" => json!({"name": format!("of {}", place.other), "type": "private"}),
        "open_direct" => json!({"userIds": [place.other]}),
        "update_channel" if situation.back => json!({"active": true}),
        "update_channel" => json!({"name": format!("of {}", place.other)}),
        "add_member" if situation.as_admin => json!({"userId": place.newcomer, "role": "admin"}),
        "add_member" => json!({"userId": place.newcomer}),
        "hand_over" => json!({"userId": place.other}),
        "convert_group" => json!({"name": format!("of {}", place.other)}),
        "create_invite" => json!({"maxUses": 3}),
        "set_member_role" => json!({"role": "admin"}),
        "set_channel_preferences" => json!({"pinned": true}),
        "set_preferences" => json!({"sound": false}),
        "mark_read" | "mark_thread_read" | "read_notifications" => json!({"seq": 1}),
        "schedule_message" => json!({
            "channelId": place.channel,
            "message": "other words",
            "at": actors::clock::now() + 3_600_000,
        }),
        "initiate_call" => json!({
            "channelId": place.channel, "callType": "audio", "deviceId": device(place),
        }),
        "update_call" => json!({"muted": true}),
        "view_call" => json!({"views": []}),
        "offer" => json!({"offer": {"type": "offer", "sdp": "v=0"}, "targetUser": place.other}),
        "ice" => json!({"candidate": null, "targetUser": place.other}),
        "upload_file" => json!("words"),
        "get_file_links" => json!({"fileIds": []}),
        "update_scheduled" => json!({"message": "other words"}),
        "set_reminder" => json!({"at": actors::clock::now() + 3_600_000}),
        "send_message" | "edit_message" => json!({"message": "other words"}),
        "add_reaction" => json!({"emoji": "🎉"}),
        "update_presence" => json!({"status": "busy"}),
        "change_ticket" => json!({"status": "open", "expectedUpdatedAt": 1}),
        "create_ticket" => json!({
            "title": "words", "description": "words", "team": "DESK", "priority": "low",
        }),
        "set_ticket_targets" => json!({"targets": []}),
        "comment_ticket" => json!({"text": "words", "internal": false}),
        "set_permissions" => json!({"permissions": ["chat.send_files"]}),
        _ => return None,
    })
}

async fn command(
    cast: &Cast,
    name: &str,
    situation: &Situation,
    place: &Place,
    who: Person,
) -> Answer {
    let mut socket = cast.server.socket().await;
    socket.event("hello").await;
    let token = match who {
        Person::NoOne => "none".to_owned(),
        _ => cast.server.token(&place.asker),
    };
    let mut reply = socket
        .command("authenticate", json!({"token": token}))
        .await;
    if reply.is_ok() && name != "authenticate" {
        reply = socket.command(name, data(name, situation, place)).await;
    }
    match reply {
        Ok(_) => Answer::Done,
        Err(error) => {
            let code = error["code"].as_str().unwrap_or_default().to_owned();
            Answer::Refused(None, code, error)
        }
    }
}

/// The data of a command; add the data of a new command here.
fn data(name: &str, situation: &Situation, place: &Place) -> Value {
    let message = if situation.own {
        place.own_message
    } else {
        place.message
    };
    match name {
        "send_message" => json!({
            "channelId": place.channel,
            "clientId": uuid::Uuid::new_v4().to_string(),
            "message": "other words",
        }),
        "edit_message" => json!({"messageId": message, "message": "other words"}),
        "delete_message" | "pin_message" | "unpin_message" | "save_message" | "unsave_message"
        | "remove_previews" | "cancel_reminder" => {
            json!({"messageId": message})
        }
        "set_reminder" => {
            json!({"messageId": message, "at": actors::clock::now() + 3_600_000})
        }
        "add_reaction" => json!({"messageId": message, "emoji": "🎉"}),
        "remove_reaction" => json!({"messageId": message, "emoji": EMOJI}),
        "mark_read" => json!({"channelId": place.channel, "seq": 1}),
        "set_channel_preferences" => json!({"channelId": place.channel, "hidden": true}),
        "set_preferences" => json!({"sound": false}),
        "read_notifications" => json!({"seq": 1}),
        "claim_notifications" => json!({"seqs": [1]}),
        "mark_all_read" => json!({}),
        "follow_thread" | "unfollow_thread" => json!({"threadId": message}),
        "mark_thread_read" => json!({"threadId": message, "seq": 1}),
        "update_presence" => json!({"status": "busy"}),
        "join_channel" | "leave_channel" | "typing_start" | "typing_stop" => {
            json!({"channelId": place.channel})
        }
        "call_initiate" => json!({
            "channelId": place.channel, "callType": "audio", "deviceId": device(place),
        }),
        // There is no such call.
        "call_accept" | "call_join" | "call_decline" | "call_leave" | "call_end"
        | "call_update" => {
            json!({"sessionId": 999_999_999})
        }
        "call_view" => json!({"sessionId": 999_999_999, "views": []}),
        "call_annotate" => json!({
            "sessionId": 999_999_999,
            "share": {"user": place.other, "deviceId": "a"},
            "annotation": "undo",
        }),
        "webrtc_offer" | "webrtc_answer" | "webrtc_ice_candidate" => json!({
            "sessionId": 999_999_999,
            "targetUser": place.other,
            "offer": {"type": "offer", "sdp": "v=0"},
            "answer": {"type": "answer", "sdp": "v=0"},
        }),
        other => panic!("add the data of {other} here"),
    }
}
