//! From a request to its operation: the warp filter, the checks every request passes, and the
//! headers every answer carries.

use std::{convert::Infallible, net::IpAddr, sync::Arc, time::Instant};

use actors::protocol::ErrorCode;
use http::{Method, StatusCode};
use hyper::{body::Incoming, service::Service, upgrade::OnUpgrade};
use hyper_util::service::TowerToHyperService;
use warp::{Filter, filters::BoxedFilter};

use super::{
    Problem, Request, Response,
    caller::Caller,
    cors, idempotency,
    operation::{Handler, Operation, Repeat},
    rate::{Class, Spender},
    routes::OPERATIONS,
};
use crate::{app::App, gateway::peer::Peer};

/// Everything the server answers, as the accept loop wants it.
pub fn service(
    app: Arc<App>,
) -> impl Service<
    http::Request<Incoming>,
    Response = Response,
    Error = Infallible,
    Future = impl Future<Output = Result<Response, Infallible>> + Send,
> + Clone
+ Send
+ Sync
+ 'static {
    let routed = TowerToHyperService::new(warp::service(filter(app)));
    hyper::service::service_fn(move |request: http::Request<Incoming>| {
        let routed = routed.clone();
        async move {
            // `OPTIONS *` and the like: warp takes only paths.
            if !request.uri().path().starts_with('/') {
                return Ok(unroutable());
            }
            routed.call(request).await
        }
    })
}

/// Everything the server answers, as one filter for `warp::service`.
fn filter(app: Arc<App>) -> BoxedFilter<(Response,)> {
    warp::method()
        .and(warp::path::full())
        .and(warp::query::raw().or(warp::any().map(String::new)).unify())
        .and(warp::header::headers_cloned())
        .and(warp::ext::get::<Peer>())
        .and(warp::ext::optional::<OnUpgrade>())
        .and(warp::body::stream())
        .then(
            move |method: Method,
                  path: warp::path::FullPath,
                  query: String,
                  headers: http::HeaderMap,
                  peer: Peer,
                  upgrade: Option<OnUpgrade>,
                  body| {
                let app = Arc::clone(&app);
                async move {
                    let target = if query.is_empty() {
                        path.as_str().to_owned()
                    } else {
                        format!("{}?{query}", path.as_str())
                    };
                    let uri = target.parse().unwrap_or_default();
                    answer(app, Request::new(method, uri, headers, peer, upgrade, body)).await
                }
            },
        )
        .or_else(|_| async { Ok::<_, Infallible>((unroutable(),)) })
        .boxed()
}

/// What warp itself refuses: a request without a readable body or peer.
fn unroutable() -> Response {
    Problem::invalid("this is not a request").into_response()
}

async fn answer(app: Arc<App>, request: Request) -> Response {
    let started = Instant::now();
    let allowed = cors::allowed_origin(&app, &request);
    let head = request.method == Method::HEAD;
    let method = request.method.clone();
    let (name, mut response) = match cors::preflight(&request) {
        Some(response) => ("preflight", response),
        None => {
            let (name, outcome) = perform(app, request).await;
            (name, outcome.unwrap_or_else(Problem::into_response))
        }
    };
    cors::seal(&mut response, allowed);
    if head {
        let (parts, _) = response.into_parts();
        response = Response::from_parts(parts, String::new().into());
    }
    let status = response.status();
    metrics::histogram!("orvale_chat_http_request_seconds", "operation" => name)
        .record(started.elapsed().as_secs_f64());
    metrics::counter!(
        "orvale_chat_http_requests_total",
        "operation" => name,
        "status" => status.as_str().to_owned()
    )
    .increment(1);
    tracing::debug!(%method, operation = name, status = status.as_u16(), "answered");
    response
}

async fn perform(app: Arc<App>, mut request: Request) -> (&'static str, Result<Response, Problem>) {
    let operation = match find(&request.method, request.uri.path()) {
        Ok((operation, Ok(parameters))) => {
            request.parameters = parameters;
            operation
        }
        Ok((operation, Err(problem))) => return (operation.name, Err(problem)),
        Err(problem) => return ("none", Err(problem)),
    };
    (operation.name, run(app, operation, request).await)
}

type Found = (
    &'static Operation,
    Result<super::operation::Parameters, Problem>,
);

fn find(method: &Method, path: &str) -> Result<Found, Problem> {
    // A HEAD is answered as its GET, without the body.
    let wanted = if method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    let mut others = Vec::new();
    for operation in OPERATIONS {
        let Some(parameters) = operation.matches(path) else {
            continue;
        };
        if operation.method == wanted {
            return Ok((operation, parameters));
        }
        others.push(operation.method.as_str());
    }
    if others.is_empty() {
        return Err(Problem::new(
            ErrorCode::NotFound,
            "there is nothing at this address",
        ));
    }
    let mut problem = Problem::new(
        ErrorCode::Invalid,
        format!(
            "{method} is not possible here; possible is {}",
            others.join(", ")
        ),
    )
    .with_status(StatusCode::METHOD_NOT_ALLOWED);
    problem.allow = Some(others.join(", "));
    Err(problem)
}

async fn run(
    app: Arc<App>,
    operation: &'static Operation,
    request: Request,
) -> Result<Response, Problem> {
    let client = request
        .peer
        .client(&request.headers, &app.config.trusted_proxies);
    // Whoever has too many connections may still open a WebSocket, to be told so by its close code.
    if request.peer.refused && request.upgrade.is_none() {
        return Err(Problem::from(actors::protocol::Failure {
            code: ErrorCode::Busy,
            message: "there are too many connections".into(),
            retry_after_ms: Some(5_000),
        }));
    }
    match operation.handler {
        Handler::Open(handle) => {
            spend(&app, operation.class, &client.into())?;
            handle(app, request).await
        }
        Handler::User(handle) => {
            let caller = authenticate(&app, &request, client).await?;
            spend(
                &app,
                operation.class,
                &Spender::User(caller.account.username.clone()),
            )?;
            match operation.repeat {
                Repeat::Remembered | Repeat::Reserved => {
                    idempotency::once(app, caller, request, operation, handle).await
                }
                Repeat::Anew => handle(app, caller, request).await,
            }
        }
    }
}

async fn authenticate(app: &App, request: &Request, client: IpAddr) -> Result<Caller, Problem> {
    let refuse = |message: &str| Problem::new(ErrorCode::Unauthenticated, message);
    let Some(token) = request.bearer() else {
        spend(app, Class::Open, &client.into())?;
        return Err(refuse(
            "send Authorization: Bearer with a token from POST /api/auth/login",
        ));
    };
    match app.identity.authenticate(token).await {
        Ok((account, proof)) => Ok(Caller { account, proof }),
        Err(failure) => {
            // Guessing tokens costs the address.
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
