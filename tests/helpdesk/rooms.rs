//! The rooms of tickets: who is in them, what they are told, and when they sleep.

use std::time::Duration;

use reqwest::Method;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::{
    attached::{adopted, log_in},
    support::{Answer, Rest, Socket},
};

pub(super) const NUMBER: &str = "HD-250822-104";

pub(super) async fn open(rest: &Rest, number: &str) -> Answer {
    let path = format!("/api/chat/tickets/{number}/room");
    rest.post(&path, json!({})).await
}

#[tokio::test]
async fn a_ticket_has_one_room_for_those_who_see_it() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, admin, doe) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e603876").await,
        log_in(&daemon, "e999003").await,
    );
    let (one, other) = tokio::join!(open(&jane, NUMBER), open(&admin, NUMBER));
    let mut both = [one, other];
    both.sort_by_key(|answer| answer.status);
    assert_eq!(
        both.each_ref().map(|answer| answer.status.as_u16()),
        [200, 201],
        "{} {}",
        both[0].text,
        both[1].text
    );
    assert_eq!(both[0].body["id"], both[1].body["id"]);
    let room = &both[1].body;
    assert_eq!(room["ticket"], NUMBER);
    assert_eq!(room["type"], "private");
    assert!(
        room["name"]
            .as_str()
            .unwrap()
            .starts_with("HD-250822-104 My Comments")
    );
    let again = open(&jane, "hd-250822-104").await.ok();
    assert_eq!(again["id"], room["id"]);
    assert_eq!(again["memberCount"], 2);
    assert_eq!(open(&doe, NUMBER).await.problem(404), "not_found");
    // The address of a room leads those who see the ticket to it, and nobody else.
    let other = open(&admin, "HD-250822-103").await.ok();
    let path = format!("/api/chat/channels/{}", other["id"]);
    let hidden = jane.get(&path).await;
    assert_eq!(hidden.body["ticket"]["number"], "HD-250822-103");
    assert_eq!(
        hidden.body["detail"],
        "this is the room of the ticket HD-250822-103; open it there"
    );
    assert_eq!(hidden.problem(404), "not_found");
    let absent = doe.get("/api/chat/channels/999999").await;
    assert_eq!(doe.get(&path).await.text, absent.text);
    assert_eq!(open(&jane, "HD-250822-999").await.problem(404), "not_found");
}

async fn change(rest: &Rest, mut body: Value) {
    let path = format!("/api/chat/tickets/{NUMBER}");
    let card = rest.get(&path).await.ok();
    body["expectedUpdatedAt"] = card["updatedAt"].clone();
    let request = rest.request(Method::PATCH, &path).json(&body);
    rest.send(request).await.ok();
}

/// The system messages of a room, once `done` is content with them.
pub(super) async fn lines(rest: &Rest, room: i64, done: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let path = format!("/api/chat/channels/{room}/messages");
    for _ in 0..200 {
        let found = rest.get(&path).await.ok();
        let items = found["items"].as_array().unwrap().iter();
        let lines: Vec<Value> = items
            .map(|item| item["system"].clone())
            .filter(|line| {
                line["event"]
                    .as_str()
                    .is_some_and(|event| event.starts_with("ticket"))
            })
            .collect();
        if done(&lines) {
            return lines;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the room was never told");
}

async fn until(what: &str, mut is: impl AsyncFnMut() -> bool) {
    for _ in 0..200 {
        if is().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never: {what}");
}

#[tokio::test]
async fn the_room_follows_its_ticket() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, admin) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e603876").await,
    );
    let room = open(&jane, NUMBER).await.ok()["id"].as_i64().unwrap();
    let path = format!("/api/chat/channels/{room}");
    change(
        &jane,
        json!({"assignee": "e603876", "status": "in_progress"}),
    )
    .await;
    let told = lines(&jane, room, |lines| lines.len() == 2).await;
    assert_eq!(
        told,
        [
            json!({"event": "ticket_status", "from": "pending", "to": "in_progress"}),
            json!({"event": "ticket_assignee", "to": "e603876"}),
        ]
    );
    assert_eq!(
        admin.get(&path).await.ok()["memberCount"],
        2,
        "a member now"
    );
    // Whoever hands it on leaves the room, unless they opened it.
    change(&jane, json!({"assignee": "e999001"})).await;
    lines(&jane, room, |lines| lines.len() == 3).await;
    assert_eq!(jane.get(&path).await.ok()["memberCount"], 1, "jane alone");
    assert_eq!(jane.get(&path).await.ok()["role"], "owner");
    // Orvale itself completes it.
    let orvale = daemon.open_database().await;
    let completed = "UPDATE user_tickets SET status = 'completed', updated_at = datetime('now') \
                     WHERE submission_id = 'HD-250822-104'";
    orvale.writer().execute_unprepared(completed).await.unwrap();
    lines(&jane, room, |lines| lines.len() == 4).await;
    assert_eq!(jane.get(&path).await.ok()["active"], false, "it sleeps");
    // A restart repeats nothing.
    daemon.kill().await;
    let reopened = "UPDATE user_tickets SET status = 'open', updated_at = datetime('now') \
                    WHERE submission_id = 'HD-250822-104'";
    orvale.writer().execute_unprepared(reopened).await.unwrap();
    orvale.close().await.unwrap();
    daemon.start().await;
    let jane = log_in(&daemon, "e999001").await;
    let told = lines(&jane, room, |lines| lines.len() >= 5).await;
    assert_eq!(told.len(), 5);
    assert_eq!(told[4]["to"], "open");
    until("awake", async || {
        jane.get(&path).await.ok()["active"] == true
    })
    .await;
}

