//! The schedule: sends messages and reminders when they are due, ends mutes that were set for a time, and keeps why a
//! message was not sent.
//!
//! The database knows what is due, so a restart forgets nothing; a message is posted and removed from the
//! schedule in one transaction, so none is sent twice. The state ([`ScheduleState`]) decides; the actor
//! carries out its effects.

mod reminding;
mod sending;
mod state;
mod unmuting;

use std::{sync::Arc, time::Duration};

use entity::{
    ids::{ScheduledId, UserId},
    ledgers::scheduled::FailScheduled,
    model::ScheduledError,
    queries::{self, scheduled::Stored},
};
use ractor::{Actor, ActorProcessingErr, ActorRef};
use tokio::task::JoinHandle;

pub use state::{Effect, Outcome, ScheduleState};

use crate::{
    accounts, clock,
    commands::{Services, dispatch},
    delivery::reply::ReplyTo,
    protocol::{ErrorCode, Failure},
};
use sending::SendScheduled;

/// How often the actor looks for what is due.
const EVERY: Duration = Duration::from_millis(500);

/// The maximum number of messages that are sent at a time.
const MOST: u64 = 256;

/// A message to the schedule.
#[derive(Debug)]
pub enum ScheduleMsg {
    /// The timer: look for what is due.
    Tick,
    /// A message was sent, or was not.
    Settled(ScheduledId, Outcome),
    /// For tests: panic.
    #[cfg(test)]
    Panic,
}

/// The actor of the schedule.
#[derive(Debug)]
pub struct ScheduleActor;

/// The actor's state: the state that decides, and the handles that effects need.
#[derive(Debug)]
pub struct Running {
    state: ScheduleState,
    /// Sends the reminders that are due, and ends mutes.
    sweep: Option<JoinHandle<()>>,
    services: Arc<Services>,
}

impl Actor for ScheduleActor {
    type Msg = ScheduleMsg;
    type State = Running;
    type Arguments = Arc<Services>;

    async fn pre_start(
        &self,
        myself: ActorRef<ScheduleMsg>,
        services: Arc<Services>,
    ) -> Result<Running, ActorProcessingErr> {
        // What a predecessor was sending is settled before it is looked at again.
        services.store.settled().await;
        myself.send_after(Duration::ZERO, || ScheduleMsg::Tick);
        let state = ScheduleState::default();
        Ok(Running {
            state,
            sweep: None,
            services,
        })
    }

    async fn handle(
        &self,
        myself: ActorRef<ScheduleMsg>,
        message: ScheduleMsg,
        running: &mut Running,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            ScheduleMsg::Tick => {
                running.sweep();
                running.look(&myself).await;
                myself.send_after(EVERY, || ScheduleMsg::Tick);
            }
            ScheduleMsg::Settled(id, outcome) => {
                running.state.settled(id, outcome, clock::now());
            }
            #[cfg(test)]
            ScheduleMsg::Panic => panic!("asked to"),
        }
        Ok(())
    }
}

impl Running {
    /// Begins a sweep, unless one is under way.
    fn sweep(&mut self) {
        if self
            .sweep
            .as_ref()
            .is_some_and(|sweep| !sweep.is_finished())
        {
            return;
        }
        let services = Arc::clone(&self.services);
        self.sweep = Some(tokio::spawn(async move {
            let now = clock::now();
            tokio::join!(
                reminding::remind(Arc::clone(&services), now),
                unmuting::end_mutes(services, now)
            );
        }));
    }

    async fn look(&mut self, myself: &ActorRef<ScheduleMsg>) {
        let now = clock::now();
        let database = &self.services.database;
        let limit = MOST + self.state.waiting() as u64;
        let due = match queries::scheduled::due(database, now, limit).await {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(%error, "schedule: cannot read what is due");
                return;
            }
        };
        // One after the other: messages of a channel are sent in their order.
        for effect in self.state.due(due, now) {
            let services = Arc::clone(&self.services);
            match effect {
                Effect::Send(due) => send(services, due, myself).await,
                Effect::Fail(due, why) => {
                    let attempt = Attempt::begin(&due, myself);
                    tokio::spawn(async move {
                        attempt.end(fail(&services, &due, why).await);
                    });
                }
            }
        }
    }
}

/// An attempt to send a message. Tells the schedule how it ended, also if that was a panic.
struct Attempt {
    id: ScheduledId,
    outcome: Outcome,
    schedule: ActorRef<ScheduleMsg>,
}

impl Attempt {
    fn begin(due: &Stored, schedule: &ActorRef<ScheduleMsg>) -> Self {
        Self {
            id: due.scheduled.id,
            outcome: Outcome::Later,
            schedule: schedule.clone(),
        }
    }

    fn end(mut self, outcome: Outcome) {
        self.outcome = outcome;
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        drop(
            self.schedule
                .cast(ScheduleMsg::Settled(self.id, self.outcome)),
        );
    }
}

/// Hands a message to its channel, and waits for the answer in a task.
async fn send(services: Arc<Services>, due: Stored, myself: &ActorRef<ScheduleMsg>) {
    let attempt = Attempt::begin(&due, myself);
    let (reply, answer) = ReplyTo::caller();
    match account(&services, &due.user).await {
        Ok(account) => dispatch(&services, &account, SendScheduled::of(&due), reply).await,
        Err(failure) => reply.send(Err(failure)),
    }
    tokio::spawn(async move {
        let answer = answer.await.unwrap_or_else(|_| Err(Failure::busy()));
        attempt.end(match answer {
            Ok(_) => Outcome::Done,
            Err(failure) if may_succeed_later(&failure) => Outcome::Later,
            Err(failure) => fail(&services, &due, failure).await,
        });
    });
}

fn may_succeed_later(failure: &Failure) -> bool {
    matches!(
        failure.code,
        ErrorCode::Busy | ErrorCode::Internal | ErrorCode::RateLimited
    )
}

async fn account(
    services: &Services,
    user: &UserId,
) -> Result<Arc<entity::permission::Account>, Failure> {
    if let Some(account) = services.directory.known_account(user) {
        return Ok(account);
    }
    let account = queries::accounts::load(&services.database, user).await?;
    let account = account
        .ok_or_else(|| Failure::new(ErrorCode::Forbidden, "Your account no longer exists."))?;
    Ok(accounts::note_if_unknown(&services.directory, account))
}

/// Keeps why a message was not sent.
async fn fail(services: &Services, due: &Stored, failure: Failure) -> Outcome {
    let code = serde_json::to_value(failure.code).ok();
    let change = FailScheduled {
        id: due.scheduled.id,
        version: due.version,
        error: ScheduledError {
            code: code
                .and_then(|code| code.as_str().map(str::to_owned))
                .unwrap_or_default(),
            message: failure.message,
        },
    };
    match services.store.keep(change).await {
        Ok(_) => Outcome::Done,
        Err(error) => {
            tracing::warn!(%error, "schedule: cannot store why a message was not sent");
            Outcome::Later
        }
    }
}
