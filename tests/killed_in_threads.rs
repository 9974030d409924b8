//! `kill -9` while people reply in threads, follow them and read them: what was acknowledged is kept, each reply once,
//! and the counts are right after the restart.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use rand::Rng as _;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::{
    model::database,
    support::{
        Daemon, Member, Rest, all_messages,
        history::{History, Kept, assert_sound},
        on_both, patiently, thread_messages,
    },
};

const PEOPLE: [&str; 4] = ["ann", "bob", "cid", "dan"];
const ROUNDS: usize = 6;
const CAP: i64 = 100;

on_both!(what_is_acknowledged_in_threads_is_kept);

/// A member, and what the server acknowledged about each thread: whether they follow it, and up to where they have
/// read it.
struct Reader {
    member: Member,
    threads: BTreeMap<i64, (bool, i64)>,
    sent: usize,
}

async fn what_is_acknowledged_in_threads_is_kept(daemon: Daemon) {
    let mut daemon = daemon.with_people(&PEOPLE).await;
    daemon.start().await;
    let desk = daemon.channel("desk", &PEOPLE).await;
    let mut roots = Vec::new();
    for number in 0..3 {
        let path = format!("/api/chat/channels/{desk}/messages");
        let root = json!({"message": format!("root {number}")});
        let root = daemon.rest("ann").post(&path, root).await.ok();
        roots.push(root["id"].as_i64().unwrap());
    }
    let before = daemon.positions("ann", &[desk]).await;
    let stop = Arc::new(AtomicBool::new(false));
    let done = Arc::new(AtomicUsize::new(0));
    let mut members = Vec::new();
    for name in PEOPLE {
        members.push(daemon.connected(name).await);
    }
    let mut talkers = Vec::new();
    for mut member in members {
        // So that the last acknowledged command is the last one committed.
        member.window = 1;
        let (roots, stop, done) = (roots.clone(), Arc::clone(&stop), Arc::clone(&done));
        talkers.push(tokio::spawn(take_part(member, desk, roots, stop, done)));
    }
    for _ in 0..ROUNDS {
        let (more, moment) = {
            let mut random = rand::rng();
            (random.random_range(1..120), random.random_range(0..5_000))
        };
        until_done(&done, &talkers, more).await;
        tokio::time::sleep(Duration::from_micros(moment)).await;
        daemon.kill().await;
        daemon.start().await;
    }
    until_done(&done, &talkers, 20).await;
    stop.store(true, Ordering::Relaxed);
    let mut readers = Vec::new();
    for talker in talkers {
        readers.push(talker.await.unwrap());
    }
    daemon.kill().await;
    daemon.start().await;
    let stored = stored(&daemon.rest("ann"), desk, &roots).await;
    for reader in &readers {
        let rest = daemon.rest(&reader.member.name);
        assert_eq!(faults(reader, &rest, desk, &stored).await, [""; 0]);
    }
    let wrong = database::wrong(&daemon.open_database().await).await;
    assert_eq!(wrong, [""; 0]);
    assert_history(&daemon, before, readers, &stored).await;
}

