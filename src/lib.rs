//! Orvale Chat's edge: configuration, identity, REST, the WebSocket gateway, and how they are put
//! together around the engine.
//!
//! [`config`] reads the configuration, [`server`] starts and stops everything, [`gateway`] accepts
//! connections, [`http`] answers requests, [`identity`] authenticates users, [`limits`] counts what they
//! do, and [`commands`] is the command line. Commands are executed in the `actors` crate and stored by
//! `entity`.
//!
//! Modules depend on each other in one direction: `limits` and `config` are at the bottom, then
//! `identity`, `app` with the shared state, `gateway`, `http`, `server`, and `commands` at the top.

pub mod app;
pub mod assets;
pub mod commands;
pub mod config;
pub mod demo;
pub mod gateway;
pub mod http;
pub mod identity;
pub mod limits;
pub mod peer;
mod previews;
pub mod relays;
pub mod server;
pub mod uploads;
