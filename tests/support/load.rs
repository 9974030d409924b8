//! Users who keep sending messages until stopped, whatever happens to the server.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tokio::task::JoinHandle;

use super::{Member, patiently};

/// A running load.
pub struct Load {
    talkers: Vec<JoinHandle<(Member, usize)>>,
    acknowledged: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
}

impl Load {
    /// Makes members send messages to these channels. Every text starts with `words` and ends in a number.
    #[must_use]
    pub fn start(members: Vec<Member>, channels: &[i64], words: &str) -> Self {
        let acknowledged = Arc::new(AtomicUsize::new(0));
        let stop = Arc::new(AtomicBool::new(false));
        let talkers = members
            .into_iter()
            .map(|member| {
                let (count, stop) = (Arc::clone(&acknowledged), Arc::clone(&stop));
                tokio::spawn(talk(
                    member,
                    channels.to_vec(),
                    words.to_owned(),
                    count,
                    stop,
                ))
            })
            .collect();
        Self {
            talkers,
            acknowledged,
            stop,
        }
    }

    /// Waits until this many more messages have been acknowledged.
    pub async fn acknowledge(&self, more: usize) {
        let goal = self.acknowledged.load(Ordering::Relaxed) + more;
        super::patiently("acknowledged messages", async {
            while self.acknowledged.load(Ordering::Relaxed) < goal {
                assert!(
                    !self.talkers.iter().any(JoinHandle::is_finished),
                    "someone stopped talking"
                );
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
        })
        .await;
    }

    /// Waits for everyone to finish, and returns the members and the number of messages of each.
    pub async fn stop(self) -> (Vec<Member>, BTreeMap<String, usize>) {
        self.stop.store(true, Ordering::Relaxed);
        let (mut members, mut sent) = (Vec::new(), BTreeMap::new());
        for talker in self.talkers {
            let (member, said) = patiently("a talker", talker).await.unwrap();
            sent.insert(member.name.clone(), said);
            members.push(member);
        }
        (members, sent)
    }
}

async fn talk(
    mut member: Member,
    channels: Vec<i64>,
    words: String,
    count: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
) -> (Member, usize) {
    let mut said = 0;
    while !stop.load(Ordering::Relaxed) {
        while member.pending() < member.window {
            said += 1;
            let text = format!("{words} {} {said}", member.name);
            member.say(channels[said % channels.len()], &text);
        }
        let before = member.acknowledged.len();
        member.step().await;
        count.fetch_add(member.acknowledged.len() - before, Ordering::Relaxed);
    }
    member.until_answered().await;
    (member, said)
}
