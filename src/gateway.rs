//! The gateway: TCP connections, where they come from, and the WebSockets they become.
//!
//! It accepts, counts and times connections itself and routes requests with warp; what a request
//! means is `http`'s business, what a command does the engine's.

pub mod accept;
pub mod connections;
pub mod origin;
pub mod peer;
mod proxy_header;
pub mod socket;
pub mod stream;
pub mod tls;
