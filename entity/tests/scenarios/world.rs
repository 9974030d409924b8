//! A new database with a few users, and short functions to change it.

use entity::{
    Database, Error, Memory,
    change::{By, Committed, MessageRef},
    ids::{ChannelId, ClientId, FileId, MessageId, Millis, UserId},
    ledgers::{
        Change, Entry,
        accounts::{AddUser, NewUser, SetActive},
        channels::{Access, CreateChannel, Membership, NewChannel, Past, UpdateChannel},
        files::{AddFile, FinishFile},
        members::{RemoveMember, SetMember},
        messages::{DeleteMessage, EditMessage, PostMessage},
        reactions::{AddReaction, RemoveReaction},
        reads::{Direction, MarkRead},
    },
    model::{
        ChannelKind, ChannelRole, FileCheck, FileInfo, History, Mention, Message, MessageKind,
        Pinning,
    },
    permission::Account,
    queries::{
        accounts,
        files::{FileState, StoredFile},
    },
    text::{ChannelName, Emoji, MessageText, Topic},
};
use sea_orm::{ConnectionTrait, Database as Connect};

/// Runs a scenario on both databases.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name(crate::scenarios::world::World::on_sqlite().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                if let Some(world) = crate::scenarios::world::World::on_postgres().await {
                    super::$name(world).await;
                }
            })+
        }
    };
}
pub(crate) use on_both;

/// As [`on_both`], for tests that are ignored by default.
macro_rules! on_both_ignored {
    ($name:ident) => {
        #[tokio::test]
        #[ignore = "a measurement"]
        async fn sqlite() {
            $name(World::on_sqlite().await).await;
        }

        #[tokio::test]
        #[ignore = "a measurement"]
        async fn postgres() {
            if let Some(world) = World::on_postgres().await {
                $name(world).await;
            }
        }
    };
}
pub(crate) use on_both_ignored;

/// A change of any kind.
pub(crate) type What = Box<dyn Change>;

pub(crate) struct World {
    pub(crate) db: Database,
    pub(crate) memory: Memory,
    pub(crate) clock: Millis,
    pub(crate) url: String,
    _folder: Option<tempfile::TempDir>,
}

pub(crate) fn user(name: &str) -> UserId {
    name.into()
}

impl World {
    pub(crate) async fn on_sqlite() -> Self {
        Self::empty_on_sqlite().await.with_people().await
    }

    /// A new database on PostgreSQL; `None` if no server is given.
    pub(crate) async fn on_postgres() -> Option<Self> {
        Some(Self::empty_on_postgres().await?.with_people().await)
    }

