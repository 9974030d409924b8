//! Annotations of a shared screen, between devices of a call.

use serde_json::{Value, json};

use super::{accept, direct, initiate};
use crate::support::{Socket, TestServer};

async fn annotate(
    socket: &mut Socket,
    call: i64,
    device: &str,
    annotation: Value,
) -> Result<Value, Value> {
    let data = json!({
        "sessionId": call, "deviceId": device, "share": {"user": "ann", "deviceId": "ann"},
        "annotation": annotation,
    });
    socket.command("call_annotate", data).await
}

async fn update(socket: &mut Socket, call: i64, change: Value) {
    let mut data = json!({"sessionId": call, "deviceId": "ann"});
    for (name, value) in change.as_object().unwrap() {
        data[name] = value.clone();
    }
    socket.command("call_update", data).await.unwrap();
}

fn pen(id: &str) -> Value {
    json!({"draw": {"id": id, "tool": "pen", "color": "red", "points": [0, 0, 10000, 10000]}})
}

#[tokio::test]
async fn marks_reach_the_others_and_whoever_comes_later() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let conversation = direct(&server.rest("ann"), &["bob", "eve"]).await;
    let mut ann = server.connect("ann").await;
    let mut bob = server.connect("bob").await;
    let mut eve = server.connect("eve").await;
    let call = initiate(&mut ann, conversation, "ann").await;
    accept(&mut bob, call, "bob").await.unwrap();
    let refused = annotate(&mut bob, call, "bob", pen("m1"))
        .await
        .unwrap_err();
    assert_eq!(refused["code"], "conflict", "nothing is shared");
    update(&mut ann, call, json!({"screen": true})).await;

    annotate(&mut bob, call, "bob", pen("m1")).await.unwrap();
    let drawn = ann.event("call_annotated").await;
    assert_eq!(
        (&drawn["participant"], &drawn["change"]["drawn"]["user"]),
        (&json!("bob"), &json!("bob"))
    );
    let refused = annotate(&mut eve, call, "eve", pen("m2"))
        .await
        .unwrap_err();
    assert_eq!(refused["code"], "conflict", "she is not in the call");

    accept(&mut eve, call, "eve").await.unwrap();
    let shown = eve.event("call_annotations").await;
    assert_eq!(
        (&shown["marks"][0]["id"], &shown["more"]),
        (&json!("m1"), &json!(false))
    );

    let point = json!({"point": {"x": 5000, "y": 2500}});
    annotate(&mut ann, call, "ann", point).await.unwrap();
    let pointed = eve.event("call_annotated").await;
    assert_eq!(pointed["change"]["pointed"], json!({"x": 5000, "y": 2500}));

    annotate(&mut bob, call, "bob", json!("undo"))
        .await
        .unwrap();
    let erased = json!({"erased": {"user": "bob", "marks": ["m1"]}});
    assert_eq!(eve.event("call_annotated").await["change"], erased);

    annotate(&mut eve, call, "eve", pen("m3")).await.unwrap();
    update(&mut ann, call, json!({"screen": false})).await;
    update(&mut ann, call, json!({"screen": true})).await;
    let back = json!({"sessionId": call, "deviceId": "eve"});
    eve.command("call_join", back).await.unwrap();
    let shown = eve.event("call_annotations").await;
    assert_eq!(shown["marks"], json!([]), "they went with the share");
}

#[tokio::test]
async fn the_presenter_decides_who_annotates() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let conversation = direct(&server.rest("ann"), &["bob"]).await;
    let mut ann = server.connect("ann").await;
    let mut bob = server.connect("bob").await;
    let call = initiate(&mut ann, conversation, "ann").await;
    accept(&mut bob, call, "bob").await.unwrap();
    update(&mut ann, call, json!({"screen": true, "annotate": false})).await;
    let updated = bob.event("call_participant_updated").await;
    assert_eq!(updated["device"]["annotate"], false);
    let refused = annotate(&mut bob, call, "bob", pen("m1"))
        .await
        .unwrap_err();
    assert_eq!(refused["code"], "forbidden");
    annotate(&mut ann, call, "ann", pen("m1")).await.unwrap();
    bob.event("call_annotated").await;
    annotate(&mut ann, call, "ann", json!("clear"))
        .await
        .unwrap();
    assert_eq!(bob.event("call_annotated").await["change"], "cleared");
}

#[tokio::test]
async fn marks_that_are_none_are_refused() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let conversation = direct(&server.rest("ann"), &["bob"]).await;
    let mut ann = server.connect("ann").await;
    let mut bob = server.connect("bob").await;
    let call = initiate(&mut ann, conversation, "ann").await;
    accept(&mut bob, call, "bob").await.unwrap();
    update(&mut ann, call, json!({"screen": true})).await;
    let mark = |tool: &str, points: Value| json!({"draw": {"id": "m1", "tool": tool, "color": "red", "points": points}});
    let text = |text: &str| {
        let mut mark = mark("text", json!([1, 1]));
        mark["draw"]["text"] = json!(text);
        mark
    };
    let wrong = [
        mark("pen", json!([])),
        mark("pen", json!([1])),
        mark("pen", json!([1, 10_001])),
        mark("pen", json!([-1, 0])),
        mark("pen", json!([0.5, 0.5])),
        mark("pen", json!(vec![1; 514])),
        mark("arrow", json!([1, 1])),
        mark("brush", json!([1, 1])),
        mark("text", json!([1, 1])),
        text(""),
        text("one\ntwo"),
        text(&"x".repeat(201)),
        json!({"draw": {"id": "no id", "tool": "pen", "color": "red", "points": [1, 1]}}),
        json!({"draw": {"id": "m1", "tool": "pen", "color": "url(#x)", "points": [1, 1]}}),
        json!({"point": {"x": 10_001, "y": 0}}),
        json!("erase"),
    ];
    for annotation in wrong {
        let refused = annotate(&mut bob, call, "bob", annotation.clone()).await;
        assert_eq!(refused.unwrap_err()["code"], "invalid", "{annotation}");
    }
}
