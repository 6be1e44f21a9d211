//! Which threads there are: Python's `current_thread`, `main_thread`, `enumerate`, `active_count`, `get_ident`.
//!
//! The table holds the threads that are alive, from before `start` returns to the end of the thread, and the main thread. A thread that the program did not
//! make by [`Thread`] (a pool's worker, a thread of the operating system) is not in it until it asks for itself: then it is a `Dummy-N`,
//! a daemon, as in Python.
//!
//! **Per process.** The table lies in a memory, and a memory is a process. Natively several processes may share one program (tests), so
//! the rows carry the process that they belong to.

use super::object::Thread;
use crate::context;
use crate::stop::Stopped;
use crate::sync::Guarded;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::LazyLock;

/// A thread that is alive, and the process it belongs to.
struct Row {
    process: usize,
    thread: Thread,
}

static ALIVE: LazyLock<Guarded<Vec<Row>>> = LazyLock::new(|| Guarded::new(Vec::new()));

thread_local! {
    /// The present thread's object. A worker runs many threads in turn: each sets and clears it.
    static CURRENT: RefCell<Option<Thread>> = const { RefCell::new(None) };
}

/// Names the process of this thread; 0 without a context.
fn process() -> usize {
    context::current().map_or(0, |here| core::ptr::from_ref(here.process()).addr())
}

/// The thread that calls.
pub fn current() -> Thread {
    let known = CURRENT.with_borrow(Clone::clone);
    known.unwrap_or_else(|| {
        let dummy = Thread::foreign();
        enter(dummy.clone());
        dummy
    })
}

/// The main thread of this process; the caller if none has said that it is it.
pub fn main() -> Thread {
    let process = process();
    let is_it = |row: &&Row| row.process == process && row.thread.is_main();
    let main = ALIVE.with(|rows| rows.iter().find(is_it).map(|row| row.thread.clone()));
    main.unwrap_or_else(current)
}

/// The threads of this process that are alive, the caller included, in the order in which they were started.
pub fn enumerate() -> Vec<Thread> {
    let _me = current();
    let process = process();
    ALIVE.with(|rows| {
        let mine = rows.iter().filter(|row| row.process == process);
        mine.map(|row| row.thread.clone()).collect()
    })
}

/// How many threads of this process are alive: the length of [`enumerate`].
pub fn active_count() -> usize {
    enumerate().len()
}

/// A number of the calling thread, not 0; another thread may get it after this one has ended.
pub fn get_ident() -> u32 {
    crate::sync::this_thread()
}

/// The number of the worker that runs the calling thread, 0 without a context.
pub fn get_native_id() -> u32 {
    context::current().map_or(0, context::Context::slot)
}

/// The calling thread is this one from now on.
pub(super) fn enter(thread: Thread) {
    let row = Row {
        process: process(),
        thread: thread.clone(),
    };
    ALIVE.with(|rows| rows.push(row));
    CURRENT.set(Some(thread));
}

/// The calling thread ends.
pub(super) fn leave() {
    super::local::clear();
    let Some(thread) = CURRENT.take() else { return };
    let mine = |row: &Row| row.thread.is(&thread);
    let row = ALIVE.with(|rows| rows.iter().position(mine).map(|at| rows.remove(at)));
    drop(row); // Outside: dropping the last handle of a thread runs a program's code.
}

/// Runs the main thread's part of a program: the calling thread is the main one meanwhile, and afterwards waits for all threads that
/// are no daemons, whether `body` returned or unwound, unless it was stopped; then ends the processes that this one has started.
///
/// # Blocking
/// Until all these have ended.
pub(super) fn as_main<T>(name: &str, body: impl FnOnce() -> T) -> T {
    enter(Thread::main_thread(name));
    let _leave = Leaving;
    let result = catch_unwind(AssertUnwindSafe(body));
    if !result
        .as_ref()
        .is_err_and(|payload| Stopped::is(&**payload))
    {
        while let Some(thread) = enumerate()
            .into_iter()
            .find(|t| t.is_made() && !t.is_daemon())
        {
            let _ = thread.join(); // It is started, and not the caller.
        }
        #[cfg(not(loom))] // A model has no processes.
        crate::process::family::at_exit();
    }
    result.unwrap_or_else(|payload| resume_unwind(payload))
}

/// Takes the calling thread out of the table when it ends, also while it unwinds.
pub(super) struct Leaving;

impl Drop for Leaving {
    fn drop(&mut self) {
        leave();
    }
}
