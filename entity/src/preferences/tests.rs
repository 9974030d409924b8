use jiff::{civil::DateTime, tz::TimeZone};

use super::*;
use crate::ids::ChannelId;

fn berlin(from: &str, to: &str) -> Preferences {
    let quiet_hours = Some(QuietHours {
        from: from.into(),
        to: to.into(),
        days: None,
        tz: "Europe/Berlin".into(),
    });
    Preferences {
        quiet_hours,
        ..Preferences::default()
    }
}

/// The times at which a clock in a zone shows this.
fn at(zone: &str, local: &str) -> Vec<Millis> {
    let zone = TimeZone::get(zone).unwrap();
    let local: DateTime = local.parse().unwrap();
    let time = zone.to_ambiguous_zoned(local);
    let mut times = vec![time.clone().earlier().unwrap(), time.later().unwrap()];
    times.dedup();
    times
        .iter()
        .map(|time| time.timestamp().as_millisecond())
        .collect()
}

fn in_berlin(local: &str) -> Millis {
    at("Europe/Berlin", local)[0]
}

#[test]
fn quiet_hours_follow_the_wall_clock_of_their_zone() {
    let nights = berlin("22:00", "06:00");
    for day in [
        "2026-07-14",
        "2027-01-14",
        "2026-10-24",
        "2026-10-25",
        "2027-03-27",
        "2027-03-28",
    ] {
        for (time, silent) in [
            ("21:59", false),
            ("22:00", true),
            ("23:59:59", true),
            ("00:00", true),
            ("05:59", true),
            ("06:00", false),
            ("12:00", false),
        ] {
            let now = in_berlin(&format!("{day}T{time}"));
            assert_eq!(nights.is_silent(now), silent, "{day} {time}");
        }
    }
}

#[test]
fn an_hour_that_comes_twice_is_silent_twice() {
    let nights = berlin("22:00", "06:00");
    let twice = at("Europe/Berlin", "2026-10-25T02:30");
    assert_eq!(twice[1] - twice[0], 3_600_000);
    assert!(twice.iter().all(|now| nights.is_silent(*now)));
    let length = in_berlin("2026-10-25T06:00") - in_berlin("2026-10-24T22:00");
    assert_eq!(length, 9 * 3_600_000);
    let short = in_berlin("2027-03-28T06:00") - in_berlin("2027-03-27T22:00");
    assert_eq!(short, 7 * 3_600_000);
}

#[test]
fn a_day_without_its_last_minute_is_not_silent_in_it() {
    let days = berlin("00:00", "23:59");
    for (time, silent) in [
        ("00:00", true),
        ("12:00", true),
        ("23:58", true),
        ("23:59", false),
    ] {
        let now = in_berlin(&format!("2026-07-14T{time}"));
        assert_eq!(days.is_silent(now), silent, "{time}");
    }
    assert!(
        berlin("08:00", "08:00").is_silent(in_berlin("2026-07-14T07:59")),
        "always"
    );
}

#[test]
fn a_device_elsewhere_changes_nothing() {
    let nights = berlin("22:00", "06:00");
    let in_new_york = |local| at("America/New_York", local)[0];
    assert!(nights.is_silent(in_new_york("2026-07-14T17:00")));
    assert!(!nights.is_silent(in_new_york("2026-07-15T00:30")));
}

#[test]
fn days_are_those_on_which_the_hours_begin() {
    for days in [
        vec![Day::Number(5)],
        vec![Day::Name("Fri".into())],
        vec![Day::Name("friday".into())],
    ] {
        let mut nights = berlin("22:00", "06:00");
        nights.quiet_hours.as_mut().unwrap().days = Some(days);
        // 2026-07-17 is a Friday.
        assert!(nights.is_silent(in_berlin("2026-07-17T23:00")));
        assert!(nights.is_silent(in_berlin("2026-07-18T05:00")));
        assert!(!nights.is_silent(in_berlin("2026-07-18T23:00")));
        assert!(!nights.is_silent(in_berlin("2026-07-17T05:00")));
    }
}

