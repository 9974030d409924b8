//! The rows that an adoption writes, each with its table and columns.
//!
//! Plain data with the columns of the schema; other modules fill it and `store` writes it.

use sea_orm_migration::sea_query::Value;

/// A row of one of our tables.
pub(super) trait Record {
    /// The table.
    const TABLE: &'static str;
    /// Its columns, in the order of [`Record::values`].
    const COLUMNS: &'static [&'static str];
    /// The values.
    fn values(self) -> Vec<Value>;
}

macro_rules! record {
    ($(#[$doc:meta])* $name:ident, $table:literal, { $($column:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub(super) struct $name {
            $(pub(super) $column: $type,)*
        }

        impl Record for $name {
            const TABLE: &'static str = $table;
            // A keyword as a column is spelt `r#type` in Rust only; `store` strips the prefix.
            const COLUMNS: &'static [&'static str] = &[$(stringify!($column),)*];

            fn values(self) -> Vec<Value> {
                vec![$(self.$column.into(),)*]
            }
        }
    };
}

record!(
    /// A channel.
    Channel, "chat_channels", {
        id: i64,
        name: String,
        description: String,
        r#type: String,
        created_by: String,
        team_id: Option<String>,
        active: bool,
        read_only: bool,
        direct_key: Option<String>,
        seq: i64,
        member_count: i64,
        last_message_at: Option<i64>,
        created_at: i64,
        updated_at: i64,
    }
);
record!(
    /// A member of a channel.
    Member, "chat_channel_members", {
        channel_id: i64,
        user_id: String,
        role: String,
        can_post: bool,
        joined_at: i64,
        last_read_at: i64,
        last_read_seq: i64,
    }
);
record!(
    /// A message.
    Message, "chat_messages", {
        id: i64,
        channel_id: i64,
        seq: i64,
        user_id: String,
        message_text: String,
        message_type: String,
        reply_to_id: Option<i64>,
        ticket_reference: Option<String>,
        file_attachment: Option<String>,
        edited_at: Option<i64>,
        deleted_at: Option<i64>,
        created_at: i64,
    }
);
record!(
    /// A reaction to a message.
    Reaction, "message_reactions", {
        id: i64,
        message_id: i64,
        user_id: String,
        emoji: String,
        created_at: i64,
    }
);
record!(
    /// A mention in a message.
    Mention, "chat_mentions", {
        user_id: String,
        channel_id: i64,
        seq: i64,
        message_id: i64,
    }
);
record!(
    /// An uploaded file.
    File, "chat_files", {
        id: String,
        channel_id: i64,
        user_id: String,
        original_filename: String,
        stored_filename: String,
        file_path: String,
        file_size: i64,
        file_type: String,
        mime_type: String,
        missing: bool,
        uploaded_at: i64,
    }
);
record!(
    /// A chosen status.
    Presence, "user_presence", {
        user_id: String,
        status: String,
        status_message: Option<String>,
        last_active: i64,
    }
);
record!(
    /// A user who is blocked from the chat.
    Block, "chat_users", {
        user_id: String,
        blocked_at: i64,
        blocked_by: Option<String>,
    }
);
record!(
    /// A call.
    Call, "call_sessions", {
        id: i64,
        channel_id: Option<i64>,
        initiator_user_id: String,
        call_type: String,
        participants: String,
        status: String,
        started_at: i64,
        answered_at: Option<i64>,
        ended_at: Option<i64>,
        duration_seconds: Option<i64>,
        end_reason: Option<String>,
    }
);
record!(
    /// A participant of a call.
    Participant, "call_participants", {
        call_session_id: i64,
        user_id: String,
        joined_at: Option<i64>,
        left_at: Option<i64>,
    }
);
record!(
    /// A row that could not be adopted.
    SetAside, "chat_set_aside", {
        source_table: String,
        source_key: String,
        reason: String,
        content: String,
        created_at: i64,
    }
);
record!(
    /// The record of the adoption itself.
    Adoption, "chat_adoptions", {
        at: i64,
        source: String,
        report: String,
    }
);
