//! Opens a session: the snapshot, then the missed events, then live events.
//!
//! The order matters twice. First, the snapshot is read before the socket joins the audience of each
//! channel, which returns the position up to which events have been announced. The events between the two
//! are replayed from the database, so the client misses none and gets none twice. Second, the account is
//! read again once the session is registered: access is revoked in the directory first and then in the
//! registered sessions, so one of the two always notices.

use std::{collections::HashSet, sync::Arc};

use bytes::Bytes;
use entity::{
    Database,
    ids::{Millis, Seq, UserId},
    model::{ChannelView, PresenceStatus},
    permission::{Account, Permission, may},
    queries::{self, streams::Stretch},
};
use ractor::{Actor, ActorRef};
use tokio::sync::oneshot;

use super::{
    SessionActor, SessionArgs, SessionMsg,
    account::{may_connect, person},
    replay::{Gap, Missed, Replay},
};
use crate::{
    clock,
    commands::Services,
    delivery::directory::{Directory, Published, SessionId},
    delivery::messages::{CallNotice, PresenceMsg, SessionNotice},
    delivery::outbox::{OutboxReceiver, outbox},
    protocol::{
        ErrorCode, Failure, PresenceByUser, Snapshot,
        limits::LIMITS,
        parts::{self, PresenceEntry},
        snapshot::Resume,
    },
};

/// The maximum number of missed events that are replayed; beyond it the client gets a new snapshot.
const MAX_REPLAY: Seq = 100_000;

/// How many people a snapshot's presence is expected to name.
const USUALLY_PRESENT: usize = 128;

/// An authenticated user.
#[derive(Clone, Debug)]
pub struct Principal {
    /// The account, read from the database.
    pub account: Arc<Account>,
    /// A hash of the token, by which it can be revoked.
    pub token_hash: Arc<str>,
    /// The user's token epoch that the token was issued in.
    pub epoch: i64,
    /// When the token expires.
    pub expires_at: Millis,
}

/// A request to open a session.
#[derive(Debug)]
pub struct Opening {
    /// The user.
    pub principal: Principal,
    /// The `ref` of the `authenticate` command.
    pub reference: u32,
    /// The positions that the client resumes from.
    pub resume: Option<Resume>,
}

/// An open session. The gateway writes the snapshot first, then the replay to its end, then the
/// outbox.
#[derive(Debug)]
pub struct OpenSession {
    /// The session's actor; stop it when the socket ends.
    pub actor: ActorRef<SessionMsg>,
    /// The reply to `authenticate`, and the parts that follow it.
    pub snapshot: Vec<Bytes>,
    /// The missed events, if any.
    pub replay: Option<Replay>,
    /// The live events.
    pub outbox: OutboxReceiver,
}