#[test]
fn turning_it_off_by_hand_lasts_until_the_hours_end() {
    let off = PreferencesChange {
        dnd_until: Some(None),
        ..PreferencesChange::default()
    };
    for (night, morning, next) in [
        ("2026-07-14T23:00", "2026-07-15T05:59", "2026-07-15T22:00"),
        ("2026-10-25T01:00", "2026-10-25T05:59", "2026-10-25T22:00"),
        ("2027-03-28T01:00", "2027-03-28T05:59", "2027-03-28T22:00"),
    ] {
        let now = in_berlin(night);
        let before = Preferences {
            dnd_until: Some(now + 1),
            ..berlin("22:00", "06:00")
        };
        assert!(before.is_silent(now));
        let after = off.applied_to(&before, now).unwrap();
        assert!(
            !after.is_silent(now) && !after.is_silent(in_berlin(morning)),
            "{night}"
        );
        assert!(after.is_silent(in_berlin(next)), "{night}");
        assert_eq!(
            after.quiet_hours, before.quiet_hours,
            "as they were entered"
        );
    }
    let noon = in_berlin("2026-07-14T12:00");
    let after = off.applied_to(&berlin("22:00", "06:00"), noon).unwrap();
    assert_eq!(after.quiet_off_until, None, "nothing to turn off");
}

#[test]
fn do_not_disturb_lasts_until_its_time() {
    let until = |time| PreferencesChange {
        dnd_until: Some(Some(time)),
        ..PreferencesChange::default()
    };
    let dnd = until(5_000)
        .applied_to(&Preferences::default(), 1_000)
        .unwrap();
    assert!(dnd.is_silent(4_999) && !dnd.is_silent(5_000));
    let past = until(500).applied_to(&dnd, 1_000).unwrap();
    assert_eq!(past.dnd_until, None);
    assert!(until(-1).applied_to(&dnd, 1_000).is_err());
}

