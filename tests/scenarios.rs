//! Scenarios over real sockets and a real database, one file for each topic.
//!
//! Add new files here. `support` starts servers and has their clients.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub)]

mod support;

mod attached;
mod away;
mod bad_bodies;
mod bad_commands;
mod bad_databases;
mod bad_tokens;
mod close_codes;
mod command_line;
mod configuration;
mod edit_history;
mod ended_access;
mod fair_reads;
mod floods;
mod forwarded;
mod frames;
mod groups;
mod guessing;
mod history;
mod invites;
mod kept_for_later;
mod killed;
mod last_owner;
mod login;
mod losing_access;
mod one_server;
mod origins;
mod ownership;
mod permission_table;
mod presence;
mod private_files;
mod repeated_requests;
mod rest_shapes;
mod resume;
mod revocation;
mod scheduled;
mod search;
mod slow_clients;
mod slow_readers;
mod talk;
mod team_channels;
mod terminated;
mod threads;
mod tickets;
mod unknown_commits;
mod unwritable;
mod websocket_protocol;
