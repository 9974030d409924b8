//! Which messages a search is about: those that the user may read, and that its filters leave.

use std::borrow::Cow;

use sea_orm::{DbBackend, Value};

use super::{
    super::{
        messages::SEEN_FROM,
        pattern,
        sql::{Sql, column},
    },
    names::{Mentioned, channels, mentioned, people},
};
use crate::{
    Database,
    error::Error,
    model::MentionedGroup,
    permission::{Account, Permission},
    search::{
        FileKind, Has, Kind, Query,
        plan::Plan,
        tokens::{of_author, of_channel},
    },
};

/// The maximum number of channels or authors that the index is asked for.
const TOKENS: usize = 16;

/// The messages to search.
pub(super) struct Scope {
    user: String,
    sees_private: bool,
    conditions: Vec<Condition>,
    /// The channels that the user may read, if they are few.
    channels: Option<Vec<i64>>,
}

struct Condition {
    excluded: bool,
    what: What,
}

/// What a filter asks for, with ids in place of names.
enum What {
    From(Vec<String>),
    In(Vec<i64>),
    With(Vec<String>),
    Sent(i64, i64),
    Has(Has),
    Saved,
    Thread,
    Mentions(Mentioned),
}

impl Scope {
    /// Looks up the names in the filters. `None` if they leave nothing.
    pub(super) async fn of(
        db: &Database,
        account: &Account,
        query: &Query,
    ) -> Result<Option<Self>, Error> {
        let user = account.username.as_str();
        let mut scope = Self {
            user: user.to_owned(),
            sees_private: account.has(Permission::AccessPrivate),
            conditions: Vec::new(),
            channels: None,
        };
        for filter in &query.filters {
            let what = match &filter.kind {
                Kind::From(name) => What::From(people(db, name, user).await?),
                Kind::With(name) => What::With(people(db, name, user).await?),
                Kind::Mentions(name) => What::Mentions(mentioned(db, name, user).await?),
                Kind::In(name) => What::In(channels(db, name).await?),
                Kind::InId(id) => What::In(vec![id.0]),
                Kind::Sent(from, until) => What::Sent(*from, *until),
                Kind::Has(has) => What::Has(*has),
                Kind::Saved => What::Saved,
                Kind::Thread => What::Thread,
            };
            scope.add(filter.excluded, what);
        }
        let (impossible, possible): (Vec<_>, Vec<_>) = scope
            .conditions
            .into_iter()
            .partition(Condition::is_about_nothing);
        if impossible.iter().any(|condition| !condition.excluded) {
            return Ok(None);
        }
        scope.conditions = possible;
        scope.channels = scope.few_channels(db).await?;
        Ok(Some(scope))
    }

    /// Adds a condition. Of several authors, channels or companions, each will do.
    fn add(&mut self, excluded: bool, what: What) {
        let alike = self
            .conditions
            .iter_mut()
            .find(|it| !it.excluded && !excluded && it.what.joins(&what));
        match (alike, what) {
            (
                Some(Condition {
                    what: What::From(all),
                    ..
                }),
                What::From(more),
            )
            | (
                Some(Condition {
                    what: What::With(all),
                    ..
                }),
                What::With(more),
            ) => all.extend(more),
            (
                Some(Condition {
                    what: What::In(all),
                    ..
                }),
                What::In(more),
            ) => all.extend(more),
            (_, what) => self.conditions.push(Condition { excluded, what }),
        }
    }

