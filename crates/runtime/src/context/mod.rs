//! What a thread knows of itself: its process, slot and id, its status cell and rings, its stop word, its GIL.
//!
//! A context belongs to a worker, that is to an operating system's thread or a Web Worker, which runs one thread of the program after the
//! other. Code that runs without a context (a plain test, a bench) works all the same: it leaves no trace and is never stopped.

#[cfg(not(target_arch = "wasm32"))]
mod foreign;
mod memory;
mod process;

pub use process::{Process, Tracing};

use crate::blocking::{Deadline, Wait};
use crate::futex::FutexWord;
use crate::platform;
use core::cell::{Cell, RefCell};
use core::marker::PhantomData;
use core::sync::atomic::{AtomicU32, Ordering, fence};
use trace::entry::Entry;
use trace::kinds::{Cause, ObjectKind, RecordKind, ThreadState};
use trace::layout::{header, stop};
use trace::record::Record;
use trace::ring::Writer;
use trace::status::StatusCell;

/// The lock that running code must hold, where a process has one. Implemented by `gil`; called around every wait and at checkpoints, always
/// on the thread that holds it.
pub trait GilHook: Sync {
    /// Gives the GIL away.
    fn give(&self);
    /// Takes it again; blocks through [`crate::blocking::block`] with [`Cause::Gil`]. The caller says afterwards that the thread runs.
    fn take(&self);
    /// Gives it away and takes it again if somebody has asked for it for long enough.
    fn checkpoint(&self);
}

/// What the present thread knows of itself.
pub struct Context {
    process: &'static Process,
    stop: &'static AtomicU32,
    slot: u32,
    thread: Cell<u32>,
    line: Cell<u16>,
    cell: StatusCell<'static>,
    writer: RefCell<Option<Writer<'static>>>,
    gil: Cell<Option<&'static dyn GilHook>>,
}

thread_local! {
    static CURRENT: Cell<Option<&'static Context>> = const { Cell::new(None) };
}

/// The context of this thread, if it has one.
#[inline]
pub fn current() -> Option<&'static Context> {
    CURRENT.get()
}

/// The stop word's value; [`stop::RUN`] without a context.
#[inline]
pub(crate) fn stop_word() -> u32 {
    current().map_or(stop::RUN, |here| here.stop.load(Ordering::Acquire))
}

/// Id of this thread, process << 16 | number; 0 without a context.
pub fn thread_id() -> u32 {
    current().map_or(0, |here| here.thread.get())
}

/// Leaves a record of this thread, at the present moment. Nothing without a context or with tracing off: then no clock is read, either.
pub fn record(kind: RecordKind, object: u32, a: u32, b: u32) {
    if let Some(here) = current().filter(|here| here.is_traced()) {
        here.record(Record::new(kind, platform::now_ns(), object).with(a, b));
    }
}

/// Announces an object and gives its id, process << 24 | number; 0 without a context.
pub fn new_object(kind: ObjectKind, name: &str) -> u32 {
    let Some(here) = current() else { return 0 };
    let object = here.process.new_object_id();
    here.write(&Entry::Object {
        object,
        kind: kind as u8,
        name: name.to_owned(),
    });
    object
}

/// Prints a line: into the trace, or to standard output without a context.
pub fn print(text: &str) {
    let Some(here) = current() else {
        return println!("{text}");
    };
    let at_ns = platform::now_ns();
    here.write(&Entry::Line {
        thread: here.thread.get(),
        at_ns,
        text: text.to_owned(),
    });
    here.record(Record::new(RecordKind::Line, at_ns, 0));
}

/// Says that the program has reached the line with this key, 0 for none. A mark is left only where the line differs from the last: the other
/// records of a thread carry its line anyway.
pub fn at(line: u16) {
    if let Some(here) = current().filter(|here| here.line.get() != line) {
        here.line.set(line);
        here.cell.at_line(line);
        record(RecordKind::Mark, 0, 0, 0);
    }
}

