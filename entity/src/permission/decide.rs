//! The rules: from an account, its standing in a channel and an action to a permit or a denial.

use super::{Account, Denial, Permission, Permit, Standing};
use crate::{
    ids::Seq,
    model::{ChannelKind, ChannelRole, History, Pinning},
};

/// An action in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See the channel, its members and its messages.
    Read,
    /// Send a message.
    Post,
    /// Add a reaction, or remove the user's own.
    React,
    /// Mention everyone in the channel, or everyone who is here.
    MentionAll {
        /// True in a channel with many members.
        large: bool,
    },
    /// Pin a message or unpin it.
    Pin,
    /// Send a typing notification.
    Type,
    /// Move the user's own read position.
    MarkRead,
    /// Change one's own preferences in the channel.
    SetPreferences,
    /// Edit a message's text.
    Edit {
        /// True if the user wrote it.
        author: bool,
    },
    /// Delete a message.
    Delete {
        /// True if the user wrote it.
        author: bool,
    },
    /// Join the channel.
    Join,
    /// Leave the channel.
    Leave,
    /// Add someone else as a plain member. A higher role also needs [`Action::SetRole`].
    Invite,
    /// Remove someone else from the channel.
    RemoveMember {
        /// That member's role.
        target: ChannelRole,
    },
    /// Change a member's role.
    SetRole {
        /// The current role.
        target: ChannelRole,
        /// The new role.
        to: ChannelRole,
    },
    /// Give up a role of one's own in the channel.
    StepDown,
    /// Change the channel's settings.
    Update,
    /// Count the messages that a change of the settings, or turning a group into a channel, reveals.
    CountHistory,
    /// Archive the channel or unarchive it.
    Archive,
    /// Send a file.
    SendFile,
    /// Join with an invite link: the channel may be hidden from others who are not members.
    Accept,
    /// Create, list and revoke invite links.
    ManageInvites,
    /// Make the channel public or private.
    ChangeType,
    /// Make another member the owner instead of oneself.
    HandOver,
    /// Turn a group into a channel.
    Convert,
    /// Begin a call.
    Call {
        /// True if it begins with a camera or a shared screen.
        video: bool,
    },
    /// Take part in a call.
    JoinCall,
}

const DEACTIVATED: Denial = Denial::Forbidden("Your account is deactivated.");
const BLOCKED: Denial = Denial::Forbidden("An administrator has blocked you from the chat.");
const NO_ACCESS: Denial = Denial::Forbidden("Your role does not have access to the chat.");
const NOT_GRANTED: Denial = Denial::Forbidden("Your role does not allow this.");
const JOIN_FIRST: Denial = Denial::Forbidden("Join the channel first.");
const ARCHIVED: Denial = Denial::Forbidden("The channel is archived.");
const READ_ONLY: Denial = Denial::Forbidden("Only the channel's admins can post here.");
const SILENCED: Denial = Denial::Forbidden("A moderator has muted you in this channel.");
const NO_FILES: Denial = Denial::Forbidden("Your role does not allow sending files.");
const NO_CALLS: Denial = Denial::Forbidden("Your role does not allow calls.");
const NO_VIDEO: Denial = Denial::Forbidden("Your role does not allow cameras or shared screens.");
const NOT_YOURS: Denial = Denial::Forbidden("Only the author can do this.");
const CHANNEL_ADMINS_ONLY: Denial = Denial::Forbidden("Only the channel's admins can do this.");
const NOT_ALL_OF_MANY: Denial =
    Denial::Forbidden("Only the channel's admins can notify everyone in a channel this large.");
const OWNERS_ONLY: Denial = Denial::Forbidden("Only the channel's owners can do this.");
const OWNER_STAYS: Denial = Denial::Forbidden("The channel's owners cannot be removed.");
const ADMINISTRATORS_ONLY: Denial = Denial::Forbidden("Only administrators can do this.");
const FIXED_MEMBERS: Denial =
    Denial::Forbidden("The members of a direct conversation cannot be changed.");
const NOT_A_GROUP: Denial =
    Denial::Forbidden("A conversation between two people cannot be left, only hidden.");
const NOT_CONVERTIBLE: Denial = Denial::Forbidden("Only a group can become a channel.");
const NO_SETTINGS: Denial = Denial::Forbidden("A direct conversation has no settings.");

