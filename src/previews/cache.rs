//! What pages said of themselves not long ago, in memory, so that a link that many send is fetched once.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use entity::model::LinkPreview;

/// The maximum number of links.
const LINKS: usize = 1_000;
/// How long a preview is used again.
const FOUND: Duration = Duration::from_hours(1);
/// How long a page without a preview is left alone.
const MISSING: Duration = Duration::from_mins(5);

struct Known {
    at: Instant,
    preview: Option<LinkPreview>,
}

impl Known {
    fn is_old(&self, now: Instant) -> bool {
        let lasts = if self.preview.is_some() {
            FOUND
        } else {
            MISSING
        };
        now.duration_since(self.at) >= lasts
    }
}

/// Previews by their links.
#[derive(Default)]
pub(super) struct Cache(Mutex<HashMap<String, Known>>);

impl Cache {
    /// What is known of a link; `Some(None)` if its page has no preview.
    pub(super) fn get(&self, link: &str, now: Instant) -> Option<Option<LinkPreview>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.get(link).filter(|known| !known.is_old(now))?;
        Some(found.preview.clone())
    }

    pub(super) fn put(&self, link: &str, preview: Option<LinkPreview>, now: Instant) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= LINKS {
            known.retain(|_, known| !known.is_old(now));
        }
        if known.len() >= LINKS {
            let oldest = known.iter().min_by_key(|(_, known)| known.at);
            if let Some(oldest) = oldest.map(|(link, _)| link.clone()) {
                known.remove(&oldest);
            }
        }
        known.insert(link.to_owned(), Known { at: now, preview });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titled(title: &str) -> Option<LinkPreview> {
        Some(LinkPreview {
            url: String::new(),
            title: title.into(),
            description: None,
            site_name: None,
        })
    }

    #[test]
    fn it_forgets_what_is_old_and_the_oldest() {
        let (cache, now) = (Cache::default(), Instant::now());
        cache.put("found", titled("one"), now);
        cache.put("missing", None, now);
        for (after, found, missing) in [
            (Duration::ZERO, Some(titled("one")), Some(None)),
            (MISSING, Some(titled("one")), None),
            (FOUND, None, None),
        ] {
            assert_eq!(cache.get("found", now + after), found, "{after:?}");
            assert_eq!(cache.get("missing", now + after), missing, "{after:?}");
        }
        for number in 0..LINKS as u64 {
            cache.put(
                &number.to_string(),
                None,
                now + Duration::from_millis(number + 1),
            );
        }
        assert_eq!(cache.get("found", now), None);
        let last = (LINKS - 1).to_string();
        assert_eq!(cache.get(&last, now), Some(None));
        assert_eq!(cache.0.lock().unwrap().len(), LINKS);
    }
}
