//! The responses to REST requests with an `Idempotency-Key`.
//!
//! A response is stored in the same transaction as its change, so after a crash there are both or neither.
//! A request whose response is already stored changes nothing.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    sync::Arc,
};

use sea_orm::{DatabaseTransaction, EntityTrait};

use super::{
    Change, Ledger, Ledgers, Memory,
    write::{delete, insert},
};
use crate::{
    change::{Answer, By, Committed},
    error::Error,
    ids::{ChannelId, MessageId, Millis, UserId},
    queries::{idempotency, rows},
    tables::messages,
};

/// The identity of a request: each user uses a key for one request only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// The user who sent the request.
    pub user: UserId,
    /// Its `Idempotency-Key`.
    pub key: String,
    /// A hash of the request: a different request with the same key is a conflict.
    pub request_hash: String,
}

/// What a response shows besides the result of the change, as the user sees it afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// Nothing else.
    Nothing,
    /// A channel.
    Channel(ChannelId),
    /// A message.
    Message(MessageId),
}

/// Makes the response from the result of a change; `None` if that is impossible.
pub type AnswerFn = Arc<dyn Fn(&Committed) -> Option<Answer> + Send + Sync>;

/// Makes a change only once: its response is stored with it, and returned whenever the request is repeated.
///
/// Refused with [`Error::Conflict`] if the key was used for another request.
pub struct Once {
    /// The request.
    pub request: RequestKey,
    /// The change; `None` if the request changes nothing and only its response is stored.
    pub change: Option<Box<dyn Change>>,
    /// What the response shows.
    pub shows: Shows,
    /// Makes the response.
    pub answer: AnswerFn,
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once")
            .field("request", &self.request)
            .field("change", &self.change)
            .finish_non_exhaustive()
    }
}

/// Deletes the responses to old requests.
#[derive(Debug)]
pub struct ForgetAnswers(pub Vec<(UserId, String)>);

/// The user and the key of a request.
type Key = (UserId, String);

/// A request that this batch executes.
struct Begun {
    /// The index of its change in the batch.
    change: usize,
    at: Millis,
    request: RequestKey,
    shows: Shows,
    answer: AnswerFn,
}

/// The part of a batch for responses.
#[derive(Default)]
pub(crate) struct Answers {
    needed: BTreeSet<Key>,
    /// The stored responses, each with the hash of its request.
    kept: HashMap<Key, (String, Answer)>,
    begun: BTreeMap<Key, Begun>,
    forgotten: BTreeSet<Key>,
}

impl RequestKey {
    fn key(&self) -> Key {
        (self.user.clone(), self.key.clone())
    }
}

impl Change for Once {
    fn by(&self) -> By {
        let change = self.change.as_ref();
        change.map_or_else(|| By::from(&self.request.user), |change| change.by())
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.answers.needed.insert(self.request.key());
        if let Some(change) = &self.change {
            change.needs(ledgers);
        }
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let key = self.request.key();
        if let Some((hash, answer)) = ledgers.answers.kept.get(&key) {
            return self.repeat_of(hash, answer);
        }
        if ledgers.answers.begun.contains_key(&key) {
            let reason = "a request with this Idempotency-Key is still being processed";
            return Err(Error::Conflict(reason.into()));
        }
        let committed = match &self.change {
            Some(change) => change.apply(at, ledgers)?,
            None => Committed::unchanged(),
        };
        let change = ledgers.change;
        if let Shows::Channel(channel) = self.shows {
            ledgers.channels.show(change, channel, &self.request.user);
            ledgers.reads.write_all();
        }
        let begun = Begun {
            change,
            at,
            request: self.request.clone(),
            shows: self.shows,
            answer: Arc::clone(&self.answer),
        };
        ledgers.answers.begun.insert(key, begun);
        Ok(committed)
    }
}

impl Once {
    fn repeat_of(&self, hash: &str, answer: &Answer) -> Result<Committed, Error> {
        if hash != self.request.request_hash {
            let reason = "this Idempotency-Key was used for another request";
            return Err(Error::Conflict(reason.into()));
        }
        Ok(Committed {
            answer: Some(Box::new(answer.clone())),
            ..Committed::unchanged()
        })
    }
}

impl Change for ForgetAnswers {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.answers.forgotten.extend(self.0.iter().cloned());
        Ok(Committed::default())
    }
}

impl Begun {
    /// Reads the message that the response shows. A channel has been read by its own ledger.
    async fn show(&self, db: &DatabaseTransaction, committed: &mut Committed) -> Result<(), Error> {
        let Shows::Message(id) = self.shows else {
            return Ok(());
        };
        let row = messages::Entity::find_by_id(id.0).one(db).await?;
        let viewer = Some(&self.request.user);
        let found = rows::messages_seen_by(db, row.into_iter().collect(), viewer).await?;
        committed.message = found.into_iter().next().map(Arc::new);
        Ok(())
    }
}

impl Ledger for Answers {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        if self.needed.is_empty() {
            return Ok(());
        }
        for kept in idempotency::find_all(db, &self.needed).await? {
            let key = (kept.user, kept.key);
            self.kept.insert(key, (kept.request_hash, kept.answer));
        }
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let keys = self.forgotten.iter();
        let keys = keys.map(|(user, key)| [user.as_str().into(), key.as_str().into()]);
        delete(db, "chat_idempotency", ["user_id", "key"], keys.collect()).await
    }

    /// Stores the responses, now that all results are complete.
    async fn complete(
        &mut self,
        db: &DatabaseTransaction,
        results: &mut [Result<Committed, Error>],
    ) -> Result<(), Error> {
        let mut answers = Vec::new();
        for begun in self.begun.values() {
            let Some(Ok(committed)) = results.get_mut(begun.change) else {
                continue;
            };
            begun.show(db, committed).await?;
            let Some(answer) = (begun.answer)(committed) else {
                continue;
            };
            answers.push([
                begun.request.user.as_str().into(),
                begun.request.key.as_str().into(),
                begun.request.request_hash.as_str().into(),
                i64::from(answer.status).into(),
                answer.body.as_str().into(),
                begun.at.into(),
            ]);
            committed.answer = Some(Box::new(answer));
        }
        insert(
            db,
            "INSERT INTO chat_idempotency (user_id, key, request_hash, status, body, created_at) \
             VALUES ",
            answers,
            // Earlier versions reserved a key before the change, with the status 0.
            " ON CONFLICT (user_id, key) DO UPDATE SET request_hash = excluded.request_hash, \
             status = excluded.status, body = excluded.body, created_at = excluded.created_at",
        )
        .await?;
        Ok(())
    }
}
