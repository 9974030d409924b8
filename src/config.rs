//! Configuration: the operator's settings, and the resulting values that the server runs with.
//!
//! Flags override `ORVALE_CHAT_*` variables, which override the file named by `--config`, which
//! overrides the defaults. This is the only place that reads the environment; nothing here opens a
//! database or a socket.

mod check;
pub mod secret;
pub mod settings;
mod values;

use std::{
    ffi::OsString,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    num::NonZeroU32,
    path::{Path, PathBuf},
    time::Duration,
};

use files::{Location, clamd::Clamd, kinds::Kinds};
use ipnet::IpNet;

pub use secret::{RelayKey, Secret};
pub use settings::Settings;
pub use values::{LogFormat, LogLevel, Switch, Uncheckable, Unchecked};

/// Why the configuration is invalid: one line that names the key.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub struct Error(pub String);

/// The values that the server runs with, one for each key.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to accept connections; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The database's URL.
    pub database: String,
    /// The folder for files that the server keeps outside the database.
    pub data: PathBuf,
    /// Where uploaded files are kept.
    pub files: Location,
    /// Orvale's folder, in place of the one that an adoption recorded.
    pub orvale_files: Option<PathBuf>,
    /// The length of the longest file that can be uploaded, in bytes.
    pub max_file_size: u64,
    /// How many bytes one user can upload in a day.
    pub upload_quota: u64,
    /// How many bytes of the disk uploads leave free.
    pub min_free_disk: u64,
    /// Which files can be uploaded.
    pub kinds: Kinds,
    /// What checks files before others than their uploader can fetch them.
    pub scanner: Option<Scanner>,
    /// Whether to add the demonstration's people, channels and messages.
    pub demo: bool,
    /// Whether actions are limited per user and address.
    pub rate_limits: bool,
    /// The maximum number of open connections.
    pub max_connections: u32,
    /// The maximum number from one address; an IPv6 /64 counts as one.
    pub max_connections_per_address: u32,
    /// The maximum number of WebSockets of one user.
    pub max_connections_per_user: u32,
    /// Further origins whose pages may use the server; compared exactly.
    pub allowed_origins: Vec<String>,
    /// The networks whose `X-Forwarded-*` and PROXY headers are trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether connections from trusted proxies begin with a PROXY protocol header.
    pub proxy_protocol: bool,
    /// The certificate chain and key in PEM; `None` without TLS.
    pub tls: Option<TlsFiles>,
    /// The format of the log.
    pub log: LogFormat,
    /// The least severe level that is logged.
    pub log_level: LogLevel,
    /// How long a login's token is valid.
    pub token_lifetime: Duration,
    /// How long a message can be edited; `None` for as long as its author likes.
    pub edit_window: Option<Duration>,
    /// Whether the pages that messages link to are fetched.
    pub link_previews: bool,
    /// The networks that are not public whose pages are fetched, too.
    pub link_preview_networks: Vec<IpNet>,
    /// The STUN and TURN servers of calls, as URLs.
    pub turn_servers: Vec<String>,
    /// The key that this server shares with those TURN servers.
    pub turn_secret: Option<RelayKey>,
    /// Where this server relays calls itself.
    pub turn_listen: Option<SocketAddr>,
    /// Where this server forwards the media of calls, by UDP; `None` for any free port.
    pub media_listen: Option<SocketAddr>,
    /// The address that clients see of it.
    pub media_address: Option<IpAddr>,
    /// Where it relays by TLS, and the certificate there.
    pub turn_tls: Option<(SocketAddr, TlsFiles)>,
    /// The host name of the relay that clients see.
    pub turn_host: Option<String>,
    /// The private networks that it relays to.
    pub turn_allow: Vec<IpNet>,
    /// A folder with a built page that replaces the one in the binary.
    pub web: Option<PathBuf>,
    /// The secret that signs tokens; `None` to generate one and keep it in the data folder.
    pub jwt_secret: Option<Secret>,
}

/// What checks files, and what becomes of those that it cannot check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanner {
    /// The daemon.
    pub clamd: Clamd,
    /// What becomes of files while it does not answer.
    pub down: Unchecked,
    /// What becomes of files beyond its limits.
    pub too_large: Uncheckable,
    /// What becomes of encrypted files.
    pub encrypted: Uncheckable,
}

/// The files for TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate chain, leaf first.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

