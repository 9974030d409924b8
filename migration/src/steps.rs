//! The steps that make the schema, oldest first, and the ledger that remembers which have run.
//!
//! One file a step. A step that has been released is never changed; a correction is a new step.

use sea_orm_migration::{prelude::*, sea_orm::DynIden};

mod m0001_orvale_tables;
mod m0002_channels;
mod m0003_messages;
mod m0004_events;
mod m0005_access;
mod m0006_files;
mod m0007_presence;
mod m0008_calls;
mod m0009_adoption;
mod m0010_facts;
mod m0020_claim;
mod m0030_token_epochs;
mod m0040_pinning;
mod m0041_pins;
mod m0042_silences;
mod m0050_reaction_forms;
mod m0060_system_messages;
mod m0061_preferences;
mod m0070_threads;
mod m0080_search;
mod m0090_own_preferences;
mod m0091_notifications;
mod m0100_history;
mod m0101_invites;
mod m0102_team_channels;
mod m0110_saved;
mod m0111_edits;
mod m0112_forwards;
mod m0113_scheduled;
mod m0114_reminders;
mod m0115_previews;
pub(crate) mod m0120_files;
mod m0121_descriptions;
mod m0140_ticket_comments;
mod m0141_ticket_links;
mod m0142_ticket_rooms;
mod m0143_ticket_notices;
mod m0150_withdrawn_notifications;
mod m0151_names_that_look_alike;
mod m0160_scans;
mod m0161_file_moves;
mod m0170_ticket_events;
mod m0171_ticket_members;
mod m0172_ticket_targets;
mod m0180_ticket_words;
mod m0190_timed_mutes;
mod m0200_live_calls;
mod m0235_statuses_that_end;
mod m0241_ticket_people;
mod m0250_gone_tickets;
mod m0251_overdue_tickets;

/// The table in which the steps that have run are kept; Orvale may have a ledger of its own.
pub(crate) const LEDGER: &str = "chat_migrations";

/// Every table that the steps after the first create.
pub(crate) const OUR_TABLES: &[&str] = &[
    "chat_channels",
    "chat_channel_members",
    "chat_messages",
    "message_reactions",
    "chat_mentions",
    "chat_events",
    "chat_users",
    "chat_user_events",
    "chat_role_permissions",
    "chat_revoked_tokens",
    "chat_known_tokens",
    "chat_idempotency",
    "chat_files",
    "chat_file_refs",
    "chat_file_moves",
    "user_presence",
    "call_sessions",
    "call_participants",
    "chat_set_aside",
    "chat_adoptions",
    "chat_claim",
    "chat_counters",
    "chat_pins",
    "chat_silences",
    "chat_threads",
    "chat_thread_followers",
    "chat_invites",
    "chat_removals",
    "chat_preferences",
    "chat_notifications",
    "chat_saved",
    "chat_edits",
    "chat_scheduled",
    "chat_reminders",
    "chat_ticket_links",
    "chat_ticket_notices",
    "chat_ticket_states",
    "chat_ticket_gone",
    "chat_ticket_words",
    "chat_ticket_events",
    "chat_ticket_hidden",
    "chat_ticket_targets",
    "chat_ticket_reminders",
    "chat_search_state",
    "chat_search_stale",
    "chat_search_words",
    "chat_search_parts",
    "chat_search_index",
];

/// Runs the steps.
pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_orvale_tables::Migration),
            Box::new(m0002_channels::Migration),
            Box::new(m0003_messages::Migration),
            Box::new(m0004_events::Migration),
            Box::new(m0005_access::Migration),
            Box::new(m0006_files::Migration),
            Box::new(m0007_presence::Migration),
            Box::new(m0008_calls::Migration),
            Box::new(m0009_adoption::Migration),
            Box::new(m0010_facts::Migration),
            Box::new(m0020_claim::Migration),
            Box::new(m0030_token_epochs::Migration),
            Box::new(m0040_pinning::Migration),
            Box::new(m0041_pins::Migration),
            Box::new(m0042_silences::Migration),
            Box::new(m0050_reaction_forms::Migration),
            Box::new(m0060_system_messages::Migration),
            Box::new(m0061_preferences::Migration),
            Box::new(m0070_threads::Migration),
            Box::new(m0080_search::Migration),
            Box::new(m0090_own_preferences::Migration),
            Box::new(m0091_notifications::Migration),
            Box::new(m0100_history::Migration),
            Box::new(m0101_invites::Migration),
            Box::new(m0102_team_channels::Migration),
            Box::new(m0110_saved::Migration),
            Box::new(m0111_edits::Migration),
            Box::new(m0112_forwards::Migration),
            Box::new(m0113_scheduled::Migration),
            Box::new(m0114_reminders::Migration),
            Box::new(m0115_previews::Migration),
            Box::new(m0120_files::Migration),
            Box::new(m0121_descriptions::Migration),
            Box::new(m0140_ticket_comments::Migration),
            Box::new(m0141_ticket_links::Migration),
            Box::new(m0142_ticket_rooms::Migration),
            Box::new(m0143_ticket_notices::Migration),
            Box::new(m0150_withdrawn_notifications::Migration),
            Box::new(m0151_names_that_look_alike::Migration),
            Box::new(m0160_scans::Migration),
            Box::new(m0161_file_moves::Migration),
            Box::new(m0170_ticket_events::Migration),
            Box::new(m0171_ticket_members::Migration),
            Box::new(m0172_ticket_targets::Migration),
            Box::new(m0180_ticket_words::Migration),
            Box::new(m0190_timed_mutes::Migration),
            Box::new(m0200_live_calls::Migration),
            Box::new(m0235_statuses_that_end::Migration),
            Box::new(m0241_ticket_people::Migration),
            Box::new(m0250_gone_tickets::Migration),
            Box::new(m0251_overdue_tickets::Migration),
        ]
    }

    fn migration_table_name() -> DynIden {
        Alias::new(LEDGER).into_iden()
    }
}

/// The names of all steps, oldest first.
pub(crate) fn names() -> Vec<String> {
    Migrator::migrations()
        .iter()
        .map(|step| step.name().to_owned())
        .collect()
}
