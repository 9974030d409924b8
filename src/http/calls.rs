//! Calls: beginning, answering and ending them, what devices exchange to connect, and the history.

mod history;

use std::{collections::BTreeMap, sync::Arc, time::SystemTime};

use actors::{
    commands::{
        CallAccept, CallDecline, CallEnd, CallInitiate, CallJoin, CallLeave, CallUpdate, CallView,
        WebrtcAnswer, WebrtcIceCandidate, WebrtcOffer,
        calls::{Declining, SecondDevice},
    },
    protocol::{
        Failure,
        calls::{CallReply, CallViewed, DeviceReply, IceCandidate, SessionDescription, TrackKind},
    },
};
use entity::{
    ids::{CallId, UserId},
    model::{Call, CallQuality},
    permission::{Action, Permission, may},
    queries,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Problem, Request, Response,
    caller::Caller,
    idempotency,
    problem::ProblemBody,
    reply,
    route::{Route, route},
};
use crate::app::App;

/// The routes of calls.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![
        route!(POST "/api/chat/calls/initiate", user(Call) => initiate_call).idempotent(),
        route!(GET "/api/chat/calls/ice-servers", user(Read) => ice_servers),
        route!(GET "/api/chat/calls/{id}/status", user(Read) => call_status),
        route!(POST "/api/chat/calls/{id}/answer", user(Call) => answer_call).idempotent(),
        route!(POST "/api/chat/calls/{id}/join", user(Call) => join_call).idempotent(),
        route!(POST "/api/chat/calls/{id}/decline", user(Call) => decline_call).idempotent(),
        route!(POST "/api/chat/calls/{id}/leave", user(Call) => leave_call).idempotent(),
        route!(POST "/api/chat/calls/{id}/end", user(Call) => end_call).idempotent(),
        route!(POST "/api/chat/calls/{id}/update", user(Signalling) => update_call).idempotent(),
        route!(POST "/api/chat/calls/{id}/view", user(Signalling) => view_call).idempotent(),
        route!(POST "/api/chat/calls/{id}/offer", user(Signalling) => offer).idempotent(),
        route!(POST "/api/chat/calls/{id}/ice", user(Signalling) => ice).idempotent(),
    ];
    routes.extend(history::routes());
    routes
}

fn call(request: &Request) -> Result<CallId, Problem> {
    Ok(CallId(request.message()?.0))
}

/// Call people in a conversation; or join the call that goes on there.
#[utoipa::path(post, path = "/api/chat/calls/initiate", tag = "calls", request_body = CallInitiate,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, description = "A new call", body = CallReply),
        (status = 200, description = "A call that went on was joined", body = CallReply),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn initiate_call(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let command: CallInitiate = request.json().await?;
    idempotency::execute(&app, &caller, request, command, |reply| {
        match reply.joined {
            true => reply::ok_answer(reply),
            false => reply::created_answer(reply),
        }
    })
    .await
}

/// How a call is answered: without `answer` and `sdp`, the call is accepted; with one of them, a WebRTC answer is
/// passed on to a device in the call.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
struct Answering {
    /// The answer of the caller's browser.
    answer: Option<SessionDescription>,
    /// The answer as text, in place of `answer`.
    sdp: Option<String>,
    /// With an answer: the name of the offer that it answers.
    offer_id: Option<String>,
    /// With an answer: whom it is for; null for the server.
    target_user: Option<UserId>,
    /// With an answer: their device.
    target_device: Option<String>,
    /// The name of the caller's device.
    device_id: Option<String>,
    /// To begin with the microphone off.
    muted: Option<bool>,
    /// To begin with the camera on.
    camera: Option<bool>,
}

