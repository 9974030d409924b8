//! Parses `docs/protocol.md`: fenced blocks whose first word is `frame`, and tables.
//!
//! A block's heading is `frame SENDER KIND NAME`; its body is the frame as JSON, a blank line, and
//! the bytes in hexadecimal digits.

use std::fmt::Write as _;

use super::value::Value;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/protocol.md");
const BYTES_A_LINE: usize = 32;

/// Who sends a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sender {
    Client,
    Server,
}

/// One example.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// Its line, counted from 1.
    pub(crate) line: usize,
    pub(crate) sender: Sender,
    /// `command`, `event`, `reply`, `error`, `ping` or `pong`.
    pub(crate) kind: String,
    /// The name of the command, event or error code; empty for pings and pongs.
    pub(crate) name: String,
    /// The JSON as written.
    text: String,
    pub(crate) frame: Value,
    pub(crate) bytes: Vec<u8>,
}

impl Example {
    pub(crate) fn heading(&self) -> String {
        let sender = match self.sender {
            Sender::Client => "client",
            Sender::Server => "server",
        };
        format!("frame {sender} {} {}", self.kind, self.name)
            .trim_end()
            .to_owned()
    }
}

/// Returns whether to write the bytes instead of comparing them.
pub(crate) fn rewrites() -> bool {
    std::env::var_os("PROTOCOL_EXAMPLES").is_some_and(|value| value == "rewrite")
}

fn text() -> String {
    std::fs::read_to_string(PATH).expect("the document is in the repository")
}

/// All examples, in order.
pub(crate) fn examples() -> Vec<Example> {
    let text = text();
    let mut lines = text.lines().enumerate();
    let mut found = Vec::new();
    while let Some((index, line)) = lines.next() {
        let Some(heading) = line.strip_prefix("```frame ") else {
            continue;
        };
        let body: Vec<&str> = lines
            .by_ref()
            .map(|(_, line)| line)
            .take_while(|line| *line != "```")
            .collect();
        found.push(example(index + 1, heading, &body));
    }
    assert!(!found.is_empty(), "the document has no examples");
    found
}

fn example(line: usize, heading: &str, body: &[&str]) -> Example {
    let words: Vec<&str> = heading.split(' ').collect();
    let sender = match words[0] {
        "client" => Sender::Client,
        "server" => Sender::Server,
        other => panic!("line {line}: nobody is called {other}"),
    };
    let blank = body.iter().position(|line| line.is_empty());
    let blank = blank.unwrap_or_else(|| panic!("line {line}: no blank line before the bytes"));
    let text = body[..blank].join("\n");
    let digits: String = body[blank..].concat().split_whitespace().collect();
    let bytes = (0..digits.len()).step_by(2).map(|at| {
        u8::from_str_radix(digits.get(at..at + 2).unwrap_or("?"), 16)
            .unwrap_or_else(|_| panic!("line {line}: not hexadecimal digits: {digits}"))
    });
    Example {
        line,
        sender,
        kind: words[1].to_owned(),
        name: words.get(2).copied().unwrap_or_default().to_owned(),
        frame: Value::from_json(&text).unwrap_or_else(|why| panic!("line {line}: {why}")),
        bytes: bytes.collect(),
        text,
    }
}

/// Formats bytes as in the document.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes
        .chunks(BYTES_A_LINE)
        .map(hexadecimal_line)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Formats bytes on one line.
fn hexadecimal_line(bytes: &[u8]) -> String {
    let mut line = String::new();
    for byte in bytes {
        write!(line, "{byte:02x} ").expect("memory does not fail");
    }
    line.trim_end().to_owned()
}

/// Writes the bytes of each example into the document.
pub(crate) fn rewrite(examples: &[(&Example, Vec<u8>)]) {
    let text = text();
    let mut rest = text.as_str();
    let mut new = String::with_capacity(text.len());
    for (example, bytes) in examples {
        let opening = format!("```{}\n", example.heading());
        let at = rest.find(&opening).expect("it was read from here");
        new.push_str(&rest[..at]);
        let end = rest[at..].find("\n```\n").expect("a block ends");
        rest = &rest[at + end..];
        write!(new, "{opening}{}\n\n{}", example.text, hexadecimal(bytes))
            .expect("memory does not fail");
    }
    new.push_str(rest);
    std::fs::write(PATH, new).expect("the document can be written");
}

/// Returns the rows of the table whose first line starts with `head`.
pub(crate) fn table(head: &str) -> Vec<Vec<String>> {
    let text = text();
    let mut lines = text.lines().skip_while(|line| !line.starts_with(head));
    assert!(lines.next().is_some(), "no table begins with {head}");
    lines
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .map(|row| {
            row.trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().to_owned())
                .collect()
        })
        .collect()
}
