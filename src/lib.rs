//! Orvale Chat's edge: configuration, identity, REST, the WebSocket gateway, and how they are put
//! together around the engine.
//!
//! The map: [`config`] reads what the operator chose, [`server`] starts everything, [`gateway`]
//! accepts connections, [`http`] answers requests, [`identity`] knows who asks, [`commands`] is the
//! command line. What happens to a command is the `actors` crate's, what is kept `entity`'s.

pub mod app;
pub mod commands;
pub mod config;
pub mod demo;
pub mod gateway;
pub mod http;
pub mod identity;
pub mod server;
