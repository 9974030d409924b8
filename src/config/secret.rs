//! The secret that signs tokens: given by `ORVALE_CHAT_JWT_SECRET`, or generated once and stored.
//!
//! Anyone who knows the secret can log in as every user, so the server refuses to start with a publicly
//! known one.

use std::{
    env::VarError,
    fmt,
    io::{Read as _, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
};

use rand::RngCore as _;

use super::Error;

/// The variable with the secret. There is no flag, because process lists show flags.
pub const VARIABLE: &str = "ORVALE_CHAT_JWT_SECRET";
/// The file in the data folder with a generated secret.
pub const FILE: &str = "jwt-secret";
const SHORTEST: usize = 32;

/// The letters and digits of secrets that are published in code or documentation.
const PUBLIC: [&str; 17] = [
    "orvalemanagementsystemsecretkey2025",
    "your256bitsecret",
    "astringsecretatleast256bitslong",
    "yoursecretkey",
    "yoursecretkeychangeinproduction",
    "yoursecretkeychangethisinproduction",
    "yoursecretkeychangethisinproductionplease",
    "yoursupersecretjwtkey",
    "yoursupersecretjwttokenwithatleast32characterslong",
    "yoursupersecretjwtkeychangeinproduction",
    "yoursupersecretjwtkeychangethisinproduction",
    "yoursupersecretkeychangeinproduction",
    "changethissecretinproduction",
    "secret",
    "changeme",
    "abcdefghijklmnopqrstuvwxyz",
    "abcdefghijklmnopqrstuvwxyz0123456789",
];

/// The secret that signs tokens. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// The variable with the key that the server shares with TURN servers.
const OF_RELAYS: &str = "ORVALE_CHAT_TURN_SECRET";

/// The key that the server shares with TURN servers.
#[derive(Clone, PartialEq, Eq)]
pub struct RelayKey(String);

impl fmt::Debug for RelayKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RelayKey(…)")
    }
}

impl RelayKey {
    /// The key in the environment, if there is one.
    #[must_use]
    pub fn from_environment() -> Option<Self> {
        let key = std::env::var(OF_RELAYS).ok();
        key.filter(|key| !key.is_empty()).map(Self)
    }

    /// The key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// Accepts a secret that is long enough and not publicly known.
    ///
    /// # Errors
    /// Says what is wrong, without the secret itself.
    pub fn new(secret: String, source: &str) -> Result<Self, Error> {
        let refuse = |why: &str| Err(Error(format!("{source}: {why}")));
        if secret.is_empty() {
            return refuse("is empty; give at least 32 random bytes, or unset it");
        }
        if is_public(&secret) {
            return refuse("is publicly known, so anyone could forge a login; choose another");
        }
        if secret.len() < SHORTEST {
            return refuse("is shorter than 32 bytes; give at least 32 random bytes");
        }
        if is_repetitive(&secret) {
            return refuse("repeats a few characters; give at least 32 random bytes");
        }
        Ok(Self(secret))
    }

    /// Reads the secret in [`VARIABLE`]; `None` if it is not set.
    ///
    /// # Errors
    /// When it is not UTF-8, and as [`Secret::new`].
    pub fn from_environment() -> Result<Option<Self>, Error> {
        match std::env::var(VARIABLE) {
            Ok(secret) => Self::new(secret, VARIABLE).map(Some),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => Err(Error(format!("{VARIABLE}: is not UTF-8"))),
        }
    }

    /// Returns its bytes, for signing.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Reads the secret in the folder `data`, or generates it there.
    ///
    /// # Errors
    /// When the file cannot be read or written, or has a weak secret.
    pub fn kept_in(data: &Path) -> Result<Self, Error> {
        let path = data.join(FILE);
        let failed = |what: &str, error: std::io::Error| {
            Error(format!("data: cannot {what} {}: {error}", path.display()))
        };
        match std::fs::File::open(&path) {
            Ok(mut file) => {
                let mut text = String::new();
                file.read_to_string(&mut text)
                    .map_err(|error| failed("read", error))?;
                if file
                    .metadata()
                    .is_ok_and(|m| m.permissions().mode() & 0o077 != 0)
                {
                    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))
                        .map_err(|error| failed("protect", error))?;
                }
                Self::new(text.trim_end().to_owned(), &path.display().to_string())
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let secret = random_hex();
                // Written to a temporary file and linked into place: a crash leaves no partial secret,
                // and two servers that start at the same time use the same one.
                let draft = data.join(format!("{FILE}.{}", std::process::id()));
                let written = std::fs::OpenOptions::new()
                    .write(true)
                    .create(true)
                    .truncate(true)
                    .mode(0o600)
                    .open(&draft)
                    .and_then(|mut file| {
                        writeln!(file, "{secret}")?;
                        file.sync_all()
                    })
                    .and_then(|()| std::fs::hard_link(&draft, &path));
                let _ = std::fs::remove_file(&draft);
                match written {
                    Ok(()) => Self::new(secret, FILE),
                    Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Self::kept_in(data),
                    Err(e) => Err(failed("write", e)),
                }
            }
            Err(error) => Err(failed("read", error)),
        }
    }
}

/// Returns whether the secret is a publicly known one, ignoring punctuation and repetition.
fn is_public(secret: &str) -> bool {
    let bare: String = secret
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    PUBLIC
        .iter()
        .any(|known| !bare.is_empty() && bare.replace(known, "").is_empty())
}

fn is_repetitive(secret: &str) -> bool {
    let mut bytes = secret.as_bytes().to_vec();
    bytes.sort_unstable();
    bytes.dedup();
    bytes.len() < 8
}

/// Returns 32 random bytes as 64 hexadecimal digits.
fn random_hex() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_secrets_are_refused_without_being_repeated() {
        let weak = [
            String::new(),
            "tiny-secret".into(),
            "orvale-management-system-secret-key-2025".into(),
            "Your-256-bit-secret".into(),
            "your-256-bit-secret-your-256-bit-secret".into(),
            "your_secret_key change this in production".into(),
            "secretsecretsecretsecretsecretsecret".into(),
            "abcdefghijklmnopqrstuvwxyz0123456789".into(),
            "a".repeat(64),
            "x".repeat(31),
        ];
        for secret in weak {
            let error = Secret::new(secret.clone(), VARIABLE).expect_err("weak").0;
            assert!(error.starts_with(VARIABLE), "{error}");
            assert!(secret.is_empty() || !error.contains(&secret), "{error}");
        }
        assert!(Secret::new(random_hex(), VARIABLE).is_ok());
    }

    #[test]
    fn a_generated_secret_is_kept_and_private() {
        let data = tempfile::tempdir().expect("temp dir");
        let first = Secret::kept_in(data.path()).expect("generated");
        let again = Secret::kept_in(data.path()).expect("kept");
        assert_eq!(first, again);
        let mode = std::fs::metadata(data.path().join(FILE))
            .expect("exists")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(data.path()).expect("dir").count(), 1);
    }

    #[test]
    fn a_weak_kept_secret_stops_the_start() {
        let data = tempfile::tempdir().expect("temp dir");
        std::fs::write(data.path().join(FILE), "\n").expect("written");
        assert!(Secret::kept_in(data.path()).is_err());
    }
}
