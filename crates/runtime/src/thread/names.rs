//! Names of threads that are made without one.

use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// Threads made without a name so far.
static UNNAMED: AtomicU32 = AtomicU32::new(0);

/// The name of the next such thread, for a function that Python knows as `target`: `Thread-3 (work)`.
pub(crate) fn next_name(target: &str) -> String {
    format!("Thread-{} ({target})", UNNAMED.fetch_add(1, Relaxed) + 1)
}

/// Python's name of a function: the last part of its path; `<lambda>` for a closure.
pub(super) fn of_function<F>() -> &'static str {
    let path = core::any::type_name::<F>();
    let last = path.rsplit("::").next().unwrap_or(path);
    if last.contains("closure") {
        "<lambda>"
    } else {
        last
    }
}
