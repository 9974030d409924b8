//! The gateway: TCP connections, their time limits, and the WebSockets they become.
//!
//! Requests are handed to the service in `http`, commands to the engine.

pub mod accept;
pub mod metered;
mod proxy_header;
pub mod socket;
pub mod stream;
pub mod tls;
