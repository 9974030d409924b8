//! Calls through the server: what devices negotiate with it, and who is out of it.

use serde_json::{Value, json};

use super::{accept, direct, initiate};
use crate::support::{Socket, TestServer};

/// An offer of a browser that sends its microphone.
fn offer(certificate: u8) -> Value {
    let fingerprint = vec![format!("{certificate:02X}"); 32].join(":");
    let lines = [
        "v=0",
        "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        "a=ice-ufrag:EsAw",
        "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1",
        &format!("a=fingerprint:sha-256 {fingerprint}"),
        "a=setup:actpass",
        "a=mid:0",
        "a=sendonly",
        "a=msid:stream track",
        "a=rtcp-mux",
        "a=rtpmap:111 opus/48000/2",
        "a=fmtp:111 minptime=10;useinbandfec=1",
        "a=ssrc:1001 cname:one",
        "",
    ];
    json!({"type": "offer", "sdp": lines.join("\r\n")})
}

async fn to_server(socket: &mut Socket, call: i64, device: &str) -> Result<Value, Value> {
    let data = json!({
        "sessionId": call, "deviceId": device, "offer": offer(1), "targetUser": null,
        "kinds": {"0": "audio"},
    });
    socket.command("webrtc_offer", data).await
}

#[tokio::test]
async fn a_call_of_three_goes_through_the_server_and_back() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let conversation = direct(&server.rest("ann"), &["bob", "eve"]).await;
    let mut ann = server.connect("ann").await;
    let mut bob = server.connect("bob").await;
    let mut eve = server.connect("eve").await;
    let call = initiate(&mut ann, conversation, "ann").await;
    accept(&mut bob, call, "bob").await.unwrap();
    let refused = to_server(&mut bob, call, "bob").await.unwrap_err();
    assert_eq!(refused["code"], "conflict");

    let reply = accept(&mut eve, call, "eve").await.unwrap();
    assert_eq!(
        (&reply["mode"], &reply["forwarded"]),
        (&json!("sfu"), &json!(false))
    );
    for socket in [&mut ann, &mut bob, &mut eve] {
        assert_eq!(socket.event("call_moved").await["to"], "sfu");
    }
    to_server(&mut ann, call, "ann").await.unwrap();
    let answered = ann.event("webrtc_answer_received").await;
    assert_eq!(
        (&answered["fromUser"], &answered["deviceId"]),
        (&Value::Null, &json!("ann"))
    );
    let sdp = answered["answer"]["sdp"].as_str().unwrap();
    assert!(
        sdp.contains("a=ice-lite") && sdp.contains("127.0.0.1"),
        "{sdp}"
    );
    let nonsense = json!({
        "sessionId": call, "deviceId": "bob", "targetUser": null,
        "offer": {"type": "offer", "sdp": "v=0 and no more"},
    });
    let refused = bob.command("webrtc_offer", nonsense).await.unwrap_err();
    assert_eq!(refused["code"], "invalid");
    let answer = json!({
        "sessionId": call, "deviceId": "bob", "targetUser": null,
        "answer": {"type": "answer", "sdp": offer(2)["sdp"]},
    });
    let refused = bob.command("webrtc_answer", answer).await.unwrap_err();
    assert_eq!(refused["code"], "invalid", "nothing was offered");
    let views = json!({
        "sessionId": call, "deviceId": "bob",
        "views": [{"user": "ann", "deviceId": "ann", "kind": "camera", "view": {"upto": {"height": 180}}}],
    });
    bob.command("call_view", views).await.unwrap();

    let back = json!({"sessionId": call, "deviceId": "ann"});
    let reply = ann.command("call_join", back).await.unwrap();
    assert_eq!(reply["forwarded"], true);
    let fresh = json!({"sessionId": call, "deviceId": "ann", "fresh": true});
    let reply = ann.command("call_join", fresh).await.unwrap();
    assert_eq!(reply["forwarded"], false);

    let leave = json!({"sessionId": call, "deviceId": "eve"});
    eve.command("call_leave", leave).await.unwrap();
    assert_eq!(bob.event("call_moved").await["to"], "peer");
}

#[tokio::test]
async fn two_who_cannot_reach_each_other_go_through_the_server() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let conversation = direct(&server.rest("ann"), &["bob"]).await;
    let mut ann = server.connect("ann").await;
    let mut bob = server.connect("bob").await;
    let call = initiate(&mut ann, conversation, "ann").await;
    accept(&mut bob, call, "bob").await.unwrap();
    let unreachable = json!({"sessionId": call, "deviceId": "bob", "unreachable": true});
    bob.command("call_update", unreachable).await.unwrap();
    assert_eq!(ann.event("call_moved").await["to"], "sfu");
    to_server(&mut ann, call, "ann").await.unwrap();
    ann.event("webrtc_answer_received").await;
}
