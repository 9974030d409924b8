//! Reads MessagePack without allocating: finds a few integers in a map and stops.
//!
//! The callers provide the names.

use anyhow::{Context, Result, bail};
use rmp::{Marker, decode};

/// Reads the length of an array.
pub(crate) fn array(input: &mut &[u8]) -> Result<u32> {
    decode::read_array_len(input).context("not an array")
}

/// Reads the length of a map.
pub(crate) fn map(input: &mut &[u8]) -> Result<u32> {
    decode::read_map_len(input).context("not a map")
}

/// Reads an integer of any width.
pub(crate) fn integer(input: &mut &[u8]) -> Result<i64> {
    decode::read_int(input).context("not an integer")
}

/// Reads a string without copying it.
pub(crate) fn string<'a>(input: &mut &'a [u8]) -> Result<&'a [u8]> {
    let length = decode::read_str_len(input).ok().context("not a string")?;
    take(input, length)
}

/// Returns the integers with these `names` in the following map; stops once all are found.
pub(crate) fn find<const N: usize>(input: &mut &[u8], names: [&[u8]; N]) -> Result<[i64; N]> {
    let mut values = [None; N];
    for _ in 0..map(input)? {
        let key = string(input)?;
        match names.iter().position(|name| *name == key) {
            Some(place) => values[place] = Some(integer(input)?),
            None => skip(input)?,
        }
        if values.iter().all(Option::is_some) {
            break;
        }
    }
    if values.contains(&None) {
        bail!("a field is absent");
    }
    Ok(values.map(Option::unwrap_or_default))
}

/// Advances to the value of `name` in the following map.
pub(crate) fn seek(input: &mut &[u8], name: &[u8]) -> Result<bool> {
    for _ in 0..map(input)? {
        if string(input)? == name {
            return Ok(true);
        }
        skip(input)?;
    }
    Ok(false)
}

/// Skips one value of any kind.
pub(crate) fn skip(input: &mut &[u8]) -> Result<()> {
    let mut left = 1_u64;
    while left > 0 {
        left -= 1;
        left += skip_head(input)?;
    }
    Ok(())
}

/// Skips a value's own bytes; returns the number of nested values left to skip.
fn skip_head(input: &mut &[u8]) -> Result<u64> {
    let marker = decode::read_marker(input).ok().context("cut short")?;
    let length = match marker {
        Marker::FixMap(n) => return Ok(u64::from(n) * 2),
        Marker::Map16 => return Ok(sized(input, 2)? * 2),
        Marker::Map32 => return Ok(sized(input, 4)? * 2),
        Marker::FixArray(n) => return Ok(u64::from(n)),
        Marker::Array16 => return sized(input, 2),
        Marker::Array32 => return sized(input, 4),
        Marker::FixPos(_) | Marker::FixNeg(_) | Marker::Null | Marker::True | Marker::False => 0,
        Marker::U8 | Marker::I8 => 1,
        Marker::U16 | Marker::I16 => 2,
        Marker::U32 | Marker::I32 | Marker::F32 => 4,
        Marker::U64 | Marker::I64 | Marker::F64 => 8,
        Marker::FixStr(n) => u64::from(n),
        Marker::Str8 | Marker::Bin8 => sized(input, 1)?,
        Marker::Str16 | Marker::Bin16 => sized(input, 2)?,
        Marker::Str32 | Marker::Bin32 => sized(input, 4)?,
        other => bail!("unexpected {other:?}"),
    };
    take(input, u32::try_from(length)?)?;
    Ok(0)
}

fn sized(input: &mut &[u8], width: u32) -> Result<u64> {
    Ok(take(input, width)?
        .iter()
        .fold(0, |value, byte| value << 8 | u64::from(*byte)))
}

fn take<'a>(input: &mut &'a [u8], length: u32) -> Result<&'a [u8]> {
    let (head, tail) = input
        .split_at_checked(usize::try_from(length)?)
        .context("cut short")?;
    *input = tail;
    Ok(head)
}
