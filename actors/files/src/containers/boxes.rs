//! Finds the boxes with metadata.

use std::{
    fs::File,
    io::{self, BufReader, ErrorKind, Read as _, Seek as _, SeekFrom},
    ops::Range,
};

use super::items;
use crate::tracks::Tracks;

/// The name of an empty box.
pub(super) const NAME: &[u8] = b"free";

/// How many parts of a file are overwritten.
const MOST: usize = 10_000;
/// The longest description of the items of a picture.
const DESCRIPTION: u64 = 16 * 1024 * 1024;

/// The boxes in which a track says what it has.
const PATH: [&[u8; 4]; 4] = [b"moov", b"trak", b"mdia", b"hdlr"];

/// The positions in a file whose metadata is to be overwritten without moving anything else.
#[derive(Debug, Default)]
pub(super) struct Blanks {
    /// Where the names of boxes are that are to be empty.
    pub names: Vec<u64>,
    /// The ranges of bytes to overwrite with zeros.
    pub contents: Vec<Range<u64>>,
}

impl Blanks {
    pub(super) fn is_empty(&self) -> bool {
        self.contents.is_empty()
    }
}

/// A box: the position of its name, the name, and where its content is.
struct Found {
    named: u64,
    name: [u8; 4],
    content: Range<u64>,
}

/// The kind of box that is being searched: it decides which boxes inside it are metadata.
#[derive(Clone, Copy)]
enum Within {
    Film,
    Track,
    Media,
}

/// The boxes of a file.
pub(super) struct Boxes<'file> {
    file: BufReader<&'file File>,
    position: u64,
    length: u64,
    blanks: Blanks,
}

impl<'file> Boxes<'file> {
    pub(super) fn of(file: &'file File) -> io::Result<Self> {
        Ok(Self {
            length: file.metadata()?.len(),
            file: BufReader::new(file),
            position: 0,
            blanks: Blanks::default(),
        })
    }

