//! The guarantees of the data layer, one file for each topic. The scenarios run on SQLite and, if the environment
//! variable `ORVALE_CHAT_TEST_POSTGRES` has the URL of an administrator, on PostgreSQL.
#![allow(clippy::unwrap_used, clippy::panic)]

mod scenarios {
    pub(crate) mod world;

    mod accounts;
    mod answers;
    mod batches;
    mod bookkeeping;
    mod calls;
    mod channels;
    mod dates;
    mod duty;
    mod edits;
    mod files;
    mod groups;
    mod history;
    mod invites;
    mod many;
    mod many_tickets;
    mod messages;
    mod notes;
    mod notifications;
    mod odd_rows;
    mod people;
    mod pins;
    mod posted;
    mod preferences;
    mod previews;
    mod reading;
    mod reminders;
    mod repeats;
    mod replay;
    mod saved;
    mod search;
    mod sessions;
    mod speed;
    mod streams;
    mod team_channels;
    mod threads;
    mod ticket_creation;
    mod ticket_orders;
    mod ticket_rooms;
    mod ticket_states;
    mod ticket_targets;
    mod ticket_work;
    mod tickets;
    mod trouble;
    mod upgrades;
    mod writes;
}
