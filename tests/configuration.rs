//! An invalid configuration prevents the start, with one line that names the problem.

use crate::support::{Process, run};

#[tokio::test]
async fn each_mistake_is_reported_in_one_line_that_names_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let file = folder.path().join("chat.toml");
    std::fs::write(&file, "listn = '127.0.0.1:1'\n").unwrap();
    let file = file.to_str().unwrap();
    let public = "orvale-management-system-secret-key-2025";
    type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], &'a str);
    let cases: [Case<'_>; 10] = [
        (&["--lisen", "x"], &[], "--lisen"),
        (&["--listen", "nowhere"], &[], "--listen"),
        (&["--rate-limits", "maybe"], &[], "--rate-limits"),
        (&["--config", file], &[], "listn"),
        (&["--config", "/no/such/file"], &[], "/no/such/file"),
        (&["--orvale-files", "/no/such"], &[], "orvale_files"),
        (
            &[],
            &[("ORVALE_CHAT_LISTN", "127.0.0.1:1")],
            "ORVALE_CHAT_LISTN",
        ),
        (
            &[],
            &[("ORVALE_CHAT_JWT_SECRET", "short")],
            "ORVALE_CHAT_JWT_SECRET",
        ),
        (
            &[],
            &[("ORVALE_CHAT_JWT_SECRET", "")],
            "ORVALE_CHAT_JWT_SECRET",
        ),
        (
            &[],
            &[("ORVALE_CHAT_JWT_SECRET", public)],
            "ORVALE_CHAT_JWT_SECRET",
        ),
    ];
    for (arguments, variables, named) in cases {
        let arguments = [&["--data", data], arguments].concat();
        let finished = run(&arguments, variables, "").await;
        assert_eq!(
            finished.status.code(),
            Some(2),
            "{arguments:?} {finished:?}"
        );
        assert!(finished.err.contains(named), "{arguments:?} {finished:?}");
        assert_eq!(
            finished.err.lines().count(),
            1,
            "{arguments:?} {finished:?}"
        );
        assert!(!finished.err.contains(public), "a secret is never printed");
    }
}

#[tokio::test]
async fn a_port_in_use_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let first = Process::start(&["--data", data], &[]).await;
    let taken = first.address.to_string();
    let second = run(&["--data", data, "--listen", &taken], &[], "").await;
    assert_eq!(second.status.code(), Some(1));
    assert!(
        second.err.contains("in use") && second.err.contains(&taken),
        "{second:?}"
    );
    assert_eq!(second.err.lines().count(), 1);
    first.kill().await;
}

#[tokio::test]
async fn a_missing_or_foreign_database_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let other = folder.path().join("not-a-database.db");
    std::fs::write(
        &other,
        "this is no database, but a text of some length\n".repeat(40),
    )
    .unwrap();
    let url = format!("sqlite://{}", other.display());
    for arguments in [
        ["--data", data, "--database", &url].as_slice(),
        &[
            "permissions",
            "--data",
            data,
            "--database",
            "sqlite:///no/such/folder/chat.db",
        ],
    ] {
        let finished = run(arguments, &[], "").await;
        assert_eq!(finished.status.code(), Some(1), "{finished:?}");
        assert!(finished.err.contains("database"), "{finished:?}");
        assert_eq!(finished.err.lines().count(), 1, "{finished:?}");
    }
}
