//! Every write is a change of a ledger, so that changes can be audited in one place.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use entity::{
    change::{By, MessageRef},
    ids::{ChannelId, MessageId},
    ledgers::{
        Change,
        accounts::{BlockUser, SetActive},
        idempotency::{ForgetAnswers, Once, RequestKey, Shows},
        messages::DeleteMessage,
    },
};

use super::world::user;

/// The signs of a write, in SQL or in sea-orm's terms.
const WRITES: [&str; 12] = [
    "INSERT ",
    "UPDATE ",
    "DELETE ",
    ".writer(",
    ".begin(",
    ".exec(",
    ".save(",
    ".insert(db",
    "insert_many",
    "update_many",
    "delete_many",
    "execute_",
];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn queries_only_read() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&source.join("queries"));
    assert!(files.len() > 10, "{files:?}");
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let found: Vec<_> = WRITES
            .into_iter()
            .filter(|word| text.contains(word))
            // A backup is written to a separate file; `Sql::run` needs a commit's transaction.
            .filter(|word| !(file.ends_with("backup.rs") && *word == "execute_"))
            .filter(|word| !(file.ends_with("sql.rs") && *word == "execute_"))
            .collect();
        assert!(found.is_empty(), "{}: {found:?}", file.display());
    }
    let ledgers = rust_files(&source.join("ledgers"));
    let written = |file: &&PathBuf| fs::read_to_string(file).unwrap().contains("INSERT ");
    assert!(ledgers.iter().filter(written).count() > 5);
}

/// Outside of this crate, only the schema and the claim use the connection that writes.
#[test]
fn no_other_code_writes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for folder in ["src", "actors/src"] {
        for file in rust_files(&root.join(folder)) {
            let text = fs::read_to_string(&file).unwrap();
            for line in text.lines().filter(|line| line.contains(".writer()")) {
                let known = ["migration::", "claim."];
                assert!(
                    known.iter().any(|caller| line.contains(caller)),
                    "{}: {line}",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn every_change_names_its_author() {
    let message = MessageRef {
        channel_id: ChannelId(1),
        message_id: MessageId(1),
    };
    let delete = DeleteMessage {
        message,
        by: user("ann"),
    };
    assert_eq!(delete.by(), By::User(user("ann")));
    let block = BlockUser {
        user: user("bob"),
        by: user("root"),
    };
    let once = Once {
        request: RequestKey {
            user: user("root"),
            key: "k".into(),
            request_hash: "h".into(),
        },
        change: Some(Box::new(block)),
        shows: Shows::Nothing,
        answer: Arc::new(|_| None),
    };
    assert_eq!(once.by(), By::User(user("root")));
    let deactivate = SetActive {
        user: user("bob"),
        active: false,
        by: By::Operator,
    };
    assert_eq!(deactivate.by(), By::Operator);
    assert_eq!(ForgetAnswers(Vec::new()).by(), By::Server);
}
