//! Files: long ones up and down, thumbnails of photographs, and messages beside many uploads.

use std::{
    io::Cursor,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use image::{DynamicImage, ImageFormat, RgbImage};

use super::{Meter, faults_since};
use crate::{
    http::Client,
    ledger::Faults,
    options::Options,
    population::Population,
    report::{Measurement, Report},
    site::{Cast, Site, Target},
    traffic::{PATIENCE, Traffic},
    wire::Wire,
};

/// The length of a long file in bytes.
const LONG: u64 = 1 << 30;
/// The sides of a photograph of 12 megapixels.
const PHOTOGRAPH: (u32, u32) = (4000, 3000);
/// How many photographs are uploaded.
const PHOTOGRAPHS: u32 = 10;
/// How many files are uploaded at once, and their length: photographs and documents.
const AT_ONCE: usize = 200;
const SHORT: u64 = 4 << 20;
/// How many bytes a second all uploads have together: a line of 1 Gbit/s.
const LINE: f64 = 125e6;
/// Members of the channels with messages, and deliveries per second to them.
const MEMBERS: usize = 10;
const RATE: f64 = 2000.0;
/// How long the server rests before its memory is read.
const SETTLE: Duration = Duration::from_secs(2);

/// Runs only with our server: the baseline has no files.
pub(super) fn run(options: &Options, site: &mut Site, report: &mut Report) -> Result<()> {
    let cast = site.cast(Population::new(AT_ONCE, &[MEMBERS]))?;
    let mut target = site.start(Wire::Orvale, &cast)?;
    target.crowd.join(0..AT_ONCE, options.at_once)?;
    target.crowd.rest(SETTLE)?;
    let length = if options.quick { LONG / 16 } else { LONG };
    for _ in 0..options.rounds {
        long(&mut target, &cast, length, report)?;
        photographs(&mut target, &cast, report)?;
    }
    beside_uploads(options, &mut target, &cast, report)
}

fn client<'a>(target: &'a Target, cast: &'a Cast, user: usize) -> Client<'a> {
    Client {
        address: &target.server.address,
        token: &cast.tokens[user],
    }
}

/// A long file in one request, as browsers send it, and back.
fn long(target: &mut Target, cast: &Cast, length: u64, report: &mut Report) -> Result<()> {
    let bytes: Vec<u8> = (0..1_u32 << 20).map(|n| (n % 251) as u8).collect();
    let mut id = String::new();
    for scenario in ["upload", "resumable upload", "download"] {
        target.crowd.rest(SETTLE)?;
        let before = target.server.resident()?;
        target.server.forget_peak()?;
        let meter = Meter::start(target)?;
        let client = client(target, cast, 0);
        match scenario {
            "upload" => id = client.upload("long.bin", &bytes, length)?,
            "resumable upload" => id = client.resumable(&bytes, length)?,
            _ => anyhow::ensure!(client.download(&id)? == length, "a part is missing"),
        }
        let used = meter.stop(target)?;
        let peak = target.server.peak()?;
        let gigabytes = length as f64 / 1e9;
        let mut measurement = Measurement::new(scenario, 1, Wire::Orvale);
        measurement.figure("MB/s", length as f64 / 1e6 / used.wall.as_secs_f64());
        measurement.figure("s/GB", used.wall.as_secs_f64() / gigabytes);
        measurement.figure("CPU s/GB", used.server.as_secs_f64() / gigabytes);
        measurement.figure(
            "MiB more",
            peak.saturating_sub(before) as f64 / 1024.0 / 1024.0,
        );
        report.add(measurement, &target.crowd.complaints);
    }
    Ok(())
}

/// Photographs, and the same bytes under a name of nothing that has a thumbnail.
fn photographs(target: &mut Target, cast: &Cast, report: &mut Report) -> Result<()> {
    let jpeg = photograph()?;
    let mut other = jpeg.clone();
    other[..2].fill(0);
    let mut micros = [0.0; 2];
    for (micros, (name, bytes)) in micros.iter_mut().zip([("a.jpg", &jpeg), ("a.bin", &other)]) {
        let meter = Meter::start(target)?;
        for _ in 0..PHOTOGRAPHS {
            client(target, cast, 0).upload(name, bytes, bytes.len() as u64)?;
        }
        *micros = meter.stop(target)?.each(PHOTOGRAPHS.into());
    }
    let [with, without] = micros.map(|micros| micros / 1000.0);
    let mut measurement = Measurement::new("thumbnail", 12, Wire::Orvale);
    measurement.figure("CPU ms/thumbnail", with - without);
    measurement.figure("CPU ms/upload", with);
    measurement.figure("MB/photograph", jpeg.len() as f64 / 1e6);
    report.add(measurement, &target.crowd.complaints);
    Ok(())
}

/// A picture with as many details as one of a camera has.
fn photograph() -> Result<Vec<u8>> {
    let mut seed = 1_u32;
    let (width, height) = PHOTOGRAPH;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = seed >> 28;
        let wave = |at: u32, length: u32| (at % (2 * length)).abs_diff(length) * 60 / length;
        let shade = |base: u32, length: u32| {
            let light = base + wave(x, length) + wave(y, length / 2) + noise;
            u8::try_from(light).unwrap_or(u8::MAX)
        };
        image::Rgb([shade(60, 90), shade(70, 36), shade(50, 210)])
    });
    let mut bytes = Vec::new();
    DynamicImage::from(picture).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg)?;
    Ok(bytes)
}