    /// Returns whether sound and pictures come in fragments, as browsers record them.
    pub(super) fn has_fragments(mut self) -> io::Result<bool> {
        let mut at = 0;
        while let Some(found) = self.next(at..self.length)? {
            at = found.content.end;
            if &found.name == b"moof" {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns which tracks there are.
    pub(super) fn tracks(mut self) -> io::Result<Tracks> {
        let mut tracks = Tracks::default();
        self.handlers(0..self.length, &PATH, &mut tracks)?;
        Ok(tracks)
    }

    /// Searches what says of each track what it has: it is in boxes of these names, one within the other.
    fn handlers(
        &mut self,
        range: Range<u64>,
        names: &[&[u8; 4]],
        tracks: &mut Tracks,
    ) -> io::Result<()> {
        let Some((first, others)) = names.split_first() else {
            return Ok(());
        };
        let mut at = range.start;
        for _ in 0..MOST {
            if at >= range.end {
                break;
            }
            let Some(found) = self.next(at..range.end)? else {
                break;
            };
            at = found.content.end;
            if found.name != **first {
                continue;
            }
            if others.is_empty() {
                let kind = self.number(found.content.start + 8, 4, found.content.end)?;
                let is = |name| kind == Some(u64::from(u32::from_be_bytes(name)));
                tracks.sound |= is(*b"soun");
                tracks.pictures |= is(*b"vide");
            } else {
                self.handlers(found.content, others, tracks)?;
            }
        }
        Ok(())
    }

    /// Returns where metadata is; `None` if it cannot be told.
    pub(super) fn metadata(mut self) -> io::Result<Option<Blanks>> {
        let mut at = 0;
        while let Some(found) = self.next(at..self.length)? {
            at = found.content.end;
            match &found.name {
                b"moov" | b"moof" => self.search(Within::Film, found.content)?,
                b"meta" if self.is_picture(&found)? => {
                    let bytes = self.read(found.content.clone())?;
                    match items::metadata(&bytes, found.content.start, self.length) {
                        Some(items) => self.blanks.contents.extend(items),
                        None => return Ok(None),
                    }
                }
                b"meta" | b"udta" | b"uuid" => self.blank(found),
                _ => {}
            }
            if self.blanks.contents.len() > MOST {
                return Ok(None);
            }
        }
        Ok(Some(self.blanks))
    }

    /// Searches what describes a film, or a track of it. What cannot be understood in it is overwritten.
    fn search(&mut self, within: Within, range: Range<u64>) -> io::Result<()> {
        let mut at = range.start;
        while at < range.end && self.blanks.contents.len() <= MOST {
            let Some(found) = self.next(at..range.end)? else {
                self.blanks.contents.push(at..range.end);
                return Ok(());
            };
            at = found.content.end;
            match (within, &found.name) {
                (Within::Film, b"trak" | b"traf") => self.search(Within::Track, found.content)?,
                (Within::Track, b"mdia") => self.search(Within::Media, found.content)?,
                // Those of a track say how it is shown: in all directions, for example.
                (Within::Film, b"uuid") | (_, b"udta" | b"meta") => self.blank(found),
                _ => {}
            }
        }
        Ok(())
    }

    fn blank(&mut self, found: Found) {
        self.blanks.names.push(found.named);
        self.blanks.contents.push(found.content);
    }

    /// Returns the box at the start of `range`, if there is one. One that is cut off ends with the file.
    fn next(&mut self, range: Range<u64>) -> io::Result<Option<Found>> {
        let Some(short) = self.number(range.start, 4, range.end)? else {
            return Ok(None);
        };
        let Some(name) = self.number(range.start + 4, 4, range.end)? else {
            return Ok(None);
        };
        let mut header = 8;
        let length = match short {
            0 => range.end - range.start,
            1 => {
                header = 16;
                let long = self.number(range.start + 8, 8, range.end)?;
                long.unwrap_or_default()
            }
            length => length,
        };
        let mut end = range.start.saturating_add(length);
        if range.end == self.length {
            end = end.min(range.end);
        }
        let is_sound = length >= header && end <= range.end;
        let name = u32::try_from(name).unwrap_or_default().to_be_bytes();
        Ok(is_sound.then(|| Found {
            named: range.start + 4,
            name,
            content: range.start + header..end,
        }))
    }

    /// Returns whether a `meta` box describes the items of a picture.
    fn is_picture(&mut self, meta: &Found) -> io::Result<bool> {
        let inner = meta.content.start.saturating_add(4)..meta.content.end;
        let Some(first) = self.next(inner)? else {
            return Ok(false);
        };
        let kind = self.number(first.content.start + 8, 4, first.content.end)?;
        Ok(&first.name == b"hdlr" && kind == Some(u64::from(u32::from_be_bytes(*b"pict"))))
    }

    fn read(&mut self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if range.end - range.start <= DESCRIPTION {
            self.go(range.start)?;
            let read = (&mut self.file).take(range.end - range.start);
            self.position += { read }.read_to_end(&mut bytes)? as u64;
        }
        Ok(bytes)
    }

    /// Reads a number of `size` bytes, at most 8, that ends before `end`.
    fn number(&mut self, at: u64, size: u8, end: u64) -> io::Result<Option<u64>> {
        if at.saturating_add(size.into()) > end {
            return Ok(None);
        }
        self.go(at)?;
        let mut bytes = [0; 8];
        let bytes_read = self.file.read_exact(&mut bytes[8 - usize::from(size)..]);
        self.position = at + u64::from(size);
        match bytes_read {
            Ok(()) => Ok(Some(u64::from_be_bytes(bytes))),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Goes to a position; what is buffered stays.
    fn go(&mut self, at: u64) -> io::Result<()> {
        let step = i64::try_from(i128::from(at) - i128::from(self.position));
        match step {
            Ok(step) => self.file.seek_relative(step)?,
            Err(_) => drop(self.file.seek(SeekFrom::Start(at))?),
        }
        self.position = at;
        Ok(())
    }
}
