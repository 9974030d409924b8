//! REST: from a request to the engine and back.
//!
//! The only module that knows status codes. Each resource has a file with its handlers and the table
//! of its routes; [`routes`] joins the tables. A handler reads what it needs, lets the engine write,
//! and decides nothing by itself.

// A handler that no table names is unreachable, and must not compile.
#![deny(dead_code)]

mod admin;
pub mod admission;
pub mod body;
pub mod caller;
mod calls;
mod channels;
pub mod cors;
mod direct;
mod files;
mod history;
pub mod idempotency;
mod invites;
mod login;
mod members;
mod messages;
mod notifications;
pub mod openapi;
pub mod origin;
mod page;
mod people;
mod pins;
mod preferences;
mod presence;
mod previews;
pub mod problem;
pub mod query;
mod reactions;
mod reminders;
pub mod reply;
pub mod request;
pub mod route;
mod router;
pub mod routes;
mod saved;
mod scheduled;
mod search;
mod service;
mod status;
mod teams;
mod threads;
mod tickets;
mod uploads;
mod websocket;

pub use problem::Problem;
pub use request::Request;
pub use service::service;

/// What warp sends.
pub type Response = warp::reply::Response;
