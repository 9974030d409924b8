//! Watches Orvale's tickets, whichever program changes them: informs the people who see a changed ticket, notifies those
//! whom it concerns, and tells the rooms of tickets.
//!
//! Everything that has been told is in the database, in the transaction that told it: a restart neither loses nor
//! repeats a line. While nobody else writes to the database, a look costs one statement.

mod deleted;
mod indexing;
mod members;
mod notifying;
mod recording;
mod reminding;
mod teams;
mod telling;

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use bytes::Bytes;
use entity::{
    ids::{Millis, UserId},
    ledgers::ticket_events::{CompleteStates, WatchTickets},
    permission::Account,
    queries::tickets::{self, Rows, SeenLast, Stored},
};
use ractor::{Actor, ActorProcessingErr, ActorRef};

use crate::{
    clock,
    commands::Services,
    protocol::{Event, event::TicketUpdated, frame},
};

/// How often the actor looks for changes.
const EVERY: Duration = Duration::from_millis(500);
/// The longest pause after a look that took long: with the looks before and after it, changes are noticed within 2 seconds.
const LONGEST: Duration = Duration::from_millis(1000);
/// The pause before a look at what the last one left: the rest of many tickets, or changes that Orvale's history does not explain yet.
const SOON: Duration = Duration::from_millis(200);
/// After a look, the actor rests for this many times as long as the look took.
const REST: u32 = 50;
/// How far back a change is looked for: Orvale's clock may be another.
const BACK: Millis = 24 * 60 * 60 * 1000;

/// A message to the actor.
#[derive(Debug)]
pub enum TicketsMsg {
    /// The timer: look for changes.
    Look,
    /// Panic, to test the restart.
    #[cfg(test)]
    Panic,
}

/// The actor that watches tickets.
#[derive(Debug)]
pub struct TicketsActor;

/// What the actor knows.
#[derive(Debug)]
pub struct Watching {
    services: Arc<Services>,
    /// The marker of the last look; `None` if the next one must look anyway.
    marker: Option<String>,
    /// What the last look found. `None` before the first one.
    known: Option<Known>,
    /// The tickets whose rooms are still to be told.
    untold: BTreeSet<String>,
    /// The tickets of which is still to be stored what happened.
    unrecorded: BTreeSet<String>,
    /// True if the last look left something, and nothing failed.
    hurries: bool,
    /// The former state of the tickets that changed, until their present and former viewers have been informed.
    before: HashMap<String, SeenLast>,
    /// How the tickets were of which people have been informed, and nothing is stored yet.
    informed: HashMap<String, SeenLast>,
    /// The tickets that are not remembered, although they were changed too long ago to be noticed by that.
    unremembered: BTreeSet<String>,
    /// Which tickets are gone.
    deleted: deleted::Deleted,
    /// The users whose accounts have changed, and whose rooms are still to be checked.
    accounts: BTreeSet<UserId>,
    /// When people were reminded last.
    reminding: reminding::Reminding,
    /// What the channels of teams have been told lately.
    teams: teams::Told,
    /// By what tickets are found.
    indexing: indexing::Indexing,
    /// True once everybody has been notified.
    notified: bool,
    /// True once all rooms whose ticket is gone have been told so.
    archived: bool,
}

/// The tickets that were changed lately, by number, and how far the history has been read.
#[derive(Debug)]
struct Known {
    touched: HashMap<String, String>,
    rows: Rows,
}

impl Actor for TicketsActor {
    type Msg = TicketsMsg;
    type State = Watching;
    type Arguments = Arc<Services>;

