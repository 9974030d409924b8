//! Janus as it forwards one camera, to compare ours with: the same clients, packets and viewers.
//!
//! It runs as a process of its own, with the settings that it has by default, and is talked to over a Unix socket. What it
//! takes is the CPU time of the process, and so of all its threads.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use load::process::cpu_of_process;
use media::Guest;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::UnixDatagram;
use tokio::time::{sleep, timeout};

/// How long Janus may take to start, and to answer.
const PATIENCE: Duration = Duration::from_secs(20);
const MESSAGE: usize = 1 << 16;

/// Where Debian installs the parts of Janus.
const PARTS: &str = "/usr/lib/x86_64-linux-gnu/janus";

/// Parts that are not used.
const UNUSED_PLUGINS: [&str; 11] = [
    "audiobridge",
    "duktape",
    "echotest",
    "lua",
    "nosip",
    "recordplay",
    "sip",
    "streaming",
    "textroom",
    "videocall",
    "voicemail",
];
const UNUSED_TRANSPORTS: [&str; 5] = ["http", "mqtt", "nanomsg", "rabbitmq", "websockets"];

/// Bits a second that Janus lets a camera send.
const BITRATE: u32 = 20_000_000;

/// Janus with one room.
pub(crate) struct Janus {
    child: Child,
    socket: UnixDatagram,
    session: u64,
    transactions: u32,
    _folder: TempDir,
}

impl Janus {
    /// Starts the program.
    pub(crate) async fn start(program: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let [api, mine] = ["api", "mine"].map(|name| folder.path().join(name));
        configure(folder.path(), &api);
        let run = || {
            let mut command = Command::new(program);
            command.arg("-F").arg(folder.path());
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command.spawn().expect("Janus runs")
        };
        let mut child = run();
        let socket = UnixDatagram::bind(mine).expect("a socket");
        let listening = async {
            while socket.connect(&api).is_err() {
                // One start of six fails: it does not wait for its own part for Unix sockets.
                if matches!(child.try_wait(), Ok(Some(_))) {
                    child = run();
                }
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(PATIENCE, listening).await.expect("Janus listens");
        let mut janus = Self {
            child,
            socket,
            session: 0,
            transactions: 0,
            _folder: folder,
        };
        janus.session = number(&janus.ask(json!({"janus": "create"})).await["data"]["id"]);
        janus
    }

    /// CPU time of the process so far.
    pub(crate) fn cpu(&self) -> Duration {
        cpu_of_process(self.child.id()).expect("Linux accounts for the CPU time of processes")
    }

    /// Has a camera send, and returns it with the name under which it is watched.
    pub(crate) async fn camera(&mut self) -> (Guest, u64) {
        let handle = self.attach().await;
        let room = json!({
            "request": "create", "room": handle, "publishers": 1, "videocodec": "vp8", "bitrate": BITRATE,
        });
        self.message(handle, room, None).await;
        let join = json!({"request": "join", "ptype": "publisher", "room": handle, "id": handle});
        self.message(handle, join, None).await;
        let (mut camera, offer) = Guest::with_camera().await;
        let configure = json!({"request": "configure", "video": true, "audio": false});
        let offer = json!({"type": "offer", "sdp": offer});
        let answer = self.message(handle, configure, Some(offer)).await;
        camera.accept(sdp(&answer)).await;
        // Nobody can watch before.
        while self.next().await["janus"] != "webrtcup" {}
        (camera, handle)
    }

    /// Has somebody watch a camera.
    pub(crate) async fn viewer(&mut self, camera: u64) -> Guest {
        let handle = self.attach().await;
        let join = json!({
            "request": "join", "ptype": "subscriber", "room": camera, "streams": [{"feed": camera}],
        });
        let offer = self.message(handle, join, None).await;
        let (mut viewer, answer) = Guest::answering(sdp(&offer)).await;
        let answer = json!({"type": "answer", "sdp": answer});
        self.message(handle, json!({"request": "start"}), Some(answer))
            .await;
        viewer.connected().await;
        viewer
    }

    async fn attach(&mut self) -> u64 {
        let attach = json!({"janus": "attach", "plugin": "janus.plugin.videoroom"});
        number(&self.ask(attach).await["data"]["id"])
    }

    /// Sends a message to the plugin, and returns what it says.
    async fn message(&mut self, handle: u64, body: Value, jsep: Option<Value>) -> Value {
        let mut message = json!({"janus": "message", "handle_id": handle, "body": body});
        if let Some(jsep) = jsep {
            message["jsep"] = jsep;
        }
        let reply = self.ask(message).await;
        let error = &reply["plugindata"]["data"]["error"];
        assert!(error.is_null(), "Janus refuses {body}: {error}");
        reply
    }

    async fn ask(&mut self, mut message: Value) -> Value {
        self.transactions += 1;
        let transaction = self.transactions.to_string();
        message["transaction"] = json!(transaction);
        if self.session != 0 {
            message["session_id"] = json!(self.session);
        }
        let sent = self.socket.send(message.to_string().as_bytes()).await;
        sent.expect("Janus takes messages");
        loop {
            let reply = self.next().await;
            // The plugin's answers follow what only says that the message was taken.
            if reply["transaction"] == json!(transaction) && reply["janus"] != "ack" {
                assert_ne!(reply["janus"], "error", "{reply}");
                return reply;
            }
        }
    }

    /// Returns the next message of Janus.
    async fn next(&self) -> Value {
        let mut buffer = vec![0; MESSAGE];
        let came = timeout(PATIENCE, self.socket.recv(&mut buffer)).await;
        let length = came.expect("a message in time").expect("a message");
        serde_json::from_slice(&buffer[..length]).expect("JSON")
    }
}

impl Drop for Janus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn configure(folder: &Path, api: &Path) {
    let (folder_name, api) = (folder.display(), api.display());
    let main = format!(
        "general: {{ configs_folder = \"{folder_name}\"\n plugins_folder = \"{PARTS}/plugins\"\n \
         transports_folder = \"{PARTS}/transports\"\n events_folder = \"{folder_name}\"\n \
         loggers_folder = \"{folder_name}\"\n debug_level = 2 }}\n\
         nat: {{ full_trickle = false }}\n\
         plugins: {{ disable = \"{}\" }}\n\
         transports: {{ disable = \"{}\" }}\n",
        named(&UNUSED_PLUGINS),
        named(&UNUSED_TRANSPORTS),
    );
    let transport =
        format!("general: {{ enabled = true\n path = \"{api}\"\n type = \"SOCK_DGRAM\" }}\n");
    for (name, text) in [
        ("janus.jcfg", main),
        ("janus.transport.pfunix.jcfg", transport),
    ] {
        std::fs::write(folder.join(name), text).expect("a file");
    }
}

/// Returns the files of parts.
fn named(parts: &[&str]) -> String {
    let parts = parts.iter();
    let files: Vec<_> = parts.map(|part| format!("libjanus_{part}.so")).collect();
    files.join(",")
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

fn sdp(reply: &Value) -> String {
    let sdp = reply["jsep"]["sdp"].as_str();
    sdp.expect("a description").to_owned()
}
