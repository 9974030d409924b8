//! The page's types are generated from the engine's: `web/src/core/protocol/generated.ts` is this
//! test's output, and the test fails when the two differ.
//!
//! To write it anew: `UPDATE=1 cargo test -p orvale-chat-actors --test typescript`.

use std::{any::TypeId, collections::BTreeMap, fs, path::Path};

use actors::protocol::{
    Event, Failure, Limits, Snapshot,
    command::{
        Authenticate, ChannelSettings, CreateChannel, EditMessage, InChannel, MarkRead, OnMessage,
        OpenDirect, React, SendMessage, UpdatePresence,
    },
    reply::{ChannelReply, DeletedReply, Done, LeftReply, MessageReply, ReactionReply, ReadReply},
};
use entity::model::{ChannelView, FileInfo, Member, Person, Presence};
use ts_rs::{Config, TS, TypeVisitor};

const HEADER: &str = "\
// Generated from the engine's types; do not edit.
// To write it anew: UPDATE=1 cargo test -p orvale-chat-actors --test typescript
";

/// Collects the declaration of a type and of everything it mentions.
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
    all.visit::<Authenticate>();
    all.visit::<InChannel>();
    all.visit::<SendMessage>();
    all.visit::<EditMessage>();
    all.visit::<OnMessage>();
    all.visit::<React>();
    all.visit::<MarkRead>();
    all.visit::<UpdatePresence>();
    all.visit::<CreateChannel>();
    all.visit::<OpenDirect>();
    all.visit::<ChannelSettings>();
    all.visit::<MessageReply>();
    all.visit::<DeletedReply>();
    all.visit::<ReactionReply>();
    all.visit::<ChannelReply>();
    all.visit::<LeftReply>();
    all.visit::<ReadReply>();
    all.visit::<Done>();
    all.visit::<ChannelView>();
    all.visit::<FileInfo>();
    all.visit::<Member>();
    all.visit::<Person>();
    let mut text = String::from(HEADER);
    for declaration in all.by_name.values() {
        text.push('\n');
        text.push_str(declaration);
    }
    text
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
