//! The environment of the servers: their programs, a folder for their data, and the shared secret.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    rc::Rc,
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::{
    crowd::{ClientIds, Crowd},
    options::Options,
    population::Population,
    postgres::Postgres,
    process::{self, Server},
    seed::seed,
    wire::Wire,
};

/// The workspace's folder when the harness was compiled.
const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The environment that servers need to start.
#[derive(Debug)]
pub struct Site {
    program: PathBuf,
    secret: String,
    folder: TempDir,
    cores: String,
    postgres: Option<Postgres>,
    client_ids: ClientIds,
    started: usize,
}

/// A running server and its clients.
#[derive(Debug)]
pub struct Target {
    /// The server.
    pub server: Server,
    /// Its clients; none at first.
    pub crowd: Crowd,
}

/// A population, prepared for both servers.
#[derive(Debug)]
pub struct Cast {
    /// The population.
    pub population: Population,
    /// Their tokens, by the users' indices.
    pub tokens: Rc<[String]>,
    database: PathBuf,
    description: PathBuf,
}

impl Site {
    /// Builds the programs that are not built yet.
    ///
    /// # Errors
    /// If a build fails.
    pub fn new(options: &Options) -> Result<Self> {
        let program = match &options.server {
            _ if options.only_baseline => PathBuf::new(),
            Some(program) => program.clone(),
            None => build_server()?,
        };
        if (options.baseline || options.only_baseline)
            && !baseline_folder().join("node_modules").exists()
        {
            eprintln!("installing the baseline's packages …");
            let mut install = Command::new("npm");
            process::prepare(install.arg("ci").current_dir(baseline_folder()))?;
        }
        // Next to the build, not in /tmp, which may be in memory, where durability is free.
        let folder = tempfile::Builder::new()
            .prefix("load-")
            .tempdir_in(target_folder()?)?;
        let secret = random_secret()?;
        Ok(Self {
            program,
            secret,
            folder,
            cores: options.server_cores.clone(),
            postgres: options.postgres.as_deref().map(Postgres::new).transpose()?,
            client_ids: options.client_ids,
            started: 0,
        })
    }

    /// Prepares a population for both servers.
    ///
    /// # Errors
    /// If its database cannot be written.
    pub fn cast(&self, population: Population) -> Result<Cast> {
        let name = population.users.len();
        let database = self.folder.path().join(format!("population-{name}.db"));
        let description = self.folder.path().join(format!("population-{name}.json"));
        if !database.exists() {
            seed(&population, &format!("sqlite://{}", database.display()))?;
            fs::write(&description, serde_json::to_vec(&population)?)?;
        }
        let tokens = population.tokens(&self.secret)?.into();
        Ok(Cast {
            population,
            tokens,
            database,
            description,
        })
    }

    /// Starts a server on its own data.
    ///
    /// # Errors
    /// If it does not start.
    pub fn start(&mut self, wire: Wire, cast: &Cast) -> Result<Target> {
        self.started += 1;
        let data = self.folder.path().join(format!("server-{}", self.started));
        fs::create_dir(&data)?;
        let mut command = match wire {
            Wire::Orvale => self.orvale(&data, cast)?,
            Wire::SocketIo => baseline(&data, cast),
        };
        command.env("ORVALE_CHAT_JWT_SECRET", &self.secret);
        let server = Server::start(&command, &self.cores, data.join("server.log"))?;
        let mut crowd = Crowd::new(wire, &server.address, Rc::clone(&cast.tokens))?;
        crowd.client_ids = self.client_ids;
        Ok(Target { server, crowd })
    }

    fn orvale(&self, data: &Path, cast: &Cast) -> Result<Command> {
        let database = match &self.postgres {
            Some(postgres) => {
                let url = postgres.create(self.started)?;
                seed(&cast.population, &url)?;
                url
            }
            None => {
                let file = data.join("chat.db");
                fs::copy(&cast.database, &file)?;
                format!("sqlite://{}", file.display())
            }
        };
        let mut command = Command::new(&self.program);
        command.args(["--listen", "127.0.0.1:0", "--rate-limits", "off"]);
        command.args(["--max-connections-per-address", "100000"]);
        command.args(["--max-file-size", "2048", "--upload-quota", "1048576"]);
        command.arg("--database").arg(database);
        command.arg("--data").arg(data);
        Ok(command)
    }
}

fn baseline(data: &Path, cast: &Cast) -> Command {
    let mut command = Command::new("node");
    command
        .current_dir(baseline_folder())
        .env("NODE_ENV", "production")
        .arg("server.js");
    command.arg("--database").arg(data.join("chat.db"));
    command.arg("--population").arg(&cast.description);
    command
}

fn baseline_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("baseline")
}

/// The folder of the build: this program is `target/release/deps/load-…`.
fn target_folder() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    program
        .ancestors()
        .nth(3)
        .map(Path::to_owned)
        .context("not run from a target folder")
}

fn build_server() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args([
        "build",
        "--release",
        "--package",
        "orvale-chat",
        "--bin",
        "orvale-chat",
    ]);
    process::prepare(build.current_dir(WORKSPACE))?;
    let program = target_folder()?.join("release/orvale-chat");
    if !program.exists() {
        bail!(
            "cargo built no {}; name the server with --server",
            program.display()
        );
    }
    Ok(program)
}

fn random_secret() -> Result<String> {
    let random = fs::read("/proc/sys/kernel/random/uuid")?;
    let more = fs::read("/proc/sys/kernel/random/uuid")?;
    Ok(format!(
        "{}{}",
        String::from_utf8(random)?.trim(),
        String::from_utf8(more)?.trim()
    ))
}
