use entity::permission::Account;

use super::*;

fn found(text: &str, members: &[&str]) -> Vec<(String, u32, u32)> {
    let members: Vec<UserId> = members.iter().map(|name| UserId::from(*name)).collect();
    find(text, &members.iter().collect())
        .into_iter()
        .map(|mention| (mention.user_id.to_string(), mention.start, mention.length))
        .collect()
}

/// What is written where somebody is mentioned, and who.
fn named(text: &str, members: &[&str]) -> Vec<String> {
    let units: Vec<u16> = text.encode_utf16().collect();
    found(text, members)
        .into_iter()
        .map(|(user, start, length)| {
            let [start, length] = [start, length].map(|count| count as usize);
            let written = String::from_utf16_lossy(&units[start..start + length]);
            format!("{written}={user}")
        })
        .collect()
}

#[test]
fn members_are_found_however_the_sentence_ends() {
    for (text, expected) in [
        ("@jane hi", vec![("jane", 0, 5)]),
        ("ask @jane.smith.", vec![("jane.smith", 4, 11)]),
        (
            "(@e1), @jane... @e1",
            vec![("e1", 1, 3), ("jane", 7, 5), ("e1", 16, 3)],
        ),
        ("mail me@jane or @nobody", vec![]),
        ("@", vec![]),
        ("@janes @jane_doe @jane-doe @jane.doe", vec![]),
        ("👍 @jane", vec![("jane", 3, 5)]),
        ("@@jane", vec![("jane", 1, 5)]),
        (
            "@jane's, @jane: @jane/@e1",
            vec![
                ("jane", 0, 5),
                ("jane", 9, 5),
                ("jane", 16, 5),
                ("e1", 22, 3),
            ],
        ),
    ] {
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(user, start, length)| (user.to_owned(), start, length))
            .collect();
        assert_eq!(
            found(text, &["jane", "jane.smith", "e1"]),
            expected,
            "{text}"
        );
    }
}

#[test]
fn code_addresses_and_escaped_signs_mention_nobody() {
    for text in [
        "`@bob`",
        "``a ` @bob``",
        "```@bob```",
        "```\n@bob `x` @bob\n```",
        "~~~ js\n@bob\n```\n@bob\n~~~",
        "````\n```\n@bob\n````",
        "```\nnever closed\n@bob",
        "- a\n  ```\n  @bob",
        "> ```\n> @bob",
        "```two lines\n@bob```",
        "two `lines @bob\nof code`",
        "two `lines\r\n@bob of code`",
        r"\@bob",
        "https://example.com/@bob/post",
        "[l](https://example.com/@bob)",
        "HTTPS://example.com/?a=@bob",
        "ftp://example.com/@bob",
        "www.example.com/@bob",
        "youtube.com/@bob and youtube.com/c/@bob",
        "me@bob cafe\u{301}@bob",
        "@bob\u{301}",
    ] {
        assert_eq!(named(text, &["bob"]), [""; 0], "{text}");
    }
}

#[test]
fn what_is_only_near_code_or_an_address_mentions() {
    for text in [
        "run `@x` as @bob",
        "a ` alone @bob",
        "``@bob",
        "- a ` b\n- @bob ` c",
        "1. a ` b\n2. @bob ` c",
        "a ` b\n\n@bob ` c",
        "> a ` b\n@bob ` c",
        "> ```\n> code\n@bob",
        "```\ncode\n```\n@bob",
        "> ```\ncode\n@bob",
        r"\\@bob",
        "https://example.com/ @bob",
        "(https://example.com/), @bob",
        "„https://example.com“@bob",
        "https://example.com，@bob",
        "wwww.example.com @bob",
        "cc @x/@bob",
        "a: @bob",
        "``` no language\n@bob",
        "@bob,@x",
    ] {
        assert_eq!(named(text, &["bob"]), ["@bob=bob"], "{text}");
    }
}

#[test]
fn letter_case_and_accents_do_not_matter_where_one_person_is_meant() {
    assert_eq!(named("@BOB, @Bob", &["bob"]), ["@BOB=bob", "@Bob=bob"]);
    assert_eq!(
        named("@jose\u{301}!", &["Jos\u{e9}"]),
        ["@jose\u{301}=Jos\u{e9}"]
    );
    assert_eq!(
        named("@JOS\u{c9}!", &["jose\u{301}"]),
        ["@JOS\u{c9}=jose\u{301}"]
    );
    assert_eq!(named("@jose", &["jos\u{e9}"]), [""; 0]);
    let twins = ["Bob", "bob"];
    assert_eq!(named("@bob @Bob @BOB", &twins), ["@bob=bob", "@Bob=Bob"]);
}

