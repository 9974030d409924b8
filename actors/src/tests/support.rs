//! An engine with its own database, and clients that exchange frames with it.

use std::{collections::HashMap, net::Ipv4Addr, sync::Arc, time::Duration};

use bytes::Bytes;
use entity::{
    Database,
    change::By,
    ids::{ChannelId, Millis, Seq, UserId},
    ledgers::accounts::{AddUser, NewUser},
    model::ChannelKind,
};
use media::Media;
use serde_json::Value;

use crate::{
    Engine, EngineSettings,
    channels::LiveChannel,
    commands::{
        AnyCommand, Command, CreateChannel, DeleteMessage, JoinChannel, OpenDirect, SendMessage,
        SocketCommand,
    },
    protocol::{CloseCode, Failure, snapshot::Resume},
    sessions::{OpenSession, Opening, Principal, SessionMsg},
};

/// A timeout longer than anything takes on the slowest machine; only failing tests wait for it.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct World {
    pub(super) engine: Engine,
    url: String,
    _folder: tempfile::TempDir,
}

impl World {
    /// An engine with the users ann, bob and eve.
    pub(super) async fn new() -> Self {
        Self::with(None).await
    }

    /// The same with a media plane, so that calls of three go through the server.
    pub(super) async fn with_media() -> (Self, Media) {
        let forwarding = media::MediaConfig {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            addresses: Vec::new(),
            limits: media::Limits::default(),
        };
        let config = media::Config {
            media: forwarding,
            turn: None,
        };
        let (media, events) = Media::start(config).await.expect("a free port");
        let world = Self::with(Some(media.clone())).await;
        tokio::spawn(world.engine.clone().pass_on_media(events));
        (world, media)
    }

    async fn with(media: Option<Media>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}", folder.path().join("chat.db").display());
        let database = Database::open(&url, true).await.expect("opens");
        migration::migrate(database.writer())
            .await
            .expect("migrates");
        for username in ["ann", "bob", "eve"] {
            let user = NewUser {
                username: username.into(),
                display_name: username.to_uppercase(),
                password_hash: "none".into(),
                role: "it_user".into(),
                team_id: None,
            };
            let by = By::Server;
            entity::commit_alone(&database, 1, AddUser { user, by })
                .await
                .expect("adds a user");
        }
        let settings = EngineSettings {
            presence_gather: Duration::from_millis(10),
            accounts_every: Duration::from_millis(10),
            media,
            ..EngineSettings::default()
        };
        let engine = Engine::start(database, settings).await.expect("starts");
        Self {
            engine,
            url,
            _folder: folder,
        }
    }

    /// Opens the database like another program, such as Orvale.
    pub(super) async fn elsewhere(&self) -> Database {
        Database::open(&self.url, false).await.expect("opens")
    }

    pub(super) async fn execute<C: Command>(
        &self,
        user: &str,
        command: C,
    ) -> Result<C::Reply, Failure> {
        let account = self.account(user).await;
        self.engine.execute(&account, command).await
    }

    pub(super) async fn account(&self, user: &str) -> Arc<entity::permission::Account> {
        let account = self.engine.account(&user.into()).await.expect("readable");
        account.expect("known")
    }

    /// Creates a public channel of ann's and adds the others.
    pub(super) async fn channel(&self, name: &str) -> ChannelId {
        let create = CreateChannel {
            name: name.into(),
            kind: ChannelKind::Public,
            description: None,
            team_id: None,
            pinning: None,
            history: None,
            read_only: None,
            follows_team: None,
        };
        let reply = self.execute("ann", create).await.expect("creates");
        let channel_id = reply.channel.channel.id;
        for user in ["bob", "eve"] {
            let join = JoinChannel { channel_id };
            self.execute(user, join).await.expect("joins");
        }
        channel_id
    }

    pub(super) async fn direct(&self, user: &str, others: &[&str]) -> ChannelId {
        let user_ids = others.iter().map(|other| UserId::from(*other)).collect();
        let reply = self.execute(user, OpenDirect { user_ids }).await;
        reply.expect("opens").channel.channel.id
    }

    pub(super) async fn say(
        &self,
        user: &str,
        channel: ChannelId,
        text: &str,
    ) -> Arc<entity::model::Message> {
        let reply = self.execute(user, message(channel, text)).await;
        reply.expect("posts").message
    }

    pub(super) async fn connect(&self, user: &str, resume: Option<Resume>) -> Client {
        let principal = self.principal(user).await;
        let mut client = self.open(principal, resume).await.expect("opens");
        client.take_replay().await;
        client
    }

    /// The principal of `user` after a login.
    pub(super) async fn principal(&self, user: &str) -> Principal {
        Principal {
            account: self.account(user).await,
            token_hash: "hash".into(),
            epoch: 0,
            expires_at: Millis::MAX,
        }
    }

    /// Opens a session and leaves its replay unread.
    pub(super) async fn open(
        &self,
        principal: Principal,
        resume: Option<Resume>,
    ) -> Result<Client, Failure> {
        let opening = Opening {
            principal,
            reference: 0,
            resume,
        };
        self.engine.open_session(opening).await.map(Client::new)
    }

    pub(super) fn live(&self, channel: ChannelId) -> LiveChannel {
        self.engine
            .services
            .channels
            .live_channel(channel)
            .expect("a live channel")
    }

    pub(super) fn services(&self) -> &crate::commands::Services {
        &self.engine.services
    }
}

