//! Builds the page with npm, where it changed, and hands the result to the crate.
//!
//! `ORVALE_CHAT_WEB_DIST` names a folder that is built already; npm is then not needed.

use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

const PREBUILT: &str = "ORVALE_CHAT_WEB_DIST";
/// What the build reads. Never the whole folder: `node_modules` is 300 MB.
const SOURCES: [&str; 8] = [
    "src",
    "scripts",
    "chat.html",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.ts",
    "vite.widget.config.ts",
];
const OLDEST_NODE: (u32, u32) = (20, 19);
const SHOWN_LINES: usize = 40;

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    println!("cargo:rerun-if-env-changed={PREBUILT}");
    let folder = |name| {
        env::var_os(name)
            .map(PathBuf::from)
            .ok_or(format!("{name} is not set"))
    };
    let web = folder("CARGO_MANIFEST_DIR")?;
    let dist = match env::var_os(PREBUILT) {
        Some(prebuilt) => watched(web.join(prebuilt)),
        // A folder of its own: nobody else who builds the page is in the way.
        None => built(&web, folder("OUT_DIR")?.join("dist"))?,
    };
    for needed in ["chat.html", "widget.js"] {
        if !dist.join(needed).is_file() {
            return Err(format!(
                "{} has no {needed}: it is no built page",
                dist.display()
            ));
        }
    }
    println!(
        "cargo:rustc-env=ORVALE_CHAT_WEB_EMBEDDED={}",
        dist.display()
    );
    Ok(())
}

fn watched(path: PathBuf) -> PathBuf {
    println!("cargo:rerun-if-changed={}", path.display());
    path
}

/// Runs npm as far as needed. Another build of the same checkout waits for its turn.
fn built(web: &Path, dist: PathBuf) -> Result<PathBuf, String> {
    for source in SOURCES {
        watched(web.join(source));
    }
    let failed = |e: io::Error| format!("cannot write to {}: {e}", web.display());
    let turn = fs::File::create(web.join(".build-lock")).map_err(failed)?;
    turn.lock().map_err(failed)?;
    check_node()?;
    let stamp = web.join("node_modules/.orvale-chat-lock");
    let wanted = hash(&web.join("package-lock.json")).map_err(failed)?;
    if !fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        npm(
            web,
            &[
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--include=dev",
            ],
        )?;
        fs::write(&stamp, wanted).map_err(failed)?;
    }
    let target = dist
        .to_str()
        .ok_or_else(|| format!("{} is not Unicode", dist.display()))?;
    npm(web, &["run", "build", "--", target])?;
    Ok(dist)
}

fn check_node() -> Result<(), String> {
    let (major, minor) = OLDEST_NODE;
    let advice = format!(
        "the chat page needs Node {major}.{minor} or newer, with npm, to be built. Install it, or \
         name a folder that is built already in {PREBUILT}, or build without the page: \
         cargo build --no-default-features"
    );
    let output = Command::new("node").arg("--version").output();
    let output = output.map_err(|e| format!("cannot run node ({e}): {advice}"))?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let mut numbers = version
        .trim_start_matches('v')
        .split('.')
        .map_while(|n| n.parse().ok());
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < OLDEST_NODE {
        return Err(format!("this is node {version}: {advice}"));
    }
    Ok(())
}

fn npm(web: &Path, arguments: &[&str]) -> Result<(), String> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let command = format!("npm {}", arguments.join(" "));
    let output = Command::new(program)
        .args(arguments)
        .current_dir(web)
        .output();
    let output = output.map_err(|e| format!("cannot run `{command}`: {e}"))?;
    if output.status.success() {
        return Ok(());
    }
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    let tail = lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n");
    Err(format!(
        "`{command}` failed in {}; it ended with\n{tail}",
        web.display()
    ))
}

fn hash(file: &Path) -> io::Result<String> {
    let mut hasher = DefaultHasher::new();
    fs::read(file)?.hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}
