//! The program as a process of its own: its arguments, its words, its end.

use std::{
    net::SocketAddr,
    process::{ExitStatus, Stdio},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStderr, Command},
};

use super::within;

/// A server that runs.
pub struct Process {
    child: Child,
    errors: Lines<BufReader<ChildStderr>>,
    pub address: SocketAddr,
    /// What it said before it listened.
    pub before: Vec<String>,
}

/// A command that has ended.
#[derive(Debug)]
pub struct Finished {
    pub status: ExitStatus,
    pub out: String,
    pub err: String,
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orvale-chat"));
    for (name, _) in std::env::vars() {
        if name.starts_with("ORVALE_CHAT_") {
            command.env_remove(name);
        }
    }
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command.kill_on_drop(true);
    command
}

/// Runs the program to its end, with `input` on its standard input.
pub async fn run(arguments: &[&str], variables: &[(&str, &str)], input: &str) -> Finished {
    let mut child = command(arguments)
        .envs(variables.iter().copied())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A program that fails early does not read its input.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let output = within("the program", child.wait_with_output())
        .await
        .unwrap();
    Finished {
        status: output.status,
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Process {
    /// Starts the server and waits until it listens.
    pub async fn start(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut child = command(arguments)
            .args(["--listen", "127.0.0.1:0"])
            .envs(variables.iter().copied())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut before = Vec::new();
        let address = within("the server to listen", async {
            loop {
                let line = errors.next_line().await.unwrap().unwrap_or_else(|| {
                    panic!("the server ended: {before:?}");
                });
                if let Some((_, address)) = line.split_once("listening on http://") {
                    break address.parse().unwrap();
                }
                before.push(line);
            }
        })
        .await;
        Self {
            child,
            errors,
            address,
            before,
        }
    }

    /// The process's id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Kills it, as a crash does.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Asks it to stop, and waits; how it ended and what it said.
    pub async fn terminate(mut self) -> (ExitStatus, Vec<String>) {
        let id = self.id().to_string();
        let sent = Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .await
            .unwrap();
        assert!(sent.success());
        let mut said = Vec::new();
        while let Some(line) = within("its last words", self.errors.next_line())
            .await
            .unwrap()
        {
            said.push(line);
        }
        (within("its end", self.child.wait()).await.unwrap(), said)
    }
}
