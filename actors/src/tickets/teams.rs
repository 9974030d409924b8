//! Telling the channels of teams what happened to their tickets: a line for each event, or a digest of many.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use entity::{
    ids::{ChannelId, Millis, UserId},
    ledgers::channels::TellTeam,
    model::SystemNote,
    permission::Account,
    queries::tickets::{self, ORVALE, Pending, TeamChannel},
};

use crate::{
    channels::{Decide, Decision, Request, Room},
    clock,
    commands::Services,
    delivery::reply::ReplyTo,
    protocol::{Failure, Reply, reply::Done},
};

/// The maximum number of lines of one channel within [`WINDOW`]; more events are one line.
const MOST: i64 = 20;
/// How long lines count.
const WINDOW: Duration = Duration::from_secs(60);
/// A burst is over after this many milliseconds without another event.
const QUIET: Millis = 1_000;
/// The longest time that a burst is waited for.
const LONGEST: Duration = Duration::from_secs(30);

/// What the channels have been told lately. After a restart nothing is remembered: at worst there are a few more lines.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// When each channel was told how many lines.
    lines: HashMap<ChannelId, Vec<(Instant, i64)>>,
    /// The channels for which a burst is waited for, each with when it began.
    held: HashMap<ChannelId, Instant>,
    /// True if a channel could not be told.
    failed: bool,
}

/// Returns the channels of teams. To those that have never been told anything, what happened before is not told.
pub(super) async fn channels(services: &Services) -> Result<Vec<TeamChannel>, entity::Error> {
    let mut channels = tickets::team_channels(&services.database).await?;
    let new = channels.iter_mut().filter(|channel| channel.told.is_none());
    let new: Vec<&mut TeamChannel> = new.collect();
    if new.is_empty() {
        return Ok(channels);
    }
    let latest = tickets::latest_event(&services.database).await?;
    for channel in new {
        if tell(services, channel, latest, Vec::new()).await {
            channel.told = Some(latest);
        }
    }
    Ok(channels)
}

impl Told {
    /// Returns whether every channel has been told everything.
    pub(super) fn is_done(&self) -> bool {
        self.held.is_empty() && !self.failed
    }

    /// Tells the channels what they have not been told, except those whose burst has not ended. None ends while there is `more` to store.
    pub(super) async fn tell(
        &mut self,
        services: &Services,
        channels: Vec<TeamChannel>,
        more: bool,
    ) -> Result<(), entity::Error> {
        self.failed = false;
        self.held
            .retain(|id, _| channels.iter().any(|channel| channel.id == *id));
        for channel in channels.into_iter().filter(|one| one.told.is_some()) {
            let Some(pending) = tickets::pending(&services.database, &channel).await? else {
                self.held.remove(&channel.id);
                continue;
            };
            let is_burst = self.lately(channel.id) + pending.count > MOST;
            if is_burst && self.holds(channel.id, &pending, more) {
                continue;
            }
            let lines = match is_burst && pending.count > 1 {
                true => {
                    let digest = SystemNote::of_notices(pending.count, pending.span);
                    vec![(UserId::from(ORVALE), digest)]
                }
                false => tickets::untold(&services.database, &channel, &pending).await?,
            };
            let count = i64::try_from(lines.len()).unwrap_or(MOST);
            if tell(services, &channel, pending.span.1, lines).await {
                self.held.remove(&channel.id);
                let told = self.lines.entry(channel.id).or_default();
                told.push((Instant::now(), count));
            } else {
                self.failed = true;
            }
        }
        Ok(())
    }

    /// The number of lines that a channel has been told within the window.
    fn lately(&mut self, channel: ChannelId) -> i64 {
        let Some(told) = self.lines.get_mut(&channel) else {
            return 0;
        };
        told.retain(|(at, _)| at.elapsed() < WINDOW);
        told.iter().map(|(_, count)| count).sum()
    }

    /// Returns whether a burst goes on.
    fn holds(&mut self, channel: ChannelId, pending: &Pending, more: bool) -> bool {
        let began = *self.held.entry(channel).or_insert_with(Instant::now);
        let goes_on = more || clock::now() - pending.latest_at < QUIET;
        goes_on && began.elapsed() < LONGEST
    }
}

/// Tells a channel lines, the last of which is of the event `now`.
async fn tell(
    services: &Services,
    channel: &TeamChannel,
    now: i64,
    lines: Vec<(UserId, SystemNote)>,
) -> bool {
    let (reply, answer) = ReplyTo::caller();
    let request = Request {
        caller: Arc::new(Account::gone(ORVALE.into())),
        command: Box::new(Tell {
            before: channel.told,
            now,
            lines,
        }),
        once: None,
        reply,
    };
    services.channels.request(channel.id, request, clock::now());
    matches!(answer.await, Ok(Ok(_)))
}

/// What a channel is told, which no client can request.
#[derive(Debug)]
struct Tell {
    before: Option<i64>,
    now: i64,
    lines: Vec<(UserId, SystemNote)>,
}

impl Decide for Tell {
    fn changes_rules(&self) -> bool {
        false
    }

    fn decide(
        self: Box<Self>,
        room: &mut Room,
        _: &Account,
        _: Millis,
    ) -> Result<Decision<Reply>, Failure> {
        let change = TellTeam {
            channel_id: room.id(),
            before: self.before,
            now: self.now,
            lines: self.lines,
        };
        Ok(Decision::keep(change, |_| Ok(Done {})).into_any())
    }
}
