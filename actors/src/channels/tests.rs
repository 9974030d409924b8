//! The rules of a channel's state.

mod room;
mod scene;

use std::sync::Arc;

use entity::{
    Error,
    change::{Committed, ThreadChange},
    ids::MessageId,
    model::{ChannelKind, Thread},
};

use self::scene::{Post, Refused, Rule, Scene, Signal, joined, keeps, kept, left};
use super::state::Unsure;
use crate::store::Kept;

#[test]
fn requests_are_decided_while_others_wait_for_their_commit() {
    let mut scene = Scene::new();
    assert_eq!(scene.ask(Post("one")), [keeps("one")]);
    assert_eq!(scene.ask(Post("two")), [keeps("two")]);
    assert_eq!(scene.ask(Signal), ["send to all but ann", "answer signal"]);
    assert_eq!(scene.ask(Refused), ["refuse Invalid"]);
    assert!(!scene.state.is_idle());
    let (effects, settled) = scene.settle(vec![kept(11, None), kept(12, None)]);
    assert_eq!(effects, ["answer one", "answer two", "announce [11, 12]"]);
    assert_eq!(settled, Ok(()));
    assert!(scene.state.is_idle(), "nothing is pending");
}

#[test]
fn a_change_of_rules_is_decided_and_committed_alone() {
    let mut scene = Scene::new();
    scene.ask(Post("before"));
    assert!(
        scene.ask(Rule("rule")).is_empty(),
        "an earlier change is not committed yet"
    );
    assert!(scene.ask(Post("after")).is_empty(), "nothing overtakes it");
    assert!(
        scene.resume().is_empty(),
        "the earlier change is still not committed"
    );
    assert_eq!(scene.settle(vec![kept(11, None)]).1, Ok(()));
    assert_eq!(scene.resume(), [keeps("rule")]);
    assert!(
        scene.ask(Signal).is_empty(),
        "the new rules are not committed yet"
    );
    assert!(scene.resume().is_empty());
    assert!(!scene.state.is_idle());
    assert_eq!(scene.settle(vec![kept(12, None)]).1, Ok(()));
    assert_eq!(
        scene.resume(),
        [
            keeps("after"),
            "send to all but ann".into(),
            "answer signal".into()
        ]
    );
}

#[test]
fn an_overloaded_store_gets_no_more_changes() {
    let mut scene = Scene::new();
    scene.overloaded = true;
    assert_eq!(scene.ask(Rule("rule")), ["refuse Busy"]);
    assert_eq!(scene.ask(Signal), ["send to all but ann", "answer signal"]);
    scene.overloaded = false;
    assert_eq!(scene.ask(Post("one")), [keeps("one")]);
}

#[test]
fn nothing_is_decided_before_the_channel_is_loaded() {
    let mut scene = Scene::new();
    scene.state.unload();
    assert!(!scene.state.is_loaded());
    assert_eq!(scene.ask(Post("one")), ["refuse Busy"]);
    assert!(scene.state.is_idle());
}

#[test]
fn a_change_refused_by_the_store_does_not_affect_others() {
    let mut scene = Scene::new();
    for name in ["one", "two", "three"] {
        scene.ask(Post(name));
    }
    let refused = Err(Error::Conflict("taken".into()));
    let (effects, settled) = scene.settle(vec![kept(11, None), refused, kept(12, None)]);
    assert_eq!(
        effects,
        [
            "answer one",
            "refuse Conflict",
            "answer three",
            "announce [11, 12]"
        ]
    );
    assert_eq!(settled, Ok(()));
}

#[test]
fn after_a_failed_commit_the_state_must_be_reloaded() {
    let mut scene = Scene::new();
    scene.ask(Post("one"));
    scene.ask(Post("two"));
    let failed = || Err(Error::ReadOnly("full".into()));
    let (effects, settled) = scene.settle(vec![failed(), failed()]);
    assert_eq!(effects.len(), 2, "each is answered: {effects:?}");
    assert!(effects.iter().all(|effect| effect.starts_with("refuse ")));
    assert_eq!(settled, Err(Unsure));
    assert!(scene.state.is_idle());
}

