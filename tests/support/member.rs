//! A client that behaves as docs/protocol.md requires: it keeps positions, reconnects and resumes, and repeats
//! unanswered messages with the same `clientId`.

use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
    time::Duration,
};

use serde_json::{Value, json};
use tokio::sync::watch;

use super::{
    DEADLINE, Rest,
    history::Kept,
    link::{Cut, Link},
    patiently,
    state::{Conversation, Own, State},
};

/// The default number of commands that a member leaves unanswered.
const WINDOW: usize = 24;
/// The delay before it retries; a real client waits longer.
const BACK_OFF: Duration = Duration::from_millis(15);

/// A client.
pub struct Member {
    pub name: String,
    token: String,
    address: watch::Receiver<Option<SocketAddr>>,
    link: Option<Link>,
    pub state: State,
    /// The last snapshot.
    pub snapshot: Value,
    /// The received messages, in order.
    pub told: Vec<Kept>,
    /// The messages that the server acknowledged.
    pub acknowledged: Vec<Kept>,
    /// The unanswered commands by reference, in the order of sending.
    unanswered: BTreeMap<u32, Command>,
    /// The commands to send or to send again.
    waiting: VecDeque<Command>,
    /// The answers other than acknowledged messages.
    pub answers: Vec<Answer>,
    next_reference: u32,
    /// The ways in which its connections ended.
    pub cuts: Vec<Cut>,
    /// The number of times it resumed.
    pub resumes: usize,
    /// The number of times it reconnected and had to start afresh.
    pub fresh_starts: usize,
    /// The number of `busy` answers.
    pub refusals: usize,
    /// True if it repeats commands after `busy`.
    pub persistent: bool,
    /// The number of commands that it leaves unanswered.
    pub window: usize,
    small_buffer: bool,
}

/// A command and its data.
#[derive(Clone, Debug)]
pub struct Command {
    pub name: String,
    pub data: Value,
}

/// A command and its result.
#[derive(Clone, Debug)]
pub struct Answer {
    pub command: Command,
    pub result: Result<Value, Value>,
}

impl Member {
    #[must_use]
    pub fn new(name: &str, token: String, address: watch::Receiver<Option<SocketAddr>>) -> Self {
        Self {
            name: name.to_owned(),
            token,
            address,
            link: None,
            state: State::new(name),
            snapshot: Value::Null,
            told: Vec::new(),
            acknowledged: Vec::new(),
            unanswered: BTreeMap::new(),
            waiting: VecDeque::new(),
            answers: Vec::new(),
            next_reference: 1,
            cuts: Vec::new(),
            resumes: 0,
            fresh_starts: 0,
            refusals: 0,
            persistent: true,
            window: WINDOW,
            small_buffer: false,
        }
    }

    /// Uses the smallest buffer that the system allows, so that not reading is noticed soon.
    #[must_use]
    pub fn with_small_buffer(mut self) -> Self {
        self.small_buffer = true;
        self
    }

    /// Queues a command, which is sent when the window allows.
    pub fn ask(&mut self, name: &str, data: Value) {
        let name = name.to_owned();
        self.waiting.push_back(Command { name, data });
    }

    /// Queues a message.
    pub fn say(&mut self, channel: i64, text: &str) {
        let client_id = uuid::Uuid::new_v4().to_string();
        self.ask(
            "send_message",
            json!({"channelId": channel, "clientId": client_id, "message": text}),
        );
    }

