//! The users of the table, and the places in which they make requests.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use actors::commands::{
    AddReaction, Command, CreateChannel, CreateInvite, OpenDirect, RemoveMember, SendMessage,
    SetMember, UpdateChannel, invites::InviteLimits, update_channel::ChannelSettings,
};
use entity::{
    change::By,
    ids::{ChannelId, FileId, InviteId, MessageId, UserId},
    ledgers::accounts::{BlockUser, SetActive},
    model::{ChannelKind, ChannelRole, Pinning},
    permission::Account,
    queries,
};

use sea_orm::ConnectionTrait as _;

use crate::support::TestServer;

/// The emoji of all reactions.
pub const EMOJI: &str = "👍";

/// A user who makes requests: a column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    NoOne,
    Stranger,
    Member,
    Former,
    ChannelAdmin,
    Owner,
    Moderator,
    ModeratingMember,
    System,
    Blocked,
    Deactivated,
}

impl Person {
    pub const ALL: [Self; 11] = [
        Self::NoOne,
        Self::Stranger,
        Self::Member,
        Self::Former,
        Self::ChannelAdmin,
        Self::Owner,
        Self::Moderator,
        Self::ModeratingMember,
        Self::System,
        Self::Blocked,
        Self::Deactivated,
    ];

    pub fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    fn role(self) -> &'static str {
        match self {
            Self::Moderator | Self::ModeratingMember => "manager",
            Self::System => "admin",
            _ => "it_user",
        }
    }

    /// Their role in the channel, if they are ever members.
    fn membership(self) -> Option<ChannelRole> {
        match self {
            Self::NoOne | Self::Stranger | Self::Moderator | Self::System => None,
            Self::ChannelAdmin => Some(ChannelRole::Admin),
            Self::Owner => Some(ChannelRole::Owner),
            _ => Some(ChannelRole::Member),
        }
    }
}

/// The situation of a row, in addition to its route.
#[derive(Clone, Debug, Default)]
pub struct Situation {
    /// The kind of channel; `None` for requests outside of channels.
    pub kind: Option<ChannelKind>,
    /// A direct conversation of three.
    pub group: bool,
    pub archived: bool,
    pub read_only: bool,
    /// Only admins may pin.
    pub admins_pin: bool,
    /// The message is the caller's own.
    pub own: bool,
    /// The request restores the archived channel.
    pub back: bool,
    /// The request invites someone with more than a member's role.
    pub as_admin: bool,
    /// The request is about an owner.
    pub an_owner: bool,
    /// The request is about the caller.
    pub oneself: bool,
}

impl Situation {
    pub fn parse(text: &str) -> Self {
        let mut words = text.split(", ");
        let mut situation = Self::default();
        match words.next().unwrap() {
            "anywhere" => {}
            "public" => situation.kind = Some(ChannelKind::Public),
            "private" => situation.kind = Some(ChannelKind::Private),
            "direct" => situation.kind = Some(ChannelKind::Direct),
            "group" => (situation.kind, situation.group) = (Some(ChannelKind::Direct), true),
            "archived" => (situation.kind, situation.archived) = (Some(ChannelKind::Public), true),
            "archived private" => {
                (situation.kind, situation.archived) = (Some(ChannelKind::Private), true);
            }
            "read-only" => {
                (situation.kind, situation.read_only) = (Some(ChannelKind::Public), true)
            }
            "admins pin" => {
                (situation.kind, situation.admins_pin) = (Some(ChannelKind::Public), true);
            }
            other => panic!("{other:?} is not a situation"),
        }
        for word in words {
            match word {
                "own" => situation.own = true,
                "back" => situation.back = true,
                "as admin" => situation.as_admin = true,
                "an owner" => situation.an_owner = true,
                "oneself" => situation.oneself = true,
                other => panic!("{other:?} is not a situation"),
            }
        }
        situation
    }
}

/// The place in which one cell is tried; used once, so that cells do not affect each other.
#[derive(Clone, Debug)]
pub struct Place {
    pub channel: ChannelId,
    /// A plain member of this channel and of no other.
    pub other: UserId,
    /// Another user's message.
    pub message: MessageId,
    /// The caller's own message, if they ever could write one.
    pub own_message: MessageId,
    /// A file that the other user's message carries.
    pub file: FileId,
    /// An owner.
    pub founder: UserId,
    /// A user who is not a member.
    pub newcomer: UserId,
    /// The caller.
    pub asker: String,
    /// A link that lets people join.
    pub invite: InviteId,
    /// The secret part of the link.
    pub token: String,
}

impl Place {
    /// The same place with ids that do not exist.
    pub fn that_does_not_exist(&self) -> Self {
        let (channel, message) = (ChannelId(4_000_000_000), MessageId(4_000_000_000));
        let nobody = UserId::from("nobody-at-all");
        Self {
            channel,
            message,
            own_message: message,
            file: FileId("made-up".into()),
            other: nobody.clone(),
            founder: nobody,
            newcomer: self.newcomer.clone(),
            asker: self.asker.clone(),
            invite: InviteId(4_000_000_000),
            token: "nothing".into(),
        }
    }
}

