//! REST: from a request to the engine and back.
//!
//! The only place that knows status codes. [`routes`] is the table of everything that can be asked;
//! a handler reads what it needs, lets the engine write, and decides nothing by itself.

pub mod admin;
pub mod caller;
pub mod channels;
pub mod cors;
pub mod direct;
pub mod dispatch;
pub mod idempotency;
pub mod login;
pub mod members;
pub mod messages;
pub mod openapi;
pub mod operation;
pub mod origin;
pub mod page;
pub mod people;
pub mod presence;
pub mod problem;
pub mod reactions;
pub mod reply;
pub mod request;
pub mod routes;
pub mod status;
pub mod websocket;

pub use problem::Problem;
pub use request::Request;

/// What warp sends.
pub type Response = warp::reply::Response;
