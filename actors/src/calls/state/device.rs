//! A device in a call.

use entity::{
    ids::Millis,
    model::{CallDevice, CallQuality},
};

use super::{Forwarded, GRACE};
use crate::{
    calls::ask::{Joining, Origin},
    delivery::directory::SessionId,
};

/// The maximum number of candidates of a device in [`CANDIDATES_IN`].
const CANDIDATES: u32 = 256;
/// The window in which candidates are counted, in milliseconds.
const CANDIDATES_IN: Millis = 10_000;

/// How frames reach a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// Over its socket.
    Socket(SessionId),
    /// Over all sockets of its user: it has only used REST.
    Rest,
    /// Disconnected since this time.
    Lost(Millis),
}

impl Binding {
    pub(in crate::calls) fn of(from: &Origin) -> Self {
        from.session.map_or(Self::Rest, Self::Socket)
    }
}

/// A device in a call.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::calls) struct DeviceState {
    pub(in crate::calls) id: String,
    pub(in crate::calls) muted: bool,
    pub(in crate::calls) camera: bool,
    pub(in crate::calls) screen: bool,
    pub(in crate::calls) hand: bool,
    /// Others may annotate its shared screen.
    pub(in crate::calls) annotate: bool,
    /// It plays what the others say.
    pub(in crate::calls) hears: bool,
    pub(in crate::calls) joined_at: Millis,
    pub(in crate::calls) quality: Option<CallQuality>,
    pub(in crate::calls) binding: Binding,
    /// What the media plane has been told of the device.
    pub(in crate::calls) media: Forwarded,
    /// When the current window of candidates began, and their number since.
    candidates: (Millis, u32),
}

impl DeviceState {
    pub(super) fn new(from: &Origin, joining: Joining, now: Millis) -> Self {
        Self {
            id: from.device.clone(),
            muted: joining.muted,
            camera: joining.camera,
            screen: joining.screen,
            hand: false,
            annotate: true,
            hears: true,
            joined_at: now,
            quality: None,
            binding: Binding::of(from),
            media: Forwarded::default(),
            candidates: (now, 0),
        }
    }

    pub(super) fn resumed(
        stored: CallDevice,
        now: Millis,
        (binding, media): (Binding, Forwarded),
    ) -> Self {
        Self {
            id: stored.device_id,
            muted: stored.muted,
            camera: stored.camera,
            screen: stored.screen,
            hand: stored.hand,
            annotate: stored.annotate,
            hears: stored.hears,
            joined_at: stored.joined_at,
            quality: stored.quality,
            binding,
            media,
            candidates: (now, 0),
        }
    }

    /// True if the media plane has entered it.
    pub(super) fn is_forwarded(&self) -> bool {
        self.media.is_entered()
    }

    pub(in crate::calls) fn is_lost(&self) -> bool {
        matches!(self.binding, Binding::Lost(_))
    }

    /// Returns whether its socket has been closed for longer than the grace period.
    pub(super) fn is_dropped(&self, now: Millis) -> bool {
        matches!(self.binding, Binding::Lost(since) if now - since >= GRACE)
    }

    /// Counts a candidate. Returns when the next one may come if there were too many.
    pub(in crate::calls) fn count_candidate(&mut self, now: Millis) -> Result<(), Millis> {
        let (since, count) = &mut self.candidates;
        if now - *since >= CANDIDATES_IN {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        match *count <= CANDIDATES {
            true => Ok(()),
            false => Err(*since + CANDIDATES_IN - now),
        }
    }

    /// The device as others see it.
    pub(in crate::calls) fn shown(&self) -> CallDevice {
        CallDevice {
            device_id: self.id.clone(),
            muted: self.muted,
            camera: self.camera,
            screen: self.screen,
            hand: self.hand,
            annotate: self.annotate,
            hears: self.hears,
            connected: !self.is_lost(),
            joined_at: self.joined_at,
            quality: self.quality,
        }
    }
}
