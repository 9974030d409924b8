//! The commands of calls: to call, answer, join, decline, leave and end, and to change one's device.

mod annotate;
mod payload;

use entity::{
    ids::{CallId, ChannelId, UserId},
    model::{CallType, ChannelKind},
    permission::{Account, Action, Permission, may},
    queries::calls,
};
use media::{Participant, View};

pub use payload::*;

use super::{Command, Lookup, Rate, Route};
use crate::{
    calls::{Ask, Device, Joining, Origin, Second, Viewed},
    protocol::{
        ErrorCode, Failure,
        calls::{CallReply, CallViewed, DeclineReason, DeviceReply, TrackKind, ViewSize},
        reply::Done,
    },
};

/// The maximum number of people whom one call asks at once.
const MOST_ASKED: usize = 50;
/// The maximum length of the names that clients give to devices and attempts.
const LONGEST_NAME: usize = 64;
/// The maximum number of tracks whose size one command sets.
const MOST_VIEWS: usize = 64;

impl Command for CallInitiate {
    const NAME: &'static str = "call_initiate";
    const RATE: Rate = Rate::Call;
    type Reply = CallReply;

    async fn route(
        self,
        caller: &Account,
        lookup: &Lookup<'_>,
    ) -> Result<Route<CallReply>, Failure> {
        let from = from(caller, lookup, self.device_id.as_deref())?;
        let attempt = self
            .client_id
            .map(|name| named("clientId", name))
            .transpose()?;
        let video = self.call_type != CallType::Audio || self.camera == Some(true);
        let action = Action::Call { video };
        lookup.permit(caller, self.channel_id, action).await?;
        let channel = calls::label(lookup.database, self.channel_id).await?;
        let channel = channel.ok_or_else(Failure::not_found)?;
        let direct = channel.kind == ChannelKind::Direct;
        let asked = asked(lookup, caller, (self.channel_id, direct), self.target_users).await?;
        let ask = Ask::Initiate {
            channel,
            call_type: self.call_type,
            targets: asked,
            joining: Joining {
                muted: self.muted.unwrap_or(false),
                camera: self.camera.unwrap_or(self.call_type == CallType::Video),
                screen: false,
                second: None,
                fresh: false,
            },
            attempt,
        };
        Ok(Route::call(from, ask))
    }
}

/// The members whom a call asks.
async fn asked(
    lookup: &Lookup<'_>,
    caller: &Account,
    (channel, direct): (ChannelId, bool),
    named: Option<Vec<UserId>>,
) -> Result<Vec<UserId>, Failure> {
    let among = match named {
        None if !direct => return Ok(Vec::new()),
        None => None,
        Some(mut users) => {
            users.sort();
            users.dedup();
            users.retain(|user| *user != caller.username);
            if users.len() > MOST_ASKED {
                let reason = format!("targetUsers has at most {MOST_ASKED} people");
                return Err(Failure::invalid(reason));
            }
            Some(users)
        }
    };
    let most = MOST_ASKED as u64 + 1;
    let mut found = calls::members(lookup.database, channel, among.as_deref(), most).await?;
    found.retain(|user| *user != caller.username);
    let wanted = among.as_ref().map_or(found.len(), Vec::len);
    if found.len() < wanted {
        return Err(Failure::invalid(
            "targetUsers must be members of the conversation",
        ));
    }
    if direct && found.is_empty() {
        return Err(Failure::invalid("there is nobody to call here"));
    }
    Ok(found)
}

impl Command for CallAccept {
    const NAME: &'static str = "call_accept";
    const RATE: Rate = Rate::Call;
    type Reply = CallReply;

    async fn route(
        self,
        caller: &Account,
        lookup: &Lookup<'_>,
    ) -> Result<Route<CallReply>, Failure> {
        let from = in_call(caller, lookup, self.session_id, self.device_id.as_deref()).await?;
        let joining = joining(caller, (self.muted, self.camera, None), None)?;
        Ok(Route::call(from, Ask::Accept(self.session_id, joining)))
    }
}

