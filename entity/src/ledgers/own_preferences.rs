//! Users' own preferences: one row for each user who has changed any.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sea_orm::DatabaseTransaction;

use super::{
    Change, Ledger, Ledgers, Memory,
    preferences::{OwnPreferencesUpdated, PreferencesUpdated},
    write::insert,
};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{Millis, UserId},
    preferences::{Preferences, PreferencesChange},
    queries::preferences::stored_on,
};

/// Changes a user's own preferences. Refused with [`Error::Invalid`] for values without a meaning.
#[derive(Debug)]
pub struct SetOwnPreferences {
    /// The user.
    pub user: UserId,
    /// What changes.
    pub change: PreferencesChange,
}

/// The part of a batch for users' own preferences.
#[derive(Default)]
pub(crate) struct OwnPreferences {
    needed: BTreeSet<UserId>,
    stored: BTreeMap<UserId, Preferences>,
    changed: BTreeSet<UserId>,
}

impl OwnPreferences {
    /// The preferences of a user that this batch changes.
    pub(super) fn get(&self, user: &UserId) -> Option<&Preferences> {
        self.stored.get(user)
    }
}

impl Change for SetOwnPreferences {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.own_preferences.needed.insert(self.user.clone());
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let own = &mut ledgers.own_preferences;
        let before = own.stored.get(&self.user).cloned().unwrap_or_default();
        let after = self.change.applied_to(&before, at)?;
        let shown = |committed: Committed| Committed {
            own_preferences: Some(Box::new(after.clone())),
            ..committed
        };
        if after == before {
            return Ok(shown(Committed::unchanged()));
        }
        own.stored.insert(self.user.clone(), after.clone());
        own.changed.insert(self.user.clone());
        let fact = PreferencesUpdated::Own(OwnPreferencesUpdated {
            preferences: after.clone(),
        });
        let change = ledgers.change;
        ledgers
            .streams
            .record_for_user(change, at, &self.user, &fact);
        Ok(shown(Committed::default()))
    }
}

impl Ledger for OwnPreferences {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        if !self.needed.is_empty() {
            self.stored = stored_on(db, self.needed.iter()).await?;
        }
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let mut rows = Vec::with_capacity(self.changed.len());
        for user in &self.changed {
            let json = serde_json::to_string(&self.stored[user]);
            let json = json.map_err(|error| Error::Invalid(format!("preferences: {error}")))?;
            rows.push([user.as_str().into(), json.into()]);
        }
        insert(
            db,
            "INSERT INTO chat_preferences (user_id, preferences) VALUES ",
            rows,
            " ON CONFLICT (user_id) DO UPDATE SET preferences = excluded.preferences",
        )
        .await?;
        Ok(())
    }

    fn remember(mut self, memory: &mut Memory) {
        self.stored.retain(|user, _| self.changed.contains(user));
        if let Some(watch) = memory.watch.as_mut().filter(|_| !self.stored.is_empty()) {
            Arc::make_mut(watch).prefer(self.stored);
        }
    }
}
