//! What the store promises, one scenario a file, on SQLite and, where the environment variable
//! `ORVALE_CHAT_TEST_POSTGRES` holds the URL of a server's administrator, on PostgreSQL as well.
#![allow(clippy::unwrap_used, clippy::panic)]

mod scenarios {
    pub(crate) mod world;

    mod accounts;
    mod answers;
    mod batches;
    mod bookkeeping;
    mod channels;
    mod messages;
    mod notes;
    mod odd_rows;
    mod people;
    mod pins;
    mod posted;
    mod reading;
    mod repeats;
    mod replay;
    mod sessions;
    mod speed;
    mod streams;
    mod trouble;
    mod upgrades;
    mod writes;
}
