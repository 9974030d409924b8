//! Converts the uploaded files, and checks whether each still exists on disk.
//!
//! Files are never read, moved or changed.

use std::path::{Component, Path};

use super::{channels::Channels, records::File, report::MissingFile, source::Row, tally::Tally};

/// Converts every file. Files that are not under `root` are kept, and listed in the report.
pub(super) fn plan(
    rows: &[Row],
    root: &Path,
    channels: &Channels,
    tally: &mut Tally,
    now: i64,
) -> (Vec<File>, Vec<MissingFile>) {
    let mut files = Vec::with_capacity(rows.len());
    let mut missing = Vec::new();
    for row in rows {
        match file(row, root, channels, tally, now) {
            Ok(file) => {
                if file.missing {
                    missing.push(MissingFile {
                        id: file.id.clone(),
                        name: file.original_filename.clone(),
                        path: file.file_path.clone(),
                    });
                }
                files.push(file);
            }
            Err(reason) => tally.set_aside(row, reason),
        }
    }
    (files, missing)
}

fn file(
    row: &Row,
    root: &Path,
    channels: &Channels,
    tally: &mut Tally,
    now: i64,
) -> Result<File, &'static str> {
    let id = row.text("id").ok_or("it has no id")?;
    let channel_id = channels.of(row)?;
    let stored_filename = row.text("stored_filename").unwrap_or_default();
    let file_path = row
        .text("file_path")
        .unwrap_or_else(|| stored_filename.clone());
    let uploaded = if row.value("upload_date").is_null() {
        "uploaded_at"
    } else {
        "upload_date"
    };
    if is_outside(&file_path) {
        tally.changed("path outside of the files folder: marked as missing");
    }
    Ok(File {
        channel_id,
        user_id: row.text("user_id").ok_or("it has no uploader")?,
        original_filename: row.text("original_filename").unwrap_or_else(|| id.clone()),
        file_size: row.integer("file_size").unwrap_or_default().max(0),
        file_type: row.text("file_type").unwrap_or_else(|| "file".to_owned()),
        mime_type: row
            .text("mime_type")
            .unwrap_or_else(|| "application/octet-stream".to_owned()),
        missing: is_outside(&file_path) || !root.join(&file_path).is_file(),
        uploaded_at: tally.time(row, uploaded, now),
        id,
        stored_filename,
        file_path,
    })
}

/// Returns whether a relative path leaves its folder.
fn is_outside(path: &str) -> bool {
    let inside = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    path.is_empty() || !Path::new(path).components().all(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_not_leave_its_folder() {
        for path in ["uploads/chat/a.png", "./a.png", "a..b"] {
            assert!(!is_outside(path), "{path}");
        }
        for path in ["", "/etc/passwd", "../a", "uploads/../../a"] {
            assert!(is_outside(path), "{path}");
        }
    }
}