#[test]
fn a_crashed_store_does_not_block_later_requests() {
    let mut scene = Scene::new();
    scene.ask(Rule("lost"));
    scene.ask(Post("next"));
    scene.state.abandon();
    assert_eq!(scene.resume(), [keeps("next")]);
    // The store had committed the abandoned change.
    let late = scene.settle(vec![kept(11, None)]);
    assert_eq!(
        late,
        (vec![], Ok(())),
        "its result is not mistaken for another's"
    );
    let (effects, _) = scene.settle(vec![kept(12, None)]);
    assert_eq!(effects, ["answer next", "announce [12]"]);
}

#[test]
fn results_lost_with_a_store_are_not_confused_with_others() {
    let mut scene = Scene::new();
    for name in ["lost", "lost too", "sent to the next store"] {
        scene.ask(Post(name));
    }
    // The next store has answered before the channel learns that it was restarted.
    scene.next_result = 2;
    let (effects, settled) = scene.settle(vec![kept(13, None)]);
    assert_eq!(effects, ["answer sent to the next store", "announce [13]"]);
    assert_eq!(
        settled,
        Err(Unsure),
        "the outcome of the lost changes is unknown"
    );
    assert!(scene.state.is_idle(), "the lost changes are answered, too");
}

#[test]
fn a_repeated_change_is_answered_but_not_announced() {
    let mut scene = Scene::new();
    scene.ask(Post("again"));
    let (effects, _) = scene.settle(vec![Ok(Committed::unchanged())]);
    assert_eq!(effects, ["answer again"]);
}

#[test]
fn a_member_who_leaves_receives_only_earlier_events() {
    let mut scene = Scene::new();
    for name in ["one", "leave", "two"] {
        scene.ask(Post(name));
    }
    let (effects, _) = scene.settle(vec![kept(11, None), kept(12, left("bob")), kept(13, None)]);
    let announced: Vec<_> = effects
        .iter()
        .filter(|effect| !effect.starts_with("answer"))
        .collect();
    assert_eq!(
        announced,
        ["announce [11]", "unsubscribe bob", "announce [12, 13]"]
    );
}

#[test]
fn a_member_who_joins_receives_only_later_events() {
    let mut scene = Scene::new();
    scene.ask(Post("join"));
    let (effects, _) = scene.settle(vec![kept(11, joined("cid", 3))]);
    assert_eq!(
        effects,
        ["subscribe cid after 11", "answer join", "announce [11]"]
    );
    // The same count: an existing member got another role.
    scene.ask(Post("role"));
    let (effects, _) = scene.settle(vec![kept(12, joined("cid", 3))]);
    assert_eq!(effects, ["answer role", "announce [12]"]);
}

#[test]
fn a_direct_conversation_becomes_visible_with_its_first_message() {
    let mut scene = Scene::of(ChannelKind::Direct);
    scene.ask(Post("first"));
    let (mut effects, _) = scene.settle(vec![kept(11, None)]);
    effects.sort();
    assert_eq!(
        effects,
        [
            "announce [11]",
            "answer first",
            "subscribe ann after 10",
            "subscribe bob after 10"
        ]
    );
    scene.ask(Post("second"));
    let (effects, _) = scene.settle(vec![kept(12, None)]);
    assert_eq!(effects, ["answer second", "announce [12]"]);
}

#[test]
fn a_thread_is_shown_after_its_reply_and_a_readers_own_change_to_them_alone() {
    let change = ThreadChange {
        root_seq: 1,
        root: MessageId(1),
        thread: Thread::default(),
        followers: vec![("bob".into(), Thread::default())],
        others: Vec::new(),
    };
    let with_thread = |kept: Kept| {
        kept.map(|committed| Committed {
            thread: Some(Arc::new(change.clone())),
            ..committed
        })
    };
    let mut scene = Scene::new();
    scene.ask(Post("reply"));
    let (effects, _) = scene.settle(vec![with_thread(kept(11, None))]);
    assert_eq!(
        effects,
        ["answer reply", "announce [11]", "send each bob and others"]
    );
    scene.ask(Post("read"));
    let (effects, _) = scene.settle(vec![with_thread(Ok(Committed::default()))]);
    assert_eq!(effects, ["answer read", "send each ann"]);
    scene.ask(Post("again"));
    let (effects, _) = scene.settle(vec![with_thread(Ok(Committed::unchanged()))]);
    assert_eq!(effects, ["answer again"]);
}
