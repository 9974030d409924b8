//! `cargo bench --bench load -- --help`

use std::process::ExitCode;

use load::{options::Options, scenario};

fn main() -> anyhow::Result<ExitCode> {
    let options = Options::from_command_line();
    let report = scenario::run(&options)?;
    println!("{report}");
    if let Some(file) = &options.json {
        report.write(file)?;
    }
    Ok(if report.faults().none() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
