//! `kill -9` at random moments under load: nothing acknowledged is lost or duplicated, and everyone sees the
//! same order.

use rand::Rng as _;

use crate::support::{Daemon, Load, history::assert_sound, on_both};

const PEOPLE: [&str; 4] = ["ann", "bob", "cid", "dan"];
const ROUNDS: usize = 10;

on_both!(nothing_acknowledged_is_lost);

async fn nothing_acknowledged_is_lost(daemon: Daemon) {
    let mut daemon = daemon.with_people(&PEOPLE).await;
    daemon.start().await;
    let channels = [
        daemon.channel("desk", &PEOPLE).await,
        daemon.channel("hall", &PEOPLE).await,
    ];
    let before = daemon.positions("ann", &channels).await;
    let mut members = Vec::new();
    for name in PEOPLE {
        members.push(daemon.connected(name).await);
    }
    let load = Load::start(members, &channels, "words");
    let mut slowest = std::time::Duration::ZERO;
    for _ in 0..ROUNDS {
        let (more, moment) = {
            let mut random = rand::rng();
            (random.random_range(1..250), random.random_range(0..5_000))
        };
        load.acknowledge(more).await;
        // A random moment, unrelated to the last answer.
        tokio::time::sleep(std::time::Duration::from_micros(moment)).await;
        daemon.kill().await;
        slowest = slowest.max(daemon.start().await);
    }
    load.acknowledge(20).await;
    let (mut members, sent) = load.stop().await;
    let history = daemon.history(&mut members, &before, sent).await;
    println!(
        "{} messages over {ROUNDS} crashes; ready again within {slowest:?}; {} refused",
        history.kept.len(),
        members.iter().map(|member| member.refusals).sum::<usize>()
    );
    for member in &members {
        // A crash may come before everyone has reconnected after the last one.
        assert!(
            member.resumes >= ROUNDS / 2,
            "{} resumed {}",
            member.name,
            member.resumes
        );
        assert!(
            member.cuts.iter().all(|cut| cut.code.is_none()),
            "a server that is killed says nothing: {:?}",
            member.cuts
        );
    }
    assert_sound(&history);
}
