//! A server in the test's own process, on a free port, with its own database.

use std::{net::SocketAddr, sync::LazyLock, time::Duration};

use entity::{
    change::By,
    ledgers::accounts::{AddUser, NewUser},
    password::PasswordHash,
};
use orvale_chat::{
    config::{Config, Secret},
    identity::{
        password,
        token::{Bearer, Signer},
    },
    server::{Server, Timing},
};
use tempfile::TempDir;

use super::{Rest, Socket, postgres};

/// The secret that signs tokens in tests.
pub const SECRET: &str = "a secret for tests only, 0123456789abcdef";
/// Everyone's password in tests.
pub const PASSWORD: &str = "orvale-demo";

static HASH: LazyLock<PasswordHash> = LazyLock::new(|| password::hash(PASSWORD).unwrap());

/// A running server; its folder is deleted when this is dropped.
pub struct TestServer {
    pub server: Server,
    pub folder: TempDir,
}

/// The settings that a test changes.
pub struct Builder {
    config: Config,
    timing: Timing,
    folder: TempDir,
}

impl Builder {
    #[must_use]
    pub fn config(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    #[must_use]
    pub fn timing(mut self, change: impl FnOnce(&mut Timing)) -> Self {
        change(&mut self.timing);
        self
    }

    pub async fn start(mut self) -> TestServer {
        if let Some(database) = postgres::wanted().await {
            self.config.database = database;
        }
        let server = Server::start(self.config, self.timing).await.unwrap();
        TestServer {
            server,
            folder: self.folder,
        }
    }
}

impl TestServer {
    /// A server without rate limits and otherwise with the defaults.
    #[must_use]
    pub fn builder() -> Builder {
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            database: format!("sqlite://{}", folder.path().join("chat.db").display()),
            data: folder.path().to_owned(),
            files: files::Location::Folder(folder.path().join("files")),
            rate_limits: false,
            jwt_secret: Some(Secret::new(SECRET.into(), "test").unwrap()),
            ..Config::default()
        };
        Builder {
            config,
            timing: Timing::default(),
            folder,
        }
    }

    /// A server with these users, all with the role `it_user`.
    pub async fn with_users(names: &[&str]) -> Self {
        let server = Self::builder().start().await;
        for name in names {
            server.add_user(name, "it_user").await;
        }
        server
    }

    pub async fn add_user(&self, name: &str, role: &str) {
        let user = NewUser {
            username: name.into(),
            display_name: format!("{name} of tests"),
            role: role.into(),
            team_id: None,
            password_hash: HASH.clone(),
        };
        let by = By::Operator;
        let engine = &self.server.app().engine;
        engine.keep(AddUser { user, by }).await.unwrap();
    }

    /// Lets someone in, or no longer, as another program does.
    pub async fn set_active(&self, name: &str, active: bool) {
        let change = entity::ledgers::accounts::SetActive {
            user: name.into(),
            active,
            by: entity::change::By::Operator,
        };
        let database = self.elsewhere().await;
        entity::commit_alone(&database, 1, change).await.unwrap();
    }

    /// Opens the database like another program, such as Orvale.
    pub async fn elsewhere(&self) -> entity::Database {
        let url = &self.server.app().config.database;
        entity::Database::open(url, false).await.unwrap()
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// A token like that of a login, without the cost of checking a password.
    #[must_use]
    pub fn token(&self, name: &str) -> String {
        let bearer = Bearer {
            id: 1,
            username: name,
            role: "it_user",
            team_id: None,
            epoch: None,
        };
        let secret = Secret::new(SECRET.into(), "test").unwrap();
        let now = actors::clock::now();
        Signer::new(&secret, Duration::from_hours(1))
            .sign(&bearer, now)
            .unwrap()
    }

    /// A token of a later millisecond than all before: tokens of the same millisecond are identical.
    #[must_use]
    pub fn later_token(&self, name: &str) -> String {
        let before = self.token(name);
        loop {
            let token = self.token(name);
            if token != before {
                return token;
            }
        }
    }

    /// A REST client of this user.
    #[must_use]
    pub fn rest(&self, name: &str) -> Rest {
        Rest::new(self.address(), Some(self.token(name)))
    }

    /// A REST client without a login.
    #[must_use]
    pub fn anonymous(&self) -> Rest {
        Rest::new(self.address(), None)
    }

    /// A socket that has not logged in.
    pub async fn socket(&self) -> Socket {
        Socket::open(self.address(), &[]).await.unwrap()
    }

    /// A socket that is logged in as this user.
    pub async fn connect(&self, name: &str) -> Socket {
        let mut socket = self.socket().await;
        let token = self.token(name);
        socket.authenticate(&token).await;
        socket
    }
}
