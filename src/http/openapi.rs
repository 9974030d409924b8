//! The OpenAPI document, generated from the handlers.

mod bounds;

use std::sync::Arc;

use http::StatusCode;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{Http, HttpAuthScheme, SecurityScheme},
};

use self::bounds::Bounds;
use super::{
    Problem, Request, Response, admin, channels, direct, login, members, messages, people,
    presence, reactions, reply, status, websocket,
};
use crate::app::App;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Orvale Chat",
        description = "Chat for the Orvale helpdesk. Ids are integers below 2^53, users are their \
                       username, times are milliseconds since 1970 UTC. Errors are \
                       application/problem+json with a stable `code`.",
    ),
    paths(
        login::log_in, login::log_out, login::me, login::create_ticket,
        channels::list_channels, channels::create_channel, channels::get_channel,
        channels::update_channel, channels::archive_channel, channels::join_channel,
        channels::leave_channel, channels::mark_read,
        members::list_members, members::add_member, members::set_member_role,
        members::remove_member,
        messages::list_messages, messages::send_message, messages::get_message,
        messages::edit_message, messages::delete_message,
        reactions::add_reaction, reactions::remove_reaction,
        direct::list_direct, direct::open_direct,
        people::list_users,
        presence::list_presence, presence::update_presence, presence::get_presence,
        admin::list_permissions, admin::set_permissions, admin::block_user, admin::unblock_user,
        status::healthz, status::readyz, status::metrics,
        get_openapi, websocket::open_socket,
    ),
    security(("token" = [])),
    modifiers(&Token, &Bounds),
)]
struct Document;

/// How a request proves who asks.
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
/// Only if it cannot be serialized, a fault of our own.
pub fn document() -> serde_json::Result<String> {
    Document::openapi().to_pretty_json().map(|text| text + "\n")
}

/// This document.
#[utoipa::path(get, path = "/api/openapi.json", tag = "operation", security(()),
    responses((status = 200, content_type = "application/json")))]
pub async fn get_openapi(_: Arc<App>, _: Request) -> Result<Response, Problem> {
    let text = document().map_err(|error| {
        tracing::error!(%error, "the OpenAPI document cannot be written");
        Problem::from(actors::protocol::Failure::internal())
    })?;
    Ok(reply::json_bytes(StatusCode::OK, text.into_bytes()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::http::routes::{OPERATIONS, is_page};

    #[test]
    fn every_route_is_described_and_every_description_has_a_route() {
        let document: serde_json::Value =
            serde_json::from_str(&document().expect("serializes")).expect("is JSON");
        let mut described = BTreeSet::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("methods") {
                let name = operation["operationId"].as_str().unwrap_or_default();
                described.insert((method.to_uppercase(), path.clone(), name.to_owned()));
            }
        }
        let routed: BTreeSet<_> = OPERATIONS
            .iter()
            .filter(|operation| !is_page(operation))
            .map(|o| (o.method.to_string(), o.path.to_owned(), o.name.to_owned()))
            .collect();
        assert_eq!(described, routed);
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
