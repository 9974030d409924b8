//! `cargo bench --bench tickets -- --server PROGRAM`: how soon the room of a ticket tells what Orvale changed, what the
//! watching costs while nothing changes, and how long it takes to find tickets, with 100,000 of them.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use clap::Parser;
use entity::Database;
use load::{population::Population, process::Server, seed::seed};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// How often a ticket is changed, and each search repeated.
const TIMES: usize = 20;
/// How long the server rests before it is left alone.
const SETTLE: Duration = Duration::from_secs(5);
/// How long the server is left alone.
const IDLE: Duration = Duration::from_secs(30);
/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(300);
/// The searches: in every title, in a few, in none, and a number.
const SEARCHES: [&str; 4] = ["printer", "floor 77 ", "zebra", "XX-250819-00042"];
const SECRET: &str = "the secret of a bench, of which nobody else must know";

/// Measures tickets.
#[derive(Debug, Parser)]
struct Options {
    /// The server's program, built for release.
    #[arg(long)]
    server: PathBuf,
    /// How many tickets there are.
    #[arg(long, default_value_t = 100_000)]
    tickets: u32,
    /// An empty database on PostgreSQL, instead of one on SQLite.
    #[arg(long)]
    database: Option<String>,
    /// The core of the server.
    #[arg(long, default_value = "0")]
    server_cores: String,
    /// cargo adds it.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(3).context("no target folder")?;
    let folder = tempfile::tempdir_in(target)?;
    let url = match &options.database {
        Some(url) => url.clone(),
        None => format!("sqlite://{}", folder.path().join("chat.db").display()),
    };
    let population = Population::new(2, &[2]);
    seed(&population, &url)?;
    let runtime = Runtime::new()?;
    let database = runtime.block_on(fill(&url, &population, options.tickets))?;
    let mut command = Command::new(&options.server);
    command.args([
        "--listen",
        "127.0.0.1:0",
        "--rate-limits",
        "off",
        "--database",
    ]);
    command.arg(&url).arg("--data").arg(folder.path());
    command.env("ORVALE_CHAT_JWT_SECRET", SECRET);
    let log = folder.path().join("server.log");
    let server = Server::start(&command, &options.server_cores, log)?;
    let token = population.tokens(SECRET)?.swap_remove(0);
    let client = Client {
        address: server.address.clone(),
        token,
    };
    measure(&server, &client, &runtime, &database)
}

/// Makes the first user an administrator, and the tickets.
async fn fill(url: &str, population: &Population, tickets: u32) -> Result<Database> {
    let database = Database::open(url, false).await?;
    let writer = database.writer();
    let admin = format!(
        "UPDATE users SET role = 'admin' WHERE username = '{}'",
        population.users[0]
    );
    writer.execute_unprepared(&admin).await?;
    let number = match writer.get_database_backend() {
        DbBackend::Postgres => "'XX-250819-' || LPAD(CAST(i AS TEXT), 6, '0')",
        _ => "printf('XX-250819-%06d', i)",
    };
    let title = "'The printer number ' || i || ' on floor ' || (i % 1000) || ' does not print'";
    let insert = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {tickets}) \
         INSERT INTO user_tickets (submission_id, user_name, employee_number, submitted_by, \
            submitted_by_employee_number, issue_title, issue_description, priority, status, \
            submitted_at, updated_at) \
         SELECT {number}, 'Lena Fischer', 'e1', 'Lena Fischer', 'e1', {title}, \
            'It has not printed since yesterday, although it was switched off and on again. ' || \
            'The display says E42, and the manual does not know that.', 'low', 'pending', \
            '2025-08-19 08:00:00', '2025-08-19 08:00:00' FROM n"
    );
    writer.execute_unprepared(&insert).await?;
    Ok(database)
}

