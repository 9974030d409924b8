//! The helpdesk's tickets, as far as the caller may see them.

use std::sync::Arc;

use actors::{
    commands::{
        ChangeTicket, CommentTicket, CreateTicket, OpenTicketRoom,
        ticket_from_message::NewTicket,
        tickets::{NewTicketComment, TicketUpdate},
    },
    protocol::ErrorCode,
};
use entity::{
    ledgers::ticket_targets::SetTicketTargets,
    model::{
        ChannelView, PRIORITIES, TicketAssignee, TicketCard, TicketChoices, TicketComment,
        TicketEntry, TicketNotice,
    },
    permission::{Account, Action, Permission, may, may_administer},
    queries::{
        self,
        tickets::{Filter, Held, Order},
    },
    targets::TicketTargets,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    Problem, Request, Response,
    caller::Caller,
    idempotency,
    problem::ProblemBody,
    query::{Cursor, Flag, Limit, Position, Search},
    reply::{self, Items},
    route::{Route, route},
};
use crate::app::App;

/// The word for tickets that nobody holds.
const NOBODY: &str = "none";
/// The word for tickets that the caller, or their team, holds.
const OWN: &str = "me";

/// The routes of tickets.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/tickets", user(Read) => list_tickets),
        route!(GET "/api/chat/tickets/{number}", user(Read) => get_ticket),
        route!(PATCH "/api/chat/tickets/{number}", user(Write) => change_ticket),
        route!(POST "/api/chat/tickets/{number}/comments", user(Message) => comment_ticket)
            .idempotent(),
        route!(GET "/api/chat/ticket-targets", user(Read) => ticket_targets),
        route!(PUT "/api/chat/ticket-targets", user(Manage) => set_ticket_targets),
        route!(GET "/api/chat/ticket-choices", user(Read) => ticket_choices),
        route!(GET "/api/chat/ticket-assignees", user(Read) => ticket_assignees),
        route!(POST "/api/chat/messages/{id}/ticket", user(Write) => create_ticket).idempotent(),
        route!(GET "/api/chat/tickets/{number}/history", user(Read) => ticket_history),
        route!(GET "/api/chat/channels/{id}/ticket-notices", user(Read) => ticket_notices),
        route!(POST "/api/chat/tickets/{number}/room", user(Manage) => open_ticket_room),
    ]
}

/// Which tickets are listed.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct TicketsQuery {
    /// Words, each of which must be in the number, the title or the name of the person who has the problem; of more than
    /// 16, some are ignored.
    #[param(value_type = Option<String>)]
    q: Search,
    /// Status words, separated by commas. With a hyphen before it, a word excludes its tickets: `-completed` finds those with
    /// any other status, even one that Orvale does not know.
    #[param(value_type = Option<String>)]
    status: Search,
    /// The username of the person who works on them; `me` for the caller, `none` for tickets that nobody works on.
    #[param(value_type = Option<String>)]
    assignee: Option<Search>,
    /// The id of the team that works on them; `me` for the caller's team, `none` for tickets of no team.
    #[param(value_type = Option<String>)]
    team: Option<Search>,
    /// Priorities, separated by commas.
    #[param(value_type = Option<String>)]
    priority: Search,
    /// `created`, the default: the latest created first. `updated`: the latest changed first. `priority`: the most
    /// urgent first. `due`: the one that is due first, and those that are never due last.
    #[param(value_type = Option<String>)]
    sort: Option<Search>,
    /// `true` for those that the caller has, filed or works on.
    #[param(value_type = Option<bool>)]
    own: Flag,
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
    /// 1 to 200, default 50.
    #[param(value_type = Option<u32>)]
    limit: Limit<50>,
}

impl TicketsQuery {
    fn filter(&self, account: &Account) -> Result<Filter, Problem> {
        let team = account.team_id.as_deref().unwrap_or_default();
        let statuses = words(&self.status).filter(|word| *word != "-");
        let (excluded, statuses): (Vec<_>, Vec<_>) =
            statuses.partition(|word| word.starts_with('-'));
        let order = self.sort.as_ref();
        let order = order.map_or(Some(Order::Created), |name| Order::from_name(name.as_str()));
        Ok(Filter {
            text: self.q.as_str().trim().to_owned(),
            statuses: statuses.into_iter().map(str::to_owned).collect(),
            other_than: excluded
                .into_iter()
                .map(|word| word[1..].to_owned())
                .collect(),
            assignee: self
                .assignee
                .as_ref()
                .map(|by| held(by, account.username.as_str())),
            team: self.team.as_ref().map(|by| held(by, team)),
            own: self.own.0,
            priorities: words(&self.priority).map(str::to_owned).collect(),
            order: order.ok_or_else(|| {
                Problem::invalid("sort must be created, updated, priority or due")
            })?,
        })
    }
}