/// Accept a call; or pass on a WebRTC answer.
#[utoipa::path(post, path = "/api/chat/calls/{id}/answer", tag = "calls", request_body = Answering,
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, description = "Accepted", body = CallReply),
        (status = 204, description = "The answer was passed on"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn answer_call(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let session_id = call(&request)?;
    let body: Answering = request.json_or_default().await?;
    let described = body.sdp.map(|sdp| SessionDescription {
        kind: "answer".into(),
        sdp,
    });
    match body.answer.or(described) {
        None => {
            let command = CallAccept {
                session_id,
                device_id: body.device_id,
                muted: body.muted,
                camera: body.camera,
            };
            idempotency::execute(&app, &caller, request, command, reply::ok_answer).await
        }
        Some(answer) => {
            let command = WebrtcAnswer {
                session_id,
                answer,
                offer_id: body.offer_id,
                target_user: body.target_user,
                target_device: body.target_device,
                device_id: body.device_id,
            };
            done(&app, &caller, request, command).await
        }
    }
}

/// How a call is joined.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
struct Joining {
    /// The name of the caller's device.
    device_id: Option<String>,
    /// To begin with the microphone off.
    muted: Option<bool>,
    /// To begin with the camera on.
    camera: Option<bool>,
    /// To begin with a shared screen.
    screen: Option<bool>,
    /// What becomes of the caller's other devices in the call.
    second: Option<SecondDevice>,
    /// The device has no connections to the server, as after a reload of the page.
    fresh: Option<bool>,
}

/// Join a call, or come back to it.
#[utoipa::path(post, path = "/api/chat/calls/{id}/join", tag = "calls", request_body = Joining,
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = CallReply),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn join_call(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let session_id = call(&request)?;
    let body: Joining = request.json_or_default().await?;
    let command = CallJoin {
        session_id,
        device_id: body.device_id,
        muted: body.muted,
        camera: body.camera,
        screen: body.screen,
        second: body.second,
        fresh: body.fresh,
    };
    idempotency::execute(&app, &caller, request, command, reply::ok_answer).await
}

/// How a call is declined.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct DeclineBody {
    /// `declined` by default; `busy` and `unavailable` silence nothing but the device that says so.
    reason: Option<Declining>,
}

/// Decline a call, on all devices.
#[utoipa::path(post, path = "/api/chat/calls/{id}/decline", tag = "calls", request_body = DeclineBody,
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn decline_call(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let session_id = call(&request)?;
    let DeclineBody { reason } = request.json_or_default().await?;
    let command = CallDecline { session_id, reason };
    done(&app, &caller, request, command).await
}

/// The device that leaves a call.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
struct Leaving {
    /// Its name.
    device_id: Option<String>,
}

/// Leave a call with one device.
#[utoipa::path(post, path = "/api/chat/calls/{id}/leave", tag = "calls", request_body = Leaving,
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn leave_call(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let session_id = call(&request)?;
    let Leaving { device_id } = request.json_or_default().await?;
    let command = CallLeave {
        session_id,
        device_id,
    };
    done(&app, &caller, request, command).await
}

/// End a call for everyone.
#[utoipa::path(post, path = "/api/chat/calls/{id}/end", tag = "calls",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn end_call(app: Arc<App>, caller: Caller, request: Request) -> Result<Response, Problem> {
    let command = CallEnd {
        session_id: Some(call(&request)?),
        client_id: None,
    };
    done(&app, &caller, request, command).await
}

/// What changes of a device in a call.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, rename_all = "camelCase")]
struct Changing {
    /// Its name.
    device_id: Option<String>,
    /// Whether its microphone is off.
    muted: Option<bool>,
    /// Whether its camera is on.
    camera: Option<bool>,
    /// Whether it shares a screen.
    screen: Option<bool>,
    /// Whether a hand is raised.
    hand: Option<bool>,
    /// Whether others may annotate the screen that it shares.
    annotate: Option<bool>,
    /// Whether it plays what the others say.
    hears: Option<bool>,
    /// How good its connection is.
    quality: Option<CallQuality>,
    /// Whether it cannot connect to the other device: the call then goes through the server.
    unreachable: Option<bool>,
}

/// Change what others see of a device of the caller in a call.
#[utoipa::path(post, path = "/api/chat/calls/{id}/update", tag = "calls", request_body = Changing,
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = DeviceReply),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn update_call(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let session_id = call(&request)?;
    let body: Changing = request.json().await?;
    let command = CallUpdate {
        session_id,
        device_id: body.device_id,
        muted: body.muted,
        camera: body.camera,
        screen: body.screen,
        hand: body.hand,
        annotate: body.annotate,
        hears: body.hears,
        quality: body.quality,
        unreachable: body.unreachable,
    };
    idempotency::execute(&app, &caller, request, command, reply::ok_answer).await
}

/// How large a device shows the cameras and screens of others.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Viewing {
    /// The name of the caller's device.
    device_id: Option<String>,
    /// The sizes. What is not in the list stays as it is.
    views: Vec<CallViewed>,
}

/// Set how large a device of the caller shows others, in a call that goes through the server.
#[utoipa::path(post, path = "/api/chat/calls/{id}/view", tag = "calls", request_body = Viewing,
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn view_call(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let session_id = call(&request)?;
    let body: Viewing = request.json().await?;
    let command = CallView {
        session_id,
        device_id: body.device_id,
        views: body.views,
    };
    done(&app, &caller, request, command).await
}

