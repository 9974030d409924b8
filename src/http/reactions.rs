//! Reactions to a message.

use std::sync::Arc;

use actors::{
    commands::{AddReaction, RemoveReaction},
    delivery::reply::Once,
    protocol::{Failure, reply::ReactionReply},
};
use entity::{ledgers::idempotency::Shows, model::Message};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Problem, Request, Response,
    caller::Caller,
    messages::read,
    problem::ProblemBody,
    reply,
    route::{Route, route},
};
use crate::app::App;

/// The routes of reactions.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(POST "/api/chat/messages/{id}/reactions", user(Write) => add_reaction).idempotent(),
        route!(DELETE "/api/chat/messages/{id}/reactions/{emoji}", user(Write) => remove_reaction),
    ]
}

/// A reaction to add.
#[derive(Deserialize, ToSchema)]
struct NewReaction {
    /// The emoji itself, not a short code.
    emoji: String,
}

/// Add a reaction to a message.
#[utoipa::path(post, path = "/api/chat/messages/{id}/reactions", tag = "messages",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = NewReaction,
    responses((status = 201, body = Message),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn add_reaction(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let message_id = request.message()?;
    let NewReaction { emoji } = request.json().await?;
    let command = AddReaction { message_id, emoji };
    // The engine has permitted the reaction, so its author may read the message.
    let Some(key) = request.key else {
        app.engine.execute(&caller.account, command).await?;
        return reply::created(&read(&app, message_id, &caller).await?);
    };
    let shows = Shows::Message(message_id);
    let once = Once::new::<ReactionReply>(key, shows, |reply| {
        let message = reply.message.as_ref().ok_or_else(Failure::not_found)?;
        reply::created_answer(message)
    });
    let answer = app.engine.execute_once(&caller.account, command, once);
    Ok(reply::respond(answer.await?))
}

/// Remove the caller's reaction.
#[utoipa::path(delete, path = "/api/chat/messages/{id}/reactions/{emoji}", tag = "messages",
    params(("id" = i64, Path), ("emoji" = String, Path)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn remove_reaction(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let emoji = request.parameter("emoji").to_owned();
    let command = RemoveReaction {
        message_id: request.message()?,
        emoji,
    };
    app.engine.execute(&caller.account, command).await?;
    Ok(reply::done())
}
