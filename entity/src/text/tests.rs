//! Which texts are valid.

use super::*;
use crate::ids::LONGEST_NAME;

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
fn a_tickets_title_reverses_nothing() {
    let title = TicketTitle::parse(" Screen \u{202e}cba\u{202c} flickers ").map(String::from);
    assert_eq!(title.as_deref(), Ok("Screen cba flickers"));
    assert!(TicketTitle::parse("\u{202e}\u{2066}").is_err());
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
fn no_username_mentions_a_group() {
    for name in ["here", "All", " channel", "EVERYONE"] {
        let refused = Username::parse(name).unwrap_err().to_string();
        assert_eq!(
            refused,
            "username must not be a word that mentions a group, such as @here"
        );
        assert!(DisplayName::parse(name).is_ok(), "{name:?}");
    }
    assert!(Username::parse("all-hands").is_ok());
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
