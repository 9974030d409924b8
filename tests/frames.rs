//! Decoding 200,000 valid frames with random damage.
//!
//! This is a short, repeatable substitute for the fuzz target under `tests/fuzz`, which runs without a time
//! limit.

use actors::{
    commands::{COMMANDS, ClientFrame},
    protocol::frame,
};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};
use serde_json::{Value, json};

const FRAMES: usize = 200_000;
/// The seed of the random numbers, so that each run tests the same frames.
const SEED: u64 = 0x0000_0512_ac7e;
/// The maximum increase of peak memory, in KiB. Trusting a claimed length would take hundreds of times as much.
const MOST_MEMORY_KIB: u64 = 16 * 1024;

/// Headers of values that claim to be huge.
const CLAIMS: [&[u8]; 10] = [
    &[0xdd, 0xff, 0xff, 0xff, 0xff],
    &[0xdf, 0xff, 0xff, 0xff, 0xff],
    &[0xdb, 0xff, 0xff, 0xff, 0xff],
    &[0xc6, 0xff, 0xff, 0xff, 0xff],
    &[0xc9, 0xff, 0xff, 0xff, 0xff, 0x01],
    &[0xdc, 0xff, 0xff],
    &[0xde, 0xff, 0xff],
    &[0xcf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0],
    &[0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0],
];

/// A valid frame of each kind that a client sends.
fn valid() -> Vec<Vec<u8>> {
    let every_field = json!({
        "token": "eyJhbGciOiJIUzI1NiJ9.e30.x", "channelId": 7, "messageId": 9, "seq": 12,
        "clientId": "6f2c1f0e-5d0e-4c86-9d0f-0f1b7a1c2d3e", "message": "grüße 😀", "type": "text",
        "replyToId": 3, "ticketReference": "HD-250819-138", "emoji": "👍", "unread": true,
        "status": "busy", "statusMessage": "lunch", "unknown": [1, {"deep": [null, 1.5, -7]}],
        "resume": {"channels": {"7": 12, "8": 4_000_000_000_i64}, "user": 5},
    });
    let mut frames: Vec<Value> = COMMANDS
        .iter()
        .filter(|command| command.over_socket)
        .enumerate()
        .map(|(n, command)| json!([1, n * 1_000_003, command.name, every_field]))
        .collect();
    frames.extend([
        json!([4, 1]),
        json!([5, u64::MAX]),
        json!([1, 2, "fly", {}]),
    ]);
    frames
        .iter()
        .map(|frame| rmp_serde::to_vec_named(frame).unwrap())
        .collect()
}

fn damage(random: &mut StdRng, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds.choose(random).unwrap().clone();
    for _ in 0..random.random_range(1..=4) {
        let at = random.random_range(0..=bytes.len());
        match random.random_range(0..9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.random_range(0..8),
            1 if at < bytes.len() => bytes[at] = random.random(),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            3 => bytes.truncate(at),
            4 => drop(bytes.splice(at..at, CLAIMS.choose(random).unwrap().iter().copied())),
            5 => bytes
                .splice(at..at, vec![0x91; random.random_range(1..2_000)])
                .for_each(drop),
            6 => {
                let other = seeds.choose(random).unwrap();
                bytes.truncate(at);
                bytes.extend(&other[random.random_range(0..other.len())..]);
            }
            7 if at < bytes.len() => {
                let copy = bytes[at..(at + random.random_range(1..64)).min(bytes.len())].to_vec();
                bytes.splice(at..at, copy).for_each(drop);
            }
            _ => bytes.insert(at, random.random()),
        }
    }
    bytes
}

/// The peak memory of this process, in KiB.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn damaged_frames_are_refused_without_panics_or_large_allocations() {
    let seeds = valid();
    for seed in &seeds {
        assert!(ClientFrame::decode(seed).is_ok(), "{seed:02x?}");
    }
    let mut random = StdRng::seed_from_u64(SEED);
    let before = peak_memory();
    let (mut read, mut refused, mut no_frame) = (0, 0, 0);
    for _ in 0..FRAMES {
        let bytes = damage(&mut random, &seeds);
        match ClientFrame::decode(&bytes) {
            Ok(ClientFrame::Command {
                reference,
                command: Err(failure),
            }) => {
                refused += 1;
                let told = frame::failure(Some(reference), &failure);
                assert!(told.len() < 4 * bytes.len() + 1_024, "{failure:?}");
            }
            Ok(_) => read += 1,
            Err(error) => {
                no_frame += 1;
                assert!(error.to_string().len() < 4 * bytes.len() + 1_024, "{error}");
            }
        }
    }
    // The test proves little if the damage never matters, or always does.
    assert!(
        read > FRAMES / 100 && refused > FRAMES / 100 && no_frame > FRAMES / 100,
        "{read} read, {refused} refused, {no_frame} no frame"
    );
    let grown = peak_memory() - before;
    assert!(grown < MOST_MEMORY_KIB, "{grown} KiB more than before");
}

#[test]
fn claimed_sizes_and_depths_are_not_trusted() {
    let before = peak_memory();
    for claim in CLAIMS {
        for head in [
            &b""[..],
            &[0x94, 1, 7],
            &[0x94, 1, 7, 0xa3, b'f', b'l', b'y'],
            &[0x92, 4],
        ] {
            let bytes = [head, claim].concat();
            assert!(
                !matches!(
                    ClientFrame::decode(&bytes),
                    Ok(ClientFrame::Command { command: Ok(_), .. })
                ),
                "{bytes:02x?}"
            );
        }
    }
    for opener in [0x91, 0x81, 0xdc] {
        for head in [&b""[..], &[0x94, 1, 7, 0xa3, b'f', b'l', b'y']] {
            let bytes = [head, &vec![opener; 250_000]].concat();
            assert!(
                ClientFrame::decode(&bytes).is_err(),
                "{opener:x} again and again"
            );
        }
    }
    let grown = peak_memory() - before;
    assert!(grown < MOST_MEMORY_KIB, "{grown} KiB more than before");
}