/// A WebRTC offer for a device in a call.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Offering {
    /// The offer of the caller's browser.
    offer: SessionDescription,
    /// The name of the offer: the answer repeats it.
    offer_id: Option<String>,
    /// Whom it is for; null for the server.
    target_user: Option<UserId>,
    /// Their device; needed if they have several in the call.
    target_device: Option<String>,
    /// The name of the caller's device.
    device_id: Option<String>,
    /// For the server: the content of each media section, by its `mid`.
    kinds: Option<BTreeMap<String, TrackKind>>,
}

/// Pass on a WebRTC offer.
#[utoipa::path(post, path = "/api/chat/calls/{id}/offer", tag = "calls", request_body = Offering,
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn offer(app: Arc<App>, caller: Caller, mut request: Request) -> Result<Response, Problem> {
    let session_id = call(&request)?;
    let body: Offering = request.json().await?;
    let command = WebrtcOffer {
        session_id,
        offer: body.offer,
        offer_id: body.offer_id,
        target_user: body.target_user,
        target_device: body.target_device,
        device_id: body.device_id,
        kinds: body.kinds,
    };
    done(&app, &caller, request, command).await
}

/// A WebRTC candidate for a device in a call.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Candidate {
    /// The candidate of the caller's browser; null if there will be no more.
    candidate: Option<IceCandidate>,
    /// Whom it is for; null for the server.
    target_user: Option<UserId>,
    /// Their device; needed if they have several in the call.
    target_device: Option<String>,
    /// The name of the caller's device.
    device_id: Option<String>,
}

/// Pass on a WebRTC candidate.
#[utoipa::path(post, path = "/api/chat/calls/{id}/ice", tag = "calls", request_body = Candidate,
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn ice(app: Arc<App>, caller: Caller, mut request: Request) -> Result<Response, Problem> {
    let session_id = call(&request)?;
    let body: Candidate = request.json().await?;
    let command = WebrtcIceCandidate {
        session_id,
        candidate: body.candidate,
        target_user: body.target_user,
        target_device: body.target_device,
        device_id: body.device_id,
    };
    done(&app, &caller, request, command).await
}

/// Executes a command whose reply has no data.
async fn done<C: actors::commands::Command<Reply = actors::protocol::reply::Done>>(
    app: &App,
    caller: &Caller,
    request: Request,
    command: C,
) -> Result<Response, Problem> {
    idempotency::execute(app, caller, request, command, |_| Ok(reply::done_answer())).await
}

/// Get a call, whether or not it goes on.
#[utoipa::path(get, path = "/api/chat/calls/{id}/status", tag = "calls",
    params(("id" = i64, Path)),
    responses((status = 200, body = Call),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn call_status(app: Arc<App>, caller: Caller, request: Request) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let id = call(&request)?;
    let stored = queries::calls::get(app.database(), id).await?;
    let stored = stored.ok_or_else(Failure::not_found)?;
    let user = &caller.account.username;
    let had_a_part = stored.caller == *user || stored.person(user).is_some();
    let sees_all = may(&caller.account, Permission::CallLogs).is_ok();
    // Whoever had a part in a call and was removed since does not see who is in it now.
    if (!had_a_part || stored.status.is_live()) && !sees_all {
        let channel = stored.channel_id.ok_or_else(Failure::not_found)?;
        let permit = caller.permit(&app, channel, Action::JoinCall).await;
        permit.map_err(|_| Failure::not_found())?;
    }
    reply::ok(&app.engine.call(stored))
}

/// The servers with which browsers find a way to each other.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct IceServers {
    /// For the browser's `RTCPeerConnection`.
    ice_servers: Vec<IceServer>,
    /// When the credentials expire, in milliseconds since 1970; null if there are none.
    expires_at: Option<i64>,
}

/// A STUN or TURN server.
#[derive(Serialize, ToSchema)]
struct IceServer {
    /// Its addresses.
    urls: Vec<String>,
    /// The user name, of a TURN server.
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    /// The password, of a TURN server.
    #[serde(skip_serializing_if = "Option::is_none")]
    credential: Option<String>,
}

/// Get the STUN and TURN servers, with credentials for the caller. Get them anew before each call, each joining and
/// each ICE restart.
#[utoipa::path(get, path = "/api/chat/calls/ice-servers", tag = "calls",
    responses((status = 200, body = IceServers),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn ice_servers(app: Arc<App>, caller: Caller, _: Request) -> Result<Response, Problem> {
    may(&caller.account, Permission::CallAudio)?;
    let user = caller.account.username.as_str();
    let (servers, expires_at) = app.relays.for_user(user, SystemTime::now());
    let servers = servers.into_iter().map(|server| IceServer {
        urls: server.urls,
        username: server.username,
        credential: server.credential,
    });
    reply::ok(&IceServers {
        ice_servers: servers.collect(),
        expires_at,
    })
}