    async fn few_channels(&self, db: &Database) -> Result<Option<Vec<i64>>, Error> {
        let sql = Sql::new(db.reader(), "SELECT id FROM (");
        let rows = self
            .readable(sql)
            .add(") AS readable LIMIT ")
            .bind(TOKENS as i64 + 1);
        let rows = rows.all(db.reader()).await?;
        if rows.len() > TOKENS {
            return Ok(None);
        }
        rows.iter()
            .map(|row| column(row, 0))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// The tokens that every message in the scope has.
    pub(super) fn plan(&self) -> Plan {
        let any = |tokens: Vec<String>| match tokens.len() {
            1..=TOKENS => Plan::any(tokens.into_iter().map(Plan::Token)),
            _ => Plan::All,
        };
        let of_channels = |ids: &[i64]| any(ids.iter().map(|id| of_channel(*id)).collect());
        let wanted = self.conditions.iter().filter(|it| !it.excluded);
        let wanted = wanted.map(|condition| match &condition.what {
            What::From(users) => any(users.iter().map(|user| of_author(user)).collect()),
            What::In(ids) => of_channels(ids),
            _ => Plan::All,
        });
        let readable = self.channels.iter().map(|ids| of_channels(ids));
        Plan::all(wanted.chain(readable))
    }

    /// Adds the query for the channels that the user may read: the same rule as
    /// [`decide`](crate::permission::decide) has for reading.
    fn readable(&self, sql: Sql) -> Sql {
        sql.add(
            "SELECT c.id FROM chat_channels c LEFT JOIN chat_channel_members v \
             ON v.channel_id = c.id AND v.user_id = ",
        )
        .bind(self.user.as_str())
        .add(" WHERE (c.type = 'public' OR v.user_id IS NOT NULL")
        .add(match self.sees_private {
            true => " OR c.type = 'private')",
            false => ")",
        })
    }

    /// Adds the conditions on a message `m`: that the user may read it, as
    /// [`decide`](crate::permission::decide) says, and the filters.
    pub(super) fn restrict(&self, sql: Sql) -> Sql {
        let sql = sql.add(" m.deleted_at IS NULL AND m.message_type <> 'system' AND EXISTS (");
        let outsiders = match self.sees_private {
            true => "0",
            false => "CASE c.history WHEN 'all' THEN c.hidden_until ELSE m.seq END",
        };
        let mut sql = self.readable(sql).add(&format!(
            " AND c.id = m.channel_id AND {SEEN_FROM} > CASE WHEN v.user_id IS NULL \
             THEN {outsiders} ELSE v.history_after END)"
        ));
        for condition in &self.conditions {
            sql = sql.add(match condition.excluded {
                true => " AND NOT (",
                false => " AND (",
            });
            sql = self.condition(sql, &condition.what).add(")");
        }
        sql
    }

    fn condition(&self, sql: Sql, what: &What) -> Sql {
        match what {
            What::From(users) => sql.add("m.user_id IN ").list(texts(users)),
            What::In(ids) => sql.add("m.channel_id IN ").list(ids.iter().copied()),
            What::With(users) => sql
                .add(
                    "m.channel_id IN (SELECT w.channel_id FROM chat_channel_members w \
                     JOIN chat_channels d ON d.id = w.channel_id WHERE d.type = 'direct' \
                     AND w.user_id IN ",
                )
                .list(texts(users))
                .add(")"),
            What::Sent(from, until) => sql
                .add("m.created_at >= ")
                .bind(*from)
                .add(" AND m.created_at < ")
                .bind(*until),
            What::Has(has) => sql.add(&attached(*has)),
            What::Saved => sql
                .add(
                    "EXISTS (SELECT 1 FROM chat_saved x WHERE x.message_id = m.id AND x.user_id = ",
                )
                .bind(self.user.as_str())
                .add(")"),
            What::Thread => sql.add(
                "m.thread_id IS NOT NULL OR EXISTS (SELECT 1 FROM chat_threads x \
                 WHERE x.root_id = m.id AND x.reply_count > 0)",
            ),
            What::Mentions(Mentioned::Group(group)) => of_group(sql, *group).add(")"),
            What::Mentions(Mentioned::Named { users, teams }) => {
                let sql = sql
                    .add("EXISTS (SELECT 1 FROM chat_mentions x WHERE x.message_id = m.id AND x.user_id IN ")
                    .list(texts(users))
                    .add(") OR ");
                of_group(sql, MentionedGroup::Team)
                    .add(" AND x.value ->> 'userId' IN ")
                    .list(texts(teams))
                    .add(")")
            }
        }
    }

    /// Adds conditions that every message with these words fulfils, for reading messages one by one.
    pub(super) fn containing(sql: Sql, backend: DbBackend, words: &[String]) -> Sql {
        let (like, is_ascii) = match backend {
            DbBackend::Postgres => (
                "LOWER(m.message_text COLLATE \"C\") LIKE ",
                "octet_length(m.message_text) = char_length(m.message_text)",
            ),
            _ => (
                "m.message_text LIKE ",
                "length(CAST(m.message_text AS BLOB)) = length(m.message_text)",
            ),
        };
        // Only texts in ASCII are compared as they are written.
        let plain = words.iter().filter(|it| it.is_ascii() && !it.contains(' '));
        plain.fold(sql, |sql, word| {
            sql.add(&format!(
                " AND (NOT {is_ascii} OR m.file_names IS NOT NULL OR {like}"
            ))
            .bind(pattern(word))
            .add(" ESCAPE '\\')")
        })
    }
}

impl Condition {
    /// True if it asks for someone or a channel that does not exist.
    fn is_about_nothing(&self) -> bool {
        match &self.what {
            What::From(names) | What::With(names) => names.is_empty(),
            What::Mentions(Mentioned::Named { users, teams }) => {
                users.is_empty() && teams.is_empty()
            }
            What::In(ids) => ids.is_empty(),
            _ => false,
        }
    }
}

impl What {
    fn joins(&self, other: &Self) -> bool {
        matches!(
            (self, other),
            (Self::From(_), Self::From(_))
                | (Self::With(_), Self::With(_))
                | (Self::In(_), Self::In(_))
        )
    }
}

/// Adds the condition that a message mentions a group of this kind, but for the closing parenthesis: more can be asked of the
/// mention `x`.
fn of_group(sql: Sql, group: MentionedGroup) -> Sql {
    let kind = match group {
        MentionedGroup::Channel => "channel",
        MentionedGroup::Here => "here",
        MentionedGroup::Team => "team",
    };
    let mentions = match sql.backend() {
        DbBackend::Postgres => "json_array_elements(CAST(m.mentions AS JSON))",
        _ => "json_each(m.mentions)",
    };
    // Most messages mention no group: reading JSON takes longer than a look at its text.
    sql.add(&format!(
        "m.mentions IS NOT NULL AND m.mentions LIKE '%\"group\":\"{kind}\"%' AND EXISTS \
         (SELECT 1 FROM {mentions} x WHERE x.value ->> 'group' = '{kind}'"
    ))
}

/// The condition for each thing that a message can have.
fn attached(has: Has) -> Cow<'static, str> {
    let condition = match has {
        Has::Link => "m.message_text LIKE '%http://%' OR m.message_text LIKE '%https://%'",
        Has::File => "m.file_attachment IS NOT NULL",
        Has::FileOf(kind) => {
            return format!(
                "m.file_attachment IS NOT NULL AND EXISTS (SELECT 1 FROM chat_file_refs x \
                 JOIN chat_files f ON f.id = x.file_id WHERE x.holder = 'message' \
                 AND x.holder_id = m.id AND ({}))",
                of_kind(kind)
            )
            .into();
        }
        Has::Reaction => "EXISTS (SELECT 1 FROM message_reactions x WHERE x.message_id = m.id)",
        Has::Pin => "EXISTS (SELECT 1 FROM chat_pins x WHERE x.message_id = m.id)",
    };
    condition.into()
}

