//! What a container holds: sound alone is sound, whatever the container could hold.
//!
//! Phones and browsers record sound into MP4 and WebM, and give neither the bytes nor the name away.

use std::{
    fs::File,
    io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom},
    ops::Range,
    path::PathBuf,
};

use tokio::task::spawn_blocking;

use crate::{containers, kind::Kind};

/// How many bytes of a WebM file are searched for its tracks, which come before the sound.
const SEARCHED: u64 = 1024 * 1024;
/// How many elements of a WebM file are looked at.
const ELEMENTS: usize = 1_000;

/// The tracks of a container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tracks {
    /// At least one of them has sound.
    pub sound: bool,
    /// At least one of them has pictures.
    pub pictures: bool,
}

/// Returns the kind of the file at `path` with the media type that its tracks have.
pub async fn refine(path: PathBuf, kind: Kind) -> Kind {
    let (mp4, webm) = match kind.mime_type.as_str() {
        "audio/mp4" | "audio/m4a" | "audio/x-m4a" | "video/mp4" | "video/x-m4v" => (true, false),
        "audio/webm" | "video/webm" => (false, true),
        _ => return kind,
    };
    let read = spawn_blocking(move || {
        let file = File::open(path)?;
        match webm {
            true => of_webm(&file),
            false => containers::tracks(&file),
        }
    });
    let tracks = read.await.ok().and_then(Result::ok).unwrap_or_default();
    let family = match tracks {
        Tracks { pictures: true, .. } => "video",
        Tracks { sound: true, .. } => "audio",
        // Nothing is known of it.
        Tracks { .. } => return normal(kind),
    };
    let container = if mp4 { "mp4" } else { "webm" };
    Kind {
        mime_type: format!("{family}/{container}"),
        ..kind
    }
}

/// Browsers know sound in MP4 by this name.
fn normal(kind: Kind) -> Kind {
    match kind.mime_type.as_str() {
        "audio/m4a" | "audio/x-m4a" => Kind {
            mime_type: "audio/mp4".to_owned(),
            ..kind
        },
        _ => kind,
    }
}

/// The elements of a WebM file that lead to the kinds of its tracks.
const SEGMENT: u64 = 0x1853_8067;
const TRACKS: u64 = 0x1654_ae6b;
const ENTRY: u64 = 0xae;
const TYPE: u64 = 0x83;
const CLUSTER: u64 = 0x1f43_b675;

/// Reads the tracks of a WebM file.
fn of_webm(file: &File) -> io::Result<Tracks> {
    let end = file.metadata()?.len().min(SEARCHED);
    let mut elements = Elements {
        file: BufReader::new(file),
        left: ELEMENTS,
    };
    let mut tracks = Tracks::default();
    elements.search(0..end, &mut tracks)?;
    Ok(tracks)
}

struct Elements<R> {
    file: R,
    left: usize,
}

impl<R: Read + Seek> Elements<R> {
    /// Searches what is in `range`, and in those of its elements that lead to tracks.
    fn search(&mut self, range: Range<u64>, tracks: &mut Tracks) -> io::Result<()> {
        let mut at = range.start;
        while at < range.end && self.left > 0 {
            self.left -= 1;
            let Some((name, start, length)) = self.header(at)? else {
                return Ok(());
            };
            // A stream does not know how long it will be.
            let end = length.map_or(range.end, |length| start.saturating_add(length));
            let end = end.min(range.end);
            match name {
                SEGMENT | TRACKS | ENTRY => self.search(start..end, tracks)?,
                TYPE => match self.byte(start)? {
                    Some(1) => tracks.pictures = true,
                    Some(2) => tracks.sound = true,
                    _ => {}
                },
                CLUSTER => return Ok(()),
                _ => {}
            }
            at = end;
        }
        Ok(())
    }

    /// The name of the element at a position, where its content is, and how long that is, if it says so.
    fn header(&mut self, at: u64) -> io::Result<Option<(u64, u64, Option<u64>)>> {
        let Some((name, named)) = self.number(at, true)? else {
            return Ok(None);
        };
        let Some((length, counted)) = self.number(at + named, false)? else {
            return Ok(None);
        };
        let unknown = (1_u64 << (7 * counted)) - 1;
        let length = (length != unknown).then_some(length);
        Ok(Some((name, at + named + counted, length)))
    }

    /// A number whose first bits say how many bytes it has, 1 to 8, and that count. Names keep these bits.
    fn number(&mut self, at: u64, is_name: bool) -> io::Result<Option<(u64, u64)>> {
        let Some(first) = self.byte(at)? else {
            return Ok(None);
        };
        let more = first.leading_zeros();
        if more > 7 {
            return Ok(None);
        }
        let mut value = match is_name {
            true => u64::from(first),
            false => u64::from(first) & (0x7f >> more),
        };
        for place in 1..=u64::from(more) {
            let Some(byte) = self.byte(at + place)? else {
                return Ok(None);
            };
            value = (value << 8) | u64::from(byte);
        }
        Ok(Some((value, u64::from(more) + 1)))
    }

