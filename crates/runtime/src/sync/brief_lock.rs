//! The lock around a few instructions on data that several processes share: it survives its holder.
//!
//! A [`RawLock`](super::raw_lock) does not know who has it. A worker that the page cuts off, since it was deaf, may be cut off anywhere: inside such
//! a lock, it would lock all other processes out for good, of the arena's allocator, say. This lock's word names the process that has it, and
//! once that process is *buried* (no worker will ever again run in it), the next one who waits takes the lock over, is told so, and mends
//! what the dead one has left half done. Locks of a program are none of these: one that its holder took to the grave stays held, as in CPython.
//!
//! State table
//! | value | meaning | who may change it |
//! |---|---|---|
//! | 0 `FREE` | nobody has it | a taker → its mark (Acquire) |
//! | mark of a process | taken, and no waiter has said that it sleeps | a waiter, before its wait → mark + `CONTENDED`; the holder → 0 (Release) |
//! | mark + `CONTENDED` | taken, and somebody may sleep | the holder → 0 (Release), and wakes one |
//! | either, of a process that is buried | nobody will give it back | whoever finds that out → its own mark + `CONTENDED` (Acquire) |
//!
//! **No lost wake-up.** As in [`raw_lock`](super::raw_lock): a waiter waits only while the word is as it left it, and whoever comes out of a wait
//! takes the lock as contended. But one that is woken may be cut off before it takes it, and nobody tells of a burial: so no wait here is longer
//! than [`LOOK`], and then looks again.
//!
//! **Ordering.** Taking is Acquire, giving back Release. A word that a dead holder wrote is read after its burial, which the page writes after the
//! worker's end: all operations on words of the arena are SeqCst in a browser, so what the dead one had written is seen.
//!
//! **Fairness.** None. **Stop.** Not stopped: the section is brief, and its holder never waits inside. **Death**: see above.
//!
//! **Trace.** None. **Origin.** Robust mutexes of POSIX (`EOWNERDEAD`). **Checked by** `loom_brief_lock`, and for each data behind one by a test that
//! kills a holder at every step (`ipc::arena::heap`, `sync::wait_row`).

use crate::blocking;
use crate::futex::FutexWord;
use crate::spin;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::time::Duration;

const FREE: u32 = 0;
const CONTENDED: u32 = 1 << 31;
const HELD: u32 = 1 << 30;
/// What a mark keeps of an identity: the place, and as much of the life as there is room for.
const WHO: u32 = HELD - 1;

/// After so long a waiter looks whether the holder has been buried meanwhile.
const LOOK: Duration = Duration::from_millis(20);

/// Who calls, and whether another is dead.
#[derive(Clone, Copy, Debug)]
pub struct Mortals {
    /// The identity of the calling process: place | life << 8.
    pub me: fn() -> u32,
    /// Whether the process with this identity is buried; of its life only the lower 22 bits are given.
    pub is_buried: fn(u32) -> bool,
}

/// A brief lock on one futex word. See the module's header.
#[derive(Clone, Copy, Debug)]
pub struct BriefLock<W> {
    word: W,
    mortals: Mortals,
}

/// How a lock was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// As its last holder left it, who gave it back.
    InOrder,
    /// Its holder died inside: what it protects may be half changed and is to be mended.
    LeftByTheDead,
}

impl<W: FutexWord> BriefLock<W> {
    /// A lock on this word, which must hold 0 and belong to the lock alone.
    pub const fn new(word: W, mortals: Mortals) -> Self {
        Self { word, mortals }
    }

    /// Takes it.
    ///
    /// # Blocking
    /// For as long as its holder needs; for as long as a dead one takes to be buried.
    #[inline]
    pub fn acquire(&self) -> Found {
        let mark = HELD | ((self.mortals.me)() & WHO);
        if self.take(FREE, mark) {
            Found::InOrder
        } else {
            self.acquire_contended(mark)
        }
    }

    #[inline]
    fn take(&self, from: u32, mark: u32) -> bool {
        let word = &self.word;
        word.compare_exchange(from, mark, Acquire, Relaxed).is_ok()
    }

    #[cold]
    fn acquire_contended(&self, mark: u32) -> Found {
        let spun = spin::until(|| match self.word.load(Relaxed) {
            FREE => self.take(FREE, mark).then_some(true),
            seen if seen & CONTENDED == 0 => None,
            _ => Some(false),
        });
        if spun == Some(true) {
            return Found::InOrder;
        }
        let mark = mark | CONTENDED;
        loop {
            let seen = self.word.load(Relaxed);
            let is_free = seen == FREE;
            if is_free || (self.mortals.is_buried)(seen & WHO) {
                if self.take(seen, mark) {
                    return if is_free {
                        Found::InOrder
                    } else {
                        Found::LeftByTheDead
                    };
                }
                continue;
            }
            let marked = seen | CONTENDED;
            if seen == marked || self.take(seen, marked) {
                blocking::block_brief(&self.word, marked, Some(LOOK));
            }
        }
    }

    /// Gives it back, and wakes one if any may sleep.
    #[inline]
    pub fn release(&self) {
        if self.word.swap(FREE, Release) & CONTENDED != 0 {
            self.word.wake(1);
        }
    }
}