impl Command for CallJoin {
    const NAME: &'static str = "call_join";
    const RATE: Rate = Rate::Call;
    type Reply = CallReply;

    async fn route(
        self,
        caller: &Account,
        lookup: &Lookup<'_>,
    ) -> Result<Route<CallReply>, Failure> {
        let from = in_call(caller, lookup, self.session_id, self.device_id.as_deref()).await?;
        let shown = (self.muted, self.camera, self.screen);
        let joining = Joining {
            fresh: self.fresh.unwrap_or(false),
            ..joining(caller, shown, self.second)?
        };
        Ok(Route::call(from, Ask::Join(self.session_id, joining)))
    }
}

impl Command for CallDecline {
    const NAME: &'static str = "call_decline";
    const RATE: Rate = Rate::Call;
    type Reply = Done;

    async fn route(self, caller: &Account, lookup: &Lookup<'_>) -> Result<Route<Done>, Failure> {
        let from = known(caller, lookup, self.session_id, None).await?;
        let reason = match self.reason.unwrap_or_default() {
            Declining::Declined => DeclineReason::Declined,
            Declining::Busy => DeclineReason::Busy,
            Declining::Unavailable => DeclineReason::Unavailable,
        };
        Ok(Route::call(from, Ask::Decline(self.session_id, reason)))
    }
}

impl Command for CallLeave {
    const NAME: &'static str = "call_leave";
    const RATE: Rate = Rate::Call;
    type Reply = Done;

    async fn route(self, caller: &Account, lookup: &Lookup<'_>) -> Result<Route<Done>, Failure> {
        let device = self.device_id.as_deref();
        let from = known(caller, lookup, self.session_id, device).await?;
        Ok(Route::call(from, Ask::Leave(self.session_id)))
    }
}

impl Command for CallEnd {
    const NAME: &'static str = "call_end";
    const RATE: Rate = Rate::Call;
    type Reply = Done;

    async fn route(self, caller: &Account, lookup: &Lookup<'_>) -> Result<Route<Done>, Failure> {
        match (self.session_id, self.client_id) {
            (Some(call), None) => {
                let manages = may(caller, Permission::ManageCalls).is_ok();
                let from = known(caller, lookup, call, None).await?;
                Ok(Route::call(from, Ask::End { call, manages }))
            }
            (None, Some(attempt)) => {
                may(caller, Permission::CallAudio)?;
                let attempt = named("clientId", attempt)?;
                Ok(Route::call(
                    from(caller, lookup, None)?,
                    Ask::Cancel { attempt },
                ))
            }
            _ => Err(Failure::invalid("give either a sessionId or a clientId")),
        }
    }
}

impl Command for CallUpdate {
    const NAME: &'static str = "call_update";
    const RATE: Rate = Rate::Signalling;
    type Reply = DeviceReply;

    async fn route(
        self,
        caller: &Account,
        lookup: &Lookup<'_>,
    ) -> Result<Route<DeviceReply>, Failure> {
        let device = self.device_id.as_deref();
        let from = known(caller, lookup, self.session_id, device).await?;
        if self.camera == Some(true) || self.screen == Some(true) {
            may(caller, Permission::CallVideo)?;
        }
        let change = Device {
            muted: self.muted,
            camera: self.camera,
            screen: self.screen,
            hand: self.hand,
            annotate: self.annotate,
            hears: self.hears,
            quality: self.quality,
            unreachable: self.unreachable.unwrap_or(false),
        };
        Ok(Route::call(from, Ask::Update(self.session_id, change)))
    }
}

impl Command for CallView {
    const NAME: &'static str = "call_view";
    const RATE: Rate = Rate::Signalling;
    type Reply = Done;

