//! The rows that an adoption will write, computed from the rows read, without a database.

use super::{
    AdoptOptions, calls, channels, files, grants, members, mentions, messages, presence, reactions,
    records::{
        Block, Call, Channel, File, Member, Mention, Message, Participant, Presence, Reaction,
        SetAside,
    },
    report::{AdoptionReport, Renamed, TableReport},
    source::Source,
    tally::Tally,
};
use crate::node_tables::NODE_TABLES;

/// The rows to write.
pub(super) struct Plan {
    pub(super) now: i64,
    pub(super) channels: Vec<Channel>,
    pub(super) members: Vec<Member>,
    pub(super) messages: Vec<Message>,
    pub(super) mentions: Vec<Mention>,
    pub(super) reactions: Vec<Reaction>,
    pub(super) files: Vec<File>,
    pub(super) presences: Vec<Presence>,
    pub(super) blocks: Vec<Block>,
    pub(super) calls: Vec<Call>,
    pub(super) participants: Vec<Participant>,
    pub(super) set_aside: Vec<SetAside>,
    pub(super) report: AdoptionReport,
}

impl Plan {
    /// Converts every row of `source`. Channels come first, because all other rows refer to them; members
    /// follow messages, because read positions are positions of messages.
    pub(super) fn of(source: Source, options: &AdoptOptions, now: i64) -> Self {
        let mut accounts = Accounts {
            source: &source,
            now,
            reports: Vec::new(),
            set_aside: Vec::new(),
        };
        let rows = |table| source.rows(table);

        let mut tally = accounts.open("chat_channels", "chat_channels", &["id"]);
        let mut channels = channels::plan(
            rows("chat_channels"),
            rows("chat_channel_members"),
            &mut tally,
            now,
        );
        accounts.close(tally);

        let mut tally = accounts.open("chat_files", "chat_files", &["id"]);
        let (files, missing_files) = files::plan(
            rows("chat_files"),
            &options.files_root,
            &channels,
            &mut tally,
            now,
        );
        accounts.close(tally);

        let mut tally = accounts.open("chat_messages", "chat_messages", &["id"]);
        let messages = messages::plan(
            rows("chat_messages"),
            &files,
            &mut channels,
            &mut tally,
            now,
        );
        accounts.close(tally);

        let key = &["channel_id", "user_id"];
        let mut tally = accounts.open("chat_channel_members", "chat_channel_members", key);
        let members = members::plan(
            rows("chat_channel_members"),
            &source.users,
            &mut channels,
            &messages,
            &mut tally,
        );
        accounts.close(tally);

        let mentions = mentions::plan(&messages, &members);

        let mut tally = accounts.open("message_reactions", "message_reactions", &["id"]);
        let reactions = reactions::plan(rows("message_reactions"), &messages, &mut tally);
        accounts.close(tally);

        let mut tally = accounts.open("user_presence", "user_presence", &["user_id"]);
        let (presences, blocks) =
            presence::plan(rows("user_presence"), &source.users, &mut tally, now);
        accounts.close(tally);

        let mut tally = accounts.open("call_logs", "call_sessions", &["id"]);
        let (calls, participants) = calls::plan(rows("call_logs"), &channels, &mut tally, now);
        accounts.close(tally);

        let report = AdoptionReport {
            dry_run: options.dry_run,
            nothing_to_do: false,
            why: None,
            tables: accounts.reports,
            blocked_users: blocks.len() as u64,
            files_root: options.files_root.clone(),
            missing_files,
            missing_call_grants: grants::missing(&source.roles, &source.granted),
            renamed: renamed(&source),
        };
        Self {
            now,
            channels: channels.carried.into_values().collect(),
            members,
            messages,
            mentions,
            reactions,
            files,
            presences,
            blocks,
            calls,
            participants,
            set_aside: accounts.set_aside,
            report,
        }
    }
}

/// The counts for all tables.
struct Accounts<'a> {
    source: &'a Source,
    now: i64,
    reports: Vec<TableReport>,
    set_aside: Vec<SetAside>,
}

impl Accounts<'_> {
    fn open(&self, table: &str, into: &str, key: &'static [&'static str]) -> Tally {
        Tally::new(table, into, key, self.source.rows(table).len(), self.now)
    }

    /// Adds the counts of a table; one that the Node server never had is not reported.
    fn close(&mut self, tally: Tally) {
        let (report, set_aside) = tally.close();
        if self.source.has(&report.table) {
            self.reports.push(report);
        }
        self.set_aside.extend(set_aside);
    }
}

fn renamed(source: &Source) -> Vec<Renamed> {
    let present = NODE_TABLES.iter().filter(|table| source.has(table.name));
    present
        .map(|table| Renamed {
            from: table.name.to_owned(),
            to: table.renamed.to_owned(),
        })
        .collect()
}