/// Words that are separated by commas.
fn words(list: &Search) -> impl Iterator<Item = &str> {
    let words = list.as_str().split(',').map(str::trim);
    words.filter(|word| !word.is_empty())
}

fn held(by: &Search, own: &str) -> Held {
    match by.as_str() {
        OWN => Held::By(own.to_owned()),
        NOBODY | "" => Held::ByNobody,
        name => Held::By(name.to_owned()),
    }
}

/// List the tickets that the caller may see, without descriptions. The list is empty where
/// there are no tickets.
#[utoipa::path(get, path = "/api/chat/tickets", tag = "tickets", params(TicketsQuery),
    responses((status = 200, body = Items<TicketCard>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_tickets(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let query: TicketsQuery = request.query()?;
    let cursor = query.cursor.as_ref().map(Cursor::as_str);
    let (filter, limit) = (query.filter(&caller.account)?, query.limit.get());
    let found =
        queries::tickets::list(app.database(), &caller.account, &filter, cursor, limit).await?;
    reply::ok(&Items::from(found))
}

/// Get a ticket's card. One that the caller may not see does not exist for them.
#[utoipa::path(get, path = "/api/chat/tickets/{number}", tag = "tickets",
    params(("number" = String, Path)),
    responses((status = 200, body = TicketCard),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn get_ticket(app: Arc<App>, caller: Caller, request: Request) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let number = request.parameter("number");
    reply::ok(&queries::tickets::card(app.database(), &caller.account, number).await?)
}

/// Change a ticket, in Orvale's tables and with a row of its history. `expectedUpdatedAt` is the `updatedAt` of the card
/// that the change is based on: if the ticket has changed since, the answer is `conflict` with the present card in
/// `ticket`, and nothing is written.
#[utoipa::path(patch, path = "/api/chat/tickets/{number}", tag = "tickets",
    params(("number" = String, Path)), request_body = TicketUpdate,
    responses((status = 200, body = TicketCard),
        (status = 204, description = "Changed, and now hidden from the caller"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn change_ticket(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let number = request.parameter("number").to_owned();
    let changes: TicketUpdate = request.json().await?;
    let command = ChangeTicket {
        number: number.clone(),
        changes,
    };
    let changed = app.engine.execute(&caller.account, command).await;
    let card = queries::tickets::card(app.database(), &caller.account, &number).await;
    match changed {
        Err(mut failure) => {
            if failure.code == ErrorCode::Conflict {
                failure.ticket = card.ok().map(Box::new);
            }
            Err(failure.into())
        }
        Ok(_) => match card {
            Err(entity::Error::NotFound) => Ok(reply::done()),
            card => reply::ok(&card?),
        },
    }
}

/// Comment on a ticket. An internal comment is for those who see what is internal.
#[utoipa::path(post, path = "/api/chat/tickets/{number}/comments", tag = "tickets",
    params(("number" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = NewTicketComment,
    responses((status = 201, body = TicketComment),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn comment_ticket(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let number = request.parameter("number").to_owned();
    let comment: NewTicketComment = request.json().await?;
    let command = CommentTicket { number, comment };
    idempotency::execute(&app, &caller, request, command, reply::created_answer).await
}

/// Get what can be chosen for a new ticket, Orvale's active teams and categories, and whether the caller may create one.
#[utoipa::path(get, path = "/api/chat/ticket-choices", tag = "tickets",
    responses((status = 200, body = TicketChoices),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn ticket_choices(app: Arc<App>, caller: Caller, _: Request) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    reply::ok(&queries::tickets::choices(app.database(), &caller.account).await?)
}

/// List everyone who works on a ticket that the caller may see, also those who are gone.
#[utoipa::path(get, path = "/api/chat/ticket-assignees", tag = "tickets",
    responses((status = 200, body = Items<TicketAssignee>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn ticket_assignees(app: Arc<App>, caller: Caller, _: Request) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let items = queries::tickets::assignees(app.database(), &caller.account).await?;
    reply::ok(&Items { items, next: None })
}

/// Create a ticket from a message. If a ticket was made from it before, the answer is `conflict`, with that ticket in
/// `ticket` if the caller may see it.
#[utoipa::path(post, path = "/api/chat/messages/{id}/ticket", tag = "tickets",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = NewTicket,
    responses((status = 201, body = TicketCard),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn create_ticket(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let message_id = request.message()?;
    let ticket: NewTicket = request.json().await?;
    let mut messages = vec![message_id];
    messages.extend(&ticket.message_ids);
    let command = CreateTicket { message_id, ticket };
    let done = idempotency::execute(&app, &caller, request, command, reply::created_answer).await;
    match done {
        Err(mut problem) if problem.failure.code == ErrorCode::Conflict => {
            for message in messages {
                let first =
                    queries::tickets::made_from(app.database(), &caller.account, message).await;
                if let Ok(first) = first {
                    problem.failure.ticket = Some(Box::new(first));
                    break;
                }
            }
            Err(problem)
        }
        done => done,
    }
}

/// List what happened to a ticket, oldest first: its changes, for those who may see the history, and its comments.
#[utoipa::path(get, path = "/api/chat/tickets/{number}/history", tag = "tickets",
    params(("number" = String, Path)),
    responses((status = 200, body = Items<TicketEntry>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn ticket_history(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let number = request.parameter("number");
    let items = queries::tickets::history(app.database(), &caller.account, number).await?;
    reply::ok(&Items { items, next: None })
}

/// Get by when tickets are to be completed.
#[utoipa::path(get, path = "/api/chat/ticket-targets", tag = "tickets",
    responses((status = 200, body = TicketTargets),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn ticket_targets(app: Arc<App>, caller: Caller, _: Request) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    reply::ok(&queries::tickets::target_settings(app.database()).await?)
}

/// Set by when tickets are to be completed, in place of the present settings.
#[utoipa::path(put, path = "/api/chat/ticket-targets", tag = "tickets", request_body = TicketTargets,
    responses((status = 200, body = TicketTargets),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn set_ticket_targets(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    may_administer(&caller.account)?;
    let settings: TicketTargets = request.json().await?;
    settings.check()?;
    // What was set before is kept although its team, or the last ticket of its priority, is gone.
    let before = queries::tickets::target_settings(app.database()).await?;
    let teams = settings.teams();
    let new = teams.filter(|team| !before.teams().any(|known| known == *team));
    if let Some(team) = queries::tickets::unknown_team(app.database(), new).await? {
        return Err(Problem::invalid(format!(
            "targets: there is no team {team}"
        )));
    }
    let priorities = settings.priorities();
    let new = priorities.filter(|one| !before.priorities().any(|known| known == *one));
    let unknown = queries::tickets::unknown_priority(app.database(), new);
    if let Some(priority) = unknown.await? {
        let known = PRIORITIES.join(", ");
        return Err(Problem::invalid(format!(
            "targets: there is no priority {priority:?}; choose one of: {known}"
        )));
    }
    let change = SetTicketTargets {
        settings: settings.clone(),
        by: caller.account.username.clone(),
    };
    app.engine.keep(change).await?;
    app.engine.look_at_tickets();
    tracing::info!(by = %caller.account.username, "admin: ticket targets changed");
    reply::ok(&settings)
}

/// Which notices are described.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct NoticesQuery {
    /// The first notice.
    #[param(value_type = Option<i64>)]
    first: Option<Position>,
    /// The last notice.
    #[param(value_type = Option<i64>)]
    last: Option<Position>,
}

/// Describe what the lines of a team's channel tell of tickets, oldest first, as far as the caller may see the tickets. At
/// most 200 notices are looked at.
#[utoipa::path(get, path = "/api/chat/channels/{id}/ticket-notices", tag = "tickets",
    params(("id" = i64, Path), NoticesQuery),
    responses((status = 200, body = Items<TicketNotice>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn ticket_notices(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let query: NoticesQuery = request.query()?;
    let permit = caller
        .permit(&app, request.channel()?, Action::Read)
        .await?;
    let first = query.first.map_or(0, Position::get);
    let last = query.last.map_or(i64::MAX, Position::get);
    let items =
        queries::tickets::details(app.database(), &caller.account, &permit, (first, last)).await?;
    reply::ok(&Items::all(items))
}

/// Open the room of a ticket, or join the one there is: a private channel of the caller, the person who works on the
/// ticket, the one who has the problem, and whoever joins or is added.
#[utoipa::path(post, path = "/api/chat/tickets/{number}/room", tag = "tickets",
    params(("number" = String, Path)),
    responses((status = 200, description = "It existed", body = ChannelView),
        (status = 201, description = "It is new", body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn open_ticket_room(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let number = request.parameter("number").to_owned();
    let command = OpenTicketRoom { number };
    let opened = app.engine.execute(&caller.account, command.clone()).await;
    let opened = match opened {
        // Someone else has opened it in the same moment.
        Err(failure) if failure.code == ErrorCode::Conflict => {
            app.engine.execute(&caller.account, command).await?
        }
        opened => opened?,
    };
    match opened.existed {
        true => reply::ok(&opened.channel),
        false => reply::created(&opened.channel),
    }
}
