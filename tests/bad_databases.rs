//! Databases that cannot be used: one line says why and what to do, and the database does not change.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection};
use tempfile::TempDir;

use crate::support::{Finished, Process, run};

struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts the server on this database and waits until it exits by itself.
    async fn start(&self, url: &str) -> Finished {
        let data = self.file("data");
        let arguments = [
            "--data",
            data.to_str().unwrap(),
            "--listen",
            "127.0.0.1:0",
            "--database",
            url,
        ];
        run(&arguments, &[], "").await
    }

    /// Asserts that the start fails with one line that contains these words, and changes no file.
    async fn refuses(&self, file: &Path, words: &[&str]) {
        let before = traces(file);
        let finished = self.start(&url(file)).await;
        assert_refused(&finished, words);
        assert_untouched(file, &before, &finished);
    }

    /// Asserts the same for all other commands, including those that only read.
    async fn refuses_commands(&self, file: &Path, words: &[&str]) {
        let (data, url, copy) = (self.file("data"), url(file), self.file("copy.db"));
        let (data, copy) = (data.to_str().unwrap(), copy.to_str().unwrap());
        for command in [
            &["permissions"][..],
            &["user", "add", "zoe"],
            &["adopt", "--dry-run"],
            &["adopt"],
            &["backup", copy],
        ] {
            let before = traces(file);
            let arguments = [command, &["--data", data, "--database", &url]].concat();
            let finished = run(&arguments, &[], "").await;
            assert_refused(&finished, words);
            assert_untouched(file, &before, &finished);
        }
    }
}

fn assert_refused(finished: &Finished, words: &[&str]) {
    assert_eq!(finished.status.code(), Some(1), "{finished:?}");
    assert_eq!(finished.err.lines().count(), 1, "{finished:?}");
    assert_eq!(finished.out, "", "{finished:?}");
    for word in ["orvale-chat: ", "database"].iter().chain(words) {
        assert!(
            finished.err.contains(word),
            "{word:?} is not in {:?}",
            finished.err
        );
    }
}

/// The bytes of the database and of SQLite's files beside it. The shared memory is only checked for existence,
/// since readers write their state into it.
fn traces(file: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = file.file_name().unwrap().to_str().unwrap();
    std::fs::read_dir(file.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter_map(|entry| {
            let found = entry.file_name().into_string().unwrap();
            let read = found.starts_with(name) && !found.ends_with("-shm");
            let bytes = read.then(|| std::fs::read(entry.path()).unwrap_or_default());
            found
                .starts_with(name)
                .then_some((found, bytes.unwrap_or_default()))
        })
        .collect()
}

fn assert_untouched(file: &Path, before: &BTreeMap<String, Vec<u8>>, finished: &Finished) {
    let after = traces(file);
    assert!(
        after.keys().eq(before.keys()),
        "{:?} became {:?}: {finished:?}",
        before.keys(),
        after.keys()
    );
    for (name, bytes) in before {
        assert!(&after[name] == bytes, "{name} was changed: {finished:?}");
    }
}

fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

async fn sqlite(file: &Path) -> DatabaseConnection {
    let mut options = ConnectOptions::new(format!("{}?mode=rwc", url(file)));
    // A single connection, so that its own lock does not block it.
    options.max_connections(1);
    Database::connect(options).await.unwrap()
}

async fn make(file: &Path, statements: &str) {
    let database = sqlite(file).await;
    database.execute_unprepared(statements).await.unwrap();
    database.close().await.unwrap();
}

/// Copies one of the fixtures to `file`.
fn unpack(packed: &str, file: &Path) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    let unpacked = std::process::Command::new("gunzip")
        .args(["-c", &format!("{folder}/{packed}")])
        .output()
        .unwrap();
    assert!(unpacked.status.success());
    std::fs::write(file, unpacked.stdout).unwrap();
}

/// Creates a database with the server, and stops it.
async fn ours(place: &Place) -> PathBuf {
    let file = place.file("chat.db");
    let data = place.file("data");
    let server = Process::start(
        &["--data", data.to_str().unwrap(), "--database", &url(&file)],
        &[],
    )
    .await;
    let (status, said) = server.terminate().await;
    assert!(status.success(), "{said:?}");
    file
}

