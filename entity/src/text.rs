//! Types for texts from clients, which can only be constructed valid and within their limits.
//!
//! Limits are in characters. Nothing here knows where a text comes from or how it is used.

use std::fmt;

use crate::{
    ids::LONGEST_NAME,
    names::{composed, is_mark, is_visible, reverses},
};

/// Why a text was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadText {
    /// It has no visible character.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// It is longer than allowed.
    #[error("{field} is longer than {most} characters")]
    TooLong {
        /// The field.
        field: &'static str,
        /// The limit.
        most: usize,
    },
    /// It contains a character that is not allowed.
    #[error("{field} contains the character U+{:04X}; remove it", *character as u32)]
    Character {
        /// The field.
        field: &'static str,
        /// The character.
        character: char,
    },
    /// It does not have the required form.
    #[error("{field} must {rule}")]
    Form {
        /// The field.
        field: &'static str,
        /// The requirement, in words that follow "must".
        rule: &'static str,
    },
}

/// The rules for one kind of text.
struct Rule {
    field: &'static str,
    /// The maximum number of characters.
    most: usize,
    /// Control characters that are allowed.
    controls: &'static [char],
}

impl Rule {
    fn check(&self, text: &str) -> Result<(), BadText> {
        let Self { field, most, .. } = *self;
        // Compare bytes first, which is faster than counting the characters of a long text.
        if text.len() > most && (text.len() > most * 4 || text.chars().count() > most) {
            return Err(BadText::TooLong { field, most });
        }
        let bad = text
            .chars()
            .find(|c| c.is_control() && !self.controls.contains(c));
        bad.map_or(Ok(()), |character| {
            Err(BadText::Character { field, character })
        })
    }

    fn check_visible(&self, text: &str) -> Result<(), BadText> {
        if text.chars().any(is_visible) {
            Ok(())
        } else {
            Err(BadText::Empty(self.field))
        }
    }
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
    };
}

text!(
    /// The text of a message.
    MessageText
);
text!(
    /// The name of a channel, without `#`.
    ChannelName
);
text!(
    /// The topic of a channel; may be empty.
    Topic
);
text!(
    /// A status message beside someone's presence; may be empty.
    StatusMessage
);
text!(
    /// A reaction: exactly one emoji.
    Emoji
);
text!(
    /// The identifier of one of Orvale's teams.
    TeamId
);
text!(
    /// The identifier of one of Orvale's roles, or `*` for every active user.
    RoleId
);
text!(
    /// A ticket's reference, such as `HD-250819-138`.
    TicketReference
);

text!(
    /// The username of a new user.
    Username
);
text!(
    /// The display name of a new user.
    DisplayName
);

/// The maximum length of a message, in characters.
pub const MESSAGE_CHARACTERS: usize = 5_000;
/// The maximum length of a channel's name, in characters.
pub const CHANNEL_NAME_CHARACTERS: usize = 80;
/// The maximum length of a topic, in characters.
pub const TOPIC_CHARACTERS: usize = 500;
/// The maximum length of a status message, in characters.
pub const STATUS_CHARACTERS: usize = 100;
/// The maximum length of a new user's display name, in characters.
pub const DISPLAY_NAME_CHARACTERS: usize = 100;
/// The maximum length of a team's identifier, in characters.
pub const TEAM_ID_CHARACTERS: usize = 100;
/// The maximum length of a role's identifier, in characters.
pub const ROLE_ID_CHARACTERS: usize = 100;

impl MessageText {
    /// Parses a message and keeps it as it was written.
    ///
    /// # Errors
    /// When it has no visible character, is too long, or contains control characters other than line breaks
    /// and tabs.
    pub fn parse(text: String) -> Result<Self, BadText> {
        let rule = Rule {
            field: "message",
            most: MESSAGE_CHARACTERS,
            controls: &['\n', '\r', '\t'],
        };
        rule.check_visible(&text)?;
        rule.check(&text)?;
        Ok(Self(text))
    }

    /// Parses the comment on a forwarded message, which may be empty.
    ///
    /// # Errors
    /// As [`Self::parse`], except that it may have no visible character.
    pub fn parse_comment(text: String) -> Result<Self, BadText> {
        match Self::parse(text) {
            Err(BadText::Empty(_)) => Ok(Self(String::new())),
            parsed => parsed,
        }
    }
}

/// Returns true for characters that show nothing anywhere. Joiners and variation selectors change the look of
/// what is around them.
fn is_hidden(c: char) -> bool {
    let joins = matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}'
        // Flags of regions
        | '\u{e0020}'..='\u{e007f}');
    !joins && !c.is_whitespace() && !is_mark(c) && !is_visible(c)
}

