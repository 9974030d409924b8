//! Invalid queries, paths and cursors.

use serde_json::json;

use super::scene;

/// A page of a list after these keys.
fn cursor(list: &str, first: &str, second: &str) -> String {
    format!("/api/chat/{list}?cursor=%5B%22{first}%22,%22{second}%22%5D")
}

#[tokio::test]
async fn invalid_queries_and_paths_are_refused() {
    let scene = scene().await;
    let channel = format!("/api/chat/channels/{}", scene.channel);
    for query in [
        "limit=0",
        "limit=201",
        "limit=-1",
        "limit=x",
        "limit=",
        "limit=1&limit=2",
        "limit=1e1",
        "before=x",
        "before=-1",
        "before=9007199254740993",
        "before=1&after=2",
        "around=1&before=2",
        "after=%ff",
        "before=1.5",
    ] {
        let answer = scene.ann.get(&format!("{channel}/messages?{query}")).await;
        assert_eq!(answer.problem(400), "invalid", "{query}");
    }
    for path in [
        format!("{channel}/members?limit=x"),
        "/api/chat/channels?browse=maybe".into(),
        "/api/chat/channels?archived=maybe".into(),
        "/api/chat/channels?browse=true&limit=500".into(),
        // Even if everything fits on one page.
        "/api/chat/channels?limit=201".into(),
        "/api/chat/users?ids=bob&limit=201".into(),
        "/api/chat/users?limit=0".into(),
        format!("/api/chat/users?ids={}", vec!["x"; 201].join(",")),
        "/api/chat/users?q=%zz".into(),
        format!("/api/chat/users?q={}", "x".repeat(257)),
        format!("/api/chat/channels?browse=true&q={}", "x".repeat(257)),
        format!("/api/chat/users?cursor={}", "x".repeat(4_097)),
        // Cursors that no page had.
        cursor("notifications", "-1", ""),
        cursor("saved", "1", "-1"),
        cursor("scheduled", "-1", "1"),
        cursor("reminders", "1", "x"),
        cursor("threads", "0.-1", "1"),
        cursor("threads", "2.1", "1"),
    ] {
        assert_eq!(scene.ann.get(&path).await.problem(400), "invalid", "{path}");
    }
    let mut answers = Vec::new();
    for id in [
        "0",
        "-1",
        "x",
        "1.5",
        "9007199254740992",
        "99999999999999999999",
        "1%20",
        "%31x",
        "+1",
        "0x1",
        "*",
    ] {
        for path in [
            format!("/api/chat/channels/{id}"),
            format!("/api/chat/messages/{id}"),
        ] {
            let answer = scene.ann.get(&path).await;
            answers.push(answer.text.clone());
            assert_eq!(answer.problem(404), "not_found", "{path}");
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    for path in [
        "/api/chat/users/nobody/presence",
        "/api/chat/users/%20/presence",
    ] {
        assert_eq!(
            scene.ann.get(path).await.problem(404),
            "not_found",
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_query_with_a_wrong_word_or_number_names_the_right_ones() {
    let scene = scene().await;
    for (query, detail) in [
        (
            "search?q=x&sort=oldest",
            "`sort` must be relevance or newest",
        ),
        ("search?q=x&sort=", "`sort` must be relevance or newest"),
        (
            "calls/history?type=fax",
            "`type` must be audio, video or screen_share",
        ),
        (
            "calls/history?status=lost",
            "`status` must be ringing, active, ended or missed",
        ),
        (
            "calls/history?channelId=x",
            "`channelId` must be a whole number",
        ),
        (
            "presence?channelId=1.5",
            "`channelId` must be a whole number",
        ),
        ("files/x?download=yes", "`download` must be true or false"),
        ("tickets?own=maybe", "`own` must be true or false"),
    ] {
        let answer = scene.ann.get(&format!("/api/chat/{query}")).await;
        let said = answer.body["detail"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert_eq!(answer.problem(400), "invalid", "{query}");
        assert_eq!(said, format!("query: {detail}"), "{query}");
    }
    let path = "/api/chat/notifications?kinds=mention,shout";
    let said = scene.ann.get(path).await.body["detail"].to_string();
    for word in ["`kinds` must be mention, keyword", "separated by commas"] {
        assert!(said.contains(word), "{said}");
    }
}

#[tokio::test]
async fn only_the_permissions_of_known_roles_can_be_set() {
    let scene = scene().await;
    scene.server.add_user("root", "admin").await;
    let root = scene.server.rest("root");
    let body = json!({"permissions": ["chat.access_channels"]});
    for role in ["nobody", "%20", "a%0Ab", &"x".repeat(101)] {
        let path = format!("/api/admin/roles/{role}/permissions");
        let refused = root.put(&path, body.clone()).await;
        assert_eq!(refused.problem(404), "not_found", "{role}");
    }
    let known = "/api/admin/roles/it_user/permissions";
    assert_eq!(root.put(known, body).await.status, 204);
}

#[tokio::test]
async fn arbitrary_cursors_never_cause_an_internal_error() {
    let scene = scene().await;
    for cursor in [
        "x",
        "%00",
        "'%20OR%201=1",
        "%F0%9F%98%80",
        &"x".repeat(3_000),
    ] {
        for path in [
            "/api/chat/users?cursor=",
            "/api/chat/channels?browse=true&cursor=",
        ] {
            let answer = scene.ann.get(&format!("{path}{cursor}")).await;
            assert!(
                answer.status.as_u16() < 500,
                "{path}{cursor}: {}",
                answer.text
            );
        }
        for field in ["q", "ids"] {
            let answer = scene
                .ann
                .get(&format!("/api/chat/users?{field}={cursor}"))
                .await;
            assert!(
                answer.status.as_u16() < 500,
                "{field}={cursor}: {}",
                answer.text
            );
        }
    }
}
