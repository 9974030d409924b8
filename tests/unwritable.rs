//! The database cannot be written: it is locked by another program, the disk is full, or a write fails. Only
//! stored messages are acknowledged, clients are told to retry, reads still work, and writes work again once
//! the problem is solved, without a restart.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write,
    path::PathBuf,
};

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::support::{
    Answer, Daemon, Load, Member, all_messages,
    history::{Kept, assert_sound},
    within,
};

const PEOPLE: [&str; 3] = ["ann", "bob", "eve"];

/// Users who send one message at a time, so that repeating one keeps the order, and eve, who does not repeat.
struct Scene {
    daemon: Daemon,
    channel: i64,
    /// The position before the first message.
    before: BTreeMap<i64, i64>,
    load: Load,
    probe: Member,
    /// The number of eve's messages.
    said: usize,
    process: u32,
}

impl Scene {
    async fn set(mut daemon: Daemon) -> Self {
        daemon.start().await;
        let channel = daemon.channel("desk", &PEOPLE).await;
        let before = daemon.positions("ann", &[channel]).await;
        let mut talkers = Vec::new();
        for name in ["ann", "bob"] {
            let mut talker = daemon.connected(name).await;
            talker.window = 1;
            talkers.push(talker);
        }
        let mut probe = daemon.connected("eve").await;
        probe.persistent = false;
        let process = daemon.id();
        let load = Load::start(talkers, &[channel], &"words ".repeat(100));
        load.acknowledge(20).await;
        Self {
            daemon,
            channel,
            before,
            load,
            probe,
            said: 0,
            process,
        }
    }

    /// Eve's next message, long enough to need additional disk space.
    fn next(&mut self) -> Value {
        self.said += 1;
        let client_id = uuid::Uuid::new_v4().to_string();
        let text = format!("{} eve {}", "words ".repeat(600), self.said);
        json!({"channelId": self.channel, "clientId": client_id, "message": text})
    }

    /// Sends messages until one is refused, since a little space may be left; returns the error and the message.
    async fn refusal(&mut self) -> (Value, Value) {
        within("a refusal", async {
            loop {
                let data = self.next();
                let answer = self.probe.command("send_message", data.clone()).await;
                if let Err(failure) = answer {
                    return (failure, data);
                }
            }
        })
        .await
    }

    /// As [`Self::refusal`], over REST.
    async fn refusal_over_rest(&mut self) -> (Answer, Value) {
        let rest = self.daemon.rest("eve");
        let path = format!("/api/chat/channels/{}/messages", self.channel);
        within("a refusal over REST", async {
            loop {
                let data = self.next();
                let answer = rest.post(&path, data.clone()).await;
                if !answer.status.is_success() {
                    return (answer, data);
                }
                self.probe.acknowledged.push(Kept::of(&answer.body));
            }
        })
        .await
    }

    /// Asserts that writes are refused with `busy` and that reads work; returns the refused message.
    async fn assert_told_to_wait(&mut self) -> Value {
        let (failure, refused) = self.refusal().await;
        assert_eq!(failure["code"], "busy", "{failure}");
        assert!(failure["retryAfterMs"].as_u64() > Some(0), "{failure}");
        let (answer, also_refused) = self.refusal_over_rest().await;
        assert!(answer.headers.contains_key("retry-after"), "{answer:?}");
        assert_eq!(answer.problem(503), "busy");
        let rest = self.daemon.rest("eve");
        let kept = all_messages(&rest, self.channel).await;
        for refused in [&refused, &also_refused] {
            let kept = kept
                .iter()
                .find(|message| message["clientId"] == refused["clientId"]);
            assert_eq!(kept, None, "what was refused is not kept");
        }
        rest.get("/api/chat/channels").await.ok();
        self.until_readiness_is(503).await;
        also_refused
    }

