//! The gateway: TCP connections, where they come from, and the WebSockets they become.
//!
//! It accepts, counts and times connections itself and routes requests with warp. What a request
//! means is decided in `http`, what a command does in the engine.

pub mod accept;
pub mod connections;
pub mod flood;
pub mod metered;
pub mod origin;
pub mod peer;
mod proxy_header;
pub mod socket;
pub mod stream;
pub mod tls;
