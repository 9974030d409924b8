//! Plans: which tokens a message must have so that it can match.
//!
//! A plan holds for every message that matches, and for some that do not.

use super::{
    matcher::Rank,
    tokens::{Class, DIGITS, Run, STRIDE, ends_of, runs},
};

/// A condition on a message's tokens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Plan {
    /// Every message fulfils it: the index does not help.
    All,
    /// The message has this token.
    Token(String),
    /// The message has a token that starts with this.
    Prefix(String),
    /// The message has a word that contains this, in its middle or at its end.
    Containing(String),
    /// The message has a word that ends with this and is longer.
    Ending(String),
    /// All of them hold.
    And(Vec<Plan>),
    /// One of them holds.
    Or(Vec<Plan>),
}

impl Plan {
    /// All of `plans`, simplified.
    #[must_use]
    pub fn all(plans: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = Vec::new();
        for plan in plans {
            match plan {
                Self::All => {}
                Self::And(inner) => parts.extend(inner),
                other if parts.contains(&other) => {}
                other => parts.push(other),
            }
        }
        match parts.len() {
            0 => Self::All,
            1 => parts.remove(0),
            _ => Self::And(parts),
        }
    }

    /// Any of `plans`, simplified. There must be at least one.
    #[must_use]
    pub fn any(plans: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = Vec::new();
        for plan in plans {
            match plan {
                Self::All => return Self::All,
                Self::Or(inner) => parts.extend(inner),
                other if parts.contains(&other) => {}
                other => parts.push(other),
            }
        }
        match parts.len() {
            1 => parts.remove(0),
            _ => Self::Or(parts),
        }
    }
}

/// The plan for messages that hold the folded `word` in a place of this rank or of a better one.
#[must_use]
pub fn plan(word: &str, rank: Rank) -> Plan {
    Plan::all(runs(word).map(|run| match run.class {
        Class::Letter => of_word(run, rank),
        Class::Digit => of_digits(run),
        _ => of_pairs(run),
    }))
}

fn of_word(run: Run<'_>, rank: Rank) -> Plan {
    let ends = ends_of(run.text);
    let count = ends.len() - 1;
    if count < 2 {
        return Plan::All;
    }
    let text = run.text.to_owned();
    if count > STRIDE {
        let start = run.text[..ends[STRIDE]].to_owned();
        return Plan::Or(vec![Plan::Prefix(start.clone()), Plan::Containing(start)]);
    }
    let open_before = run.first && rank == Rank::Within;
    let open_after = run.last && rank != Rank::Whole;
    match (open_before, open_after) {
        (false, false) => Plan::Token(text),
        (false, true) => Plan::Prefix(text),
        (true, false) => Plan::Or(vec![Plan::Token(text.clone()), Plan::Ending(text)]),
        (true, true) => Plan::Or(vec![Plan::Prefix(text.clone()), Plan::Containing(text)]),
    }
}

fn of_digits(run: Run<'_>) -> Plan {
    let ends = ends_of(run.text);
    let count = ends.len() - 1;
    match count {
        0 | 1 => Plan::All,
        _ if count < DIGITS && run.last => Plan::Prefix(run.text.to_owned()),
        _ if count < DIGITS => Plan::Token(run.text.to_owned()),
        _ => Plan::all(windows(run.text, &ends, DIGITS)),
    }
}

fn of_pairs(run: Run<'_>) -> Plan {
    let ends = ends_of(run.text);
    match ends.len() - 1 {
        0 => Plan::All,
        1 if run.last => Plan::Prefix(run.text.to_owned()),
        1 => Plan::Token(run.text.to_owned()),
        _ => Plan::all(windows(run.text, &ends, 2)),
    }
}

fn windows<'a>(
    text: &'a str,
    ends: &'a [usize],
    length: usize,
) -> impl Iterator<Item = Plan> + use<'a> {
    let windows = ends.windows(length + 1);
    windows.map(move |ends| Plan::Token(text[ends[0]..ends[length]].to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tokens::{Tokens, parts};

    /// Whether a message with these tokens fulfils the plan.
    fn holds(plan: &Plan, tokens: &Tokens<'_>) -> bool {
        let all = || tokens.words.iter().chain(&tokens.others).copied();
        match plan {
            Plan::All => true,
            Plan::Token(token) => all().any(|it| it == token),
            Plan::Prefix(start) => all().any(|it| it.starts_with(start)),
            Plan::Containing(part) => tokens
                .words
                .iter()
                .any(|word| parts(word).any(|it| it.starts_with(part))),
            Plan::Ending(end) => tokens
                .words
                .iter()
                .any(|word| parts(word).any(|it| it == end)),
            Plan::And(plans) => plans.iter().all(|plan| holds(plan, tokens)),
            Plan::Or(plans) => plans.iter().any(|plan| holds(plan, tokens)),
        }
    }

    #[test]
    fn a_plan_holds_for_each_part_of_a_text() {
        for text in [
            "the printer on floor 3 jams",
            "我家在上海东边。重跑gen-itgc后",
            "10.100.200.101 0x80070005 \\\\fileserver\\it\\_old",
            "sess.crate_types hd-250819-138 fe80::1 10:30",
            "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz12345678901234567890",
            "ภาษาไทย 한글 👍🎉 c++ ))? äöü ёлка",
        ] {
            let tokens = Tokens::of(text);
            let ends = ends_of(text);
            for start in 0..ends.len() {
                for end in start + 1..ends.len() {
                    let part = &text[ends[start]..ends[end]];
                    let within = plan(part, Rank::Within);
                    assert!(holds(&within, &tokens), "{part:?} in {text:?}: {within:?}");
                }
            }
        }
    }

    #[test]
    fn a_better_rank_asks_for_more() {
        let word = || "printer".to_owned();
        assert_eq!(plan("printer", Rank::Whole), Plan::Token(word()));
        assert_eq!(plan("printer", Rank::Start), Plan::Prefix(word()));
        let both = Plan::Or(vec![Plan::Prefix(word()), Plan::Containing(word())]);
        assert_eq!(plan("printer", Rank::Within), both);
        let address = Plan::And(vec![Plan::Token("10".into()), Plan::Token("200".into())]);
        assert_eq!(plan("10.200.", Rank::Within), address);
        assert_eq!(plan("))?", Rank::Within), Plan::All);
        assert_eq!(plan("a 7", Rank::Within), Plan::All);
    }
}
