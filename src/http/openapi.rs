//! The OpenAPI document, generated from the routing table and the handlers' descriptions.

mod bounds;

use std::sync::Arc;

use http::StatusCode;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{Http, HttpAuthScheme, SecurityScheme},
};

use self::bounds::Bounds;
use super::{
    Problem, Request, Response, reply,
    route::{Route, route},
    routes::routes as all_routes,
};
use crate::app::App;

/// The route of this document.
pub(super) fn routes() -> Vec<Route> {
    vec![route!(GET "/api/openapi.json", open(Open) => get_openapi)]
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Orvale Chat",
        description = "Chat for the Orvale helpdesk. Ids are integers below 2^53, users are their \
                       username, times are milliseconds since 1970 UTC. Errors are \
                       application/problem+json with a stable `code`.",
    ),
    security(("token" = [])),
)]
struct Frame;

/// Adds the way in which requests are authenticated.
struct Token;

impl Modify for Token {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(
            "token",
            SecurityScheme::Http(Http::builder().scheme(HttpAuthScheme::Bearer).build()),
        );
    }
}

/// The document, as it is served and kept in `docs/openapi.json`.
///
/// # Errors
/// When it cannot be serialized, which is a fault of the server.
pub fn document() -> serde_json::Result<String> {
    let mut document = Frame::openapi();
    for description in all_routes().iter().filter_map(Route::document) {
        document.merge(description);
    }
    Token.modify(&mut document);
    Bounds.modify(&mut document);
    document.to_pretty_json().map(|text| text + "\n")
}

/// Get this document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "operation", security(()),
    responses((status = 200, content_type = "application/json")))]
async fn get_openapi(_: Arc<App>, _: Request) -> Result<Response, Problem> {
    let text = document().map_err(|error| {
        tracing::error!(%error, "http: the OpenAPI document cannot be serialized");
        Problem::from(actors::protocol::Failure::internal())
    })?;
    Ok(reply::json_bytes(StatusCode::OK, text.into_bytes()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::http::routes::routes;

    #[test]
    fn descriptions_have_the_method_path_and_name_of_their_route() {
        let document: serde_json::Value =
            serde_json::from_str(&document().expect("serializes")).expect("is JSON");
        let mut described = BTreeSet::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("methods") {
                let name = operation["operationId"].as_str().unwrap_or_default();
                described.insert((method.to_uppercase(), path.clone(), name.to_owned()));
            }
        }
        let routed: BTreeSet<_> = routes()
            .iter()
            .filter(|route| route.document().is_some())
            .map(Route::operation)
            .map(|o| (o.method.to_string(), o.path.to_owned(), o.name.to_owned()))
            .collect();
        assert_eq!(described, routed);
    }

    #[test]
    fn only_files_are_left_out() {
        for route in routes().iter().filter(|route| route.document().is_none()) {
            let path = route.operation().path;
            assert!(!path.starts_with("/api/"), "{path} must be documented");
        }
    }

    #[test]
    fn the_kept_document_is_this_one() {
        let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");
        let kept = std::fs::read_to_string(kept).unwrap_or_default();
        assert!(
            kept == document().expect("serializes"),
            "docs/openapi.json has drifted: cargo run -- openapi > docs/openapi.json"
        );
    }
}