/// Decides whether `account` has a permission that concerns no particular channel: to create one, or to
/// start a direct conversation.
///
/// # Errors
/// [`Denial::Forbidden`], with the reason in words for the user.
pub fn may(account: &Account, permission: Permission) -> Result<(), Denial> {
    if !account.active {
        return Err(DEACTIVATED);
    }
    if account.blocked {
        return Err(BLOCKED);
    }
    if !account.has(Permission::AccessChannels) {
        return Err(NO_ACCESS);
    }
    allow(account.has(permission), NOT_GRANTED)
}

/// Decides whether `account` may administer the chat: change the permissions of roles, block users.
///
/// # Errors
/// As [`may`].
pub fn may_administer(account: &Account) -> Result<(), Denial> {
    may(account, Permission::AccessChannels)?;
    allow(account.is_admin(), ADMINISTRATORS_ONLY)
}

/// Decides whether `account` may perform `action` in a channel.
///
/// Grants such as `ManageChannels` do not need membership, but apply only in channels that the user may
/// see: a private channel is visible to its members and with `AccessPrivate`, a direct conversation only to
/// its members, not even to administrators.
///
/// # Errors
/// [`Denial::NotFound`] if the channel must stay hidden from them, otherwise [`Denial::Forbidden`].
pub fn decide(account: &Account, standing: &Standing, action: Action) -> Result<Permit, Denial> {
    may(account, Permission::AccessChannels)?;
    if !visible(account, standing) && action != Action::Accept {
        return Err(Denial::NotFound);
    }
    let while_archived = match action {
        Action::Read | Action::MarkRead | Action::SetPreferences | Action::Archive => true,
        // What must not stay is removed from an archive too, but by those who answer for the channel.
        Action::Delete { .. } => moderates(account, standing),
        _ => false,
    };
    if !standing.active && !while_archived {
        return Err(ARCHIVED);
    }
    match action {
        Action::Read => Ok(()),
        Action::MarkRead | Action::SetPreferences => {
            allow(standing.membership.is_some(), JOIN_FIRST)
        }
        Action::Post | Action::Type => write(account, standing),
        Action::React => react(standing),
        Action::MentionAll { large } => mention_all(account, standing, large),
        Action::Pin => pin(account, standing),
        Action::SendFile => {
            write(account, standing)?;
            allow(account.has(Permission::SendFiles), NO_FILES)
        }
        Action::Edit { author } => edit(standing, author),
        Action::Delete { author } => delete(account, standing, author),
        Action::Convert => convert(account, standing),
        Action::CountHistory if standing.group => convert(account, standing),
        Action::Accept if direct(standing) => Err(Denial::NotFound),
        Action::Join | Action::Invite if direct(standing) => Err(FIXED_MEMBERS),
        Action::Leave if direct(standing) && !standing.group => Err(NOT_A_GROUP),
        Action::Call { video } => call(account, standing, video),
        Action::JoinCall => join_call(account, standing),
        Action::Join | Action::Accept => Ok(()),
        Action::Leave => allow(standing.membership.is_some(), JOIN_FIRST),
        Action::Invite => allow(
            standing.membership.is_some() || account.has(Permission::ManageChannels),
            JOIN_FIRST,
        ),
        Action::RemoveMember { target } => remove_member(account, standing, target),
        Action::SetRole { .. } | Action::StepDown if direct(standing) => Err(FIXED_MEMBERS),
        Action::StepDown => allow(standing.membership.is_some(), JOIN_FIRST),
        Action::Update
        | Action::CountHistory
        | Action::Archive
        | Action::ManageInvites
        | Action::ChangeType
        | Action::HandOver
            if direct(standing) =>
        {
            Err(NO_SETTINGS)
        }
        Action::HandOver => allow(at_least(standing, ChannelRole::Owner), OWNERS_ONLY),
        Action::Update | Action::CountHistory | Action::ManageInvites => allow(
            at_least(standing, ChannelRole::Admin) || account.has(Permission::ManageChannels),
            CHANNEL_ADMINS_ONLY,
        ),
        Action::SetRole { .. } | Action::Archive | Action::ChangeType => allow(
            at_least(standing, ChannelRole::Owner) || account.has(Permission::ManageChannels),
            OWNERS_ONLY,
        ),
    }?;
    Ok(Permit {
        channel_id: standing.channel_id,
        user: account.username.clone(),
        history_after: history_after(account, standing),
    })
}

fn allow(condition: bool, otherwise: Denial) -> Result<(), Denial> {
    if condition { Ok(()) } else { Err(otherwise) }
}

