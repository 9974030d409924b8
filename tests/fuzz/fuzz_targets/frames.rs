//! Decodes arbitrary bytes from a client: this never panics, and never takes more memory than the longest
//! message needs.
//!
//! docs/operations.md, "Tests", says how to run it.

#![no_main]

use actors::{
    commands::{Authenticate, ClientFrame},
    protocol::frame,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match ClientFrame::decode(bytes) {
        // A ping encodes to the same bytes, except for the width of its number.
        Ok(ClientFrame::Ping(n)) => {
            let again = ClientFrame::decode(&frame::ping(n));
            assert!(matches!(again, Ok(ClientFrame::Ping(m)) if m == n));
        }
        Ok(ClientFrame::Pong(n)) => {
            let again = ClientFrame::decode(&frame::pong(n));
            assert!(matches!(again, Ok(ClientFrame::Pong(m)) if m == n));
        }
        Ok(ClientFrame::Command {
            reference,
            command: Err(failure),
        }) => {
            // A refusal can always be sent, and is short.
            assert!(frame::failure(Some(reference), &failure).len() < 4 * bytes.len() + 1024);
        }
        Ok(ClientFrame::Command {
            command: Ok(command),
            ..
        }) => {
            // Commands are logged, but tokens must not be.
            let shown = format!("{command:?}");
            if let Some(login) = command.read::<Authenticate>()
                && login.token.len() > 8
            {
                assert!(!shown.contains(&login.token));
            }
        }
        Err(error) => {
            let shown = error.to_string();
            assert!(
                shown.len() < 4 * bytes.len() + 1024,
                "{} bytes",
                shown.len()
            );
        }
    }
});
