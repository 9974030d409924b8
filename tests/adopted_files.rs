//! The files of the Node server, which stay where they were.

use sea_orm::ConnectionTrait as _;
use serde_json::json;

use crate::{
    attached::copy_of,
    files::{PNG, fetch, path},
};

const PICTURE: &str = "43162648-083f-45b4-a2e7-52b9dd4c8c18";
const PDF: &str = "a1765db2-d0a7-4429-befb-b214924cacce";
const LOST: &str = "6fe6bd42-2f35-429e-8710-54c78880c599";

#[tokio::test]
async fn adopted_files_are_served_and_lost_ones_say_so() {
    let mut daemon = copy_of("orvale-with-node-chat.db.gz").await;
    let folder = daemon.folder.path().join("uploads/chat");
    std::fs::create_dir_all(&folder).unwrap();
    let picture = folder.join("2c4a2095-7741-4cfc-8473-05f5b10e508d.jpeg");
    std::fs::write(&picture, PNG).unwrap();
    // It is not what its name and its sender said.
    let html = b"<!doctype html><script>alert(1)</script>";
    std::fs::write(
        folder.join("29d7297f-391c-42ef-ad32-a22070bd07a0.pdf"),
        html,
    )
    .unwrap();
    let root = daemon.folder.path().display().to_string();
    let adopted = daemon.run(&["adopt", "--files", &root]).await;
    assert!(adopted.status.success(), "{adopted:?}");
    let database = daemon.open_database().await;
    let private = "UPDATE chat_channels SET type = 'private' WHERE id = 1";
    database.writer().execute_unprepared(private).await.unwrap();
    database.close().await.unwrap();
    daemon.start().await;
    let reader = daemon.rest("e603876");
    let shown = fetch(&reader, &path(PICTURE), &[]).await;
    assert_eq!((shown.status.as_u16(), shown.bytes.as_slice()), (200, PNG));
    assert_eq!(shown.header("content-type"), "image/png");
    assert!(shown.header("content-disposition").starts_with("inline"));
    let part = fetch(&reader, &path(PICTURE), &[("range", "bytes=1-3")]).await;
    assert_eq!(
        (part.status.as_u16(), part.bytes.as_slice()),
        (206, b"PNG".as_slice())
    );
    let pdf = fetch(&reader, &path(PDF), &[]).await;
    assert_eq!(
        (pdf.status.as_u16(), pdf.bytes.as_slice()),
        (200, html.as_slice())
    );
    assert_eq!(pdf.header("content-type"), "application/octet-stream");
    assert!(pdf.header("content-disposition").starts_with("attachment"));

    let lost = reader.get(&path(LOST)).await;
    assert_eq!(
        lost.body["detail"],
        "this file is missing from Orvale's folder"
    );
    assert_eq!(lost.problem(404), "not_found");
    let info = reader.get(&(path(LOST) + "/info")).await.ok();
    assert_eq!(info["missing"], json!(true));
    let info = reader.get(&(path(PICTURE) + "/info")).await.ok();
    assert_eq!(info.get("missing"), None);

    // Whoever is not in its channel learns nothing of a file, not even that it is lost.
    let outsider = daemon.rest("e999003");
    let made_up = path("00000000-0000-4000-8000-000000000000");
    for part in ["", "/info", "/link", "/thumbnail"] {
        let absent = outsider.get(&(made_up.clone() + part)).await;
        for one in [PICTURE, PDF, LOST] {
            let hidden = outsider.get(&(path(one) + part)).await;
            assert_eq!(hidden.text, absent.text, "{one}{part}");
        }
        assert_eq!(absent.problem(404), "not_found");
    }

    // What was lost before the adoption is no news; what was lost afterwards is.
    let sound = daemon.run(&["files", "check"]).await;
    assert!(sound.status.success(), "{sound:?}");
    std::fs::remove_file(&picture).unwrap();
    let wrong = daemon.run(&["files", "check"]).await;
    assert_eq!(wrong.status.code(), Some(1));
    assert_eq!(wrong.out.trim(), PICTURE);
    assert_eq!(reader.get(&path(PICTURE)).await.problem(404), "not_found");
}
