//! The `_thread` module: bare starts and bare locks.

use super::object::Returned;
use super::{StartError, hook, start};
use crate::error::Error;
use crate::sync::Lock;

/// Starts a thread that runs `f`: no object, no join, no name; an error is printed and nobody is told. Its identification number.
///
/// Python's program does not wait for such a thread at its end. Something that cannot be called does not compile (Python: `TypeError: first arg
/// must be callable`), nor do arguments that are no tuple (`TypeError: 2nd arg must be a tuple`): they are what the closure has captured.
/// ```compile_fail,E0277
/// runtime::thread::start_new_thread(5);
/// ```
/// # Errors
/// `RuntimeError: can't start new thread`.
/// Origin: `_thread.start_new_thread` of the Python 3.13 library reference.
pub fn start_new_thread<F, R>(f: F) -> Result<u32, Error>
where
    F: FnOnce() -> R + Send + 'static,
    R: Returned,
{
    let body = move || {
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(f));
        let error = match ended {
            Ok(returned) => returned.error(),
            Err(payload) if crate::stop::Stopped::is(&*payload) => {
                std::panic::resume_unwind(payload)
            }
            Err(payload) => Some(hook::caught(&*payload)),
        };
        if let Some(error) = error {
            hook::unraisable(&error, core::any::type_name::<F>());
        }
    };
    let started = start("thread", Box::new(body));
    started
        .map(|handle| handle.thread())
        .map_err(|_: StartError| Error::runtime("can't start new thread"))
}

/// A free lock, of the same type as [`Lock::new`] makes.
pub fn allocate_lock() -> Lock {
    Lock::new()
}