    /// The number of commands without an answer.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.waiting.len() + self.unanswered.len()
    }

    /// True if it is connected, as far as it knows.
    #[must_use]
    pub fn connected(&self) -> bool {
        self.link.is_some()
    }

    /// Drops the connection without closing it.
    pub fn disconnect(&mut self) {
        self.link = None;
        self.take_back();
    }

    /// Forgets everything, as after a reload. What was not answered is sent again.
    pub fn start_afresh(&mut self) {
        self.disconnect();
        self.state = State::new(&self.name);
    }

    /// Queues unanswered commands again, in order.
    fn take_back(&mut self) {
        for (_, command) in std::mem::take(&mut self.unanswered).into_iter().rev() {
            self.waiting.push_front(command);
        }
    }

    /// Connects unless it is connected, and waits for the server if necessary.
    pub async fn connect(&mut self) {
        if self.link.is_none() {
            patiently("the server", self.reconnect()).await;
        }
    }

    async fn reconnect(&mut self) {
        while self.link.is_none() {
            let address = *self.address.wait_for(Option::is_some).await.unwrap();
            let seen = (!self.state.channels.is_empty()).then(|| self.state.resume());
            let opened = Link::open(
                address.unwrap(),
                &self.token,
                seen.as_ref(),
                self.small_buffer,
            );
            match opened.await {
                Ok((link, snapshot)) => {
                    match (seen, snapshot["resumed"] == true) {
                        (Some(_), true) => self.resumes += 1,
                        (Some(_), false) => self.fresh_starts += 1,
                        _ => {}
                    }
                    self.state.enter(&snapshot);
                    self.snapshot = snapshot;
                    self.link = Some(link);
                }
                Err(cut) => {
                    assert!(
                        !matches!(cut.code, Some(4003 | 4014)),
                        "{} may not come back: {cut:?}",
                        self.name
                    );
                    tokio::time::sleep(BACK_OFF).await;
                }
            }
        }
    }

    /// Sends what the window allows, and receives one frame. Returns false if the connection ended.
    pub async fn step(&mut self) -> bool {
        self.connect().await;
        match self.exchange().await {
            Ok(()) => true,
            Err(cut) => {
                self.cuts.push(cut);
                self.disconnect();
                false
            }
        }
    }

    async fn exchange(&mut self) -> Result<(), Cut> {
        while self.unanswered.len() < self.window {
            let Some(command) = self.waiting.pop_front() else {
                break;
            };
            let reference = self.next_reference;
            self.next_reference += 1;
            let frame = json!([1, reference, command.name, command.data]);
            self.unanswered.insert(reference, command);
            self.link.as_mut().unwrap().send(&frame).await?;
        }
        let frame = self.link.as_mut().unwrap().next().await?;
        self.take(&frame).await;
        Ok(())
    }

    async fn take(&mut self, frame: &Value) {
        if frame[0] == 0 {
            let (name, data) = (frame[1].as_str().unwrap(), &frame[2]);
            let held = &self.state.channels;
            let position = |channel: &Value| held.get(&channel.as_i64()?).map(|c| c.position);
            let news = position(&data["channelId"]).is_some_and(|p| data["seq"].as_i64() > Some(p));
            if name == "message_received" && news {
                self.told.push(Kept::of(&data["message"]));
            }
            self.state.apply(name, data);
            return;
        }
        let reference = frame[1].as_u64().and_then(|r| u32::try_from(r).ok());
        let Some(command) = reference.and_then(|r| self.unanswered.remove(&r)) else {
            panic!("{}: no such command: {frame}", self.name);
        };
        let result = if frame[0] == 2 {
            Ok(frame[2].clone())
        } else {
            Err(frame[2].clone())
        };
        match &result {
            Ok(reply) if command.name == "send_message" => {
                self.acknowledged.push(Kept::of(&reply["message"]));
            }
            Err(failure) if self.persistent && failure["code"] == "busy" => {
                // The server says when to retry; a test retries sooner.
                self.refusals += 1;
                self.waiting.push_front(command.clone());
                tokio::time::sleep(BACK_OFF).await;
            }
            Ok(reply) if command.name == "mark_read" => {
                let channel = reply["channelId"].as_i64().unwrap();
                if let Some(held) = self.state.channels.get_mut(&channel) {
                    held.recount(reply, &self.name);
                }
            }
            _ => {}
        }
        self.answers.push(Answer { command, result });
    }

    /// Runs until `done`, reconnecting as often as necessary.
    pub async fn until(&mut self, what: &str, mut done: impl FnMut(&Self) -> bool) {
        let going = async {
            self.connect().await;
            while !done(self) {
                self.step().await;
            }
        };
        if tokio::time::timeout(DEADLINE * 4, going).await.is_err() {
            panic!("{} waited too long for {what}", self.name);
        }
    }

    /// Runs until everything is answered.
    pub async fn until_answered(&mut self) {
        self.until("its answers", |member| member.pending() == 0)
            .await;
    }

    /// Runs until it has reached these positions.
    pub async fn until_at(&mut self, positions: &BTreeMap<i64, i64>) {
        self.until("the last events", |member| {
            positions.iter().all(|(channel, seq)| {
                let held = member.state.channels.get(channel);
                held.is_some_and(|held| held.position >= *seq)
            })
        })
        .await;
    }

    /// Sends one command and waits for its answer.
    pub async fn command(&mut self, name: &str, data: Value) -> Result<Value, Value> {
        self.ask(name, data);
        self.until_answered().await;
        self.answers.pop().unwrap().result
    }

    /// Sends a message and waits until it is acknowledged.
    pub async fn said(&mut self, channel: i64, text: &str) -> Kept {
        self.say(channel, text);
        self.until_answered().await;
        self.acknowledged.last().unwrap().clone()
    }

    /// A REST client of this member, at the server's current address.
    #[must_use]
    pub fn rest(&self) -> Rest {
        let address = self.address.borrow().expect("the server is there");
        Rest::new(address, Some(self.token.clone()))
    }

    /// Loads the history and members of channels that it has not loaded yet, and has the server count where it
    /// must.
    pub async fn load(&mut self) {
        self.have_counted().await;
        let rest = self.rest();
        for (id, held) in &mut self.state.channels {
            if held.loaded {
                continue;
            }
            let view = rest.get(&format!("/api/chat/channels/{id}")).await.ok();
            held.standing.insert("notify", view["notify"].clone());
            load_messages(&rest, *id, held).await;
            let path = format!("/api/chat/channels/{id}/members");
            for member in pages(&rest, &path, "cursor").await {
                let name = member["userId"].as_str().unwrap().to_owned();
                let role = member["role"].as_str().unwrap().to_owned();
                held.members.insert(name, role);
            }
            held.loaded = true;
        }
    }

    /// Loads everything that a client can know: as [`Self::load`], the user's own part, and threads if they may be
    /// outdated.
    pub async fn load_all(&mut self) {
        let rest = self.rest();
        if std::mem::take(&mut self.state.threads_outdated) {
            for (id, held) in &mut self.state.channels {
                load_threads(&rest, *id, held).await;
            }
        }
        // Lists leave out what is in channels that the user cannot see, and have it when they can.
        if self.state.channels.values().any(|held| !held.loaded) {
            self.state.own = None;
        }
        self.load().await;
        if self.state.own.is_none() {
            let preferences = rest.get("/api/chat/preferences").await.ok();
            let saved = pages(&rest, "/api/chat/saved", "cursor").await;
            let notifications = pages(&rest, "/api/chat/notifications", "cursor").await;
            let scheduled = pages(&rest, "/api/chat/scheduled", "cursor").await;
            let reminders = pages(&rest, "/api/chat/reminders", "cursor").await;
            let own = Own::of(preferences, &saved, &notifications, &scheduled, &reminders);
            self.state.own = Some(own);
        }
    }

    /// Has the server count what is unread where this client cannot: marks as read what is read already.
    async fn have_counted(&mut self) {
        let channels = self.state.channels.iter();
        let unknown: Vec<Value> = channels
            .filter(|(_, held)| held.needs_count)
            .map(|(id, held)| json!({"channelId": id, "seq": held.standing["lastReadSeq"]}))
            .collect();
        for data in unknown {
            self.ask("mark_read", data);
        }
        self.until_answered().await;
    }
}

