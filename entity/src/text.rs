//! Types for texts from clients, which can only be constructed valid and within their limits.
//!
//! Limits are in characters. Nothing here knows where a text comes from or how it is used.

mod people;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::names::{is_mark, is_visible, reverses};

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
    /// What a file shows, for those who do not see it; may be empty.
    FileDescription
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
    /// The title of a ticket.
    TicketTitle
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
/// The maximum number of characters of the description of a file.
pub const FILE_DESCRIPTION_CHARACTERS: usize = 1_000;
/// The maximum length of a ticket's title, in characters.
pub const TICKET_TITLE_CHARACTERS: usize = 200;
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
        Self::parse_field("message", text)
    }

    /// Parses the text of something else that follows the rules of messages; errors call it `field`.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_field(field: &'static str, text: String) -> Result<Self, BadText> {
        let rule = Rule {
            field,
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

impl FileDescription {
    /// Parses a description, without the white space around it.
    ///
    /// # Errors
    /// When it is too long or contains control characters other than line breaks.
    pub fn parse(text: &str) -> Result<Self, BadText> {
        let text = text.trim();
        let rule = Rule {
            field: "description",
            most: FILE_DESCRIPTION_CHARACTERS,
            controls: &['\n'],
        };
        rule.check(text)?;
        Ok(Self(text.to_owned()))
    }
}

impl TicketTitle {
    /// Parses a title, without the white space around it and without characters that reverse the direction of the text
    /// that follows.
    ///
    /// # Errors
    /// When it has no visible character, is too long or contains control characters.
    pub fn parse(text: &str) -> Result<Self, BadText> {
        let text = text.replace(reverses, "");
        let text = text.trim();
        let rule = Rule {
            field: "title",
            most: TICKET_TITLE_CHARACTERS,
            controls: &[],
        };
        rule.check_visible(text)?;
        rule.check(text)?;
        Ok(Self(text.to_owned()))
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
