//! Starts the servers, pins them to their core, and reads their resource usage from `/proc`.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// `/proc` counts CPU time in hundredths of a second on every Linux.
const TICK: Duration = Duration::from_millis(10);

/// How long a server may take to accept connections.
const START: Duration = Duration::from_secs(60);

/// A server under test; killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Its address, as `127.0.0.1:PORT`.
    pub address: String,
}

impl Server {
    /// Starts `command` on `cores` and waits for its line `listening on http://…`.
    ///
    /// # Errors
    /// If it exits or prints nothing within a minute, with the end of `log`.
    pub fn start(command: &Command, cores: &str, log: PathBuf) -> Result<Self> {
        let mut pinned = Command::new("taskset");
        pinned
            .arg("-c")
            .arg(cores)
            .arg(command.get_program())
            .args(command.get_args());
        pinned.envs(
            command
                .get_envs()
                .filter_map(|(key, value)| Some((key, value?))),
        );
        if let Some(folder) = command.get_current_dir() {
            pinned.current_dir(folder);
        }
        let child = pinned
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log)?)
            .spawn()
            .context("cannot run taskset (Debian's util-linux)")?;
        let mut server = Self {
            child,
            address: String::new(),
        };
        server.address = server.listening(&log)?;
        Ok(server)
    }

    fn listening(&mut self, log: &Path) -> Result<String> {
        let deadline = Instant::now() + START;
        loop {
            let said = fs::read_to_string(log)?;
            if let Some((_, rest)) = said.split_once("listening on http://")
                && let Some((address, _)) = rest.split_once('\n')
            {
                return Ok(address.trim().to_owned());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended with {status}:\n{said}");
            }
            if Instant::now() > deadline {
                bail!("the server is not listening after a minute:\n{said}");
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Returns the CPU time used so far by the server and all its children.
    ///
    /// # Errors
    /// If the server has exited.
    pub fn cpu(&self) -> Result<Duration> {
        tree(self.child.id()).into_iter().map(cpu_of).sum()
    }

    /// Bytes written to disk so far by the server and all its children.
    ///
    /// # Errors
    /// If the server has exited.
    pub fn written(&self) -> Result<u64> {
        tree(self.child.id()).into_iter().map(written_by).sum()
    }

    /// Resident memory of the server and all its children, in bytes.
    ///
    /// # Errors
    /// If the server has exited.
    pub fn resident(&self) -> Result<u64> {
        tree(self.child.id()).into_iter().map(resident_of).sum()
    }

    /// Has [`Server::peak`] begin anew.
    ///
    /// # Errors
    /// If the server has exited.
    pub fn forget_peak(&self) -> Result<()> {
        let file = format!("/proc/{}/clear_refs", self.child.id());
        fs::write(file, "5").context("the process is gone")
    }

    /// The most memory that was resident in the server since [`Server::forget_peak`], in bytes.
    ///
    /// # Errors
    /// If the server has exited.
    pub fn peak(&self) -> Result<u64> {
        memory_of(self.child.id(), "VmHWM:")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its data is deleted, so there is no need for a clean stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// CPU time this process has used.
///
/// # Errors
/// If `/proc` cannot be read.
pub fn own_cpu() -> Result<Duration> {
    cpu_of(std::process::id())
}

/// CPU time that those threads of this process have used that have this name.
///
/// # Errors
/// If `/proc` cannot be read.
pub fn cpu_of_threads(name: &str) -> Result<Duration> {
    let mut sum = Duration::ZERO;
    for thread in fs::read_dir("/proc/self/task")? {
        let folder = thread?.path();
        // One that has just ended counts for nothing.
        let Ok(found) = fs::read_to_string(folder.join("comm")) else {
            continue;
        };
        if found.trim_end() == name {
            let stat = fs::read_to_string(folder.join("schedstat"))?;
            let nanos = stat.split(' ').next().unwrap_or_default().parse()?;
            sum += Duration::from_nanos(nanos);
        }
    }
    Ok(sum)
}

/// CPU time that all threads of a process have used, also those that have ended.
///
/// # Errors
/// If the process has exited.
pub fn cpu_of_process(pid: u32) -> Result<Duration> {
    cpu_of(pid)
}

/// Resident memory of this process, in bytes.
///
/// # Errors
/// If `/proc` cannot be read.
pub fn own_memory() -> Result<u64> {
    resident_of(std::process::id())
}

/// Descriptors and threads of this process.
///
/// # Errors
/// If `/proc` cannot be read.
pub fn own_handles() -> Result<(usize, usize)> {
    let count =
        |what: &str| Ok::<_, std::io::Error>(fs::read_dir(format!("/proc/self/{what}"))?.count());
    Ok((count("fd")?, count("task")?))
}

/// Binds this process to one core.
///
/// # Errors
/// If the core does not exist.
pub fn pin_self(core: usize) -> Result<()> {
    let pid = std::process::id().to_string();
    let pinned = Command::new("taskset")
        .args(["-a", "-p", "-c", &core.to_string(), &pid])
        .output()?;
    if !pinned.status.success() {
        bail!(
            "cannot run on core {core}: {}",
            String::from_utf8_lossy(&pinned.stderr)
        );
    }
    Ok(())
}

/// Runs a command, and shows its output only if it fails.
///
/// # Errors
/// If it fails.
pub fn prepare(command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .with_context(|| format!("cannot run {command:?}"))?;
    if !output.status.success() {
        std::io::stderr().write_all(&output.stderr)?;
        bail!("{command:?} failed");
    }
    Ok(())
}

/// Returns a process and all its descendants.
fn tree(root: u32) -> Vec<u32> {
    let mut all = vec![root];
    let mut next = 0;
    while let Some(pid) = all.get(next).copied() {
        next += 1;
        let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else {
            continue;
        };
        for thread in threads.flatten() {
            let children = fs::read_to_string(thread.path().join("children")).unwrap_or_default();
            all.extend(
                children
                    .split_whitespace()
                    .filter_map(|child| child.parse::<u32>().ok()),
            );
        }
    }
    all
}

fn cpu_of(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).context("the process is gone")?;
    parse_cpu(&stat).context("/proc/PID/stat is not as expected")
}

/// Parses `utime` and `stime`: the 12th and 13th field after the name, which may contain anything.
fn parse_cpu(stat: &str) -> Option<Duration> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some(TICK * (user + system))
}

/// Reads `write_bytes`: the bytes sent to the disk, for the database's log and main file.
fn written_by(pid: u32) -> Result<u64> {
    let io = fs::read_to_string(format!("/proc/{pid}/io")).context("the process is gone")?;
    let line = io
        .lines()
        .find_map(|line| line.strip_prefix("write_bytes:"));
    Ok(line.context("no write_bytes")?.trim().parse()?)
}

fn resident_of(pid: u32) -> Result<u64> {
    memory_of(pid, "VmRSS:")
}

fn memory_of(pid: u32, name: &str) -> Result<u64> {
    let status =
        fs::read_to_string(format!("/proc/{pid}/status")).context("the process is gone")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .with_context(|| format!("no {name}"))?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_is_found_after_any_name() {
        let stat = "7 (a) b (c)) S 1 7 7 0 -1 4194560 100 0 0 0 150 50 9 9 20 0 1 0 5 6 7";
        assert_eq!(parse_cpu(stat), Some(Duration::from_secs(2)));
    }

    #[test]
    fn this_process_can_be_read() {
        assert!(resident_of(std::process::id()).unwrap() > 100_000);
        assert!(own_cpu().is_ok());
        assert!(written_by(std::process::id()).is_ok());
        assert_eq!(tree(std::process::id())[0], std::process::id());
    }
}