/// What someone was notified of about tickets: kind, who did it, the ticket.
#[tokio::test]
async fn the_room_names_the_team_that_its_ticket_moves_to() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let jane = log_in(&daemon, "e999001").await;
    let room = open(&jane, NUMBER).await.ok()["id"].as_i64().unwrap();
    let orvale = daemon.open_database().await;
    for statement in [
        "INSERT INTO teams (id, name, section_id) SELECT 'VPN', 'Remote access', section_id \
         FROM teams LIMIT 1",
        "UPDATE user_tickets SET assigned_team = 'VPN', updated_at = datetime('now') \
         WHERE submission_id = 'HD-250822-104'",
    ] {
        orvale.writer().execute_unprepared(statement).await.unwrap();
    }
    let told = lines(&jane, room, |lines| lines.len() == 1).await;
    assert_eq!(
        (&told[0]["to"], &told[0]["toName"]),
        (&json!("VPN"), &json!("Remote access"))
    );
    let path = format!("/api/chat/channels/{room}/messages");
    let found = jane.get(&path).await.ok();
    let said = found["items"].as_array().unwrap().iter();
    let said: Vec<&str> = said.filter_map(|item| item["text"].as_str()).collect();
    assert!(
        said.iter()
            .any(|text| text.ends_with("moved the ticket to the team Remote access.")),
        "{said:?}"
    );
    // It is found by another title soon after Orvale has given it one.
    let renamed = "UPDATE user_tickets SET issue_title = 'Röhren are gone', \
                   updated_at = datetime('now', '-1 second') WHERE submission_id = 'HD-250822-104'";
    orvale.writer().execute_unprepared(renamed).await.unwrap();
    until("found by its title", async || {
        let found = jane.get("/api/chat/tickets?q=rohren").await.ok();
        found["items"][0]["number"] == NUMBER
    })
    .await;
    // A team without a name is its id, and none is none.
    for team in ["'GONE'", "NULL"] {
        let statement = format!(
            "UPDATE user_tickets SET assigned_team = {team}, updated_at = datetime('now', '+1 second') \
             WHERE submission_id = 'HD-250822-104'"
        );
        orvale
            .writer()
            .execute_unprepared(&statement)
            .await
            .unwrap();
        let told = lines(&jane, room, |lines| match team {
            "NULL" => lines.len() == 3,
            _ => lines.len() == 2,
        });
        let told = told.await;
        let last = told.last().unwrap();
        assert_eq!(last.get("toName"), None, "{last}");
        assert_eq!(last.get("to").is_some(), team != "NULL");
    }
}

async fn notices(rest: &Rest) -> Vec<Value> {
    let found = rest.get("/api/chat/notifications").await.ok();
    let items = found["items"].as_array().unwrap().iter();
    items
        .filter(|item| item["ticket"].is_string())
        .map(|item| json!([item["kind"], item["from"], item["ticket"]]))
        .collect()
}