#[test]
fn any_name_that_a_user_can_have_is_found() {
    for name in [
        "Bob Smith",
        "o'brien",
        "corp:bob",
        "bob_",
        "bob.",
        "bob-",
        "_bob_",
        "a@b.c",
        "नमस्ते",
        "王伟",
        "İsmail",
    ] {
        for text in [
            format!("@{name}"),
            format!("hi @{name}, hello"),
            format!("(@{name})"),
        ] {
            assert_eq!(named(&text, &[name]), [format!("@{name}={name}")], "{text}");
        }
    }
    let members = ["bob", "bob smith", "bob_", "o"];
    assert_eq!(named("@bob smithers", &members), ["@bob=bob"]);
    assert_eq!(named("@bob smith!", &members), ["@bob smith=bob smith"]);
    assert_eq!(named("@bob_. @bob_x", &members), ["@bob_=bob_"]);
}

#[test]
fn scripts_without_spaces_may_touch_a_mention() {
    assert_eq!(named("请@bob看", &["bob"]), ["@bob=bob"]);
    assert_eq!(named("@bob님 안녕@bob", &["bob"]), ["@bob=bob", "@bob=bob"]);
    assert_eq!(named("ขอ@bobช่วย", &["bob"]), ["@bob=bob"]);
    assert_eq!(named("@bob.看", &["bob"]), ["@bob=bob"]);
}

#[test]
fn names_in_scripts_without_spaces_may_be_followed_by_them() {
    let members = ["李雷", "李雷你", "김철수", "สมชาย", "たろう"];
    for (text, expected) in [
        ("@李雷你好", "@李雷你=李雷你"),
        ("@李雷，你好", "@李雷=李雷"),
        ("@李雷看一下", "@李雷=李雷"),
        ("请@李雷看report.txt", "@李雷=李雷"),
        ("@김철수님 안녕하세요", "@김철수=김철수"),
        ("@สมชายช่วยด้วย", "@สมชาย=สมชาย"),
        ("@たろうさん、お願いします", "@たろう=たろう"),
        ("@李雷ok", "@李雷=李雷"),
    ] {
        assert_eq!(named(text, &members), [expected], "{text}");
    }
    // A mark belongs to the letter in front of it.
    assert_eq!(named("@สมชายิ", &members), [""; 0]);
}

#[test]
fn addresses_in_scripts_without_spaces_mention_nobody() {
    for text in [
        "张三@例子.公司",
        "张三@例子.com",
        "张三@例子公司.公司",
        "张三@例子-a.com",
        "me@例子",
        "例子.公司/@例子你好",
        "https://example.com/@例子你好",
        "`@例子你好`",
        "\\@例子你好",
    ] {
        assert_eq!(named(text, &["例子"]), [""; 0], "{text}");
    }
}

#[test]
fn what_is_longer_than_a_domains_name_may_be_is_a_sentence() {
    let text = |length| format!("问@例子{}.公司", "好".repeat(length));
    assert_eq!(named(&text(63), &["例子"]), [""; 0]);
    assert_eq!(named(&text(64), &["例子"]), ["@例子=例子"]);
}

fn known(people: &[(&str, &str)], teams: &[(&str, &str)]) -> Known {
    let people = people.iter().map(|(user, name)| account(user, name));
    let teams = teams.iter();
    Known {
        groups: Groups::with_teams(teams.map(|(name, id)| ((*name).to_owned(), (*id).to_owned()))),
        everybody: Everybody::active(&people.collect::<Vec<_>>()),
    }
}

/// An account that is active.
fn account(user: &str, name: &str) -> Account {
    Account {
        display_name: name.to_owned(),
        active: true,
        ..Account::gone(user.into())
    }
}

