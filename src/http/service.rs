//! From hyper's request to a response: warp routes it, and every response gets its headers and is
//! counted.

use std::{convert::Infallible, sync::Arc, time::Instant};

use http::{Method, StatusCode};
use hyper::{body::Incoming, service::Service};
use hyper_util::service::TowerToHyperService;
use warp::{Filter, filters::BoxedFilter};

use super::{
    Problem, Response, admission, cors,
    request::{self, Request},
    router::{self, Found},
    routes::routes,
    uploads,
};
use crate::app::App;

/// The name of the operation that a response answers.
#[derive(Clone, Copy)]
struct Answered(&'static str);

/// Everything that the server answers, in the form that the accept loop takes.
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
    let routed = TowerToHyperService::new(warp::service(filter(Arc::clone(&app))));
    hyper::service::service_fn(move |request| {
        let (app, routed) = (Arc::clone(&app), routed.clone());
        async move { answer(&app, &routed, request).await }
    })
}

/// Everything that the server answers, as one warp filter.
fn filter(app: Arc<App>) -> BoxedFilter<(Response,)> {
    router::filter(routes())
        .and(request::filter())
        .then(move |found: Found, request: Request| {
            let app = Arc::clone(&app);
            async move {
                let name = found.route.operation().name;
                let outcome = admission::perform(app, found, request).await;
                let mut response = outcome.unwrap_or_else(Problem::into_response);
                response.extensions_mut().insert(Answered(name));
                response
            }
        })
        .or_else(|rejection| async move {
            Ok::<_, Infallible>((router::problem(&rejection).into_response(),))
        })
        .boxed()
}

async fn answer<S>(
    app: &App,
    routed: &S,
    mut request: http::Request<Incoming>,
) -> Result<Response, Infallible>
where
    S: Service<http::Request<Incoming>, Response = Response, Error = Infallible>,
{
    let started = Instant::now();
    let allowed = cors::allowed_origin(app, &request);
    let method = request.method().clone();
    if method == Method::HEAD {
        *request.method_mut() = Method::GET;
    }
    let mut response = if !request.uri().path().starts_with('/') {
        // `OPTIONS *` and the like: warp takes only paths.
        Problem::invalid("the request target must be a path").into_response()
    } else if let Some(response) = cors::preflight(&request) {
        named(response, "preflight")
    } else if let Some(response) = uploads::options(app, &request) {
        named(response, "options")
    } else {
        routed.call(request).await?
    };
    cors::seal(&mut response, allowed);
    if method == Method::HEAD {
        response = response.map(|_| String::new().into());
    }
    let name = response
        .extensions()
        .get::<Answered>()
        .map_or("none", |answered| answered.0);
    count(&method, name, response.status(), started);
    Ok(response)
}

fn named(mut response: Response, name: &'static str) -> Response {
    response.extensions_mut().insert(Answered(name));
    response
}

fn count(method: &Method, name: &'static str, status: StatusCode, started: Instant) {
    metrics::histogram!("orvale_chat_http_request_seconds", "operation" => name)
        .record(started.elapsed().as_secs_f64());
    metrics::counter!(
        "orvale_chat_http_requests_total",
        "operation" => name,
        "status" => status.as_str().to_owned()
    )
    .increment(1);
    tracing::debug!(%method, operation = name, status = status.as_u16(), "http: answered");
}
