//! Restricts the files of the data folder to their owner: they hold password hashes and messages.

use std::{
    fs::{Permissions, metadata, set_permissions},
    io,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::Path,
};

/// The suffixes of a database file and of SQLite's files beside it.
const SUFFIXES: [&str; 4] = ["", "-wal", "-shm", "-journal"];
const OTHERS: u32 = 0o077;

/// Removes other users' access to the database at `path`, since earlier versions created it readable by
/// everyone. Leaves files of other owners as they are.
///
/// # Errors
/// When the mode of one of this user's files cannot be changed.
pub(super) fn protect(path: &Path) -> io::Result<()> {
    let this_user = metadata("/proc/self").map(|process| process.uid());
    for suffix in SUFFIXES {
        let mut file = path.as_os_str().to_owned();
        file.push(suffix);
        let Ok(found) = metadata(&file) else { continue };
        let mode = found.mode() & 0o777;
        if mode & OTHERS != 0 && this_user.as_ref().is_ok_and(|user| *user == found.uid()) {
            set_permissions(&file, Permissions::from_mode(mode & !OTHERS))?;
        }
    }
    Ok(())
}
