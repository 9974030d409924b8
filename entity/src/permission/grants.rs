//! The permissions of the chat, and sets of them.
//!
//! `decide` applies them in a channel; `queries::accounts` reads the tables that grant them.

/// A permission that can be granted to a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// Use the chat.
    AccessChannels,
    /// Create public and private channels.
    CreateChannels,
    /// Change and archive channels without owning them, and manage their members.
    ManageChannels,
    /// Delete messages of others.
    DeleteMessages,
    /// Remove members, write in read-only channels, delete messages of others.
    ModerateChannels,
    /// See and join private channels uninvited.
    AccessPrivate,
    /// Send files.
    SendFiles,
    /// Start direct conversations.
    CreateDirect,
    /// Call, and take part in calls.
    CallAudio,
    /// Turn on the camera in calls, and share the screen.
    CallVideo,
    /// See one's own past calls.
    CallHistory,
    /// See everybody's past calls.
    CallLogs,
    /// End calls of others.
    ManageCalls,
}

impl Permission {
    /// All permissions.
    pub const ALL: [Self; 13] = [
        Self::AccessChannels,
        Self::CreateChannels,
        Self::ManageChannels,
        Self::DeleteMessages,
        Self::ModerateChannels,
        Self::AccessPrivate,
        Self::SendFiles,
        Self::CreateDirect,
        Self::CallAudio,
        Self::CallVideo,
        Self::CallHistory,
        Self::CallLogs,
        Self::ManageCalls,
    ];

    /// Returns its name in our table and on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessChannels => "chat.access_channels",
            Self::CreateChannels => "chat.create_channels",
            Self::ManageChannels => "chat.manage_channels",
            Self::DeleteMessages => "chat.delete_messages",
            Self::ModerateChannels => "chat.moderate_channels",
            Self::AccessPrivate => "chat.access_private",
            Self::SendFiles => "chat.send_files",
            Self::CreateDirect => "chat.create_direct",
            Self::CallAudio => "call.audio",
            Self::CallVideo => "call.video",
            Self::CallHistory => "call.view_history",
            Self::CallLogs => "call.view_all_logs",
            Self::ManageCalls => "call.manage_system",
        }
    }

    /// Returns the permission with this name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|permission| permission.name() == name)
    }

    /// Returns the names under which Orvale's `role_permissions` may grant it: our own, then those in
    /// databases of the Node server.
    #[must_use]
    pub const fn sources(self) -> &'static [&'static str] {
        match self {
            Self::AccessChannels => &["chat.access_channels", "chat.access"],
            Self::CreateChannels => &["chat.create_channels"],
            Self::ManageChannels => &["chat.manage_channels"],
            Self::DeleteMessages => &["chat.delete_messages", "chat.delete_any_messages"],
            Self::ModerateChannels => &[
                "chat.moderate_channels",
                "chat.manage_channels",
                "chat.block_users",
            ],
            Self::AccessPrivate => &["chat.access_private", "chat.monitor_all"],
            Self::SendFiles => &["chat.send_files", "chat.upload_files"],
            Self::CreateDirect => &["chat.create_direct", "chat.access"],
            Self::CallAudio => &["call.audio"],
            Self::CallVideo => &["call.video"],
            Self::CallHistory => &["call.view_history"],
            Self::CallLogs => &["call.view_all_logs"],
            Self::ManageCalls => &["call.manage_system"],
        }
    }

    /// Returns whether it is about calls. Where Orvale grants no others, its table applies to these alone.
    #[must_use]
    pub const fn is_of_calls(self) -> bool {
        matches!(
            self,
            Self::CallAudio
                | Self::CallVideo
                | Self::CallHistory
                | Self::CallLogs
                | Self::ManageCalls
        )
    }

    const fn bit(self) -> u64 {
        1 << self as u8
    }
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Grants(u64);

impl Grants {
    /// Every permission.
    #[must_use]
    pub const fn all() -> Self {
        let mut all = Self::none();
        let mut index = 0;
        // Iterators are not available in a `const fn`.
        while index < Permission::ALL.len() {
            all = all.with(Permission::ALL[index]);
            index += 1;
        }
        all
    }

    /// No permission.
    #[must_use]
    pub const fn none() -> Self {
        Self(0)
    }

    /// Returns whether the set contains `permission`.
    #[must_use]
    pub const fn has(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// Returns the set with `permission` added.
    #[must_use]
    pub const fn with(self, permission: Permission) -> Self {
        Self(self.0 | permission.bit())
    }

    /// Returns the union of two sets.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the permissions in the order of their declaration.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .into_iter()
            .filter(move |permission| self.has(*permission))
    }

    /// Returns their names in the order of their declaration.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        self.iter().map(Permission::name).collect()
    }
}

impl FromIterator<Permission> for Grants {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        permissions.into_iter().fold(Self::none(), Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_permission_has_its_own_bit() {
        let bits: std::collections::BTreeSet<_> =
            Permission::ALL.into_iter().map(Permission::bit).collect();
        assert_eq!(bits.len(), Permission::ALL.len());
    }

    #[test]
    fn a_set_contains_the_permissions_added_to_it() {
        for permission in Permission::ALL {
            let set = Grants::from_iter([permission]);
            assert_eq!(set.iter().collect::<Vec<_>>(), [permission]);
            assert_eq!(Permission::from_name(permission.name()), Some(permission));
            assert!(Grants::all().has(permission) && !Grants::none().has(permission));
        }
        assert_eq!(Grants::all(), Permission::ALL.into_iter().collect());
        assert_eq!(Grants::all().names().len(), Permission::ALL.len());
    }
}
