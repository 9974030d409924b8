//! The names of the Node server's chat tables, by which a database with its chat is recognized, and the
//! names they get when it is adopted.
//!
//! Names only: `adoption` reads and copies the rows.

/// One of the Node server's tables.
pub(crate) struct NodeTable {
    /// Its name in the Node server's chat.
    pub(crate) name: &'static str,
    /// Its name after the adoption.
    pub(crate) renamed: &'static str,
}

/// The Node server's tables that an adoption copies, with the names under which it keeps the originals.
/// The settings tables are not among them, because Orvale's own pages read those.
pub(crate) const NODE_TABLES: [NodeTable; 7] = [
    NodeTable {
        name: "chat_channels",
        renamed: "node_chat_channels",
    },
    NodeTable {
        name: "chat_channel_members",
        renamed: "node_chat_channel_members",
    },
    NodeTable {
        name: "chat_messages",
        renamed: "node_chat_messages",
    },
    NodeTable {
        name: "chat_files",
        renamed: "node_chat_files",
    },
    NodeTable {
        name: "message_reactions",
        renamed: "node_message_reactions",
    },
    NodeTable {
        name: "user_presence",
        renamed: "node_user_presence",
    },
    NodeTable {
        name: "call_logs",
        renamed: "node_call_logs",
    },
];
