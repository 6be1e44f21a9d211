//! What a process asks of the page: a memory and a worker for another, the end of another. Natively this module plays the page.

use super::table::Place;
use std::sync::OnceLock;

/// Asks the page; must not wait for it.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// A memory and a worker for the process at this place of the table. The page sets the place to booting or refused.
    pub start: fn(place: u32),
    /// The end of the process with this number: every wait and checkpoint of it is to trap.
    pub end: fn(number: u32),
}

static PAGE: OnceLock<Page> = OnceLock::new();

/// Says how to ask the page. Only the first call counts. Natively nothing need be said: threads of the operating system are started.
pub fn set_page(page: Page) {
    let _ = PAGE.set(page);
}

/// No memory and no worker can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused;

pub(super) fn start(place: Place) -> Result<(), Refused> {
    match PAGE.get() {
        Some(page) => {
            (page.start)(place.index());
            Ok(())
        }
        None => imp::start(place),
    }
}

pub(super) fn end(number: u32) {
    match PAGE.get() {
        Some(page) => (page.end)(number),
        None => imp::end(number),
    }
}

#[cfg(target_arch = "wasm32")]
mod imp {
    use super::{Place, Refused};

    pub(super) fn start(_: Place) -> Result<(), Refused> {
        Err(Refused)
    }

    pub(super) fn end(_: u32) {}
}

#[cfg(not(target_arch = "wasm32"))]
use native as imp;
#[cfg(not(target_arch = "wasm32"))]
pub use native::run_of;

#[cfg(not(target_arch = "wasm32"))]
mod native {
    //! The page of native tests: a process is a context of its own on a thread of the operating system.

    use super::super::life::{Ticket, live};
    use super::{Place, Refused};
    use crate::context::{Process, enter_free_slot};
    use crate::sync::Guarded;
    use crate::thread;
    use core::time::Duration;
    use std::sync::LazyLock;

    /// A process that was started natively, and the run that it belongs to.
    #[derive(Clone, Copy)]
    struct Row {
        /// The run's main process.
        run: &'static Process,
        process: &'static Process,
        lives: bool,
    }

    static STARTED: LazyLock<Guarded<Vec<Row>>> = LazyLock::new(|| Guarded::new(Vec::new()));

    /// The processes of the run whose main process this is, itself first, those that have ended included.
    pub fn run_of(main: &'static Process) -> Vec<&'static Process> {
        let others = STARTED.with(|rows| {
            let mine = rows.iter().filter(|row| core::ptr::eq(row.run, main));
            mine.map(|row| row.process).collect::<Vec<_>>()
        });
        core::iter::once(main).chain(others).collect()
    }

    /// The main process of the run that the calling process belongs to.
    fn own_run() -> &'static Process {
        let process = thread::own_process_or_main();
        let known = STARTED.with(|rows| {
            let own = rows.iter().find(|row| core::ptr::eq(row.process, process));
            own.map(|row| row.run)
        });
        known.unwrap_or(process)
    }

    pub(in super::super) fn start(place: Place) -> Result<(), Refused> {
        let run = own_run();
        let process = Process::leak(place.number(), run.tracing());
        STARTED.with(|rows| {
            rows.push(Row {
                run,
                process,
                lives: true,
            });
        });
        let body = move || {
            // A new process has slots.
            if let Some(entered) = enter_free_slot(process) {
                live(&entered, Ticket::Started(place));
            }
            STARTED.with(|rows| {
                let own = rows
                    .iter_mut()
                    .find(|row| core::ptr::eq(row.process, process));
                own.into_iter().for_each(|row| row.lives = false);
            });
            process.finish();
            wake_run(run);
        };
        let spawned = std::thread::Builder::new().spawn(body);
        spawned.map(drop).map_err(|_| Refused)
    }

    /// Wakes all waits of a run: who waits for something of a process that has ended looks again. A wake may fall between a look and its wait,
    /// so it is repeated, as the page does at its ticks.
    fn wake_run(run: &'static Process) {
        const TIMES: u32 = 20;
        const TICK: Duration = Duration::from_millis(3);
        for _ in 0..TIMES {
            run_of(run).into_iter().for_each(Process::wake_waits);
            if run.workers() == 0 {
                return;
            }
            std::thread::park_timeout(TICK);
        }
    }

    /// Natively a process cannot be killed without its program: it unwinds instead of trapping.
    pub(in super::super) fn end(number: u32) {
        let found = STARTED.with(|rows| {
            let lives = rows.iter().filter(|row| row.lives);
            lives.map(|row| row.process).find(|p| p.number() == number)
        });
        let Some(process) = found else { return };
        process.stop();
        // A wake may fall between a thread's look and its wait, so it is repeated until all have left.
        let stopper = move || {
            while process.workers() > 0 {
                process.stop();
                std::thread::yield_now();
            }
        };
        std::thread::Builder::new().spawn(stopper).ok();
    }
}