impl Context {
    /// The process.
    pub fn process(&self) -> &'static Process {
        self.process
    }

    /// The slot of this worker.
    pub fn slot(&self) -> u32 {
        self.slot
    }

    /// Id of the thread that this worker runs now, 0 while parked.
    pub fn thread(&self) -> u32 {
        self.thread.get()
    }

    /// The status cell.
    pub fn status(&self) -> StatusCell<'static> {
        self.cell
    }

    /// Whether records are written.
    pub fn is_traced(&self) -> bool {
        self.process.tracing() != Tracing::Off
    }

    /// The GIL that this thread must hold, if there is one.
    #[inline]
    pub fn gil(&self) -> Option<&'static dyn GilHook> {
        self.gil.get()
    }

    /// Says which GIL this thread holds from now on, or that it holds none.
    pub fn set_gil(&self, gil: Option<&'static dyn GilHook>) {
        self.gil.set(gil);
    }

    /// Leaves a record, with this thread's line key.
    #[inline]
    pub fn record(&self, record: Record) {
        if let Some(writer) = self.writer.borrow_mut().as_mut() {
            writer.record(record.at_line(self.line.get()));
        }
    }

    /// Leaves two records that belong together, with this thread's line key.
    pub(crate) fn record_both(&self, first: Record, second: Record) {
        if let Some(writer) = self.writer.borrow_mut().as_mut() {
            let line = self.line.get();
            writer.record_both(first.at_line(line), second.at_line(line));
        }
    }

    /// Leaves an entry.
    pub fn write(&self, entry: &Entry) {
        if let Some(writer) = self.writer.borrow_mut().as_mut() {
            writer.write(entry);
        }
    }

    /// Publishes a wait, before anything that decides on waiting looks at the stop word.
    pub(crate) fn publish_wait<W: FutexWord>(
        &self,
        now_ns: u64,
        why: &Wait,
        (word, expected): (&W, u32),
        deadline: Option<Deadline>,
    ) {
        let here = (word.native_address(), why.holder_here);
        self.point_at(here);
        let wait = trace::status::Wait {
            cause: why.cause,
            object: why.object,
            word: self
                .process
                .seen(self.slot, word.place(), here.0, Process::WAIT),
            expected,
            deciding: why.deciding,
            holder: self
                .process
                .seen(self.slot, why.holder, here.1, Process::HOLDER),
            deadline_ns: deadline.map(Deadline::ns),
        };
        let state = if why.cause == Cause::Gil {
            ThreadState::Ready
        } else {
            ThreadState::Blocked
        };
        if self.thread.get() == 0 {
            self.publish_parked(wait, now_ns);
        } else if state == ThreadState::Ready {
            self.cell.queue_for_gil(wait, now_ns);
            self.record(Record::state(now_ns, state, why.cause, why.object));
        } else {
            self.cell.block(wait, now_ns);
            self.record(Record::state(now_ns, state, why.cause, why.object));
        }
        // With the look at the stop word that follows: publish, then look, against the page's set, then read. See `blocking`.
        fence(Ordering::SeqCst);
    }

    /// A parked worker has no thread, but Stop must find its word.
    fn publish_parked(&self, wait: trace::status::Wait, now_ns: u64) {
        self.cell.queue_for_gil(wait, now_ns);
    }

    /// This thread is ready and not running: it is about to give the GIL away and wants it back, or (without a cause) what it needs to begin
    /// is not there yet.
    pub(crate) fn publish_ready(&self, now_ns: u64, cause: Cause, gil: u32) {
        self.cell.enter(ThreadState::Ready, now_ns);
        self.record(Record::state(now_ns, ThreadState::Ready, cause, gil));
    }

    /// Notes the native addresses of the words of the state that is about to be published. They stand beside the cell, which names both by the
    /// slot: so they are part of its change, else a reader would find the old state with the new words.
    fn point_at(&self, here: (usize, usize)) {
        self.cell.begin_change();
        self.process.waits_at(self.slot, here);
    }

    /// The wait is over.
    pub(crate) fn publish_running(&self, now_ns: u64) {
        self.point_at((0, 0));
        let running = ThreadState::Running;
        self.cell.enter(running, now_ns);
        if self.thread.get() != 0 {
            self.record(Record::state(now_ns, running, Cause::None, 0));
        }
    }

    /// This worker now runs `thread`, started by `parent`.
    /// It runs, or with a GIL to take first it is ready.
    pub(crate) fn begin_thread(
        &self,
        thread: u32,
        parent: u32,
        name: &str,
        gil: Option<&dyn GilHook>,
    ) {
        let now = platform::now_ns();
        self.thread.set(thread);
        self.line.set(0);
        self.write(&Entry::Thread {
            thread,
            name: name.to_owned(),
            daemon: false,
        });
        self.record(Record::new(RecordKind::ThreadBegin, now, thread).with(parent, 0));
        let state = if gil.is_some() {
            self.record(Record::state(now, ThreadState::Ready, Cause::Gil, 0));
            ThreadState::Ready
        } else {
            ThreadState::Running
        };
        self.cell.begin_thread(thread, state, now);
    }

    /// The thread of this worker ended at `now`.
    pub(crate) fn end_thread(&self, how: Ended, now: u64) {
        self.record(Record::new(RecordKind::ThreadEnd, now, self.thread.get()).with(how as u32, 0));
        self.cell.end_thread(ThreadState::Terminated, now);
        self.thread.set(0);
        self.gil.set(None);
    }
}