    async fn until_readiness_is(&self, status: u16) {
        let rest = self.daemon.rest("eve");
        within("the readiness to follow", async {
            while rest.get("/readyz").await.status != status {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        })
        .await;
    }

    /// Asserts that the refused message is now accepted and that the history is correct.
    async fn assert_recovers(mut self, refused: Value) {
        self.probe.persistent = true;
        let reply = self.probe.command("send_message", refused).await.unwrap();
        assert_eq!(reply["message"]["userId"], "eve");
        self.until_readiness_is(200).await;
        self.load.acknowledge(20).await;
        assert_eq!(self.daemon.id(), self.process, "it was not restarted");
        let (mut members, mut sent) = self.load.stop().await;
        let said = self.probe.acknowledged.len();
        sent.insert("eve".into(), said);
        members.push(self.probe);
        let history = self.daemon.history(&mut members, &self.before, sent).await;
        assert!(
            members.iter().all(|member| member.cuts.is_empty()),
            "nobody was cut off"
        );
        assert_sound(&history);
    }
}

#[tokio::test]
async fn a_lock_of_another_program_is_survived() {
    let daemon = Daemon::on_sqlite().with_people(&PEOPLE).await;
    let mut scene = Scene::set(daemon).await;
    let other = scene.daemon.open_database().await;
    other
        .writer()
        .execute_unprepared("BEGIN IMMEDIATE")
        .await
        .unwrap();
    let refused = scene.assert_told_to_wait().await;
    // Commands outside of channels use the same store, and are refused with the same error.
    let eve = scene.daemon.rest("eve");
    let logout = eve.post("/api/auth/logout", json!({})).await;
    assert_eq!(logout.problem(503), "busy");
    other.writer().execute_unprepared("ROLLBACK").await.unwrap();
    scene.assert_recovers(refused).await;
}

#[tokio::test]
async fn a_failing_write_is_survived() {
    // The limit on file sizes simulates an I/O error; its signal would end the program.
    let ignoring = ["sh", "-c", "trap '' XFSZ; exec \"$0\" \"$@\""];
    let daemon = Daemon::on_sqlite()
        .with_people(&PEOPLE)
        .await
        .through(&ignoring);
    let mut scene = Scene::set(daemon).await;
    let log = scene.daemon.file().with_extension("db-wal");
    let size = fs::metadata(log).unwrap().len();
    limit_files(scene.process, &size.to_string()).await;
    let refused = scene.assert_told_to_wait().await;
    limit_files(scene.process, "unlimited").await;
    scene.assert_recovers(refused).await;
}

async fn limit_files(process: u32, bytes: &str) {
    let status = Command::new("prlimit")
        .args([
            "--pid",
            &process.to_string(),
            &format!("--fsize={bytes}:unlimited"),
        ])
        .status()
        .await
        .unwrap();
    assert!(status.success());
}

#[tokio::test]
async fn a_full_disk_is_survived() {
    // A small disk for the server, with the prepared files, accessed through its process.
    let script =
        "mount -t tmpfs -o size=16m tmpfs \"$0\" && cp \"$0\".prepared/* \"$0\" && exec \"$@\"";
    let namespace = if nobody_may_mount().await {
        "-rm"
    } else {
        "-m"
    };
    if !can_mount(namespace).await {
        eprintln!("skipped: this machine allows no mount in a namespace of one's own");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (disk, prepared) = (
        folder.path().join("disk"),
        folder.path().join("disk.prepared"),
    );
    fs::create_dir(&disk).unwrap();
    let url = format!("sqlite://{}", disk.join("chat.db").display());
    let through = [
        "unshare",
        namespace,
        "sh",
        "-c",
        script,
        disk.to_str().unwrap(),
    ];
    let daemon = Daemon::on(folder, url)
        .with_people(&PEOPLE)
        .await
        .through(&through);
    fs::rename(&disk, &prepared).unwrap();
    fs::create_dir(&disk).unwrap();
    let mut scene = Scene::set(daemon).await;
    let seen = format!("/proc/{}/root{}/filler", scene.process, disk.display());
    let filler = PathBuf::from(seen);
    fill(&filler);
    let refused = scene.assert_told_to_wait().await;
    fs::remove_file(&filler).unwrap();
    scene.assert_recovers(refused).await;
}

fn fill(filler: &std::path::Path) {
    let mut file = File::create(filler).unwrap();
    for size in [64 * 1024, 4096, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
}

async fn nobody_may_mount() -> bool {
    !can_mount("-m").await
}

async fn can_mount(namespace: &str) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let mount = Command::new("unshare")
        .args([namespace, "mount", "-t", "tmpfs", "tmpfs"])
        .arg(folder.path())
        .stderr(std::process::Stdio::null())
        .status()
        .await;
    mount.is_ok_and(|status| status.success())
}