    async fn pre_start(
        &self,
        myself: ActorRef<TicketsMsg>,
        services: Arc<Services>,
    ) -> Result<Watching, ActorProcessingErr> {
        // What a predecessor was telling is settled before it is looked at again.
        services.store.settled().await;
        myself.send_after(Duration::ZERO, || TicketsMsg::Look);
        Ok(Watching {
            services,
            marker: None,
            known: None,
            untold: BTreeSet::new(),
            unrecorded: BTreeSet::new(),
            hurries: false,
            before: HashMap::new(),
            informed: HashMap::new(),
            unremembered: BTreeSet::new(),
            deleted: deleted::Deleted::default(),
            accounts: BTreeSet::new(),
            reminding: reminding::Reminding::default(),
            teams: teams::Told::default(),
            indexing: indexing::Indexing::default(),
            notified: false,
            archived: false,
        })
    }

    async fn handle(
        &self,
        myself: ActorRef<TicketsMsg>,
        message: TicketsMsg,
        watching: &mut Watching,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            TicketsMsg::Look => {}
            #[cfg(test)]
            TicketsMsg::Panic => panic!("asked to"),
        }
        let began = Instant::now();
        if let Err(error) = watching.reminding.remind(&watching.services).await {
            tracing::warn!(%error, "tickets: cannot remind people of tickets that are due");
        }
        if let Err(error) = watching.check_members().await {
            tracing::warn!(%error, "tickets: cannot check who may be in the rooms");
        }
        if let Err(error) = watching.look_if_changed().await {
            tracing::warn!(%error, "tickets: cannot read what has changed");
            watching.marker = None;
        }
        // Scheduled after the look, so that a slow database never has two running.
        let pause = match watching.hurries {
            true => SOON,
            false => (began.elapsed() * REST).clamp(EVERY, LONGEST),
        };
        myself.send_after(pause, || TicketsMsg::Look);
        Ok(())
    }
}

impl Watching {
    /// Has whoever may not see a ticket any more leave its room.
    async fn check_members(&mut self) -> Result<(), entity::Error> {
        self.accounts
            .extend(self.services.directory.take_changed_accounts());
        members::check(&self.services, &self.accounts).await?;
        self.accounts.clear();
        Ok(())
    }

    async fn look_if_changed(&mut self) -> Result<(), entity::Error> {
        let changed_here = self.services.tickets_changed.swap(false, Ordering::Relaxed);
        if changed_here {
            // It may have come while people were being reminded of tickets.
            self.reminding.forget();
        }
        // Read before the tickets, so that a change in between is noticed the next time.
        let marker = tickets::marker(&self.services.database).await?;
        if !changed_here && marker.is_some() && marker == self.marker {
            return Ok(());
        }
        // Until the look has succeeded, the next one must look anyway.
        self.marker = None;
        self.hurries = false;
        let looked = self.look().await;
        // Whatever came of the look: one that cannot succeed does not keep tickets from being found.
        let indexed = self.indexing.index(&self.services).await;
        looked.and(indexed)?;
        let is_done = self.notified
            && self.archived
            && self.untold.is_empty()
            && self.deleted.is_done()
            && self.unremembered.is_empty()
            && self.teams.is_done()
            && self.indexing.is_done();
        self.hurries =
            !self.unrecorded.is_empty() || !self.unremembered.is_empty() || !self.deleted.is_done();
        self.marker = marker.filter(|_| is_done);
        Ok(())
    }

