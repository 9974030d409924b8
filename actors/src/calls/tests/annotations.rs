//! Marks on shared screens: who may draw, what is kept, and what the others are told.

use super::*;
use crate::{
    calls::annotations::Annotations,
    protocol::calls::{
        Annotation, AnnotationChange, MarkColor, MarkTool, NewMark, ScreenPoint, SharedScreen,
    },
};

fn share() -> SharedScreen {
    SharedScreen {
        user: "ann".into(),
        device_id: "a1".into(),
    }
}

fn mark(id: &str, tool: MarkTool, points: &[u16]) -> Annotation {
    Annotation::Draw(NewMark {
        id: id.into(),
        tool,
        color: MarkColor::Red,
        points: points.to_vec(),
        text: None,
    })
}

fn pen(id: &str) -> Annotation {
    mark(id, MarkTool::Pen, &[1, 2])
}

fn apply(drawn: &mut Annotations, user: &str, annotation: Annotation) -> Vec<AnnotationChange> {
    drawn
        .apply(&share(), &user.into(), annotation)
        .expect("is allowed")
}

/// The ids of the marks, with their authors.
fn ids(drawn: &Annotations) -> Vec<String> {
    let marks = drawn.parts(&share()).into_iter().flatten();
    marks
        .map(|mark| format!("{}:{}", mark.user, mark.id))
        .collect()
}

fn erased(user: &str, marks: &[&str]) -> AnnotationChange {
    AnnotationChange::Erased {
        user: user.into(),
        marks: marks.iter().map(|id| (*id).to_owned()).collect(),
    }
}

#[test]
fn a_line_grows_and_keeps_its_place() {
    let mut drawn = Annotations::default();
    apply(&mut drawn, "bob", pen("b1"));
    apply(&mut drawn, "ann", pen("a1"));
    let changes = apply(&mut drawn, "bob", mark("b1", MarkTool::Pen, &[3, 4, 5, 6]));
    let [AnnotationChange::Drawn(added)] = &changes[..] else {
        panic!("{changes:?}");
    };
    assert_eq!(added.points, [3, 4, 5, 6], "only what is new");
    let parts = drawn.parts(&share());
    assert_eq!(parts[0][0].points, [1, 2, 3, 4, 5, 6]);
    assert_eq!(ids(&drawn), ["bob:b1", "ann:a1"]);
}

#[test]
fn what_is_no_line_is_finished_at_once() {
    let mut drawn = Annotations::default();
    let arrow = || mark("b1", MarkTool::Arrow, &[1, 2, 3, 4]);
    apply(&mut drawn, "bob", arrow());
    for again in [arrow(), mark("b1", MarkTool::Pen, &[1, 2])] {
        let refused = drawn.apply(&share(), &"bob".into(), again);
        assert_eq!(refused.expect_err("a refusal").code, ErrorCode::Conflict);
    }
    apply(&mut drawn, "ann", arrow());
    assert_eq!(ids(&drawn), ["bob:b1", "ann:b1"]);
}

#[test]
fn undo_removes_ones_own_latest_mark() {
    let mut drawn = Annotations::default();
    for (user, id) in [("bob", "1"), ("bob", "2"), ("eve", "3")] {
        apply(&mut drawn, user, pen(id));
    }
    assert_eq!(
        apply(&mut drawn, "bob", Annotation::Undo),
        [erased("bob", &["2"])]
    );
    assert_eq!(ids(&drawn), ["bob:1", "eve:3"]);
    apply(&mut drawn, "bob", Annotation::Undo);
    assert!(apply(&mut drawn, "bob", Annotation::Undo).is_empty());
    assert!(apply(&mut drawn, "ann", Annotation::Undo).is_empty());
}

#[test]
fn viewers_clear_their_own_marks_and_the_presenter_all() {
    let mut drawn = Annotations::default();
    for (user, id) in [("bob", "1"), ("eve", "2"), ("bob", "3")] {
        apply(&mut drawn, user, pen(id));
    }
    assert_eq!(
        apply(&mut drawn, "bob", Annotation::Clear),
        [erased("bob", &["1", "3"])]
    );
    assert!(apply(&mut drawn, "bob", Annotation::Clear).is_empty());
    assert_eq!(ids(&drawn), ["eve:2"]);
    assert_eq!(
        apply(&mut drawn, "ann", Annotation::Clear),
        [AnnotationChange::Cleared]
    );
    assert!(ids(&drawn).is_empty());
}

