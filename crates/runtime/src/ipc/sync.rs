//! `multiprocessing`'s locks and signals: the cores of [`crate::sync`] on words of the arena, with `multiprocessing`'s errors.
//!
//! The states, the arguments against lost wake-ups, orderings, fairness, time-out and Stop are those of the cores, each in its own file there:
//! nothing of them is written a second time. What differs:
//!
//! | | `threading` | here |
//! |---|---|---|
//! | who may be on the other side | threads of this process | any thread of any process of the run |
//! | owner of an [`RLock`] | thread | process and thread: the id of a thread holds both |
//! | errors of misuse | `RuntimeError`, `ValueError` | `ValueError`, `AssertionError`, `OSError`, as each type lists |
//! | time-outs | as `sync::python` lists | `None` for ever, 0 and below do not wait |
//!
//! **Death of a holder.** A process that ends, is killed or crashes without releasing leaves the lock held: everybody else waits for ever, as in
//! Python; the page then names the dead holder. References that it had stay counted, so the object lives until the end of the run.
//!
//! **Trace.** As in `sync`; the object's id lies in the arena, so all processes speak of the same object.
//!
//! **Sending.** CPython refuses to pickle them except while a child is started (`RuntimeError: Lock objects should only be shared between processes
//! through inheritance`); here they travel through any message.
//!
//! **Origin.** `multiprocessing.synchronize` of the Python 3.13 library reference. **Checked by** `tests/ipc_sync.rs`, `tests/parity/ipc_sync.rs`.

mod barrier;
mod condition;
mod event;
mod held;
mod lock;
mod rlock;
mod semaphore;

pub use barrier::Barrier;
pub use condition::Condition;
pub use event::Event;
pub use held::{GiveBack, Held};
pub use lock::Lock;
pub use rlock::RLock;
pub use semaphore::{BoundedSemaphore, Semaphore};

use super::arena::{self, ArenaFull, Block, Kind};
use crate::futex::FutexWord;
use crate::futex::arena::ArenaWord;
use crate::sync::wait_row::{Slot, WaitRow};
use crate::sync::{Moment, Object, Turns};
use core::sync::atomic::Ordering::Relaxed;
use trace::kinds::ObjectKind;

/// A block of so many words whose word 0 is the id of a new object.
fn announced(kind: Kind, words: u32, object: ObjectKind, name: &str) -> Result<Block, ArenaFull> {
    let block = Block::new(kind, words * 4)?;
    block.word(0).store(Object::new(object, name).id(), Relaxed);
    Ok(block)
}

/// A moment in the arena: eight bytes at a multiple of 8.
#[derive(Debug)]
struct ArenaMoment(u32);

impl Moment for ArenaMoment {
    fn get(&self) -> u64 {
        arena::load_64(self.0)
    }
    fn set(&self, ns: u64) {
        arena::store_64(self.0, ns);
    }
}

/// The turns whose last moment lies in these two words of a block, the first of them even.
fn turns_of(block: &Block, word: u32) -> Turns<ArenaMoment> {
    Turns::on(ArenaMoment(block.byte(word * 4)))
}

/// The object whose id is word 0 of the block.
fn object_of(block: &Block) -> Object {
    Object::known(block.word(0).load(Relaxed))
}

/// Words of a row with so many places.
const fn row_words(places: u32) -> u32 {
    6 + places * 4
}

/// The row on these words of a block.
fn row_of(block: &Block, first: u32, places: u32) -> WaitRow<ArenaWord> {
    let word = |number: u32| block.word(first + number);
    let slots = (0..places).map(|place| {
        let at = 6 + place * 4;
        Slot::new([word(at), word(at + 1), word(at + 2), word(at + 3)])
    });
    let words = [0, 1, 2, 3, 4, 5].map(word);
    WaitRow::shared(words, slots.collect(), arena::MORTALS)
}

/// Released more often than it was taken.
fn too_many() -> crate::error::Error {
    crate::error::Error::value("semaphore or lock released too many times")
}
