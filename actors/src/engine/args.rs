//! The handles that actors share, and the ones that each standing actor is given. Only the root holds
//! all of them. Nothing is started here.

use std::sync::Arc;

use super::EngineSettings;
use crate::{
    accounts::AccountsArgs,
    calls::CallsArgs,
    channels::ChannelsArgs,
    commands::Services,
    delivery::directory::Directory,
    presence::{PresenceArgs, Timing},
    store::StoreArgs,
};

/// What the root starts the standing actors with.
#[derive(Debug)]
pub(super) struct EngineArgs {
    pub(super) services: Arc<Services>,
    pub(super) settings: EngineSettings,
}

impl EngineArgs {
    pub(super) fn store(&self) -> StoreArgs {
        StoreArgs {
            database: self.services.database.clone(),
            directory: self.directory(),
            handle: Arc::clone(&self.services.store),
            linked: self.settings.linked.clone(),
        }
    }

    pub(super) fn channels(&self) -> ChannelsArgs {
        ChannelsArgs {
            database: self.services.database.clone(),
            store: Arc::clone(&self.services.store),
            directory: self.directory(),
            router: Arc::clone(&self.services.channels),
            retire_after: self.settings.retire_after,
            sweep_every: self.settings.sweep_every,
        }
    }

    /// What the supervisor of sessions needs.
    pub(super) fn directory(&self) -> Arc<Directory> {
        Arc::clone(&self.services.directory)
    }

    pub(super) fn presence(&self) -> PresenceArgs {
        PresenceArgs {
            directory: self.directory(),
            database: self.services.database.clone(),
            store: Arc::clone(&self.services.store),
            gather: self.settings.presence_gather,
            timing: Timing {
                grace: self.settings.presence_grace,
                away_after: self.settings.away_after,
            },
        }
    }

    pub(super) fn calls(&self) -> Arc<CallsArgs> {
        Arc::new(CallsArgs {
            board: Arc::clone(&self.services.calls),
            directory: self.directory(),
            channels: Arc::clone(&self.services.channels),
            store: Arc::clone(&self.services.store),
            database: self.services.database.clone(),
            media: self.settings.media.clone(),
        })
    }

    pub(super) fn accounts(&self) -> AccountsArgs {
        AccountsArgs {
            database: self.services.database.clone(),
            directory: self.directory(),
            channels: Arc::clone(&self.services.channels),
            store: Arc::clone(&self.services.store),
            every: self.settings.accounts_every,
        }
    }
}