/// Messages at a fixed rate, without and with uploads.
fn beside_uploads(
    options: &Options,
    target: &mut Target,
    cast: &Cast,
    report: &mut Report,
) -> Result<()> {
    let mut faults = target.crowd.balance();
    for _ in 0..options.rounds {
        let [_, idle] = pace(options, target, cast, &mut faults)?;
        let (address, stop) = (target.server.address.clone(), AtomicBool::new(false));
        let tokens: Vec<&str> = cast.tokens.iter().map(String::as_str).collect();
        let (latency, uploads) = thread::scope(|scope| {
            let uploading: Vec<_> = (1..)
                .zip(&tokens)
                .map(|(nth, token)| {
                    // The first of each has another length, so that they do not all end at once.
                    let first = SHORT * nth / AT_ONCE as u64;
                    let (stop, address) = (&stop, &address);
                    scope.spawn(move || upload_until(stop, address, token, first))
                })
                .collect();
            let latency = pace(options, target, cast, &mut faults);
            stop.store(true, Ordering::Relaxed);
            let mut uploads = 0;
            for thread in uploading {
                uploads += thread.join().ok().context("an upload panicked")??;
            }
            anyhow::Ok((latency?, uploads))
        })?;
        let [p50, p99] = latency;
        let mut measurement = Measurement::new("beside uploads", AT_ONCE, Wire::Orvale);
        measurement.figure("p50 ms", p50);
        measurement.figure("p99 ms", p99);
        measurement.figure("p99 ms without", idle);
        measurement.figure("p99 of that without", p99 / idle);
        measurement.figure("uploads", f64::from(uploads));
        measurement.faults = faults_since(&mut Faults::default(), target);
        report.add(measurement, &target.crowd.complaints);
    }
    Ok(())
}

/// Uploads one file after the other, the first with `first` bytes, and returns how many.
fn upload_until(stop: &AtomicBool, address: &str, token: &str, first: u64) -> Result<u32> {
    let bytes = vec![b'x'; 1 << 20];
    let (mut count, mut length) = (0, first);
    while !stop.load(Ordering::Relaxed) {
        let client = Client { address, token };
        client.upload_at("a.bin", &bytes, length, LINE / AT_ONCE as f64)?;
        (count, length) = (count + 1, SHORT);
    }
    Ok(count)
}

/// The latencies in milliseconds that half, and 99 of 100, of the deliveries do not exceed.
fn pace(
    options: &Options,
    target: &mut Target,
    cast: &Cast,
    faults: &mut Faults,
) -> Result<[f64; 2]> {
    let rate = RATE / MEMBERS as f64;
    let mut traffic = Traffic::new(&cast.population, MEMBERS, 0, 0, options.body)?;
    let warm = Instant::now() + Duration::from_secs_f64(options.seconds / 5.0);
    let sent = traffic.pace(&mut target.crowd, rate, 0, warm)?;
    traffic.drain(&mut target.crowd, PATIENCE)?;
    traffic.latency.reset();
    let end = Instant::now() + Duration::from_secs_f64(options.seconds);
    traffic.pace(&mut target.crowd, rate, sent, end)?;
    traffic.drain(&mut target.crowd, PATIENCE)?;
    let new = faults_since(faults, target);
    anyhow::ensure!(new.none(), "messages were lost or doubled: {new:?}");
    let at = |quantile| traffic.latency.value_at_quantile(quantile) as f64 / 1000.0;
    Ok([at(0.5), at(0.99)])
}
