//! The command line: the program's commands, and their exit codes.

mod adopt;
mod backup;
mod files;
mod log;
mod move_files;
mod permissions;
mod reindex;
mod run;
mod user;

use std::{path::PathBuf, process::ExitCode};

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand, error::ErrorKind};

use crate::{
    config::{self, Config, Secret, Settings, secret},
    server,
};

/// The exit code for an invalid configuration or command line.
const MISUSE: u8 = 2;

const AFTER_HELP: &str = "\
The variable ORVALE_CHAT_JWT_SECRET gives the secret that signs tokens, the same as Orvale's \
JWT_SECRET (at least 32 bytes). There is no flag for it. Unset, one is generated and kept in the \
data folder as jwt-secret.

Flags override ORVALE_CHAT_* variables, which override the file given by --config. The file is \
TOML and uses the names of the flags with _ for -, lists for what flags separate by commas:

    listen = \"0.0.0.0:8080\"
    database = \"sqlite:///var/lib/orvale/orvale.db\"
    trusted_proxies = [\"127.0.0.1/32\"]";

/// Chat for the Orvale helpdesk. Without a command the server runs.
#[derive(Parser)]
#[command(name = "orvale-chat", version, after_help = AFTER_HELP)]
struct CommandLine {
    /// Read the configuration from this TOML file
    #[arg(long, global = true, env = "ORVALE_CHAT_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    #[command(flatten)]
    settings: Settings,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Import the chat of Orvale's Node server, once
    Adopt(adopt::Arguments),
    /// Add users, change their passwords, deactivate and reactivate them
    #[command(subcommand)]
    User(user::Command),
    /// List each role's permissions and where they come from
    Permissions,
    /// Build the index of the search anew, while the server may be running
    Reindex,
    /// Look after uploaded files
    #[command(subcommand)]
    Files(files::Command),
    /// Copy the live database (SQLite) to a new file
    Backup(backup::Arguments),
    /// Print the OpenAPI document of the REST interface
    Openapi,
}

/// Why a command failed, by exit code.
enum Failure {
    /// The configuration or command line is invalid.
    Misuse(String),
    /// The command could not be completed.
    Failed(String),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(format!("{error:#}"))
    }
}

impl From<config::Error> for Failure {
    fn from(error: config::Error) -> Self {
        Self::Misuse(error.to_string())
    }
}

impl From<server::Error> for Failure {
    fn from(error: server::Error) -> Self {
        match error {
            server::Error::Config(error) => error.into(),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<entity::Error> for Failure {
    fn from(error: entity::Error) -> Self {
        server::Error::from(error).into()
    }
}

/// Runs the command line.
#[must_use]
pub fn main() -> ExitCode {
    let command_line = match parse() {
        Ok(command_line) => command_line,
        Err(code) => return code,
    };
    let (message, code) = match perform(command_line) {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Misuse(message)) => (message, ExitCode::from(MISUSE)),
        Err(Failure::Failed(message)) => (message, ExitCode::FAILURE),
    };
    complain(&message);
    code
}

/// Prints an error as one line to standard error, even if the message has several.
fn complain(message: &str) {
    let line: Vec<&str> = message.split_whitespace().collect();
    eprintln!("orvale-chat: {}", line.join(" "));
}

fn parse() -> Result<CommandLine, ExitCode> {
    let parsed = CommandLine::command()
        .try_get_matches()
        .and_then(|matches| CommandLine::from_arg_matches(&matches));
    parsed.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => error.exit(),
        _ => {
            // The first paragraph is the error; the rest says how to get help.
            let text = error.to_string();
            let first = text.split("\n\n").next().unwrap_or_default();
            complain(first.trim_start_matches("error: "));
            ExitCode::from(MISUSE)
        }
    })
}

fn perform(command_line: CommandLine) -> Result<(), Failure> {
    if matches!(command_line.command, Some(Command::Openapi)) {
        let document = crate::http::openapi::document().map_err(anyhow::Error::from)?;
        print(&document);
        return Ok(());
    }
    config::refuse_unknown_variables(&known_variables())?;
    let mut config = Config::resolve(command_line.settings, command_line.config.as_deref())?;
    config.jwt_secret = Secret::from_environment()?;
    config.turn_secret = config::RelayKey::from_environment();
    log::start(config.log, config.log_level);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Failed(format!("cannot start threads: {error}")))?;
    let performed = runtime.block_on(async {
        match command_line.command {
            None => run::run(config).await,
            Some(Command::Adopt(arguments)) => adopt::run(&config, &arguments).await,
            Some(Command::User(command)) => user::run(&config, command).await,
            Some(Command::Permissions) => permissions::run(&config).await,
            Some(Command::Reindex) => reindex::run(&config).await,
            Some(Command::Files(command)) => files::run(&config, &command).await,
            Some(Command::Backup(arguments)) => backup::run(&config, &arguments).await,
            Some(Command::Openapi) => Ok(()),
        }
    });
    // Remaining tasks wait for something that does not answer, such as a stopped database.
    runtime.shutdown_background();
    performed
}

fn known_variables() -> Vec<String> {
    CommandLine::command()
        .get_arguments()
        .filter_map(|argument| argument.get_env()?.to_str().map(str::to_owned))
        .chain([secret::VARIABLE.to_owned()])
        .collect()
}

/// Prints a long text. A closed pipe (`| head`) is not an error.
fn print(text: &str) {
    use std::io::Write as _;
    let _ = std::io::stdout().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn flags_stand_before_or_after_a_command() {
        for line in [
            ["orvale-chat", "--data", "/d", "permissions"],
            ["orvale-chat", "permissions", "--data", "/d"],
        ] {
            let parsed = CommandLine::try_parse_from(line).expect("parses");
            assert_eq!(parsed.settings.data, Some(PathBuf::from("/d")), "{line:?}");
        }
        let demo = CommandLine::try_parse_from(["orvale-chat", "--demo", "permissions"]);
        assert_eq!(demo.expect("parses").settings.demo, Some(true));
    }

    #[test]
    fn every_key_is_in_the_help_with_its_default_and_variable() {
        let command = CommandLine::command();
        let file_only = ["help", "version", "config"];
        for argument in command.get_arguments() {
            let name = argument.get_id().as_str();
            if file_only.contains(&name) {
                continue;
            }
            let help = argument
                .get_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            assert!(help.contains("[default: "), "{name}: {help}");
            let variable = format!("ORVALE_CHAT_{}", name.to_uppercase());
            assert_eq!(
                argument.get_env().and_then(|e| e.to_str()),
                Some(&*variable)
            );
        }
    }
}
