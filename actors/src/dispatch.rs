//! From a command to the actor that owns what it is about. A socket's command and a REST route's
//! come through here alike.

use std::sync::Arc;

use entity::{
    change::{MessageRef, NewChannel},
    ids::{ChannelId, MessageId, UserId},
    model::{ChannelKind, ChannelRole, MessageKind},
    permission::{Account, Permission, may},
    queries,
};

use crate::{
    channel::{ChannelMsg, Intent, Post, Request, text},
    channels::ChannelsMsg,
    clock,
    engine::Core,
    messages::PresenceMsg,
    protocol::{
        Command, Failure,
        command::{CreateChannel, OpenDirect, SendMessage, UpdatePresence},
        limits::LIMITS,
    },
    reply::ReplyTo,
};

/// Where a command goes.
enum Route {
    Channel(ChannelId, Intent),
    Create(NewChannel),
    Presence(UpdatePresence),
}

/// Carries a command to its actor, which answers; refuses it here when there is none.
pub(crate) async fn dispatch(
    core: &Arc<Core>,
    account: &Arc<Account>,
    command: Command,
    reply: ReplyTo,
) {
    match route(core, account, command).await {
        Ok(Route::Channel(id, intent)) => {
            let request = Request {
                account: Arc::clone(account),
                intent,
                reply,
            };
            let message = ChannelMsg::Request(Box::new(request));
            core.directory.to_channel(id, message, clock::now());
        }
        Ok(Route::Create(channel)) => {
            core.directory
                .to_channels(ChannelsMsg::Create { channel, reply });
        }
        Ok(Route::Presence(UpdatePresence {
            status,
            status_message,
        })) => {
            let user = account.username.clone();
            let choice = PresenceMsg::Choose {
                user,
                status,
                status_message,
                reply,
            };
            core.directory.to_presence(choice);
        }
        Err(failure) => reply.send(Err(failure)),
    }
}

async fn route(core: &Core, account: &Account, command: Command) -> Result<Route, Failure> {
    Ok(match command {
        Command::Authenticate(_) => {
            return Err(Failure::invalid("this connection is logged in already"));
        }
        Command::SendMessage(message) => send_message(core, message).await?,
        Command::EditMessage(edit) => {
            let (message, author) = locate(core, edit.message_id).await?;
            Route::Channel(
                message.channel_id,
                Intent::Edit {
                    message,
                    author,
                    text: edit.message,
                },
            )
        }
        Command::DeleteMessage(delete) => {
            let (message, author) = locate(core, delete.message_id).await?;
            Route::Channel(message.channel_id, Intent::Delete { message, author })
        }
        Command::AddReaction(react) => {
            let (message, _) = locate(core, react.message_id).await?;
            Route::Channel(
                message.channel_id,
                Intent::AddReaction(message, react.emoji),
            )
        }
        Command::RemoveReaction(react) => {
            let (message, _) = locate(core, react.message_id).await?;
            Route::Channel(
                message.channel_id,
                Intent::RemoveReaction(message, react.emoji),
            )
        }
        Command::JoinChannel(join) => Route::Channel(join.channel_id, Intent::Join),
        Command::LeaveChannel(leave) => Route::Channel(leave.channel_id, Intent::Leave),
        Command::MarkRead(read) => {
            let intent = Intent::MarkRead {
                seq: read.seq,
                back: read.unread == Some(true),
            };
            Route::Channel(read.channel_id, intent)
        }
        Command::TypingStart(data) => {
            Route::Channel(data.channel_id, Intent::Type { typing: true })
        }
        Command::TypingStop(data) => {
            Route::Channel(data.channel_id, Intent::Type { typing: false })
        }
        Command::UpdatePresence(choice) => {
            may(account, Permission::AccessChannels)?;
            choice
                .status_message
                .as_deref()
                .map_or(Ok(()), text::check_status)?;
            Route::Presence(choice)
        }
        Command::CreateChannel(create) => Route::Create(create_channel(account, create)?),
        Command::OpenDirect(open) => Route::Create(open_direct(account, open)?),
        Command::UpdateChannel(update) => {
            Route::Channel(update.channel_id, Intent::Update(update.settings))
        }
        Command::SetMember(set) => {
            Route::Channel(set.channel_id, Intent::SetMember(set.user_id, set.role))
        }
        Command::RemoveMember(remove) => {
            Route::Channel(remove.channel_id, Intent::RemoveMember(remove.user_id))
        }
    })
}

