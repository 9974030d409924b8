//! The model test: five clients, random actions and a server that is killed. Then each client's state equals that of
//! a new client, and the database's own counts.
//!
//! A run has a seed, which is printed; a failure is made shorter and printed as a script. Variables change what runs:
//!
//! - `MODEL_STEPS=10000` for a long run, in episodes of 1,000 actions, and `MODEL_SEED=7` for its first seed;
//! - `MODEL_SCRIPT=FILE` for a script, such as a failure printed;
//! - `MODEL_SHRINK=SECONDS` for how long a failure is made shorter.

mod action;
mod compare;
pub(crate) mod database;
mod inbox;
mod play;
mod request;
mod shrink;
mod world;

use std::{collections::BTreeSet, time::Duration};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};

use self::{
    action::{Action, COMMANDS, EVENTS},
    play::{Failure, play},
    shrink::shrink,
    world::World,
};
use crate::support::Daemon;

/// The actions of a run without `MODEL_STEPS`, and of an episode of a long one.
const SHORT: usize = 200;
const EPISODE: usize = 1_000;
const INTERVAL: usize = 40;
const FIXED_SEED: u64 = 1;

#[derive(Clone, Copy)]
enum Backend {
    Sqlite,
    Postgres,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_agree_with_a_new_client_on_sqlite() {
    run(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_agree_with_a_new_client_on_postgres() {
    if std::env::var("ORVALE_CHAT_TEST_POSTGRES").is_ok() {
        run(Backend::Postgres).await;
    }
}

#[test]
fn every_command_has_an_action_and_a_request() {
    let known = actors::commands::COMMANDS
        .iter()
        .map(|command| command.name);
    // A client authenticates by connecting.
    let known: BTreeSet<_> = known.filter(|name| *name != "authenticate").collect();
    let listed: BTreeSet<_> = COMMANDS.iter().map(|(name, _)| *name).collect();
    assert_eq!(known, listed, "add to model/action.rs and model/request.rs");
    let world = World {
        users: vec!["ann"],
        ..World::default()
    };
    for (what, is_command) in COMMANDS
        .iter()
        .map(|(name, _)| (*name, true))
        .chain(EVENTS.iter().map(|(name, _)| (*name, false)))
    {
        let action = Action {
            who: 0,
            what,
            waits: true,
            picks: [0; 4],
        };
        let request = request::request(&action, &world);
        assert_eq!(request.is_some(), is_command, "the request of {what}");
    }
}

#[test]
fn a_script_is_read_as_it_was_written() {
    let actions = Action::draw(&mut StdRng::seed_from_u64(3), 500);
    assert_eq!(action::parse(&action::script(&actions)), Ok(actions));
    assert!(action::parse("1 dance waits 1 2 3 4").is_err());
}

#[tokio::test]
async fn a_failure_is_made_as_short_as_it_can_be() {
    let fails = async |numbers: &[usize]| numbers.contains(&17) && numbers.contains(&301);
    let all = (0..400).collect();
    let shortest = shrink(all, Duration::from_secs(60), fails).await;
    assert_eq!(shortest, [17, 301]);
}

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

async fn run(backend: Backend) {
    if let Ok(file) = std::env::var("MODEL_SCRIPT") {
        let actions = action::parse(&std::fs::read_to_string(file).unwrap()).unwrap();
        return play_or_shrink(backend, "the script", actions).await;
    }
    let (seeds, count) = match variable("MODEL_STEPS") {
        Some(steps) => {
            let first = variable("MODEL_SEED").unwrap_or(FIXED_SEED);
            let episodes = steps.div_ceil(EPISODE as u64);
            (
                (first..first + episodes).collect(),
                usize::try_from(steps).unwrap().min(EPISODE),
            )
        }
        None => {
            let other =
                variable("MODEL_SEED").unwrap_or_else(|| rand::rng().random_range(0..1 << 32));
            (vec![FIXED_SEED, other], SHORT)
        }
    };
    for seed in seeds {
        let name = format!("MODEL_SEED={seed} MODEL_STEPS={count}");
        println!("{name}");
        let actions = Action::draw(&mut StdRng::seed_from_u64(seed), count);
        play_or_shrink(backend, &name, actions).await;
    }
}

/// Plays actions; if that fails, finds a shorter list that fails, too, and panics with it.
async fn play_or_shrink(backend: Backend, name: &str, mut actions: Vec<Action>) {
    let Err(first) = attempt(backend, &actions, INTERVAL).await else {
        return;
    };
    eprintln!(
        "{name} failed after {} actions:\n{}",
        first.played, first.what
    );
    actions.truncate(first.played);
    let time = Duration::from_secs(variable("MODEL_SHRINK").unwrap_or(120));
    let mut last = first;
    let shortest = shrink(actions, time, async |fewer: &[Action]| {
        match attempt(backend, fewer, usize::MAX).await {
            Ok(()) => false,
            Err(failure) => {
                last = failure;
                true
            }
        }
    })
    .await;
    panic!(
        "{name} failed; {} actions that fail, to play with MODEL_SCRIPT:\n{}\n{}",
        shortest.len(),
        action::script(&shortest),
        last.what
    );
}

/// Plays actions in a task of their own, so that a panic is a failure like others.
async fn attempt(backend: Backend, actions: &[Action], interval: usize) -> Result<(), Failure> {
    let daemon = match backend {
        Backend::Sqlite => Daemon::on_sqlite(),
        Backend::Postgres => Daemon::on_postgres().await.unwrap(),
    };
    let all = actions.to_vec();
    let played = tokio::spawn(async move { play(daemon, &all, interval).await });
    played.await.unwrap_or_else(|panicked| {
        Err(Failure {
            played: actions.len(),
            what: panicked.to_string(),
        })
    })
}