/// Opens a session.
pub(crate) async fn open(
    services: &Arc<Services>,
    opening: Opening,
) -> Result<OpenSession, Failure> {
    let Principal {
        account,
        token_hash,
        epoch,
        ..
    } = opening.principal;
    let Services {
        database,
        directory,
        store,
        ..
    } = &**services;
    if !may_connect(&account, epoch) {
        return Err(access_ended(&account));
    }
    let user = account.username.clone();
    let id = directory.new_session_id();
    let (outbox, receiver) = outbox();
    directory.connect(&user, id, &outbox, Arc::clone(&token_hash));
    let opened = async {
        store.write_positions_of(&user).await;
        let (channels, user_seq) = queries::channels::snapshot(database, &user).await?;
        let features = services.features.get(database).await?;
        let mut resume = opening
            .resume
            .filter(|resume| can_resume(resume, &channels, user_seq));
        if let Some(named) = &resume
            && !reaches_back(database, &user, named, &channels, user_seq).await?
        {
            resume = None;
        }
        let missed = listen(directory, &user, id, &channels, user_seq, resume.as_ref());
        directory.release_user_events(&user, id, user_seq);
        let args = SessionArgs {
            services: Arc::clone(services),
            id,
            account: Arc::clone(&account),
            epoch,
            outbox: Arc::clone(&outbox),
        };
        let supervisor = directory.sessions_supervisor().ok_or_else(Failure::busy)?;
        let (actor, _) = Actor::spawn_linked(None, SessionActor, args, supervisor)
            .await
            .map_err(|_| Failure::busy())?;
        Ok((channels, user_seq, missed, features, actor))
    };
    let (mut channels, user_seq, missed, features, actor) = match opened.await {
        Ok(opened) => opened,
        Err(failure) => {
            directory.disconnect(&user, id);
            return Err(failure);
        }
    };
    // From here on a revocation reaches this session.
    directory.attach_actor(&user, id, actor.get_derived());
    let ids = channels.iter().map(|view| view.channel.id).collect();
    let (noted, seen) = oneshot::channel();
    directory.to_presence(PresenceMsg::Connected {
        user: user.clone(),
        session: id,
        channels: ids,
        noted,
    });
    // Wait, so that the snapshot shows this user as online. If the presence actor has just crashed, nobody
    // replies, and its successor announces the user.
    let _ = seen.await;
    let account = match reread(directory, &account, epoch, &token_hash) {
        Ok(now) => {
            if now != account {
                drop(actor.cast(SessionNotice::AccountChanged.into()));
            }
            now
        }
        Err(failure) => {
            actor.stop(None);
            directory.disconnect(&user, id);
            return Err(failure);
        }
    };
    services.calls.show(&mut channels);
    directory.to_calls(CallNotice::Connected {
        user: user.clone(),
        session: id,
    });
    let presence = presence(directory, &user, &channels);
    let snapshot = Snapshot {
        user: person(&account),
        permissions: account.grants.names(),
        user_seq,
        server_time: clock::now(),
        presence: PresenceByUser::default(),
        channels,
        parts: 0,
        resumed: missed.resumed,
        features,
    };
    let snapshot = parts::snapshot(opening.reference, snapshot, &presence);
    let replay = missed
        .is_worth_telling()
        .then(|| Replay::new((database, directory), (user, id), &outbox, missed));
    Ok(OpenSession {
        actor,
        snapshot,
        replay,
        outbox: receiver,
    })
}

/// Reads the account again.
///
/// # Errors
/// Forbidden when it may no longer connect; unauthenticated when its token was revoked.
fn reread(
    directory: &Directory,
    account: &Account,
    epoch: i64,
    token_hash: &str,
) -> Result<Arc<Account>, Failure> {
    if directory.revoked.contains_key(token_hash) {
        return Err(token_revoked());
    }
    match directory.known_account(&account.username) {
        Some(now) if may_connect(&now, epoch) => Ok(now),
        Some(now) => Err(access_ended(&now)),
        None => Err(access_ended(&Account::gone(account.username.clone()))),
    }
}

/// Returns why an account may not connect: what [`may`] says of it, or that its token was revoked.
fn access_ended(account: &Account) -> Failure {
    may(account, Permission::AccessChannels)
        .err()
        .map_or_else(token_revoked, Failure::from)
}

fn token_revoked() -> Failure {
    Failure::new(
        ErrorCode::Unauthenticated,
        "the token was revoked; log in again",
    )
}

/// Returns whether all missed events can be replayed. Checked before the client learns that it resumes,
/// because after that it cannot get a new snapshot.
async fn reaches_back(
    database: &Database,
    user: &UserId,
    resume: &Resume,
    channels: &[ChannelView],
    user_seq: Seq,
) -> Result<bool, entity::Error> {
    let missed = channels.iter().filter_map(|ChannelView { channel, .. }| {
        let after = resume.seen(channel.id)?;
        let until = channel.seq;
        (after < until).then_some((channel.id, Stretch { after, until }))
    });
    let missed: Vec<_> = missed.collect();
    let own = Stretch {
        after: resume.user,
        until: user_seq,
    };
    queries::streams::are_whole(database, &missed, user, own).await
}

/// Joins the audience of every channel and returns the events to replay, for a client that resumes and for
/// one with a new snapshot.
fn listen(
    directory: &Directory,
    user: &UserId,
    id: SessionId,
    channels: &[ChannelView],
    user_seq: Seq,
    resume: Option<&Resume>,
) -> Missed {
    let mut missed = Missed {
        resumed: resume.is_some(),
        ..Missed::default()
    };
    for view in channels {
        let ChannelView { channel, .. } = view;
        directory.limit(user, view);
        let announced = directory.listen(user, id, channel);
        let after = resume
            .and_then(|resume| resume.seen(channel.id))
            .unwrap_or(channel.seq);
        let until = channel.seq.max(announced);
        if after < until {
            missed
                .channels
                .push_back((view.clone(), Gap { after, until }));
        }
    }
    missed.user = resume
        .filter(|resume| resume.user < user_seq)
        .map(|resume| Gap {
            after: resume.user,
            until: user_seq,
        });
    missed
}