/// Loads the messages of a channel, and the replies and the state of its threads.
async fn load_messages(rest: &Rest, channel: i64, held: &mut Conversation) {
    for root in load_threads(rest, channel, held).await {
        replies(rest, root)
            .await
            .into_iter()
            .for_each(|reply| held.load(reply));
    }
}

/// Loads the messages that a channel shows, and the state of its threads, whose ids are returned.
async fn load_threads(rest: &Rest, channel: i64, held: &mut Conversation) -> Vec<i64> {
    let mut roots = Vec::new();
    for message in history(rest, channel).await {
        if message["thread"].is_object() {
            roots.push(message["id"].as_i64().unwrap());
        }
        held.load(message);
    }
    roots
}

/// All messages of a channel, ascending.
pub async fn history(rest: &Rest, channel: i64) -> Vec<Value> {
    let path = format!("/api/chat/channels/{channel}/messages");
    let mut all = pages(rest, &path, "before").await;
    all.sort_by_key(|message| message["seq"].as_i64());
    all
}

/// All replies of a thread.
pub async fn replies(rest: &Rest, root: i64) -> Vec<Value> {
    let path = format!("/api/chat/threads/{root}/messages");
    pages(rest, &path, "before").await
}

/// All items of a list, page by page.
async fn pages(rest: &Rest, path: &str, cursor: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut next: Option<String> = None;
    loop {
        let from = next.map_or_else(String::new, |next| format!("&{cursor}={next}"));
        let page = rest.get(&format!("{path}?limit=200{from}")).await.ok();
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        next = page["next"].as_str().map(str::to_owned);
        if next.is_none() {
            return all;
        }
    }
}