#[tokio::test]
async fn a_file_that_is_not_a_database_is_refused() {
    let place = Place::new();
    let text = place.file("text.db");
    std::fs::write(
        &text,
        "a letter to the editor, and a long one\n".repeat(500),
    )
    .unwrap();
    place.refuses(&text, &["not a database"]).await;
    let folder = place.file("folder.db");
    std::fs::create_dir(&folder).unwrap();
    place.refuses(&folder, &["folder.db"]).await;
    let half = ours(&place).await;
    let bytes = std::fs::read(&half).unwrap();
    std::fs::write(&half, &bytes[..bytes.len() / 2]).unwrap();
    // A log left beside the file would restore it.
    for beside in ["chat.db-wal", "chat.db-shm"] {
        drop(std::fs::remove_file(place.file(beside)));
    }
    place.refuses(&half, &[]).await;
}

#[tokio::test]
async fn another_programs_database_is_refused() {
    let place = Place::new();
    let recipes = place.file("recipes.db");
    make(
        &recipes,
        "CREATE TABLE recipes (id INTEGER PRIMARY KEY, name TEXT)",
    )
    .await;
    place.refuses(&recipes, &["not Orvale's", "recipes"]).await;
    place
        .refuses_commands(&recipes, &["not Orvale's", "recipes"])
        .await;
    let users = place.file("users.db");
    make(
        &users,
        "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT)",
    )
    .await;
    place
        .refuses(&users, &["not Orvale's", "password_hash"])
        .await;
}

#[tokio::test]
async fn another_programs_database_in_wal_mode_is_refused() {
    let place = Place::new();
    let file = place.file("recipes.db");
    let in_use = sqlite(&file).await;
    let statements = "PRAGMA journal_mode = WAL; CREATE TABLE recipes (name TEXT)";
    in_use.execute_unprepared(statements).await.unwrap();
    // The rows are only in the log beside the file.
    place.refuses(&file, &["not Orvale's", "recipes"]).await;
    place.refuses_commands(&file, &["recipes"]).await;
    in_use.close().await.unwrap();
    assert_eq!(traces(&file).len(), 1);
    place.refuses(&file, &["not Orvale's", "recipes"]).await;
    place.refuses_commands(&file, &["recipes"]).await;
}

#[tokio::test]
async fn a_newer_database_is_refused() {
    let place = Place::new();
    let file = ours(&place).await;
    make(
        &file,
        "INSERT INTO chat_migrations (version, applied_at) VALUES ('m9999_from_the_future', 0);
         PRAGMA wal_checkpoint(TRUNCATE)",
    )
    .await;
    place
        .refuses(&file, &["newer", "m9999_from_the_future"])
        .await;
    place.refuses_commands(&file, &["newer"]).await;
}

#[tokio::test]
async fn a_database_to_adopt_is_refused() {
    let place = Place::new();
    let file = place.file("orvale.db");
    unpack("orvale-with-node-chat.db.gz", &file);
    let words = ["orvale-chat adopt --dry-run", "orvale-chat adopt"];
    place.refuses(&file, &words).await;
    let (data, url, copy) = (place.file("data"), url(&file), place.file("copy.db"));
    let command = async |command: &[&str]| {
        let at = ["--data", data.to_str().unwrap(), "--database", &url];
        run(&[command, &at].concat(), &[], "").await
    };
    let before = traces(&file);
    for refused in [&["permissions"][..], &["user", "add", "zoe"]] {
        let finished = command(refused).await;
        assert_refused(&finished, &words);
        assert_untouched(&file, &before, &finished);
    }
    // A dry run works, and changes nothing.
    for done in [
        &["adopt", "--dry-run"][..],
        &["backup", copy.to_str().unwrap()],
    ] {
        let finished = command(done).await;
        assert!(finished.status.success(), "{finished:?}");
        assert_untouched(&file, &before, &finished);
    }
    assert!(copy.exists());
}