    /// A database without tables.
    pub(crate) async fn empty_on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("chat.db").display());
        Self::at(url, Some(folder)).await
    }

    /// The same on PostgreSQL; `None` if no server is given.
    pub(crate) async fn empty_on_postgres() -> Option<Self> {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let admin = std::env::var("ORVALE_CHAT_TEST_POSTGRES").ok()?;
        let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .unwrap();
        let name = format!(
            "entity_{}_{count}_{}",
            std::process::id(),
            now.as_nanos() % 1_000_000_000
        );
        let server = Connect::connect(&admin).await.unwrap();
        server
            .execute_unprepared(&format!("CREATE DATABASE {name}"))
            .await
            .unwrap();
        server.close().await.unwrap();
        let (server, _) = admin.rsplit_once('/').unwrap();
        Some(Self::at(format!("{server}/{name}"), None).await)
    }

    async fn at(url: String, folder: Option<tempfile::TempDir>) -> Self {
        Self {
            db: Database::open(&url, true).await.unwrap(),
            memory: Memory::default(),
            clock: 1000,
            url,
            _folder: folder,
        }
    }

    async fn with_people(self) -> Self {
        migration::migrate(self.db.writer()).await.unwrap();
        for (name, role) in [
            ("ann", "it_user"),
            ("bob", "it_user"),
            ("cid", "it_user"),
            ("dora", "manager"),
            ("root", "admin"),
        ] {
            self.add_user(name, role).await;
        }
        self
    }

    pub(crate) async fn add_user(&self, name: &str, role: &str) {
        let user = NewUser {
            username: name.into(),
            display_name: format!("{}{}", name[..1].to_uppercase(), &name[1..]),
            role: role.into(),
            team_id: Some("HELPDESK".into()),
            password_hash: "$2b$10$hash".into(),
        };
        let by = By::Operator;
        self.keep_alone(AddUser { user, by }).await.unwrap();
    }

    /// Commits a change like the program's own commands.
    pub(crate) async fn keep_alone(&self, change: impl Change) -> Result<Committed, Error> {
        entity::commit_alone(&self.db, self.clock, change).await
    }

    /// Uploads a file, and returns its id.
    pub(crate) async fn upload(&self, who: &str, name: &str) -> FileId {
        self.upload_as(who, name, None).await
    }

    /// Uploads a file that is in this state, and returns its id.
    pub(crate) async fn upload_as(
        &self,
        who: &str,
        name: &str,
        state: Option<FileCheck>,
    ) -> FileId {
        self.upload_of(who, (name, "image/png"), state).await
    }

    /// Uploads a file with a name and a media type, and returns its id.
    pub(crate) async fn upload_of(
        &self,
        who: &str,
        (name, mime_type): (&str, &str),
        state: Option<FileCheck>,
    ) -> FileId {
        let id = FileId::random();
        let file = StoredFile {
            file: FileInfo {
                id: id.clone(),
                name: name.into(),
                size: 7,
                mime_type: mime_type.into(),
                width: Some(4),
                height: Some(3),
                duration_ms: None,
                has_thumbnail: false,
                description: None,
                state,
                waveform: None,
            },
            user: user(who),
            state: FileState::Ready,
            created_at: 0,
            sha256: Some("00".into()),
            shown: true,
            thumbnail: None,
            path: format!("{}/{id}", &id.as_str()[..2]),
            missing: false,
            free_since: None,
            blocked_for: None,
        };
        self.keep_alone(AddFile { file }).await.unwrap();
        let finish = FinishFile {
            id: id.clone(),
            user: user(who),
        };
        self.keep_alone(finish).await.unwrap();
        id
    }

    /// The account of someone who is there.
    pub(crate) async fn account(&self, who: &str) -> Account {
        let found = accounts::load(&self.db, &user(who)).await.unwrap();
        found.unwrap()
    }

    pub(crate) async fn deactivate(&self, who: &str) {
        let deactivate = SetActive {
            user: user(who),
            active: false,
            by: By::Operator,
        };
        self.keep_alone(deactivate).await.unwrap();
    }

    pub(crate) fn entry(&mut self, change: What) -> Entry {
        self.clock += 1;
        Entry {
            at: self.clock,
            change,
        }
    }

    pub(crate) async fn batch(&mut self, whats: Vec<What>) -> Vec<Result<Committed, Error>> {
        let changes: Vec<_> = whats.into_iter().map(|what| self.entry(what)).collect();
        let results = entity::commit(&self.db, &mut self.memory, &changes).await;
        assert_eq!(results.len(), changes.len());
        results
    }

    /// As [`Self::batch`], with all changes at the same time.
    pub(crate) async fn batch_at(&mut self, at: Millis, whats: Vec<What>) {
        let entry = |change| Entry { at, change };
        let changes: Vec<_> = whats.into_iter().map(entry).collect();
        for result in entity::commit(&self.db, &mut self.memory, &changes).await {
            result.unwrap();
        }
    }

    pub(crate) async fn try_keep(&mut self, what: What) -> Result<Committed, Error> {
        self.batch(vec![what]).await.pop().unwrap()
    }

    pub(crate) async fn keep(&mut self, what: What) -> Committed {
        self.try_keep(what).await.unwrap()
    }

    pub(crate) async fn create(
        &mut self,
        kind: ChannelKind,
        name: &str,
        members: &[&str],
    ) -> ChannelId {
        let new = new_channel(kind, name, members);
        self.keep(Box::new(new)).await.channel.unwrap().channel.id
    }

    /// Creates a public channel of ann, bob and cid.
    pub(crate) async fn lobby(&mut self) -> ChannelId {
        self.lobby_named("lobby").await
    }

    /// The same under another name.
    pub(crate) async fn lobby_named(&mut self, name: &str) -> ChannelId {
        self.create(ChannelKind::Public, name, &["ann", "bob", "cid"])
            .await
    }

    pub(crate) async fn say(&mut self, channel: ChannelId, who: &str, text: &str) -> Message {
        let kept = self.keep(post(channel, who, text)).await;
        Message::clone(&kept.message.unwrap())
    }
}

pub(crate) fn new_channel(kind: ChannelKind, name: &str, members: &[&str]) -> CreateChannel {
    let role = |index| match (kind, index) {
        (ChannelKind::Direct, _) | (_, 1..) => ChannelRole::Member,
        _ => ChannelRole::Owner,
    };
    let content = match kind {
        ChannelKind::Direct => NewChannel::Direct,
        kind => NewChannel::Named {
            name: ChannelName::parse(name.into()).unwrap(),
            topic: Topic::parse(format!("about {name}")).unwrap(),
            access: match kind {
                ChannelKind::Public => Access::Public,
                _ => Access::Private,
            },
            team: None,
            pinning: Pinning::Members,
            history: History::All,
            read_only: false,
            membership: Membership::Chosen,
        },
    };
    CreateChannel {
        content,
        created_by: members[0].into(),
        members: members
            .iter()
            .enumerate()
            .map(|(n, who)| (user(who), role(n)))
            .collect(),
    }
}