#[tokio::test]
async fn people_of_a_ticket_are_notified_once_of_what_others_do() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, admin) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e603876").await,
    );
    // The server has looked once the room has been told something.
    let room = open(&jane, NUMBER).await.ok()["id"].as_i64().unwrap();
    change(&jane, json!({"priority": "high"})).await;
    lines(&jane, room, |lines| lines.len() == 1).await;
    change(&jane, json!({"assignee": "e603876"})).await;
    until("assigned", async || notices(&admin).await.len() == 1).await;
    let assigned = json!(["ticket_assigned", "e999001", NUMBER]);
    assert_eq!(notices(&admin).await, std::slice::from_ref(&assigned));
    // Orvale's pages write a comment while the chat is down. It is told once, whatever is restarted.
    daemon.kill().await;
    let orvale = daemon.open_database().await;
    let comment = "INSERT INTO ticket_comments (ticket_id, comment_text, commented_by, commented_by_name, is_internal) \
                   SELECT id, 'words', 'e999001', 'Jane', 0 FROM user_tickets \
                   WHERE submission_id = 'HD-250822-104'";
    orvale.writer().execute_unprepared(comment).await.unwrap();
    orvale.close().await.unwrap();
    for _ in 0..2 {
        daemon.start().await;
        let (jane, admin) = (
            log_in(&daemon, "e999001").await,
            log_in(&daemon, "e603876").await,
        );
        let commented = json!(["ticket_comment", "e999001", NUMBER]);
        until("commented", async || notices(&admin).await.len() == 2).await;
        assert_eq!(notices(&admin).await, [commented, assigned.clone()]);
        let told = lines(&jane, room, |lines| lines.len() >= 3).await;
        assert_eq!(told.len(), 3);
        assert_eq!(told[2]["event"], "ticket_comment");
        assert_eq!(notices(&jane).await, [] as [Value; 0], "she did it all");
        daemon.kill().await;
    }
}

#[tokio::test]
async fn a_room_follows_its_tickets_title_until_people_name_it() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let jane = log_in(&daemon, "e999001").await;
    let room = open(&jane, NUMBER).await.ok()["id"].clone();
    let path = format!("/api/chat/channels/{room}");
    let orvale = daemon.open_database().await;
    let retitle = |title: &str, seconds: u8| {
        format!(
            "UPDATE user_tickets SET issue_title = '{title}', \
             updated_at = datetime('now', '+{seconds} seconds') WHERE submission_id = '{NUMBER}'"
        )
    };
    let named = async |name: &str| {
        until(name, async || jane.get(&path).await.ok()["name"] == name).await;
    };
    let renamed = retitle("Blue screen", 1);
    orvale.writer().execute_unprepared(&renamed).await.unwrap();
    named("HD-250822-104 Blue screen").await;
    let own = json!({"name": "the blue one"});
    let request = jane.request(Method::PUT, &path).json(&own);
    jane.send(request).await.ok();
    let renamed = retitle("Black screen", 2);
    orvale.writer().execute_unprepared(&renamed).await.unwrap();
    change(&jane, json!({"priority": "urgent"})).await;
    let room = room.as_i64().unwrap();
    lines(&jane, room, |lines| lines.len() == 1).await;
    named("the blue one").await;
}

#[tokio::test]
async fn what_cannot_be_indexed_keeps_no_room_waiting() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let jane = log_in(&daemon, "e999001").await;
    let room = open(&jane, NUMBER).await.ok()["id"].as_i64().unwrap();
    let orvale = daemon.open_database().await;
    let run = async |sql: &str| {
        orvale.writer().execute_unprepared(sql).await.unwrap();
    };
    let found = async |text: &str| {
        let path = format!("/api/chat/tickets?q={text}");
        jane.get(&path).await.ok()["items"]
            .as_array()
            .unwrap()
            .len()
            == 1
    };
    until("indexed", async || found("HD-250822-104").await).await;
    run(
        "CREATE TRIGGER refuse BEFORE INSERT ON chat_ticket_words BEGIN SELECT RAISE(ABORT, 'no'); END",
    )
    .await;
    run(&format!(
        "UPDATE user_tickets SET issue_title = 'Flickers', status = 'in_progress', \
         updated_at = datetime('now', '+1 seconds') WHERE submission_id = '{NUMBER}'"
    ))
    .await;
    let told = lines(&jane, room, |lines| !lines.is_empty()).await;
    assert_eq!(told[0]["to"], "in_progress");
    // Once it can be indexed it is, although nothing has changed since.
    run("DROP TRIGGER refuse").await;
    until("found by its new title", async || found("flickers").await).await;
}

