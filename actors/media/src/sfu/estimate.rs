//! Which layers fit a viewer's connection.

use std::time::{Duration, Instant};

/// What is assumed of a connection before anything is known.
const UNKNOWN: u64 = 2_500_000;

/// What the client reports is believed for this long.
const FRESH: Duration = Duration::from_secs(10);

/// How long to wait before trying more again, at first and at most.
const PATIENCE: Duration = Duration::from_secs(2);
const MAX_PATIENCE: Duration = Duration::from_secs(60);

/// A trial that has lasted this long has succeeded.
const SETTLED: Duration = Duration::from_secs(10);

/// A trial is given this long before the client's report is believed that it is too much, unless the report falls: it grows
/// by a few percent a second.
const GRACE: Duration = Duration::from_secs(8);

/// More than this share lost says that the connection is full.
const LOSS: f32 = 0.10;

/// More than this share is hardly lost by chance in two reports: what they take away adds up.
const STEADY_LOSS: f32 = 0.13;

/// With more than this share lost nothing is tried. Wireless networks lose a few percent whatever is sent.
const LOSS_AT_TRIALS: f32 = 0.07;

/// A track that a viewer wants to see. The most important ones come first.
#[derive(Clone, Debug)]
pub(crate) struct Demand {
    /// The bits a second of each layer, smallest first.
    pub(crate) layers: Vec<u64>,
    /// The largest layer that is wanted.
    pub(crate) max: usize,
    /// The layer that is shown.
    pub(crate) current: Option<usize>,
    /// True if nothing is shown because it did not fit.
    pub(crate) held: bool,
}

/// Something that may not fit.
#[derive(Clone, Copy, Debug)]
struct Trial {
    at: Instant,
    /// What the client said before that it can take.
    capacity: u64,
}

/// What is known of a viewer's connection.
#[derive(Debug)]
pub(crate) struct Estimate {
    capacity: Option<(u64, Instant)>,
    loss: f32,
    /// True if loss was reported since the last choice, and the bits a second that it leaves until the next report.
    has_news: bool,
    left: Option<u64>,
    patience: Duration,
    /// When more may be tried, when it was tried last, and when less was sent last.
    next: Instant,
    tried: Option<Trial>,
    fell: Instant,
    /// How many tracks were wanted at the last choice and not shown yet.
    new: usize,
    limited: bool,
}