pub(crate) fn new_message(channel_id: ChannelId, who: &str, text: &str) -> PostMessage {
    PostMessage {
        channel_id,
        user: who.into(),
        client_id: None,
        text: words(text),
        kind: MessageKind::Text,
        reply_to_id: None,
        forwarded_from: None,
        thread: None,
        ticket_reference: None,
        files: Vec::new(),
        mentions: Vec::new(),
        addressed: entity::notify::Addressed::default(),
        shows_to: Vec::new(),
    }
}

pub(crate) fn post(channel: ChannelId, who: &str, text: &str) -> What {
    Box::new(new_message(channel, who, text))
}

pub(crate) fn sent(channel: ChannelId, who: &str, text: &str, client_id: &str) -> What {
    Box::new(PostMessage {
        client_id: Some(client(client_id)),
        ..new_message(channel, who, text)
    })
}

pub(crate) fn mentioning(channel: ChannelId, who: &str, text: &str, whom: &[&str]) -> What {
    Box::new(PostMessage {
        mentions: mentions(whom),
        ..new_message(channel, who, text)
    })
}

/// Mentions of these users, at arbitrary places.
pub(crate) fn mentions(whom: &[&str]) -> Vec<Mention> {
    let mention = |name: &&str| Mention {
        user_id: user(name),
        start: 0,
        length: 1,
        group: None,
    };
    whom.iter().map(mention).collect()
}

/// A client id derived from a name.
pub(crate) fn client(name: &str) -> ClientId {
    let mut bytes = [0; 16];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    ClientId::from_bytes(&bytes).unwrap()
}

pub(crate) fn at(message: &Message) -> MessageRef {
    MessageRef {
        channel_id: message.channel_id,
        message_id: message.id,
    }
}

pub(crate) fn nowhere(channel_id: ChannelId) -> MessageRef {
    MessageRef {
        channel_id,
        message_id: MessageId(987_654),
    }
}

pub(crate) fn edit(message: &Message, text: &str) -> What {
    Box::new(EditMessage {
        thread: None,
        message: at(message),
        by: message.user_id.clone(),
        text: words(text),
        mentions: Vec::new(),
        addressed: entity::notify::Addressed::default(),
    })
}

pub(crate) fn delete(message: &Message, by: &str) -> What {
    Box::new(DeleteMessage {
        message: at(message),
        by: by.into(),
    })
}

pub(crate) fn react(message: &Message, who: &str, emoji: &str) -> What {
    Box::new(AddReaction {
        message: at(message),
        user: who.into(),
        emoji: Emoji::parse(emoji).unwrap(),
        author: Some(message.user_id.clone()),
    })
}

pub(crate) fn unreact(message: &Message, who: &str, emoji: &str) -> What {
    Box::new(RemoveReaction {
        message: at(message),
        user: who.into(),
        emoji: Emoji::parse(emoji).unwrap(),
        author: Some(message.user_id.clone()),
    })
}

pub(crate) fn read(channel_id: ChannelId, who: &str, seq: i64) -> What {
    Box::new(MarkRead {
        channel_id,
        user: who.into(),
        seq,
        direction: Direction::Forward,
        ticket: None,
    })
}

pub(crate) fn unread(channel_id: ChannelId, who: &str, seq: i64) -> What {
    Box::new(MarkRead {
        channel_id,
        user: who.into(),
        seq,
        direction: Direction::Any,
        ticket: None,
    })
}

pub(crate) fn join(channel_id: ChannelId, who: &str, role: ChannelRole) -> What {
    Box::new(SetMember {
        channel_id,
        user: who.into(),
        role,
        by: who.into(),
    })
}

pub(crate) fn leave(channel_id: ChannelId, who: &str) -> What {
    Box::new(RemoveMember {
        channel_id,
        user: who.into(),
        by: who.into(),
    })
}

pub(crate) fn words(text: &str) -> MessageText {
    MessageText::parse(text.into()).unwrap()
}

/// A change of settings without any setting yet.
pub(crate) fn settings(channel_id: ChannelId, by: &str) -> UpdateChannel {
    UpdateChannel {
        channel_id,
        by: user(by),
        name: None,
        description: None,
        read_only: None,
        access: None,
        pinning: None,
        history: None,
        past: Past::AsSet,
        ticket_events: None,
        active: None,
    }
}

pub(crate) fn renamed(channel_id: ChannelId, by: &str, name: &str) -> UpdateChannel {
    UpdateChannel {
        name: Some(ChannelName::parse(name.into()).unwrap()),
        ..settings(channel_id, by)
    }
}
