//! The gateway: accepts TCP connections, enforces their time limits, and serves WebSockets.
//!
//! HTTP requests go to the service in `http`, commands to the engine.

pub mod accept;
pub mod held;
pub mod metered;
mod proxy_header;
pub mod socket;
pub mod stream;
pub mod tls;
