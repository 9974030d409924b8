//! The program: what the command line asks for, and the exit code it comes to.

use std::process::ExitCode;

fn main() -> ExitCode {
    orvale_chat::commands::main()
}