impl ChannelName {
    /// Parses a channel's name.
    ///
    /// # Errors
    /// When it has no visible character, is too long, starts with `#`, starts or ends with white space, or
    /// contains control characters, invisible ones or characters that reverse the text direction. Other white
    /// space becomes single spaces, so that names that look the same are the same.
    pub fn parse(name: String) -> Result<Self, BadText> {
        let rule = Rule {
            field: "name",
            most: CHANNEL_NAME_CHARACTERS,
            controls: &[],
        };
        rule.check_visible(&name)?;
        rule.check(&name)?;
        let form = |rule| {
            Err(BadText::Form {
                field: "name",
                rule,
            })
        };
        if name.trim() != name {
            return form("not start or end with white space");
        }
        if name.starts_with('#') {
            return form("not start with #");
        }
        match name.chars().find(|c| reverses(*c) || is_hidden(*c)) {
            Some(character) => Err(BadText::Character {
                field: "name",
                character,
            }),
            None => {
                let words: Vec<&str> = name.split_whitespace().collect();
                Ok(Self(words.join(" ")))
            }
        }
    }
}

impl Topic {
    /// Parses a topic.
    ///
    /// # Errors
    /// When it is too long or contains control characters other than line breaks.
    pub fn parse(text: String) -> Result<Self, BadText> {
        let rule = Rule {
            field: "description",
            most: TOPIC_CHARACTERS,
            controls: &['\n'],
        };
        rule.check(&text)?;
        Ok(Self(text))
    }
}

impl StatusMessage {
    /// Parses a status message.
    ///
    /// # Errors
    /// When it is too long or contains control characters.
    pub fn parse(text: String) -> Result<Self, BadText> {
        let rule = Rule {
            field: "statusMessage",
            most: STATUS_CHARACTERS,
            controls: &[],
        };
        rule.check(&text)?;
        Ok(Self(text))
    }
}

impl Emoji {
    /// Parses a reaction into the form that Unicode recommends: an emoji with and without the variation
    /// selector for colour is one reaction.
    ///
    /// # Errors
    /// When it is not exactly one emoji.
    pub fn parse(text: &str) -> Result<Self, BadText> {
        let found = emojis::get(text).or_else(|| emojis::get(&text.replace(IN_COLOUR, "")));
        found
            .map(|emoji| Self(emoji.as_str().to_owned()))
            .ok_or(BadText::Form {
                field: "emoji",
                rule: "be exactly one emoji",
            })
    }
}

impl TeamId {
    /// Parses a team's identifier.
    ///
    /// # Errors
    /// When it is empty, too long or contains control characters.
    pub fn parse(id: String) -> Result<Self, BadText> {
        let rule = Rule {
            field: "teamId",
            most: TEAM_ID_CHARACTERS,
            controls: &[],
        };
        rule.check_visible(&id)?;
        rule.check(&id)?;
        Ok(Self(id))
    }
}

impl RoleId {
    /// Parses a role's identifier.
    ///
    /// # Errors
    /// When it is empty, too long or contains control characters.
    pub fn parse(id: String) -> Result<Self, BadText> {
        let rule = Rule {
            field: "role",
            most: ROLE_ID_CHARACTERS,
            controls: &[],
        };
        rule.check_visible(&id)?;
        rule.check(&id)?;
        Ok(Self(id))
    }
}

impl Username {
    /// Parses a name, trimmed and in Unicode's composed form (NFC).
    ///
    /// # Errors
    /// When it has no visible character, is too long, or contains an invisible character.
    pub fn parse(name: &str) -> Result<Self, BadText> {
        let name = composed(name.trim());
        let most = LONGEST_NAME / 4;
        person_name("username", most, &name).map(|()| Self(name))
    }
}

impl DisplayName {
    /// Parses a name, trimmed and in Unicode's composed form (NFC).
    ///
    /// # Errors
    /// When it has no visible character, is too long, or contains an invisible character.
    pub fn parse(name: &str) -> Result<Self, BadText> {
        let name = composed(name.trim());
        person_name("name", DISPLAY_NAME_CHARACTERS, &name).map(|()| Self(name))
    }
}

/// Checks that a name cannot be mistaken for another: apart from single spaces, it has no invisible characters.
fn person_name(field: &'static str, most: usize, name: &str) -> Result<(), BadText> {
    let rule = Rule {
        field,
        most,
        controls: &[],
    };
    rule.check_visible(name)?;
    rule.check(name)?;
    let seen = |c: char| c == ' ' || is_visible(c) || is_mark(c);
    match name.chars().find(|c| !seen(*c)) {
        Some(character) => Err(BadText::Character { field, character }),
        None if name.contains("  ") => Err(BadText::Form {
            field,
            rule: "not contain two spaces in a row",
        }),
        None => Ok(()),
    }
}

impl TicketReference {
    /// Parses a ticket's reference.
    ///
    /// # Errors
    /// When it is not 1 to 40 letters, digits and hyphens.
    pub fn parse(reference: String) -> Result<Self, BadText> {
        let fits = (1..=40).contains(&reference.len())
            && reference
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if fits {
            return Ok(Self(reference));
        }
        Err(BadText::Form {
            field: "ticketReference",
            rule: "look like HD-250819-138",
        })
    }
}