/// Returns whether a client can resume from these positions: none in the future, none too far back.
fn can_resume(resume: &Resume, channels: &[ChannelView], user_seq: Seq) -> bool {
    // Check before subtracting: a client may send any number.
    if !(0..=user_seq).contains(&resume.user) {
        return false;
    }
    let mut missing = user_seq - resume.user;
    for ChannelView { channel, .. } in channels {
        if let Some(seen) = resume.seen(channel.id) {
            if seen > channel.seq || seen < 0 {
                return false;
            }
            missing += channel.seq - seen;
        }
    }
    missing <= MAX_REPLAY
}

/// Returns the presence of everyone who is not offline and shares a channel with the user. Large channels
/// are left out: the presence of their members is read on request.
fn presence(
    directory: &Directory,
    user: &UserId,
    channels: &[ChannelView],
) -> Vec<Arc<PresenceEntry>> {
    let hasher = foldhash::fast::RandomState::default();
    let mut seen = HashSet::with_capacity_and_hasher(USUALLY_PRESENT, hasher);
    let mut present = Vec::with_capacity(USUALLY_PRESENT);
    let mut add = |published: &Arc<Published>| {
        if seen.insert(Arc::as_ptr(published))
            && let Some(entry) = published.get()
            && entry.presence.status != PresenceStatus::Offline
        {
            present.push(entry);
        }
    };
    add(&directory.published(user));
    for ChannelView { channel, .. } in channels {
        if channel.member_count <= i64::from(LIMITS.presence_members) {
            directory.each_present(channel.id, &mut add);
        }
    }
    present
}

#[cfg(test)]
mod tests {
    use entity::{
        ids::ChannelId,
        model::{Channel, ChannelKind, ChannelPreferences, History, Pinning},
    };

    use super::*;

    fn view(id: i64, seq: Seq) -> ChannelView {
        ChannelView {
            channel: Channel {
                id: ChannelId(id),
                name: "general".into(),
                description: String::new(),
                kind: ChannelKind::Public,
                created_by: "ann".into(),
                team_id: None,
                active: true,
                read_only: false,
                pinning: Pinning::Members,
                history: History::All,
                hidden_until: 0,
                follows_team: false,
                ticket_events: Vec::new(),
                ticket: None,
                member_count: 1,
                members: Vec::new(),
                group: false,
                seq,
                last_message_at: None,
                created_at: 0,
                updated_at: 0,
            },
            role: None,
            can_post: true,
            last_read_seq: 0,
            history_after: 0,
            unread_count: 0,
            mention_count: 0,
            preferences: ChannelPreferences::default(),
            last_message: None,
            call: None,
        }
    }

    fn resume(channel: Seq, user: Seq) -> Resume {
        Resume {
            channels: [("1".to_owned(), channel)].into(),
            user,
        }
    }

    #[test]
    fn a_client_resumes_from_positions_that_can_be() {
        let channels = [view(1, 100), view(2, 7)];
        assert!(can_resume(&resume(100, 5), &channels, 5));
        assert!(can_resume(&resume(0, 0), &channels, 5));
        assert!(
            !can_resume(&resume(101, 5), &channels, 5),
            "from the future"
        );
        assert!(
            !can_resume(&resume(100, 6), &channels, 5),
            "from the future"
        );
        assert!(!can_resume(&resume(-1, 5), &channels, 5));
        for extreme in [Seq::MIN, Seq::MAX] {
            assert!(!can_resume(&resume(100, extreme), &channels, 5));
            assert!(!can_resume(&resume(extreme, 5), &channels, 5));
        }
        let long = [view(1, MAX_REPLAY + 1)];
        assert!(!can_resume(&resume(0, 5), &long, 5), "too long ago");
        assert!(can_resume(&resume(1, 5), &long, 5));
    }
}