/// The condition for each kind of a file `f`. Media types of adopted files are as their senders wrote them.
fn of_kind(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Image => "LOWER(f.mime_type) LIKE 'image/%'",
        FileKind::Video => "LOWER(f.mime_type) LIKE 'video/%'",
        FileKind::Audio => "LOWER(f.mime_type) LIKE 'audio/%'",
        FileKind::Pdf => "LOWER(f.mime_type) = 'application/pdf'",
        FileKind::Document => {
            "LOWER(f.mime_type) LIKE 'application/vnd.openxmlformats-officedocument.%' \
             OR LOWER(f.mime_type) LIKE 'application/vnd.oasis.opendocument.%' \
             OR LOWER(f.mime_type) LIKE 'application/vnd.ms-word%' \
             OR LOWER(f.mime_type) LIKE 'application/vnd.ms-excel%' \
             OR LOWER(f.mime_type) LIKE 'application/vnd.ms-powerpoint%' \
             OR LOWER(f.mime_type) IN ('application/msword', 'application/rtf', 'text/rtf')"
        }
        FileKind::Text => {
            "LOWER(f.mime_type) LIKE 'text/%' AND LOWER(f.mime_type) <> 'text/rtf' \
             OR LOWER(f.mime_type) IN ('application/json', 'application/xml', \
             'application/javascript', 'application/sql', 'application/toml', \
             'application/yaml', 'application/x-yaml', 'application/x-sh')"
        }
        FileKind::Archive => {
            "LOWER(f.mime_type) IN ('application/zip', 'application/x-zip-compressed', \
             'application/gzip', 'application/x-tar', 'application/x-7z-compressed', \
             'application/vnd.rar', 'application/x-rar-compressed', 'application/x-bzip2', \
             'application/x-xz', 'application/zstd', 'application/vnd.ms-cab-compressed')"
        }
    }
}

fn texts(names: &[String]) -> impl Iterator<Item = Value> {
    names.iter().map(|name| name.as_str().into())
}