/// The variation selector for displaying the preceding emoji in colour.
const IN_COLOUR: char = '\u{fe0f}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_visible_limited_and_without_control_characters() {
        let longest = "ä".repeat(MESSAGE_CHARACTERS);
        for text in ["x", "two\nlines\tand\r\ntabs", "👩‍💻 ünïcode", &longest] {
            assert!(MessageText::parse(text.into()).is_ok(), "{text:.20}");
        }
        for text in [
            "",
            " \n\t",
            "\u{200b}\u{feff} \u{a0}",
            "\u{3164}",
            "\u{2800}\u{2800}",
            "\u{fe0f}",
            "\u{34f}",
            "\u{301}",
            "\u{e0041}",
        ] {
            assert_eq!(
                MessageText::parse(text.into()),
                Err(BadText::Empty("message"))
            );
        }
        for text in ["nul\0", "escape \u{1b}[31m", "c1 \u{9b}"] {
            let refused = MessageText::parse(text.into());
            assert!(
                matches!(refused, Err(BadText::Character { .. })),
                "{text:?}"
            );
        }
        let too_long = "ä".repeat(MESSAGE_CHARACTERS + 1);
        let refused = MessageText::parse(too_long);
        assert!(matches!(refused, Err(BadText::TooLong { .. })));
    }

    #[test]
    fn channel_names_that_look_the_same_are_the_same() {
        let parse = |name: &str| ChannelName::parse(name.into()).map(|name| name.to_string());
        for name in [
            "dup name",
            "dup  name",
            "dup\u{a0}name",
            "dup \u{2003} name",
        ] {
            assert_eq!(parse(name).as_deref(), Ok("dup name"));
        }
        for name in [
            "dup\u{200b}name",
            "dup\u{2060}name",
            "\u{feff}dup",
            "a\u{ad}b",
        ] {
            assert!(parse(name).is_err(), "{name:?}");
        }
        for name in ["👩\u{200d}💻", "می\u{200c}خواهم", "❤\u{fe0f}"] {
            assert_eq!(parse(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn channel_names_are_neither_padded_nor_blank() {
        assert!(ChannelName::parse("IT Support".into()).is_ok());
        let long = "n".repeat(CHANNEL_NAME_CHARACTERS + 1);
        for name in ["", " ", " x", "x ", "#x", "a\nb", "a\u{202e}b", &long] {
            assert!(ChannelName::parse(name.into()).is_err(), "{name:?}");
        }
    }

    #[test]
    fn a_reaction_is_exactly_one_emoji() {
        for emoji in ["👍", "❤️", "👩‍💻", "👍🏽", "🇩🇪"] {
            assert_eq!(Emoji::parse(emoji).map(String::from).as_deref(), Ok(emoji));
        }
        for words in ["", "ok", "👍👍", "<b>", "a👍", "\u{fe0f}"] {
            assert!(Emoji::parse(words).is_err(), "{words}");
        }
    }

    #[test]
    fn an_emoji_is_the_same_reaction_with_and_without_the_colour_selector() {
        for (one, other) in [
            ("❤", "❤\u{fe0f}"),
            ("✅", "✅\u{fe0f}"),
            ("👍", "👍\u{fe0f}"),
            ("🏳\u{200d}🌈", "🏳\u{fe0f}\u{200d}🌈"),
            ("🕵\u{200d}♂", "🕵\u{fe0f}\u{200d}♂\u{fe0f}"),
        ] {
            assert_eq!(Emoji::parse(one), Emoji::parse(other), "{one}");
            assert!(Emoji::parse(one).is_ok(), "{one}");
        }
    }

    #[test]
    fn names_of_people_are_trimmed_composed_and_visible() {
        for (written, kept) in [
            ("alice ", "alice"),
            ("\tBob Smith\n", "Bob Smith"),
            ("jose\u{301}", "jos\u{e9}"),
            ("o'brien", "o'brien"),
        ] {
            assert_eq!(
                Username::parse(written).map(String::from).as_deref(),
                Ok(kept)
            );
            assert_eq!(
                DisplayName::parse(written).map(String::from).as_deref(),
                Ok(kept)
            );
        }
        let long = "n".repeat(LONGEST_NAME);
        for name in [
            "",
            "  ",
            "a\nb",
            "a\u{202e}b",
            "a\u{200b}",
            "a\u{3164}",
            "a  b",
            "\u{301}",
            &long,
        ] {
            assert!(Username::parse(name).is_err(), "{name:?}");
            assert!(DisplayName::parse(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn identifiers_are_limited() {
        assert!(TeamId::parse("ITTS_Region7".into()).is_ok());
        assert!(RoleId::parse("*".into()).is_ok());
        assert_eq!(TEAM_ID_CHARACTERS, ROLE_ID_CHARACTERS);
        let long = "t".repeat(TEAM_ID_CHARACTERS + 1);
        for id in ["", "nul\0", &long] {
            assert!(TeamId::parse(id.into()).is_err(), "{id:?}");
            assert!(RoleId::parse(id.into()).is_err(), "{id:?}");
        }
        assert!(TicketReference::parse("HD-250819-138".into()).is_ok());
        for reference in ["", "HD 1", &"9".repeat(41)] {
            assert!(TicketReference::parse(reference.into()).is_err());
        }
    }
}
