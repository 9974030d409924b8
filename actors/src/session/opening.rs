//! Opening a session: the snapshot, what was missed, and then whatever happens.
//!
//! The order matters. The snapshot is read first; then the socket joins the audience of each of its
//! channels, which says up to where it has been told. What lies between the two is replayed from the
//! database, so that the client misses nothing and gets nothing twice.

use std::{collections::HashSet, sync::Arc};

use bytes::Bytes;
use entity::{
    event::UserFact,
    ids::{ChannelId, Millis, Seq, UserId},
    model::{ChannelView, Person, PresenceStatus},
    permission::Account,
    queries::{self, streams::Stretch},
};
use ractor::{Actor, ActorRef};
use tokio::sync::{mpsc, oneshot};

use super::{SessionActor, SessionArgs, SessionMsg, may_connect};
use crate::{
    clock,
    directory::{Directory, Published, SessionId},
    engine::Core,
    messages::PresenceMsg,
    outbox::{OutboxReceiver, outbox},
    protocol::{
        CloseCode, Event, Failure, PresenceByUser, Snapshot, encode,
        event::Resumed,
        frame,
        limits::LIMITS,
        parts::{self, PresenceEntry},
        snapshot::Resume,
    },
};

/// A client that missed more than this many events gets a fresh snapshot instead.
const MAX_REPLAY: Seq = 100_000;

/// How many events of a replay are read from the database at a time. Together with [`REPLAY_AHEAD`] it
/// bounds what a client that reads its replay slowly holds in memory.
const REPLAY_PAGE: u64 = 100;

/// How many frames of a replay wait for the socket.
const REPLAY_AHEAD: usize = 8;
const _: () = assert!(REPLAY_AHEAD * (LIMITS.frame_bytes as usize) <= 2 * 1024 * 1024);

/// Who logged in, as the token proved.
#[derive(Clone, Debug)]
pub struct Principal {
    /// The account, read from the database.
    pub account: Arc<Account>,
    /// A hash of the token, by which it can be revoked.
    pub token_hash: Arc<str>,
    /// The epoch of the user's tokens that it belongs to.
    pub epoch: i64,
    /// When the token ends.
    pub expires_at: Millis,
}

/// A login that is to become a session.
#[derive(Debug)]
pub struct Opening {
    /// Who.
    pub principal: Principal,
    /// The `ref` of the `authenticate` command.
    pub reference: u32,
    /// Where the client left off.
    pub resume: Option<Resume>,
}

/// A session that has been opened. First the snapshot is written, then the replay to its end, then
/// the outbox.
#[derive(Debug)]
pub struct OpenSession {
    /// The session's actor; stop it when the socket ends.
    pub actor: ActorRef<SessionMsg>,
    /// The reply to `authenticate`, and the parts that follow it.
    pub snapshot: Vec<Bytes>,
    /// What was missed, when anything was.
    pub replay: Option<mpsc::Receiver<Bytes>>,
    /// Everything else.
    pub outbox: OutboxReceiver,
}

/// What is missing from one stream.
#[derive(Debug)]
struct Gap {
    after: Seq,
    until: Seq,
}

/// Everything a client missed.
#[derive(Debug, Default)]
struct Missed {
    channels: Vec<(ChannelView, Gap)>,
    user: Option<Gap>,
    /// The channels as the user sees them now, for what their own stream says of them.
    views: Vec<ChannelView>,
    /// Whether the client named where it left off and can go on from there.
    resumed: bool,
}

