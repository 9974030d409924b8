//! The CPU time of a packet of one camera for each of its viewers: ours, and Janus' if it is there.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use media::{Client, Guest, World};
use tokio::time::{interval, timeout};

use super::janus::Janus;
use super::{SILENCE, cpu_of_forwarding, judged};

/// Packets of the camera, of this many bytes each, and how many come in a second: a stream of about 2.2 Mbit/s.
const PICTURES: u16 = 2_500;
const PICTURE: usize = 1_100;
const PICTURES_A_SECOND: u32 = 250;

/// Whoever sends a camera or watches one.
trait Party: Send + 'static {
    fn show(&self, sequence: u16, key: bool) -> impl Future<Output = ()> + Send;
    fn payload(&mut self) -> impl Future<Output = Bytes> + Send;
}

impl Party for Client {
    async fn show(&self, sequence: u16, key: bool) {
        Client::show(self, sequence, PICTURE, key).await;
    }

    async fn payload(&mut self) -> Bytes {
        Client::payload(self).await
    }
}

impl Party for Guest {
    async fn show(&self, sequence: u16, key: bool) {
        Guest::show(self, sequence, PICTURE, key).await;
    }

    async fn payload(&mut self) -> Bytes {
        Guest::payload(self).await
    }
}

/// Prints the cost of a packet of one camera for each of so many viewers, and what it costs Janus right after that.
pub(crate) async fn forward(viewers: usize, janus: Option<&str>) {
    let ours = ours(viewers).await;
    let goal = goal_of(viewers);
    print(
        viewers,
        "",
        ours,
        judged(ours.0 <= goal, &format!("at most {goal} us")),
    );
    if let Some(program) = janus {
        let theirs = theirs(viewers, program).await;
        let share = ours.0 / theirs.0;
        let goal = judged(share <= 0.5, "at most half of Janus");
        print(
            viewers,
            " with Janus",
            theirs,
            format!("ours is {share:.2} of it: {goal}"),
        );
    }
}

fn print(viewers: usize, of: &str, (micros, arrived): (f64, usize), verdict: String) {
    let wanted = viewers * usize::from(PICTURES);
    println!(
        "1 x {viewers:<2}{of} {micros:>8.2} us of CPU a packet, {arrived} of {wanted} arrived   {verdict}"
    );
}

/// Returns the goal of the CPU time of a packet, in microseconds.
fn goal_of(viewers: usize) -> f64 {
    match viewers {
        ..10 => 12.0,
        10..25 => 8.0,
        _ => 6.0,
    }
}

async fn ours(viewers: usize) -> (f64, usize) {
    let world = World::new().await;
    let mut camera = world.join("camera").await;
    camera.publish_camera().await;
    Party::show(&camera, 0, true).await;
    let watching = (0..viewers).map(async |viewer| {
        let mut client = world.join(&format!("viewer {viewer}")).await;
        client.receive(1).await;
        client
    });
    let watching = join_all(watching).await;
    cost(camera, watching, cpu_of_forwarding).await
}

async fn theirs(viewers: usize, program: &str) -> (f64, usize) {
    let mut janus = Janus::start(program).await;
    let (camera, name) = janus.camera().await;
    camera.show(0, PICTURE, true).await;
    let mut watching = Vec::new();
    for _ in 0..viewers {
        watching.push(janus.viewer(name).await);
    }
    cost(camera, watching, || janus.cpu()).await
}

/// Returns the microseconds that a packet takes, and how many have arrived.
async fn cost<P: Party>(camera: P, watching: Vec<P>, cpu: impl Fn() -> Duration) -> (f64, usize) {
    let before = cpu();
    let counting: Vec<_> = watching
        .into_iter()
        .map(|client| tokio::spawn(arrivals(client)))
        .collect();
    let mut clock = interval(Duration::from_secs(1) / PICTURES_A_SECOND);
    for sequence in 1..=PICTURES {
        clock.tick().await;
        camera.show(sequence, sequence % 250 == 1).await;
    }
    let arrived: usize = join_all(counting)
        .await
        .into_iter()
        .map(Result::unwrap_or_default)
        .sum();
    (
        (cpu() - before).as_secs_f64() * 1e6 / arrived as f64,
        arrived,
    )
}

/// Returns how many packets arrive until none comes any more.
async fn arrivals(mut client: impl Party) -> usize {
    let mut arrived = 0;
    while timeout(SILENCE, client.payload()).await.is_ok() {
        arrived += 1;
    }
    arrived
}