#[tokio::test]
async fn commands_refuse_a_database_that_is_not_up_to_date() {
    let place = Place::new();
    let orvale = place.file("orvale.db");
    unpack("orvale.db.gz", &orvale);
    let older = ours(&place).await;
    make(
        &older,
        "DELETE FROM chat_migrations WHERE version = (SELECT MAX(version) FROM chat_migrations)",
    )
    .await;
    for file in [orvale, older] {
        let (data, url) = (place.file("data"), url(&file));
        let before = traces(&file);
        let at = ["--data", data.to_str().unwrap(), "--database", &url];
        let finished = run(&[&["permissions"][..], &at].concat(), &[], "").await;
        assert_refused(&finished, &["up to date", "start the server"]);
        assert_untouched(&file, &before, &finished);
    }
}

#[tokio::test]
async fn a_locked_database_is_refused() {
    let place = Place::new();
    let file = ours(&place).await;
    let holder = sqlite(&file).await;
    holder.execute_unprepared("BEGIN EXCLUSIVE").await.unwrap();
    let (data, url) = (place.file("data"), url(&file));
    let add = [
        "user",
        "add",
        "zoe",
        "--data",
        data.to_str().unwrap(),
        "--database",
        &url,
    ];
    let finished = run(&add, &[], "").await;
    assert_refused(&finished, &["locked"]);
    holder.execute_unprepared("COMMIT").await.unwrap();
    holder.close().await.unwrap();
    // Once the lock is released the command works, and it had changed nothing before.
    let finished = run(&add, &[], "").await;
    assert!(finished.status.success(), "{finished:?}");
}

#[tokio::test]
async fn a_read_only_database_is_refused() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let place = Place::new();
    let file = ours(&place).await;
    let (folder, data) = (place.folder.path(), place.file("data"));
    let mode = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(&file, 0o444);
    mode(folder, 0o555);
    let before = traces(&file);
    // Root can write everything, so run the server as another user, from a folder which that user can read.
    let program = env!("CARGO_BIN_EXE_orvale-chat");
    let elsewhere = tempfile::tempdir().unwrap();
    let mut command = if std::fs::metadata(folder).unwrap().uid() == 0 {
        std::fs::remove_dir_all(&data).unwrap();
        mode(elsewhere.path(), 0o755);
        let copy = elsewhere.path().join("orvale-chat");
        std::fs::copy(program, &copy).unwrap();
        let program = copy.to_str().unwrap();
        let mut command = tokio::process::Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", program]);
        command
    } else {
        tokio::process::Command::new(program)
    };
    command.env_remove("ORVALE_CHAT_TEST_POSTGRES");
    command.env("ORVALE_CHAT_JWT_SECRET", crate::support::SECRET);
    command
        .args(["--listen", "127.0.0.1:0", "--data"])
        .arg(&data);
    command.args(["--database", &url(&file)]).kill_on_drop(true);
    let output = crate::support::within("the program", command.output())
        .await
        .unwrap();
    mode(folder, 0o755);
    let finished = Finished {
        status: output.status,
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    };
    assert_refused(&finished, &["cannot be written", "rights"]);
    assert_untouched(&file, &before, &finished);
}

#[tokio::test]
async fn invalid_urls_are_refused() {
    let place = Place::new();
    for (url, words) in [
        (
            "mysql://localhost/orvale",
            &["sqlite://", "postgres://"][..],
        ),
        ("orvale.db", &["sqlite://", "postgres://"]),
        ("", &["sqlite://", "postgres://"]),
        (
            "sqlite:///no/such/folder/chat.db",
            &["/no/such/folder/chat.db"],
        ),
        (
            "postgres://me:a-password@127.0.0.1:1/orvale",
            &["127.0.0.1:1/orvale"],
        ),
    ] {
        let finished = place.start(url).await;
        assert!(
            matches!(finished.status.code(), Some(1 | 2)),
            "{url} {finished:?}"
        );
        assert_eq!(finished.err.lines().count(), 1, "{url} {finished:?}");
        assert!(finished.err.contains("database"), "{url} {finished:?}");
        for word in words {
            assert!(finished.err.contains(word), "{url} {finished:?}");
        }
        assert!(!finished.err.contains("a-password"), "{finished:?}");
    }
}
