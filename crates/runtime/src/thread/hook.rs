//! Uncaught errors of threads: Python's `threading.excepthook`.

use super::object::Thread;
use crate::context;
use crate::error::{Error, Kind};
use crate::sync::Guarded;
use std::any::Any;
use std::sync::{Arc, LazyLock};

/// What an except-hook is told: `exc_type` and `exc_value` are the error's kind and message, `exc_traceback` its trace.
#[derive(Clone, Debug)]
pub struct ExceptHookArgs {
    /// What was raised.
    pub error: Error,
    /// The thread that ends by it.
    pub thread: Thread,
}

type Hook = Arc<dyn Fn(&ExceptHookArgs) + Send + Sync>;

static HOOK: LazyLock<Guarded<Option<Hook>>> = LazyLock::new(|| Guarded::new(None));

/// Sets what is called with every uncaught error of a thread; the thread that started it is not told. `SystemExit` is silent.
pub fn set_excepthook(hook: impl Fn(&ExceptHookArgs) + Send + Sync + 'static) {
    drop(HOOK.with(|now| now.replace(Arc::new(hook))));
}

/// Sets the hook that prints, as it is at first.
pub fn reset_excepthook() {
    drop(HOOK.with(Option::take));
}

/// Ends the calling thread, silently: `_thread.exit`, which raises `SystemExit`.
///
/// # Panics
/// Unwinds, without the panic hook.
pub fn exit() -> ! {
    raise(Error::new(Kind::Other("SystemExit".into()), ""))
}

/// Raises an error as Python does: unwinds, without the panic hook, until a thread's or task's end turns it into a value again.
///
/// # Panics
/// Always.
pub fn raise(error: Error) -> ! {
    std::panic::resume_unwind(Box::new(error))
}

/// What an unwinding carried, as an error: an [`Error`] that was raised, or the text of a panic.
pub(crate) fn caught(payload: &(dyn Any + Send)) -> Error {
    if let Some(error) = payload.downcast_ref::<Error>() {
        return error.clone();
    }
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    Error::runtime(text.unwrap_or_else(|| "panic".to_owned()))
}

/// Tells the hook of an uncaught error.
pub(super) fn uncaught(error: &Error, thread: &Thread) {
    if error.kind().name() == "SystemExit" {
        return;
    }
    let hook = HOOK.with(|now| now.clone());
    match hook {
        Some(hook) => hook(&ExceptHookArgs {
            error: error.clone(),
            thread: thread.clone(),
        }),
        None => print(error, thread),
    }
}

/// Prints an error that nobody can be told of: one of a thread without an object.
pub(super) fn unraisable(error: &Error, function: &str) {
    if error.kind().name() != "SystemExit" {
        context::print(&format!(
            "Exception ignored in thread started by: {function}"
        ));
        context::print(&error.to_string());
    }
}

fn print(error: &Error, thread: &Thread) {
    context::print(&format!("Exception in thread {}:", thread.get_name()));
    if let Some(trace) = error.trace() {
        context::print(trace);
    }
    context::print(&error.to_string());
}
