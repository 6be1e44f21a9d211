//! Values as bytes: what a message between processes is made of.
//!
//! Python pickles; here a value is `Serialize` and becomes `postcard` bytes. What cannot travel does not compile (a lock of `threading`, a
//! closure), so Python's errors at pickling have no counterpart. Handles of the arena's objects travel as offset and generation.
//!
//! **Foreign input.** [`decode`] never panics and never allocates more than the message could fill: `postcard` caps what a length in the message
//! may reserve, [`MAX_MESSAGE`] bounds the message, and a handle is looked at before it is an object. Reading a value inside a value takes stack, so no more
//! than [`MAX_DEPTH`] levels are read ([`depth`]). What is left over after the value is an
//! error too: the two sides do not speak of the same type.
//!
//! **Origin.** `pickle.dumps`, `pickle.loads`. **Checked by** `tests/wire.rs` and the fuzz target `wire`.

mod depth;

use crate::error::{Error, Kind};
use core::cell::Cell;
use depth::{Counted, Levels};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The longest message, in bytes: 256 MiB. A length beyond it is not believed.
pub const MAX_MESSAGE: u32 = 256 << 20;

/// How many levels a value that is read may have, as lists in lists: reading one takes stack, and the message must not decide how much.
pub const MAX_DEPTH: u32 = 128;

/// Why bytes are not the value that was expected, or a value cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Longer than [`MAX_MESSAGE`].
    #[error(
        "a message of {len} bytes is too long: at most {MAX_MESSAGE} can be sent at once, so send it in parts"
    )]
    TooLong {
        /// Its length.
        len: usize,
    },
    /// The value refuses: its type has no length, or a handle in it is gone.
    #[error("the value cannot be sent: {why}")]
    Unsendable {
        /// What the encoder says.
        why: String,
    },
    /// The bytes are no such value.
    #[error("these {len} bytes are no {wanted}: {why}; both sides must speak of the same type")]
    NotThis {
        /// Bytes of the message.
        len: usize,
        /// The type that was expected.
        wanted: &'static str,
        /// What the decoder says.
        why: String,
    },
    /// The value has more levels than [`MAX_DEPTH`].
    #[error(
        "the {wanted} in these {len} bytes has more than {MAX_DEPTH} levels; send it flatter, as a list with indices"
    )]
    TooDeep {
        /// Bytes of the message.
        len: usize,
        /// The type that was expected.
        wanted: &'static str,
    },
    /// The value was there, and more.
    #[error("{left} bytes are left after the {wanted}; both sides must speak of the same type")]
    LeftOver {
        /// Bytes left.
        left: usize,
        /// The type that was expected.
        wanted: &'static str,
    },
}

impl From<WireError> for Error {
    /// What Python's `pickle` raises: `PicklingError` for a value that cannot go, `UnpicklingError` for bytes that are none.
    fn from(error: WireError) -> Self {
        let kind = match &error {
            WireError::TooLong { .. } => "ValueError",
            WireError::Unsendable { .. } => "_pickle.PicklingError",
            WireError::TooDeep { .. } => "RecursionError",
            WireError::NotThis { .. } | WireError::LeftOver { .. } => "_pickle.UnpicklingError",
        };
        Self::new(Kind::from_name(kind), error.to_string())
    }
}

/// The value as bytes.
///
/// # Errors
/// [`WireError::TooLong`], [`WireError::Unsendable`].
/// # Cost
/// One pass over the value, one allocation that grows.
/// # Examples
/// ```
/// # use runtime::ipc::wire::{decode, encode};
/// let bytes = encode(&(7u32, "seven")).unwrap();
/// assert_eq!(decode::<(u32, String)>(&bytes), Ok((7, "seven".to_owned())));
/// assert!(decode::<u8>(&bytes).unwrap_err().to_string().starts_with("6 bytes are left"));
/// ```
/// A lock of a process's own memory cannot be sent:
/// ```compile_fail,E0277
/// let _ = runtime::ipc::wire::encode(&runtime::sync::Lock::new());
/// ```
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, WireError> {
    let mut bytes = Vec::new();
    encode_into(value, &mut bytes)?;
    Ok(bytes)
}

/// Where a value's bytes go.
pub(crate) trait Sink {
    /// Bytes so far.
    fn len(&self) -> usize;

    /// Adds these.
    fn add(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn add(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// Writes the value into an empty sink. On an error what was written so far is there still.
pub(crate) fn encode_into<T: Serialize + ?Sized>(
    value: &T,
    sink: &mut impl Sink,
) -> Result<(), WireError> {
    postcard::serialize_with_flavor(value, Behind(sink)).map_err(|error| {
        WireError::Unsendable {
            why: error.to_string(),
        }
    })?;
    match sink.len() {
        len if len > MAX_MESSAGE as usize => Err(WireError::TooLong { len }),
        _ => Ok(()),
    }
}

/// Writes behind what is there already.
struct Behind<'a, S>(&'a mut S);

impl<S: Sink> postcard::ser_flavors::Flavor for Behind<'_, S> {
    type Output = ();

    fn try_extend(&mut self, data: &[u8]) -> postcard::Result<()> {
        self.0.add(data);
        Ok(())
    }

    fn try_push(&mut self, data: u8) -> postcard::Result<()> {
        self.0.add(&[data]);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}

/// The value in these bytes.
///
/// # Errors
/// [`WireError::TooLong`], [`WireError::TooDeep`], [`WireError::NotThis`], [`WireError::LeftOver`].
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
    let len = bytes.len();
    if len > MAX_MESSAGE as usize {
        return Err(WireError::TooLong { len });
    }
    let wanted = core::any::type_name::<T>();
    let exceeded = Cell::new(false);
    let mut reader = postcard::Deserializer::from_bytes(bytes);
    let read = T::deserialize(Counted::new(&mut reader, Levels::new(MAX_DEPTH, &exceeded)));
    match read.and_then(|value| Ok((value, reader.finalize()?))) {
        Ok((value, [])) => Ok(value),
        Ok((_, rest)) => Err(WireError::LeftOver {
            left: rest.len(),
            wanted,
        }),
        Err(_) if exceeded.get() => Err(WireError::TooDeep { len, wanted }),
        Err(error) => Err(WireError::NotThis {
            len,
            wanted,
            why: error.to_string(),
        }),
    }
}

/// An error as it travels: type, message, and the trace of where it was raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentError {
    kind: String,
    message: String,
    trace: Option<String>,
}

impl From<&Error> for SentError {
    fn from(error: &Error) -> Self {
        Self {
            kind: error.kind().name().to_owned(),
            message: error.message().to_owned(),
            trace: error.trace().map(str::to_owned),
        }
    }
}

impl From<SentError> for Error {
    fn from(sent: SentError) -> Self {
        let error = Self::new(Kind::from_name(&sent.kind), sent.message);
        match sent.trace {
            Some(trace) => error.with_trace(trace),
            None => error,
        }
    }
}

/// Bytes as one piece of a message. A plain `Vec<u8>` is written number by number, which is a hundred times slower.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Bytes;
            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
        }
        deserializer.deserialize_bytes(Visitor)
    }
}
