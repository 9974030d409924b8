//! Files are moved from one store to another while people read, send and delete them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{sync::Mutex, task::JoinHandle, time::timeout};

use crate::{
    files::{channel, fetch, path, send, uploaded},
    support::{Bucket, DEADLINE, Daemon, Rest},
};

/// Files of different lengths, each with bytes of its own.
fn bytes(number: usize) -> Vec<u8> {
    let length = if number == 0 {
        9_500_000
    } else {
        40_000 + number
    };
    let mut bytes = format!("file {number}, ").repeat(length / 8).into_bytes();
    bytes.truncate(length);
    bytes
}

/// Reads all files over and over, and adds more.
struct Busy {
    ids: Arc<Mutex<Vec<(String, usize)>>>,
    stop: Arc<AtomicBool>,
    reads: Arc<AtomicUsize>,
    tasks: Vec<JoinHandle<()>>,
}

impl Busy {
    fn start(ann: &Rest, bob: &Rest, room: i64, ids: Vec<(String, usize)>) -> Self {
        let mut busy = Self {
            ids: Arc::new(Mutex::new(ids)),
            stop: Arc::default(),
            reads: Arc::default(),
            tasks: Vec::new(),
        };
        let (ids, stop, reads) = (busy.ids.clone(), busy.stop.clone(), busy.reads.clone());
        let reader = bob.clone();
        busy.tasks.push(tokio::spawn(async move {
            while !stop.load(Ordering::Relaxed) {
                let all = ids.lock().await.clone();
                for (id, number) in all {
                    let found = fetch(&reader, &path(&id), &[]).await;
                    assert_eq!(found.status, 200, "file {number}");
                    assert!(found.bytes == bytes(number), "file {number}");
                    reads.fetch_add(1, Ordering::Relaxed);
                }
            }
        }));
        let (ids, stop, writer) = (busy.ids.clone(), busy.stop.clone(), ann.clone());
        busy.tasks.push(tokio::spawn(async move {
            for number in 1_000.. {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let id = uploaded(&writer, "a.bin", &bytes(number)).await;
                send(&writer, room, "", &[&id]).await.ok();
                ids.lock().await.push((id, number));
                // And one that is deleted at once.
                let id = uploaded(&writer, "b.bin", &bytes(number)).await;
                writer.delete(&path(&id)).await.ok();
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }));
        busy
    }

    async fn stop(self) -> Vec<(String, usize)> {
        self.stop.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await.unwrap();
        }
        assert!(self.reads.load(Ordering::Relaxed) > 0);
        self.ids.lock().await.clone()
    }
}

fn stored(folder: &std::path::Path) -> usize {
    let folders = std::fs::read_dir(folder).unwrap();
    let folders = folders.map(|found| found.unwrap().path());
    let kept = folders.filter(|path| !path.ends_with("incoming") && !path.ends_with("uploads"));
    kept.map(|path| std::fs::read_dir(path).unwrap().count())
        .sum()
}

