//! The table of processes in the arena: what every process of a run can know of every other without asking the page.
//!
//! State table (word `STATE`: kind | life << 8)
//! | from | to | who |
//! |---|---|---|
//! | free | claimed, life + 1 | a starter, or a spare process that stands ready |
//! | claimed | spare | the spare process |
//! | spare | claimed | a starter |
//! | claimed | starting | the starter, after all other words are filled in |
//! | starting | booting, refused | the page |
//! | starting, booting | running | the process |
//! | running | ended | the process, after its exit code; the page, for one that was cut off |
//! | ended, refused | free | the parent, once it knows the exit code; any starter, when the parent is gone |
//!
//! **No lost wake-up.** Whoever changes the word to something that somebody waits for changes it *before* it wakes; a waiter reads the word, decides,
//! and waits for the value that it read. Kinds between which nobody waits (starting to booting to running, for a joiner) need no wake: the
//! joiner sleeps on, and the end wakes every waiter of the word, whatever value it expected.
//!
//! **A place that is given on.** A handle knows place *and* life. A word of another life means that the process it speaks of has ended and has
//! been reaped.
//!
//! **Ordering.** All words of the arena are SeqCst.
//!
//! **Death.** A process that is killed leaves its place as it is; the page puts the exit code there and wakes (`src/supervisor/processes.rs`).
//! Later, when no worker can run in it any more, the page writes its life into the word `BURIED`: what it held of the runtime's own is free then.
//!
//! **Checked by** the tests below, `tests/processes.rs`.

use super::parcel::Parcel;
use crate::blocking::{Deadline, Wait, Woken, block};
use crate::futex::FutexWord;
use crate::futex::arena::ArenaWord;
use crate::ipc::arena::Handle;
use core::sync::atomic::Ordering::SeqCst;
use trace::kinds::Cause;
use trace::layout::arena;
use trace::layout::place::{self, kind};

/// A process's place, for as long as it is that process's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    index: u32,
    life: u32,
}

/// What a place holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Started, not running yet.
    Starting,
    /// The page takes care of it.
    Booting,
    /// Runs.
    Running,
    /// Has ended with this exit code.
    Ended(i32),
    /// Was refused.
    Refused,
    /// The place is another's: the process has ended and was reaped.
    Gone,
}

/// What a starter fills in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Start {
    pub entry: u32,
    pub parent: u32,
    pub parcel: Parcel,
}

fn word(index: u32, word: u32) -> ArenaWord {
    ArenaWord::at(arena::place(index, word))
}

/// A number that no process of this run has had; `None` when all are used up.
fn new_number() -> Option<u32> {
    // Thread ids hold 16 bits of it.
    let number = word(0, place::NUMBERS).fetch_add(1, SeqCst) + 1;
    (number <= 0xffff).then_some(number)
}

fn kind_of(state: u32) -> u32 {
    state & 0xff
}

/// Takes the first place of this kind.
fn claim(wanted: u32) -> Option<Place> {
    crate::ipc::arena::ready();
    (1..arena::PLACES).find_map(|index| claim_at(index, wanted))
}

fn claim_at(index: u32, wanted: u32) -> Option<Place> {
    let state = word(index, place::STATE);
    let seen = state.load(SeqCst);
    if kind_of(seen) != wanted {
        return None;
    }
    // A spare process keeps its life: it knows itself by it.
    let step = u32::from(wanted == kind::FREE);
    let life = (seen >> 8).wrapping_add(step) & 0x00ff_ffff;
    let claimed = kind::CLAIMED | life << 8;
    state.compare_exchange(seen, claimed, SeqCst, SeqCst).ok()?;
    Some(Place { index, life })
}

impl Place {
    /// The place with this index as it is now: how a worker that the page sent finds the process that it is to be.
    pub fn at(index: u32) -> Place {
        let life = word(index, place::STATE).load(SeqCst) >> 8;
        Place { index, life }
    }

    /// Index in the table.
    pub fn index(self) -> u32 {
        self.index
    }

    /// Number of the process.
    pub fn number(self) -> u32 {
        self.load(place::NUMBER)
    }

    /// A place for a spare process, with a number; `None` when the table or the numbers are used up.
    pub(crate) fn for_spare() -> Option<Place> {
        let place = claim(kind::FREE)?;
        place.clear();
        match new_number() {
            Some(number) => place.store(place::NUMBER, number),
            None => {
                place.free();
                return None;
            }
        }
        place.become_kind(kind::SPARE);
        Some(place)
    }

