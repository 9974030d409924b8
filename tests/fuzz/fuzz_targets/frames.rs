//! Whatever bytes a client sends: reading them never panics and never takes more memory than the
//! longest message could need.
//!
//! How to run it stands in docs/operations.md, "Tests".

#![no_main]

use actors::{
    commands::{Authenticate, ClientFrame},
    protocol::frame,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match ClientFrame::decode(bytes) {
        // What is a ping is one byte for byte, but for the width of its number.
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
            // A refusal is always something that can be told, in a few words.
            assert!(frame::failure(Some(reference), &failure).len() < 4 * bytes.len() + 1024);
        }
        Ok(ClientFrame::Command {
            command: Ok(command),
            ..
        }) => {
            // Commands end up in logs; a token must not.
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
