//! Messages: pages of a channel's messages, and single messages.

use std::sync::Arc;

use actors::{
    commands::{DeleteMessage, EditMessage, SendMessage},
    protocol::{Failure, reply::MessageReply},
};
use entity::{
    ids::{FileId, MessageId, UserId},
    model::{EarlierText, Message, MessageKind},
    permission::Action,
    queries::{
        self,
        messages::{MessagePage, Page},
    },
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    Problem, Request, Response,
    caller::Caller,
    idempotency,
    problem::ProblemBody,
    query::{Limit, Paging, Position},
    reply::{self, Items},
    route::{Route, route},
};
use crate::app::App;

/// The routes of messages.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/channels/{id}/messages", user(Read) => list_messages),
        route!(POST "/api/chat/channels/{id}/messages", user(Message) => send_message).idempotent(),
        route!(GET "/api/chat/messages/{id}", user(Read) => get_message),
        route!(PUT "/api/chat/messages/{id}", user(Write) => edit_message),
        route!(DELETE "/api/chat/messages/{id}", user(Write) => delete_message),
        route!(GET "/api/chat/messages/{id}/history", user(Read) => list_edits),
    ]
}

/// A message to send.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NewMessage {
    /// The text; it may be left out when there are files.
    #[serde(default)]
    message: String,
    /// A UUID chosen by the client; a message that is sent twice with the same one is stored once.
    #[serde(default)]
    client_id: Option<String>,
    /// The kind of message, `text` by default.
    #[serde(default, rename = "type")]
    kind: Option<MessageKind>,
    /// The message it replies to.
    #[serde(default)]
    reply_to_id: Option<MessageId>,
    /// The message that it forwards, from any channel that the caller can read; `message` may then be empty.
    #[serde(default)]
    forwarded_from: Option<MessageId>,
    /// The message whose thread it is a reply in.
    #[serde(default)]
    thread_id: Option<MessageId>,
    /// True to show a reply in a thread in the channel as well.
    #[serde(default)]
    also_to_channel: Option<bool>,
    /// The ticket it refers to.
    #[serde(default)]
    ticket_reference: Option<String>,
    /// Files of the caller that it carries, at most 10, none of them sent before; `message` may then be empty.
    #[serde(default)]
    file_ids: Option<Vec<FileId>>,
    /// True if the caller has confirmed that it notifies many people.
    #[serde(default)]
    confirmed: Option<bool>,
}

/// The new text of a message.
#[derive(Deserialize, ToSchema)]
struct NewText {
    /// The text.
    message: String,
    /// True if the user has confirmed that it notifies many people.
    #[serde(default)]
    confirmed: Option<bool>,
}

/// A message that was sent or edited.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WrittenMessage {
    /// The message.
    #[serde(flatten)]
    #[schema(value_type = Message)]
    message: Arc<Message>,
    /// How many more people it mentions than are notified; absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions_dropped: Option<usize>,
    /// People whom a new message names and who are not notified, because they are not in the channel.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mentions_outside: Vec<UserId>,
}

impl WrittenMessage {
    fn of(reply: &MessageReply) -> Self {
        let dropped = reply.mentions_dropped;
        Self {
            message: Arc::clone(&reply.message),
            mentions_dropped: (dropped > 0).then_some(dropped),
            mentions_outside: reply.mentions_outside.clone(),
        }
    }
}

/// A page of messages.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Messages {
    /// The messages, ascending by `seq`.
    items: Vec<Message>,
    /// True if there are earlier messages.
    has_before: bool,
    /// True if there are later messages.
    has_after: bool,
    /// The thread of the message at `around`, if that is a reply that the channel does not show.
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_id: Option<MessageId>,
    /// The cursor of the next page: pass it as `after` if this page was requested with `after`, otherwise as
    /// `before`.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl Messages {
    /// The response with a page that was asked for as `asked`.
    pub(super) fn of(found: MessagePage, asked: Page) -> Self {
        let next = if asked.after.is_some() {
            found.has_after.then(|| found.items.last()).flatten()
        } else {
            found.has_before.then(|| found.items.first()).flatten()
        };
        Self {
            next: next.map(|message| message.seq.to_string()),
            items: found.items,
            has_before: found.has_before,
            has_after: found.has_after,
            thread_id: found.thread,
        }
    }
}

/// Which page of the messages is listed.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct MessageQuery {
    /// The messages just before this position.
    #[param(value_type = Option<i64>)]
    before: Option<Position>,
    /// The messages just after this position.
    #[param(value_type = Option<i64>)]
    after: Option<Position>,
    /// The messages around this position.
    #[param(value_type = Option<i64>)]
    around: Option<Position>,
    /// The messages around the first one that was written at this time or later, in milliseconds since 1970 UTC.
    #[param(value_type = Option<i64>)]
    at: Option<Position>,
    /// 1 to 200, default 50.
    #[param(value_type = Option<u32>)]
    limit: Limit<50>,
}