    /// A spare process that stands ready; its number and words are its own already.
    pub(crate) fn claim_spare() -> Option<Place> {
        claim(kind::SPARE)
    }

    /// A free place, with a number. Places of ended processes whose parents are gone are free.
    pub(crate) fn claim_free() -> Option<Place> {
        let place = claim(kind::FREE).or_else(|| {
            reap_orphans();
            claim(kind::FREE)
        })?;
        place.clear();
        let Some(number) = new_number() else {
            place.free();
            return None;
        };
        place.store(place::NUMBER, number);
        Some(place)
    }

    /// Fills in what the process is started with, and starts it: a spare process wakes by it.
    pub(crate) fn start(self, start: &Start) {
        self.store(place::ENTRY, start.entry);
        self.store(place::PARENT, start.parent);
        self.store(place::PARCEL, start.parcel.handle.at);
        self.store(place::PARCEL_GENERATION, start.parcel.handle.generation);
        self.store(place::PARCEL_LEN, start.parcel.len);
        self.store(place::MAIN, self.number() << 16 | 1);
        self.become_kind(kind::STARTING);
        self.state_word().wake(u32::MAX);
    }

    /// Waits, as a spare process, until it is started.
    ///
    /// # Blocking
    /// Until then. False: this worker leaves.
    pub(crate) fn wait_for_start(self) -> bool {
        loop {
            let seen = self.state_word().load(SeqCst);
            if kind_of(seen) == kind::STARTING {
                return true;
            }
            let woken = block(&self.state_word(), seen, None, &Wait::on(Cause::None, 0));
            if woken == Woken::Leaving {
                return false;
            }
        }
    }

    /// Waits, as the starter, until the page has found a memory and a worker or has refused.
    ///
    /// # Blocking
    /// Until then.
    pub(crate) fn wait_until_taken(self) -> State {
        loop {
            match self.state() {
                State::Starting => {}
                state => return state,
            }
            let starting = kind::STARTING | self.life << 8;
            if block(&self.state_word(), starting, None, &self.why()) == Woken::Leaving {
                return State::Starting;
            }
        }
    }

    /// Waits until the process has ended.
    ///
    /// # Blocking
    /// Until then, or until `deadline`: gives what is known then.
    pub(crate) fn wait_for_end(self, deadline: Option<Deadline>) -> State {
        loop {
            let seen = self.state_word().load(SeqCst);
            let state = self.state_of(seen);
            if matches!(state, State::Ended(_) | State::Gone | State::Refused) {
                return state;
            }
            match block(&self.state_word(), seen, deadline, &self.why()) {
                Woken::Again => {}
                Woken::TimedOut | Woken::Leaving => return self.state(),
            }
        }
    }

    /// What the place holds now.
    pub(crate) fn state(self) -> State {
        self.state_of(self.state_word().load(SeqCst))
    }

    fn state_of(self, seen: u32) -> State {
        if seen >> 8 != self.life {
            return State::Gone;
        }
        match kind_of(seen) {
            kind::STARTING | kind::CLAIMED | kind::SPARE => State::Starting,
            kind::BOOTING => State::Booting,
            kind::RUNNING => State::Running,
            kind::ENDED => State::Ended(self.load(place::EXIT).cast_signed()),
            kind::REFUSED => State::Refused,
            _ => State::Gone,
        }
    }

    /// What it was started with: entry point, number of the parent, parcel.
    pub(crate) fn start_of(self) -> Start {
        Start {
            entry: self.load(place::ENTRY),
            parent: self.load(place::PARENT),
            parcel: Parcel {
                handle: Handle {
                    at: self.load(place::PARCEL),
                    generation: self.load(place::PARCEL_GENERATION),
                },
                len: self.load(place::PARCEL_LEN),
            },
        }
    }

    /// The process runs: its header lies here in its memory.
    pub(crate) fn run(self, header: u32) {
        self.store(place::HEADER, header);
        self.become_kind(kind::RUNNING);
        // A starter may still wait for the page, whom a spare process needs not.
        self.state_word().wake(u32::MAX);
    }

