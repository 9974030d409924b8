//! The queries, one file for each kind of data.
//!
//! Nothing here writes; the ledgers do, in [`crate::commit`]. [`crate::permission`] decides beforehand who
//! may read what.

pub mod accounts;
pub mod backup;
pub mod calls;
pub mod channels;
pub mod duty;
pub mod edits;
pub mod file_moves;
pub mod files;
pub mod idempotency;
pub mod invites;
pub mod messages;
pub mod notifications;
pub mod people;
pub mod preferences;
pub mod presence;
pub mod reminders;
pub mod saved;
pub mod scheduled;
pub mod search;
pub mod streams;
pub mod teams;
pub mod threads;
pub mod tickets;

pub(crate) mod counts;
pub(crate) mod dates;
pub(crate) mod foreign;
pub(crate) mod json;
pub(crate) mod readable;
pub(crate) mod related;
pub(crate) mod rows;
pub(crate) mod sql;
pub(crate) mod words;

pub use foreign::OddRow;

use crate::error::Error;

/// The maximum number of items on a page.
pub const PAGE_LIMIT: u64 = 200;

/// One page of a longer list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing<T> {
    /// The items of the page.
    pub items: Vec<T>,
    /// The opaque cursor of the next page, if there is one.
    pub next: Option<String>,
}

impl<T> Listing<T> {
    /// Makes a page of up to `limit` of `items`, which has one more if there is a next page.
    fn of(mut items: Vec<T>, limit: u64, key: impl Fn(&T) -> [String; 2]) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|last| {
            let [first, second] = key(last);
            serde_json::json!([first, second]).to_string()
        });
        Self { items, next }
    }
}

/// Parses a cursor of [`Listing::next`]; without one, returns keys that sort before all others.
fn read_cursor(cursor: Option<&str>) -> Result<[String; 2], Error> {
    cursor.map_or_else(
        || Ok([String::new(), String::new()]),
        |cursor| serde_json::from_str(cursor).map_err(|_| not_a_cursor()),
    )
}

/// Reads an id, a position or a time in a cursor.
fn cursor_number(text: &str) -> Result<i64, Error> {
    let number = text.parse().ok().filter(|number| *number >= 0);
    number.ok_or_else(not_a_cursor)
}

/// The refusal of a cursor that no page had.
fn not_a_cursor() -> Error {
    Error::Invalid("cursor must be the `next` of an earlier page".into())
}

fn page_size(limit: u64) -> u64 {
    limit.clamp(1, PAGE_LIMIT)
}

/// Returns a pattern for `LIKE … ESCAPE '\'` that matches `term` literally, anywhere in the text.
fn pattern(term: &str) -> String {
    let mut pattern = String::from("%");
    for letter in term.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// Returns the patterns for `query` in lower case, and with only ASCII in lower case, as SQLite's `LOWER` does.
fn patterns(query: &str) -> [String; 2] {
    [
        pattern(&query.to_lowercase()),
        pattern(&query.to_uppercase().to_ascii_lowercase()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_cursor_of_the_next() {
        let key = |item: &i32| [item.to_string(), String::new()];
        let page = Listing::of(vec![1, 2, 3], 2, key);
        assert_eq!(page.items, [1, 2]);
        assert_eq!(read_cursor(page.next.as_deref()).unwrap()[0], "2");
        assert_eq!(Listing::of(vec![1, 2], 2, key).next, None);
        assert!(read_cursor(Some("[1]")).is_err() && read_cursor(Some("x")).is_err());
        assert_eq!(cursor_number("0").unwrap(), 0);
        for wrong in ["-1", "", "x", "1.5", "9223372036854775808"] {
            assert!(cursor_number(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_search_term_is_matched_literally() {
        assert_eq!(pattern("50%_\\"), "%50\\%\\_\\\\%");
        assert_eq!(patterns("ÅsA"), ["%åsa%", "%Åsa%"]);
    }
}
