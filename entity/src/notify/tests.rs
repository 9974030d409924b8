use super::*;

fn user(name: &str) -> UserId {
    name.into()
}

fn with(keywords: &[&str]) -> Preferences {
    Preferences {
        keywords: keywords.iter().map(|word| (*word).to_owned()).collect(),
        ..Preferences::default()
    }
}

fn found(keywords: &[&str], text: &str) -> Vec<String> {
    let (bob, own) = (user("bob"), with(keywords));
    let all = Keywords::of(std::iter::once((&bob, &own)));
    let found = all.in_text(text);
    let words = found.into_iter().map(|(_, word)| word.to_owned());
    words.collect()
}

#[test]
fn a_keyword_is_a_whole_word() {
    for (keyword, text, expected) in [
        ("printer", "Printer!", true),
        ("printer", "the PRINTER is down", true),
        ("printer", "printers", false),
        ("printer", "3printer", false),
        ("printer", ":printer:", false),
        ("printer", "so :laser_printer: it is", false),
        ("printer", "status: printer: broken", true),
        ("printer", "@printer", false),
        ("Müller", "frau MU\u{308}LLER ruft an", true),
        ("Muller", "Müller", false),
        ("größe", "Welche GRÖSSE?", true),
        ("GRÖSSE", "die Größe", true),
        ("größe", "GRÖẞE", true),
        ("größe", "GROSSE", false),
        ("straße", "Hauptstrasse", false),
        ("strasse", "die Straße 7", true),
        ("σίσυφος", "ΣΊΣΥΦΟΣ", true),
        ("vpn down", "is the VPN down?", true),
        ("vpn down", "vpn  downtime", false),
        ("vpn down", "the vpn\n  down", true),
        ("vpn  down", "the vpn down", true),
        ("c++", "use C++.", true),
        ("上海", "我家在上海东边。", true),
        ("printer", "run `restart printer` now", false),
        ("printer", "```\nprinter\n```", false),
        ("printer", "~~~\nprinter\n~~~\nthe printer", true),
        ("printer", "an open ` before the printer", true),
        ("printer", "http://printer/status", true),
        ("vpn down", "the vpn `is` down", false),
        ("vpn", "the vpn`is`down", true),
        ("0x80070005", "error 0x80070005 again", true),
    ] {
        assert_eq!(
            !found(&[keyword], text).is_empty(),
            expected,
            "{keyword} in {text}"
        );
        assert_eq!(
            Keywords::has(text, keyword),
            expected,
            "{keyword} in {text}"
        );
    }
    assert_eq!(found(&["print", "printer"], "printer print").len(), 2);
}

fn reasons<'a>(all: &'a [UserId; 4]) -> Reasons<'a> {
    Reasons {
        mentioned: vec![&all[0]],
        keywords: vec![(&all[0], "word"), (&all[1], "word")],
        followers: vec![&all[0], &all[1], &all[2]],
        all: all.iter().collect(),
    }
}

#[test]
fn each_person_is_notified_once_for_the_strongest_reason() {
    let all = [user("ann"), user("bob"), user("cid"), user("dora")];
    let chose = |_: &UserId| {
        Some(Listener {
            notify: Some(Notify::All),
            muted: false,
            history_after: 0,
        })
    };
    let told = decide(&user("eve"), &reasons(&all), Notify::Mentions, chose);
    let kinds: Vec<_> = told.iter().map(|one| one.kind).collect();
    use NotificationKind::{Keyword, Mention, Message, ThreadReply};
    assert_eq!(kinds, [Mention, Keyword, ThreadReply, Message]);
    assert_eq!(told[1].keyword.as_deref(), Some("word"));
    let own = decide(&user("ann"), &reasons(&all), Notify::Mentions, chose);
    assert!(
        own.iter().all(|one| one.user != user("ann")),
        "never of one's own"
    );
}

#[test]
fn a_level_says_which_kinds_reach_a_member() {
    let all = [user("ann"), user("bob"), user("cid"), user("dora")];
    let count = |notify, muted, default| {
        let chose = |_: &UserId| {
            Some(Listener {
                notify,
                muted,
                history_after: 0,
            })
        };
        decide(&user("eve"), &reasons(&all), default, chose).len()
    };
    assert_eq!(count(Some(Notify::Mentions), false, Notify::All), 3);
    assert_eq!(count(None, false, Notify::All), 4);
    assert_eq!(count(None, false, Notify::Mentions), 3);
    assert_eq!(count(Some(Notify::None), false, Notify::All), 0);
    assert_eq!(count(Some(Notify::All), true, Notify::All), 0);
    let nobody = decide(&user("eve"), &reasons(&all), Notify::All, |_| None);
    assert!(nobody.is_empty(), "no members");
}

#[test]
fn those_who_chose_all_messages_are_limited() {
    let many: Vec<UserId> = (0..1_000).map(|n| user(&format!("u{n}"))).collect();
    let reasons = Reasons {
        mentioned: many.iter().take(300).collect(),
        all: many.iter().collect(),
        ..Reasons::default()
    };
    let chose = |_: &UserId| {
        Some(Listener {
            notify: Some(Notify::All),
            muted: false,
            history_after: 0,
        })
    };
    let told = decide(&user("eve"), &reasons, Notify::Mentions, chose);
    assert_eq!(told.len(), 300 + NOTIFIED_OF_ALL);
}
