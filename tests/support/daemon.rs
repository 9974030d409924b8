//! The program as a process that can be killed, stopped and restarted on the same data.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::PathBuf,
    process::ExitStatus,
    time::{Duration, Instant},
};

use entity::{
    Database,
    change::By,
    commit_alone,
    ledgers::accounts::{AddUser, NewUser},
};
use orvale_chat::{
    config::Secret,
    identity::{
        password,
        token::{Bearer, Signer},
    },
};
use sea_orm::ConnectionTrait;
use serde_json::json;
use tempfile::TempDir;
use tokio::sync::watch;

use super::{
    Finished, Member, PASSWORD, Process, Rest, SECRET,
    history::{History, Kept},
    member, postgres, run,
};

/// A server that can be restarted; its data is deleted when this is dropped.
pub struct Daemon {
    pub folder: TempDir,
    /// The database's URL.
    pub database: String,
    process: Option<Process>,
    address: watch::Sender<Option<SocketAddr>>,
    /// A command that executes the program; empty to start it directly.
    through: Vec<String>,
    /// Variables of its environment.
    pub variables: Vec<(String, String)>,
    /// Whether it limits how often anyone may do something.
    has_limits: bool,
}

/// Runs a scenario on SQLite, and on PostgreSQL if `ORVALE_CHAT_TEST_POSTGRES` is set.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name($crate::support::Daemon::on_sqlite()).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                if let Some(daemon) = $crate::support::Daemon::on_postgres().await {
                    super::$name(daemon).await;
                }
            })+
        }
    };
}
pub(crate) use on_both;

