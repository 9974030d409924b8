//! Scenarios with a whole engine on a real database and no sockets: what only shows when actors die,
//! and what is quicker seen here than through the gateway.

mod access;
mod bounds;
mod calling;
mod conversation;
mod crashes;
mod mentioning;
mod support;
