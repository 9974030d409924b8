//! The routing table as one tree of warp filters.
//!
//! Routes that begin with the same segments share the filters for them, so a request passes about
//! twenty filters instead of several for each route. Whatever matches is only looked up here; it runs
//! once the route is known.

use std::future::ready;

use actors::protocol::{ErrorCode, Failure};
use http::{Method, StatusCode};
use warp::{
    Filter, Rejection,
    filters::BoxedFilter,
    path::{FullPath, Tail},
    reject::Reject,
};

use super::{Problem, route::Route};

/// The route of a request.
pub(super) struct Found {
    /// The route.
    pub(super) route: &'static Route,
    /// The values of its path's parameters in their order, still percent-encoded.
    pub(super) parameters: Vec<String>,
}

/// A rejection: the path exists, but not with this method.
#[derive(Debug)]
struct WrongMethod {
    method: Method,
    allowed: String,
}

impl Reject for WrongMethod {}

/// A route, and the segments of its path that remain to be matched.
type Branch = (&'static str, &'static Route);

/// Finds the route of a request among `routes`; rejects where there is none.
pub(super) fn filter(routes: &'static [Route]) -> BoxedFilter<(Found,)> {
    let branches = routes
        .iter()
        .map(|route| (route.operation().path.trim_start_matches('/'), route))
        .collect();
    tree(branches)
}

fn tree(branches: Vec<Branch>) -> BoxedFilter<(Found,)> {
    by_segment(branches)
        .into_iter()
        .map(|(segment, branches)| match parameter(segment) {
            None if segment.is_empty() => end(branches),
            None => warp::path(segment).and(tree(branches)).boxed(),
            Some(name) if name.ends_with('*') => tail(branches),
            Some(_) => warp::path::param().and(tree(branches)).map(with).boxed(),
        })
        // From the last one on: the first is matched first, without a look at the others.
        .rev()
        .reduce(|others, one| one.or(others).unify().boxed())
        .unwrap_or_else(nothing)
}

/// Groups `branches` by their next segment, which is empty where the path ends.
fn by_segment(branches: Vec<Branch>) -> Vec<(&'static str, Vec<Branch>)> {
    let mut groups: Vec<(&str, Vec<Branch>)> = Vec::new();
    for (path, route) in branches {
        let (segment, rest) = path.split_once('/').unwrap_or((path, ""));
        match groups.iter_mut().find(|(known, _)| *known == segment) {
            Some((_, group)) => group.push((rest, route)),
            None => groups.push((segment, vec![(rest, route)])),
        }
    }
    groups
}

