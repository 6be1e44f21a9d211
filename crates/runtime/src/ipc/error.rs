//! What `multiprocessing` raises, in Python's words; observed on CPython 3.13. See [`Error`] for how it prints.

use super::arena::{BadHandle, NoSuchName};
use crate::error::{Error, Kind};
use std::borrow::Cow;

impl Error {
    /// An error whose type the threading and queue modules do not raise.
    pub fn named(kind: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Other(Cow::Borrowed(kind)), message)
    }

    /// An `OSError`; the message begins with `[Errno n]` where Python's does.
    pub fn os(message: impl Into<Cow<'static, str>>) -> Self {
        Self::named("OSError", message)
    }

    /// An `AssertionError`.
    pub fn assertion(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Assertion, message)
    }

    /// `EOFError`, without a message: the other end is closed and nothing is left.
    pub fn eof() -> Self {
        Self::named("EOFError", "")
    }

    /// The other end is closed.
    pub fn broken_pipe() -> Self {
        Self::named("BrokenPipeError", "[Errno 32] Broken pipe")
    }

    /// This end is closed.
    pub fn handle_closed() -> Self {
        Self::os("handle is closed")
    }

    /// An `IndexError`.
    pub fn index(message: impl Into<Cow<'static, str>>) -> Self {
        Self::named("IndexError", message)
    }

    /// `FileNotFoundError` about a name.
    pub fn not_found(name: &str) -> Self {
        let message = format!("[Errno 2] No such file or directory: '/{name}'");
        Self::named("FileNotFoundError", message)
    }

    /// `FileExistsError` about a name.
    pub fn exists(name: &str) -> Self {
        Self::named(
            "FileExistsError",
            format!("[Errno 17] File exists: '/{name}'"),
        )
    }
}

impl From<BadHandle> for Error {
    /// Python has no such handles; a descriptor that is closed comes nearest.
    fn from(bad: BadHandle) -> Self {
        Self::os(format!("[Errno 9] Bad file descriptor: {bad}"))
    }
}

impl From<NoSuchName> for Error {
    fn from(missing: NoSuchName) -> Self {
        Self::not_found(&missing.0)
    }
}
