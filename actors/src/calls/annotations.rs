//! The marks that people draw on shared screens. They live as long as the share does, and are never stored.

use std::collections::{BTreeMap, VecDeque};

use entity::ids::UserId;

use crate::protocol::{
    ErrorCode, Failure,
    calls::{Annotation, AnnotationChange, Mark, NewMark, SharedScreen},
};

/// The maximum number of marks on a shared screen; the oldest make room for new ones.
const MOST_MARKS: usize = 500;
/// The maximum number of coordinates on a shared screen, two for each point.
const MOST_COORDINATES: usize = 40_000;
/// The maximum number of coordinates of a mark.
const MOST_COORDINATES_OF_MARK: usize = 4_000;
/// The maximum number of coordinates in one frame with marks.
const COORDINATES_IN_FRAME: usize = 8_000;
/// The maximum number of marks in one frame.
const MARKS_IN_FRAME: usize = 100;

/// The marks on all shared screens of a call.
#[derive(Debug, Default)]
pub(super) struct Annotations {
    shares: BTreeMap<SharedScreen, Drawing>,
}

/// The marks on one shared screen, the oldest first.
#[derive(Debug, Default)]
struct Drawing {
    marks: VecDeque<Mark>,
    coordinates: usize,
}

impl Annotations {
    /// Applies what a user does on a shared screen. Returns what changed for those who see it.
    ///
    /// # Errors
    /// The refusal of a mark that is too long, or that continues one of another tool.
    pub(super) fn apply(
        &mut self,
        share: &SharedScreen,
        user: &UserId,
        annotation: Annotation,
    ) -> Result<Vec<AnnotationChange>, Failure> {
        let drawing = self.shares.entry(share.clone()).or_default();
        match annotation {
            Annotation::Draw(mark) => drawing.draw(user, mark),
            Annotation::Point(at) => Ok(vec![AnnotationChange::Pointed(at)]),
            Annotation::Undo => Ok(drawing.undo(user)),
            Annotation::Clear if share.user == *user => {
                *drawing = Drawing::default();
                Ok(vec![AnnotationChange::Cleared])
            }
            Annotation::Clear => Ok(drawing.clear(user)),
        }
    }

    /// Forgets the marks on screens that are no longer shared.
    pub(super) fn retain(&mut self, is_shared: impl Fn(&SharedScreen) -> bool) {
        self.shares.retain(|share, _| is_shared(share));
    }

    /// True if nothing was ever drawn on a screen that is shared now.
    pub(super) fn is_empty(&self) -> bool {
        self.shares.is_empty()
    }

    /// The marks on a shared screen, in parts that each fit into a frame. There is always at least one part.
    pub(super) fn parts(&self, share: &SharedScreen) -> Vec<Vec<&Mark>> {
        let mut parts = vec![Vec::new()];
        let mut coordinates = 0;
        let marks = self.shares.get(share).into_iter();
        for mark in marks.flat_map(|drawing| &drawing.marks) {
            coordinates += mark.points.len();
            let is_full = parts.last().is_some_and(|part: &Vec<&Mark>| {
                !part.is_empty()
                    && (part.len() >= MARKS_IN_FRAME || coordinates > COORDINATES_IN_FRAME)
            });
            if is_full {
                parts.push(Vec::new());
                coordinates = mark.points.len();
            }
            if let Some(part) = parts.last_mut() {
                part.push(mark);
            }
        }
        parts
    }
}

impl Drawing {
    fn draw(&mut self, user: &UserId, new: NewMark) -> Result<Vec<AnnotationChange>, Failure> {
        let of_mark = |mark: &&mut Mark| mark.user == *user && mark.id == new.id;
        let added = new.points.len();
        let drawn = new.clone().by(user);
        match self.marks.iter_mut().rev().find(of_mark) {
            Some(mark) if !mark.tool.is_line() || mark.tool != new.tool => {
                return Err(Failure::new(
                    ErrorCode::Conflict,
                    "This mark is finished. Give a new one an id of its own.",
                ));
            }
            Some(mark) if mark.points.len() + added > MOST_COORDINATES_OF_MARK => {
                return Err(too_long());
            }
            Some(mark) => mark.points.extend(new.points),
            None if added > MOST_COORDINATES_OF_MARK => return Err(too_long()),
            None => self.marks.push_back(drawn.clone()),
        }
        self.coordinates += added;
        let mut changes = vec![AnnotationChange::Drawn(drawn)];
        while self.marks.len() > MOST_MARKS || self.coordinates > MOST_COORDINATES {
            let Some(oldest) = self.marks.pop_front() else {
                break;
            };
            self.coordinates -= oldest.points.len();
            changes.push(erased(oldest.user, vec![oldest.id]));
        }
        Ok(changes)
    }

    /// Removes the user's latest mark.
    fn undo(&mut self, user: &UserId) -> Vec<AnnotationChange> {
        let latest = self.marks.iter().rposition(|mark| mark.user == *user);
        let Some(mark) = latest.and_then(|at| self.marks.remove(at)) else {
            return Vec::new();
        };
        self.coordinates -= mark.points.len();
        vec![erased(mark.user, vec![mark.id])]
    }

    /// Removes all marks of the user.
    fn clear(&mut self, user: &UserId) -> Vec<AnnotationChange> {
        let own = self.marks.iter().filter(|mark| mark.user == *user);
        let ids: Vec<String> = own.map(|mark| mark.id.clone()).collect();
        self.marks.retain(|mark| mark.user != *user);
        self.coordinates = self.marks.iter().map(|mark| mark.points.len()).sum();
        match ids.is_empty() {
            true => Vec::new(),
            false => vec![erased(user.clone(), ids)],
        }
    }
}

fn erased(user: UserId, marks: Vec<String>) -> AnnotationChange {
    AnnotationChange::Erased { user, marks }
}

fn too_long() -> Failure {
    let most = MOST_COORDINATES_OF_MARK / 2;
    Failure::invalid(format!(
        "a mark has at most {most} points; continue with a new one"
    ))
}
