//! Messages: pages of a channel, and single ones.

use std::sync::Arc;

use actors::protocol::{
    Command, Failure, Reply,
    command::{EditMessage, OnMessage, SendMessage},
};
use entity::{
    ids::MessageId,
    model::{Message, MessageKind},
    permission::Action,
    queries::{self, messages::Page},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Problem, Request, Response, caller::Caller, channels::unexpected, idempotency,
    problem::ProblemBody, reply, request::MOST_ON_A_PAGE,
};
use crate::app::App;

/// A message to be written.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewMessage {
    /// The words.
    message: String,
    /// A UUID of the client's choice: sent twice the message is kept once.
    #[serde(default)]
    client_id: Option<String>,
    /// `text` unless said otherwise.
    #[serde(default, rename = "type")]
    kind: Option<MessageKind>,
    /// The message it answers.
    #[serde(default)]
    reply_to_id: Option<MessageId>,
    /// The ticket it refers to.
    #[serde(default)]
    ticket_reference: Option<String>,
}

/// A message's new words.
#[derive(Deserialize, ToSchema)]
pub struct NewText {
    /// The words.
    message: String,
}

/// A page of messages.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Messages {
    /// The messages, ascending by `seq`.
    items: Vec<Message>,
    /// Whether there are earlier ones.
    has_before: bool,
    /// Whether there are later ones.
    has_after: bool,
    /// What to pass as `before` (or, for a page asked with `after`, as `after`) to go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A page of a channel's messages: the latest, or those before, after or around a position.
#[utoipa::path(get, path = "/api/chat/channels/{id}/messages", tag = "messages",
    params(("id" = i64, Path),
        ("before" = Option<i64>, Query, description = "Those just before this position"),
        ("after" = Option<i64>, Query, description = "Those just after this position"),
        ("around" = Option<i64>, Query, description = "Those around this position"),
        ("limit" = Option<u32>, Query, description = "1 to 200, 50 if left out")),
    responses((status = 200, body = Messages),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn list_messages(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let query = request.query()?;
    let page = Page {
        before: position(query.value("before")?, "before")?,
        after: position(query.value("after")?, "after")?,
        around: position(query.value("around")?, "around")?,
        limit: query.limit(50, MOST_ON_A_PAGE)?.into(),
    };
    if [page.before, page.after, page.around]
        .iter()
        .flatten()
        .count()
        > 1
    {
        return Err(Problem::invalid(
            "query: give one of before, after and around",
        ));
    }
    let permit = caller
        .permit(&app, request.channel()?, Action::Read)
        .await?;
    let forward = page.after.is_some();
    let found = queries::messages::page(app.database(), &permit, page).await?;
    let next = if forward {
        found.has_after.then(|| found.items.last()).flatten()
    } else {
        found.has_before.then(|| found.items.first()).flatten()
    };
    reply::ok(&Messages {
        next: next.map(|message| message.seq.to_string()),
        items: found.items,
        has_before: found.has_before,
        has_after: found.has_after,
    })
}

fn position(seq: Option<i64>, name: &str) -> Result<Option<i64>, Problem> {
    match seq {
        Some(seq) if !(0..=entity::ids::MAX_SAFE_INTEGER).contains(&seq) => Err(Problem::invalid(
            format!("query: {name} is no position in a channel"),
        )),
        seq => Ok(seq),
    }
}

/// Write a message.
#[utoipa::path(post, path = "/api/chat/channels/{id}/messages", tag = "messages",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = NewMessage,
    responses((status = 201, body = Message),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn send_message(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let channel_id = request.channel()?;
    let derived = idempotency::client_id(&caller.account.username, &request);
    let client_id_of_the_request = || derived.unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
    let NewMessage {
        message,
        client_id,
        kind,
        reply_to_id,
        ticket_reference,
    } = request.json().await?;
    let command = Command::SendMessage(SendMessage {
        channel_id,
        client_id: client_id.unwrap_or_else(client_id_of_the_request),
        message,
        kind,
        reply_to_id,
        ticket_reference,
    });
    match app.engine.execute(&caller.account, command).await? {
        Reply::Message(written) => reply::created(&written.message),
        other => Err(unexpected(&other)),
    }
}

/// A message.
#[utoipa::path(get, path = "/api/chat/messages/{id}", tag = "messages",
    params(("id" = i64, Path)),
    responses((status = 200, body = Message),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn get_message(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let id = request.message()?;
    caller.permit_message(&app, id).await?;
    reply::ok(&read(&app, id).await?)
}

/// Change the words of one's message.
#[utoipa::path(put, path = "/api/chat/messages/{id}", tag = "messages",
    params(("id" = i64, Path)), request_body = NewText,
    responses((status = 200, body = Message),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn edit_message(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let message_id = request.message()?;
    let NewText { message } = request.json().await?;
    let command = Command::EditMessage(EditMessage {
        message_id,
        message,
    });
    match app.engine.execute(&caller.account, command).await? {
        Reply::Message(edited) => reply::ok(&edited.message),
        other => Err(unexpected(&other)),
    }
}

/// Delete a message; a tombstone stays.
#[utoipa::path(delete, path = "/api/chat/messages/{id}", tag = "messages",
    params(("id" = i64, Path)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn delete_message(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let command = Command::DeleteMessage(OnMessage {
        message_id: request.message()?,
    });
    app.engine.execute(&caller.account, command).await?;
    Ok(reply::done())
}

/// A message whose channel the caller may read.
pub(super) async fn read(app: &App, id: MessageId) -> Result<Message, Problem> {
    let found = queries::messages::get(app.database(), id).await?;
    Ok(found.ok_or_else(Failure::not_found)?)
}
