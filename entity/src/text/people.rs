//! Names of people, and identifiers of their teams and roles.

use super::{
    BadText, DISPLAY_NAME_CHARACTERS, DisplayName, ROLE_ID_CHARACTERS, RoleId, Rule,
    TEAM_ID_CHARACTERS, TeamId, Username,
};
use crate::{
    ids::LONGEST_NAME,
    names::{GROUP_WORDS, composed, folded, is_mark, is_visible},
};

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
    /// When it has no visible character, is too long, contains an invisible character, or mentions a group after an `@`.
    pub fn parse(name: &str) -> Result<Self, BadText> {
        let name = composed(name.trim());
        let most = LONGEST_NAME / 4;
        person_name("username", most, &name)?;
        if GROUP_WORDS.contains(&folded(&name).as_str()) {
            return Err(BadText::Form {
                field: "username",
                rule: "not be a word that mentions a group, such as @here",
            });
        }
        Ok(Self(name))
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
