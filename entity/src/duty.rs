//! Who is on duty. This is the only place that decides it.
//!
//! Pure: the facts and the time are arguments. Orvale's work mode decides where it is clear and recent; otherwise whoever is
//! not offline is on duty.

use crate::ids::Millis;

/// The work mode that someone chose in Orvale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkMode {
    /// Orvale's word for it.
    pub word: String,
    /// When it ends unless they are active in Orvale until then.
    pub ends_at: Millis,
}

/// Returns whether someone is on duty at the time `now`. `present` is true if they are not offline in the chat.
#[must_use]
pub fn is_on_duty(mode: Option<&WorkMode>, present: bool, now: Millis) -> bool {
    match mode.map(|mode| (mode.word.as_str(), mode.ends_at)) {
        Some(("offline" | "away" | "break", _)) => false,
        Some(("ready" | "work_mode" | "ticketing_mode", ends_at)) => present || now < ends_at,
        // Orvale does not use other words.
        Some(_) | None => present,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_work_mode_decides_where_it_is_clear_and_recent() {
        let on_duty = |word: &str, ends_at| {
            let mode = WorkMode {
                word: word.to_owned(),
                ends_at,
            };
            [false, true].map(|present| is_on_duty(Some(&mode), present, 1_000))
        };
        for word in ["ready", "work_mode", "ticketing_mode"] {
            assert_eq!(on_duty(word, 1_001), [true, true]);
            assert_eq!(on_duty(word, 1_000), [false, true]);
        }
        for word in ["offline", "away", "break"] {
            assert_eq!(on_duty(word, 1_001), [false, false]);
        }
        for word in ["", "READY?", "vacation"] {
            assert_eq!(on_duty(word, 1_001), [false, true]);
        }
        assert_eq!(
            [false, true].map(|present| is_on_duty(None, present, 1_000)),
            [false, true]
        );
    }
}
