//! The keys an operator can set, in one struct for flags, variables and the file alike.
//!
//! Every key is optional here; [`super::Config`] applies the defaults.

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    path::{Path, PathBuf},
};

use clap::Args;
use ipnet::IpNet;
use serde::Deserialize;

use super::{
    Error,
    values::{LogFormat, LogLevel, Switch, Uncheckable, Unchecked},
};

/// The keys an operator can set. The file uses the same names with `_` for `-`.
#[derive(Clone, Debug, Default, Args, Deserialize)]
#[serde(deny_unknown_fields)]
#[command(next_help_heading = "Configuration")]
pub struct Settings {
    /// The address to listen on; port 0 picks a free one [default: 127.0.0.1:8080]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_LISTEN",
        value_name = "ADDRESS:PORT"
    )]
    pub listen: Option<SocketAddr>,

    /// The database: sqlite://PATH or postgres://USER@HOST/NAME; a missing SQLite file is created
    /// [default: sqlite://DATA/orvale-chat.db]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_DATABASE",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database: Option<String>,

    /// The folder for files outside the database, such as the generated secret
    /// [default: ./data]
    #[arg(long, global = true, env = "ORVALE_CHAT_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,

    /// Where uploaded files are kept: a folder, or s3://BUCKET/PREFIX with the credentials and endpoint in AWS_…
    /// variables [default: DATA/files]
    #[arg(long, global = true, env = "ORVALE_CHAT_FILES", value_name = "URL")]
    pub files: Option<String>,

    /// Orvale's folder, whose folder uploads has what its pages attached to tickets
    /// [default: the one given to adopt]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_ORVALE_FILES",
        value_name = "DIR"
    )]
    pub orvale_files: Option<PathBuf>,

    /// The length of the longest file that can be uploaded, in MiB [default: 100]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_MAX_FILE_SIZE",
        value_name = "MIB"
    )]
    pub max_file_size: Option<NonZeroU32>,

    /// How much one user can upload in a day, in MiB [default: 2048]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_UPLOAD_QUOTA",
        value_name = "MIB"
    )]
    pub upload_quota: Option<NonZeroU32>,

    /// How much of the disk uploads leave free, in MiB; messages still work with less
    /// [default: 256]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_MIN_FREE_DISK",
        value_name = "MIB"
    )]
    pub min_free_disk: Option<u32>,

    /// The only files that can be uploaded: endings and media types, such as .pdf,image/*
    /// [default: all]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_ALLOW_FILES",
        value_name = "KIND,…",
        value_delimiter = ','
    )]
    pub allow_files: Option<Vec<String>>,

    /// Files that cannot be uploaded: endings and media types, such as .exe,video/*
    /// [default: none]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_DENY_FILES",
        value_name = "KIND,…",
        value_delimiter = ','
    )]
    pub deny_files: Option<Vec<String>>,

    /// The ClamAV daemon that checks every file: HOST:PORT, or the path of its socket
    /// [default: none]
    #[arg(long, global = true, env = "ORVALE_CHAT_CLAMD", value_name = "ADDRESS")]
    pub clamd: Option<String>,

    /// What becomes of files while the daemon does not answer: they wait, or everyone can fetch them
    /// [default: hold]
    #[arg(long, global = true, env = "ORVALE_CHAT_CLAMD_DOWN", value_enum)]
    pub clamd_down: Option<Unchecked>,

    /// What becomes of files beyond the daemon's limits [default: block]
    #[arg(long, global = true, env = "ORVALE_CHAT_CLAMD_TOO_LARGE", value_enum)]
    pub clamd_too_large: Option<Uncheckable>,

    /// What becomes of encrypted files, if the daemon reports them [default: block]
    #[arg(long, global = true, env = "ORVALE_CHAT_CLAMD_ENCRYPTED", value_enum)]
    pub clamd_encrypted: Option<Uncheckable>,

    /// Add demonstration users (password orvale-demo), channels and tickets [default: false]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_DEMO",
        value_name = "true|false",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub demo: Option<bool>,

    /// Limit actions per user and per address [default: on]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_RATE_LIMITS",
        value_name = "on|off"
    )]
    pub rate_limits: Option<Switch>,

    /// The maximum number of open connections [default: 20000]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_MAX_CONNECTIONS",
        value_name = "N"
    )]
    pub max_connections: Option<NonZeroU32>,

    /// The maximum number of connections from one address; an IPv6 /64 counts as one [default: 500]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_MAX_CONNECTIONS_PER_ADDRESS",
        value_name = "N"
    )]
    pub max_connections_per_address: Option<NonZeroU32>,

    /// The maximum number of WebSockets of one user [default: 20]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_MAX_CONNECTIONS_PER_USER",
        value_name = "N"
    )]
    pub max_connections_per_user: Option<NonZeroU32>,

    /// Further origins whose pages may use the server, separated by commas
    /// [default: none]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_ALLOWED_ORIGINS",
        value_name = "ORIGIN,…",
        value_delimiter = ','
    )]
    pub allowed_origins: Option<Vec<String>>,

    /// Networks whose X-Forwarded-For, X-Forwarded-Proto and PROXY headers are trusted, such as
    /// 10.0.0.0/8, separated by commas [default: none]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_TRUSTED_PROXIES",
        value_name = "CIDR,…",
        value_delimiter = ','
    )]
    pub trusted_proxies: Option<Vec<IpNet>>,

    /// STUN and TURN servers for calls, as URLs like turn:turn.example.org:3478?transport=udp, separated by
    /// commas; the key that this server shares with TURN servers is ORVALE_CHAT_TURN_SECRET [default: none]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_TURN_SERVERS",
        value_name = "URL,…",
        value_delimiter = ','
    )]
    pub turn_servers: Option<Vec<String>>,

    /// Relay calls on this address and port, by UDP and TCP, between people who cannot reach each other
    /// [default: none]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_TURN_LISTEN",
        value_name = "ADDRESS:PORT"
    )]
    pub turn_listen: Option<SocketAddr>,

    /// Forward the audio and video of calls of three or more on this address and UDP port
    /// [default: any free port on the address of --turn-listen or --listen]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_MEDIA_LISTEN",
        value_name = "ADDRESS:PORT"
    )]
    pub media_listen: Option<SocketAddr>,

    /// The address of this server that clients see, for calls [default: that of --media-listen]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_MEDIA_ADDRESS",
        value_name = "ADDRESS"
    )]
    pub media_address: Option<IpAddr>,

    /// Relay calls by TLS as well, on this address and port [default: none]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_TURN_TLS_LISTEN",
        value_name = "ADDRESS:PORT"
    )]
    pub turn_tls_listen: Option<SocketAddr>,

    /// The certificate chain of the relay (PEM) [default: that of --tls-certificate]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_TURN_TLS_CERT",
        value_name = "FILE"
    )]
    pub turn_tls_cert: Option<PathBuf>,

    /// The private key of that certificate (PEM) [default: that of --tls-key]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_TURN_TLS_KEY",
        value_name = "FILE"
    )]
    pub turn_tls_key: Option<PathBuf>,

    /// The host name of the relay that clients see; its certificate must be for it
    /// [default: the address that clients see]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_TURN_HOST",
        value_name = "NAME"
    )]
    pub turn_host: Option<String>,

    /// Private networks to which calls may be relayed, separated by commas [default: none]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_TURN_ALLOW",
        value_name = "CIDR,…",
        value_delimiter = ','
    )]
    pub turn_allow: Option<Vec<IpNet>>,

    /// Connections from trusted proxies begin with a PROXY protocol header, version 1 or 2
    /// [default: off]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_PROXY_PROTOCOL",
        value_name = "on|off"
    )]
    pub proxy_protocol: Option<Switch>,

    /// Serve TLS with this certificate chain (PEM) [default: none]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_TLS_CERTIFICATE",
        value_name = "FILE"
    )]
    pub tls_certificate: Option<PathBuf>,

    /// The private key of the certificate (PEM) [default: none]
    #[arg(long, global = true, env = "ORVALE_CHAT_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,

    /// The format of the log: text or json [default: text]
    #[arg(long, global = true, env = "ORVALE_CHAT_LOG", value_name = "text|json")]
    pub log: Option<LogFormat>,

    /// The least severe level to log: error, warn, info, debug or trace [default: info]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_LOG_LEVEL",
        value_name = "LEVEL"
    )]
    pub log_level: Option<LogLevel>,

    /// How long a login is valid, in seconds [default: 86400]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_TOKEN_LIFETIME",
        value_name = "SECONDS"
    )]
    pub token_lifetime: Option<NonZeroU32>,

    /// How long a message can be edited after it was sent, in seconds; 0 forbids it
    /// [default: unlimited]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_EDIT_WINDOW",
        value_name = "SECONDS"
    )]
    pub edit_window: Option<u32>,

    /// Fetch the pages that messages link to, and show their titles [default: off]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_LINK_PREVIEWS",
        value_name = "on|off"
    )]
    pub link_previews: Option<Switch>,

    /// Networks that are not public whose pages previews may be fetched from, such as 10.0.0.0/8,
    /// separated by commas [default: none]
    #[arg(
        long,
        global = true,
        env = "ORVALE_CHAT_LINK_PREVIEW_NETWORKS",
        value_name = "CIDR,…",
        value_delimiter = ','
    )]
    pub link_preview_networks: Option<Vec<IpNet>>,

    /// Serve the chat page from this folder instead of the one in the binary [default: none]
    #[arg(long, global = true, env = "ORVALE_CHAT_WEB", value_name = "DIR")]
    pub web: Option<PathBuf>,
}

