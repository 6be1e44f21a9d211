//! Errors as Python raises them: a type, a message, and the trace of the task that raised it.
//!
//! Type and message are part of the contract (the page prints them, tests compare them), so every one that the threading and queue modules
//! can raise is made by a constructor here, whose message is written once. The parity test (`tests/parity.rs`) walks them all.
//!
//! Origin: messages as observed on CPython 3.13; `str(e)` of `queue.Empty` and its like is empty.

use std::borrow::Cow;
use std::fmt;

/// The Python type of an [`Error`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// `AssertionError`
    Assertion,
    /// `AttributeError`
    Attribute,
    /// `threading.BrokenBarrierError`, a `RuntimeError`.
    BrokenBarrier,
    /// `queue.Empty`
    Empty,
    /// `queue.Full`
    Full,
    /// `OverflowError`
    Overflow,
    /// `RuntimeError`
    Runtime,
    /// `queue.ShutDown`
    ShutDown,
    /// `TypeError`
    Type,
    /// `ValueError`
    Value,
    /// Any other, by its name as Python prints it.
    Other(Cow<'static, str>),
}

impl Kind {
    /// The name as Python prints it in a traceback, for example `ValueError` or `queue.Full`. A traceback of CPython says `_queue.Empty`, since that class is made in C; `queue.Empty` is how programs name it.
    pub fn name(&self) -> &str {
        match self {
            Self::Assertion => "AssertionError",
            Self::Attribute => "AttributeError",
            Self::BrokenBarrier => "BrokenBarrierError",
            Self::Empty => "queue.Empty",
            Self::Full => "queue.Full",
            Self::Overflow => "OverflowError",
            Self::Runtime => "RuntimeError",
            Self::ShutDown => "queue.ShutDown",
            Self::Type => "TypeError",
            Self::Value => "ValueError",
            Self::Other(name) => name,
        }
    }

    /// The kind with this name: the inverse of [`name`](Self::name).
    pub fn from_name(name: &str) -> Self {
        const NAMED: [Kind; 10] = [
            Kind::Assertion,
            Kind::Attribute,
            Kind::BrokenBarrier,
            Kind::Empty,
            Kind::Full,
            Kind::Overflow,
            Kind::Runtime,
            Kind::ShutDown,
            Kind::Type,
            Kind::Value,
        ];
        NAMED
            .into_iter()
            .find(|kind| kind.name() == name)
            .unwrap_or_else(|| Self::Other(Cow::Owned(name.to_owned())))
    }
}

/// What Python would have raised. Prints as Python does: `ValueError: n must be one or more`, and the bare type where the message is empty.
///
/// # Examples
/// ```
/// # use runtime::error::Error;
/// assert_eq!(Error::runtime("release unlocked lock").to_string(), "RuntimeError: release unlocked lock");
/// assert_eq!(Error::full().to_string(), "queue.Full");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: Kind,
    message: Cow<'static, str>,
    trace: Option<Box<str>>,
}

impl Error {
    /// An error of this kind.
    pub fn new(kind: Kind, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            message: message.into(),
            trace: None,
        }
    }

    /// A `RuntimeError`.
    pub fn runtime(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Runtime, message)
    }

    /// A `ValueError`.
    pub fn value(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Value, message)
    }

    /// A `TypeError`.
    pub fn type_error(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Type, message)
    }

    /// `queue.Empty`, without a message.
    pub const fn empty() -> Self {
        Self {
            kind: Kind::Empty,
            message: Cow::Borrowed(""),
            trace: None,
        }
    }

    /// `queue.Full`, without a message.
    pub const fn full() -> Self {
        Self {
            kind: Kind::Full,
            message: Cow::Borrowed(""),
            trace: None,
        }
    }

    /// `queue.ShutDown`, without a message.
    pub const fn shut_down() -> Self {
        Self {
            kind: Kind::ShutDown,
            message: Cow::Borrowed(""),
            trace: None,
        }
    }

    /// `BrokenBarrierError`, without a message.
    pub const fn broken_barrier() -> Self {
        Self {
            kind: Kind::BrokenBarrier,
            message: Cow::Borrowed(""),
            trace: None,
        }
    }

    /// The same error with the trace of the task that raised it (Python's `RemoteTraceback`).
    #[must_use]
    pub fn with_trace(mut self, trace: impl Into<Box<str>>) -> Self {
        self.trace = Some(trace.into());
        self
    }

    /// Its Python type.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// `str(e)`; may be empty.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The trace of the task that raised it, if it came from one.
    pub fn trace(&self) -> Option<&str> {
        self.trace.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        if self.message.is_empty() {
            Ok(())
        } else {
            write!(f, ": {}", self.message)
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_again_by_its_name() {
        for name in [
            "ValueError",
            "queue.Empty",
            "queue.ShutDown",
            "BrokenBarrierError",
            "KeyError",
        ] {
            assert_eq!(Kind::from_name(name).name(), name, "round trip of {name}");
        }
    }
}
