//! Percent-encoded text in a request's target: queries, read into structs with serde, and segments of
//! the path.

mod choice;

use std::{borrow::Cow, fmt};

use entity::ids::{MAX_SAFE_INTEGER, UserId};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, de::DeserializeOwned};
use utoipa::IntoParams;

pub use choice::{Choice, Choices};

use super::Problem;

/// The most items that one page holds.
pub const MOST_ON_A_PAGE: u32 = 200;

/// `limit`: how many items a page holds at most, `DEFAULT` when it is left out.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Limit<const DEFAULT: u32>(u32);

impl<const DEFAULT: u32> Limit<DEFAULT> {
    /// The number of items.
    #[must_use]
    pub fn get(self) -> u64 {
        self.0.into()
    }
}

impl<const DEFAULT: u32> Default for Limit<DEFAULT> {
    fn default() -> Self {
        Self(DEFAULT)
    }
}

impl<const DEFAULT: u32> TryFrom<String> for Limit<DEFAULT> {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        number(&text)
            .filter(|limit| (1..=MOST_ON_A_PAGE).contains(limit))
            .map(Self)
            .ok_or_else(|| format!("must be a number from 1 to {MOST_ON_A_PAGE}"))
    }
}

/// `before`, `after` or `around`: a position in a channel.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Position(i64);

impl Position {
    /// The position.
    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<String> for Position {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        number(&text)
            .filter(|seq| (0..=MAX_SAFE_INTEGER).contains(seq))
            .map(Self)
            .ok_or_else(|| format!("must be a number from 0 to {MAX_SAFE_INTEGER}"))
    }
}

/// `channelId`: a whole number, whether there is such a channel or not.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Number(i64);

impl Number {
    /// The number.
    #[must_use]
    pub fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<String> for Number {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        number(&text).map(Self).ok_or("must be a whole number")
    }
}

macro_rules! limited_text {
    ($(#[$doc:meta])* $name:ident, $most:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = &'static str;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                if text.chars().count() > $most {
                    return Err(concat!("must have at most ", $most, " characters"));
                }
                Ok(Self(text))
            }
        }
    };
}

limited_text!(
    /// `q`: text to search for; empty when it is left out.
    Search,
    256
);
limited_text!(
    /// `q` of the search over messages.
    SearchText,
    1000
);
limited_text!(
    /// `cursor`: the `next` of an earlier page.
    Cursor,
    4096
);

/// Which page of a list is asked for, where nothing else can be.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Paging {
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
    /// 1 to 200, default 50.
    #[param(value_type = Option<u32>)]
    limit: Limit<50>,
}

impl Paging {
    /// The `next` of the page before.
    #[must_use]
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_ref().map(Cursor::as_str)
    }

    /// The number of items.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.limit.get()
    }
}

/// `ids`: usernames, separated by commas, as many as one page holds.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Usernames(pub Vec<UserId>);

impl TryFrom<String> for Usernames {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let names = text.split(',').filter(|name| !name.is_empty());
        if names.clone().count() > MOST_ON_A_PAGE as usize {
            return Err(format!("must have at most {MOST_ON_A_PAGE} usernames"));
        }
        names
            .map(|name| {
                name.parse()
                    .map_err(|error| format!("has a username that {error}"))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

/// `true` or `false`; false when it is left out.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Flag(pub bool);

impl TryFrom<String> for Flag {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self).map_err(|_| "must be true or false")
    }
}

/// Reads a query into `T`; fields that `T` does not have are ignored.
///
/// # Errors
/// When it is not percent-encoded UTF-8, or a field is repeated or has a wrong value; names the field.
pub fn parse<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    decoded(query)?;
    let pairs = form_urlencoded::parse(query.as_bytes());
    serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs)).map_err(|error| {
        let field = error.path().to_string();
        Problem::invalid(format!("query: {}", named(&field, error.inner())))
    })
}