#[test]
fn what_is_left_out_stays() {
    let change: PreferencesChange = serde_json::from_str(
        r#"{"keywords": [" Printer ", "printer", "VPN  down"], "sound": false}"#,
    )
    .unwrap();
    let before = Preferences {
        dnd_until: Some(9_000),
        ..berlin("22:00", "06:00")
    };
    let after = change.applied_to(&before, 1_000).unwrap();
    assert_eq!(after.keywords, ["Printer", "VPN down"]);
    assert!(!after.sound && after.desktop);
    assert_eq!(
        (&after.quiet_hours, after.dnd_until),
        (&before.quiet_hours, Some(9_000))
    );
    let none: PreferencesChange = serde_json::from_str(r#"{"quietHours": null}"#).unwrap();
    assert_eq!(none.applied_to(&after, 1_000).unwrap().quiet_hours, None);
}

#[test]
fn language_and_theme_are_kept_until_they_are_taken_back() {
    let read = |json| serde_json::from_str::<PreferencesChange>(json).unwrap();
    let chosen = read(r#"{"language": "de", "theme": "dark"}"#);
    let after = chosen.applied_to(&Preferences::default(), 0).unwrap();
    assert_eq!(
        (after.language, after.theme),
        (Some(Language::De), Some(Theme::Dark))
    );
    let partly = read(r#"{"language": null, "sound": true}"#);
    let after = partly.applied_to(&after, 0).unwrap();
    assert_eq!((after.language, after.theme), (None, Some(Theme::Dark)));
}

#[test]
fn a_time_zone_is_kept_until_it_is_taken_back() {
    let read = |json| serde_json::from_str::<PreferencesChange>(json).unwrap();
    let zone = |change: PreferencesChange, before: &Preferences| {
        change.applied_to(before, 0).unwrap().time_zone
    };
    let before = Preferences {
        time_zone: zone(
            read(r#"{"timeZone": "Asia/Tokyo"}"#),
            &Preferences::default(),
        ),
        ..Preferences::default()
    };
    assert_eq!(before.time_zone.as_deref(), Some("Asia/Tokyo"));
    assert_eq!(zone(read(r#"{"sound": true}"#), &before), before.time_zone);
    assert_eq!(zone(read(r#"{"timeZone": null}"#), &before), None);
}

#[test]
fn nonsense_is_refused() {
    for (change, field) in [
        (r#"{"keywords": ["!?"]}"#, "keyword"),
        (r#"{"keywords": ["a\u0007b"]}"#, "keyword"),
        (
            r#"{"quietHours": {"from": "25:00", "to": "06:00", "tz": "Europe/Berlin"}}"#,
            "quietHours.from",
        ),
        (
            r#"{"quietHours": {"from": "2:00", "to": "06:00", "tz": "Europe/Berlin"}}"#,
            "quietHours.from",
        ),
        (
            r#"{"quietHours": {"from": "22:00", "to": "06:00", "tz": "Mars/Olympus"}}"#,
            "quietHours.tz",
        ),
        (
            r#"{"quietHours": {"from": "22:00", "to": "06:00", "days": [8], "tz": "UTC"}}"#,
            "quietHours.days",
        ),
        (r#"{"timeZone": "Mars/Olympus"}"#, "timeZone"),
        (r#"{"timeZone": ""}"#, "timeZone"),
    ] {
        let change: PreferencesChange = serde_json::from_str(change).unwrap();
        let refused = change.applied_to(&Preferences::default(), 0).unwrap_err();
        assert!(refused.to_string().contains(field), "{refused}");
    }
}

fn section(id: &str, title: &str, channels: &[i64]) -> Section {
    Section {
        id: id.into(),
        title: title.into(),
        channels: channels.iter().copied().map(ChannelId).collect(),
    }
}

fn arranged(sections: Vec<Section>) -> Result<Vec<Section>, Error> {
    let change = PreferencesChange {
        sections: Some(sections),
        ..PreferencesChange::default()
    };
    let after = change.applied_to(&Preferences::default(), 0)?;
    Ok(after.sections)
}

#[test]
fn a_conversation_is_in_one_section() {
    let kept = arranged(vec![
        section("a", " Desk ", &[3, 1, 3]),
        section(
            "b-2_x",
            "Ä".repeat(SECTION_TITLE_CHARACTERS).as_str(),
            &[1, 2],
        ),
        section("c", "Empty", &[]),
    ])
    .unwrap();
    assert_eq!(kept[0], section("a", "Desk", &[3, 1]));
    assert_eq!(kept[1].channels, [ChannelId(2)]);
    assert_eq!(kept.len(), 3);
    let before = Preferences {
        sections: kept.clone(),
        ..Preferences::default()
    };
    let unchanged = PreferencesChange::default().applied_to(&before, 0);
    assert_eq!(unchanged.unwrap().sections, kept);
}

#[test]
fn sections_are_bounded() {
    let many = |count: usize| (0..count).map(|n| section(&n.to_string(), "x", &[]));
    assert!(arranged(many(SECTIONS).collect()).is_ok());
    assert!(arranged(many(SECTIONS + 1).collect()).is_err());
    let most: Vec<i64> = (1..=i64::try_from(SECTION_CHANNELS).unwrap()).collect();
    assert!(arranged(vec![section("a", "x", &most)]).is_ok());
    for wrong in [
        vec![section("", "x", &[])],
        vec![section(&"a".repeat(SECTION_ID_BYTES + 1), "x", &[])],
        vec![section("a b", "x", &[])],
        vec![section("a", "x", &[]), section("a", "y", &[])],
        vec![section("a", " ", &[])],
        vec![section("a", &"x".repeat(SECTION_TITLE_CHARACTERS + 1), &[])],
        vec![section("a", "x\ny", &[])],
        vec![section("a", "x", &[0])],
        vec![section("a", "x", &[-1])],
        vec![section("a", "x", &most), section("b", "y", &[9_999])],
    ] {
        let refused = arranged(wrong.clone());
        assert!(matches!(refused, Err(Error::Invalid(_))), "{wrong:?}");
    }
}
