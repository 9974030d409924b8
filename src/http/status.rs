//! Monitoring: health for load balancers, metrics for Prometheus.

use std::sync::Arc;

use actors::protocol::Failure;
use http::{HeaderValue, header};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Problem, Request, Response,
    problem::ProblemBody,
    reply,
    route::{Route, route},
};
use crate::app::App;

/// The routes of monitoring.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/healthz", open(Open) => healthz),
        route!(GET "/readyz", open(Open) => readyz),
        route!(GET "/metrics", open(Open) => metrics),
    ]
}

/// The health of the server.
#[derive(Serialize, ToSchema)]
struct Health {
    /// Always `ok`.
    status: &'static str,
}

/// Check that the process responds.
#[utoipa::path(get, path = "/healthz", tag = "operation", security(()),
    responses((status = 200, body = Health)))]
async fn healthz(_: Arc<App>, _: Request) -> Result<Response, Problem> {
    reply::ok(&Health { status: "ok" })
}

/// Check that the server can serve: the database answers and accepts writes, and the server is not
/// shutting down.
#[utoipa::path(get, path = "/readyz", tag = "operation", security(()),
    responses((status = 200, body = Health),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn readyz(app: Arc<App>, _: Request) -> Result<Response, Problem> {
    if *app.stopping.borrow() {
        return Err(Failure::busy().into());
    }
    if !app.engine.keeps_what_is_written() {
        return Err(Failure {
            message: "the database does not accept writes".into(),
            ..Failure::busy()
        }
        .into());
    }
    app.database().ping().await?;
    reply::ok(&Health { status: "ok" })
}

/// Get the metrics in Prometheus' text format.
#[utoipa::path(get, path = "/metrics", tag = "operation", security(()),
    responses((status = 200, body = String, content_type = "text/plain")))]
async fn metrics(app: Arc<App>, _: Request) -> Result<Response, Problem> {
    metrics::gauge!("orvale_chat_connections").set(f64::from(app.connections.open()));
    let sockets = u32::try_from(app.engine.connected()).unwrap_or(u32::MAX);
    metrics::gauge!("orvale_chat_sockets").set(f64::from(sockets));
    let mut response = Response::new(app.metrics.render().into());
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"),
    );
    Ok(response)
}