    async fn look(&mut self) -> Result<(), entity::Error> {
        let services = Arc::clone(&self.services);
        let database = &services.database;
        let (numbers, rows) =
            tickets::happened(database, self.known.as_ref().map(|known| known.rows)).await?;
        let touched = tickets::touched(database, clock::now() - BACK).await?;
        let mut changed: BTreeSet<String> = match &self.known {
            None => self.changed_meanwhile(rows).await?,
            Some(known) => touched
                .iter()
                .filter(|(number, now)| known.touched.get(*number) != Some(*now))
                .map(|(number, _)| number.clone())
                .chain(numbers)
                .collect(),
        };
        changed.append(&mut self.unremembered);
        self.untold.extend(changed.iter().cloned());
        // Orvale has had time to say more of them.
        let earlier = self.unrecorded.clone();
        self.unrecorded.extend(changed.iter().cloned());
        let channels = teams::channels(&services).await?;
        // Before what is seen now is stored.
        if self.known.is_some() {
            for (number, before) in tickets::seen_last(database, &changed).await? {
                self.before.entry(number).or_insert(before);
            }
        }
        let left = recording::record(&services, &self.unrecorded, &channels, &earlier).await?;
        let all_looked_at = left.rest.is_empty();
        self.unrecorded = left.rest.into_iter().chain(left.waiting).collect();
        self.untold.extend(recording::publish(&services).await?);
        self.untold.extend(tickets::returned(database).await?);
        let people = self.people();
        self.inform_of_unrecorded(&left.found, &people);
        // A room is told once it is stored who did it, and of what was stored then.
        let told = self.untold.difference(&self.unrecorded);
        let mut wanted: BTreeSet<&str> = told.chain(&changed).map(String::as_str).collect();
        let mut found = left.found;
        found.retain(|ticket| wanted.remove(ticket.number()));
        found.extend(tickets::find_all(database, wanted).await?);
        let changed: Vec<&Stored> = found
            .iter()
            .filter(|one| changed.contains(one.number()))
            .collect();
        if self.known.is_some() {
            for ticket in &changed {
                self.inform(ticket, self.before.get(ticket.number()), &people);
            }
            let unrecorded = changed.iter().copied().map(SeenLast::of);
            let unrecorded = unrecorded.filter(|one| self.unrecorded.contains(&one.number));
            self.informed
                .extend(unrecorded.map(|one| (one.number.clone(), one)));
        }
        self.before.clear();
        self.indexing.changed(changed.into_iter());
        self.known = Some(Known { touched, rows });
        found.retain(|ticket| !self.unrecorded.contains(ticket.number()));
        // Each for itself: what fails for some is tried again, and keeps nothing from the others.
        let informed = match all_looked_at {
            true => self.inform_of_deleted(&people).await,
            // All tickets would be compared at each look, and those that are left are not remembered yet.
            false => Ok(()),
        };
        let notified = self.notify(rows, all_looked_at).await;
        let told = self.tell(found).await;
        let archived = self.archive().await;
        let more = !self.unrecorded.is_empty();
        self.teams.tell(&services, channels, more).await?;
        informed.and(notified).and(told).and(archived)
    }

    /// Notifies the people whom the changes up to `rows` concern.
    async fn notify(&mut self, rows: Rows, all_looked_at: bool) -> Result<(), entity::Error> {
        self.notified = false;
        // How far people were notified is how far is known what happened: nothing is skipped after a restart. A ticket that waits
        // for its history is unlike its stored state until then.
        if all_looked_at {
            self.notified = notifying::notify(&self.services, rows).await?;
        }
        Ok(())
    }

    /// The tickets that changed while nobody watched, as the database remembers them, and those that have a room.
    async fn changed_meanwhile(&self, rows: Rows) -> Result<BTreeSet<String>, entity::Error> {
        let database = &self.services.database;
        if !tickets::are_watched(database).await? {
            self.services.store.keep(WatchTickets { rows }).await?;
        }
        let mut after = 0;
        while let Some(tickets) = tickets::incomplete(database, after).await? {
            after = *tickets.end();
            self.services.store.keep(CompleteStates { tickets }).await?;
        }
        let noticed = tickets::noticed(database).await?;
        let (mut changed, _) = tickets::happened(database, noticed).await?;
        changed.extend(tickets::unlike_before(database).await?);
        changed.extend(tickets::with_room(database).await?);
        Ok(changed.into_iter().collect())
    }