/// Opens a session.
pub(crate) async fn open(core: &Arc<Core>, opening: Opening) -> Result<OpenSession, Failure> {
    let Principal {
        account,
        token_hash,
        epoch,
        ..
    } = opening.principal;
    if !may_connect(&account, epoch) {
        return Err(Failure::new(
            crate::protocol::ErrorCode::Forbidden,
            "this account may not use the chat",
        ));
    }
    let user = account.username.clone();
    let id = core.directory.new_session_id();
    let (outbox, receiver) = outbox();
    core.directory.connect(&user, id, &outbox, token_hash);
    let opened = async {
        let (channels, user_seq) = queries::channels::snapshot(&core.database, &user).await?;
        let mut resume = opening
            .resume
            .filter(|resume| can_resume(resume, &channels, user_seq));
        if let Some(named) = &resume
            && !reaches_back(core, &user, named, &channels, user_seq).await?
        {
            resume = None;
        }
        let missed = listen(core, &user, id, &channels, user_seq, resume.as_ref());
        core.directory.release_user_events(&user, id, user_seq);
        let args = SessionArgs {
            core: Arc::clone(core),
            id,
            account: Arc::clone(&account),
            epoch,
            outbox,
        };
        let supervisor = core
            .directory
            .sessions_supervisor()
            .ok_or_else(Failure::busy)?;
        let (actor, _) = Actor::spawn_linked(None, SessionActor, args, supervisor)
            .await
            .map_err(|_| Failure::busy())?;
        Ok((channels, user_seq, missed, actor))
    };
    let (channels, user_seq, missed, actor) = match opened.await {
        Ok(opened) => opened,
        Err(failure) => {
            core.directory.disconnect(&user, id);
            return Err(failure);
        }
    };
    core.directory.attach_actor(&user, id, actor.clone());
    let ids = channels.iter().map(|view| view.channel.id).collect();
    let (noted, seen) = oneshot::channel();
    core.directory.to_presence(PresenceMsg::Connected {
        user: user.clone(),
        session: id,
        channels: ids,
        noted,
    });
    // So that the snapshot says that they are there. Where the presence has just failed nobody
    // answers, and it tells them once it has been started again.
    let _ = seen.await;
    let presence = presence(&core.directory, &user, &channels);
    let snapshot = Snapshot {
        user: person(&account),
        permissions: account.grants.names(),
        user_seq,
        server_time: clock::now(),
        presence: PresenceByUser::default(),
        channels,
        parts: 0,
        resumed: missed.resumed,
    };
    let snapshot = parts::snapshot(opening.reference, snapshot, &presence);
    let replay = missed
        .worth_telling()
        .then(|| replay(core, user, missed, &receiver));
    Ok(OpenSession {
        actor,
        snapshot,
        replay,
        outbox: receiver,
    })
}

/// Whether all that a client missed is still there to be replayed. Asked before it is told that it
/// can go on: afterwards there would be no way back.
async fn reaches_back(
    core: &Core,
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
    queries::streams::are_whole(&core.database, &missed, user, own).await
}

/// Joins the audience of every channel and finds out what has to be replayed, for a client that goes on
/// from where it was, and for one that starts.
fn listen(
    core: &Core,
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
        let announced = core.directory.listen(user, id, channel);
        let after = resume
            .and_then(|resume| resume.seen(channel.id))
            .unwrap_or(channel.seq);
        let until = channel.seq.max(announced);
        if after < until {
            missed.channels.push((view.clone(), Gap { after, until }));
        }
    }
    missed.user = resume
        .filter(|resume| resume.user < user_seq)
        .map(|resume| Gap {
            after: resume.user,
            until: user_seq,
        });
    if missed.user.is_some() {
        missed.views = channels.to_vec();
    }
    missed
}