/// The names of the parameters in a path template, in their order.
pub(super) fn parameters(template: &'static str) -> impl Iterator<Item = &'static str> {
    template
        .split('/')
        .filter_map(parameter)
        .map(|name| name.trim_end_matches('*'))
}

fn parameter(segment: &'static str) -> Option<&'static str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// The path ends here. warp ignores a slash behind it; to us that is another path.
fn end(branches: Vec<Branch>) -> BoxedFilter<(Found,)> {
    warp::path::end()
        .and(warp::path::full())
        .and(warp::method())
        .and_then(move |path: FullPath, method| {
            ready(match path.as_str() {
                path if path.len() > 1 && path.ends_with('/') => Err(warp::reject::not_found()),
                _ => choose(&branches, method),
            })
        })
        .boxed()
}

/// The rest of the path is one parameter.
fn tail(branches: Vec<Branch>) -> BoxedFilter<(Found,)> {
    warp::path::tail()
        .and(warp::method())
        .and_then(move |tail: Tail, method| {
            ready(choose(&branches, method).map(|found| with(tail.as_str().to_owned(), found)))
        })
        .boxed()
}

fn nothing() -> BoxedFilter<(Found,)> {
    warp::any()
        .and_then(|| ready(Err::<Found, _>(warp::reject::not_found())))
        .boxed()
}

fn choose(branches: &[Branch], method: Method) -> Result<Found, Rejection> {
    let routes = || branches.iter().map(|(_, route)| *route);
    if let Some(route) = routes().find(|route| route.operation().method == method) {
        return Ok(Found {
            route,
            parameters: Vec::new(),
        });
    }
    let allowed: Vec<_> = routes().map(|r| r.operation().method.as_str()).collect();
    Err(warp::reject::custom(WrongMethod {
        method,
        allowed: allowed.join(", "),
    }))
}

/// Adds a parameter in front of those that follow it in the path.
fn with(value: String, mut found: Found) -> Found {
    found.parameters.insert(0, value);
    found
}

/// The problem that a rejection stands for.
pub(super) fn problem(rejection: &Rejection) -> Problem {
    if let Some(WrongMethod { method, allowed }) = rejection.find() {
        let message = format!("{method} is not allowed here; use {allowed}");
        let mut problem =
            Problem::new(ErrorCode::Invalid, message).with_status(StatusCode::METHOD_NOT_ALLOWED);
        problem.allow = Some(allowed.clone());
        return problem;
    }
    if rejection.is_not_found() {
        return Problem::new(ErrorCode::NotFound, "no resource has this path");
    }
    tracing::error!(?rejection, "http: request rejected for no known reason");
    Failure::internal().into()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use http_body_util::BodyExt as _;
    use hyper::service::Service as _;
    use hyper_util::service::TowerToHyperService;

    use super::*;
    use crate::{
        http::{Response, reply, route::Handler},
        limits::rates::Class,
    };

    const TABLE: [(Method, &str); 8] = [
        (Method::GET, "/"),
        (Method::GET, "/a"),
        (Method::POST, "/a"),
        (Method::GET, "/a/{id}"),
        (Method::DELETE, "/a/{id}"),
        (Method::GET, "/a/{id}/b"),
        (Method::GET, "/a/{id}/b/{name}"),
        (Method::GET, "/c/{rest*}"),
    ];

    fn routes() -> &'static [Route] {
        let handler = Handler::Open(|_, _| Box::pin(async { Ok(reply::done()) }));
        let route = |(method, path): (Method, &'static str)| {
            Route::new(method, path, path, Class::Open, handler)
        };
        Box::leak(Box::new(TABLE.map(route)))
    }

    /// The response to a request: the template of its route and the parameters, or a problem.
    async fn respond(method: &str, target: &str) -> (Response, String) {
        let answering = filter(routes())
            .map(|found: Found| {
                let words = [
                    vec![found.route.operation().path.to_owned()],
                    found.parameters,
                ];
                Response::new(words.concat().join(" ").into())
            })
            .or_else(|rejection| {
                ready(Ok::<_, Infallible>((problem(&rejection).into_response(),)))
            });
        let request = http::Request::builder().method(method).uri(target);
        let request = request.body(String::new()).expect("a request");
        let service = TowerToHyperService::new(warp::service(answering));
        let response = service.call(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("in memory").to_bytes();
        let text = String::from_utf8(body.to_vec()).expect("text");
        (Response::from_parts(parts, String::new().into()), text)
    }

    #[tokio::test]
    async fn whole_paths_are_matched_and_their_parameters_kept() {
        for (target, found) in [
            ("/", "/"),
            ("/a", "/a"),
            ("/a?b=c", "/a"),
            ("/a/7", "/a/{id} 7"),
            ("/a/x%20y%2Fz", "/a/{id} x%20y%2Fz"),
            ("/a/7/b", "/a/{id}/b 7"),
            ("/a/7/b/8", "/a/{id}/b/{name} 7 8"),
            ("/c/b/c", "/c/{rest*} b/c"),
            ("/c/", "/c/{rest*} "),
        ] {
            let (response, text) = respond("GET", target).await;
            assert_eq!((response.status(), text.as_str()), (StatusCode::OK, found));
        }
    }

    #[tokio::test]
    async fn other_paths_are_not_found() {
        for target in [
            "//",
            "/a/",
            "/a//",
            "/a//b",
            "/a/7/",
            "/a/7/c",
            "/a/7/b/8/9",
            "/b",
            "/A",
        ] {
            let (response, _) = respond("GET", target).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{target}");
        }
    }

    #[tokio::test]
    async fn another_method_is_answered_with_those_that_are_allowed() {
        for (target, allowed) in [
            ("/a", "GET, POST"),
            ("/a/7", "GET, DELETE"),
            ("/c/d", "GET"),
        ] {
            let (response, _) = respond("PATCH", target).await;
            assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
            assert_eq!(response.headers()["allow"], allowed, "{target}");
        }
    }
}