async fn settled(what: &str, done: impl Fn() -> bool) {
    crate::support::patiently(what, async {
        while !done() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
}

async fn check(daemon: &Daemon) {
    let check = daemon.run(&["files", "check"]).await;
    assert!(check.status.success(), "{check:?}");
}

#[tokio::test]
async fn files_can_be_read_at_any_moment_of_a_move() {
    let bucket = Bucket::start().await;
    let daemon = Daemon::on_sqlite().with_variables(bucket.variables());
    let mut daemon = daemon.with_people(&["ann", "bob"]).await;
    daemon.start().await;
    let (ann, bob) = (daemon.rest("ann"), daemon.rest("bob"));
    let room = channel(&ann, "private", &["bob"]).await;
    let mut ids = Vec::new();
    for number in 0..12 {
        let id = uploaded(&ann, "a.bin", &bytes(number)).await;
        send(&ann, room, "", &[&id]).await.ok();
        ids.push((id, number));
    }
    let folder = daemon.folder.path().join("data/files");
    let to_bucket = ["files", "move", "--to", Bucket::FILES];

    let busy = Busy::start(&ann, &bob, room, ids);
    // Killed in the middle, and run again.
    let mut patience = Duration::from_millis(1_000);
    while bucket.keys().is_empty() {
        assert!(patience < DEADLINE, "nothing was moved");
        let _ = timeout(patience, daemon.run(&to_bucket)).await;
        patience += Duration::from_millis(400);
    }
    let moved = daemon.run(&to_bucket).await;
    assert!(moved.status.success(), "{moved:?}");
    let ids = busy.stop().await;
    settled("the folder to be empty", || stored(&folder) == 0).await;
    settled("the deleted ones to be gone", || {
        bucket.keys().len() == ids.len()
    })
    .await;
    check(&daemon).await;

    // After a restart as before, which is a mistake, and with the new store.
    for files in [folder.display().to_string(), Bucket::FILES.to_owned()] {
        daemon.kill().await;
        daemon.variables.push(("ORVALE_CHAT_FILES".into(), files));
        daemon.start().await;
        check(&daemon).await;
        let bob = daemon.rest("bob");
        for (id, number) in &ids {
            assert!(fetch(&bob, &path(id), &[]).await.bytes == bytes(*number));
        }
    }

    // And back.
    let (ann, bob) = (daemon.rest("ann"), daemon.rest("bob"));
    let busy = Busy::start(&ann, &bob, room, ids);
    let other = daemon.folder.path().join("other");
    let other = other.to_str().unwrap();
    let moved = daemon.run(&["files", "move", "--to", other]).await;
    assert!(moved.status.success(), "{moved:?}");
    let ids = busy.stop().await;
    settled("the bucket to be empty", || bucket.keys().is_empty()).await;
    let other = std::path::Path::new(other);
    settled("the deleted ones to be gone", || stored(other) == ids.len()).await;
    check(&daemon).await;
    let again = daemon
        .run(&["files", "move", "--to", other.to_str().unwrap()])
        .await;
    assert!(again.out.contains("moved 0 objects"), "{again:?}");
}

#[tokio::test]
async fn nothing_is_moved_to_where_the_server_cannot_read() {
    let mut bucket = Bucket::start().await;
    let mut variables = bucket.variables();
    variables.push(("AWS_SECRET_ACCESS_KEY".into(), "another".into()));
    let daemon = Daemon::on_sqlite().with_variables(variables);
    let mut daemon = daemon.with_people(&["ann"]).await;
    daemon.start().await;
    let ann = daemon.rest("ann");
    let id = uploaded(&ann, "a.bin", &bytes(1)).await;
    let folder = daemon.folder.path().join("data/files");
    let to_bucket = ["files", "move", "--to", Bucket::FILES];
    // The command has the right credentials, the server does not.
    daemon.variables = bucket.variables();
    let refused = daemon.run(&to_bucket).await;
    assert!(refused.err.contains("the server cannot use"), "{refused:?}");
    assert_eq!((stored(&folder), bucket.keys().len()), (1, 0));
    bucket.stop().await;
    let refused = daemon.run(&to_bucket).await;
    assert!(!refused.status.success(), "{refused:?}");
    bucket.restart().await;
    // Without a server it is moved at once, and one that starts finds it.
    daemon.kill().await;
    let moved = daemon.run(&to_bucket).await;
    assert!(moved.status.success(), "{moved:?}");
    assert_eq!((stored(&folder), bucket.keys().len()), (0, 1));
    daemon.start().await;
    let ann = daemon.rest("ann");
    assert!(fetch(&ann, &path(&id), &[]).await.bytes == bytes(1));
    let wrong = daemon.run(&["files", "move", "--to", "ftp://x"]).await;
    assert_eq!(wrong.status.code(), Some(2), "{wrong:?}");
}
