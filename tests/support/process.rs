//! The program as a separate process: its arguments, output and exit.

use std::{
    net::SocketAddr,
    process::{ExitStatus, Stdio},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStderr, Command},
    task::JoinHandle,
};

use super::within;

/// A running server.
pub struct Process {
    child: Child,
    /// Its output after it listens. It is read continuously, because a full pipe would block the server.
    said: JoinHandle<Vec<String>>,
    pub address: SocketAddr,
    /// Its output before it listened.
    pub before: Vec<String>,
}

/// A command that has exited.
#[derive(Debug)]
pub struct Finished {
    pub status: ExitStatus,
    pub out: String,
    pub err: String,
}

fn command(through: &[&str], arguments: &[&str]) -> Command {
    let program = env!("CARGO_BIN_EXE_orvale-chat");
    let mut command = match through {
        [] => Command::new(program),
        [first, rest @ ..] => {
            let mut command = Command::new(first);
            command.args(rest).arg(program);
            command
        }
    };
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

/// Runs the program until it exits, with `input` on its standard input.
pub async fn run(arguments: &[&str], variables: &[(&str, &str)], input: &str) -> Finished {
    let mut child = command(&[], arguments)
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
        Self::start_through(&[], arguments, variables).await
    }

    /// As [`Self::start`], through a command that executes the program, whose path and arguments follow its own.
    pub async fn start_through(
        through: &[&str],
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Self {
        let mut child = command(through, arguments)
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
        let said = tokio::spawn(listen_to(errors));
        Self {
            child,
            said,
            address,
            before,
        }
    }

    /// The process's id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Kills it, like a crash, and returns its output.
    pub async fn kill(mut self) -> Vec<String> {
        self.child.kill().await.unwrap();
        within("its last words", self.said).await.unwrap()
    }

    /// Sends SIGTERM, waits, and returns the exit status and the output.
    pub async fn terminate(self) -> (ExitStatus, Vec<String>) {
        let id = self.id().to_string();
        let sent = Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .await
            .unwrap();
        assert!(sent.success());
        self.ended().await
    }

    /// Waits until it exits by itself, and returns the exit status and the output.
    pub async fn ended(mut self) -> (ExitStatus, Vec<String>) {
        let said = within("its last words", self.said).await.unwrap();
        (within("its end", self.child.wait()).await.unwrap(), said)
    }
}

async fn listen_to(mut errors: Lines<BufReader<ChildStderr>>) -> Vec<String> {
    let mut said = Vec::new();
    while let Ok(Some(line)) = errors.next_line().await {
        said.push(line);
    }
    said
}
