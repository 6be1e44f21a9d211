//! Who a process is, who started it, and which processes it has started. One [`Family`] lies in each process.

use super::object::{Inner, Process};
use super::table::{self, Place, State};
use crate::blocking::{Deadline, Wait, Woken, block};
use crate::context;
use crate::error::Error;
use crate::futex::Word;
use crate::sync::Guarded;
use crate::thread;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
use core::time::Duration;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, OnceLock};
use trace::kinds::Cause;

/// What a process knows of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub name: String,
    /// Numbers of the processes from main's child down to this one, as they stand in its first name; empty for main.
    pub path: Vec<u32>,
    pub daemon: bool,
    pub number: u32,
}

/// A process's relations. Lies in its context, so that natively each process of one program has its own.
#[derive(Default)]
pub(crate) struct Family {
    me: OnceLock<(Identity, Option<ParentProcess>)>,
    /// The process object of the process itself.
    mine: OnceLock<Process>,
    children: OnceLock<Guarded<Vec<Arc<Inner>>>>,
    made: AtomicU32,
    /// Its place in the table; none in the main process.
    place: OnceLock<Place>,
}

impl Family {
    /// Says at which place of the table this process stands. Only the first call counts.
    pub fn stand_at(&self, place: Place) {
        let _ = self.place.set(place);
    }

    /// Says who this process is. Before its program runs; only the first call counts.
    pub fn introduce(&self, identity: Identity, parent: ParentProcess) {
        let _ = self.me.set((identity, Some(parent)));
    }

    /// Who this process is: main, unless it was introduced.
    pub fn me(&self) -> &Identity {
        let main = || {
            let name = "MainProcess".to_owned();
            let identity = Identity {
                name,
                ..Identity::default()
            };
            (identity, None)
        };
        &self.me.get_or_init(main).0
    }

    /// Number for the next unnamed child.
    pub fn next_child(&self) -> u32 {
        self.made.fetch_add(1, Relaxed) + 1
    }

    /// A child was started.
    pub fn adopt(&self, child: Arc<Inner>) {
        self.children().with(|list| list.push(child));
    }

    /// A child is known to have ended, and is forgotten.
    pub fn forget(&self, child: &Arc<Inner>) {
        let gone = self.children().with(|list| {
            let place = list.iter().position(|known| Arc::ptr_eq(known, child));
            place.map(|place| list.remove(place))
        });
        drop(gone); // Outside: dropping it may run a program's code.
    }

    /// Takes note of the children that have ended; the others.
    pub fn reap(&self) -> Vec<Arc<Inner>> {
        let all = self.children().with(|list| list.clone());
        let lives = |child: &Arc<Inner>| {
            let ended = child.poll().is_some();
            if ended {
                self.forget(child);
            }
            !ended
        };
        all.into_iter().filter(lives).collect()
    }

    fn children(&self) -> &Guarded<Vec<Arc<Inner>>> {
        self.children.get_or_init(|| Guarded::new(Vec::new()))
    }
}

impl core::fmt::Debug for Family {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Family").field("me", self.me()).finish()
    }
}

/// The [`identity`](Place::identity) of the calling process.
pub(crate) fn identity() -> u32 {
    let process = context::current().map(context::Context::process);
    let place = process.and_then(|process| process.family().place.get());
    place.map_or(0, |place| place.identity())
}

/// The family of the calling thread's process.
pub(crate) fn own() -> &'static Family {
    thread::own_process_or_main().family()
}

/// The processes that this process has started and that live, in the order of their starts. Takes note of those that have ended.
///
/// Origin: `multiprocessing.active_children`.
pub fn active_children() -> Vec<Process> {
    let children = own().reap();
    children.into_iter().map(Process::of).collect()
}

/// The process that calls, as an object: its name, number and whether it is a daemon.
///
/// Origin: `multiprocessing.current_process`; in the main process it is called `MainProcess`.
pub fn current_process() -> Process {
    let family = own();
    family
        .mine
        .get_or_init(|| Process::current(family.me()))
        .clone()
}

/// The process that started the one that calls; `None` in the main process.
///
/// Origin: `multiprocessing.parent_process`.
pub fn parent_process() -> Option<ParentProcess> {
    own().me();
    own().me.get().and_then(|(_, parent)| parent.clone())
}

/// The number of the process that calls, 0 in the main process.
///
/// Origin: `os.getpid`.
pub fn getpid() -> u32 {
    context::current().map_or(0, |here| here.process().number())
}

/// Ends the children as a process does when its program is over: terminates daemons, then waits for all.
///
/// # Blocking
/// Until they have ended.
pub(crate) fn at_exit() {
    let family = own();
    let children = family.reap();
    for child in children.iter().filter(|child| child.is_daemon()) {
        child.signal(super::SIGTERM);
    }
    for child in children {
        child.wait(None);
        family.forget(&child);
    }
}

/// The process that started this one: it can be named, asked and waited for, not ended.
///
/// # Blocking
/// `join` waits until it has ended; `join_timeout(d)` at most `d`, and returns nothing either way: ask `is_alive`.
///
/// Origin: what `multiprocessing.parent_process()` returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParentProcess {
    name: String,
    number: u32,
    place: Option<Place>,
}

impl ParentProcess {
    /// The process with this number, whose name is known from what it gave us.
    pub(crate) fn new(name: String, number: u32) -> Self {
        Self {
            name,
            number,
            place: table::find(number),
        }
    }

    /// Its name when it started this process.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its number.
    pub fn pid(&self) -> u32 {
        self.number
    }

    /// Whether it lives. The main process always does, for its end ends the run.
    pub fn is_alive(&self) -> bool {
        let ended = |place: Place| matches!(place.state(), State::Ended(_) | State::Gone);
        self.number == 0 || self.place.is_some_and(|place| !ended(place))
    }

    /// Waits until it has ended.
    ///
    /// # Blocking
    /// Until then; for the main process until the run is stopped.
    pub fn join(&self) {
        self.wait(None);
    }

    /// Waits at most `timeout` for its end.
    ///
    /// # Blocking
    /// At most `timeout`; 0 only looks.
    pub fn join_timeout(&self, timeout: Duration) {
        self.wait(Some(Deadline::after(timeout)));
    }

    fn wait(&self, deadline: Option<Deadline>) {
        match self.place {
            Some(place) => {
                place.wait_for_end(deadline);
            }
            None if self.number == 0 => wait_for_stop(deadline),
            None => {}
        }
    }
}

/// Nothing but Stop and the deadline end this.
fn wait_for_stop(deadline: Option<Deadline>) {
    let never = Word::new(0);
    let why = Wait::on(Cause::Join, 1);
    while block(&never, 0, deadline, &why) == Woken::Again {}
}

/// A daemon may have no children.
pub(crate) fn may_have_children(me: &Identity) -> Result<(), Error> {
    if me.daemon {
        let text = "daemonic processes are not allowed to have children";
        return Err(super::assertion(text));
    }
    Ok(())
}