fn measure(server: &Server, client: &Client, runtime: &Runtime, database: &Database) -> Result<()> {
    let began = Instant::now();
    // The newest are found before all are stored; the first ones are not.
    let indexed = "/api/chat/tickets?q=XX-250819-000001&limit=1";
    until("found", || Ok(client.get(indexed)?["items"] != json!([])))?;
    // The index is made in steps, with pauses in which the server only seems to rest.
    until("indexed", || {
        thread::sleep(Duration::from_secs(1));
        Ok(runtime.block_on(unindexed(database))? == 0)
    })?;
    println!("indexed after {:.0} s", began.elapsed().as_secs_f64());
    thread::sleep(SETTLE);
    let cpu = server.cpu()?;
    thread::sleep(IDLE);
    let used = server.cpu()?.saturating_sub(cpu).as_secs_f64();
    let share = 100.0 * used / IDLE.as_secs_f64();
    println!("idle: {share:.2} % of a core");
    told(client, runtime, database)?;
    for query in SEARCHES {
        let path = format!("/api/chat/tickets?limit=8&q={}", query.replace(' ', "%20"));
        let mut times = Vec::new();
        let mut found = 0;
        for _ in 0..TIMES {
            let began = Instant::now();
            let answer = client.get(&path)?;
            times.push(began.elapsed());
            found = answer["items"].as_array().map_or(0, Vec::len);
        }
        println!("search for {query:?}, {found} found: {}", spread(times));
    }
    Ok(())
}

/// How many tickets are not indexed yet.
async fn unindexed(database: &Database) -> Result<i64> {
    let left = "SELECT CAST(COUNT(*) AS BIGINT) FROM user_tickets t WHERE NOT EXISTS \
                (SELECT 1 FROM chat_ticket_words w WHERE w.ticket_id = t.id)";
    let statement = Statement::from_string(database.writer().get_database_backend(), left);
    let row = database.writer().query_one_raw(statement).await?;
    Ok(row.context("no count")?.try_get_by_index(0)?)
}

/// How soon a room is told.
fn told(client: &Client, runtime: &Runtime, database: &Database) -> Result<()> {
    let number = "XX-250819-000042";
    let room = client.request("POST", &format!("/api/chat/tickets/{number}/room"), "{}")?;
    let messages = format!("/api/chat/channels/{}/messages", room["id"]);
    let lines = || -> Result<usize> {
        let found = client.get(&messages)?;
        let lines = found["items"].as_array().context("no messages")?.iter();
        Ok(lines
            .filter(|line| line["system"]["event"] == "ticket_status")
            .count())
    };
    let mut times = Vec::new();
    for n in 1..=TIMES {
        // Whenever it is, not always after a look.
        thread::sleep(Duration::from_millis(1_000 + 137 * (n as u64 % 7)));
        let status = if n % 2 == 0 { "pending" } else { "open" };
        let now = match database.writer().get_database_backend() {
            DbBackend::Postgres => "TO_CHAR(NOW() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')",
            _ => "datetime('now')",
        };
        let change = format!(
            "UPDATE user_tickets SET status = '{status}', updated_at = {now} \
             WHERE submission_id = '{number}'"
        );
        runtime.block_on(database.writer().execute_unprepared(&change))?;
        let began = Instant::now();
        until("told", || Ok(lines()? == n))?;
        times.push(began.elapsed());
    }
    println!("a room is told after {}", spread(times));
    Ok(())
}

fn until(what: &str, mut done: impl FnMut() -> Result<bool>) -> Result<()> {
    let began = Instant::now();
    while !done()? {
        if began.elapsed() > PATIENCE {
            bail!("never {what}");
        }
        thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let millis = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1000.0);
    format!(
        "{:.1} ms (median), {:.1} ms (longest)",
        millis(times.get(times.len() / 2)),
        millis(times.last())
    )
}

/// One user's REST client.
struct Client {
    address: String,
    token: String,
}

impl Client {
    fn get(&self, path: &str) -> Result<Value> {
        self.request("GET", path, "")
    }

    fn request(&self, method: &str, path: &str, body: &str) -> Result<Value> {
        let mut stream = TcpStream::connect(&self.address)?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.address,
            self.token,
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").context("no answer")?;
        if !head.starts_with("HTTP/1.1 2") {
            bail!("{method} {path}: {answer}");
        }
        // No body here is sent in chunks.
        Ok(serde_json::from_str(body)?)
    }
}
