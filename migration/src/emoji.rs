//! The one form in which each emoji is kept.

/// The form that Unicode recommends; what is no emoji stays as it is.
pub(crate) fn recommended(text: &str) -> &str {
    emojis::get(text)
        .or_else(|| emojis::get(&text.replace('\u{fe0f}', "")))
        .map_or(text, emojis::Emoji::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emoji_has_one_form() {
        assert_eq!(recommended("\u{2764}"), "\u{2764}\u{fe0f}");
        assert_eq!(recommended("\u{2705}\u{fe0f}"), "\u{2705}");
        assert_eq!(recommended("+"), "+");
    }
}
