//! Handles: how a block of the arena is named between processes.

use super::heap::{HEADER, whole};
use crate::futex::FutexWord;
use crate::futex::arena::ArenaWord;
use core::sync::atomic::Ordering::{Acquire, Relaxed};
use serde::{Deserialize, Serialize};

/// Names a block: where it lies, and which of all blocks that ever lay there it is. Plain numbers: it may be wrong, or speak of a block that is
/// gone; whoever uses it looks first ([`Handle::resolve`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Handle {
    /// Byte offset of the block's first byte.
    pub at: u32,
    /// Its generation, never 0 for a block in use.
    pub generation: u32,
}

/// A handle that names nothing of the kind that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no {expected} lies at offset {at} of the arena with generation {generation}: it has been closed, or the message is not what it says"
)]
pub struct BadHandle {
    /// The offset.
    pub at: u32,
    /// The generation.
    pub generation: u32,
    /// The kind that was expected.
    pub expected: &'static str,
}

impl Handle {
    /// Looks whether the handle names a block of this kind.
    ///
    /// # Errors
    /// [`BadHandle`].
    pub fn resolve(self, kind: super::Kind) -> Result<(), BadHandle> {
        super::ready();
        let block = self.at.wrapping_sub(HEADER);
        let word = |word: u32| ArenaWord::at(block + word * 4);
        let is_one = whole().contains(self.at)
            && self.generation != 0
            && word(1).load(Acquire) == self.generation
            && word(3).load(Relaxed) == kind as u32;
        if is_one {
            Ok(())
        } else {
            Err(BadHandle {
                at: self.at,
                generation: self.generation,
                expected: kind.name(),
            })
        }
    }
}
