//! The chat page, the widget and the demo's host page, as files inside the binary.
//!
//! Files and nothing else: which address a file answers, how long it is cached and under which
//! policy is for whoever serves it. Beside each larger text file lie its compressed forms, under its
//! name with `.br` and `.gz` behind it. Debug builds hold the files too, and read none at run time.

use std::borrow::Cow;

use bytes::Bytes;
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "$ORVALE_CHAT_WEB_EMBEDDED"]
struct Files;

/// The file at `path` (relative, `/` between parts, e.g. `chat.html` or `widget.js.br`), without
/// copying it.
#[must_use]
pub fn asset(path: &str) -> Option<Bytes> {
    Some(match Files::get(path)?.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    })
}

/// The paths of all files.
pub fn paths() -> impl Iterator<Item = Cow<'static, str>> {
    Files::iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_and_the_widget_are_there_with_their_compressed_forms() {
        for path in [
            "chat.html",
            "widget.js",
            "widget.js.br",
            "widget.js.gz",
            "demo/host.html",
        ] {
            assert!(asset(path).is_some_and(|bytes| !bytes.is_empty()), "{path}");
        }
        assert!(
            paths()
                .any(|path| path.starts_with("assets/widget/panel-") && path.ends_with(".js.br"))
        );
        assert!(paths().any(|path| path.starts_with("assets/") && path.ends_with(".js.br")));
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        for path in [
            "",
            "nothing.js",
            "../Cargo.toml",
            "/chat.html",
            "assets",
            "widget/",
        ] {
            assert!(asset(path).is_none(), "{path}");
        }
    }

    #[test]
    fn a_file_is_borrowed_from_the_binary() {
        let (one, other) = (asset("chat.html"), asset("chat.html"));
        assert_eq!(
            one.map(|bytes| bytes.as_ptr()),
            other.map(|bytes| bytes.as_ptr())
        );
    }
}
