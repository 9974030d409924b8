//! Replays missed events: reads them from the database page by page, as fast as the client takes them.
//!
//! Nothing is read ahead: for each page, the session must still be open and the user still a member of the
//! channel. `opening` determines what was missed.

use std::{collections::VecDeque, sync::Arc};

use bytes::Bytes;
use entity::{
    Database,
    event::{Payload, UserEvent},
    ids::{ChannelId, Seq, UserId},
    model::ChannelView,
    queries::channels::history_after,
};

use crate::{
    delivery::directory::{Directory, SessionId},
    delivery::outbox::Outbox,
    protocol::{CloseCode, Event, durable, event::Resumed, frame},
};

/// The number of events read at a time, which bounds the memory that a slow client takes.
const PAGE: u64 = 100;

/// The maximum number of frames returned at once, and their approximate size in bytes: the gateway copies
/// them into one write.
const BATCH: usize = 64;
const BATCH_BYTES: usize = 256 * 1024;

/// The missing events of one stream.
#[derive(Debug)]
pub(super) struct Gap {
    pub(super) after: Seq,
    pub(super) until: Seq,
}

/// All missing events of a client.
#[derive(Debug, Default)]
pub(super) struct Missed {
    pub(super) channels: VecDeque<(ChannelView, Gap)>,
    pub(super) user: Option<Gap>,
    /// Whether the client resumes from its own positions.
    pub(super) resumed: bool,
}

impl Missed {
    pub(super) fn is_worth_telling(&self) -> bool {
        self.resumed || !self.channels.is_empty()
    }
}

/// A replay in progress.
#[derive(Debug)]
pub struct Replay {
    database: Database,
    directory: Arc<Directory>,
    user: UserId,
    session: SessionId,
    outbox: Arc<Outbox>,
    missed: Missed,
    /// The remaining frames of the last page.
    page: VecDeque<Bytes>,
    /// The channel of that page; `None` for the user's own stream.
    page_of: Option<ChannelId>,
}

impl Replay {
    pub(super) fn new(
        (database, directory): (&Database, &Arc<Directory>),
        (user, session): (UserId, SessionId),
        outbox: &Arc<Outbox>,
        missed: Missed,
    ) -> Self {
        Self {
            database: database.clone(),
            directory: Arc::clone(directory),
            user,
            session,
            outbox: Arc::clone(outbox),
            missed,
            page: VecDeque::new(),
            page_of: None,
        }
    }

    /// Returns the next frames; `None` at the end, and once the session has ended. If the database fails,
    /// closes the session, and its client resumes.
    pub async fn next(&mut self) -> Option<Vec<Bytes>> {
        loop {
            if self.outbox.is_over() {
                return None;
            }
            if let Some(frames) = self.take() {
                return Some(frames);
            }
            match self.read_page().await {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    tracing::warn!(%error, "session: replay interrupted, the client resumes");
                    self.outbox.close(CloseCode::GoingDown);
                    return None;
                }
            }
        }
    }

    /// Returns frames of the current page, unless the user has left its channel since it was read.
    fn take(&mut self) -> Option<Vec<Bytes>> {
        if self
            .page_of
            .is_some_and(|channel| !self.listens_to(channel))
        {
            self.page.clear();
        }
        let mut bytes = 0;
        let fitting = self.page.iter().take(BATCH).take_while(|frame| {
            bytes += frame.len();
            bytes <= BATCH_BYTES
        });
        // A single frame may exceed the limit.
        let count = fitting.count().max(1).min(self.page.len());
        (count > 0).then(|| self.page.drain(..count).collect())
    }

    fn listens_to(&self, channel: ChannelId) -> bool {
        self.directory.listens(&self.user, self.session, channel)
    }

    /// Reads the next page; returns false when there is none.
    async fn read_page(&mut self) -> Result<bool, entity::Error> {
        if let Some((view, gap)) = self.missed.channels.pop_front() {
            self.read_channel(view, gap).await?;
            return Ok(true);
        }
        self.page_of = None;
        if let Some(gap) = self.missed.user.take() {
            self.read_own(gap).await?;
            return Ok(true);
        }
        if self.missed.resumed {
            self.missed.resumed = false;
            self.page
                .push_back(frame::event(&Event::Resumed(Resumed {})));
            return Ok(true);
        }
        Ok(false)
    }

    async fn read_channel(&mut self, view: ChannelView, gap: Gap) -> Result<(), entity::Error> {
        let id = view.channel.id;
        self.page_of = Some(id);
        if !self.listens_to(id) {
            return Ok(());
        }
        let events = entity::replay::channel(&self.database, id, gap.after, PAGE).await?;
        let Some(last) = events.last().map(|event| event.seq) else {
            return Ok(());
        };
        // Read last, so that it is current.
        let seen_after = history_after(&self.database, id, &self.user).await?;
        let Some(seen_after) = seen_after else {
            return Ok(());
        };
        let wanted = events.iter().filter(|event| event.seq <= gap.until);
        self.page.extend(wanted.map(|event| {
            if event.is_seen_after(seen_after) {
                durable::channel_event(event, &view.channel)
            } else {
                durable::hidden(id, event.seq)
            }
        }));
        if last < gap.until {
            let rest = Gap { after: last, ..gap };
            self.missed.channels.push_front((view, rest));
        }
        Ok(())
    }

    /// Returns false for a channel that was joined and has been left since, which must not be shown.
    fn may_be_told(&self, event: &UserEvent) -> bool {
        match &event.payload {
            Payload::Joined(view) => self.listens_to(view.channel.id),
            _ => true,
        }
    }

    async fn read_own(&mut self, gap: Gap) -> Result<(), entity::Error> {
        let (database, user) = (&self.database, &self.user);
        let events = entity::replay::user(database, user, gap.after, PAGE).await?;
        let Some(last) = events.last().map(|event| event.seq) else {
            return Ok(());
        };
        for event in events.iter().filter(|event| event.seq <= gap.until) {
            if self.may_be_told(event) {
                self.page.extend(durable::user_event(event));
            }
        }
        if last < gap.until {
            self.missed.user = Some(Gap { after: last, ..gap });
        }
        Ok(())
    }
}
