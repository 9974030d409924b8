//! Words of a query that stand for the values of an enum.

use std::fmt;

use serde::{
    Deserialize,
    de::{DeserializeOwned, Error, IntoDeserializer as _},
};

/// One value of `T`.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String", bound = "T: DeserializeOwned")]
pub struct Choice<T>(pub T);

/// Values of `T`, separated by commas; none when it is left out.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String", bound = "T: DeserializeOwned")]
pub struct Choices<T>(pub Vec<T>);

impl<T> Default for Choices<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: DeserializeOwned> TryFrom<String> for Choice<T> {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        let value = read(&word);
        value.map(Self).map_err(|words| format!("must be {words}"))
    }
}

impl<T: DeserializeOwned> TryFrom<String> for Choices<T> {
    type Error = String;

    fn try_from(list: String) -> Result<Self, String> {
        let words = list.split(',').map(str::trim);
        let values = words.filter(|word| !word.is_empty()).map(read);
        values
            .collect::<Result<_, _>>()
            .map(Self)
            .map_err(|words| format!("must be {words}, or several of them separated by commas"))
    }
}

fn read<T: DeserializeOwned>(word: &str) -> Result<T, Words> {
    T::deserialize(word.into_deserializer())
}

/// The words that stand for a value; or why a value cannot be read, where that is not a matter of words.
#[derive(Debug)]
struct Words(String);

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Words {}

impl Error for Words {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self(reason.to_string())
    }

    fn unknown_variant(_: &str, words: &'static [&'static str]) -> Self {
        Self(match words {
            [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
            words => words.concat(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Way {
        ToLeft,
        ToRight,
        Ahead,
    }

    #[test]
    fn words_are_read_as_values() {
        let read = |word: &str| Choice::try_from(word.to_owned());
        assert_eq!(read("to_left"), Ok(Choice(Way::ToLeft)));
        let list = Choices::try_from("ahead, to_right,".to_owned());
        assert_eq!(list, Ok(Choices(vec![Way::Ahead, Way::ToRight])));
        assert_eq!(Choices::<Way>::try_from(String::new()), Ok(Choices(vec![])));
        let refused = "must be to_left, to_right or ahead";
        for wrong in ["", "ToLeft", "0", "to_left ", "ahead,to_left"] {
            assert_eq!(read(wrong), Err(refused.to_owned()), "{wrong}");
        }
        let list = Choices::<Way>::try_from("ahead,back".to_owned());
        let refused = format!("{refused}, or several of them separated by commas");
        assert_eq!(list, Err(refused));
    }
}
