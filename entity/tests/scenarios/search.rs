//! The search: what it finds, in which order, and for whom. That it finds the same with and without the index is in
//! `index`; what filters find is in `filters`.

mod filters;
mod index;

use entity::{
    Error,
    ids::ChannelId,
    ledgers::search::IndexMessages,
    model::{ChannelKind, Message},
    queries::search::{Sort, backlog, find},
    search::{dates, parse::parse},
};

use super::world::{World, delete, edit, leave, on_both};

on_both!(
    words_of_every_kind,
    parts_of_technical_names,
    edits_and_deletions,
    only_what_may_be_read,
    relevance,
    pages,
);

const ALL: u64 = 200;

/// How far the index reaches in a test.
const STATES: [&str; 3] = ["unindexed", "half indexed", "indexed"];

impl World {
    async fn index(&mut self, limit: u32) {
        self.keep(Box::new(IndexMessages { limit })).await;
    }

    async fn index_all(&mut self) {
        for _ in 0..10_000 {
            let left = backlog(&self.db).await.unwrap();
            if left.state.version > 0 && left.state.indexed_to == left.latest && left.stale == 0 {
                return;
            }
            self.index(7).await;
        }
        panic!("the index is never complete");
    }

    async fn reach(&mut self, state: &str) {
        match state {
            "unindexed" => {}
            "half indexed" => {
                self.index(1).await;
                let half = backlog(&self.db).await.unwrap().latest / 2;
                self.index(u32::try_from(half).unwrap_or(1).max(1)).await;
            }
            _ => self.index_all().await,
        }
    }

    async fn search_page(
        &self,
        who: &str,
        q: &str,
        sort: Sort,
        page: (Option<&str>, u64),
    ) -> (Vec<(Message, Vec<String>)>, Option<String>) {
        let account = self.account(who).await;
        let query = parse(q, &dates::zone("UTC").unwrap()).unwrap();
        let found = find(&self.db, &account, &query, sort, page).await.unwrap();
        let hits = found.items.into_iter();
        let hits = hits.map(|hit| (hit.message, hit.highlights)).collect();
        (hits, found.next)
    }

    /// The texts found, the newest first.
    async fn found(&self, who: &str, q: &str) -> Vec<String> {
        let (hits, next) = self.search_page(who, q, Sort::Newest, (None, ALL)).await;
        assert_eq!(next, None);
        hits.into_iter().map(|(message, _)| message.text).collect()
    }

    async fn check(&self, state: &str, table: &[(&str, &[&str])]) {
        for (q, expected) in table {
            assert_eq!(self.found("ann", q).await, *expected, "{q}, {state}");
        }
    }

    async fn say_all(&mut self, channel: ChannelId, texts: &[&str]) {
        for text in texts {
            self.say(channel, "ann", text).await;
        }
    }
}

async fn words_of_every_kind(mut world: World) {
    let lobby = world.lobby().await;
    let (home, rerun) = ("我家在上海东边。", "重跑gen-itgc后");
    let (fox, check) = ("the quick fox", "quick check, ok");
    let (street, korean, die) = (
        "Die Straße nach Köln",
        "안녕하세요 여러분",
        "Medien und die Welt",
    );
    world
        .say_all(lobby, &[home, rerun, fox, check, street, korean, die])
        .await;
    for state in STATES {
        world.reach(state).await;
        world
            .check(
                state,
                &[
                    ("上海", &[home]),
                    ("海", &[home]),
                    ("。", &[home]),
                    ("itgc", &[rerun]),
                    ("后", &[rerun]),
                    ("跑gen", &[rerun]),
                    ("上海 东边", &[home]),
                    ("上海 西边", &[]),
                    ("quick ok", &[check]),
                    ("\"quick\" ok", &[check]),
                    ("\"quick check\"", &[check]),
                    ("\"check ok\"", &[check]),
                    ("\"check, ok\"", &[check]),
                    ("quick -\"check ok\"", &[fox]),
                    ("\"东边 。\"", &[]),
                    ("\"check quick\"", &[]),
                    ("-ok quick", &[fox]),
                    ("uic", &[check, fox]),
                    ("q", &[check, fox]),
                    ("ick", &[check, fox]),
                    ("strasse koln", &[street]),
                    ("STRASSE", &[street]),
                    ("KÖLN", &[street]),
                    ("녕", &[korean]),
                    ("여러분 안녕", &[korean]),
                    ("die", &[die, street]),
                    ("is it the", &[]),
                    ("the", &[fox]),
                    ("nothing", &[]),
                ],
            )
            .await;
    }
}

