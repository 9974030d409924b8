//! The checks that every request passes before its handler runs: connection limits, token, rate
//! limits, idempotency.

use std::{net::IpAddr, sync::Arc};

use actors::protocol::{ErrorCode, Failure};

use super::{
    Problem, Request, Response,
    caller::Caller,
    idempotency,
    route::{Handler, Operation, Repeat},
    router::Found,
};
use crate::{
    app::App,
    limits::rates::{Class, Spender},
};

/// Admits a request to its route's handler and returns what that answers.
///
/// # Errors
/// What the checks or the handler refuse.
pub(super) async fn perform(
    app: Arc<App>,
    found: Found,
    mut request: Request,
) -> Result<Response, Problem> {
    let operation = found.route.operation();
    request.apply(operation, found.parameters)?;
    let client = request
        .peer
        .client(&request.headers, &app.config.trusted_proxies);
    // A client with too many connections may still open a WebSocket: its close code says why it ends.
    if request.peer.refused && request.upgrade.is_none() {
        return Err(Problem::from(Failure {
            code: ErrorCode::Busy,
            message: "too many connections from this address; close some, or try again later"
                .into(),
            retry_after_ms: Some(5_000),
            recipients: None,
            off_duty: None,
            ticket: None,
        }));
    }
    match found.route.handler() {
        Handler::Open(handle) => {
            spend(&app, operation.class, &client.into())?;
            handle(app, request).await
        }
        Handler::User(handle) => {
            let caller = admit(&app, operation, &request, client).await?;
            let _turn = match operation.class {
                Class::Read => Some(app.turns.take(&caller.account.username).await?),
                _ => None,
            };
            if request.method.is_safe() {
                return handle(app, caller, request).await;
            }
            finish(async move {
                match operation.repeat {
                    Repeat::Anew => handle(app, caller, request).await,
                    _ => idempotency::once(app, caller, request, operation, handle).await,
                }
            })
            .await
        }
    }
}

/// Runs a request that changes something to its end, even if its client disconnects and the connection's
/// future is dropped: what follows a committed change, such as closing sockets, must not be left out.
async fn finish(
    answer: impl Future<Output = Result<Response, Problem>> + Send + 'static,
) -> Result<Response, Problem> {
    tokio::spawn(answer)
        .await
        .unwrap_or_else(|_| Err(Failure::internal().into()))
}

/// The user behind a request, charged for it.
async fn admit(
    app: &App,
    operation: &Operation,
    request: &Request,
    client: IpAddr,
) -> Result<Caller, Problem> {
    let caller = authenticate(app, request, client).await?;
    let spender = Spender::User(caller.account.username.clone());
    spend(app, operation.class, &spender)?;
    Ok(caller)
}

async fn authenticate(app: &App, request: &Request, client: IpAddr) -> Result<Caller, Problem> {
    let Some(token) = request.bearer() else {
        spend(app, Class::Open, &client.into())?;
        return Err(Problem::new(
            ErrorCode::Unauthenticated,
            "token is missing; send Authorization: Bearer with a token from POST /api/auth/login",
        ));
    };
    match app.identity.authenticate(token).await {
        Ok((account, proof)) => Ok(Caller { account, proof }),
        Err(failure) => {
            // Charge the address, which limits how many tokens it can guess.
            spend(app, Class::Open, &client.into())?;
            Err(failure.into())
        }
    }
}

fn spend(app: &App, class: Class, spender: &Spender) -> Result<(), Problem> {
    app.rates
        .spend(class, spender)
        .map_err(|wait| Problem::rate_limited("too many requests; slow down", wait))
}