fn convert(account: &Account, standing: &Standing) -> Result<(), Denial> {
    allow(standing.group, NOT_CONVERTIBLE)?;
    allow(account.has(Permission::CreateChannels), NOT_GRANTED)
}

fn direct(standing: &Standing) -> bool {
    standing.kind == ChannelKind::Direct
}

fn visible(account: &Account, standing: &Standing) -> bool {
    match standing.kind {
        ChannelKind::Public => true,
        _ if standing.membership.is_some() => true,
        ChannelKind::Private => account.has(Permission::AccessPrivate),
        ChannelKind::Direct => false,
    }
}

/// Returns the position after which the user sees the channel. A member sees what their membership allows. Others
/// see what a new member would see, which is nothing if that begins with joining, or everything with
/// `AccessPrivate`.
fn history_after(account: &Account, standing: &Standing) -> Seq {
    match standing.membership {
        Some(membership) => membership.history_after,
        None if account.has(Permission::AccessPrivate) => 0,
        None => match standing.history {
            History::All => standing.hidden_until,
            History::SinceJoining => Seq::MAX,
        },
    }
}

fn at_least(standing: &Standing, role: ChannelRole) -> bool {
    standing
        .membership
        .is_some_and(|membership| membership.role >= role)
}

/// Members also react where only admins post.
fn react(standing: &Standing) -> Result<(), Denial> {
    let membership = standing.membership.ok_or(JOIN_FIRST)?;
    allow(membership.can_post, SILENCED)
}

fn write(account: &Account, standing: &Standing) -> Result<(), Denial> {
    let membership = standing.membership.ok_or(JOIN_FIRST)?;
    allow(membership.can_post, SILENCED)?;
    allow(
        !standing.read_only
            || membership.role >= ChannelRole::Admin
            || account.has(Permission::ModerateChannels),
        READ_ONLY,
    )
}

fn mention_all(account: &Account, standing: &Standing, large: bool) -> Result<(), Denial> {
    write(account, standing)?;
    allow(
        !large
            || at_least(standing, ChannelRole::Admin)
            || account.has(Permission::ModerateChannels),
        NOT_ALL_OF_MANY,
    )
}

fn call(account: &Account, standing: &Standing, video: bool) -> Result<(), Denial> {
    join_call(account, standing)?;
    allow(!video || account.has(Permission::CallVideo), NO_VIDEO)
}

fn join_call(account: &Account, standing: &Standing) -> Result<(), Denial> {
    allow(standing.membership.is_some(), JOIN_FIRST)?;
    allow(account.has(Permission::CallAudio), NO_CALLS)
}

fn pin(account: &Account, standing: &Standing) -> Result<(), Denial> {
    write(account, standing)?;
    allow(
        standing.pinning == Pinning::Members
            || at_least(standing, ChannelRole::Admin)
            || account.has(Permission::ModerateChannels),
        CHANNEL_ADMINS_ONLY,
    )
}

fn edit(standing: &Standing, author: bool) -> Result<(), Denial> {
    let membership = standing.membership.ok_or(JOIN_FIRST)?;
    allow(author, NOT_YOURS)?;
    allow(membership.can_post, SILENCED)
}

fn delete(account: &Account, standing: &Standing, author: bool) -> Result<(), Denial> {
    let own = author && standing.membership.is_some();
    let otherwise = if author { JOIN_FIRST } else { NOT_YOURS };
    allow(own || moderates(account, standing), otherwise)
}

/// True for those who may delete the messages of others.
fn moderates(account: &Account, standing: &Standing) -> bool {
    let granted =
        account.has(Permission::DeleteMessages) || account.has(Permission::ModerateChannels);
    !direct(standing) && (granted || at_least(standing, ChannelRole::Admin))
}

fn remove_member(
    account: &Account,
    standing: &Standing,
    target: ChannelRole,
) -> Result<(), Denial> {
    if direct(standing) {
        return Err(FIXED_MEMBERS);
    }
    let above = standing
        .membership
        .is_some_and(|own| own.role >= ChannelRole::Admin && own.role > target);
    allow(
        above
            || account.has(Permission::ManageChannels)
            || account.has(Permission::ModerateChannels),
        match target {
            ChannelRole::Member => CHANNEL_ADMINS_ONLY,
            ChannelRole::Admin => OWNERS_ONLY,
            ChannelRole::Owner => OWNER_STAYS,
        },
    )
}