async fn until_done(done: &AtomicUsize, talkers: &[JoinHandle<Reader>], more: usize) {
    let goal = done.load(Ordering::Relaxed) + more;
    patiently("answered commands", async {
        while done.load(Ordering::Relaxed) < goal {
            assert!(
                !talkers.iter().any(JoinHandle::is_finished),
                "someone stopped"
            );
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
}

/// Replies, follows, unfollows and reads until it is stopped, and then until everything is answered.
async fn take_part(
    member: Member,
    channel: i64,
    roots: Vec<i64>,
    stop: Arc<AtomicBool>,
    done: Arc<AtomicUsize>,
) -> Reader {
    let mut reader = Reader {
        member,
        threads: BTreeMap::new(),
        sent: 0,
    };
    // After a reply, the server knows how far they have read.
    for root in &roots {
        reader.reply(channel, *root);
        reader.take_answers().await;
    }
    while !stop.load(Ordering::Relaxed) {
        let (root, choice) = {
            let mut random = rand::rng();
            (
                roots[random.random_range(0..roots.len())],
                random.random_range(0..10),
            )
        };
        let seq = reader.member.state.channels[&channel].position;
        let member = &mut reader.member;
        match choice {
            0..6 => reader.reply(channel, root),
            6 => member.ask("unfollow_thread", json!({"threadId": root})),
            7 => {
                member.ask("follow_thread", json!({"threadId": root}));
                let read = json!({"threadId": root, "seq": seq, "unread": true});
                member.ask("mark_thread_read", read);
            }
            _ => member.ask("mark_thread_read", json!({"threadId": root, "seq": seq})),
        }
        done.fetch_add(reader.take_answers().await, Ordering::Relaxed);
    }
    reader
}

impl Reader {
    fn reply(&mut self, channel: i64, root: i64) {
        self.sent += 1;
        let data = json!({
            "channelId": channel,
            "threadId": root,
            "alsoToChannel": self.sent.is_multiple_of(4),
            "clientId": uuid::Uuid::new_v4().to_string(),
            "message": format!("reply of {} {}", self.member.name, self.sent),
        });
        self.member.ask("send_message", data);
    }

    /// Waits for the answers and returns their number.
    async fn take_answers(&mut self) -> usize {
        self.member.until_answered().await;
        let answers = std::mem::take(&mut self.member.answers);
        for answer in &answers {
            let (command, data) = (&answer.command, &answer.command.data);
            let reply = match &answer.result {
                Ok(reply) => reply,
                // It was made again.
                Err(failure) => {
                    assert_eq!(failure["code"], "busy");
                    continue;
                }
            };
            let known = self.threads.entry(number(&data["threadId"])).or_default();
            match command.name.as_str() {
                "send_message" => *known = (true, number(&reply["message"]["seq"])),
                "follow_thread" => known.0 = true,
                "unfollow_thread" => known.0 = false,
                _ if data["unread"] == true => known.1 = number(&data["seq"]),
                _ => known.1 = known.1.max(number(&data["seq"])),
            }
        }
        answers.len()
    }
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

/// All messages of the channel and of its threads, in order.
async fn stored(rest: &Rest, channel: i64, roots: &[i64]) -> Vec<Value> {
    let mut all: BTreeMap<i64, Value> = BTreeMap::new();
    let mut pages = vec![all_messages(rest, channel).await];
    for root in roots {
        pages.push(thread_messages(rest, *root).await);
    }
    for message in pages.into_iter().flatten() {
        all.insert(number(&message["seq"]), message);
    }
    all.into_values().collect()
}

/// Compares what a user is shown with what was acknowledged to them and with the stored messages.
async fn faults(reader: &Reader, rest: &Rest, channel: i64, stored: &[Value]) -> Vec<String> {
    let mut faults = Vec::new();
    let name = &reader.member.name;
    let mut expect = |what: String, found: &Value, expected: Value| {
        if *found != expected {
            faults.push(format!("{what} of {name}: {found}, not {expected}"));
        }
    };
    let shown = all_messages(rest, channel).await;
    let mut followed = BTreeSet::new();
    let mut unread_threads = 0;
    for (root, (following, read)) in &reader.threads {
        let root_message = shown.iter().find(|message| message["id"] == *root);
        let thread = &root_message.unwrap()["thread"];
        let replies = || stored.iter().filter(|it| it["threadId"] == *root);
        let is_unread = |it: &&Value| {
            it["userId"] != **name && it["alsoToChannel"] != true && number(&it["seq"]) > *read
        };
        let unread = i64::try_from(replies().filter(is_unread).count()).unwrap();
        let unread = if *following { unread.min(CAP) } else { 0 };
        unread_threads += i64::from(unread > 0);
        if *following {
            followed.insert(*root);
        }
        expect(
            format!("replies in {root}"),
            &thread["replyCount"],
            json!(replies().count()),
        );
        expect(
            format!("following {root}"),
            &thread["following"],
            json!(following),
        );
        expect(
            format!("unread in {root}"),
            &thread["unreadCount"],
            json!(unread),
        );
    }
    let inbox = rest.get("/api/chat/threads").await.ok();
    let items = inbox["items"].as_array().unwrap().iter();
    let listed: BTreeSet<i64> = items.map(|item| number(&item["threadId"])).collect();
    expect("inbox".into(), &json!(listed), json!(followed));
    expect(
        "unread threads".into(),
        &inbox["unreadThreads"],
        json!(unread_threads),
    );
    let in_channel = || {
        let shown = |it: &&Value| it["threadId"].is_null() || it["alsoToChannel"] == true;
        stored.iter().filter(shown)
    };
    let own = in_channel().filter(|it| it["userId"] == **name);
    let read = own.map(|it| number(&it["seq"])).max().unwrap();
    let unread = in_channel().filter(|it| number(&it["seq"]) > read).count();
    let view = rest
        .get(&format!("/api/chat/channels/{channel}"))
        .await
        .ok();
    expect("read position".into(), &view["lastReadSeq"], json!(read));
    expect("unread".into(), &view["unreadCount"], json!(unread));
    faults
}

/// Each reply is stored once and in one order, and everyone received all of them.
async fn assert_history(
    daemon: &Daemon,
    before: BTreeMap<i64, i64>,
    readers: Vec<Reader>,
    stored: &[Value],
) {
    let (channel, from) = before.iter().next().map(|(id, seq)| (*id, *seq)).unwrap();
    let new = stored.iter().map(Kept::of).filter(|kept| kept.seq > from);
    let mut history = History {
        kept: new.collect(),
        before,
        ..History::default()
    };
    let positions = daemon.positions("ann", &[channel]).await;
    for mut reader in readers {
        let member = &mut reader.member;
        member.until_at(&positions).await;
        assert_eq!((&member.state.faults, member.fresh_starts), (&vec![], 0));
        history.sent.insert(member.name.clone(), reader.sent);
        history
            .told
            .insert(member.name.clone(), member.told.clone());
        history
            .acknowledged
            .extend(member.acknowledged.iter().cloned());
    }
    assert_sound(&history);
}
