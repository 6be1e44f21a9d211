//! Processes of a program: entry points, and how they are started and joined.
//!
//! A new process has nothing of its parent's but the arguments, so a demo names the functions that a process may begin with: one
//! static [`Entry`] each, all listed in the demo's `PROCESSES` and so in the table of demos.
//!
//! ```
//! use demos::run::{self, Entry, Run};
//! use scenario::outcome::TaskError;
//!
//! static GREET: Entry<(String, u32)> = Entry::new("greet", greet);
//!
//! fn greet(run: &mut Run, (name, times): (String, u32)) -> Result<(), TaskError> {
//!     (0..times).for_each(|_| run.print(&format!("hello {name}")));
//!     Ok(())
//! }
//! assert_eq!(GREET.name(), "greet");
//! ```

use super::{Run, at, raised};
use runtime::error::{Error, Kind};
use runtime::process::{self, Arguments};
use scenario::outcome::TaskError;

pub use runtime::process::Process;

/// A function that a new process can begin with, in its main thread, and the type of what it is given.
#[derive(Debug)]
pub struct Entry<A> {
    name: &'static str,
    body: fn(&mut Run, A) -> Result<(), TaskError>,
}

impl<A> Entry<A> {
    /// Names a function.
    pub const fn new(name: &'static str, body: fn(&mut Run, A) -> Result<(), TaskError>) -> Self {
        Entry { name, body }
    }

    /// The function's name in the Python that is shown.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

/// An [`Entry`] of any arguments: a row of a demo's table of entry points.
pub trait AnyEntry: Sync + std::fmt::Debug {
    /// Reads the arguments and calls the function.
    ///
    /// # Errors
    /// The function's own; `UnpicklingError` for arguments of another type.
    fn call(&self, run: &mut Run, arguments: &[u8]) -> Result<(), TaskError>;
}

impl<A: Arguments + std::fmt::Debug> AnyEntry for Entry<A> {
    fn call(&self, run: &mut Run, arguments: &[u8]) -> Result<(), TaskError> {
        let arguments = raised(process::arguments(arguments))?;
        (self.body)(run, arguments)
    }
}

/// All entry points of all demos in this build, in the order of the table: an entry's number is its place.
fn entries() -> impl Iterator<Item = &'static dyn AnyEntry> {
    crate::rows().flat_map(|row| row.processes.entries.iter().copied())
}

/// Tells the runtime what entry points there are, and which functions tasks of processes can call. In every process, before its program runs.
pub fn set_entries() {
    process::set_program(call);
    #[cfg(feature = "pools")]
    {
        runtime::jobs::set_functions(|number| {
            crate::pools::FUNCTIONS.get(number as usize).copied()
        });
        super::lists::set_lists();
    }
}

/// Runs the entry point with this number, as a new process does.
///
/// # Errors
/// What it raises; `RuntimeError` when there is none with this number.
pub fn call(entry: u32, arguments: &[u8]) -> Result<(), Error> {
    let Some(found) = entries().nth(entry as usize) else {
        let text = format!("there is no entry point {entry}: page and engine must be of one build");
        return Err(Error::runtime(text));
    };
    let called = found.call(&mut Run::default(), arguments);
    called.map_err(|error| Error::new(Kind::from_name(&error.kind), error.message))
}

impl Run {
    /// A process that will begin with `entry`: not started, named as Python names it: `Process-1`.
    ///
    /// # Panics
    /// When the demo does not list the entry: a mistake in the demo.
    pub fn process<A: Arguments>(&self, entry: &'static Entry<A>, arguments: A) -> Process {
        let is_it = |known: &dyn AnyEntry| std::ptr::addr_eq(known, entry);
        let number = entries().position(is_it);
        let number = number.unwrap_or_else(|| panic!("{} is in no demo's PROCESSES", entry.name));
        Process::new(number as u32, arguments)
    }

    /// Starts a process, at this line.
    ///
    /// # Blocking
    /// Until the page has found a memory and a worker for it.
    /// # Errors
    /// As [`Process::start`].
    pub fn start_process(&self, process: &Process, line: u16) -> Result<(), TaskError> {
        at(line);
        raised(process.start())
    }

    /// Waits for a process's end, at this line.
    ///
    /// # Blocking
    /// Until then.
    /// # Errors
    /// As [`Process::join`].
    pub fn join_process(&self, process: &Process, line: u16) -> Result<(), TaskError> {
        at(line);
        raised(process.join())
    }

    /// Starts these processes, each at the first line, then waits for each at the second: their exit codes.
    ///
    /// # Blocking
    /// Until the last has ended.
    /// # Errors
    /// As [`Process::start`] and [`Process::join`].
    pub fn exit_codes(
        &self,
        all: &[Process],
        (start, join): (u16, u16),
    ) -> Result<Vec<i64>, TaskError> {
        for process in all {
            self.start_process(process, start)?;
        }
        for process in all {
            self.join_process(process, join)?;
        }
        all.iter()
            .map(|process| Ok(raised(process.exitcode())?.unwrap_or_default().into()))
            .collect()
    }
}
