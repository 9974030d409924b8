//! Everything that the server answers: the tables of all resources. A route that is in no table does
//! not exist.
//!
//! Tests check that each route has its entry in the OpenAPI document and its row in the permission
//! table.

use std::sync::LazyLock;

use super::{
    admin, calls, channels, direct, files, history, invites, login, members, messages,
    notifications, openapi, page, people, pins, preferences, presence, previews, reactions,
    reminders,
    route::{Operation, Route},
    saved, scheduled, search, status, teams, threads, tickets, uploads, websocket,
};

static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    [
        login::routes(),
        websocket::routes(),
        channels::routes(),
        members::routes(),
        messages::routes(),
        reactions::routes(),
        pins::routes(),
        files::routes(),
        uploads::routes(),
        history::routes(),
        invites::routes(),
        saved::routes(),
        scheduled::routes(),
        reminders::routes(),
        preferences::routes(),
        notifications::routes(),
        threads::routes(),
        search::routes(),
        tickets::routes(),
        calls::routes(),
        direct::routes(),
        presence::routes(),
        previews::routes(),
        people::routes(),
        teams::routes(),
        admin::routes(),
        openapi::routes(),
        status::routes(),
        page::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
});

/// All routes.
#[must_use]
pub fn routes() -> &'static [Route] {
    &ROUTES
}

/// The properties of all routes.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    ROUTES.iter().map(Route::operation)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use http::Method;

    use super::*;
    use crate::http::{body::Delivery, route::Repeat};

    #[test]
    fn each_method_and_path_and_each_name_is_listed_once() {
        let places: BTreeSet<_> = operations().map(|o| (o.method.as_str(), o.path)).collect();
        assert_eq!(places.len(), operations().count());
    }

    #[test]
    fn only_posts_with_buffered_bodies_are_remembered() {
        for operation in operations().filter(|o| o.repeat != Repeat::Anew) {
            assert_eq!(operation.method, Method::POST, "{operation:?}");
            assert_eq!(operation.body.delivery, Delivery::Buffered, "{operation:?}");
        }
    }
}
