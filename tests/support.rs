//! Starting servers and speaking to them: over REST, over the socket, or as a process.

#![allow(dead_code, unused_imports)]

mod bucket;
mod daemon;
pub mod history;
mod link;
mod load;
mod member;
mod postgres;
mod process;
mod rest;
mod scanner;
mod server;
mod socket;
pub mod state;
mod tunnel;

pub use bucket::Bucket;
pub(crate) use daemon::on_both;
pub use daemon::{Daemon, token};
pub use link::{Cut, Link};
pub use load::Load;
pub use member::{Member, history as all_messages, replies as thread_messages};
pub(crate) use postgres::servers_on_both;
pub use postgres::{on_postgres, wanted as wanted_database};
pub use process::{Finished, Process, run};
pub use rest::{Answer, Rest};
pub use scanner::Scanner;
pub use server::{Builder, PASSWORD, SECRET, TestServer};
pub use socket::{Refused, Socket};
pub use tunnel::Tunnel;

use std::time::Duration;

/// How long anything may take before a test gives up; generous, since machines are shared.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// Waits for `future`, and fails the test when it takes too long.
pub async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(DEADLINE, future).await {
        Ok(done) => done,
        Err(_) => panic!("waited too long for {what}"),
    }
}

/// As [`within`], for what needs thousands of messages.
pub async fn patiently<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(DEADLINE * 4, future).await {
        Ok(done) => done,
        Err(_) => panic!("waited too long for {what}"),
    }
}
