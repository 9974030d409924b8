//! Keeps repeated messages of the DTLS handshake from the library.
//!
//! Any message of the handshake stops the library's timer for repeating its own last ones, also one that it had before. Who
//! repeats a message has not got our answer: if that message stopped the timer, the answer would never be sent again.

/// Messages that are remembered. A handshake has about ten on each side, each in a few fragments.
const MOST: usize = 64;

const HANDSHAKE: u8 = 22;

/// The client's first message. The library's answer to it has no timer: it waits for the repetition.
const FIRST: (u8, u16) = (1, 0);

/// A fragment of a message: its type, its number, and where it begins.
type Fragment = (u8, u16, u32);

/// What has come of the other side's handshake.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    /// What came since we sent something last, and what came before that.
    fresh: Vec<Fragment>,
    answered: Vec<Fragment>,
    is_over: bool,
}

impl Repeats {
    /// Returns whether the library should get a datagram: not if it only repeats what was answered before. After the
    /// handshake it should: it answers those who have missed its last messages.
    pub(super) fn admits(&mut self, datagram: &[u8]) -> bool {
        if self.is_over || !is_dtls(datagram) {
            return true;
        }
        let fragments = fragments(datagram);
        if !fragments.is_empty() && fragments.iter().all(|one| self.answered.contains(one)) {
            return false;
        }
        if self.fresh.len() + self.answered.len() < MOST {
            let others = fragments.into_iter();
            self.fresh
                .extend(others.filter(|(of, number, _)| (*of, *number) != FIRST));
        }
        true
    }

    /// Notes what the library sends.
    pub(super) fn sends(&mut self, datagram: &[u8]) {
        if !self.is_over && is_dtls(datagram) {
            self.answered.append(&mut self.fresh);
        }
    }

    /// Notes that the handshake is over.
    pub(super) fn end(&mut self) {
        *self = Self {
            is_over: true,
            ..Self::default()
        };
    }
}

fn is_dtls(datagram: &[u8]) -> bool {
    matches!(datagram, [20..64, ..])
}

/// Returns the fragments of the handshake in a datagram that are not encrypted (RFC 6347, sections 4.1 and 4.2.2).
fn fragments(datagram: &[u8]) -> Vec<Fragment> {
    let mut fragments = Vec::new();
    let mut rest = datagram;
    while let [kind, _, _, epoch @ .., _, _] = rest.get(..13).unwrap_or_default() {
        let length = usize::from(u16::from_be_bytes([rest[11], rest[12]]));
        let Some(mut body) = rest.get(13..13 + length) else {
            break;
        };
        rest = &rest[13 + length..];
        while *kind == HANDSHAKE && epoch.starts_with(&[0, 0]) {
            let [of, _, _, _, high, low, a, b, c, d, e, f, more @ ..] = body else {
                break;
            };
            fragments.push((
                *of,
                u16::from_be_bytes([*high, *low]),
                u32::from_be_bytes([0, *a, *b, *c]),
            ));
            let length = u32::from_be_bytes([0, *d, *e, *f]);
            let next = usize::try_from(length).ok().and_then(|at| more.get(at..));
            body = next.unwrap_or_default();
        }
    }
    fragments
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A datagram with these messages, each in a record of its own.
    fn datagram(record: u8, messages: &[(u8, u8)]) -> Vec<u8> {
        let records = messages.iter().flat_map(|(of, number)| {
            let header = [HANDSHAKE, 254, 253, 0, 0, 0, 0, 0, 0, 0, record, 0, 14];
            let message = [*of, 0, 0, 2, 0, *number, 0, 0, 0, 0, 0, 2, 7, 7];
            header.into_iter().chain(message)
        });
        records.collect()
    }

    #[test]
    fn what_was_answered_is_not_passed_on_again() {
        let mut repeats = Repeats::default();
        let flight = [(11, 1), (16, 2)];
        assert!(repeats.admits(&datagram(1, &flight)));
        assert!(
            repeats.admits(&datagram(2, &flight)),
            "the library may have missed it"
        );
        repeats.sends(&[128, 111]);
        assert!(repeats.admits(&datagram(3, &flight)), "media is no answer");
        repeats.sends(&datagram(1, &[(2, 1)]));
        assert!(!repeats.admits(&datagram(4, &flight)));
        assert!(repeats.admits(&datagram(5, &[(11, 1), (20, 3)])), "news");
        assert!(repeats.admits(&[128, 111]));
        repeats.end();
        assert!(repeats.admits(&datagram(6, &flight)));
    }

    #[test]
    fn the_first_message_is_always_passed_on() {
        let mut repeats = Repeats::default();
        for record in 0..3 {
            assert!(repeats.admits(&datagram(record, &[(1, 0)])));
            repeats.sends(&datagram(record, &[(3, 0)]));
        }
    }

    #[test]
    fn what_is_no_handshake_passes() {
        let mut repeats = Repeats::default();
        let whole = datagram(1, &[(1, 0)]);
        for length in 0..whole.len() {
            repeats.sends(&[22]);
            assert!(repeats.admits(&whole[..length]), "{length}");
        }
    }
}