pub(super) fn message(channel_id: ChannelId, text: &str) -> SendMessage {
    with_client_id(channel_id, text, &uuid::Uuid::new_v4().to_string())
}

pub(super) fn with_client_id(channel_id: ChannelId, text: &str, client_id: &str) -> SendMessage {
    SendMessage {
        channel_id,
        client_id: client_id.into(),
        message: text.into(),
        kind: None,
        reply_to_id: None,
        forwarded_from: None,
        thread_id: None,
        also_to_channel: None,
        ticket_reference: None,
        file_ids: None,
        confirmed: None,
    }
}

pub(super) fn delete(message_id: entity::ids::MessageId) -> DeleteMessage {
    DeleteMessage { message_id }
}

/// A client: a session and everything that it received.
pub(super) struct Client {
    pub(super) session: OpenSession,
    pub(super) snapshot: Value,
    /// The length of the longest frame of the snapshot.
    pub(super) longest_frame: usize,
    inbox: std::collections::VecDeque<Value>,
}

impl Client {
    fn new(session: OpenSession) -> Self {
        let longest_frame = session.snapshot.iter().map(Bytes::len).max().unwrap_or(0);
        let mut frames = session.snapshot.iter().map(decode);
        let mut snapshot = frames.next().expect("a snapshot")[2].take();
        assert_eq!(snapshot["parts"], frames.len());
        frames.for_each(|part| complete(&mut snapshot, part));
        Self {
            session,
            snapshot,
            longest_frame,
            inbox: std::collections::VecDeque::new(),
        }
    }

    /// Reads the replay to its end.
    async fn take_replay(&mut self) {
        if let Some(mut replay) = self.session.replay.take() {
            while let Some(frames) = in_time("the replay", replay.next()).await {
                self.inbox.extend(frames.iter().map(decode));
            }
        }
    }

    /// The next frame.
    pub(super) async fn next(&mut self) -> Value {
        if let Some(frame) = self.inbox.pop_front() {
            return frame;
        }
        let mut frames = Vec::new();
        let received = self.session.outbox.receive(&mut frames, 64);
        in_time("a frame", received).await;
        self.inbox.extend(frames.iter().map(decode));
        self.inbox.pop_front().expect("a frame")
    }

    /// The data of the next event of this name; others are skipped.
    pub(super) async fn event(&mut self, name: &str) -> Value {
        loop {
            let frame = self.next().await;
            if frame[0] == 0 && frame[1] == name {
                return frame[2].clone();
            }
        }
    }

    /// The next `count` durable events of a channel, as (name, seq).
    pub(super) async fn channel_events(
        &mut self,
        id: ChannelId,
        count: usize,
    ) -> Vec<(String, Seq)> {
        let mut events = Vec::new();
        while events.len() < count {
            let frame = self.next().await;
            let (data, of) = (&frame[2], &frame[2]["channelId"]);
            if frame[0] == 0 && *of == id.0 && data["stream"] == "channel" {
                let name = frame[1].as_str().expect("a name").to_owned();
                events.push((name, data["seq"].as_i64().expect("a seq")));
            }
        }
        events
    }

    pub(super) fn command(&self, reference: u32, command: impl SocketCommand) {
        assert!(self.session.outbox.outbox().begin_command());
        let command = AnyCommand::of_socket(command);
        self.session
            .actor
            .cast(SessionMsg::Command { reference, command })
            .expect("alive");
    }

    pub(super) async fn closing(&self) -> CloseCode {
        in_time("the end", self.session.outbox.closing()).await
    }

    pub(super) fn resume(&self, channel: ChannelId, seq: Seq) -> Resume {
        let user = self.snapshot["userSeq"].as_i64().expect("a position");
        Resume {
            channels: HashMap::from([(channel.0.to_string(), seq)]),
            user,
        }
    }
}

/// Adds a `snapshot_part` to its snapshot.
fn complete(snapshot: &mut Value, mut part: Value) {
    assert_eq!(part[1], "snapshot_part");
    if let Value::Array(channels) = part[2]["channels"].take() {
        snapshot["channels"]
            .as_array_mut()
            .expect("a list")
            .extend(channels);
    }
    if let Value::Object(presence) = part[2]["presence"].take() {
        snapshot["presence"]
            .as_object_mut()
            .expect("a map")
            .extend(presence);
    }
}

fn decode(frame: &Bytes) -> Value {
    rmp_serde::from_slice(frame).expect("a frame")
}

/// Waits for `future`, and fails the test if it takes too long.
pub(super) async fn in_time<T>(what: &str, future: impl Future<Output = T>) -> T {
    let ended = tokio::time::timeout(PATIENCE, future).await;
    ended.unwrap_or_else(|_| panic!("waited too long for {what}"))
}

/// Waits until a condition is true.
pub(super) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while !holds() {
        assert!(tokio::time::Instant::now() < deadline, "{what} in time");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
