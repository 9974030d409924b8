//! The table of everything that can be asked: a route that is not here does not exist.
//!
//! Tests walk it: each row has its OpenAPI entry and its row in the permission table.

use http::Method;

use super::{
    admin, channels, direct, login, members, messages, openapi,
    operation::{Handler, Operation, Repeat},
    page, people, presence,
    rate::Class,
    reactions, status, websocket,
};

macro_rules! operation {
    ($access:ident, $method:ident $path:literal, $class:ident, $repeat:ident,
     $module:ident::$name:ident) => {
        Operation {
            method: &Method::$method,
            path: $path,
            name: stringify!($name),
            class: Class::$class,
            repeat: Repeat::$repeat,
            handler: operation!(@$access $module::$name),
        }
    };
    (@user $module:ident::$name:ident) => {
        Handler::User(|app, caller, request| Box::pin($module::$name(app, caller, request)))
    };
    (@open $module:ident::$name:ident) => {
        Handler::Open(|app, request| Box::pin($module::$name(app, request)))
    };
}

/// Everything that can be asked, in the order it is matched.
#[rustfmt::skip]
pub const OPERATIONS: &[Operation] = &[
    // Charged as a login once its body tells whether the device is known.
    operation!(open, POST   "/api/auth/login", Open, Anew, login::log_in),
    operation!(user, POST   "/api/auth/logout", Write, Anew, login::log_out),
    operation!(user, GET    "/api/auth/me", Read, Anew, login::me),
    operation!(user, POST   "/api/chat/ws-ticket", Connect, Anew, login::create_ticket),
    operation!(open, GET    "/api/chat/ws", Open, Anew, websocket::open_socket),

    operation!(user, GET    "/api/chat/channels", Read, Anew, channels::list_channels),
    operation!(user, POST   "/api/chat/channels", Manage, Reserved, channels::create_channel),
    operation!(user, GET    "/api/chat/channels/{id}", Read, Anew, channels::get_channel),
    operation!(user, PUT    "/api/chat/channels/{id}", Manage, Anew, channels::update_channel),
    operation!(user, DELETE "/api/chat/channels/{id}", Manage, Anew, channels::archive_channel),
    operation!(user, POST   "/api/chat/channels/{id}/join", Write, Remembered, channels::join_channel),
    operation!(user, POST   "/api/chat/channels/{id}/leave", Write, Remembered, channels::leave_channel),
    operation!(user, POST   "/api/chat/channels/{id}/read", Signal, Remembered, channels::mark_read),

    operation!(user, GET    "/api/chat/channels/{id}/members", Read, Anew, members::list_members),
    operation!(user, POST   "/api/chat/channels/{id}/members", Manage, Remembered, members::add_member),
    operation!(user, PUT    "/api/chat/channels/{id}/members/{user}", Manage, Anew, members::set_member_role),
    operation!(user, DELETE "/api/chat/channels/{id}/members/{user}", Manage, Anew, members::remove_member),

    operation!(user, GET    "/api/chat/channels/{id}/messages", Read, Anew, messages::list_messages),
    operation!(user, POST   "/api/chat/channels/{id}/messages", Message, Remembered, messages::send_message),
    operation!(user, GET    "/api/chat/messages/{id}", Read, Anew, messages::get_message),
    operation!(user, PUT    "/api/chat/messages/{id}", Write, Anew, messages::edit_message),
    operation!(user, DELETE "/api/chat/messages/{id}", Write, Anew, messages::delete_message),
    operation!(user, POST   "/api/chat/messages/{id}/reactions", Write, Remembered, reactions::add_reaction),
    operation!(user, DELETE "/api/chat/messages/{id}/reactions/{emoji}", Write, Anew, reactions::remove_reaction),

    operation!(user, GET    "/api/chat/direct", Read, Anew, direct::list_direct),
    operation!(user, POST   "/api/chat/direct", Manage, Remembered, direct::open_direct),

    operation!(user, GET    "/api/chat/presence", Read, Anew, presence::list_presence),
    operation!(user, PUT    "/api/chat/presence", Signal, Anew, presence::update_presence),
    operation!(user, GET    "/api/chat/users", Read, Anew, people::list_users),
    operation!(user, GET    "/api/chat/users/{user}/presence", Read, Anew, presence::get_presence),

    operation!(user, GET    "/api/admin/permissions", Manage, Anew, admin::list_permissions),
    operation!(user, PUT    "/api/admin/roles/{role}/permissions", Manage, Anew, admin::set_permissions),
    operation!(user, POST   "/api/admin/users/{user}/block", Manage, Remembered, admin::block_user),
    operation!(user, DELETE "/api/admin/users/{user}/block", Manage, Anew, admin::unblock_user),

    operation!(open, GET    "/api/openapi.json", Open, Anew, openapi::get_openapi),
    operation!(open, GET    "/healthz", Open, Anew, status::healthz),
    operation!(open, GET    "/readyz", Open, Anew, status::readyz),
    operation!(open, GET    "/metrics", Open, Anew, status::metrics),

    operation!(open, GET    "/", Open, Anew, page::to_chat),
    operation!(open, GET    "/chat", Open, Anew, page::chat),
    operation!(open, GET    "/chat/{view*}", Open, Anew, page::chat),
    operation!(open, GET    "/assets/{path*}", Open, Anew, page::asset),
    operation!(open, GET    "/widget.js", Open, Anew, page::widget),
    operation!(open, GET    "/demo/{path*}", Open, Anew, page::demo),
    operation!(open, GET    "/tickets", Open, Anew, page::tickets),
];

/// Whether an operation serves the page and not the API.
#[must_use]
pub fn is_page(operation: &Operation) -> bool {
    let path = operation.path;
    !path.starts_with("/api/") && !matches!(path, "/healthz" | "/readyz" | "/metrics")
}
