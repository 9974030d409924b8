//! A dry run changes nothing and reports exactly what the adoption does; a second adoption changes nothing.

use migration::adopt;

use crate::support::{NODE_CHAT, Sqlite};

#[tokio::test]
async fn a_dry_run_changes_no_byte_and_reports_what_will_happen() {
    let sqlite = Sqlite::fixture(NODE_CHAT).await;
    let before = std::fs::read(&sqlite.path).unwrap();
    let dump = sqlite.dump().await;
    let mut announced = adopt(&sqlite.db, &sqlite.options(true)).await.unwrap();
    assert!(
        std::fs::read(&sqlite.path).unwrap() == before,
        "the file was written to"
    );
    assert_eq!(sqlite.dump().await, dump);
    assert!(announced.dry_run && !announced.nothing_to_do);
    assert!(
        announced.to_string().contains("nothing was changed"),
        "{announced}"
    );

    let done = sqlite.adopt().await.unwrap();
    assert!(!done.dry_run);
    announced.dry_run = false;
    assert_eq!(announced, done);
    assert_ne!(sqlite.dump().await, dump, "the comparison sees a change");
}

#[tokio::test]
async fn a_dry_run_needs_no_permission_to_write() {
    let sqlite = Sqlite::fixture(NODE_CHAT).await;
    let reader = sqlite.connect("ro").await;
    let report = adopt(&reader, &sqlite.options(true)).await.unwrap();
    assert_eq!(report.tables.len(), 7);
}

#[tokio::test]
async fn a_second_adoption_does_nothing_and_reports_that() {
    let sqlite = Sqlite::fixture(NODE_CHAT).await;
    sqlite.adopt().await.unwrap();
    let dump = sqlite.dump().await;
    for dry_run in [false, true] {
        let report = adopt(&sqlite.db, &sqlite.options(dry_run)).await.unwrap();
        assert!(report.nothing_to_do);
        assert!(report.to_string().contains("was adopted on 20"), "{report}");
    }
    assert_eq!(sqlite.dump().await, dump);
    assert_eq!(
        sqlite
            .one::<i64>("SELECT COUNT(*) FROM chat_adoptions")
            .await,
        1
    );
}

#[tokio::test]
async fn the_report_is_stored_and_lists_each_table() {
    let sqlite = Sqlite::fixture(NODE_CHAT).await;
    let report = sqlite.adopt().await.unwrap();
    let kept: String = sqlite.one("SELECT report FROM chat_adoptions").await;
    assert_eq!(kept, serde_json::to_string(&report).unwrap());
    let text = report.to_string();
    for line in [
        "chat_channels -> chat_channels: 4 found, 4 carried over, 0 set aside",
        "chat_messages -> chat_messages: 78 found, 77 carried over, 1 set aside",
        "  1 set aside: its channel_id is not a number",
        "Blocked from the chat: 1 users",
        "  helpdesk_member  call.audio, call.video, call.view_history",
        "  helpdesk_supervisor  call.audio, call.video, call.view_history",
        "  user_presence -> node_user_presence",
        "Set aside in chat_set_aside, each with its reason: 1 rows",
    ] {
        assert!(
            text.lines().any(|other| other == line),
            "{line:?} is not in:\n{text}"
        );
    }
    // Roles without users are not listed.
    assert_eq!(report.missing_call_grants.len(), 2, "{text}");
    let granted = "SELECT COUNT(*) FROM role_permissions WHERE role_id LIKE 'helpdesk_%' \
                   AND permission_id LIKE 'call.%'";
    assert_eq!(sqlite.one::<i64>(granted).await, 0);
}