/// Where a message stands and who wrote it: what its channel needs to decide about it.
///
/// Boxed: every idle session would hold room for the query.
async fn locate(core: &Core, id: MessageId) -> Result<(MessageRef, UserId), Failure> {
    let located = Box::pin(queries::messages::locate(&core.database, id)).await?;
    let (message, author, _) = located.ok_or_else(Failure::not_found)?;
    Ok((message, author))
}

async fn send_message(core: &Core, message: SendMessage) -> Result<Route, Failure> {
    let kind = match (
        message.kind.unwrap_or(MessageKind::Text),
        &message.ticket_reference,
    ) {
        (MessageKind::Text, _) => MessageKind::Text,
        (MessageKind::TicketLink, Some(_)) => MessageKind::TicketLink,
        (MessageKind::TicketLink, None) => {
            return Err(Failure::invalid("a ticket_link needs a ticketReference"));
        }
        (MessageKind::File | MessageKind::Image | MessageKind::System, _) => {
            return Err(Failure::invalid("type must be text or ticket_link"));
        }
    };
    let client_id = uuid::Uuid::parse_str(&message.client_id)
        .map_err(|_| Failure::invalid("clientId must be a UUID of the client's choice"))?;
    if let Some(reference) = &message.ticket_reference {
        check_ticket_reference(reference)?;
    }
    if let Some(id) = message.reply_to_id {
        let (replied_to, _) = locate(core, id).await?;
        if replied_to.channel_id != message.channel_id {
            return Err(Failure::not_found());
        }
    }
    let post = Post {
        client_id: Some(client_id.to_string()),
        text: message.message,
        kind,
        reply_to_id: message.reply_to_id,
        ticket_reference: message.ticket_reference,
    };
    Ok(Route::Channel(message.channel_id, Intent::Post(post)))
}

fn check_ticket_reference(reference: &str) -> Result<(), Failure> {
    let fits = (1..=40).contains(&reference.len())
        && reference
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if fits {
        Ok(())
    } else {
        Err(Failure::invalid(
            "ticketReference must look like HD-250819-138",
        ))
    }
}

fn create_channel(account: &Account, create: CreateChannel) -> Result<NewChannel, Failure> {
    may(account, Permission::CreateChannels)?;
    if create.kind == ChannelKind::Direct {
        return Err(Failure::invalid("type must be public or private"));
    }
    text::check_name(&create.name)?;
    let description = create.description.unwrap_or_default();
    text::check_description(&description)?;
    Ok(NewChannel {
        name: create.name,
        description,
        kind: create.kind,
        created_by: account.username.clone(),
        team_id: create.team_id.map(|team| team.to_string()),
        members: vec![(account.username.clone(), ChannelRole::Owner)],
    })
}

fn open_direct(account: &Account, open: OpenDirect) -> Result<NewChannel, Failure> {
    may(account, Permission::CreateDirect)?;
    let mut others = open.user_ids;
    others.retain(|user| *user != account.username);
    others.sort();
    others.dedup();
    let most = LIMITS.direct_members as usize;
    if others.is_empty() || others.len() >= most {
        return Err(Failure::invalid(format!(
            "userIds must name between 1 and {} others",
            most - 1
        )));
    }
    let members = std::iter::once(account.username.clone()).chain(others);
    Ok(NewChannel {
        name: String::new(),
        description: String::new(),
        kind: ChannelKind::Direct,
        created_by: account.username.clone(),
        team_id: None,
        members: members.map(|user| (user, ChannelRole::Member)).collect(),
    })
}
