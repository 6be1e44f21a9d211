//! Counted references to blocks of the arena.
//!
//! State: the word of references in the block's header.
//! | change | by whom |
//! |---|---|
//! | + 1 | a clone (Relaxed: who clones has one), or who writes the reference into a message |
//! | none | who reads it out of that message: the message's reference is now its own |
//! | − 1 | a drop (Release, then Acquire by the last: it sees what all others did) → at 0 the block goes back to the heap |
//!
//! **No lost wake-up, fairness, time-out, Stop**: nobody waits here; a stopped thread's references go with its `Drop`s. **Death** of a process
//! leaves its references counted: the block stays until the end of the run, and a lock in it stays held, as in Python. So does that of a message
//! that nobody reads. A message that is read twice gives away what it has only once: its block may go too early, which the generation tells.
//!
//! **Trace.** None. **Origin.** Reference counting as `std::sync::Arc`. **Checked by** `tests/arena.rs`.

use super::heap::{Allocated, ArenaFull, HEADER, whole};
use super::{BadHandle, Handle};
use crate::futex::FutexWord;
use crate::futex::arena::ArenaWord;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::sync::atomic::fence;

/// What lies in a block: a message cannot pass one for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
#[allow(missing_docs)] // The names say it.
pub enum Kind {
    Bytes = 1,
    Name = 2,
    Lock = 3,
    RLock = 4,
    Semaphore = 5,
    Condition = 6,
    Event = 7,
    Barrier = 8,
    Pipe = 9,
    Queue = 10,
    Value = 11,
    SharedMemory = 12,
    ShareableList = 13,
    Listener = 14,
    Pool = 15,
}

impl Kind {
    /// For people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bytes => "block of bytes",
            Self::Name => "name",
            Self::Lock => "lock",
            Self::RLock => "re-entrant lock",
            Self::Semaphore => "semaphore",
            Self::Condition => "condition",
            Self::Event => "event",
            Self::Barrier => "barrier",
            Self::Pipe => "pipe",
            Self::Queue => "queue",
            Self::Value => "value or array",
            Self::SharedMemory => "shared memory",
            Self::ShareableList => "shareable list",
            Self::Listener => "listener",
            Self::Pool => "pool",
        }
    }
}

/// A counted reference to a block of the arena.
#[derive(Debug)]
pub struct Block {
    at: u32,
    generation: u32,
}

impl Block {
    /// A zeroed block of `len` bytes.
    ///
    /// # Errors
    /// [`ArenaFull`].
    pub fn new(kind: Kind, len: u32) -> Result<Self, ArenaFull> {
        super::ready();
        let Allocated { at, generation } = whole().allocate(len, kind as u32)?;
        Ok(Self { at, generation })
    }

    /// One more reference to the block that the handle names.
    ///
    /// # Errors
    /// [`BadHandle`].
    pub fn open(handle: Handle, kind: Kind) -> Result<Self, BadHandle> {
        handle.resolve(kind)?;
        let block = Self {
            at: handle.at,
            generation: handle.generation,
        };
        block.add_reference();
        Ok(block)
    }

    /// The reference that [`Block::lend`] put into a message, now of this process.
    ///
    /// # Errors
    /// [`BadHandle`].
    pub fn adopt(handle: Handle, kind: Kind) -> Result<Self, BadHandle> {
        handle.resolve(kind)?;
        Ok(Self {
            at: handle.at,
            generation: handle.generation,
        })
    }

    /// One more reference, for a message: it belongs to whoever [`adopts`](Block::adopt) it.
    pub fn lend(&self) -> Handle {
        self.add_reference();
        self.handle()
    }

    /// Its name between processes.
    pub fn handle(&self) -> Handle {
        Handle {
            at: self.at,
            generation: self.generation,
        }
    }

    /// Its word with this number.
    #[inline]
    pub fn word(&self, number: u32) -> ArenaWord {
        ArenaWord::at(self.at + number * 4)
    }

    /// Byte offset in the arena of its byte with this number.
    #[inline]
    pub fn byte(&self, number: u32) -> u32 {
        self.at + number
    }

    /// References at this moment, those on their way included.
    pub fn references(&self) -> u32 {
        self.count().load(Relaxed)
    }

    fn count(&self) -> ArenaWord {
        ArenaWord::at(self.at - HEADER + 8)
    }

    fn add_reference(&self) {
        self.count().fetch_add(1, Relaxed);
    }
}

impl Clone for Block {
    fn clone(&self) -> Self {
        self.add_reference();
        Self {
            at: self.at,
            generation: self.generation,
        }
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        if self.count().fetch_sub(1, Release) == 1 {
            fence(Acquire); // What the others did with it lies before its next use.
            whole().free(Allocated {
                at: self.at,
                generation: self.generation,
            });
        }
    }
}

impl PartialEq for Block {
    fn eq(&self, other: &Self) -> bool {
        self.handle() == other.handle()
    }
}

/// Makes an object on a block travel: `$object` has a field `block` and `from_block(Block) -> Self`.
macro_rules! travels {
    ($object:ident, $kind:ident) => {
        impl serde::Serialize for $object {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&self.block.lend(), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $object {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let handle =
                    <$crate::ipc::arena::Handle as serde::Deserialize>::deserialize(deserializer)?;
                $crate::ipc::arena::Block::adopt(handle, $crate::ipc::arena::Kind::$kind)
                    .map(Self::from_block)
                    .map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use travels;
