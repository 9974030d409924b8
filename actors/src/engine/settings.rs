//! The engine's intervals and timeouts. What an actor does with its own is documented there.

use std::{sync::Arc, time::Duration};

use entity::ledgers::files::FileFolders;
use media::Media;

use crate::{commands::Rules, delivery::linked::Linked};

/// Intervals, timeouts and the administrator's rules; the defaults are those that the protocol promises.
#[derive(Clone, Debug)]
pub struct EngineSettings {
    /// How long a user whose last socket has closed still counts as online.
    pub presence_grace: Duration,
    /// How long presence changes are collected before they are broadcast.
    pub presence_gather: Duration,
    /// The time without activity after which a user is away.
    pub away_after: Duration,
    /// How often users and roles are read; revocation must act within a second.
    pub accounts_every: Duration,
    /// The idle time after which a channel's actor is stopped.
    pub retire_after: Duration,
    /// The interval between searches for idle channels.
    pub sweep_every: Duration,
    /// The administrator's rules.
    pub rules: Rules,
    /// The folders of files, for Orvale's table of attachments.
    pub folders: Arc<FileFolders>,
    /// Where messages with links go whose previews are fetched.
    pub linked: Linked,
    /// The media plane of calls; none if all of them go from device to device.
    pub media: Option<Media>,
}

impl Default for EngineSettings {
    fn default() -> Self {
        Self {
            presence_grace: Duration::from_secs(20),
            presence_gather: Duration::from_secs(1),
            away_after: Duration::from_secs(600),
            accounts_every: Duration::from_millis(500),
            retire_after: Duration::from_secs(600),
            sweep_every: Duration::from_secs(60),
            rules: Rules::default(),
            folders: Arc::default(),
            linked: Linked::default(),
            media: None,
        }
    }
}