/// How a thread has ended; the number that stands in its `ThreadEnd` record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Ended {
    /// Its function returned.
    Returned = 0,
    /// Its function raised (panicked).
    Raised = 1,
    /// It was stopped.
    Stopped = 3,
}

/// Makes this worker one of `process`, until the guard is dropped.
#[must_use = "dropping it leaves the process"]
pub struct Entered {
    here: &'static Context,
    owned_slot: bool,
    /// A context belongs to the thread that entered.
    _not_send: PhantomData<*const ()>,
}

/// Enters a process on the slot that the page has given to this worker; runs no thread yet. The engine's parked workers do so.
///
/// # Panics
/// When this worker has entered a process already.
pub fn enter_slot(process: &'static Process, slot: u32) -> Entered {
    process.use_slot(slot);
    enter(process, slot, false)
}

/// Enters a process on any free slot, as a worker that runs no thread yet; `None` when all slots are in use.
///
/// # Panics
/// When this worker has entered a process already.
pub fn enter_free_slot(process: &'static Process) -> Option<Entered> {
    Some(enter(process, process.take_slot()?, true))
}

fn enter(process: &'static Process, slot: u32, owned_slot: bool) -> Entered {
    assert!(current().is_none(), "this worker is in a process already");
    let room = process.room(slot);
    process
        .slot_word(slot, trace::layout::status::LEFT)
        .store(0, Ordering::Release);
    // Lives as long as the memory: one per worker's life, about 150 bytes.
    let here: &'static Context = Box::leak(Box::new(Context {
        process,
        stop: process.header_word(header::STOP),
        slot,
        thread: Cell::new(0),
        line: Cell::new(0),
        cell: StatusCell::new(room.slot),
        writer: RefCell::new(
            room.rings
                .map(|rings| platform::recorder::attach(room.slot, rings)),
        ),
        gil: Cell::new(None),
    }));
    CURRENT.set(Some(here));
    Entered {
        here,
        owned_slot,
        _not_send: PhantomData,
    }
}

impl Entered {
    /// The context.
    pub fn context(&self) -> &'static Context {
        self.here
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(None);
        drop(self.here.writer.borrow_mut().take());
        let process = self.here.process;
        self.here.cell.leave();
        if self.owned_slot {
            process.give_slot(self.here.slot);
        }
        let left = process.header_word(header::LEFT);
        left.fetch_add(1, Ordering::AcqRel);
        crate::futex::wake_address(left.as_ptr().addr());
    }
}

impl core::fmt::Debug for Entered {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Entered")
            .field("slot", &self.here.slot)
            .finish_non_exhaustive()
    }
}
