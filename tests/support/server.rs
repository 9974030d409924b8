//! A server in the test's own process, on a free port, with a database of its own.

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

use super::{Rest, Socket};

/// What signs tokens in tests.
pub const SECRET: &str = "a secret for tests only, 0123456789abcdef";
/// Everyone's password in tests.
pub const PASSWORD: &str = "orvale-demo";

static HASH: LazyLock<PasswordHash> = LazyLock::new(|| password::hash(PASSWORD).unwrap());

/// A running server; its folder goes with it.
pub struct TestServer {
    pub server: Server,
    pub folder: TempDir,
}

/// What a test wants different.
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

    pub async fn start(self) -> TestServer {
        let server = Server::start(self.config, self.timing).await.unwrap();
        TestServer {
            server,
            folder: self.folder,
        }
    }
}

impl TestServer {
    /// Limits off, everything else as by default.
    #[must_use]
    pub fn builder() -> Builder {
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            database: format!("sqlite://{}", folder.path().join("chat.db").display()),
            data: folder.path().to_owned(),
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

    /// A server with these users, all of role `it_user`.
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

    /// The database as another program, such as Orvale, has it open.
    pub async fn elsewhere(&self) -> entity::Database {
        let url = &self.server.app().config.database;
        entity::Database::open(url, false).await.unwrap()
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// A token as a login would give, without the price of a password.
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

    /// A token of a later millisecond than any before: those of the same one are the same token.
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

    /// REST as this user.
    #[must_use]
    pub fn rest(&self, name: &str) -> Rest {
        Rest::new(self.address(), Some(self.token(name)))
    }

    /// REST as nobody.
    #[must_use]
    pub fn anonymous(&self) -> Rest {
        Rest::new(self.address(), None)
    }

    /// A socket that has said nothing yet.
    pub async fn socket(&self) -> Socket {
        Socket::open(self.address(), &[]).await.unwrap()
    }

    /// A socket logged in as this user, and its snapshot.
    pub async fn connect(&self, name: &str) -> Socket {
        let mut socket = self.socket().await;
        let token = self.token(name);
        socket.authenticate(&token).await;
        socket
    }
}