/// An error with the field it is about, where it is about one.
fn named(field: &str, error: &impl fmt::Display) -> String {
    match field {
        "." | "?" => error.to_string(),
        field => format!("`{field}` {error}"),
    }
}

/// Decodes percent-encoded text. The library leaves malformed sequences as they are; here they are
/// errors, because the client meant something else.
///
/// # Errors
/// When a `%` is not followed by two hexadecimal digits, or the result is not UTF-8 or holds a NUL.
pub fn decoded(text: &str) -> Result<Cow<'_, str>, Problem> {
    let mut sequences = text.split('%').skip(1);
    let well_formed = sequences.all(|rest| {
        let digits = rest.bytes().take(2).filter(u8::is_ascii_hexdigit);
        digits.count() == 2
    });
    if !well_formed {
        return Err(Problem::invalid(
            "the URL is not percent-encoded correctly; write % as %25",
        ));
    }
    percent_decode_str(text)
        .decode_utf8()
        .ok()
        .filter(|text| !text.contains('\0'))
        .ok_or_else(|| Problem::invalid("the URL must be percent-encoded UTF-8 without NUL"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Fields {
        q: Search,
        ids: Option<Usernames>,
        limit: Limit<50>,
        before: Option<Position>,
        browse: Flag,
    }

    #[test]
    fn queries_are_decoded_and_checked() {
        let fields: Fields =
            parse("q=caf%C3%A9+au%20lait&limit=5&browse=true&before=7&other").expect("valid");
        assert_eq!(fields.q.as_str(), "café au lait");
        assert_eq!((fields.limit, fields.browse), (Limit(5), Flag(true)));
        assert_eq!(fields.before, Some(Position(7)));
        assert_eq!(parse::<Fields>("").expect("empty"), Fields::default());
        assert_eq!(Fields::default().limit.get(), 50);
        let longest = format!("q={}&ids=,ann,,bob,", "%C3%A9".repeat(256));
        let fields: Fields = parse(&longest).expect("valid");
        assert_eq!(fields.q.as_str().chars().count(), 256);
        let names = Usernames(vec!["ann".into(), "bob".into()]);
        assert_eq!(fields.ids, Some(names));
    }

    #[test]
    fn errors_name_the_field_and_what_it_must_be() {
        let long_search = format!("q={}", "x".repeat(257));
        let many_names = format!("ids={}", vec!["x"; 201].join(","));
        for (query, message) in [
            (&*long_search, "query: `q` must have at most 256 characters"),
            (&many_names, "query: `ids` must have at most 200 usernames"),
            ("limit=0", "query: `limit` must be a number from 1 to 200"),
            ("limit=201", "query: `limit` must be a number from 1 to 200"),
            ("limit=x", "query: `limit` must be a number from 1 to 200"),
            ("limit=", "query: `limit` must be a number from 1 to 200"),
            (
                "before=-1",
                "query: `before` must be a number from 0 to 9007199254740991",
            ),
            ("browse=maybe", "query: `browse` must be true or false"),
            ("q=1&q=2", "query: duplicate field `q`"),
            (
                "q=%zz",
                "the URL is not percent-encoded correctly; write % as %25",
            ),
            (
                "q=%4",
                "the URL is not percent-encoded correctly; write % as %25",
            ),
            ("x=%ff", "the URL must be percent-encoded UTF-8 without NUL"),
            (
                "q=a%00",
                "the URL must be percent-encoded UTF-8 without NUL",
            ),
        ] {
            let problem = parse::<Fields>(query).expect_err(query);
            assert_eq!(problem.failure.message, message, "{query}");
            assert_eq!(problem.status, http::StatusCode::BAD_REQUEST);
        }
    }

    #[test]
    fn segments_are_decoded() {
        assert_eq!(decoded("x%20y%2fz").expect("valid"), "x y/z");
        assert_eq!(decoded("a+b").expect("valid"), "a+b");
        for bad in ["%", "%2", "%zz", "%ff", "%00", "%+1"] {
            assert!(decoded(bad).is_err(), "{bad}");
        }
    }
}
