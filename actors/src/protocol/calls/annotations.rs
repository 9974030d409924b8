//! Annotations of shared screens: what is drawn, and the events that say so. None of it is stored.

use entity::ids::{CallId, ChannelId, UserId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// A shared screen, by the device that shares it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SharedScreen {
    /// The user who shares it.
    #[ts(type = "string")]
    pub user: UserId,
    /// The device that shares it.
    pub device_id: String,
}

/// What a mark on a shared screen is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MarkTool {
    /// A thin line through all points.
    Pen,
    /// A broad, translucent line through all points.
    Highlighter,
    /// An arrow from the first point to the second.
    Arrow,
    /// A text that begins at the point.
    Text,
}

impl MarkTool {
    /// True if a mark grows while it is drawn.
    #[must_use]
    pub fn is_line(self) -> bool {
        matches!(self, Self::Pen | Self::Highlighter)
    }
}

/// The color of a mark on a shared screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MarkColor {
    /// Red.
    Red,
    /// Yellow.
    Yellow,
    /// Green.
    Green,
    /// Blue.
    Blue,
    /// Black.
    Black,
    /// White.
    White,
}

/// A new mark on a shared screen, or more points of one that is being drawn.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewMark {
    /// The client's name of the mark, unique among the user's marks.
    pub id: String,
    /// What it is drawn with.
    pub tool: MarkTool,
    /// Its color.
    pub color: MarkColor,
    /// The points, as x and y in turn: 0 to 10000 of the picture's width and height.
    pub points: Vec<u16>,
    /// The text, for the tool `text`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub text: Option<String>,
}

impl NewMark {
    /// The mark with its author.
    #[must_use]
    pub fn by(self, user: &UserId) -> Mark {
        Mark {
            user: user.clone(),
            id: self.id,
            tool: self.tool,
            color: self.color,
            points: self.points,
            text: self.text,
        }
    }
}

/// A mark on a shared screen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Mark {
    /// The user who drew it.
    #[ts(type = "string")]
    pub user: UserId,
    /// Its name among the marks of that user.
    pub id: String,
    /// What it is drawn with.
    pub tool: MarkTool,
    /// Its color.
    pub color: MarkColor,
    /// The points, as x and y in turn: 0 to 10000 of the picture's width and height.
    pub points: Vec<u16>,
    /// The text, for the tool `text`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub text: Option<String>,
}

/// A point on a shared screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, TS, ToSchema)]
pub struct ScreenPoint {
    /// The distance from the left: 0 to 10000 of the picture's width.
    pub x: u16,
    /// The distance from the top: 0 to 10000 of the picture's height.
    pub y: u16,
}

/// What somebody does on a shared screen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Annotation {
    /// Draw a mark, or go on with one.
    Draw(NewMark),
    /// Point somewhere. Pointers are not kept.
    Point(ScreenPoint),
    /// Remove the user's latest mark.
    Undo,
    /// Remove all marks of the user; if they share the screen, those of all.
    Clear,
}

/// What changed on a shared screen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnnotationChange {
    /// A mark is new. If there is one of the same user and id, the points are added to that.
    Drawn(Mark),
    /// The user of the event points here.
    Pointed(ScreenPoint),
    /// Marks are gone.
    Erased {
        /// The user who drew them.
        #[ts(type = "string")]
        user: UserId,
        /// Their ids.
        marks: Vec<String>,
    },
    /// All marks are gone.
    Cleared,
}

/// `call_annotated`: somebody drew on a shared screen, pointed at it, or erased marks.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallAnnotated<'a> {
    /// The call.
    pub session_id: CallId,
    /// Its conversation.
    pub channel_id: ChannelId,
    /// The shared screen.
    pub share: &'a SharedScreen,
    /// Who did it.
    #[ts(type = "string")]
    pub participant: &'a UserId,
    /// The device on which they did.
    pub device_id: &'a str,
    /// What changed.
    pub change: &'a AnnotationChange,
}

/// `call_annotations`: the marks on a shared screen, for a device that enters the call or comes back.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallAnnotations<'a> {
    /// The call.
    pub session_id: CallId,
    /// Its conversation.
    pub channel_id: ChannelId,
    /// The shared screen.
    pub share: &'a SharedScreen,
    /// The marks, the oldest first.
    #[ts(type = "Array<Mark>")]
    #[schema(value_type = Vec<Mark>)]
    pub marks: Vec<&'a Mark>,
    /// True if these marks are added to those of the event before; false if they replace what the device knows.
    pub more: bool,
}
