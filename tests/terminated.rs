//! SIGTERM under load: everyone is told, what was acknowledged is kept, and the server ends.

use crate::support::{Daemon, Load, history::assert_sound, on_both};

const PEOPLE: [&str; 4] = ["ann", "bob", "cid", "dan"];

on_both!(nothing_is_lost_when_the_server_is_stopped);

async fn nothing_is_lost_when_the_server_is_stopped(daemon: Daemon) {
    let mut daemon = daemon.with_people(&PEOPLE).await;
    daemon.start().await;
    let channels = [daemon.channel("desk", &PEOPLE).await];
    let before = daemon.positions("ann", &channels).await;
    let mut members = Vec::new();
    for name in PEOPLE {
        members.push(daemon.connected(name).await);
    }
    let load = Load::start(members, &channels, "words");
    load.acknowledge(200).await;
    let (status, said, took) = daemon.terminate().await;
    println!("stopped within {took:?}");
    assert!(status.success(), "{status}: {said:?}");
    daemon.start().await;
    load.acknowledge(50).await;
    let (mut members, sent) = load.stop().await;
    let history = daemon.history(&mut members, &before, sent).await;
    for member in &members {
        // `killed` shows the other case: there nobody is told anything.
        let codes: Vec<_> = member.cuts.iter().map(|cut| cut.code).collect();
        assert_eq!(
            codes,
            [Some(4011)],
            "{} is told that the server goes down",
            member.name
        );
        assert_eq!(member.resumes, 1);
    }
    assert_sound(&history);
}