impl MessageQuery {
    pub(super) fn page(&self) -> Result<Page, Problem> {
        let given = [self.before, self.after, self.around, self.at];
        if given.iter().flatten().count() > 1 {
            return Err(Problem::invalid(
                "query: give only one of `before`, `after`, `around` and `at`",
            ));
        }
        Ok(Page {
            before: self.before.map(Position::get),
            after: self.after.map(Position::get),
            around: self.around.map(Position::get),
            at: self.at.map(Position::get),
            limit: self.limit.get(),
        })
    }
}

/// List a page of a channel's messages: the latest, or those before, after or around a position, or
/// those around a time.
#[utoipa::path(get, path = "/api/chat/channels/{id}/messages", tag = "messages",
    params(("id" = i64, Path), MessageQuery),
    responses((status = 200, body = Messages),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_messages(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let page = request.query::<MessageQuery>()?.page()?;
    let permit = caller
        .permit(&app, request.channel()?, Action::Read)
        .await?;
    let found = queries::messages::page(app.database(), &permit, page).await?;
    reply::ok(&Messages::of(found, page))
}

/// Send a message.
#[utoipa::path(post, path = "/api/chat/channels/{id}/messages", tag = "messages",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = NewMessage,
    responses((status = 201, body = WrittenMessage),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn send_message(
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
        forwarded_from,
        thread_id,
        also_to_channel,
        ticket_reference,
        file_ids,
        confirmed,
    } = request.json().await?;
    let command = SendMessage {
        channel_id,
        client_id: client_id.unwrap_or_else(client_id_of_the_request),
        message,
        kind,
        reply_to_id,
        forwarded_from,
        thread_id,
        also_to_channel,
        ticket_reference,
        file_ids,
        confirmed,
    };
    idempotency::execute(&app, &caller, request, command, |posted| {
        reply::created_answer(&WrittenMessage::of(posted))
    })
    .await
}

/// Get a message.
#[utoipa::path(get, path = "/api/chat/messages/{id}", tag = "messages",
    params(("id" = i64, Path)),
    responses((status = 200, body = Message),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn get_message(app: Arc<App>, caller: Caller, request: Request) -> Result<Response, Problem> {
    let id = request.message()?;
    caller.permit_message(&app, id).await?;
    reply::ok(&read(&app, id, &caller).await?)
}

/// List the earlier texts of a message, the latest first; none for one that was never edited.
#[utoipa::path(get, path = "/api/chat/messages/{id}/history", tag = "messages",
    params(("id" = i64, Path), Paging),
    responses((status = 200, body = Items<EarlierText>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_edits(app: Arc<App>, caller: Caller, request: Request) -> Result<Response, Problem> {
    let id = request.message()?;
    let page: Paging = request.query()?;
    let permit = caller.permit_message(&app, id).await?;
    let found =
        queries::edits::list(app.database(), &permit, id, page.cursor(), page.limit()).await?;
    reply::ok(&Items::from(found))
}

/// Edit the text of one of the caller's messages.
#[utoipa::path(put, path = "/api/chat/messages/{id}", tag = "messages",
    params(("id" = i64, Path)), request_body = NewText,
    responses((status = 200, body = WrittenMessage),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn edit_message(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let message_id = request.message()?;
    let NewText { message, confirmed } = request.json().await?;
    let command = EditMessage {
        message_id,
        message,
        confirmed,
    };
    let edited = app.engine.execute(&caller.account, command).await?;
    reply::ok(&written(&app, edited, &caller).await?)
}

/// Delete a message; a tombstone stays in its place.
#[utoipa::path(delete, path = "/api/chat/messages/{id}", tag = "messages",
    params(("id" = i64, Path)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn delete_message(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let command = DeleteMessage {
        message_id: request.message()?,
    };
    app.engine.execute(&caller.account, command).await?;
    Ok(reply::done())
}

async fn written(
    app: &App,
    reply: MessageReply,
    caller: &Caller,
) -> Result<WrittenMessage, Problem> {
    Ok(WrittenMessage {
        message: as_seen_by(app, Arc::clone(&reply.message), caller).await?,
        ..WrittenMessage::of(&reply)
    })
}

/// A message that `caller` has just changed, as they see it: with their own reactions and its thread.
pub(super) async fn as_seen_by(
    app: &App,
    message: Arc<Message>,
    caller: &Caller,
) -> Result<Arc<Message>, Problem> {
    read(app, message.id, caller).await.map(Arc::new)
}

/// Reads a message for `caller`, whose permission to read its channel must have been checked.
pub(super) async fn read(app: &App, id: MessageId, caller: &Caller) -> Result<Message, Problem> {
    let user = &caller.account.username;
    let found = queries::messages::seen_by(app.database(), id, user).await?;
    Ok(found.ok_or_else(Failure::not_found)?)
}
