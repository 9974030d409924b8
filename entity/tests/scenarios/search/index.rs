//! That the search finds the same with and without the index.

use entity::{
    ledgers::search::ResetIndex,
    model::Message,
    queries::search::{Sort, backlog},
    search::fold::fold,
};

use super::{
    super::world::{What, World, delete, edit, on_both, post},
    ALL,
};

on_both!(as_a_scan_finds, built_anew);

/// A small generator of numbers, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn text(&mut self) -> String {
        const PARTS: [&str; 24] = [
            "printer", "print", "re", "er", "a", "上海", "海", "东", "10", "100", "1", "0x8",
            "7005", ".", "-", "_", " ", " ", " ", "\\", "Ü", "u", "über", "カ",
        ];
        let parts = 1 + self.below(8);
        (0..parts).map(|_| self.pick(&PARTS)).collect()
    }
}

/// Compares every result with what reading all texts finds.
async fn as_a_scan_finds(mut world: World) {
    let seed = std::env::var("SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(88_172_645);
    let mut random = Random(seed);
    let lobby = world.lobby().await;
    let mut messages: Vec<Message> = Vec::new();
    for round in 0..6 {
        let texts: Vec<String> = (0..40)
            .map(|_| random.text())
            .filter(|text| !text.trim().is_empty())
            .collect();
        let batch: Vec<What> = texts.iter().map(|text| post(lobby, "ann", text)).collect();
        for kept in world.batch(batch).await {
            messages.push(Message::clone(&kept.unwrap().message.unwrap()));
        }
        world.index(10 + u32::try_from(round).unwrap() * 10).await;
        for _ in 0..5 {
            let index = random.below(messages.len());
            if random.below(3) == 0 {
                let gone = messages.remove(index);
                world.keep(delete(&gone, "ann")).await;
            } else {
                let text = format!("{}x", random.text());
                world.keep(edit(&messages[index], &text)).await;
                messages[index].text = text;
            }
        }
        for _ in 0..60 {
            let words: Vec<String> = (0..1 + random.below(2))
                .map(|_| random.text().replace(' ', ""))
                .collect();
            let words: Vec<String> = words
                .iter()
                .map(|word| fold(word))
                .filter(|word| !word.is_empty())
                .collect();
            if words.is_empty() || words.iter().any(|word| word.starts_with('-')) {
                continue;
            }
            let expected: Vec<_> = messages
                .iter()
                .rev()
                .filter(|message| words.iter().all(|word| fold(&message.text).contains(word)))
                .map(|message| message.id)
                .collect();
            for sort in [Sort::Newest, Sort::Relevance] {
                let (hits, _) = world
                    .search_page("ann", &words.join(" "), sort, (None, ALL))
                    .await;
                let mut ids: Vec<_> = hits.iter().map(|(message, _)| message.id).collect();
                if sort == Sort::Relevance {
                    ids.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
                }
                assert_eq!(ids, expected, "{words:?}, seed {seed}, round {round}");
            }
        }
    }
}

async fn built_anew(mut world: World) {
    let lobby = world.lobby().await;
    world
        .say_all(lobby, &["first printer", "second printer"])
        .await;
    world.index_all().await;
    world.keep(Box::new(ResetIndex)).await;
    let left = backlog(&world.db).await.unwrap();
    assert_eq!((left.state.indexed_to, left.stale), (0, 0));
    let both = ["second printer", "first printer"];
    assert_eq!(world.found("ann", "inter").await, both);
    world.index(1).await;
    assert_eq!(world.found("ann", "inter").await, both);
    world.say(lobby, "ann", "third").await;
    world.index_all().await;
    assert_eq!(world.found("ann", "inter").await, both);
    assert_eq!(world.found("ann", "hird").await, ["third"]);
}
