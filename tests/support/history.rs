//! The invariants of a channel's history, whatever happened to the server while it was written.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// A message's place in the history.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    pub channel: i64,
    pub seq: i64,
    pub id: i64,
    pub user: String,
    pub client_id: String,
    pub text: String,
}

impl Kept {
    #[must_use]
    pub fn of(message: &Value) -> Self {
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            channel: message["channelId"].as_i64().unwrap(),
            seq: message["seq"].as_i64().unwrap(),
            id: message["id"].as_i64().unwrap(),
            user: word(&message["userId"]),
            client_id: word(&message["clientId"]),
            text: word(&message["text"]),
        }
    }
}

/// The messages that were sent, acknowledged, received and stored. Texts are unique per user and end in an
/// ascending number.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The messages that REST returns at the end, in order.
    pub kept: Vec<Kept>,
    /// The messages that were acknowledged to their authors.
    pub acknowledged: Vec<Kept>,
    /// The messages that each member received, in order.
    pub told: BTreeMap<String, Vec<Kept>>,
    /// The number of messages that each user tried to send.
    pub sent: BTreeMap<String, usize>,
    /// Users whose messages may be out of order: they had several unanswered messages when one of them was
    /// refused, and repeated that one after the others.
    pub overtaking: BTreeSet<String>,
    /// Positions in each channel before the first message.
    pub before: BTreeMap<i64, i64>,
}

impl History {
    /// Returns everything that is wrong with it, one line each.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        self.find_lost(&mut faults);
        self.find_repeated(&mut faults);
        self.find_gaps(&mut faults);
        self.find_disorder(&mut faults);
        faults
    }

    fn find_lost(&self, faults: &mut Vec<String>) {
        let kept: BTreeSet<_> = self.kept.iter().collect();
        for message in &self.acknowledged {
            if !kept.contains(message) {
                faults.push(format!("acknowledged and not kept: {message:?}"));
            }
        }
        for (user, sent) in &self.sent {
            let of_user = |message: &&Kept| message.user == *user;
            let count = self.kept.iter().filter(of_user).count();
            if count != *sent {
                faults.push(format!("{user} said {sent}, kept are {count}"));
            }
        }
    }

    fn find_repeated(&self, faults: &mut Vec<String>) {
        let (mut clients, mut texts, mut ids) = Default::default();
        let mut once = |seen: &mut BTreeSet<String>, key: String| {
            if !seen.insert(key.clone()) {
                faults.push(format!("kept twice: {key}"));
            }
        };
        for message in &self.kept {
            let Kept { user, id, .. } = message;
            once(&mut clients, format!("{user} {}", message.client_id));
            once(&mut texts, format!("{user} {}", message.text));
            once(&mut ids, id.to_string());
        }
    }

    fn find_gaps(&self, faults: &mut Vec<String>) {
        let mut positions = self.before.clone();
        for message in &self.kept {
            let last = positions.entry(message.channel).or_default();
            if message.seq != *last + 1 {
                faults.push(format!("{last} is followed by {message:?}"));
            }
            *last = message.seq;
        }
    }

    fn find_disorder(&self, faults: &mut Vec<String>) {
        for (member, told) in &self.told {
            for channel in self.before.keys() {
                let of = |all: &[Kept]| -> Vec<Kept> {
                    let here = all.iter().filter(|message| message.channel == *channel);
                    here.cloned().collect()
                };
                let (told, kept) = (of(told), of(&self.kept));
                let differs = told.iter().zip(&kept).find(|(told, kept)| told != kept);
                if let Some((told, kept)) = differs {
                    faults.push(format!("{member} was told {told:?}, kept is {kept:?}"));
                } else if told.len() != kept.len() {
                    let (told, kept) = (told.len(), kept.len());
                    faults.push(format!("{member} was told {told} of {kept} in {channel}"));
                }
            }
        }
        let mut numbers: BTreeMap<(i64, &str), usize> = BTreeMap::new();
        for message in &self.kept {
            let number = message.text.rsplit(' ').next().unwrap().parse().unwrap();
            let last = numbers
                .insert((message.channel, &message.user), number)
                .unwrap_or(0);
            if number <= last && !self.overtaking.contains(&message.user) {
                faults.push(format!("{} said {last} after {number}", message.user));
            }
        }
    }
}

/// Histories with a fault each, to show that faults are found.
#[must_use]
pub fn doctored(sound: &History) -> Vec<(&'static str, History)> {
    assert!(sound.kept.len() > 4 && !sound.acknowledged.is_empty());
    let doctor = |change: &dyn Fn(&mut History)| {
        let mut history = sound.clone();
        change(&mut history);
        history
    };
    let middle = sound.kept.len() / 2;
    vec![
        (
            "an acknowledged message is lost, as without fsync",
            doctor(&|history| {
                let lost = history.acknowledged.last().unwrap().clone();
                history.kept.retain(|kept| *kept != lost);
            }),
        ),
        (
            "a repeated message is kept twice, as without the unique clientId",
            doctor(&|history| {
                let mut twin = history.kept[middle].clone();
                twin.id += 1_000_000;
                twin.seq = history.kept.last().unwrap().seq + 1;
                history.kept.push(twin);
            }),
        ),
        (
            "a position is skipped, as by a counter that outlives a failed commit",
            doctor(&|history| {
                history.kept[middle].seq += 1;
            }),
        ),
        (
            "one member saw another order, as with order by clock",
            doctor(&|history| {
                let told = history.told.values_mut().next().unwrap();
                let channel = told[0].channel;
                let other = (1..told.len()).find(|n| told[*n].channel == channel);
                told.swap(0, other.unwrap());
            }),
        ),
        (
            "one member missed a message, as without a resume",
            doctor(&|history| {
                history.told.values_mut().next().unwrap().pop();
            }),
        ),
        (
            "the answer named another place than the history does",
            doctor(&|history| history.acknowledged[0].seq += 1),
        ),
    ]
}

/// Asserts that a history has no faults, and that faults in it would be found.
#[track_caller]
pub fn assert_sound(history: &History) {
    let faults = history.faults();
    assert!(faults.is_empty(), "{:#?}", &faults[..faults.len().min(20)]);
    for (fault, doctored) in doctored(history) {
        assert!(!doctored.faults().is_empty(), "not noticed: {fault}");
    }
}
