//! What lies where in the arena: header, process table, heap, names.
//!
//! | part | words | whose |
//! |---|---|---|
//! | header | [`layout::header`] | this module's |
//! | process table | [`trace::layout::place`], 256 places of 16 words | [`crate::process`] |
//! | heap | the rest, [`heap`] | blocks, each with a header of four words |
//!
//! **Who makes it.** The main process of a run calls [`init`] before it starts anything: the page keeps the buffer from run to run, so
//! whatever a run has left is cleared there. Natively the first use does it, once for the whole program.
//!
//! **What is trusted.** Nothing that a message brings: a handle is looked at (inside the heap, aligned, of the right kind, generation equal)
//! before it is used. Words inside a block are trusted as a process's own memory is: whoever writes past the interface has broken the run,
//! but not this process's memory, because nothing in the arena is ever a reference.

mod block;
mod handle;
pub mod heap;
pub mod layout;
mod names;

pub(crate) use block::travels;
pub use block::{Block, Kind};
pub use handle::{BadHandle, Handle};
pub use heap::ArenaFull;
pub use names::{NameTaken, NoSuchName, bind, find, fresh_name, unbind};

use crate::futex::FutexWord;
use crate::futex::arena::{self as words, ArenaWord};
use crate::sync::brief_lock::Mortals;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

pub use words::{fill, load_64, read_into, store_64, write_from};

/// A word of the header.
fn header(word: u32) -> ArenaWord {
    ArenaWord::at(word * 4)
}

/// Makes the arena empty: header, process table and heap. The run's main process calls it before any other process of the run exists.
pub fn init() {
    fill(0, layout::HEAP * 4, 0);
    header(layout::header::VERSION).store(layout::CURRENT, Relaxed);
    header(layout::header::LEN).store(words::len(), Relaxed);
    heap::whole().clear();
    header(layout::header::MAGIC).store(layout::MADE, Release); // Whoever sees it sees the rest.
}

/// Natively there is one arena a program, and whoever comes first makes it.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn ready() {
    static READY: std::sync::Once = std::sync::Once::new();
    READY.call_once(init);
}

/// In a browser the main process has made it.
#[cfg(target_arch = "wasm32")]
pub(crate) fn ready() {}

/// Whether [`init`] has been called on this arena and by an engine of this version.
pub fn is_ready() -> bool {
    ready();
    header(layout::header::MAGIC).load(Acquire) == layout::MADE
        && header(layout::header::VERSION).load(Relaxed) == layout::CURRENT
}

/// How much of the heap is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Bytes of blocks in use, their headers included.
    pub bytes: u32,
    /// Blocks in use.
    pub blocks: u32,
    /// Bytes that were ever in use: what the arena may have cost of the machine's memory.
    pub touched: u32,
    /// Bytes of the heap.
    pub len: u32,
}

/// How much of the heap is in use at this moment.
pub fn usage() -> Usage {
    heap::whole().usage()
}

/// Whether the process that had this identity ([`this_process`]) has ended. The main one of a run never has: its end ends the run.
pub(crate) fn has_ended(identity: u32) -> bool {
    crate::process::has_ended(identity)
}

std::thread_local! {
    static ACCOUNT: core::cell::Cell<Option<u32>> = const { core::cell::Cell::new(None) };
}

/// Does `act`, in which this thread writes down what the process with this identity is given. If that ends before it has read it, nobody has it.
pub(crate) fn on_account_of<T>(identity: u32, act: impl FnOnce() -> T) -> T {
    struct Restore(Option<u32>);
    impl Drop for Restore {
        fn drop(&mut self) {
            ACCOUNT.set(self.0);
        }
    }
    let _restore = Restore(ACCOUNT.replace(Some(identity)));
    act()
}

/// The process on whose account this thread writes things down, if that is not its own.
pub(crate) fn account() -> Option<u32> {
    ACCOUNT.get()
}

/// What a brief lock of the arena knows of processes.
pub(crate) const MORTALS: Mortals = Mortals {
    me: this_process,
    is_buried: crate::process::is_buried,
};

/// The process of this thread, by a number that no other process of the run ever has: place in the table | life << 8.
pub(crate) fn this_process() -> u32 {
    ready();
    crate::process::identity()
}
