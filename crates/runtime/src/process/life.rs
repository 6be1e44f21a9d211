//! A started process's life, from taking what it was given to its exit code.
//!
//! Order of the end, as in CPython's `BaseProcess._bootstrap`: the entry point returns or raises; its children end (daemons are terminated, the
//! others joined); an error is printed; threads that are no daemons are joined; the exit code is told.

use super::entries;
use super::family::{self, ParentProcess};
use super::parcel::Luggage;
use super::table::Place;
use crate::context::{self, Ended, Entered};
use crate::error::{Error, Kind};
use crate::stop::Stopped;
use crate::thread;
use core::sync::atomic::Ordering::Release;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use trace::layout::header;

/// Which process a worker is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ticket {
    /// The one that was started at this place of the table.
    Started(Place),
    /// A spare one, which stands ready at this place until it is started.
    Spare(Place),
}

impl Ticket {
    /// The ticket of a process that was started at the place with this index.
    pub fn started(index: u32) -> Ticket {
        Ticket::Started(Place::at(index))
    }

    /// The ticket of a spare process; `None` when the table has no place for one.
    pub fn spare() -> Option<Ticket> {
        Place::for_spare().map(Ticket::Spare)
    }

    /// Number of the process.
    pub fn number(self) -> u32 {
        self.place().number()
    }

    fn place(self) -> Place {
        let (Ticket::Started(place) | Ticket::Spare(place)) = self;
        place
    }
}

/// Lives a process's life on this worker, its main thread, until its exit code is told. `entered` is in a process that was made for this ticket.
///
/// # Blocking
/// Until then; a spare process parks first, until it is started or the run ends.
pub fn live(entered: &Entered, ticket: Ticket) {
    let place = ticket.place();
    if matches!(ticket, Ticket::Spare(_)) {
        let waited = catch_unwind(AssertUnwindSafe(|| place.wait_for_start()));
        if !waited.unwrap_or(false) {
            // Only Stop unwinds a wait; nobody will start it any more.
            return place.free();
        }
    }
    let process = entered.context().process();
    process.family().stand_at(place);
    // By it the page says later that nobody is left here, whose place may be another's by then.
    process
        .header_word(header::IDENTITY)
        .store(place.identity(), Release);
    place.run(process.header_address());
    let mut told = 0;
    let ended = thread::run_here(entered, "MainThread", || told = run(place));
    let asked = place.asked().cast_signed();
    let exit = match ended {
        _ if asked != 0 => -asked,
        Ok(()) => told,
        // Stop ends the run: nobody will look.
        Err((Ended::Stopped, _)) => -super::SIGTERM.cast_signed(),
        Err(_) => 1,
    };
    place.end(exit);
}

/// Runs the entry point and gives the exit code.
fn run(place: Place) -> i32 {
    let start = place.start_of();
    let number = place.number();
    let called = start.parcel.unpack(number).and_then(|luggage| {
        let Luggage {
            identity,
            parent_name,
            arguments,
        } = luggage;
        family::own().introduce(identity, ParentProcess::new(parent_name, start.parent));
        call(start.entry, &arguments)
    });
    family::at_exit();
    match called {
        Ok(()) => 0,
        Err(error) => exit_code(&error),
    }
}

/// Calls an entry point; a panic is an error, Stop goes on.
fn call(entry: u32, arguments: &[u8]) -> Result<(), Error> {
    catch_unwind(AssertUnwindSafe(|| entries::call(entry, arguments))).unwrap_or_else(|payload| {
        if Stopped::is(&*payload) {
            resume_unwind(payload);
        }
        Err(thread::caught(&*payload))
    })
}

/// The exit code of a process that ends by this error, which is printed.
fn exit_code(error: &Error) -> i32 {
    if error.kind().name() == SYSTEM_EXIT {
        return exit_code_of_exit(error.message());
    }
    context::print(&format!("Process {}:", family::own().me().name));
    if let Some(trace) = error.trace() {
        context::print(trace);
    }
    context::print(&error.to_string());
    1
}

const SYSTEM_EXIT: &str = "SystemExit";

/// `sys.exit()` is 0, `sys.exit(3)` is 3, and a text is printed and is 1.
fn exit_code_of_exit(message: &str) -> i32 {
    if message.is_empty() {
        return 0;
    }
    message.parse().unwrap_or_else(|_| {
        context::print(message);
        1
    })
}

/// Ends the calling process with this exit code, from its main thread; another thread ends by it alone, silently.
///
/// # Panics
/// Unwinds, without the panic hook: it raises `SystemExit`.
///
/// Origin: `sys.exit(N)`.
pub fn exit(code: i32) -> ! {
    thread::raise(Error::new(
        Kind::Other(SYSTEM_EXIT.into()),
        code.to_string(),
    ))
}

/// Ends the calling process with exit code 1, after printing `text`.
///
/// # Panics
/// As [`exit`].
///
/// Origin: `sys.exit("text")`.
pub fn exit_with(text: &str) -> ! {
    thread::raise(Error::new(Kind::Other(SYSTEM_EXIT.into()), text.to_owned()))
}