/// A server with all users.
pub struct Cast {
    pub server: TestServer,
    accounts: BTreeMap<String, Arc<Account>>,
    places: AtomicU64,
}

impl Cast {
    pub async fn gather() -> Self {
        let web = tempfile::tempdir().unwrap().keep();
        for (file, content) in [
            ("chat.html", "<!doctype html>"),
            ("widget.js", ""),
            ("assets/app.js", ""),
        ] {
            let path = web.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        let server = TestServer::builder()
            .config(|config| config.web = Some(web))
            .start()
            .await;
        let mut accounts = BTreeMap::new();
        for person in Person::ALL
            .into_iter()
            .filter(|person| *person != Person::NoOne)
        {
            server.add_user(&person.name(), person.role()).await;
        }
        server.add_user("founder", "it_user").await;
        server.add_user("newcomer", "it_user").await;
        let other = server.elsewhere().await;
        let team = "INSERT INTO sections (id, name) VALUES ('IT', 'IT'); \
                    INSERT INTO teams (id, name, section_id) VALUES ('DESK', 'Desk', 'IT')";
        other.writer().execute_unprepared(team).await.unwrap();
        other.close().await.unwrap();
        let app = Arc::clone(server.server.app());
        let all = queries::accounts::load_all(app.database()).await.unwrap();
        for account in all.accounts {
            accounts.insert(account.username.to_string(), Arc::new(account));
        }
        Self {
            server,
            accounts,
            places: AtomicU64::new(0),
        }
    }

    async fn execute<C: Command>(&self, who: &Arc<Account>, command: C) -> C::Reply {
        let shown = format!("{command:?}");
        self.server
            .server
            .app()
            .engine
            .execute(who, command)
            .await
            .unwrap_or_else(|failure| panic!("{shown}: {failure:?}"))
    }

    /// Prepares a place of this kind, in which the caller is a `who`.
    pub async fn prepare(&self, situation: &Situation, who: Person) -> Place {
        let number = self.places.fetch_add(1, Ordering::Relaxed);
        let other = format!("other-{number}");
        self.server.add_user(&other, "it_user").await;
        // The role in the permissions' route has the other user's name: somebody must have it.
        let holder = format!("holder-{number}");
        self.server.add_user(&holder, &other).await;
        let app = self.server.server.app();
        let other = app
            .engine
            .account(&other.as_str().into())
            .await
            .unwrap()
            .unwrap();
        let asker = self.asker(who, number).await;
        let asker = asker.as_ref();
        let channel = self
            .open_channel(
                situation,
                &other,
                asker.filter(|_| who.membership().is_some()),
            )
            .await;
        let founder = Arc::clone(&self.accounts["founder"]);
        let kind = situation.kind.unwrap_or(ChannelKind::Public);
        let set = |user: &UserId, role| SetMember {
            channel_id: channel,
            user_id: user.clone(),
            role,
        };
        if kind != ChannelKind::Direct {
            self.execute(&founder, set(&other.username, ChannelRole::Member))
                .await;
            if let (Some(asker), Some(role)) = (asker, who.membership()) {
                self.execute(&founder, set(&asker.username, ChannelRole::Member))
                    .await;
                self.execute(&founder, set(&asker.username, role)).await;
            }
        }
        if situation.an_owner {
            // The only owner cannot be removed.
            let second = format!("second-{number}");
            self.server.add_user(&second, "it_user").await;
            for role in [ChannelRole::Member, ChannelRole::Owner] {
                self.execute(&founder, set(&second.as_str().into(), role))
                    .await;
            }
        }
        let file = self.upload(&other.username).await;
        let message = self
            .write(&other, channel, (None, Some(file.clone())))
            .await;
        // Its thread can be followed and read.
        self.write(&other, channel, (Some(message), None)).await;
        let own_message = match asker.filter(|_| who.membership().is_some()) {
            Some(asker) => {
                let react = AddReaction {
                    message_id: message,
                    emoji: EMOJI.into(),
                };
                self.execute(asker, react).await;
                self.write(asker, channel, (None, None)).await
            }
            None => message,
        };
        if who == Person::Former && kind != ChannelKind::Direct {
            let user_id = who.name().into();
            let remove = RemoveMember {
                channel_id: channel,
                user_id,
            };
            self.execute(&founder, remove).await;
        }
        let (mut invite, mut token) = (InviteId(4_000_000_000), "nothing".to_owned());
        if kind != ChannelKind::Direct {
            let limits = InviteLimits::default();
            let create = CreateInvite {
                channel_id: channel,
                limits,
            };
            let created = self.execute(&founder, create).await.invite;
            (invite, token) = (created.id, created.token);
        }
        if situation.archived || situation.read_only || situation.admins_pin {
            let settings = ChannelSettings {
                active: situation.archived.then_some(false),
                read_only: situation.read_only.then_some(true),
                pinning: situation.admins_pin.then_some(Pinning::Admins),
                ..ChannelSettings::default()
            };
            let update = UpdateChannel {
                channel_id: channel,
                settings,
            };
            self.execute(&founder, update).await;
        }
        if let Some(asker) = asker {
            self.shut_out(who, &asker.username).await;
        }
        Place {
            channel,
            other: other.username.clone(),
            message,
            own_message,
            file,
            founder: founder.username.clone(),
            newcomer: "newcomer".into(),
            invite,
            token,
            asker: asker.map_or_else(String::new, |asker| asker.username.to_string()),
        }
    }

    /// The caller. Callers who lose access must have had it before, so each place has its own.
    async fn asker(&self, who: Person, number: u64) -> Option<Arc<Account>> {
        if !matches!(who, Person::Blocked | Person::Deactivated) {
            return self.accounts.get(&who.name()).cloned();
        }
        let name = format!("{}-{number}", who.name());
        self.server.add_user(&name, who.role()).await;
        let engine = &self.server.server.app().engine;
        engine.account(&name.as_str().into()).await.unwrap()
    }

    async fn shut_out(&self, who: Person, user: &UserId) {
        let app = self.server.server.app();
        match who {
            Person::Blocked => {
                let block = BlockUser {
                    user: user.clone(),
                    by: "system".into(),
                };
                app.engine.keep(block).await.unwrap();
            }
            Person::Deactivated => {
                let deactivate = SetActive {
                    user: user.clone(),
                    active: false,
                    by: By::Operator,
                };
                app.engine.keep(deactivate).await.unwrap();
            }
            _ => return,
        }
        app.engine.accounts_changed().await;
    }

    async fn open_channel(
        &self,
        situation: &Situation,
        other: &Account,
        asker: Option<&Arc<Account>>,
    ) -> ChannelId {
        let founder = Arc::clone(&self.accounts["founder"]);
        let reply = match situation.kind.unwrap_or(ChannelKind::Public) {
            ChannelKind::Direct => {
                // With the one who asks, or with the founder; a group has them both, or someone else.
                let (opener, third) = match asker {
                    Some(asker) if situation.group => (&founder, Some(asker.username.clone())),
                    Some(asker) => (asker, None),
                    None => (&founder, situation.group.then(|| "newcomer".into())),
                };
                let user_ids = std::iter::once(other.username.clone())
                    .chain(third)
                    .collect();
                self.execute(opener, OpenDirect { user_ids }).await
            }
            kind => {
                let create = CreateChannel {
                    name: format!("where {} is", other.username),
                    kind,
                    description: None,
                    team_id: None,
                    pinning: None,
                    history: None,
                    read_only: None,
                    follows_team: None,
                };
                self.execute(&founder, create).await
            }
        };
        reply.channel.channel.id
    }

    /// Uploads a file.
    async fn upload(&self, who: &UserId) -> FileId {
        let app = self.server.server.app();
        let (mut spool, _room) = app.uploads.begin(&app.engine, who, None).await.unwrap();
        spool.write(&crate::files::PNG.into()).await.unwrap();
        let spooled = spool.finish().await.unwrap();
        let uploaded = app.uploads.finish(&app.engine, who, "a.png", spooled);
        uploaded.await.unwrap().file.id
    }

    async fn write(
        &self,
        who: &Arc<Account>,
        channel_id: ChannelId,
        (thread_id, file): (Option<MessageId>, Option<FileId>),
    ) -> MessageId {
        let message = SendMessage {
            channel_id,
            client_id: uuid::Uuid::new_v4().to_string(),
            message: "words".into(),
            kind: None,
            reply_to_id: None,
            forwarded_from: None,
            thread_id,
            also_to_channel: None,
            ticket_reference: None,
            file_ids: file.map(|file| vec![file]),
            confirmed: None,
        };
        self.execute(who, message).await.message.id
    }

    /// Everything about a place that a refused request must not change.
    pub async fn facts(&self, place: &Place) -> String {
        let database = self.server.server.app().database();
        let roster = queries::channels::roster(database, place.channel)
            .await
            .unwrap();
        let own = queries::messages::get(database, place.own_message)
            .await
            .unwrap();
        let other = queries::messages::get(database, place.message)
            .await
            .unwrap();
        // In this place, the role in the permissions' route has the other user's name.
        let mut grants = queries::accounts::permission_sources(database)
            .await
            .unwrap();
        grants.retain(|(role, _)| role == place.other.as_str());
        let known = queries::accounts::load(database, &place.other)
            .await
            .unwrap();
        format!("{roster:?} {own:?} {other:?} {grants:?} {known:?}")
    }
}
