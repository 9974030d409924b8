//! `call_annotate`: to draw on a shared screen, and to point at it.

use entity::permission::Account;

use super::{CallAnnotate, known, named};
use crate::{
    calls::Ask,
    commands::{Command, Lookup, Rate, Route},
    protocol::{
        Failure,
        calls::{Annotation, MarkTool, NewMark, ScreenPoint, SharedScreen},
        reply::Done,
    },
};

/// The coordinate of the right and the lower edge of the picture.
const EDGE: u16 = 10_000;
/// The maximum number of points in one command.
const MOST_POINTS: usize = 256;
/// The maximum length of a text, in characters.
const LONGEST_TEXT: usize = 200;

impl Command for CallAnnotate {
    const NAME: &'static str = "call_annotate";
    const RATE: Rate = Rate::Annotation;
    type Reply = Done;

    async fn route(self, caller: &Account, lookup: &Lookup<'_>) -> Result<Route<Done>, Failure> {
        let device = self.device_id.as_deref();
        let from = known(caller, lookup, self.session_id, device).await?;
        let share = SharedScreen {
            device_id: named("share.deviceId", self.share.device_id)?,
            ..self.share
        };
        let annotation = match self.annotation {
            Annotation::Draw(mark) => Annotation::Draw(checked(mark)?),
            Annotation::Point(ScreenPoint { x, y }) if x > EDGE || y > EDGE => {
                return Err(beyond());
            }
            other => other,
        };
        let ask = Ask::Annotate(self.session_id, share, annotation);
        Ok(Route::call(from, ask))
    }
}

/// Checks a mark: as many points as its tool needs, all of them on the picture, and a text if it is one.
fn checked(mark: NewMark) -> Result<NewMark, Failure> {
    let mark = NewMark {
        id: named("id", mark.id)?,
        ..mark
    };
    let count = mark.points.len();
    let fits = count.is_multiple_of(2)
        && match mark.tool {
            MarkTool::Arrow => count == 4,
            MarkTool::Text => count == 2,
            MarkTool::Pen | MarkTool::Highlighter => (2..=2 * MOST_POINTS).contains(&count),
        };
    if !fits {
        return Err(Failure::invalid(format!(
            "points has x and y in turn: of 1 to {MOST_POINTS} points, 2 of an arrow, 1 of a text"
        )));
    }
    if mark.points.iter().any(|at| *at > EDGE) {
        return Err(beyond());
    }
    match (mark.tool, &mark.text) {
        (MarkTool::Text, Some(text)) if is_line(text) => Ok(mark),
        (MarkTool::Text, _) => Err(Failure::invalid(format!(
            "text has 1 to {LONGEST_TEXT} characters on one line"
        ))),
        (_, None) => Ok(mark),
        (_, Some(_)) => Err(Failure::invalid("only the tool `text` has a text")),
    }
}

fn is_line(text: &str) -> bool {
    !text.trim().is_empty()
        && text.chars().count() <= LONGEST_TEXT
        && !text.chars().any(char::is_control)
}

fn beyond() -> Failure {
    Failure::invalid(format!("coordinates are 0 to {EDGE}"))
}
