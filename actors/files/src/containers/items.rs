//! Finds the items of a HEIF picture that are metadata: EXIF, and XMP with whatever else has a media type.

use std::{collections::BTreeSet, ops::Range};

/// How many parts the items of a picture can have.
const MOST: usize = 1_000;

/// Where an item's position counts from.
const FILE: u64 = 0;
const DATA: u64 = 1;

/// Returns where metadata is in a file of `length` bytes. `meta` is the content of the box that describes its items,
/// `start` its position in the file. `None` if it cannot be told.
pub(super) fn metadata(meta: &[u8], start: u64, length: u64) -> Option<Vec<Range<u64>>> {
    let mut reader = Reader(meta);
    reader.number(4)?;
    let (mut names, mut places, mut data) = (None, None, None);
    while !reader.0.is_empty() {
        let (name, content) = reader.part()?;
        match &name {
            b"iinf" => names = Some(content),
            b"iloc" => places = Some(content),
            b"idat" => data = Some(meta.len() - reader.0.len() - content.len()),
            _ => {}
        }
    }
    let Some(names) = names else {
        return Some(Vec::new());
    };
    let wanted = wanted(Reader(names))?;
    if wanted.is_empty() {
        return Some(Vec::new());
    }
    let data = data.map(|at| start + at as u64);
    let found = placed(Reader(places?), &wanted, data)?;
    let is_inside = |range: &Range<u64>| range.start < range.end && range.end <= length;
    found.iter().all(is_inside).then_some(found)
}

/// The items that are metadata.
fn wanted(mut reader: Reader<'_>) -> Option<BTreeSet<u64>> {
    let version = reader.version()?;
    reader.number(if version == 0 { 2 } else { 4 })?;
    let mut wanted = BTreeSet::new();
    while !reader.0.is_empty() {
        let (name, content) = reader.part()?;
        if &name != b"infe" {
            continue;
        }
        let mut entry = Reader(content);
        let version = entry.version()?;
        let id = entry.number(if version >= 3 { 4 } else { 2 })?;
        entry.number(2)?;
        // Older ones have nothing but a media type.
        if version < 2 || matches!(entry.take(4)?, b"Exif" | b"mime") {
            wanted.insert(id);
        }
    }
    Some(wanted)
}

/// Returns the byte ranges of the wanted items, from an `iloc` box; `None` if the box is damaged.
fn placed(
    mut reader: Reader<'_>,
    wanted: &BTreeSet<u64>,
    data: Option<u64>,
) -> Option<Vec<Range<u64>>> {
    let version = reader.version()?;
    let sizes = reader.number(2)?;
    let [of_offset, of_length, of_base, of_index] =
        [12, 8, 4, 0].map(|shift| (sizes >> shift) & 15);
    let wide = if version >= 2 { 4 } else { 2 };
    let mut found = Vec::new();
    for _ in 0..reader.number(wide)? {
        let id = reader.number(wide)?;
        let method = if version >= 1 {
            reader.number(2)? & 15
        } else {
            FILE
        };
        let elsewhere = reader.number(2)?;
        let base = reader.number(of_base)?;
        for _ in 0..reader.number(2)? {
            if version >= 1 {
                reader.number(of_index)?;
            }
            let offset = base.checked_add(reader.number(of_offset)?)?;
            let length = reader.number(of_length)?;
            if elsewhere != 0 || !wanted.contains(&id) {
                continue;
            }
            let from = match method {
                FILE => 0,
                DATA => data?,
                _ => return None,
            };
            let at = from.checked_add(offset)?;
            found.push(at..at.checked_add(length)?);
            if found.len() > MOST {
                return None;
            }
        }
    }
    Some(found)
}

/// Reads from the front.
struct Reader<'bytes>(&'bytes [u8]);

impl<'bytes> Reader<'bytes> {
    fn take(&mut self, count: usize) -> Option<&'bytes [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number of at most 8 bytes; one of none is 0.
    fn number(&mut self, size: u64) -> Option<u64> {
        let bytes = self.take(usize::try_from(size).ok().filter(|size| *size <= 8)?)?;
        Some(
            bytes
                .iter()
                .fold(0, |sum, byte| (sum << 8) | u64::from(*byte)),
        )
    }

    fn version(&mut self) -> Option<u64> {
        Some(self.number(4)? >> 24)
    }

    /// A box: its name and its content.
    fn part(&mut self) -> Option<([u8; 4], &'bytes [u8])> {
        let short = self.number(4)?;
        let name = self.take(4)?.try_into().ok()?;
        let length = match short {
            0 => self.0.len() as u64,
            1 => self.number(8)?.checked_sub(16)?,
            length => length.checked_sub(8)?,
        };
        Some((name, self.take(usize::try_from(length).ok()?)?))
    }
}
