use super::*;
use crate::Spool;

const PLACE: &[u8] = b"+52.5166+013.3833/";

fn part(name: &[u8; 4], content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    let length = u32::try_from(content.len() + 8).unwrap();
    [length.to_be_bytes().as_slice(), name, &content].concat()
}

async fn spooled(bytes: &[u8]) -> (tempfile::TempDir, Spooled) {
    let folder = tempfile::tempdir().unwrap();
    let mut spool = Spool::create(folder.path()).unwrap();
    spool.write(&bytes.to_vec().into()).await.unwrap();
    (folder, spool.finish().await.unwrap())
}

/// The bytes after cleaning, which is told by the file's hash, and done once.
async fn clean_bytes(bytes: &[u8]) -> Vec<u8> {
    let (_folder, before) = spooled(bytes).await;
    let after = clean(before).await.unwrap().unwrap();
    let cleaned = std::fs::read(after.path()).unwrap();
    assert_eq!(cleaned.len(), bytes.len());
    let (_folder, again) = spooled(&cleaned).await;
    assert_eq!(
        (after.size, &after.sha256, &after.head),
        (again.size, &again.sha256, &again.head)
    );
    let again = clean(again).await.unwrap().unwrap();
    assert_eq!(std::fs::read(again.path()).unwrap(), cleaned);
    cleaned
}

fn has(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|part| part == words)
}

/// A film whose metadata is in boxes of this name.
fn film(udta: &[u8; 4], meta: &[u8; 4], uuid: &[u8; 4], place: &[u8]) -> Vec<u8> {
    let kept = b"how the track is shown";
    let udta = part(udta, &[&part(b"\xa9xyz", &[place])]);
    let meta = part(meta, &[&part(b"ilst", &[place])]);
    let media = part(b"mdia", &[&part(b"mdhd", &[kept]), &udta]);
    let track = part(
        b"trak",
        &[
            &part(b"tkhd", &[kept]),
            &udta,
            &media,
            &meta,
            &part(b"uuid", &[kept]),
        ],
    );
    let uuid = part(uuid, &[place]);
    let moov = part(
        b"moov",
        &[&part(b"mvhd", &[kept]), &track, &udta, &meta, &uuid],
    );
    let fragment = part(b"moof", &[&part(b"traf", &[&udta])]);
    [
        part(b"ftyp", &[b"mp42"]),
        part(b"mdat", &[b"udta pictures and sound"]),
        moov,
        fragment,
        uuid,
        meta,
    ]
    .concat()
}

#[tokio::test]
async fn a_film_keeps_its_pictures_and_loses_its_place() {
    let with = film(b"udta", b"meta", b"uuid", PLACE);
    assert!(has(&with, PLACE));
    let mut nothing = film(b"free", b"free", b"free", PLACE);
    while let Some(at) = nothing
        .windows(8)
        .position(|it| it == b"\xa9xyz+52." || it == b"ilst+52.")
    {
        nothing[at - 4..at + 4 + PLACE.len()].fill(0);
    }
    while let Some(at) = nothing.windows(PLACE.len()).position(|it| it == PLACE) {
        nothing[at..at + PLACE.len()].fill(0);
    }
    let cleaned = clean_bytes(&with).await;
    assert!(!has(&cleaned, PLACE));
    assert_eq!(cleaned, nothing);
    assert!(has(&cleaned, b"udta pictures and sound"));
    assert_eq!(clean_bytes(&nothing).await, nothing);
}