async fn parts_of_technical_names(mut world: World) {
    let lobby = world.lobby().await;
    let texts = [
        "ping 10.100.200.101",
        "10 people, 100 seats, 200 desks, 101 rooms",
        "error 0x80070005 again",
        "\\\\fileserver\\it\\_old",
        "C:\\Users\\x",
        "see http://intranet/x",
        "fe80::1",
        "at 10:30",
        "sess.crate_types",
        "ticket HD-250819-138",
        "please mention all",
        "is it the one",
        "why ))? really",
        "C++ and *",
        "NEAR( AND",
        "a 100% \"sure\" thing_",
    ];
    world.say_all(lobby, &texts).await;
    let [
        ip,
        _,
        code,
        share,
        path,
        url,
        v6,
        time,
        types,
        ticket,
        mention,
        the,
        odd,
        cpp,
        near,
        sure,
    ] = texts;
    for state in STATES {
        world.reach(state).await;
        world
            .check(
                state,
                &[
                    ("10.100.200.101", &[ip]),
                    ("100.200", &[ip]),
                    ("0.200.10", &[ip]),
                    ("0x80070005", &[code]),
                    ("80070005", &[code]),
                    ("7000", &[code]),
                    ("x8007", &[code]),
                    ("\\\\fileserver\\it\\_old", &[share]),
                    ("fileserver", &[share]),
                    ("server\\it", &[share]),
                    ("C:\\Users\\x", &[path]),
                    ("http://intranet/x", &[url]),
                    ("fe80::1", &[v6]),
                    ("10:30", &[time]),
                    ("sess.crate_types", &[types]),
                    ("crate_types", &[types]),
                    ("rate_t", &[types]),
                    ("HD-250819-138", &[ticket]),
                    ("250819", &[ticket]),
                    ("5081", &[ticket]),
                    ("d-2", &[ticket]),
                    ("mention all", &[mention]),
                    ("is it the", &[the]),
                    ("))?", &[odd]),
                    ("C++", &[cpp]),
                    ("*", &[cpp]),
                    ("NEAR(", &[near]),
                    ("AND", &[near, cpp]),
                    ("100%", &[sure]),
                    ("thing_", &[sure]),
                    ("\"sure\"", &[sure]),
                ],
            )
            .await;
    }
}

async fn edits_and_deletions(mut world: World) {
    let lobby = world.lobby().await;
    for state in STATES {
        let one = world.say(lobby, "ann", "foo").await;
        let two = world.say(lobby, "ann", "foo test").await;
        world.reach(state).await;
        assert_eq!(world.found("ann", "foo").await, ["foo test", "foo"]);
        world.keep(edit(&one, "bar")).await;
        world.keep(edit(&two, "bar test")).await;
        for again in STATES {
            assert!(
                world.found("ann", "foo").await.is_empty(),
                "{state}, {again}"
            );
            assert_eq!(world.found("ann", "bar").await, ["bar test", "bar"]);
            assert_eq!(world.found("ann", "test").await, ["bar test"]);
            let (hits, _) = world
                .search_page("ann", "bar", Sort::Relevance, (None, 10))
                .await;
            assert!(hits.iter().all(|(_, highlights)| highlights == &["bar"]));
            world.reach(again).await;
        }
        world.keep(delete(&one, "ann")).await;
        for again in STATES {
            assert_eq!(
                world.found("ann", "bar").await,
                ["bar test"],
                "{state}, {again}"
            );
            assert!(world.found("ann", "foo").await.is_empty());
            world.reach(again).await;
        }
        world.keep(delete(&two, "ann")).await;
        world.index_all().await;
        assert!(world.found("ann", "test").await.is_empty());
    }
}