impl Settings {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// When it cannot be read, and those of [`Settings::parse`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error(format!("config: cannot read {}: {error}", path.display())))?;
        Self::parse(&text, &path.display().to_string())
    }

    /// Parses the text of a configuration file called `name`.
    ///
    /// # Errors
    /// One line with the line number, the key and what is allowed.
    pub fn parse(text: &str, name: &str) -> Result<Self, Error> {
        toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| {
                text.as_bytes()[..span.start.min(text.len())]
                    .iter()
                    .filter(|b| **b == b'\n')
                    .count()
                    + 1
            });
            let source = text.lines().nth(line - 1).unwrap_or_default();
            let key = source.split('=').next().unwrap_or_default().trim();
            Error(format!(
                "{name}, line {line}: {key}: {}",
                error.message().replace('\n', " ")
            ))
        })
    }

    /// Fills the keys that are not set from `other`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            listen: self.listen.or(other.listen),
            database: self.database.or(other.database),
            data: self.data.or(other.data),
            files: self.files.or(other.files),
            orvale_files: self.orvale_files.or(other.orvale_files),
            max_file_size: self.max_file_size.or(other.max_file_size),
            upload_quota: self.upload_quota.or(other.upload_quota),
            min_free_disk: self.min_free_disk.or(other.min_free_disk),
            allow_files: self.allow_files.or(other.allow_files),
            deny_files: self.deny_files.or(other.deny_files),
            clamd: self.clamd.or(other.clamd),
            clamd_down: self.clamd_down.or(other.clamd_down),
            clamd_too_large: self.clamd_too_large.or(other.clamd_too_large),
            clamd_encrypted: self.clamd_encrypted.or(other.clamd_encrypted),
            demo: self.demo.or(other.demo),
            rate_limits: self.rate_limits.or(other.rate_limits),
            max_connections: self.max_connections.or(other.max_connections),
            max_connections_per_address: self
                .max_connections_per_address
                .or(other.max_connections_per_address),
            max_connections_per_user: self
                .max_connections_per_user
                .or(other.max_connections_per_user),
            allowed_origins: self.allowed_origins.or(other.allowed_origins),
            trusted_proxies: self.trusted_proxies.or(other.trusted_proxies),
            turn_servers: self.turn_servers.or(other.turn_servers),
            turn_listen: self.turn_listen.or(other.turn_listen),
            media_listen: self.media_listen.or(other.media_listen),
            media_address: self.media_address.or(other.media_address),
            turn_tls_listen: self.turn_tls_listen.or(other.turn_tls_listen),
            turn_tls_cert: self.turn_tls_cert.or(other.turn_tls_cert),
            turn_tls_key: self.turn_tls_key.or(other.turn_tls_key),
            turn_host: self.turn_host.or(other.turn_host),
            turn_allow: self.turn_allow.or(other.turn_allow),
            proxy_protocol: self.proxy_protocol.or(other.proxy_protocol),
            tls_certificate: self.tls_certificate.or(other.tls_certificate),
            tls_key: self.tls_key.or(other.tls_key),
            log: self.log.or(other.log),
            log_level: self.log_level.or(other.log_level),
            token_lifetime: self.token_lifetime.or(other.token_lifetime),
            edit_window: self.edit_window.or(other.edit_window),
            link_previews: self.link_previews.or(other.link_previews),
            link_preview_networks: self.link_preview_networks.or(other.link_preview_networks),
            web: self.web.or(other.web),
        }
    }
}
