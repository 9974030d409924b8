//! The server's files are readable only by its own user; it does not change the mode of other files.

use std::{
    fs::{Permissions, metadata, read_dir, set_permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use crate::support::{Daemon, Process, SECRET};

fn mode(path: &Path) -> u32 {
    metadata(path).unwrap().permissions().mode() & 0o777
}

/// The names and modes of the files in a folder that others can read.
fn readable_by_others(folder: &Path) -> Vec<(String, u32)> {
    let files = read_dir(folder).unwrap().map(|entry| entry.unwrap());
    files
        .map(|file| {
            let name = file.file_name().into_string().unwrap();
            (name, mode(&file.path()))
        })
        .filter(|(_, mode)| mode & 0o077 != 0)
        .collect()
}

#[tokio::test]
async fn only_the_servers_user_can_read_the_data_folder() {
    let parent = tempfile::tempdir().unwrap();
    let data = parent.path().join("data");
    // The folder exists, and everyone can read it.
    std::fs::create_dir(&data).unwrap();
    set_permissions(&data, Permissions::from_mode(0o755)).unwrap();
    let arguments = ["--data", data.to_str().unwrap()];
    let ajar = ["sh", "-c", "umask 0; exec \"$0\" \"$@\""];
    let server = Process::start_through(&ajar, &arguments, &[]).await;
    let files = read_dir(&data).unwrap().count();
    assert!(files >= 4, "the database, its log, its index, the secret");
    assert_eq!(readable_by_others(&data), []);
    // A crash leaves the log behind, and earlier versions left all files readable.
    server.kill().await;
    for file in read_dir(&data).unwrap() {
        set_permissions(file.unwrap().path(), Permissions::from_mode(0o644)).unwrap();
    }
    let server = Process::start_through(&ajar, &arguments, &[]).await;
    assert_eq!(readable_by_others(&data), []);
    server.terminate().await;
}

#[tokio::test]
async fn a_database_from_elsewhere_keeps_its_mode() {
    let mut daemon = Daemon::on_sqlite().with_people(&["ann"]).await;
    set_permissions(daemon.file(), Permissions::from_mode(0o664)).unwrap();
    daemon.start().await;
    assert_eq!(mode(&daemon.file()), 0o664);
}

#[tokio::test]
async fn a_new_database_elsewhere_is_private_too() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("chat.db");
    let url = format!("sqlite://{}", file.display());
    let data = parent.path().join("data").display().to_string();
    let arguments = ["--data", &data, "--database", &url];
    let secret = [("ORVALE_CHAT_JWT_SECRET", SECRET)];
    let server = Process::start(&arguments, &secret).await;
    assert_eq!(mode(&file), 0o600);
    server.terminate().await;
}
