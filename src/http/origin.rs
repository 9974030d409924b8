//! Origins: which web pages may use this server.
//!
//! A browser always sends the page's origin when it opens a WebSocket. Requests without an origin do not
//! come from a browser and are allowed, because such a client could claim any origin.

use http::{HeaderMap, Uri, header};

/// True if pages of this request's origin may use the server.
#[must_use]
pub fn is_allowed(headers: &HeaderMap, uri: &Uri, secure: bool, allowed: &[String]) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let Some(origin) = origins.next() else {
        return true;
    };
    let (Ok(origin), None) = (origin.to_str(), origins.next()) else {
        return false;
    };
    allowed.iter().any(|known| known == origin) || is_own(origin, headers, uri, secure)
}

/// True if `origin` is the one under which the client reached this server. An `http` page is of another
/// origin than an `https` server. An `https` page may reach us over `http`, behind a proxy that
/// terminates TLS.
fn is_own(origin: &str, headers: &HeaderMap, uri: &Uri, secure: bool) -> bool {
    let host = uri
        .authority()
        .map(http::uri::Authority::as_str)
        .or_else(|| headers.get(header::HOST).and_then(|h| h.to_str().ok()));
    let (Some(host), Some((scheme, authority))) = (host, origin.split_once("://")) else {
        return false;
    };
    let known_scheme = scheme == "https" || scheme == "http" && !secure;
    known_scheme && !host.is_empty() && authority == host
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(origin: Option<&str>, host: &str, secure: bool) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().expect("host"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().expect("origin"));
        }
        let allowed = ["https://desk.example.org".to_owned()];
        is_allowed(
            &headers,
            &Uri::from_static("/api/chat/ws"),
            secure,
            &allowed,
        )
    }

    #[test]
    fn only_exact_origins_are_allowed() {
        let host = "chat.example.org:8080";
        for (origin, secure, expected) in [
            (None, false, true),
            (Some("http://chat.example.org:8080"), false, true),
            (Some("https://chat.example.org:8080"), false, true),
            (Some("http://chat.example.org:8080"), true, false),
            (Some("https://desk.example.org"), false, true),
            (Some("http://desk.example.org"), false, false),
            (Some("https://desk.example.org.evil.org"), false, false),
            (Some("https://evil.org"), false, false),
            (Some("http://chat.example.org"), false, false),
            (Some("null"), false, false),
            (
                Some("chrome-extension://chat.example.org:8080"),
                false,
                false,
            ),
        ] {
            assert_eq!(check(origin, host, secure), expected, "{origin:?}");
        }
    }

    #[test]
    fn two_origins_are_none() {
        let mut headers = HeaderMap::new();
        headers.append(header::ORIGIN, "https://a.example".parse().expect("origin"));
        headers.append(header::ORIGIN, "https://b.example".parse().expect("origin"));
        let allowed = ["https://a.example".to_owned()];
        assert!(!is_allowed(
            &headers,
            &Uri::from_static("/"),
            false,
            &allowed
        ));
    }
}