    async fn route(self, caller: &Account, lookup: &Lookup<'_>) -> Result<Route<Done>, Failure> {
        let device = self.device_id.as_deref();
        let from = known(caller, lookup, self.session_id, device).await?;
        if self.views.len() > MOST_VIEWS {
            let reason = format!("views has at most {MOST_VIEWS} entries");
            return Err(Failure::invalid(reason));
        }
        let views = self.views.into_iter().map(viewed);
        let views = views.collect::<Result<_, _>>()?;
        Ok(Route::call(from, Ask::View(self.session_id, views)))
    }
}

fn viewed(view: CallViewed) -> Result<Viewed, Failure> {
    if !matches!(view.kind, TrackKind::Camera | TrackKind::Screen) {
        return Err(Failure::invalid("kind must be `camera` or `screen`"));
    }
    let device = named("deviceId", view.device_id)?;
    Ok(Viewed {
        of: Participant::new(view.user.as_str(), device),
        kind: view.kind.into(),
        view: match view.view {
            ViewSize::Paused => View::Paused,
            ViewSize::Upto { height } => View::Upto { height },
        },
    })
}

fn joining(
    caller: &Account,
    (muted, camera, screen): (Option<bool>, Option<bool>, Option<bool>),
    second: Option<SecondDevice>,
) -> Result<Joining, Failure> {
    if camera == Some(true) || screen == Some(true) {
        may(caller, Permission::CallVideo)?;
    }
    Ok(Joining {
        muted: muted.unwrap_or(false),
        camera: camera.unwrap_or(false),
        screen: screen.unwrap_or(false),
        second: second.map(|second| match second {
            SecondDevice::Move => Second::Move,
            SecondDevice::Add => Second::Add,
        }),
        fresh: false,
    })
}

/// Who asks something of a call that goes on, once it is checked that they may take part in it.
async fn in_call(
    caller: &Account,
    lookup: &Lookup<'_>,
    call: CallId,
    device: Option<&str>,
) -> Result<Origin, Failure> {
    let channel = channel(caller, lookup, call).await?;
    lookup.permit(caller, channel, Action::JoinCall).await?;
    from(caller, lookup, device)
}

/// Who asks something of a call that goes on. The call knows whether they have a part in it.
pub(super) async fn known(
    caller: &Account,
    lookup: &Lookup<'_>,
    call: CallId,
    device: Option<&str>,
) -> Result<Origin, Failure> {
    may(caller, Permission::CallAudio)?;
    let from = from(caller, lookup, device)?;
    channel(caller, lookup, call).await?;
    Ok(from)
}

/// The conversation of a call that goes on.
async fn channel(
    caller: &Account,
    lookup: &Lookup<'_>,
    call: CallId,
) -> Result<ChannelId, Failure> {
    if let Some(channel) = lookup.calls.channel_of(call) {
        return Ok(channel);
    }
    may(caller, Permission::CallAudio)?;
    let stored = calls::get(lookup.database, call).await?;
    let own = stored.filter(|stored| {
        stored.caller == caller.username || stored.person(&caller.username).is_some()
    });
    match own {
        Some(_) => Err(Failure::new(ErrorCode::Conflict, "The call has ended.")),
        None => Err(Failure::not_found()),
    }
}

fn from(caller: &Account, lookup: &Lookup<'_>, device: Option<&str>) -> Result<Origin, Failure> {
    let device = match (device, lookup.session) {
        (Some(device), _) => named("deviceId", device.to_owned())?,
        (None, Some(session)) => format!("socket-{session}"),
        (None, None) => "rest".to_owned(),
    };
    Ok(Origin {
        user: caller.username.clone(),
        session: lookup.session,
        device,
    })
}

/// A name that a client gives to a device or an attempt.
pub(super) fn named(field: &str, name: String) -> Result<String, Failure> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    match (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(allowed) {
        true => Ok(name),
        false => Err(Failure::invalid(format!(
            "{field} has 1 to {LONGEST_NAME} letters, digits, hyphens and underscores"
        ))),
    }
}
