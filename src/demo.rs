//! `--demo`: people, channels and conversations for a demonstration.
//!
//! They are written through the same commits as everything else, with messages from the last few days.
//! Existing rows are kept, so a second start adds nothing.

mod attachments;
mod calls;
mod helpdesk;
mod script;
mod tickets;
mod upload;
mod work;
mod writer;

use actors::clock::now;
use entity::{
    Database,
    ids::UserId,
    ledgers::channels::{Access, Membership, NewChannel, RoomOf},
    model::{ChannelKind, History, Pinning},
    queries::{
        accounts, channels, messages,
        tickets::{self as tickets_of_orvale, Seen},
    },
    text::{ChannelName, Topic},
};
use files::Store;

use crate::identity::FIRST_ADMINISTRATOR;
use script::{CHANNELS, Conversation, DIRECT, PEOPLE};
use tickets::ROOMS;
use writer::{Writer, valid};

/// Fills a database with the demonstration, and the store with its files. Nothing else may write to them yet.
///
/// # Errors
/// When the database cannot be written, or holds other users: the passwords of the demonstration's users
/// are public.
pub async fn fill(database: &Database, store: &Store) -> Result<(), entity::Error> {
    if let Some(user) = other_user(database).await? {
        return Err(entity::Error::Invalid(format!(
            "--demo is for a database of its own, and this one has the user {user}; start without \
             --demo, or choose another database with --data or --database"
        )));
    }
    helpdesk::add(database).await?;
    if !is_written(database, &CHANNELS[0]).await? {
        work::add_tickets(database, now()).await;
    }
    let mut writer = Writer::new(database, store);
    for conversation in CHANNELS.iter().chain(DIRECT) {
        if !is_written(database, conversation).await? {
            writer.begin(conversation, content(conversation)?).await?;
        }
    }
    for (number, conversation) in ROOMS {
        if is_written(database, conversation).await? {
            continue;
        }
        // Orvale's own tickets may be used instead.
        if let Some(room) = room(database, number, conversation).await? {
            writer.begin(conversation, room).await?;
        }
    }
    writer.write().await
}

/// A new room of a ticket; `None` if there is no such ticket, or it has a room.
async fn room(
    database: &Database,
    number: &str,
    told: &Conversation,
) -> Result<Option<NewChannel>, entity::Error> {
    let known = tickets_of_orvale::room(database, number).await?;
    let ticket = tickets_of_orvale::find(database, number).await?;
    let Some(ticket) = ticket.filter(|_| known.is_none()) else {
        return Ok(None);
    };
    Ok(Some(NewChannel::Room(RoomOf {
        number: number.to_owned(),
        name: valid(ChannelName::parse(told.name.to_owned()))?,
        seen: Seen::read(database, &ticket).await?,
    })))
}

/// A user who is neither part of the demonstration nor the first administrator; `None` if the
/// demonstration was written before they were added.
async fn other_user(database: &Database) -> Result<Option<UserId>, entity::Error> {
    if is_written(database, &CHANNELS[0]).await? {
        return Ok(None);
    }
    let known = |user: &UserId| {
        user.as_str() == FIRST_ADMINISTRATOR
            || PEOPLE
                .iter()
                .any(|(username, ..)| *username == user.as_str())
    };
    let everyone = accounts::load_all(database).await?;
    let named = everyone.accounts.into_iter().map(|one| one.username);
    let odd = everyone.odd.into_iter().filter(|odd| odd.table == "users");
    Ok(named
        .chain(odd.map(|odd| UserId::from(odd.row)))
        .find(|user| !known(user)))
}

/// True if a conversation was written by an earlier start, even if it has changed since.
async fn is_written(database: &Database, told: &Conversation) -> Result<bool, entity::Error> {
    if let Some(first) = told.lines.first() {
        let (by, sent_as) = (first.by.into(), told.client_id(0));
        if messages::by_client_id(database, &by, sent_as)
            .await?
            .is_some()
        {
            return Ok(true);
        }
    }
    // Older versions gave the messages other ids.
    let known = channels::list(database, &told.members[0].into()).await?;
    let mut members: Vec<UserId> = told.members.iter().map(|name| (*name).into()).collect();
    members.sort();
    Ok(known.iter().any(|view| {
        let channel = &view.channel;
        channel.kind == told.kind
            && channel.name == told.name
            && (told.kind != ChannelKind::Direct || channel.members == members)
    }))
}

/// What the conversation is created as.
fn content(told: &Conversation) -> Result<NewChannel, entity::Error> {
    let access = match told.kind {
        ChannelKind::Direct => return Ok(NewChannel::Direct),
        ChannelKind::Private => Access::Private,
        ChannelKind::Public => Access::Public,
    };
    Ok(NewChannel::Named {
        name: valid(ChannelName::parse(told.name.to_owned()))?,
        topic: valid(Topic::parse(told.description.to_owned()))?,
        access,
        team: None,
        pinning: Pinning::Members,
        history: History::All,
        read_only: false,
        membership: Membership::Chosen,
    })
}
