//! The ledgers: one module for each group of tables that conversations are kept in.
//!
//! A ledger says what its part of a batch must load, applies changes to that in memory, and writes
//! the result. Each kind of [`Change`](crate::change::Change) and each
//! [`Fact`](crate::event::Fact) lives in the ledger it is about. Nothing here asks whether a user
//! may do something, and nothing but [`commit`](crate::commit()) runs these statements.

use sea_orm::DatabaseTransaction;

use crate::{change::Committed, error::Error};

pub mod channels;
pub mod members;
pub mod memory;
pub mod mentions;
pub mod messages;
pub mod reactions;
pub mod reads;
pub mod streams;
mod write;

pub use memory::Memory;

/// Part of a batch: one group of tables.
pub(crate) trait Ledger: Default {
    /// Reads what the changes of the batch said they need.
    async fn load(&mut self, db: &DatabaseTransaction, memory: &mut Memory) -> Result<(), Error>;

    /// Writes what the changes came to, rows in the order of their keys: two writers that lock the
    /// same rows lock them in the same order.
    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error>;

    /// Completes the results with what only the database knows once all is written.
    async fn complete(
        &mut self,
        _: &DatabaseTransaction,
        _: &mut [Result<Committed, Error>],
    ) -> Result<(), Error> {
        Ok(())
    }

    /// Hands over what the next batch need not read again. Called after the transaction.
    fn remember(self, _: &mut Memory) {}
}

macro_rules! ledgers {
    ($($name:ident: $ledger:ty),+ $(,)?) => {
        /// Everything a batch touches, as it stands after the changes applied so far.
        #[derive(Default)]
        pub struct Ledgers {
            /// Which change of the batch is being applied.
            pub(crate) change: usize,
            $(pub(crate) $name: $ledger,)+
        }

        impl Ledgers {
            pub(crate) async fn load(
                &mut self,
                db: &DatabaseTransaction,
                memory: &mut Memory,
            ) -> Result<(), Error> {
                $(self.$name.load(db, memory).await?;)+
                Ok(())
            }

            pub(crate) async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
                $(self.$name.write(db).await?;)+
                Ok(())
            }

            pub(crate) async fn complete(
                &mut self,
                db: &DatabaseTransaction,
                results: &mut [Result<Committed, Error>],
            ) -> Result<(), Error> {
                $(self.$name.complete(db, results).await?;)+
                Ok(())
            }

            pub(crate) fn remember(self, memory: &mut Memory) {
                $(self.$name.remember(memory);)+
            }
        }
    };
}

// In the order they are written and completed: what refers to others comes after them.
ledgers! {
    channels: channels::Channels,
    streams: streams::Streams,
    members: members::Members,
    messages: messages::Messages,
    reactions: reactions::Reactions,
    mentions: mentions::Mentions,
    reads: reads::Reads,
}
