//! Rules that the administrator sets for everyone.

use std::time::Duration;

use entity::ids::Millis;

use crate::protocol::{ErrorCode, Failure};

/// What the administrator has configured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// How long authors may edit a message; `None` for as long as they like.
    pub edit_window: Option<Duration>,
}

impl Rules {
    /// Checks that a message that was written at `created_at` may still be edited.
    ///
    /// # Errors
    /// `forbidden` after the end of the window.
    pub fn check_edit(&self, created_at: Millis, now: Millis) -> Result<(), Failure> {
        let Some(window) = self.edit_window else {
            return Ok(());
        };
        let length = Millis::try_from(window.as_millis()).unwrap_or(Millis::MAX);
        if now <= created_at.saturating_add(length) {
            return Ok(());
        }
        let reason = match window.as_secs() {
            0 => "Messages cannot be edited here.".to_owned(),
            seconds => format!(
                "This message can no longer be edited; that is possible for {} after it is sent.",
                in_words(seconds)
            ),
        };
        Err(Failure::new(ErrorCode::Forbidden, reason))
    }
}

/// A duration in the largest unit that divides it.
fn in_words(seconds: u64) -> String {
    let units = [
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
        (1, "second"),
    ];
    let fits = units
        .into_iter()
        .find(|(length, _)| seconds.is_multiple_of(*length));
    let (length, name) = fits.unwrap_or((1, "second"));
    match seconds / length {
        1 => format!("1 {name}"),
        many => format!("{many} {name}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_can_be_edited_within_the_window_and_not_after() {
        let rules = Rules {
            edit_window: Some(Duration::from_mins(15)),
        };
        assert_eq!(rules.check_edit(1_000, 901_000), Ok(()));
        let refused = rules.check_edit(1_000, 901_001).unwrap_err();
        assert_eq!(refused.code, ErrorCode::Forbidden);
        assert!(
            refused.message.contains("15 minutes"),
            "{}",
            refused.message
        );
        assert_eq!(Rules::default().check_edit(0, Millis::MAX), Ok(()));
        let never = Rules {
            edit_window: Some(Duration::ZERO),
        };
        assert!(never.check_edit(1, 2).is_err());
    }

    #[test]
    fn durations_are_said_in_their_largest_unit() {
        for (seconds, words) in [
            (1, "1 second"),
            (90, "90 seconds"),
            (3_600, "1 hour"),
            (172_800, "2 days"),
        ] {
            assert_eq!(in_words(seconds), words);
        }
    }
}