#[test]
fn pointers_are_not_kept() {
    let mut drawn = Annotations::default();
    let at = ScreenPoint { x: 5, y: 6 };
    let changes = apply(&mut drawn, "bob", Annotation::Point(at));
    assert_eq!(changes, [AnnotationChange::Pointed(at)]);
    assert!(ids(&drawn).is_empty());
}

#[test]
fn the_oldest_marks_make_room() {
    let mut drawn = Annotations::default();
    for id in 0..500 {
        apply(&mut drawn, "bob", pen(&id.to_string()));
    }
    let changes = apply(&mut drawn, "eve", pen("new"));
    assert_eq!(changes[1..], [erased("bob", &["0"])]);
    assert_eq!(ids(&drawn).len(), 500);
}

#[test]
fn points_are_bounded_by_mark_and_by_share_and_sent_in_parts() {
    let mut drawn = Annotations::default();
    let line = |id: &str| mark(id, MarkTool::Pen, &[7; 400]);
    for id in 0..20 {
        for _ in 0..10 {
            apply(&mut drawn, "bob", line(&id.to_string()));
        }
    }
    let refused = drawn.apply(&share(), &"bob".into(), line("19"));
    assert_eq!(refused.expect_err("a refusal").code, ErrorCode::Invalid);
    let kept = drawn.parts(&share());
    let points: usize = kept.iter().flatten().map(|mark| mark.points.len()).sum();
    assert_eq!(points, 40_000);
    assert!(kept.len() > 1, "more than one frame");
    for part in &kept {
        let points: usize = part.iter().map(|mark| mark.points.len()).sum();
        assert!(points <= 8_000, "{points}");
    }
}

#[test]
fn marks_go_when_the_share_ends() {
    let mut drawn = Annotations::default();
    apply(&mut drawn, "bob", pen("1"));
    drawn.retain(|_| true);
    assert_eq!(ids(&drawn).len(), 1);
    drawn.retain(|_| false);
    assert!(drawn.is_empty());
    let parts = drawn.parts(&share());
    assert_eq!(
        (parts.len(), parts[0].len()),
        (1, 0),
        "an empty part says so"
    );
}

#[test]
fn only_devices_in_the_call_annotate_what_is_shared() {
    let mut scene = Scene::of(&["bob", "eve"]);
    scene.accept(&at("bob", "b2")).expect("accepts");
    let draw = |call: &CallState, from: &Origin| call.may_annotate(from, &share(), &pen("1"));
    let refused = draw(&scene.call, &at("bob", "b2")).expect_err("nothing is shared");
    assert_eq!(refused.code, ErrorCode::Conflict);
    let shares = |screen, annotate| {
        Ask::Update(
            ID,
            Device {
                screen: Some(screen),
                annotate: Some(annotate),
                ..Device::default()
            },
        )
    };
    scene
        .ask(&at("ann", "a1"), shares(true, true))
        .expect("shares");
    draw(&scene.call, &at("bob", "b2")).expect("may draw");
    draw(&scene.call, &at("ann", "a1")).expect("may draw");
    for outside in [at("eve", "e3"), at("bob", "b9"), at("zoe", "z4")] {
        let refused = draw(&scene.call, &outside).expect_err("is not in the call");
        assert_eq!(refused.code, ErrorCode::Conflict);
    }

    scene
        .ask(&at("ann", "a1"), shares(true, false))
        .expect("turns it off");
    let refused = draw(&scene.call, &at("bob", "b2")).expect_err("is off");
    assert_eq!(refused.code, ErrorCode::Forbidden);
    let undo = scene
        .call
        .may_annotate(&at("bob", "b2"), &share(), &Annotation::Undo);
    undo.expect("what one drew before may be removed");
    draw(&scene.call, &at("ann", "a1")).expect("the presenter may draw");

    scene.ask(&at("ann", "a1"), Ask::Leave(ID)).expect("leaves");
    assert!(draw(&scene.call, &at("bob", "b2")).is_err());
}
