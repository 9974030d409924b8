//! Checks of single values, and of those that depend on each other. Each error names the key.

use std::{net::SocketAddr, path::PathBuf};

use files::{
    Location,
    kinds::{Kinds, Pattern},
};

use super::{Error, Scanner, TlsFiles, Uncheckable, Unchecked};

pub(super) fn database(url: String) -> Result<String, Error> {
    let known = ["sqlite://", "postgres://", "postgresql://"];
    if known
        .iter()
        .any(|scheme| url.len() > scheme.len() && url.starts_with(scheme))
    {
        return Ok(url);
    }
    Err(Error(
        "database: must be sqlite://PATH or postgres://USER@HOST/NAME".into(),
    ))
}

pub(super) fn store(url: &str) -> Result<Location, Error> {
    url.parse()
        .map_err(|error: files::NoLocation| Error(format!("files: {error}")))
}

pub(super) fn scanner(
    address: &str,
    (down, too_large, encrypted): (Unchecked, Uncheckable, Uncheckable),
) -> Result<Scanner, Error> {
    let clamd = address.parse();
    let clamd = clamd.map_err(|error: files::clamd::NoAddress| Error(format!("clamd: {error}")))?;
    Ok(Scanner {
        clamd,
        down,
        too_large,
        encrypted,
    })
}

pub(super) fn kinds(allow: Option<Vec<String>>, deny: Option<Vec<String>>) -> Result<Kinds, Error> {
    let patterns = |key: &str, texts: Vec<String>| {
        let parsed = texts.iter().map(|text| text.parse::<Pattern>());
        let parsed: Result<Vec<_>, _> = parsed.collect();
        parsed.map_err(|error| Error(format!("{key}: {error}")))
    };
    match (allow, deny) {
        (Some(allow), None) => Ok(Kinds::Only(patterns("allow_files", allow)?)),
        (None, Some(deny)) => Ok(Kinds::AllBut(patterns("deny_files", deny)?)),
        (None, None) => Ok(Kinds::All),
        (Some(_), Some(_)) => Err(Error("allow_files and deny_files: give one of them".into())),
    }
}

/// Where the relay listens by TLS: with its own certificate, or with that of the page.
pub(super) fn relay_by_tls(
    (plain, listen): (Option<SocketAddr>, Option<SocketAddr>),
    files: (Option<PathBuf>, Option<PathBuf>),
    of_page: Option<&TlsFiles>,
) -> Result<Option<(SocketAddr, TlsFiles)>, Error> {
    let files = match files {
        (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
        (None, None) => None,
        _ => {
            return Err(Error(
                "turn_tls_cert and turn_tls_key: give both or neither".into(),
            ));
        }
    };
    match (listen, files.or_else(|| of_page.cloned())) {
        (None, _) => Ok(None),
        (Some(_), _) if plain.is_none() => {
            Err(Error("turn_tls_listen: needs turn_listen as well".into()))
        }
        (Some(listen), Some(files)) => Ok(Some((listen, files))),
        (Some(_), None) => Err(Error(
            "turn_tls_listen: needs turn_tls_cert and turn_tls_key".into(),
        )),
    }
}

/// Checks that a STUN or TURN server is given as the URL that browsers take.
pub(super) fn relay(url: String) -> Result<String, Error> {
    let schemes = ["stun:", "stuns:", "turn:", "turns:"];
    let host = schemes.iter().find_map(|scheme| url.strip_prefix(scheme));
    match host {
        Some(host) if !host.is_empty() && !host.starts_with('/') && !host.contains(' ') => Ok(url),
        _ => Err(Error(format!(
            "turn_servers: {url:?} is not a URL like turn:turn.example.org:3478?transport=udp"
        ))),
    }
}

/// Checks that an origin has the form in which browsers send it: scheme and authority only.
pub(super) fn origin(origin: String) -> Result<String, Error> {
    let authority = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"));
    match authority {
        Some(host)
            if !host.is_empty()
                && !host.contains(['/', '*', '?', '#', '@', ' '])
                && host
                    .chars()
                    .all(|c| c.is_ascii_graphic() && !c.is_ascii_uppercase()) =>
        {
            Ok(origin)
        }
        _ => Err(Error(format!(
            "allowed_origins: {origin:?} is not an origin like https://desk.example.org (lower \
             case, no path, no wildcard)"
        ))),
    }
}

pub(super) fn folder(key: &str, folder: PathBuf) -> Result<PathBuf, Error> {
    if folder.is_dir() {
        return Ok(folder);
    }
    Err(Error(format!(
        "{key}: {} is not a folder",
        folder.display()
    )))
}
