//! When a publisher is asked for a keyframe: the one place that does.

use std::time::{Duration, Instant};

/// The shortest time between two requests for the same layer.
const INTERVAL: Duration = Duration::from_secs(1);

/// The requests for one layer. Those of all viewers are merged, and repeated until a keyframe has passed.
#[derive(Debug, Default)]
pub(crate) struct Keyframes {
    wanted: bool,
    asked: Option<Instant>,
}

impl Keyframes {
    /// Notes that somebody needs a keyframe.
    pub(crate) fn want(&mut self) {
        self.wanted = true;
    }

    /// Notes that a keyframe has passed.
    pub(crate) fn passed(&mut self) {
        self.wanted = false;
    }

    /// True if the publisher is to be asked now.
    pub(crate) fn ask(&mut self, now: Instant) -> bool {
        let due = self
            .asked
            .is_none_or(|asked| now.saturating_duration_since(asked) >= INTERVAL);
        let ask = self.wanted && due;
        if ask {
            self.asked = Some(now);
        }
        ask
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_merged_and_repeated_until_a_keyframe_passes() {
        let (mut keyframes, start) = (Keyframes::default(), Instant::now());
        assert!(!keyframes.ask(start));
        let mut asked = 0;
        for step in 0..300_u32 {
            keyframes.want();
            asked += u32::from(keyframes.ask(start + step * Duration::from_millis(10)));
        }
        assert_eq!(asked, 3, "twenty viewers cost no more than one");
        keyframes.passed();
        assert!(!keyframes.ask(start + Duration::from_secs(10)));
    }
}