impl Estimate {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            capacity: None,
            loss: 0.0,
            has_news: false,
            left: None,
            patience: PATIENCE,
            next: now,
            tried: None,
            fell: now,
            new: 0,
            limited: false,
        }
    }

    /// Notes what the client says it can take.
    pub(crate) fn capacity(&mut self, bits: u64, now: Instant) {
        self.capacity = Some((bits, now));
    }

    /// Notes the share of packets that was lost on the way to the client.
    pub(crate) fn loss(&mut self, loss: f32) {
        self.loss = self.loss * 0.5 + loss * 0.5;
        self.has_news = true;
    }

    /// True if less is sent than is wanted.
    pub(crate) fn is_limited(&self) -> bool {
        self.limited
    }

    /// Returns what the client says it can take, or what is assumed if it has not said so lately.
    fn reported(&self, now: Instant) -> u64 {
        let fresh = self
            .capacity
            .filter(|(_, at)| now.saturating_duration_since(*at) < FRESH);
        fresh.map_or(UNKNOWN, |(bits, _)| bits)
    }

    /// Returns the bits a second that may be sent. Each report of much loss takes a part away once: what follows from it is
    /// seen in the next report.
    fn limit(&mut self, sent: u64, now: Instant) -> u64 {
        if std::mem::take(&mut self.has_news) {
            let before = self.left.filter(|_| self.loss > STEADY_LOSS);
            let most = before.map_or(sent, |left| left.min(sent));
            self.left = (self.loss > LOSS).then(|| less(most, self.loss));
        }
        let reported = self.reported(now);
        self.left.map_or(reported, |left| left.min(reported))
    }

    fn begin_trial(&mut self, now: Instant) {
        self.tried = Some(Trial {
            at: now,
            capacity: self.reported(now),
        });
    }

    /// True while a trial goes on, and nothing says that it fails.
    fn is_trying(&self, now: Instant) -> bool {
        self.tried.is_some_and(|trial| {
            let is_young = now.saturating_duration_since(trial.at) < GRACE;
            is_young && self.loss <= LOSS && self.reported(now) >= trial.capacity / 10 * 9
        })
    }

    /// Returns the layer of each track: `None` for what does not fit at all.
    pub(crate) fn choose(&mut self, demands: &[Demand], now: Instant) -> Vec<Option<usize>> {
        let mut chosen: Vec<Option<usize>> = demands.iter().map(start).collect();
        let limit = self.limit(total(demands, &chosen), now);
        let since = |trial: Trial| now.saturating_duration_since(trial.at);
        // The client has not reported yet that it can take what is new. Each new track gets a trial of its own: one of
        // something else may have just failed.
        let recent = self.tried.is_some_and(|trial| since(trial) < GRACE);
        let new = demands.iter().filter(|demand| is_new(demand)).count();
        if new > self.new || (new > 0 && !recent) {
            self.begin_trial(now);
        }
        self.new = new;
        if !self.is_trying(now) && lower(demands, &mut chosen, limit) {
            self.patience = (self.patience * 2).min(MAX_PATIENCE);
            (self.next, self.fell) = (now + self.patience, now);
        } else {
            let kept = self.tried.filter(|trial| trial.at > self.fell);
            if kept.is_some_and(|trial| since(trial) > SETTLED) {
                self.patience = PATIENCE;
            }
            self.raise(demands, &mut chosen, limit, now);
        }
        let all = demands.iter().zip(&chosen);
        self.limited = all
            .filter(|(demand, _)| top(demand).is_some())
            .any(|(demand, chosen)| *chosen < top(demand));
        chosen
    }

    /// Raises layers that fit. One that may not fit is tried where the client's report has room: it never reports much more
    /// than it gets.
    fn raise(
        &mut self,
        demands: &[Demand],
        chosen: &mut [Option<usize>],
        limit: u64,
        now: Instant,
    ) {
        for (index, demand) in demands.iter().enumerate() {
            loop {
                let shown = chosen[index];
                let higher = Some(shown.map_or(0, |shown| shown + 1));
                if higher > top(demand) {
                    break;
                }
                let before = total(demands, chosen);
                chosen[index] = higher;
                if total(demands, chosen) <= limit / 10 * 9 {
                    continue;
                }
                let room = limit >= before + before / 5 && self.loss <= LOSS_AT_TRIALS;
                if room && now >= self.next {
                    self.begin_trial(now);
                    self.next = now + PATIENCE;
                    continue;
                }
                chosen[index] = shown;
                break;
            }
        }
    }
}

/// Returns what is left of a rate after much of it was lost: half of the lost share is taken away, as Google's congestion
/// control does. A few percent that are lost by chance take away no layer.
fn less(sent: u64, loss: f32) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of at most 1"
    )]
    let thousandths = (loss.clamp(0.0, 1.0) * 500.0) as u64;
    sent / 1_000 * (1_000 - thousandths)
}

/// Takes layers down, the least important track first, until they fit. Tracks are given up last.
fn lower(demands: &[Demand], chosen: &mut [Option<usize>], limit: u64) -> bool {
    let mut lowered = false;
    while total(demands, chosen) > limit + limit / 10 {
        let highest = chosen
            .iter()
            .rposition(|layer| layer.is_some_and(|layer| layer > 0));
        if let Some(index) = highest {
            chosen[index] = chosen[index].map(|layer| layer - 1);
        } else if let Some(index) = chosen.iter().rposition(Option::is_some) {
            chosen[index] = None;
        } else {
            break;
        }
        lowered = true;
    }
    lowered
}

/// True for a track that was not shown yet.
fn is_new(demand: &Demand) -> bool {
    demand.current.is_none() && !demand.held && !demand.layers.is_empty()
}

/// Returns the largest layer that is wanted and there.
fn top(demand: &Demand) -> Option<usize> {
    demand
        .layers
        .len()
        .checked_sub(1)
        .map(|last| last.min(demand.max))
}

/// Returns what is shown now. Nobody waits for more than the smallest layer.
fn start(demand: &Demand) -> Option<usize> {
    let shown = demand.current.unwrap_or(0);
    if demand.held {
        None
    } else {
        top(demand).map(|top| shown.min(top))
    }
}