const MEBIBYTE: u64 = 1024 * 1024;

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            database: default_database(Path::new("./data")),
            data: PathBuf::from("./data"),
            files: Location::Folder(PathBuf::from("./data/files")),
            orvale_files: None,
            max_file_size: 100 * MEBIBYTE,
            upload_quota: 2048 * MEBIBYTE,
            min_free_disk: 256 * MEBIBYTE,
            kinds: Kinds::All,
            scanner: None,
            demo: false,
            rate_limits: true,
            max_connections: 20_000,
            max_connections_per_address: 500,
            max_connections_per_user: 20,
            allowed_origins: Vec::new(),
            trusted_proxies: Vec::new(),
            proxy_protocol: false,
            tls: None,
            log: LogFormat::Text,
            log_level: LogLevel::Info,
            token_lifetime: Duration::from_hours(24),
            edit_window: None,
            link_previews: false,
            link_preview_networks: Vec::new(),
            web: None,
            turn_servers: Vec::new(),
            turn_secret: None,
            turn_listen: None,
            media_listen: None,
            media_address: None,
            turn_tls: None,
            turn_host: None,
            turn_allow: Vec::new(),
            jwt_secret: None,
        }
    }
}

fn default_database(data: &Path) -> String {
    format!("sqlite://{}", data.join("orvale-chat.db").display())
}

impl Config {
    /// The folder in which files for a bucket are received.
    #[must_use]
    pub fn work(&self) -> PathBuf {
        self.data.join("files")
    }

    /// Takes each key from flags and variables, which the command line has merged, then from the file at
    /// `file`, then from the defaults.
    ///
    /// # Errors
    /// When a file cannot be read, a key is unknown or a value is not allowed.
    pub fn resolve(given: Settings, file: Option<&Path>) -> Result<Self, Error> {
        let from_file = file.map(Settings::read).transpose()?.unwrap_or_default();
        Self::decide(given.or(from_file))
    }

