//! Generates the page's types from the engine's: `web/src/core/protocol/generated.ts` is this test's output, and
//! the test fails if they differ.
//!
//! To update the file: `UPDATE=1 cargo test -p orvale-chat-actors --test typescript`.

use std::{any::TypeId, collections::BTreeMap, fs, path::Path};

use actors::{
    commands::{
        COMMANDS, Command, CreateChannel, OpenDirect, SocketCommand,
        update_channel::ChannelSettings,
    },
    protocol::{
        Event, Failure, Limits, Snapshot,
        durable::{ChannelPosition, UserPosition},
    },
};
use entity::model::{
    CallRecord, ChannelView, EarlierText, FileInfo, HistoryReport, Invite, Member, Person,
    PinnedMessage, Presence, Reminder, SavedMessage, Scheduled, TicketCard, TicketComment,
    TicketEntry, TicketNotice,
};
use ts_rs::{Config, TS, TypeVisitor};

const HEADER: &str = "\
// Generated from the engine's types; do not edit.
// To update it: UPDATE=1 cargo test -p orvale-chat-actors --test typescript
";

/// Collects the declarations of a type and of all types that it refers to.
struct Declarations {
    config: Config,
    seen: Vec<TypeId>,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() || self.seen.contains(&TypeId::of::<T>()) {
            return;
        }
        self.seen.push(TypeId::of::<T>());
        let docs = T::docs().unwrap_or_default();
        let declaration = format!("{docs}export {}\n", T::decl(&self.config));
        self.by_name.insert(T::ident(&self.config), declaration);
        T::visit_dependencies(self);
    }
}

fn declarations() -> String {
    let config = Config::new().with_large_int("number");
    let mut all = Declarations {
        config,
        seen: Vec::new(),
        by_name: BTreeMap::new(),
    };
    all.visit::<Event<'static>>();
    all.visit::<Snapshot>();
    all.visit::<Presence>();
    all.visit::<Failure>();
    all.visit::<Limits>();
    all.visit::<CreateChannel>();
    all.visit::<OpenDirect>();
    all.visit::<ChannelSettings>();
    all.visit::<ChannelView>();
    all.visit::<FileInfo>();
    all.visit::<Member>();
    all.visit::<Person>();
    all.visit::<PinnedMessage>();
    all.visit::<Invite>();
    all.visit::<HistoryReport>();
    all.visit::<SavedMessage>();
    all.visit::<Reminder>();
    all.visit::<Scheduled>();
    all.visit::<CallRecord>();
    all.visit::<TicketCard>();
    all.visit::<TicketComment>();
    all.visit::<TicketEntry>();
    all.visit::<TicketNotice>();
    all.visit::<EarlierText>();
    all.visit::<ChannelPosition>();
    all.visit::<UserPosition>();
    let durable = durable_events(&mut all);
    let commands = commands(&mut all);
    let mut text = String::from(HEADER);
    for declaration in all.by_name.values() {
        text.push('\n');
        text.push_str(declaration);
    }
    text + &durable + &commands
}

/// The map from the name of each durable event to its data.
fn durable_events(all: &mut Declarations) -> String {
    let mut map = String::from(
        "\n/**\n * The data of every durable event, by its name.\n */\nexport interface DurableEvents {\n",
    );
    let mut streams = String::from(
        "\n/**\n * The stream of every durable event, by its name.\n */\nexport const EVENT_STREAMS = {\n",
    );
    macro_rules! line {
        ($stream:ident, $name:literal, $fact:path) => {
            all.visit::<$fact>();
            let fact = <$fact as TS>::name(&all.config);
            map += &format!("  {}: {}Position & {fact};\n", $name, stringify!($stream));
            let stream = stringify!($stream).to_lowercase();
            streams += &format!("  {}: '{stream}',\n", $name);
        };
    }
    entity::each_fact!(line);
    format!("{map}}}\n{streams}}} as const;\n")
}

/// The map from the name of each command to its data and its reply.
fn commands(all: &mut Declarations) -> String {
    let mut map = String::from(
        "\n/**\n * The data and the reply of every command that a socket may send, by its name.\n */\n\
         export interface Commands {\n",
    );
    fn line<C: SocketCommand + 'static>(all: &mut Declarations, map: &mut String)
    where
        C::Reply: TS,
    {
        all.visit::<C>();
        all.visit::<C::Reply>();
        let (data, reply) = (C::name(&all.config), C::Reply::name(&all.config));
        *map += &format!(
            "  {}: {{ data: {data}; reply: {reply} }};\n",
            <C as Command>::NAME
        );
    }
    macro_rules! command {
        ($command:path) => {
            line::<$command>(all, &mut map);
        };
    }
    actors::each_command!(command);
    let over_socket = COMMANDS.iter().filter(|command| command.over_socket);
    assert_eq!(map.matches("reply:").count(), over_socket.count());
    format!("{map}}}\n")
}

#[test]
fn the_page_has_the_engines_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/src/core/protocol/generated.ts");
    let generated = declarations();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &generated).expect("writes");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == generated,
        "run: UPDATE=1 cargo test -p orvale-chat-actors --test typescript"
    );
}