fn total(demands: &[Demand], chosen: &[Option<usize>]) -> u64 {
    let pairs = demands.iter().zip(chosen);
    pairs
        .filter_map(|(demand, chosen)| demand.layers.get((*chosen)?))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn camera(current: Option<usize>) -> Demand {
        Demand {
            layers: vec![150_000, 500_000, 1_500_000],
            max: 2,
            current,
            held: false,
        }
    }

    #[test]
    fn everything_is_shown_while_nothing_is_known() {
        let now = Instant::now();
        assert_eq!(Estimate::new(now).choose(&[camera(None)], now), [Some(2)]);
        assert_eq!(Estimate::new(now).choose(&[], now), []);
        let none = Demand {
            layers: vec![],
            max: 2,
            current: None,
            held: false,
        };
        assert_eq!(Estimate::new(now).choose(&[none], now), [None]);
    }

    #[test]
    fn small_tiles_get_small_layers() {
        let now = Instant::now();
        let demand = Demand {
            max: 0,
            ..camera(Some(2))
        };
        let mut estimate = Estimate::new(now);
        assert_eq!(estimate.choose(&[demand], now), [Some(0)]);
        assert!(!estimate.is_limited());
    }

    #[test]
    fn a_full_connection_loses_layers_at_once_and_tracks_last() {
        let now = Instant::now();
        let mut estimate = Estimate::new(now);
        estimate.capacity(800_000, now);
        let both = [camera(Some(2)), camera(Some(2))];
        assert_eq!(estimate.choose(&both, now), [Some(1), Some(0)]);
        assert!(estimate.is_limited());
        estimate.capacity(200_000, now);
        assert_eq!(estimate.choose(&both, now), [Some(0), None]);
        estimate.capacity(50_000, now);
        assert_eq!(estimate.choose(&both, now), [None, None]);
    }

    #[test]
    fn more_is_tried_and_less_often_after_it_failed() {
        let start = Instant::now();
        let mut estimate = Estimate::new(start);
        let mut current = Some(1);
        let mut raised = 0;
        // A connection for 800 kbit/s, whose client reports up to 1.5 times what it gets.
        for step in 0..1_200_u32 {
            let now = start + step * Duration::from_millis(100);
            let sent = camera(None).layers[current.unwrap_or(0)];
            estimate.capacity((sent + sent / 2).min(800_000), now);
            let chosen = estimate.choose(&[camera(current)], now)[0];
            raised += u32::from(chosen > current);
            current = chosen;
        }
        assert!(
            (2..12).contains(&raised),
            "tried {raised} times in two minutes"
        );
    }

    #[test]
    fn what_was_given_up_is_tried_again() {
        let start = Instant::now();
        let mut estimate = Estimate::new(start);
        // Only sound gets through, of which the client reports a little more than it gets.
        estimate.capacity(70_000, start);
        assert_eq!(estimate.choose(&[camera(Some(0))], start), [None]);
        let held = Demand {
            held: true,
            ..camera(None)
        };
        let soon = start + Duration::from_millis(500);
        assert_eq!(estimate.choose(std::slice::from_ref(&held), soon), [None]);
        let later = start + Duration::from_secs(5);
        estimate.capacity(70_000, later);
        assert_eq!(estimate.choose(&[held], later), [Some(0)]);
        let while_reports_follow = later + Duration::from_secs(1);
        assert_eq!(
            estimate.choose(&[camera(Some(0))], while_reports_follow),
            [Some(0)]
        );
        estimate.capacity(170_000, while_reports_follow);
        let settled = later + Duration::from_secs(3);
        assert_eq!(estimate.choose(&[camera(Some(0))], settled), [Some(0)]);
    }

    /// Shares a screen with a viewer who sees a small camera and reports 400 kbit/s, of whom so much is lost. The report grows
    /// by 8 % a second, as that of browsers, while the screen is shown. Returns whether it is shown after ten seconds.
    fn shares_screen(loss: f32) -> bool {
        let start = Instant::now();
        let mut estimate = Estimate::new(start);
        let screen = |shown: bool, held| Demand {
            layers: vec![700_000],
            max: 0,
            current: shown.then_some(0),
            held,
        };
        let small = Demand {
            max: 0,
            ..camera(Some(0))
        };
        let (mut reported, mut shown, mut held) = (400_000, false, false);
        for step in 0..100_u32 {
            let now = start + step * Duration::from_millis(100);
            estimate.loss(loss);
            estimate.capacity(reported, now);
            let chosen = estimate.choose(&[screen(shown, held), small.clone()], now);
            (shown, held) = (chosen[0].is_some(), chosen[0].is_none());
            if shown {
                reported += reported / 125;
            }
        }
        shown
    }

    #[test]
    fn a_new_screen_is_shown_while_the_report_follows() {
        assert!(shares_screen(0.0));
        assert!(shares_screen(0.05), "with the loss of a bad network");
        assert!(!shares_screen(0.2), "with that of a full connection");
    }

    #[test]
    fn a_trial_ends_when_the_report_falls() {
        let start = Instant::now();
        let mut estimate = Estimate::new(start);
        estimate.capacity(700_000, start);
        assert_eq!(
            estimate.choose(&[camera(Some(1))], start),
            [Some(2)],
            "tried"
        );
        let soon = start + Duration::from_secs(1);
        estimate.capacity(690_000, soon);
        assert_eq!(estimate.choose(&[camera(Some(2))], soon), [Some(2)]);
        estimate.capacity(600_000, soon);
        assert_eq!(estimate.choose(&[camera(Some(2))], soon), [Some(1)]);
    }

    #[test]
    fn a_screen_shared_soon_after_a_failed_trial_is_tried() {
        let start = Instant::now();
        let mut estimate = Estimate::new(start);
        estimate.capacity(700_000, start);
        assert_eq!(estimate.choose(&[camera(Some(1))], start), [Some(2)]);
        let failed = start + Duration::from_secs(1);
        estimate.capacity(600_000, failed);
        assert_eq!(estimate.choose(&[camera(Some(2))], failed), [Some(1)]);
        let screen = Demand {
            layers: vec![700_000],
            max: 0,
            current: None,
            held: false,
        };
        let shared = failed + Duration::from_secs(2);
        estimate.capacity(600_000, shared);
        let both = [screen, camera(Some(1))];
        assert_eq!(estimate.choose(&both, shared), [Some(0), Some(1)]);
        // It has not been shown yet, and gets no other trial when this one fails.
        let soon = shared + Duration::from_millis(50);
        estimate.capacity(500_000, soon);
        assert_eq!(estimate.choose(&both, soon), [None, None]);
    }

    #[test]
    fn each_report_of_loss_takes_one_layer_away() {
        let now = Instant::now();
        let mut estimate = Estimate::new(now);
        estimate.loss(0.5);
        estimate.loss(0.5);
        for shown in [2, 1, 1] {
            assert_eq!(estimate.choose(&[camera(Some(shown))], now), [Some(1)]);
        }
        estimate.loss(0.5);
        for shown in [1, 0, 0] {
            assert_eq!(estimate.choose(&[camera(Some(shown))], now), [Some(0)]);
        }
    }

    #[test]
    fn a_steady_loss_takes_a_layer_away_within_a_few_reports() {
        let now = Instant::now();
        let mut estimate = Estimate::new(now);
        let mut shown = 2;
        for _ in 0..6 {
            estimate.loss(0.15);
            shown = estimate.choose(&[camera(Some(shown))], now)[0].unwrap_or(0);
        }
        assert!(shown < 2, "{shown}");
    }

    #[test]
    fn a_few_percent_lost_by_chance_take_nothing_away() {
        let start = Instant::now();
        let mut estimate = Estimate::new(start);
        let mut dice = 1_u32;
        for second in 0..600 {
            let now = start + Duration::from_secs(second);
            let lost = (0..28).filter(|_| {
                dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (dice >> 16).is_multiple_of(20)
            });
            let lost = u8::try_from(lost.count()).expect("at most 28");
            estimate.loss(f32::from(lost) / 28.0);
            estimate.capacity(UNKNOWN, now);
            let top = Demand {
                max: 1,
                ..camera(Some(1))
            };
            assert_eq!(estimate.choose(&[top], now), [Some(1)], "{second}");
        }
    }
}
