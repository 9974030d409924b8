//! Scenarios over real sockets and a real database, one file for each topic.
//!
//! Add new files here. `support` starts servers and has their clients.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub)]

mod support;

mod adopted_files;
mod attached;
mod away;
mod bad_bodies;
mod bad_commands;
mod bad_databases;
mod bad_files;
mod bad_tokens;
mod bucket;
mod calls;
mod close_codes;
mod command_line;
mod configuration;
mod described_files;
mod edit_history;
mod ended_access;
mod fair_reads;
mod file_cases;
mod file_lifetimes;
mod file_links;
mod files;
mod floods;
mod forwarded;
mod frames;
mod groups;
mod guessing;
mod helpdesk;
mod history;
mod invites;
mod kept_for_later;
mod killed;
mod killed_in_threads;
mod large_pictures;
mod last_owner;
mod login;
mod losing_access;
mod model;
mod moved_files;
mod notified;
mod one_server;
mod origins;
mod own_sections;
mod ownership;
mod permission_table;
mod pictures;
mod presence;
mod previews;
mod private_files;
mod reminders;
mod repeated_requests;
mod rest_shapes;
mod resume;
mod revocation;
mod scanning;
mod scheduled;
mod search;
mod slow_clients;
mod slow_readers;
mod talk;
mod team_channels;
mod teams;
mod terminated;
mod threads;
mod tickets;
mod timed_mutes;
mod unknown_commits;
mod unwritable;
mod upload_limits;
mod uploads;
mod websocket_protocol;
