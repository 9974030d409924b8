//! Plays actions: five clients of four users and a server that is stopped and killed.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::Value;

use super::{
    action::{Action, CLIENTS},
    compare,
    request::{Request, request},
    world::World,
};
use crate::support::{Daemon, Member, history::Kept};

/// The user of each client: ann has two devices, root is an administrator.
const USERS: [&str; CLIENTS] = ["ann", "ann", "bob", "cid", "root"];
/// The codes with which a command may be refused.
const REFUSALS: [&str; 4] = ["forbidden", "not_found", "invalid", "conflict"];
const ACCEPTABLE: [u16; 4] = [400, 403, 404, 409];

/// How often clients are compared, at least, before a difference counts as a failure.
const ATTEMPTS: usize = 10;

/// A run in progress.
pub struct Play {
    pub daemon: Daemon,
    pub clients: Vec<Client>,
    world: World,
    pub acknowledged: Vec<Kept>,
}

/// One of the five.
pub struct Client {
    pub member: Member,
    /// False after `disconnect`, until `resume`.
    pub online: bool,
}

/// What went wrong, and after how many actions.
#[derive(Clone, Debug)]
pub struct Failure {
    pub played: usize,
    pub what: String,
}

/// Plays these actions on a new server, and compares all clients after every `interval` and at the end.
pub async fn play(daemon: Daemon, actions: &[Action], interval: usize) -> Result<(), Failure> {
    let mut play = Play::begin(daemon).await;
    for (number, action) in actions.iter().enumerate() {
        let failed = |what| Failure {
            played: number + 1,
            what,
        };
        play.world.step = number + 1;
        play.act(action).await.map_err(failed)?;
        if (number + 1).is_multiple_of(interval) {
            play.check().await.map_err(failed)?;
        }
    }
    let failed = |what| Failure {
        played: actions.len(),
        what,
    };
    for client in &mut play.clients {
        client.online = true;
        client.member.connect().await;
    }
    play.check().await.map_err(failed)?;
    compare::at_the_end(&mut play).await.map_err(failed)
}

impl Play {
    /// Starts the server with three channels in which all users are.
    async fn begin(daemon: Daemon) -> Self {
        let users = ["ann", "bob", "cid", "root"];
        let mut daemon = daemon.with_people(&users).await;
        daemon.start().await;
        let mut world = World {
            users: users.to_vec(),
            ..World::default()
        };
        for (name, people) in [
            ("desk", &["bob", "ann", "cid", "root"][..]),
            ("hall", &["ann", "cid", "bob"]),
        ] {
            world.channels.push(daemon.channel(name, people).await);
        }
        let mut clients = Vec::new();
        for user in USERS {
            let mut member = daemon.connected(user).await;
            member.load_all().await;
            clients.push(Client {
                member,
                online: true,
            });
        }
        Self {
            daemon,
            clients,
            world,
            acknowledged: Vec::new(),
        }
    }

    async fn act(&mut self, action: &Action) -> Result<(), String> {
        match request(action, &self.world) {
            Some(Request::Socket(data)) => self.ask(action, data).await,
            Some(Request::Rest(method, path, body)) => {
                let rest = self.clients[action.who].member.rest();
                let answer = rest.send(rest.request(method, &path).json(&body)).await;
                if answer.status.is_success() {
                    self.world.learn(action.what, &answer.body);
                } else if !ACCEPTABLE.contains(&answer.status.as_u16())
                    || answer.status == StatusCode::CONFLICT && answer.body["code"] != "conflict"
                {
                    return Err(format!("{path} {body}: {} {}", answer.status, answer.text));
                }
            }
            None => self.happen(action).await,
        }
        for client in &mut self.clients {
            client.listen().await;
        }
        self.take_answers()
    }

    async fn ask(&mut self, action: &Action, data: Value) {
        let client = &mut self.clients[action.who];
        client.member.ask(action.what, data);
        if client.online && action.waits {
            client.member.until_answered().await;
        }
    }

    /// What happens to connections and to the server.
    async fn happen(&mut self, action: &Action) {
        let client = &mut self.clients[action.who];
        match action.what {
            "disconnect" => {
                client.member.disconnect();
                client.online = false;
            }
            "resume" => {
                client.online = true;
                client.member.connect().await;
            }
            "start_afresh" => {
                client.member.start_afresh();
                client.online = true;
                client.member.load_all().await;
            }
            "kill_server" => {
                self.say_without_waiting(action).await;
                self.daemon.kill().await;
                self.restart(action).await;
            }
            "stop_server" => {
                self.say_without_waiting(action).await;
                let (status, said, _) = self.daemon.terminate().await;
                assert!(status.success(), "{said:?}");
                self.restart(action).await;
            }
            other => panic!("{other} is neither a request nor an event"),
        }
    }

    /// Sends messages of some clients shortly before the server ends, so that it ends at any point of a commit.
    async fn say_without_waiting(&mut self, action: &Action) {
        let [channel, senders, time, _] = action.picks;
        for (number, client) in self.clients.iter_mut().enumerate() {
            if client.online && (senders >> number) & 1 == 1 {
                let channel = self.world.channel(channel);
                client.member.say(channel, &format!("@ann alpha {number}"));
                client.listen().await;
            }
        }
        tokio::time::sleep(Duration::from_micros(time as u64 % 4_000)).await;
    }

    async fn restart(&mut self, action: &Action) {
        self.daemon.start().await;
        for client in self.clients.iter_mut().filter(|client| client.online) {
            if action.picks[3].is_multiple_of(2) {
                // What had arrived is lost with the connection; else it is read first.
                client.member.disconnect();
            }
            while client.member.connected() && client.member.step().await {}
            client.member.connect().await;
        }
    }

    /// Handles the answers to commands that were sent.
    fn take_answers(&mut self) -> Result<(), String> {
        for client in &mut self.clients {
            for answer in std::mem::take(&mut client.member.answers) {
                match &answer.result {
                    Ok(reply) => self.world.learn(&answer.command.name, reply),
                    Err(error) => {
                        let code = error["code"].as_str().unwrap_or_default();
                        if !REFUSALS.contains(&code) {
                            return Err(format!("{answer:?}"));
                        }
                    }
                }
            }
            self.acknowledged.append(&mut client.member.acknowledged);
        }
        Ok(())
    }

    /// Waits until everything is answered, and compares all clients that are online.
    async fn check(&mut self) -> Result<(), String> {
        for client in self.clients.iter_mut().filter(|client| client.online) {
            client.member.until_answered().await;
        }
        self.take_answers()?;
        let started = Instant::now();
        for attempt in 1.. {
            let found = compare::differences(self).await;
            // What has no position, and messages that are due, may arrive a little later. A client that has what
            // it cannot count counted also changes what others know. On a busy machine, one comparison takes
            // seconds.
            let is_late = attempt >= ATTEMPTS && started.elapsed() > Duration::from_secs(6);
            if found.is_empty() || is_late {
                self.take_answers()?;
                return match found.is_empty() {
                    true => Ok(()),
                    false => Err(found.join("\n")),
                };
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
        unreachable!("the last attempt returns")
    }
}

impl Client {
    /// Reads what has arrived, without waiting.
    pub async fn listen(&mut self) {
        if !self.online {
            return;
        }
        let moment = Duration::from_micros(200);
        while tokio::time::timeout(moment, self.member.step())
            .await
            .is_ok()
        {}
    }
}