/// What `text` mentions, in the form "what is written = whom it means".
fn mentioned(text: &str, members: &[&str], known: &Known) -> Vec<String> {
    let members: Vec<UserId> = members.iter().map(|name| UserId::from(*name)).collect();
    let found = find_all(text, &members.iter().collect(), Some(known));
    let units: Vec<u16> = text.encode_utf16().collect();
    let written = |mention: &Mention| {
        let [start, length] = [mention.start, mention.length].map(|count| count as usize);
        String::from_utf16_lossy(&units[start..start + length])
    };
    let people = found.members.iter();
    let people = people.map(|mention| format!("{}={}", written(mention), mention.user_id));
    let groups = found.groups.iter();
    let groups = groups.map(|(mention, group)| format!("{}={group:?}", written(mention)));
    let outsiders = found
        .outsiders
        .iter()
        .map(|user| format!("not here: {user}"));
    people.chain(groups).chain(outsiders).collect()
}

#[test]
fn a_display_name_mentions_the_member_who_alone_has_it() {
    let known = known(
        &[
            ("bob", "Bob Kowalski"),
            ("carol.x", "Carol Núñez"),
            ("dan", "Dan Lee"),
            ("dan2", "Dan Lee"),
            ("dan3", "Dan Lee"),
            ("eve", "Bob"),
            ("zoe", "Zoe Zimmer"),
        ],
        &[],
    );
    let members = ["bob", "carol.x", "dan", "dan2", "eve"];
    for (text, expected) in [
        ("@Bob Kowalski, hello", vec!["@Bob Kowalski=bob"]),
        ("@bob kowalski", vec!["@bob kowalski=bob"]),
        ("@Bob Kowalskis", vec!["@Bob=bob"]),
        ("@Bob K", vec!["@Bob=bob"]),
        ("@Carol Núñez!", vec!["@Carol Núñez=carol.x"]),
        ("@Dan Lee", vec!["@Dan Lee=dan"]),
        ("@Zoe Zimmer", vec!["not here: zoe"]),
        ("@zoe and @nobody", vec!["not here: zoe"]),
        ("me@Bob Kowalski", vec![]),
    ] {
        assert_eq!(mentioned(text, &members, &known), expected, "{text}");
    }
    // Of namesakes none is meant, unless the name begins with the username of one.
    assert_eq!(
        mentioned("@Dan Lee", &["dan2", "dan3"], &known),
        ["not here: dan"]
    );
    assert_eq!(mentioned("@Dan Lee", &["dan2"], &known), ["@Dan Lee=dan2"]);
}

#[test]
fn the_longest_name_of_anybody_is_meant() {
    let known = known(&[("王伟", "Wang"), ("王伟明", "Wang"), ("bob", "Bob")], &[]);
    let members = ["王伟", "bob"];
    assert_eq!(mentioned("@王伟看", &members, &known), ["@王伟=王伟"]);
    assert_eq!(
        mentioned("@王伟明你好", &members, &known),
        ["not here: 王伟明"]
    );
    assert_eq!(mentioned("@bob看", &[], &known), ["not here: bob"]);
}

#[test]
fn the_names_of_former_colleagues_hide_nobody() {
    let former = [
        ("王伟明", "Wang Weiming"),
        ("bob smith", "Bob"),
        ("here now", "Here"),
        ("dan2", "Dan Lee"),
    ];
    let former = former.map(|(user, name)| Account {
        active: false,
        ..account(user, name)
    });
    let present = [("王伟", "Wang Wei"), ("bob", "Bob"), ("dan1", "Dan Lee")];
    let present = present.map(|(user, name)| account(user, name));
    let known = Known {
        everybody: Everybody::active(&[&former[..], &present[..]].concat()),
        ..Known::default()
    };
    let members = ["王伟", "bob", "dan1", "dan2"];
    for (text, expected) in [
        ("@王伟明天来", "@王伟=王伟"),
        ("@bob smith is here", "@bob=bob"),
        ("@here now", "@here=Here"),
        ("@Dan Lee", "@Dan Lee=dan1"),
    ] {
        assert_eq!(mentioned(text, &members, &known), [expected], "{text}");
    }
}

