//! Entry points: where a new process begins. A number and bytes, nothing else, so that programs need not be written in Rust: an interpreter may
//! take the number as one of its functions and the bytes as that function's pickled arguments.
//!
//! Numbers below [`BUILT_IN`] are the program's own; what they mean says the function given to [`set_program`], natively and in every
//! process of a run the same. Numbers from [`BUILT_IN`] on are the runtime's (server and pool processes): rows of a table here.

use crate::error::Error;
use crate::ipc::wire;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::OnceLock;

/// The first number that is not the program's.
pub const BUILT_IN: u32 = 1 << 31;

/// Runs an entry point with its arguments, in the new process's main thread.
pub type Body = fn(entry: u32, arguments: &[u8]) -> Result<(), Error>;

/// What an entry point may be given: anything that can be written to bytes and read from them. Holds for every type that can.
pub trait Arguments: Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Arguments for T {}

static PROGRAM: OnceLock<Body> = OnceLock::new();

/// An entry point of the runtime itself.
type BuiltIn = fn(arguments: &[u8]) -> Result<(), Error>;

/// The entry point of the runtime itself at this place from [`BUILT_IN`] on.
fn built_in(place: u32) -> Option<BuiltIn> {
    match place {
        #[cfg(feature = "manager")]
        0 => Some(crate::ipc::managed::serve),
        #[cfg(feature = "process-pools")]
        1 => Some(crate::jobs::work),
        _ => None,
    }
}

/// Says what the program's entry points do. Only the first call counts.
pub fn set_program(body: Body) {
    let _ = PROGRAM.set(body);
}

/// Reads an entry point's arguments, as the starter wrote them.
///
/// # Errors
/// `UnpicklingError` when they are of another type.
pub fn arguments<T: Arguments>(bytes: &[u8]) -> Result<T, Error> {
    Ok(wire::decode(bytes)?)
}

/// Runs an entry point.
pub(super) fn call(entry: u32, arguments: &[u8]) -> Result<(), Error> {
    if let Some(own) = entry.checked_sub(BUILT_IN) {
        return match built_in(own) {
            Some(body) => body(arguments),
            None => Err(unknown(entry)),
        };
    }
    PROGRAM
        .get()
        .ok_or_else(|| unknown(entry))
        .and_then(|body| body(entry, arguments))
}

fn unknown(entry: u32) -> Error {
    Error::runtime(format!(
        "there is no entry point {entry}: give `set_program` one before the first process is started"
    ))
}