/// Whether a client can go on from where it says it was: not from the future, not from too long ago.
fn can_resume(resume: &Resume, channels: &[ChannelView], user_seq: Seq) -> bool {
    // Checked before anything is subtracted: a client may name any number.
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

impl Missed {
    fn worth_telling(&self) -> bool {
        self.resumed || !self.channels.is_empty()
    }
}

/// Reads what was missed, page by page, as fast as the client takes it.
fn replay(
    core: &Arc<Core>,
    user: UserId,
    missed: Missed,
    receiver: &OutboxReceiver,
) -> mpsc::Receiver<Bytes> {
    let (frames, replay) = mpsc::channel(REPLAY_AHEAD);
    let (core, outbox) = (Arc::clone(core), Arc::clone(receiver.outbox()));
    tokio::spawn(async move {
        match tell_missed(&core, &user, missed, &frames).await {
            Ok(()) => {}
            Err(Interrupted::Reader) => {}
            Err(Interrupted::Database(error)) => {
                tracing::warn!(%error, "a resume was interrupted; the client tries again");
                outbox.close(CloseCode::GoingDown);
            }
        }
    });
    replay
}

enum Interrupted {
    Reader,
    Database(entity::Error),
}

impl From<entity::Error> for Interrupted {
    fn from(error: entity::Error) -> Self {
        Self::Database(error)
    }
}

async fn tell_missed(
    core: &Core,
    user: &UserId,
    missed: Missed,
    frames: &mpsc::Sender<Bytes>,
) -> Result<(), Interrupted> {
    for (view, gap) in missed.channels {
        tell_channel(core, &view, gap, frames).await?;
    }
    if let Some(gap) = missed.user {
        tell_user(core, user, gap, &missed.views, frames).await?;
    }
    if missed.resumed {
        send(frames, frame::event(&Event::Resumed(Resumed {}))).await?;
    }
    Ok(())
}

async fn tell_channel(
    core: &Core,
    view: &ChannelView,
    mut gap: Gap,
    frames: &mpsc::Sender<Bytes>,
) -> Result<(), Interrupted> {
    let id: ChannelId = view.channel.id;
    while gap.after < gap.until {
        let events = queries::replay::channel(&core.database, id, gap.after, REPLAY_PAGE).await?;
        let Some(last) = events.last() else { break };
        gap.after = last.seq;
        for event in events.iter().filter(|event| event.seq <= gap.until) {
            send(frames, encode::channel_event(event, &view.channel)).await?;
        }
    }
    Ok(())
}

async fn tell_user(
    core: &Core,
    user: &UserId,
    mut gap: Gap,
    views: &[ChannelView],
    frames: &mpsc::Sender<Bytes>,
) -> Result<(), Interrupted> {
    while gap.after < gap.until {
        let events = queries::replay::user(&core.database, user, gap.after, REPLAY_PAGE).await?;
        let Some(last) = events.last() else { break };
        gap.after = last.seq;
        for event in events.iter().filter(|event| event.seq <= gap.until) {
            // A channel that was left again is not there to be shown.
            let view = match &event.fact {
                UserFact::ChannelJoined { channel_id } => {
                    views.iter().find(|view| view.channel.id == *channel_id)
                }
                _ => None,
            };
            if let Some(frame) = encode::user_event(event, view) {
                send(frames, frame).await?;
            }
        }
    }
    Ok(())
}

async fn send(frames: &mpsc::Sender<Bytes>, frame: Bytes) -> Result<(), Interrupted> {
    frames.send(frame).await.map_err(|_| Interrupted::Reader)
}

/// The account as its user may see it.
pub(super) fn person(account: &Account) -> Person {
    Person {
        username: account.username.clone(),
        display_name: account.display_name.clone(),
        role: account.role.clone(),
        team_id: account.team_id.clone(),
        active: account.active,
    }
}

/// Everyone who is not offline among the people who share a channel with the user. Large channels do not
/// count: their members' presence is read on request.
fn presence(
    directory: &Directory,
    user: &UserId,
    channels: &[ChannelView],
) -> Vec<Arc<PresenceEntry>> {
    let mut seen = HashSet::with_hasher(foldhash::fast::RandomState::default());
    let mut present = Vec::new();
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
    use entity::model::{Channel, ChannelKind};

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
                member_count: 1,
                members: Vec::new(),
                seq,
                last_message_at: None,
                created_at: 0,
                updated_at: 0,
            },
            role: None,
            can_post: true,
            last_read_seq: 0,
            unread_count: 0,
            mention_count: 0,
            last_message: None,
        }
    }

    fn resume(channel: Seq, user: Seq) -> Resume {
        Resume {
            channels: [("1".to_owned(), channel)].into(),
            user,
        }
    }

    #[test]
    fn a_client_goes_on_from_where_it_was_unless_that_cannot_be() {
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