async fn only_what_may_be_read(mut world: World) {
    let open = world.create(ChannelKind::Public, "open", &["ann"]).await;
    let closed = world
        .create(ChannelKind::Private, "closed", &["ann", "bob"])
        .await;
    let direct = world.create(ChannelKind::Direct, "", &["ann", "bob"]).await;
    world.say(open, "ann", "word in public").await;
    world.say(closed, "ann", "word in private").await;
    world.say(direct, "bob", "word between two").await;
    let all = ["word between two", "word in private", "word in public"];
    for state in STATES {
        world.reach(state).await;
        assert_eq!(world.found("bob", "word").await, all, "{state}");
        assert_eq!(world.found("cid", "word").await, all[2..], "{state}");
        assert_eq!(
            world.found("root", "word").await,
            all[1..],
            "as when reading"
        );
        assert!(world.found("cid", "word in:closed").await.is_empty());
        assert_eq!(world.found("bob", "word in:closed").await, all[1..2]);
        assert_eq!(world.found("cid", "word -in:closed").await, all[2..]);
    }
    let (page, cursor) = world
        .search_page("bob", "word", Sort::Newest, (None, 1))
        .await;
    assert_eq!(page.len(), 1);
    world.keep(leave(closed, "bob")).await;
    let (page, next) = world
        .search_page("bob", "word", Sort::Newest, (cursor.as_deref(), 1))
        .await;
    assert_eq!(
        (&*page[0].0.text, next),
        (all[2], None),
        "nor with an old cursor"
    );
    assert!(world.found("bob", "in:closed").await.is_empty());
}

async fn relevance(mut world: World) {
    let lobby = world.lobby().await;
    world
        .say_all(
            lobby,
            &["print", "a printer", "reprint", "print again", "printers"],
        )
        .await;
    for state in STATES {
        world.reach(state).await;
        let (hits, _) = world
            .search_page("ann", "print", Sort::Relevance, (None, ALL))
            .await;
        let texts: Vec<_> = hits.iter().map(|(message, _)| &*message.text).collect();
        assert_eq!(
            texts,
            ["print again", "print", "printers", "a printer", "reprint"],
            "{state}"
        );
        let newest = world.found("ann", "print").await;
        assert_eq!(
            newest,
            ["printers", "print again", "reprint", "a printer", "print"]
        );
        assert!(hits.iter().all(|(_, highlights)| highlights == &["print"]));
    }
}

async fn pages(mut world: World) {
    let lobby = world.lobby().await;
    for number in 0..40 {
        let text = ["it", "item", "bit", "no"][number % 4];
        world.say(lobby, "ann", &format!("{text} {number}")).await;
    }
    for state in STATES {
        world.reach(state).await;
        for sort in [Sort::Newest, Sort::Relevance] {
            let (all, next) = world.search_page("ann", "it", sort, (None, ALL)).await;
            assert_eq!((all.len(), next), (30, None));
            for limit in [1, 7, 30] {
                let mut paged = Vec::new();
                let mut cursor = None;
                loop {
                    let page = (cursor.as_deref(), limit);
                    let (hits, next) = world.search_page("ann", "it", sort, page).await;
                    assert!(hits.len() as u64 <= limit && !hits.is_empty());
                    paged.extend(hits);
                    cursor = next;
                    if cursor.is_none() {
                        break;
                    }
                }
                assert_eq!(paged, all, "{state}, {sort:?}, {limit}");
            }
        }
    }
    let account = world.account("ann").await;
    let query = parse("it", &dates::zone("UTC").unwrap()).unwrap();
    let wrong = find(&world.db, &account, &query, Sort::Newest, (Some("x"), 1)).await;
    assert!(matches!(wrong, Err(Error::Invalid(_))));
}