    fn byte(&mut self, at: u64) -> io::Result<Option<u8>> {
        self.file.seek(SeekFrom::Start(at))?;
        let mut byte = [0];
        match self.file.read_exact(&mut byte) {
            Ok(()) => Ok(Some(byte[0])),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::kind::decide;

    fn part(name: &[u8], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len() + 8).unwrap();
        [length.to_be_bytes().as_slice(), name, content].concat()
    }

    fn mp4(brand: &[u8; 4], tracks: &[&[u8; 4]]) -> Vec<u8> {
        let tracks = tracks.iter().flat_map(|kind| {
            let handler = [&[0; 8], kind.as_slice(), &[0; 13]].concat();
            part(b"trak", &part(b"mdia", &part(b"hdlr", &handler)))
        });
        let film = part(b"moov", &tracks.collect::<Vec<u8>>());
        let brand = [brand.as_slice(), b"\0\0\0\0isom"].concat();
        [part(b"ftyp", &brand), part(b"mdat", b"x"), film].concat()
    }

    fn element(name: &[u8], content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap() | 0x4000;
        [name, &length.to_be_bytes(), content].concat()
    }

    /// As browsers record it: the segment does not say how long it is.
    fn webm(tracks: &[u8]) -> Vec<u8> {
        let entries = tracks.iter().flat_map(|kind| {
            let numbered = element(&[0xd7], &[1]);
            let content = [numbered, element(&[0x83], &[*kind])].concat();
            element(&[0xae], &content)
        });
        let tracks = element(&[0x16, 0x54, 0xae, 0x6b], &entries.collect::<Vec<u8>>());
        let head = element(&[0x1a, 0x45, 0xdf, 0xa3], b"\x42\x82\x84webm");
        let segment = [
            0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        ];
        let cluster = [0x1f, 0x43, 0xb6, 0x75, 0xff, 0x83, 0x81, 0x01];
        let info = element(&[0x15, 0x49, 0xa9, 0x66], &element(&[0xec], &[0; 300]));
        [head, segment.to_vec(), info, tracks, cluster.to_vec()].concat()
    }

    async fn refined(bytes: &[u8], name: &str) -> String {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let kind = decide(bytes, name).unwrap();
        let kind = refine(file.path().into(), kind).await;
        assert!(kind.shown, "{name}, {} bytes: {kind:?}", bytes.len());
        kind.mime_type
    }

    #[tokio::test]
    async fn the_tracks_decide() {
        for (bytes, name, mime_type) in [
            (mp4(b"M4A ", &[b"soun"]), "a.m4a", "audio/mp4"),
            (mp4(b"isom", &[b"soun"]), "a.m4a", "audio/mp4"),
            (mp4(b"isom", &[b"soun"]), "a.mp4", "audio/mp4"),
            (mp4(b"mp42", &[b"soun"]), "a", "audio/mp4"),
            (mp4(b"isom", &[b"vide", b"soun"]), "a.mp4", "video/mp4"),
            (mp4(b"M4A ", &[b"soun", b"vide"]), "a.m4a", "video/mp4"),
            (mp4(b"isom", &[b"hint"]), "a.mp4", "video/mp4"),
            (mp4(b"isom", &[]), "a.mp4", "video/mp4"),
            (mp4(b"M4A ", &[]), "a.m4a", "audio/mp4"),
            (webm(&[2]), "a.weba", "audio/webm"),
            (webm(&[2]), "a.webm", "audio/webm"),
            (webm(&[2]), "a", "audio/webm"),
            (webm(&[1, 2]), "a.webm", "video/webm"),
            (webm(&[2, 1]), "a.weba", "video/webm"),
            (webm(&[17]), "a.webm", "video/webm"),
        ] {
            assert_eq!(refined(&bytes, name).await, mime_type, "{name}");
        }
    }

    #[tokio::test]
    async fn damaged_containers_are_what_they_seem() {
        let whole = webm(&[2]);
        for end in 257..whole.len() {
            let found = refined(&whole[..end], "a.webm").await;
            assert!(found == "video/webm" || found == "audio/webm", "{found}");
        }
        let whole = mp4(b"isom", &[b"soun"]);
        for end in 24..whole.len() {
            let found = refined(&whole[..end], "a.mp4").await;
            assert!(found == "video/mp4" || found == "audio/mp4", "{found}");
        }
    }
}
