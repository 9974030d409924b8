//! What may be forwarded: a message that the caller can read, written by a person and not deleted.

use entity::{
    ids::MessageId,
    model::MessageKind,
    permission::{Account, Action},
};

use super::Lookup;
use crate::protocol::Failure;

/// Checks that `caller` may forward a message, to whichever channel.
///
/// # Errors
/// `not_found` if it is deleted or they may not see it, `forbidden` if they may not read it, `invalid` for a
/// system message.
pub(super) async fn check(
    caller: &Account,
    lookup: &Lookup<'_>,
    source: MessageId,
) -> Result<(), Failure> {
    let found = lookup.message(source).await?;
    let permit = lookup
        .permit(caller, found.message.channel_id, Action::Read)
        .await?;
    if !permit.sees(found.seen_from) {
        return Err(Failure::not_found());
    }
    if lookup.is_deleted(source).await? {
        return Err(entity::Error::Deleted.into());
    }
    if found.kind == MessageKind::System {
        return Err(Failure::invalid("a system message cannot be forwarded"));
    }
    Ok(())
}