    /// The process has ended.
    pub(crate) fn end(self, exit: i32) {
        self.store(place::EXIT, exit.cast_unsigned());
        self.store(place::MAIN, 0);
        self.become_kind(kind::ENDED);
        self.state_word().wake(u32::MAX);
    }

    /// Gives a claimed place back to where it came from: nothing was started.
    pub(crate) fn give_back(self, is_spare: bool) {
        self.become_kind(if is_spare { kind::SPARE } else { kind::FREE });
    }

    /// Gives the place back: nobody asks for this process any more.
    pub(crate) fn free(self) {
        self.become_kind(kind::FREE);
    }

    /// Notes that the process is to end by this signal, unless one was noted before. Whether it was this one.
    pub(crate) fn ask(self, signal: u32) -> bool {
        let asked = word(self.index, place::ASKED);
        asked.compare_exchange(0, signal, SeqCst, SeqCst).is_ok()
    }

    /// The signal that it is to end by, 0 for none.
    pub(crate) fn asked(self) -> u32 {
        self.load(place::ASKED)
    }

    /// How a wait for it is shown: as a join of its main thread.
    fn why(self) -> Wait {
        let main = self.number() << 16 | 1;
        Wait::held(Cause::Join, main, &word(self.index, place::MAIN))
    }

    fn state_word(self) -> ArenaWord {
        word(self.index, place::STATE)
    }

    fn become_kind(self, kind: u32) {
        self.state_word().store(kind | self.life << 8, SeqCst);
    }

    fn load(self, of: u32) -> u32 {
        word(self.index, of).load(SeqCst)
    }

    fn store(self, of: u32, value: u32) {
        word(self.index, of).store(value, SeqCst);
    }

    fn clear(self) {
        for of in place::NUMBER..=place::PARCEL_LEN {
            self.store(of, 0);
        }
    }
}

impl Place {
    /// Place and life in one word, by which objects of the arena remember a process; 0 for the main process.
    pub(crate) fn identity(self) -> u32 {
        self.index | self.life << 8
    }

    /// The place of an [`identity`](Self::identity).
    pub(crate) fn of_identity(identity: u32) -> Place {
        Place {
            index: identity & 0xff,
            life: identity >> 8,
        }
    }
}

/// Whether the process with this [`identity`](Place::identity) has ended. The main process never has: its end ends the run.
pub(crate) fn has_ended(identity: u32) -> bool {
    let state = Place::of_identity(identity).state();
    identity != 0 && matches!(state, State::Ended(_) | State::Gone | State::Refused)
}

/// Bits of a life that a mark in the arena has room for ([`brief_lock`](crate::sync::brief_lock)).
const LIVES: u32 = 0x3f_ffff;

/// Whether the process with this [`identity`](Place::identity), of whose life the lower 22 bits will do, is over for good: no worker will ever
/// again run in it. The page says so, later than that it has ended where a worker was cut off. Never of the main process.
pub(crate) fn is_buried(identity: u32) -> bool {
    let (index, life) = (identity & 0xff, identity >> 8);
    let since = word(index, place::BURIED).load(SeqCst).wrapping_sub(life);
    index != 0 && since & LIVES <= LIVES / 2
}

/// Spare processes that stand ready.
pub fn spares() -> u32 {
    let is_spare = |index: &u32| kind_of(word(*index, place::STATE).load(SeqCst)) == kind::SPARE;
    (1..arena::PLACES).filter(is_spare).count() as u32
}

/// Whether a process with this number lives.
pub(crate) fn is_alive(number: u32) -> bool {
    number == 0 || find(number).is_some()
}

/// The place of the process with this number, while it lives.
pub(crate) fn find(number: u32) -> Option<Place> {
    (1..arena::PLACES).map(Place::at).find(|place| {
        let lives = matches!(
            place.state(),
            State::Starting | State::Booting | State::Running
        );
        lives && place.number() == number
    })
}

/// Frees the places of processes that have ended and whose parents are gone.
fn reap_orphans() {
    for place in (1..arena::PLACES).map(Place::at) {
        if matches!(place.state(), State::Ended(_)) && !is_alive(place.load(place::PARENT)) {
            let (ended, free) = (kind::ENDED | place.life << 8, place.life << 8);
            // Somebody else may have freed it meanwhile.
            let _ = place
                .state_word()
                .compare_exchange(ended, free, SeqCst, SeqCst);
        }
    }
}
