//! Has the messages that carry a file show it as it is now.

use actors::{Engine, attachments::ShowFiles, protocol::Failure};
use entity::{
    ids::{FileId, MessageId, UserId},
    queries::files::{carriers, witnesses},
};

/// Has the messages that carry a file show it as it is now.
///
/// # Errors
/// `busy` when the database fails.
pub async fn show(engine: &Engine, id: &FileId) -> Result<(), Failure> {
    for (message, author) in carriers(engine.database(), id).await? {
        if show_in(engine, message, &author).await? {
            continue;
        }
        // The author has left the conversation, or the message was deleted meanwhile.
        for member in witnesses(engine.database(), message).await? {
            if show_in(engine, message, &member).await? {
                break;
            }
        }
    }
    Ok(())
}

/// Returns whether `user` sees the message, which then shows its files as they are.
async fn show_in(engine: &Engine, message_id: MessageId, user: &UserId) -> Result<bool, Failure> {
    let Some(account) = engine.account(user).await? else {
        return Ok(false);
    };
    let shown = engine.execute(&account, ShowFiles { message_id }).await;
    if let Err(failure) = &shown {
        tracing::debug!(message = message_id.0, code = ?failure.code, "files: not shown anew");
    }
    Ok(shown.is_ok())
}
