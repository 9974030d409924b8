//! `open_direct`: find or create the direct conversation between exactly these people, or the caller's notes to themselves. It becomes
//! visible to the others with its first message.

use entity::{
    ids::UserId,
    ledgers::{self, channels::NewChannel},
    model::ChannelRole,
    permission::{Account, Permission, may},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Command, Lookup, Rate, Route};
use crate::protocol::{Failure, limits::LIMITS, reply::ChannelReply};

/// `open_direct`: the people of a direct conversation.
#[derive(Clone, Debug, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OpenDirect {
    /// The other people in it; the caller alone, for notes to oneself.
    #[ts(type = "Array<string>")]
    pub user_ids: Vec<UserId>,
}

impl Command for OpenDirect {
    const NAME: &'static str = "open_direct";
    const RATE: Rate = Rate::Direct;
    type Reply = ChannelReply;

    async fn route(self, caller: &Account, _: &Lookup<'_>) -> Result<Route<ChannelReply>, Failure> {
        may(caller, Permission::CreateDirect)?;
        // One who names only themselves keeps notes.
        let names_anyone = !self.user_ids.is_empty();
        let mut others = self.user_ids;
        others.retain(|user| *user != caller.username);
        others.sort();
        others.dedup();
        let most = LIMITS.direct_members as usize;
        if !names_anyone || others.len() >= most {
            return Err(Failure::invalid(format!(
                "userIds must name the caller, or between 1 and {} others",
                most - 1
            )));
        }
        let members = std::iter::once(caller.username.clone()).chain(others);
        Ok(Route::creation(ledgers::channels::CreateChannel {
            content: NewChannel::Direct,
            created_by: caller.username.clone(),
            members: members.map(|user| (user, ChannelRole::Member)).collect(),
        }))
    }
}
