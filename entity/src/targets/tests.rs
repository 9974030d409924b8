use super::*;

const ZONE: &str = "Europe/Berlin";

fn at(text: &str) -> Millis {
    let local: jiff::civil::DateTime = text.parse().unwrap();
    let zone = TimeZone::get(ZONE).unwrap();
    local.to_zoned(zone).unwrap().timestamp().as_millisecond()
}

fn settings(days: &[i8], minutes: i64) -> TicketTargets {
    let day = |day: &i8| WorkingDay {
        day: *day,
        from: "09:00".into(),
        to: "17:00".into(),
    };
    TicketTargets {
        targets: vec![TicketTarget {
            priority: "high".into(),
            team: None,
            minutes,
        }],
        hours: Some(WorkingHours {
            tz: ZONE.into(),
            days: days.iter().map(day).collect(),
            holidays: vec!["2026-05-25".into()],
        }),
    }
}

fn due(settings: &TicketTargets, began: &str) -> Due {
    let targets = settings.read(&[]).unwrap();
    targets.due("high", Some("NET"), at(began)).unwrap()
}

#[test]
fn only_working_time_counts() {
    let week = settings(&[1, 2, 3, 4, 5], 60);
    for (began, expected) in [
        // Whit Monday is a day off.
        ("2026-05-22T16:30", "2026-05-26T09:30"),
        ("2026-05-22T23:00", "2026-05-26T10:00"),
        ("2026-05-22T09:00", "2026-05-22T10:00"),
        ("2026-05-22T16:00", "2026-05-22T17:00"),
        // The clock changes on Sunday, 2026-03-29.
        ("2026-03-27T16:30", "2026-03-30T09:30"),
    ] {
        assert_eq!(due(&week, began).at, at(expected), "{began}");
    }
    let tuesdays = settings(&[2], 60);
    assert_eq!(
        due(&tuesdays, "2026-05-27T12:00").at,
        at("2026-06-02T10:00")
    );
    let long = settings(&[2], 10 * 60);
    assert_eq!(due(&long, "2026-05-26T15:00").at, at("2026-06-02T17:00"));
    // Orvale's days off count as well.
    let targets = week.read(&["2026-05-26".into(), "never".into()]).unwrap();
    let found = targets.due("high", None, at("2026-05-22T16:30")).unwrap();
    assert_eq!(found.at, at("2026-05-27T09:30"));
    assert!(!targets.is_working(at("2026-05-26T10:00")));
    assert!(targets.is_working(at("2026-05-27T10:00")));
    assert!(!targets.is_working(at("2026-05-27T17:00")));
}

#[test]
fn a_ticket_is_due_soon_in_the_last_quarter() {
    let found = due(&settings(&[1, 2, 3, 4, 5], 120), "2026-05-22T15:00");
    assert_eq!(found.soon_at, at("2026-05-22T16:30"));
    for (now, state) in [
        ("2026-05-22T16:29", DueState::Ok),
        ("2026-05-22T16:30", DueState::Soon),
        ("2026-05-22T17:00", DueState::Late),
    ] {
        assert_eq!(found.state(at(now)), state, "{now}");
    }
}

#[test]
fn a_teams_own_target_comes_first_and_others_have_none() {
    let mut all = settings(&[1], 60);
    all.hours = None;
    all.targets.push(TicketTarget {
        priority: "high".into(),
        team: Some("NET".into()),
        minutes: 30,
    });
    let targets = all.read(&[]).unwrap();
    let minutes = |priority, team| Some((targets.due(priority, team, 0)?.at) / 60_000);
    assert_eq!(minutes("high", Some("NET")), Some(30));
    assert_eq!(minutes("high", Some("HELPDESK")), Some(60));
    assert_eq!(minutes("high", None), Some(60));
    assert_eq!(minutes("2", None), None);
    assert!(targets.is_working(0));
}

#[test]
fn what_has_no_meaning_is_refused() {
    let good = settings(&[1], 60);
    let change = |change: &dyn Fn(&mut TicketTargets)| {
        let mut bad = good.clone();
        change(&mut bad);
        assert!(matches!(bad.read(&[]), Err(Error::Invalid(_))), "{bad:?}");
    };
    change(&|it| it.targets[0].minutes = 0);
    change(&|it| it.targets[0].minutes = LONGEST + 1);
    change(&|it| it.targets[0].priority.clear());
    change(&|it| it.targets.push(it.targets[0].clone()));
    change(&|it| it.hours.as_mut().unwrap().tz = "Mars/Base".into());
    change(&|it| it.hours.as_mut().unwrap().days.clear());
    change(&|it| it.hours.as_mut().unwrap().days[0].day = 8);
    change(&|it| it.hours.as_mut().unwrap().days[0].to = "08:00".into());
    change(&|it| it.hours.as_mut().unwrap().days[0].from = "9".into());
    change(&|it| it.hours.as_mut().unwrap().holidays.push("soon".into()));
    assert!(good.read(&[]).is_ok() && TicketTargets::default().read(&[]).is_ok());
}
