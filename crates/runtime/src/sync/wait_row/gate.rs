//! What stands before a row: a brief lock that survives its holder where several processes pass.

use crate::futex::FutexWord;
use crate::sync::brief_lock::{BriefLock, Found};
use crate::sync::raw_lock::RawLock;

/// The brief lock of a row.
#[derive(Debug)]
pub(super) enum Gate<W> {
    /// All who pass belong to one process.
    Own(RawLock<W>),
    /// They belong to several, each of which may end inside.
    Shared(BriefLock<W>),
}

impl<W: FutexWord> Gate<W> {
    pub fn shut(&self) -> Found {
        match self {
            Self::Own(lock) => {
                lock.acquire_brief();
                Found::InOrder
            }
            Self::Shared(lock) if W::IS_SHARED => lock.acquire(),
            Self::Shared(_) => Found::InOrder, // Never made.
        }
    }

    pub fn open(&self) {
        match self {
            Self::Own(lock) => lock.release_brief(),
            Self::Shared(lock) if W::IS_SHARED => lock.release(),
            Self::Shared(_) => {}
        }
    }
}
