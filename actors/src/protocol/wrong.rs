//! Describes errors in a command's data or in the body of a REST request: which field is invalid, and what
//! it must be.

use std::borrow::Cow;

use serde::Deserializer;

/// Reads JSON with `read`.
///
/// # Errors
/// A description of the error.
pub fn read<'de, D, T>(
    json: D,
    read: impl FnOnce(serde_path_to_error::Deserializer<'_, '_, D>) -> Result<T, serde_json::Error>,
) -> Result<T, String>
where
    D: Deserializer<'de, Error = serde_json::Error>,
{
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(json, &mut track);
    read(tracked).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => explain(&track.path().to_string(), &error),
        _ => error.to_string(),
    })
}

/// Describes an error in `field`.
fn explain(field: &str, error: &serde_json::Error) -> String {
    let message = error.to_string();
    // Errors in JSON text end with line and column; the field says more.
    let message = match error.line() {
        0 => message.as_str(),
        _ => message
            .rsplit_once(" at line ")
            .map_or(&*message, |(message, _)| message),
    };
    let message = match expected(message) {
        Some(expected) => Cow::from(format!("must be {expected}")),
        None => Cow::from(message),
    };
    match field {
        "." | "?" => message.into_owned(),
        field if message.starts_with("must ") => format!("`{field}` {message}"),
        field => format!("`{field}`: {message}"),
    }
}

/// Extracts what serde expected from its message.
fn expected(message: &str) -> Option<Cow<'_, str>> {
    let told = [
        "invalid type: ",
        "invalid value: ",
        "invalid length ",
        "unknown variant ",
    ];
    if !told.iter().any(|start| message.starts_with(start)) {
        return None;
    }
    let (_, expected) = message.rsplit_once(", expected ")?;
    Some(match expected {
        "i8" | "i16" | "i32" | "i64" => "a whole number".into(),
        "u8" => format!("a whole number from 0 to {}", u8::MAX).into(),
        "u16" => format!("a whole number from 0 to {}", u16::MAX).into(),
        "u32" => format!("a whole number from 0 to {}", u32::MAX).into(),
        "u64" | "usize" => "a whole number from 0".into(),
        "f32" | "f64" => "a number".into(),
        "a boolean" => "true or false".into(),
        "a string" | "string or map" => "text".into(),
        "a sequence" => "a list".into(),
        "a map" => "a map".into(),
        name if name.starts_with("struct ") => "a map".into(),
        other => other.into(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only deserialized")]
    struct Outer {
        name: Option<String>,
        count: u32,
        inner: Option<Inner>,
        words: Option<Vec<Word>>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only deserialized")]
    struct Inner {
        on: bool,
        seqs: HashMap<String, i64>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Word {
        Members,
        Admins,
    }

    #[test]
    fn an_error_names_the_field_and_what_it_must_be() {
        for (json, message) in [
            ("{}", "missing field `count`"),
            ("[]", "must be a map"),
            ("7", "must be a map"),
            (r#"{"name": 1}"#, "`name` must be text"),
            (
                r#"{"count": "a, expected b"}"#,
                "`count` must be a whole number from 0 to 4294967295",
            ),
            (
                r#"{"count": -1}"#,
                "`count` must be a whole number from 0 to 4294967295",
            ),
            (r#"{"inner": {}}"#, "`inner`: missing field `on`"),
            (r#"{"inner": 1}"#, "`inner` must be a map"),
            (
                r#"{"inner": {"on": 1}}"#,
                "`inner.on` must be true or false",
            ),
            (
                r#"{"inner": {"on": true, "seqs": {"7": "x"}}}"#,
                "`inner.seqs.7` must be a whole number",
            ),
            (r#"{"words": "x"}"#, "`words` must be a list"),
            (
                r#"{"words": ["x"]}"#,
                "`words[0]` must be `members` or `admins`",
            ),
            (r#"{"count": 1, "count": 1}"#, "duplicate field `count`"),
        ] {
            let mut text = serde_json::Deserializer::from_str(json);
            let told = read(&mut text, |json| Outer::deserialize(json)).expect_err(json);
            assert_eq!(told.trim_start_matches("`count`: "), message, "{json}");
        }
        let value = serde_json::json!({"count": "x"});
        let told = read(value, |json| Outer::deserialize(json)).expect_err("wrong");
        assert_eq!(told, "`count` must be a whole number from 0 to 4294967295");
    }

    #[test]
    fn a_syntax_error_is_reported_with_its_line_and_column() {
        let mut text = serde_json::Deserializer::from_str("{");
        let told = read(&mut text, |json| Outer::deserialize(json)).expect_err("cut off");
        assert_eq!(told, "EOF while parsing an object at line 1 column 1");
    }
}