#[tokio::test]
async fn lengths_of_all_kinds_are_understood() {
    let long = |name: &[u8; 4], content: &[u8]| {
        let length = content.len() as u64 + 16;
        [
            [0, 0, 0, 1].as_slice(),
            name,
            &length.to_be_bytes(),
            content,
        ]
        .concat()
    };
    let film = long(b"moov", &long(b"udta", PLACE));
    let start = part(b"ftyp", &[b"qt  "]);
    assert!(!has(
        &clean_bytes(&[start.as_slice(), &film].concat()).await,
        PLACE
    ));
    let mut endless = part(b"moov", &[&part(b"udta", &[PLACE])]);
    endless[..4].fill(0);
    assert!(!has(
        &clean_bytes(&[start.as_slice(), &endless].concat()).await,
        PLACE
    ));
    // One that is cut off, and one whose end is no box.
    let whole = [start, part(b"moov", &[&part(b"udta", &[PLACE, PLACE])])].concat();
    let cut = &whole[..whole.len() - PLACE.len()];
    assert!(!has(&clean_bytes(cut).await, PLACE));
    let damaged = part(b"moov", &[b"\xff\xff\xff\xffudta", PLACE]);
    assert!(!has(
        &clean_bytes(&[damaged.as_slice(), &part(b"mdat", &[])].concat()).await,
        PLACE
    ));
}

#[tokio::test]
async fn other_files_stay_as_they_are() {
    let raw = [
        part(b"ftyp", &[b"crx \0\0\0\x01"]),
        part(b"moov", &[&part(b"uuid", &[PLACE])]),
    ]
    .concat();
    for bytes in [
        b"all moov is no film: udta".as_slice(),
        b"abcdftyp and more text",
        &raw,
        b"ftyp",
        b"",
    ] {
        assert_eq!(clean_bytes(bytes).await, bytes);
    }
}

/// A picture with EXIF in the file and XMP beside its description; `place` is where EXIF is.
fn picture(place: impl Fn(usize) -> u32) -> Vec<u8> {
    let infe = |id: u8, kind: &[u8; 4]| part(b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0], kind, b"\0"]);
    let description = |at: u32| {
        let handler = part(b"hdlr", &[&[0; 8], b"pict", &[0; 13]]);
        let names = part(
            b"iinf",
            &[
                &[0, 0, 0, 0, 0, 3],
                &infe(1, b"hvc1"),
                &infe(2, b"Exif"),
                &infe(3, b"mime"),
            ],
        );
        let length = u32::try_from(PLACE.len()).unwrap().to_be_bytes();
        let item = |id: u8, method: u8, at: u32| {
            [
                [0, id, 0, method, 0, 0, 0, 1].as_slice(),
                &at.to_be_bytes(),
                &length,
            ]
            .concat()
        };
        let places = part(
            b"iloc",
            &[
                &[1, 0, 0, 0, 0x44, 0, 0, 3],
                &item(1, 0, at + u32::try_from(PLACE.len()).unwrap()),
                &item(2, 0, at),
                &item(3, 1, 4),
            ],
        );
        let beside = part(b"idat", &[b"kept", PLACE]);
        part(b"meta", &[&[0; 4], &handler, &names, &places, &beside])
    };
    let start = part(b"ftyp", &[b"heic"]);
    let at = start.len() + description(0).len() + 8;
    let data = part(b"mdat", &[PLACE, b"the picture itself"]);
    [start, description(place(at)), data].concat()
}

#[tokio::test]
async fn a_picture_keeps_its_items_and_loses_its_place() {
    let with = picture(|at| u32::try_from(at).unwrap());
    let mut nothing = with.clone();
    while let Some(at) = nothing.windows(PLACE.len()).position(|it| it == PLACE) {
        nothing[at..at + PLACE.len()].fill(0);
    }
    assert_eq!(clean_bytes(&with).await, nothing);
}

#[tokio::test]
async fn a_picture_whose_place_cannot_be_found_is_refused() {
    let with = picture(|_| 0x7fff_fff0);
    let (_folder, spooled) = spooled(&with).await;
    assert_eq!(clean(spooled).await.unwrap().unwrap_err(), Refused::Damaged);
}

#[tokio::test]
async fn what_comes_in_fragments_is_known() {
    for (name, expected) in [(b"moof", true), (b"free", false)] {
        let film = [
            part(b"ftyp", &[b"isom"]),
            part(b"moov", &[]),
            part(name, &[]),
            part(b"mdat", &[b"sound"]),
        ];
        let (_folder, spooled) = spooled(&film.concat()).await;
        let file = File::open(spooled.path()).unwrap();
        assert_eq!(has_fragments(&file).unwrap(), expected);
    }
}
