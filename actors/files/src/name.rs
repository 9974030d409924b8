//! Names of files: data that is shown, searched and suggested to browsers, never a path.

/// The maximum number of characters.
const LONGEST: usize = 255;
/// The name of a file that has none.
const UNNAMED: &str = "file";

/// Names that Windows gives to devices, whatever stands after a dot.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Makes a name harmless: without folders, control characters, and characters that change the direction of text;
/// no name of a device, and at most 255 characters. A name keeps its ending. What else it has stays as it is.
#[must_use]
pub fn harmless(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().filter(|letter| is_shown(*letter)).collect();
    let shown = shown.trim_end_matches(['.', ' ']).trim_start();
    if shown.is_empty() {
        return UNNAMED.to_owned();
    }
    let shown = shortened(shown);
    if is_device(&shown) {
        return format!("_{shown}");
    }
    shown
}

/// The ending after the last dot, in lower case. It may be the whole name: `.bat` is a program on Windows.
#[must_use]
pub fn ending(name: &str) -> Option<String> {
    let (_, ending) = name.rsplit_once('.')?;
    (!ending.is_empty()).then(|| ending.to_lowercase())
}

fn is_shown(letter: char) -> bool {
    let turns = matches!(letter,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !letter.is_control() && !turns && !matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    let stem = stem.to_lowercase();
    let numbered = |kind: &str| {
        let number = stem.strip_prefix(kind).unwrap_or_default();
        let mut digits = number.chars();
        matches!(
            (digits.next(), digits.next()),
            (Some('0'..='9' | '¹' | '²' | '³'), None)
        )
    };
    DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}

fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= LONGEST {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let kept = match ending.chars().count() {
        0 => 0,
        count if count <= 16 => count + 1,
        _ => 0,
    };
    let first: String = name.chars().take(LONGEST - kept).collect();
    let last: String = name.chars().skip(length - kept).collect();
    first + &last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_as_it_is() {
        for name in [
            "한글_파일.txt",
            "测试文件123.txt",
            "Bu\u{308}.pdf",
            "Bericht – Mai 🚀.zip",
            "a\"b;c.txt",
            "привет",
            ".bashrc",
            "console.log",
            "com10.txt",
            &"x".repeat(255),
        ] {
            assert_eq!(harmless(name), name);
        }
    }

    #[test]
    fn what_harms_is_taken_out() {
        for (name, harmless_name) in [
            ("x\0.png", "x.png"),
            ("invoice\u{202e}gpj.exe", "invoicegpj.exe"),
            ("a\r\nb.txt", "ab.txt"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\me\\a.txt", "a.txt"),
            ("a.txt. .", "a.txt"),
            ("NUL", "_NUL"),
            ("com1.txt", "_com1.txt"),
            ("Con .txt", "_Con .txt"),
            ("", "file"),
            ("..", "file"),
            ("a/", "file"),
        ] {
            assert_eq!(harmless(name), harmless_name, "{name:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = harmless(&format!("{}.pdf", "ü".repeat(400)));
        assert_eq!(name.chars().count(), 255);
        assert!(name.ends_with("ü.pdf"));
        assert_eq!(harmless(&"y".repeat(300)).chars().count(), 255);
        assert_eq!(ending("a.TAR.gz").as_deref(), Some("gz"));
        assert_eq!(ending(".BAT").as_deref(), Some("bat"));
        assert_eq!(ending("LICENSE"), None);
        assert_eq!(ending("a."), None);
    }
}
