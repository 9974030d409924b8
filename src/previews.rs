//! Previews of the links in messages, if the operator wants them: fetches what pages say of themselves, in tasks of
//! its own, and has the engine show it.
//!
//! A message is never late because of a preview. Too many at once, a restart, or a page that does not answer cost the
//! preview.

mod address;
mod cache;
mod fetch;
mod page;

use std::{sync::Arc, time::Instant};

use actors::{
    Engine,
    previews::{ShowPreviews, links},
};
use entity::model::{LinkPreview, MESSAGE_PREVIEWS, Message};
use futures_util::future::join_all;
use tokio::sync::{Semaphore, mpsc};
use url::Url;

use crate::config::{Config, Error};
use address::Allowed;
use cache::Cache;
use fetch::Fetcher;

/// How many messages wait for their previews.
pub(crate) const WAITING: usize = 256;
/// How many pages are fetched at a time.
const AT_ONCE: usize = 8;
/// The addresses of conversations on the page: it shows these itself, as each reader may see them.
const CONVERSATIONS: &str = "/chat/c/";

/// What fetches previews.
pub(crate) struct Previews {
    engine: Engine,
    fetcher: Fetcher,
    cache: Cache,
    turns: Semaphore,
}

impl Previews {
    /// # Errors
    /// When TLS cannot be set up.
    pub(crate) fn new(engine: Engine, config: &Config) -> Result<Self, Error> {
        let allowed = Allowed::new(config.link_preview_networks.clone());
        let fetcher = Fetcher::new(allowed);
        Ok(Self {
            engine,
            fetcher: fetcher.map_err(|error| Error(format!("link_previews: {error}")))?,
            cache: Cache::default(),
            turns: Semaphore::new(AT_ONCE),
        })
    }

    /// Fetches previews for messages until the engine is gone.
    pub(crate) async fn run(self, mut messages: mpsc::Receiver<Arc<Message>>) {
        let previews = Arc::new(self);
        // Ends what is being fetched together with this task.
        let mut running = tokio::task::JoinSet::new();
        while let Some(message) = messages.recv().await {
            while running.try_join_next().is_some() {}
            if running.len() >= AT_ONCE {
                running.join_next().await;
            }
            let previews = Arc::clone(&previews);
            running.spawn(async move { previews.show(&message).await });
        }
    }

    async fn show(&self, message: &Message) {
        let links = links(&message.text);
        let fetched = links
            .iter()
            .take(MESSAGE_PREVIEWS)
            .map(|link| self.of(link));
        let previews: Vec<_> = join_all(fetched).await.into_iter().flatten().collect();
        if previews == message.previews {
            return;
        }
        let Ok(Some(author)) = self.engine.account(&message.user_id).await else {
            return;
        };
        let show = ShowPreviews {
            message_id: message.id,
            text: message.text.clone(),
            previews,
        };
        if let Err(failure) = self.engine.execute(&author, show).await {
            tracing::debug!(message = message.id.0, code = ?failure.code, "previews: not shown");
        }
    }

    /// Returns the preview of a link, from the cache or from its page.
    async fn of(&self, link: &str) -> Option<LinkPreview> {
        let address = Url::parse(link).ok().filter(fetch::is_fetched)?;
        if address.path().starts_with(CONVERSATIONS) {
            return None;
        }
        if let Some(known) = self.cache.get(link, Instant::now()) {
            return known;
        }
        let _turn = self.turns.acquire().await.ok()?;
        let preview = match self.fetcher.page(address).await {
            Ok(page) => page::preview(link, &page),
            Err(reason) => {
                // The address stays out of the log: it is part of a message.
                tracing::debug!(%reason, "previews: no page");
                None
            }
        };
        self.cache.put(link, preview.clone(), Instant::now());
        preview
    }
}
