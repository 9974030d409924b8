//! Makes a failing list of actions shorter, by leaving out more and more of it (delta debugging).

use std::time::{Duration, Instant};

/// Returns a shorter list that still fails. Stops after `time` with what it has.
pub async fn shrink<T: Clone>(
    failing: Vec<T>,
    time: Duration,
    mut fails: impl AsyncFnMut(&[T]) -> bool,
) -> Vec<T> {
    let started = Instant::now();
    let mut shortest = failing;
    let mut pieces = 2;
    while shortest.len() > 1 && started.elapsed() < time {
        let size = shortest.len().div_ceil(pieces);
        let mut from = 0;
        let before = shortest.len();
        while from < shortest.len() && started.elapsed() < time {
            let to = (from + size).min(shortest.len());
            let rest = [&shortest[..from], &shortest[to..]].concat();
            if fails(&rest).await {
                shortest = rest;
            } else {
                from = to;
            }
        }
        if shortest.len() < before {
            pieces = pieces.saturating_sub(1).max(2);
        } else if size == 1 {
            break;
        } else {
            pieces = (pieces * 2).min(shortest.len());
        }
    }
    shortest
}
