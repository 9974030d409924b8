//! A fresh database with a few people in it, and short ways to change it.

use entity::{
    Database, Error, Sequences,
    change::{Change, Committed, MessageRef, NewChannel, NewMessage, What},
    ids::{ChannelId, MessageId, Millis, UserId},
    model::{ChannelKind, ChannelRole, Message, MessageKind},
    queries::accounts::{self, NewUser},
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

/// As [`on_both`], for what runs only when asked for.
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

pub(crate) struct World {
    pub(crate) db: Database,
    pub(crate) sequences: Sequences,
    pub(crate) clock: Millis,
    pub(crate) url: String,
    _folder: Option<tempfile::TempDir>,
}

pub(crate) fn user(name: &str) -> UserId {
    name.into()
}

impl World {
    pub(crate) async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("chat.db").display());
        Self::at(url, Some(folder)).await
    }

    /// `None` where no server is given; then there is nothing to test against.
    pub(crate) async fn on_postgres() -> Option<Self> {
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
        let db = Database::open(&url, true).await.unwrap();
        migration::migrate(db.writer()).await.unwrap();
        let world = Self {
            db,
            sequences: Sequences::default(),
            clock: 1000,
            url,
            _folder: folder,
        };
        for (name, role) in [
            ("ann", "it_user"),
            ("bob", "it_user"),
            ("cid", "it_user"),
            ("dora", "manager"),
            ("root", "admin"),
        ] {
            world.add_user(name, role).await;
        }
        world
    }

    pub(crate) async fn add_user(&self, name: &str, role: &str) {
        let user = NewUser {
            username: name.into(),
            display_name: format!("{}{}", name[..1].to_uppercase(), &name[1..]),
            role: role.into(),
            team_id: Some("HELPDESK".into()),
            password_hash: "$2b$10$hash".into(),
        };
        accounts::add_user(&self.db, &user).await.unwrap();
    }

    pub(crate) fn change(&mut self, what: What) -> Change {
        self.clock += 1;
        Change {
            at: self.clock,
            what,
        }
    }

    pub(crate) async fn batch(&mut self, whats: Vec<What>) -> Vec<Result<Committed, Error>> {
        let changes: Vec<_> = whats.into_iter().map(|what| self.change(what)).collect();
        let results = entity::commit(&self.db, &mut self.sequences, &changes).await;
        assert_eq!(results.len(), changes.len());
        results
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
        self.keep(What::CreateChannel(new))
            .await
            .channel
            .unwrap()
            .channel
            .id
    }

    /// A public channel of ann, bob and cid.
    pub(crate) async fn lobby(&mut self) -> ChannelId {
        self.create(ChannelKind::Public, "lobby", &["ann", "bob", "cid"])
            .await
    }

    pub(crate) async fn say(&mut self, channel: ChannelId, who: &str, text: &str) -> Message {
        self.keep(post(channel, who, text)).await.message.unwrap()
    }
}

pub(crate) fn new_channel(kind: ChannelKind, name: &str, members: &[&str]) -> NewChannel {
    let role = |index| match (kind, index) {
        (ChannelKind::Direct, _) | (_, 1..) => ChannelRole::Member,
        _ => ChannelRole::Owner,
    };
    NewChannel {
        name: name.into(),
        description: format!("about {name}"),
        kind,
        created_by: members[0].into(),
        team_id: None,
        members: members
            .iter()
            .enumerate()
            .map(|(n, who)| (user(who), role(n)))
            .collect(),
    }
}

pub(crate) fn new_message(channel_id: ChannelId, who: &str, text: &str) -> NewMessage {
    NewMessage {
        channel_id,
        user: who.into(),
        client_id: None,
        text: text.into(),
        kind: MessageKind::Text,
        reply_to_id: None,
        ticket_reference: None,
        file: None,
        mentions: Vec::new(),
    }
}

pub(crate) fn post(channel: ChannelId, who: &str, text: &str) -> What {
    What::PostMessage(new_message(channel, who, text))
}

pub(crate) fn sent(channel: ChannelId, who: &str, text: &str, client_id: &str) -> What {
    let client_id = Some(client_id.to_owned());
    What::PostMessage(NewMessage {
        client_id,
        ..new_message(channel, who, text)
    })
}

pub(crate) fn mentioning(channel: ChannelId, who: &str, text: &str, whom: &[&str]) -> What {
    let mentions = whom.iter().map(|name| user(name)).collect();
    What::PostMessage(NewMessage {
        mentions,
        ..new_message(channel, who, text)
    })
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
    What::EditMessage {
        message: at(message),
        text: text.into(),
        mentions: Vec::new(),
    }
}

pub(crate) fn delete(message: &Message, by: &str) -> What {
    What::DeleteMessage {
        message: at(message),
        by: by.into(),
    }
}

pub(crate) fn react(message: &Message, who: &str, emoji: &str) -> What {
    What::AddReaction {
        message: at(message),
        user: who.into(),
        emoji: emoji.into(),
    }
}

pub(crate) fn unreact(message: &Message, who: &str, emoji: &str) -> What {
    What::RemoveReaction {
        message: at(message),
        user: who.into(),
        emoji: emoji.into(),
    }
}

pub(crate) fn read(channel_id: ChannelId, who: &str, seq: i64) -> What {
    What::MarkRead {
        channel_id,
        user: who.into(),
        seq,
        back: false,
    }
}

pub(crate) fn unread(channel_id: ChannelId, who: &str, seq: i64) -> What {
    What::MarkRead {
        channel_id,
        user: who.into(),
        seq,
        back: true,
    }
}

pub(crate) fn join(channel_id: ChannelId, who: &str, role: ChannelRole) -> What {
    What::SetMember {
        channel_id,
        user: who.into(),
        role,
        by: who.into(),
    }
}

pub(crate) fn leave(channel_id: ChannelId, who: &str) -> What {
    What::RemoveMember {
        channel_id,
        user: who.into(),
        by: who.into(),
    }
}