    fn decide(settings: Settings) -> Result<Self, Error> {
        let default = Self::default();
        let data = settings.data.unwrap_or(default.data);
        let database = match settings.database {
            Some(url) => check::database(url)?,
            None => default_database(&data),
        };
        let files = match settings.files {
            Some(url) => check::store(&url)?,
            None => Location::Folder(data.join("files")),
        };
        let bytes = |given: Option<NonZeroU32>, default: u64| {
            given.map_or(default, |mebibytes| u64::from(mebibytes.get()) * MEBIBYTE)
        };
        let rules = (
            settings.clamd_down.unwrap_or(Unchecked::Hold),
            settings.clamd_too_large.unwrap_or(Uncheckable::Block),
            settings.clamd_encrypted.unwrap_or(Uncheckable::Block),
        );
        let tls = match (settings.tls_certificate, settings.tls_key) {
            (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
            (None, None) => None,
            _ => {
                return Err(Error(
                    "tls_certificate and tls_key: give both or neither".into(),
                ));
            }
        };
        let turn_tls = check::relay_by_tls(
            (settings.turn_listen, settings.turn_tls_listen),
            (settings.turn_tls_cert, settings.turn_tls_key),
            tls.as_ref(),
        )?;
        let trusted_proxies = settings.trusted_proxies.unwrap_or_default();
        let proxy_protocol = is_on(settings.proxy_protocol, false);
        if proxy_protocol && trusted_proxies.is_empty() {
            return Err(Error(
                "proxy_protocol: is on, so trusted_proxies must name who may send it".into(),
            ));
        }
        Ok(Self {
            listen: settings.listen.unwrap_or(default.listen),
            database,
            data,
            files,
            orvale_files: folder("orvale_files", settings.orvale_files)?,
            max_file_size: bytes(settings.max_file_size, default.max_file_size),
            upload_quota: bytes(settings.upload_quota, default.upload_quota),
            min_free_disk: settings
                .min_free_disk
                .map_or(default.min_free_disk, |mebibytes| {
                    u64::from(mebibytes) * MEBIBYTE
                }),
            kinds: check::kinds(settings.allow_files, settings.deny_files)?,
            scanner: settings
                .clamd
                .map(|address| check::scanner(&address, rules))
                .transpose()?,
            demo: settings.demo.unwrap_or(false),
            rate_limits: is_on(settings.rate_limits, true),
            max_connections: number(settings.max_connections, default.max_connections),
            max_connections_per_address: number(
                settings.max_connections_per_address,
                default.max_connections_per_address,
            ),
            max_connections_per_user: number(
                settings.max_connections_per_user,
                default.max_connections_per_user,
            ),
            allowed_origins: settings
                .allowed_origins
                .unwrap_or_default()
                .into_iter()
                .map(check::origin)
                .collect::<Result<_, _>>()?,
            trusted_proxies,
            proxy_protocol,
            tls,
            log: settings.log.unwrap_or(default.log),
            log_level: settings.log_level.unwrap_or(default.log_level),
            token_lifetime: settings.token_lifetime.map_or(default.token_lifetime, |s| {
                Duration::from_secs(s.get().into())
            }),
            edit_window: settings
                .edit_window
                .map(|seconds| Duration::from_secs(seconds.into())),
            link_previews: is_on(settings.link_previews, false),
            link_preview_networks: settings.link_preview_networks.unwrap_or_default(),
            turn_servers: settings
                .turn_servers
                .unwrap_or_default()
                .into_iter()
                .map(check::relay)
                .collect::<Result<_, _>>()?,
            turn_secret: None,
            turn_listen: settings.turn_listen,
            media_listen: settings.media_listen,
            media_address: settings.media_address,
            turn_tls,
            turn_host: settings.turn_host,
            turn_allow: settings.turn_allow.unwrap_or_default(),
            web: folder("web", settings.web)?,
            jwt_secret: None,
        })
    }
}

fn folder(key: &str, given: Option<PathBuf>) -> Result<Option<PathBuf>, Error> {
    given.map(|given| check::folder(key, given)).transpose()
}

fn is_on(switch: Option<Switch>, default: bool) -> bool {
    switch.map_or(default, |s| s == Switch::On)
}

fn number(given: Option<NonZeroU32>, default: u32) -> u32 {
    given.map_or(default, NonZeroU32::get)
}

/// Refuses unknown variables with our prefix, so that a misspelt one is not ignored.
///
/// # Errors
/// Names the first one.
pub fn refuse_unknown_variables(known: &[String]) -> Result<(), Error> {
    refuse_unknown(known, std::env::vars_os().map(|(name, _)| name))
}

fn refuse_unknown(known: &[String], set: impl Iterator<Item = OsString>) -> Result<(), Error> {
    for name in set {
        let Some(name) = name.to_str() else { continue };
        if name.starts_with("ORVALE_CHAT_") && !known.iter().any(|k| k == name) {
            return Err(Error(format!(
                "{name}: unknown variable; see orvale-chat --help"
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, Error> {
        Config::decide(Settings::parse(text, "test.toml")?)
    }

    #[test]
    fn defaults_follow_the_data_folder() {
        let config = parse("data = '/srv/chat'").expect("valid");
        assert_eq!(config.database, "sqlite:///srv/chat/orvale-chat.db");
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert!(config.rate_limits);
    }

    #[test]
    fn what_is_given_first_wins() {
        let given = Settings {
            max_connections: NonZeroU32::new(7),
            ..Settings::default()
        };
        let file = Settings::parse("max_connections = 9\ndemo = true", "f").expect("valid");
        let config = Config::decide(given.or(file)).expect("valid");
        assert_eq!(config.max_connections, 7);
        assert!(config.demo);
    }

    #[test]
    fn each_bad_value_names_its_key() {
        let cases = [
            ("databse = 'x'", "databse"),
            ("database = 'mysql://x'", "database"),
            ("listen = 'nowhere'", "listen"),
            ("allowed_origins = ['*']", "allowed_origins"),
            (
                "allowed_origins = ['https://a.example/']",
                "allowed_origins",
            ),
            ("trusted_proxies = ['ten']", "trusted_proxies"),
            ("tls_key = 'k.pem'", "tls_certificate"),
            ("proxy_protocol = 'on'", "trusted_proxies"),
            ("rate_limits = 'maybe'", "rate_limits"),
            ("max_connections = 0", "max_connections"),
            ("web = '/no/such/folder'", "web"),
            ("jwt_secret = 'x'", "jwt_secret"),
            ("allow_files = ['exe']", "allow_files"),
            ("allow_files = ['.a']\ndeny_files = ['.b']", "deny_files"),
        ];
        for (text, key) in cases {
            let error = parse(text).expect_err(text).0;
            assert!(error.contains(key), "{text}: {error}");
            assert!(!error.contains('\n'), "{text}: {error}");
        }
    }

    #[test]
    fn misspelt_variables_are_refused() {
        let set = |name: &str| [OsString::from(name)].into_iter();
        let known = vec!["ORVALE_CHAT_LISTEN".to_owned()];
        assert!(refuse_unknown(&known, set("ORVALE_CHAT_LISTEN")).is_ok());
        assert!(refuse_unknown(&known, set("PATH")).is_ok());
        assert!(refuse_unknown(&known, set("ORVALE_CHAT_LISTN")).is_err());
    }
}
