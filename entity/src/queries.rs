//! What is asked of the tables, one file a noun.
//!
//! Nothing here writes: [`crate::commit`] does, what the ledgers say. Whether someone *may* ask is
//! decided before, by [`crate::permission`].

pub mod accounts;
pub mod backup;
pub mod channels;
pub mod idempotency;
pub mod messages;
pub mod people;
pub mod presence;
pub mod streams;

pub(crate) mod counts;
pub(crate) mod foreign;
pub(crate) mod rows;
pub(crate) mod sql;
pub(crate) mod words;

pub use foreign::OddRow;

use crate::error::Error;

/// The most that one page of anything holds.
pub const PAGE_LIMIT: u64 = 200;

/// One page of a longer list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next page begins, when there is one; opaque.
    pub next: Option<String>,
}

impl<T> Listing<T> {
    /// Takes up to `limit` of `items`, which holds one more where there is a next page.
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

/// What a cursor of [`Listing::next`] says; without one, what comes before everything.
fn read_cursor(cursor: Option<&str>) -> Result<[String; 2], Error> {
    cursor.map_or_else(
        || Ok([String::new(), String::new()]),
        |cursor| {
            serde_json::from_str(cursor).map_err(|_| Error::Invalid("not a cursor of ours".into()))
        },
    )
}

fn page_size(limit: u64) -> u64 {
    limit.clamp(1, PAGE_LIMIT)
}

/// `term` as a pattern for `LIKE … ESCAPE '\'`: anywhere in the text, taken literally.
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

/// `query` in lower case and as `LOWER` of SQLite, which knows ASCII only, leaves its capitals.
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
    fn a_page_says_where_the_next_begins() {
        let key = |item: &i32| [item.to_string(), String::new()];
        let page = Listing::of(vec![1, 2, 3], 2, key);
        assert_eq!(page.items, [1, 2]);
        assert_eq!(read_cursor(page.next.as_deref()).unwrap()[0], "2");
        assert_eq!(Listing::of(vec![1, 2], 2, key).next, None);
        assert!(read_cursor(Some("[1]")).is_err() && read_cursor(Some("x")).is_err());
    }

    #[test]
    fn a_search_term_is_taken_literally() {
        assert_eq!(pattern("50%_\\"), "%50\\%\\_\\\\%");
        assert_eq!(patterns("ÅsA"), ["%åsa%", "%Åsa%"]);
    }
}
