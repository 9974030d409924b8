//! Keeps the files of the data folder private: the database holds password hashes and messages.

use std::{
    fs::{Permissions, metadata, set_permissions},
    io,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::Path,
};

/// A database file, and what SQLite keeps beside it.
const SUFFIXES: [&str; 4] = ["", "-wal", "-shm", "-journal"];
const OTHERS: u32 = 0o077;

/// Takes the rights of other users on the database at `path`, which earlier versions created
/// readable by everyone. Leaves files that belong to another user as they are.
///
/// # Errors
/// When the mode of a file of this user cannot be changed.
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