#[test]
fn the_display_name_of_somebody_else_is_longer_than_a_members_username() {
    let known = known(
        &[
            ("bob", "Robert"),
            ("bsmith", "Bob Smith"),
            ("bob jones", "B"),
            ("c1", "Bob Jones"),
            ("d1", "Bob Lee"),
            ("d2", "Bob Lee"),
        ],
        &[],
    );
    for (text, expected) in [
        ("@Bob Smith, hello", "not here: bsmith"),
        ("@Bob Smithers", "@Bob=bob"),
        ("@bob jones", "@bob jones=bob jones"),
        // Of namesakes none is meant.
        ("@Bob Lee", "@Bob=bob"),
    ] {
        let found = mentioned(text, &["bob", "bob jones"], &known);
        assert_eq!(found, [expected], "{text}");
    }
    let found = mentioned("@Bob Smith", &["bob", "bsmith"], &known);
    assert_eq!(found, ["@Bob Smith=bsmith"]);
}

#[test]
fn the_words_for_groups_mention_no_user_of_that_name() {
    let known = known(
        &[("here", "Here"), ("All", "All"), ("net", "Net")],
        &[("Net", "NET"), ("网络", "W")],
    );
    let members = ["here", "All", "net", "all-hands", "bob"];
    for (text, expected) in [
        ("@here", "@here=Here"),
        ("@Here, look", "@Here=Here"),
        ("@All", "@All=Channel"),
        ("@all-hands", "@all-hands=all-hands"),
        ("@everyone", "@everyone=Channel"),
        ("@channel看", "@channel=Channel"),
        // A team is named by Orvale, as users are: a member comes first.
        ("@Net", "@Net=net"),
        ("@网络出问题了", "@网络=Team({\"W\"})"),
    ] {
        assert_eq!(mentioned(text, &members, &known), [expected], "{text}");
    }
}

#[test]
fn who_left_is_mentioned_no_more() {
    let [bob, twin] = ["bob", "Bob"].map(UserId::from);
    let mut names: Names = [&bob, &twin].into_iter().collect();
    names.insert(&bob);
    names.remove(&twin);
    assert_eq!(find("@BOB", &names).len(), 1);
    names.remove(&bob);
    assert!(find("@bob", &names).is_empty());
}

#[test]
fn names_are_looked_up_no_further_than_they_reach() {
    let members: Vec<UserId> = (0..2_000)
        .map(|n| format!("{}{n}", "@".repeat(200)).into())
        .collect();
    let names = members.iter().collect();
    for piece in ["@", "@-", "`@", "\\@", "@\u{301}", "> ", "- ", "www."] {
        assert!(
            find(&piece.repeat(5_000 / piece.len()), &names).is_empty(),
            "{piece}"
        );
    }
}

#[test]
fn a_team_is_mentioned_by_its_name_and_its_id_in_any_letter_case() {
    let teams = [
        ("Helpdesk", "HELPDESK"),
        ("HELPDESK", "HELPDESK"),
        ("Network", "NET"),
        ("NET", "NET"),
    ];
    let known = known(&[], &teams);
    for (text, id) in [
        ("@Helpdesk", "HELPDESK"),
        ("@HELPDESK", "HELPDESK"),
        ("@helpdesk, hello", "HELPDESK"),
        ("@network", "NET"),
        ("@net", "NET"),
    ] {
        let found = find_all(text, &Names::default(), Some(&known)).groups;
        let found: Vec<Group> = found.into_iter().map(|(_, group)| group).collect();
        assert_eq!(found, [Group::Team([id.to_owned()].into())], "{text}");
    }
}

#[test]
fn teams_of_one_name_are_mentioned_together_and_letter_case_tells_others_apart() {
    let teams = [
        ("Helpdesk", "HELPDESK"),
        ("HELPDESK", "HELPDESK"),
        // A user was added with the name of the team, and so a team with that as its id.
        ("Helpdesk", "Helpdesk"),
        ("Network", "1"),
        ("NETWORK", "2"),
        ("Here", "3"),
    ];
    let known = known(&[], &teams);
    for (text, expected) in [
        ("@HELPDESK", r#"@HELPDESK=Team({"HELPDESK"})"#),
        ("@Helpdesk", r#"@Helpdesk=Team({"HELPDESK", "Helpdesk"})"#),
        ("@helpdesk", r#"@helpdesk=Team({"HELPDESK", "Helpdesk"})"#),
        ("@Network", r#"@Network=Team({"1"})"#),
        ("@NETWORK", r#"@NETWORK=Team({"2"})"#),
        ("@network", r#"@network=Team({"1", "2"})"#),
        ("@HERE", "@HERE=Here"),
        ("@Here", "@Here=Here"),
    ] {
        assert_eq!(mentioned(text, &[], &known), [expected], "{text}");
    }
}