    /// Informs the people who are connected and see the ticket, or saw it before.
    fn inform(&self, ticket: &Stored, before: Option<&SeenLast>, people: &[Arc<Account>]) {
        let event = updated(ticket.number(), ticket.updated_at());
        let (same, other) = match before {
            Some(before) if before.number != ticket.number() => (None, Some(before)),
            before => (before, None),
        };
        self.push(&event, people, |account| {
            let saw = |before: &SeenLast| before.standing.sees(account);
            ticket.standing.sees(account) || same.is_some_and(saw)
        });
        // A ticket that got another number, which not all who saw it may know, or the key of one that is gone.
        if let Some(before) = other {
            self.inform_of_missing(before, people);
        }
    }

    /// Informs the people who are connected and saw a ticket of a number that is gone.
    fn inform_of_missing(&self, before: &SeenLast, people: &[Arc<Account>]) {
        self.push(&updated(&before.number, None), people, |account| {
            before.standing.sees(account)
        });
    }

    /// Informs the people who were informed of a ticket that was deleted before its state was stored.
    fn inform_of_unrecorded(&mut self, found: &[Stored], people: &[Arc<Account>]) {
        let mut informed = std::mem::take(&mut self.informed);
        informed.retain(|number, before| {
            let is_unrecorded = self.unrecorded.contains(number);
            if !is_unrecorded && !found.iter().any(|ticket| ticket.number() == number) {
                self.inform_of_missing(before, people);
            }
            is_unrecorded
        });
        self.informed = informed;
    }

    /// Returns the accounts of all people.
    fn people(&self) -> Vec<Arc<Account>> {
        let accounts = self.services.directory.accounts.iter();
        accounts.map(|entry| Arc::clone(entry.value())).collect()
    }

    /// Sends an event to those of `people` who are connected and see what it is about.
    fn push(&self, event: &Bytes, people: &[Arc<Account>], sees: impl Fn(&Account) -> bool) {
        for account in people.iter().filter(|account| sees(account)) {
            self.push_to(&account.username, event);
        }
    }

    fn push_to(&self, user: &UserId, event: &Bytes) {
        self.services.directory.each_connection(user, |connection| {
            connection.outbox.push_ephemeral(event.clone());
        });
    }

    /// Informs the people who saw tickets that Orvale has deleted.
    async fn inform_of_deleted(&mut self, people: &[Arc<Account>]) -> Result<(), entity::Error> {
        let mut deleted = std::mem::take(&mut self.deleted);
        let found = deleted
            .find(&self.services, |before| {
                self.inform_of_missing(before, people);
            })
            .await;
        self.deleted = deleted;
        let unremembered = found?.into_iter();
        self.unremembered = unremembered
            .filter(|number| !self.unrecorded.contains(number))
            .collect();
        Ok(())
    }

    /// Archives the rooms whose ticket is gone, and has their members forget its card.
    async fn archive(&mut self) -> Result<(), entity::Error> {
        self.archived = true;
        for room in tickets::gone(&self.services.database).await? {
            let event = updated(&room.number, None);
            let channel = room.channel_id;
            if !telling::tell_gone(&self.services, room).await {
                self.archived = false;
                continue;
            }
            for user in tickets::members_of(&self.services.database, channel).await? {
                self.push_to(&user, &event);
            }
        }
        Ok(())
    }

    /// Tells the rooms of these tickets. Those that cannot be told now are told the next time.
    async fn tell(&mut self, found: Vec<Stored>) -> Result<(), entity::Error> {
        let rooms = tickets::outdated(&self.services.database, found).await?;
        let people = telling::people(&self.services, &rooms).await?;
        let mut untold = BTreeSet::new();
        for room in rooms {
            let number = room.ticket.number().to_owned();
            if !telling::tell(&self.services, room, &people).await {
                untold.insert(number);
            }
        }
        self.untold
            .retain(|number| self.unrecorded.contains(number));
        self.untold.extend(untold);
        Ok(())
    }
}

/// Says that a ticket has changed.
fn updated(number: &str, updated_at: Option<Millis>) -> Bytes {
    frame::event(&Event::TicketUpdated(TicketUpdated { number, updated_at }))
}
