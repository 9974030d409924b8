//! New databases on a PostgreSQL server, one for each server under test; dropped at the end.

use std::cell::RefCell;

use anyhow::{Context, Result};
use sea_orm::{ConnectionTrait as _, Database};
use tokio::runtime::Runtime;

/// A PostgreSQL server.
#[derive(Debug)]
pub struct Postgres {
    /// The URL of an existing database.
    admin: String,
    created: RefCell<Vec<String>>,
    runtime: Runtime,
}

impl Postgres {
    /// Uses the server of the URL `admin`.
    ///
    /// # Errors
    /// If no runtime can be created.
    pub fn new(admin: &str) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        Ok(Self {
            admin: admin.to_owned(),
            created: RefCell::default(),
            runtime,
        })
    }

    /// Creates an empty database and returns its URL.
    ///
    /// # Errors
    /// If the server refuses.
    pub fn create(&self, number: usize) -> Result<String> {
        let name = format!("load_{}_{number}", std::process::id());
        self.run(&format!("CREATE DATABASE {name}"))?;
        let (server, _) = self
            .admin
            .rsplit_once('/')
            .context("no database in the URL")?;
        let url = format!("{server}/{name}");
        self.created.borrow_mut().push(name);
        Ok(url)
    }

    fn run(&self, statement: &str) -> Result<()> {
        self.runtime.block_on(async {
            let server = Database::connect(&self.admin).await?;
            server.execute_unprepared(statement).await?;
            server.close().await?;
            Ok(())
        })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        for name in self.created.take() {
            if let Err(error) = self.run(&format!("DROP DATABASE {name} WITH (FORCE)")) {
                eprintln!("{name} is left behind: {error:#}");
            }
        }
    }
}