impl Daemon {
    /// A server on a new file, not started yet.
    #[must_use]
    pub fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("chat.db").display());
        Self::on(folder, url)
    }

    /// A server on a new database of the PostgreSQL server in `ORVALE_CHAT_TEST_POSTGRES`, if set.
    pub async fn on_postgres() -> Option<Self> {
        let database = postgres::new_database().await?;
        let folder = tempfile::tempdir().unwrap();
        Some(Self::on(folder, database))
    }

    /// A server on a new database where the test's servers are, not started yet.
    pub async fn wanted() -> Self {
        match postgres::wanted().await {
            Some(database) => Self::on(tempfile::tempdir().unwrap(), database),
            None => Self::on_sqlite(),
        }
    }

    /// A server on this database, not started yet.
    #[must_use]
    pub fn on(folder: TempDir, database: String) -> Self {
        Self {
            folder,
            database,
            process: None,
            address: watch::Sender::new(None),
            through: Vec::new(),
            variables: Vec::new(),
            has_limits: false,
        }
    }

    /// Has it limit how often anyone may do something, as it does by default.
    #[must_use]
    pub fn with_limits(mut self) -> Self {
        self.has_limits = true;
        self
    }

    /// Gives it, and other commands, variables of the environment.
    #[must_use]
    pub fn with_variables(mut self, variables: Vec<(String, String)>) -> Self {
        self.variables = variables;
        self
    }

    fn environment(&self) -> Vec<(&str, &str)> {
        let given = self.variables.iter();
        let given = given.map(|(name, value)| (name.as_str(), value.as_str()));
        [("ORVALE_CHAT_JWT_SECRET", SECRET)]
            .into_iter()
            .chain(given)
            .collect()
    }

    /// Starts it through a command that executes the program.
    #[must_use]
    pub fn through(mut self, command: &[&str]) -> Self {
        self.through = command.iter().map(|word| (*word).to_owned()).collect();
        self
    }

    /// Adds these users, with the role `it_user`, except for `root`, who is an administrator.
    pub async fn with_people(self, names: &[&str]) -> Self {
        let database = Database::open(&self.database, true).await.unwrap();
        migration::migrate(database.writer()).await.unwrap();
        let hash = password::hash(PASSWORD).unwrap();
        for name in names {
            let user = NewUser {
                username: (*name).into(),
                display_name: format!("{name} of tests"),
                role: if *name == "root" { "admin" } else { "it_user" }.into(),
                team_id: None,
                password_hash: hash.clone(),
            };
            let by = By::Operator;
            let added = commit_alone(&database, 0, AddUser { user, by }).await;
            added.unwrap();
        }
        database.close().await.unwrap();
        self
    }

    fn arguments(&self) -> Vec<String> {
        let data = self.folder.path().join("data").display().to_string();
        [
            "--database",
            &self.database,
            "--data",
            &data,
            "--rate-limits",
            if self.has_limits { "on" } else { "off" },
            "--log-level",
            "warn",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    /// Starts the server, waits until it is ready, and returns how long that took.
    pub async fn start(&mut self) -> Duration {
        assert!(self.process.is_none(), "it is already running");
        let started = Instant::now();
        let arguments = self.arguments();
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        let through: Vec<_> = self.through.iter().map(String::as_str).collect();
        let variables = self.environment();
        let process = Process::start_through(&through, &arguments, &variables).await;
        let address = process.address;
        self.process = Some(process);
        Rest::new(address, None).get("/readyz").await.ok();
        self.address.send_replace(Some(address));
        started.elapsed()
    }

    /// Runs another command of the program on the same database.
    pub async fn run(&self, command: &[&str]) -> Finished {
        let arguments = self.arguments();
        let all: Vec<_> = arguments
            .iter()
            .map(String::as_str)
            .chain(command.iter().copied())
            .collect();
        run(&all, &self.environment(), "").await
    }

    /// Kills it, like a crash, and returns its output.
    pub async fn kill(&mut self) -> Vec<String> {
        self.address.send_replace(None);
        self.process.take().unwrap().kill().await
    }

    /// Sends SIGTERM, waits, and returns the exit status, the output and the duration.
    pub async fn terminate(&mut self) -> (ExitStatus, Vec<String>, Duration) {
        let started = Instant::now();
        self.address.send_replace(None);
        let (status, said) = self.process.take().unwrap().terminate().await;
        (status, said, started.elapsed())
    }

    /// Waits until it exits by itself, and returns the exit status and the output.
    pub async fn ended(&mut self) -> (ExitStatus, Vec<String>) {
        self.address.send_replace(None);
        self.process.take().unwrap().ended().await
    }

    /// The process's id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.process.as_ref().unwrap().id()
    }

    /// The memory it uses, in bytes.
    #[must_use]
    pub fn resident_bytes(&self) -> u64 {
        self.memory("VmRSS:")
    }

    /// The most memory it has used, in bytes.
    #[must_use]
    pub fn most_resident_bytes(&self) -> u64 {
        self.memory("VmHWM:")
    }

    fn memory(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes: u64 = line
            .unwrap()
            .trim()
            .trim_end_matches(" kB")
            .parse()
            .unwrap();
        kilobytes * 1024
    }

    /// The value of this metric; 0 before it was first counted.
    pub async fn metric(&self, name: &str) -> f64 {
        let text = self.anonymous().get("/metrics").await.text;
        let value = text
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name} ")));
        value.map_or(0.0, |value| value.parse().unwrap())
    }

    /// The server's address.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address.borrow().expect("it is running")
    }

    /// A token like that of a login.
    #[must_use]
    pub fn token(&self, name: &str) -> String {
        token(name, actors::clock::now())
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

    /// A client of this user's, not connected yet.
    #[must_use]
    pub fn member(&self, name: &str) -> Member {
        Member::new(name, self.token(name), self.address.subscribe())
    }

    /// A client of this user's, connected.
    pub async fn connected(&self, name: &str) -> Member {
        let mut member = self.member(name);
        member.connect().await;
        member
    }

    /// Opens the database like another program.
    pub async fn open_database(&self) -> Database {
        Database::open(&self.database, false).await.unwrap()
    }

    /// The SQLite file.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.database.strip_prefix("sqlite://").unwrap().into()
    }

    /// A public channel of the first of these people, which the others have joined.
    pub async fn channel(&self, name: &str, people: &[&str]) -> i64 {
        let body = json!({"name": name, "type": "public"});
        let owner = self.rest(people[0]);
        let made = owner.post("/api/chat/channels", body).await.ok();
        let id = made["id"].as_i64().unwrap();
        for person in &people[1..] {
            let path = format!("/api/chat/channels/{id}/join");
            self.rest(person).post(&path, json!({})).await.ok();
        }
        id
    }

    /// The positions of these channels, as `name` sees them now.
    pub async fn positions(&self, name: &str, channels: &[i64]) -> BTreeMap<i64, i64> {
        let rest = self.rest(name);
        let mut positions = BTreeMap::new();
        for id in channels {
            let view = rest.get(&format!("/api/chat/channels/{id}")).await.ok();
            positions.insert(*id, view["seq"].as_i64().unwrap());
        }
        positions
    }

    /// Brings every member up to date, and collects what they received and what is stored.
    pub async fn history(
        &self,
        members: &mut [Member],
        before: &BTreeMap<i64, i64>,
        sent: BTreeMap<String, usize>,
    ) -> History {
        let channels: Vec<i64> = before.keys().copied().collect();
        let reader = members[0].name.clone();
        let positions = self.positions(&reader, &channels).await;
        let mut history = History {
            before: before.clone(),
            sent,
            ..History::default()
        };
        for channel in &channels {
            let messages = member::history(&self.rest(&reader), *channel).await;
            let new = messages.iter().map(Kept::of);
            history
                .kept
                .extend(new.filter(|kept| kept.seq > before[channel]));
        }
        for member in members {
            member.until_at(&positions).await;
            assert!(member.state.faults.is_empty(), "{:?}", member.state.faults);
            assert_eq!(
                member.fresh_starts, 0,
                "{} had to start afresh",
                member.name
            );
            history
                .told
                .insert(member.name.clone(), member.told.clone());
            if member.refusals > 0 && member.window > 1 {
                history.overtaking.insert(member.name.clone());
            }
            history
                .acknowledged
                .extend(member.acknowledged.iter().cloned());
        }
        history
    }
}

/// A token issued at this time, for an hour.
#[must_use]
pub fn token(name: &str, at: i64) -> String {
    let bearer = Bearer {
        id: 1,
        username: name,
        role: "it_user",
        team_id: None,
        epoch: None,
    };
    let secret = Secret::new(SECRET.into(), "test").unwrap();
    Signer::new(&secret, Duration::from_hours(1))
        .sign(&bearer, at)
        .unwrap()
}