#[tokio::test]
async fn whoever_loses_the_right_to_see_the_ticket_leaves_its_room() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, admin, doe) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e603876").await,
        log_in(&daemon, "e999003").await,
    );
    let room = open(&admin, NUMBER).await.ok()["id"].clone();
    open(&jane, NUMBER).await.ok();
    let path = format!("/api/chat/channels/{room}");
    // A guest was added by someone, and does not depend on the ticket.
    let guest = json!({"userId": "e999003"});
    admin.post(&format!("{path}/members"), guest).await.ok();
    assert_eq!(doe.get(&path).await.status, 200);
    let orvale = daemon.open_database().await;
    let lost = "DELETE FROM role_permissions WHERE role_id = 'helpdesk_supervisor' \
                AND permission_id IN ('ticket.view_all', 'ticket.view_team')";
    orvale.writer().execute_unprepared(lost).await.unwrap();
    until("jane has left", async || {
        jane.get(&path).await.status == 404
    })
    .await;
    assert_eq!(admin.get(&path).await.ok()["memberCount"], 2);
    assert_eq!(doe.get(&path).await.status, 200);
    // The same while the server is down.
    daemon.kill().await;
    let role = "UPDATE users SET role = 'it_user' WHERE username = 'e603876'";
    orvale.writer().execute_unprepared(role).await.unwrap();
    orvale.close().await.unwrap();
    daemon.start().await;
    let doe = log_in(&daemon, "e999003").await;
    until("the admin has left", async || {
        doe.get(&path).await.ok()["memberCount"] == 1
    })
    .await;
}

#[tokio::test]
async fn a_ticket_that_moves_to_another_team_leaves_those_who_followed_it_there() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    let orvale = daemon.open_database().await;
    let granted = "INSERT OR IGNORE INTO role_permissions (role_id, permission_id) \
                   SELECT role, 'ticket.view_team' FROM users WHERE username = 'e999002'";
    orvale.writer().execute_unprepared(granted).await.unwrap();
    daemon.start().await;
    let (jane, john) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e999002").await,
    );
    let room = open(&jane, NUMBER).await.ok()["id"].clone();
    assert_eq!(open(&john, NUMBER).await.ok()["id"], room);
    let mut socket = Socket::open(daemon.address(), &[]).await.unwrap();
    socket.authenticate(&daemon.token("e999002")).await;
    let moved = "UPDATE user_tickets SET assigned_team = 'ITTS_Main', \
                 updated_at = datetime('now', '+1 second') WHERE submission_id = 'HD-250822-104'";
    orvale.writer().execute_unprepared(moved).await.unwrap();
    // What he has of it is gone at once, although he does not see it any more.
    assert_eq!(socket.event("ticket_updated").await["number"], NUMBER);
    assert_eq!(socket.event("channel_left").await["channelId"], room);
    let card = format!("/api/chat/tickets/{NUMBER}");
    let channel = format!("/api/chat/channels/{room}");
    for path in [&card, &channel] {
        assert_eq!(john.get(path).await.problem(404), "not_found");
        assert_eq!(jane.get(path).await.status, 200);
    }
}

#[tokio::test]
async fn what_was_written_right_before_a_crash_is_told_once_and_to_others() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let mut jane = log_in(&daemon, "e999001").await;
    let room = open(&jane, NUMBER).await.ok()["id"].as_i64().unwrap();
    change(&jane, json!({"assignee": "e999001"})).await;
    lines(&jane, room, |lines| lines.len() == 1).await;
    for (status, count) in [("in_progress", 2), ("open", 3)] {
        change(&jane, json!({"status": status})).await;
        daemon.kill().await;
        daemon.start().await;
        jane = log_in(&daemon, "e999001").await;
        lines(&jane, room, |lines| lines.len() >= count).await;
    }
    // Orvale's next change is told after all that.
    change(&jane, json!({"priority": "low"})).await;
    let told = lines(&jane, room, |lines| lines.len() >= 4).await;
    let said: Vec<_> = told.iter().map(|one| (&one["event"], &one["to"])).collect();
    assert_eq!(
        said[1..],
        [
            (&json!("ticket_status"), &json!("in_progress")),
            (&json!("ticket_status"), &json!("open")),
            (&json!("ticket_priority"), &json!("low")),
        ]
    );
    let path = format!("/api/chat/channels/{room}/messages");
    let found = jane.get(&path).await.ok();
    let items = found["items"].as_array().unwrap().iter();
    let mut told = items.filter(|item| item["system"]["event"] == "ticket_status");
    assert!(told.all(|item| item["userId"] == "e999001"));
    assert_eq!(notices(&jane).await, [] as [Value; 0], "she did it all");
}
