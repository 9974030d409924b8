//! The registry of commands, and the code derived from it.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::{Command, Rate};

/// The description of a command.
#[derive(Clone, Copy, Debug)]
pub struct CommandInfo {
    /// The command's name.
    pub name: &'static str,
    /// The rate class whose budget it uses.
    pub rate: Rate,
    /// True if a socket may send it; false if only a REST route offers it.
    pub over_socket: bool,
}

impl CommandInfo {
    pub(super) const fn of<C: Command>(over_socket: bool) -> Self {
        Self {
            name: C::NAME,
            rate: C::RATE,
            over_socket,
        }
    }
}

/// Deserializes a struct from a map only: serde would also accept an array of its fields in order,
/// which is not part of the protocol.
pub(super) fn from_map<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    data: D,
) -> Result<T, D::Error> {
    struct MapVisitor<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for MapVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map))
        }
    }

    data.deserialize_map(MapVisitor(PhantomData))
}

/// Declares the modules of all commands and derives [`COMMANDS`](super::COMMANDS) from them, the
/// decoding of frames, and [`each_command!`](crate::each_command).
macro_rules! commands {
    (
        socket { $($module:ident: $($name:ident),+;)+ }
        rest { $($rest_module:ident: $($rest_name:ident),+;)+ }
    ) => {
        $(pub mod $module;)+
        $(pub mod $rest_module;)+
        $($(pub use $module::$name;)+)+
        $($(pub use $rest_module::$rest_name;)+)+

        /// Every command: first those that a socket may send, then those of REST alone.
        pub const COMMANDS: &[CommandInfo] = &[
            $($(CommandInfo::of::<$name>(true),)+)+
            $($(CommandInfo::of::<$rest_name>(false),)+)+
        ];

        impl crate::protocol::frame::CommandSet for AnyCommand {
            fn decode<'de, D: Deserializer<'de>>(
                name: &str,
                data: D,
            ) -> Result<Result<Self, Failure>, D::Error> {
                $($(if name == <$name as Command>::NAME {
                    let command: $name = registry::from_map(data)?;
                    return Ok(Ok(Self::of_socket(command)));
                })+)+
                serde::de::IgnoredAny::deserialize(data)?;
                Ok(Err(dispatch::unknown()))
            }
        }

        /// Invokes `$with!` with the type of each command that a socket may send.
        #[macro_export]
        macro_rules! each_command {
            ($with:ident) => { $($($with!($crate::commands::$name);)+)+ };
        }
    };
}
pub(super) use commands;
