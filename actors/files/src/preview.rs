//! The first lines of a text, for a preview.

/// How many of a file's first bytes are enough for its preview.
pub const HEAD: u64 = 8 * 1024;
/// The most lines of a preview.
const LINES: usize = 40;
/// The most characters of a preview.
const CHARACTERS: usize = 4_000;

/// Returns the first lines of a file that begins with `head`; `None` if it is not text.
#[must_use]
pub fn of(head: &[u8]) -> Option<String> {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The last character may be cut off.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(head.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let is_binary = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() || text.contains(is_binary) {
        return None;
    }
    let lines: String = text.split_inclusive('\n').take(LINES).collect();
    Some(lines.chars().take(CHARACTERS).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_its_first_lines() {
        let lines = |count: usize| "line ü\n".repeat(count);
        assert_eq!(of(lines(3).as_bytes()), Some(lines(3)));
        assert_eq!(of(lines(100).as_bytes()), Some(lines(LINES)));
        let long = "x".repeat(8_000);
        assert_eq!(of(long.as_bytes()).unwrap().len(), CHARACTERS);
        let cut_off = &"aü".as_bytes()[..2];
        assert_eq!(of(cut_off).as_deref(), Some("a"));
    }

    #[test]
    fn other_files_have_none() {
        for head in [
            b"".as_slice(),
            b"  \n",
            b"a\0b",
            b"\xff\xfea\0",
            b"\x1b[31m",
        ] {
            assert_eq!(of(head), None, "{head:?}");
        }
    }
}
