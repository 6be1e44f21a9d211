//! `SharedMemory`: blocks of bytes that processes find by name, and what is built of them.
//!
//! State: a block, in words: 0 size · from byte 16 on the bytes. The name table has one reference to it until `unlink`, every open object one more:
//! the bytes go when it is unlinked and nobody has it open.
//!
//! **Nothing here synchronises.** Who reads while another writes may see a part of it; use a lock or an event of [`sync`](super::sync) beside it.
//! A block is no slice of this process's memory: bytes are read out and written in, at most 64 KiB in one go.
//!
//! **No lost wake-up, fairness, time-out, Stop**: nobody waits. **Death** of a process leaves what it had open counted, and its names bound, until
//! the end of the run.
//!
//! **Trace.** None. **Origin.** `multiprocessing.shared_memory` and `SharedMemoryManager` of the Python 3.13 library reference.
//! **Checked by** `tests/shared.rs`, `tests/parity/memory.rs`.

mod keeper;
mod list;
mod view;

pub use keeper::SharedMemoryManager;
pub use list::{Item, ShareableList};
pub use view::{Buffer, View};

use super::arena::{self, Block, Handle, Kind, NameTaken};
use crate::error::Error;
use crate::futex::FutexWord;
use core::sync::atomic::Ordering::Relaxed;

const FIRST: u32 = 16;

/// A named block of zeroed bytes.
///
/// # Errors
/// `open` without a name and without `create`: `ValueError: 'name' can only be None if create=True`; size 0: `ValueError: 'size' must be a positive
/// number different from zero`; below: `ValueError: 'size' must be a positive integer`. A name that nothing has: `FileNotFoundError: [Errno 2] No
/// such file or directory: '/x'`; that something has: `FileExistsError: [Errno 17] File exists: '/x'`. Closing while a view is in use does not
/// compile (Python: `BufferError: cannot close exported pointers exist`):
/// ```compile_fail,E0502
/// # use runtime::ipc::SharedMemory;
/// let mut memory = SharedMemory::create(8).unwrap();
/// let view = memory.buf().unwrap();
/// memory.close();
/// view.get(0).unwrap();
/// ```
/// # Examples
/// ```
/// # use runtime::ipc::SharedMemory;
/// let mut memory = SharedMemory::create(48).unwrap();
/// memory.as_array::<i64>(&[6]).unwrap().fill(7);
/// let mut other = SharedMemory::attach(memory.name()).unwrap();
/// assert_eq!(other.as_array::<i64>(&[6]).unwrap().get(5).unwrap(), 7);
/// other.close();
/// memory.close();
/// memory.unlink().unwrap();
/// ```
/// Origin: `multiprocessing.shared_memory.SharedMemory` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct SharedMemory {
    name: String,
    size: u32,
    /// `None` once it is closed here.
    block: Option<Block>,
}

impl SharedMemory {
    /// A new block of `size` bytes under a name of its own.
    ///
    /// # Errors
    /// See the type; no room in the arena: `OSError: [Errno 28] No space left on device`.
    pub fn create(size: i64) -> Result<Self, Error> {
        Self::make(&arena::fresh_name(), size, Kind::SharedMemory)
    }

    /// A new block of `size` bytes under this name.
    ///
    /// # Errors
    /// See the type.
    pub fn create_named(name: &str, size: i64) -> Result<Self, Error> {
        Self::make(name, size, Kind::SharedMemory)
    }

    /// The block with this name.
    ///
    /// # Errors
    /// See the type.
    pub fn attach(name: &str) -> Result<Self, Error> {
        Self::find(name, Kind::SharedMemory)
    }

    /// `SharedMemory(name, create, size)` with arguments as Python passes them.
    ///
    /// # Errors
    /// See the type.
    pub fn open(name: Option<&str>, create: Create) -> Result<Self, Error> {
        match (name, create) {
            (None, Create::No) => Err(Error::value("'name' can only be None if create=True")),
            (Some(name), Create::No) => Self::attach(name),
            (None, Create::Yes { size }) => Self::create(size),
            (Some(name), Create::Yes { size }) => Self::create_named(name, size),
        }
    }

    fn make(name: &str, size: i64, kind: Kind) -> Result<Self, Error> {
        if size == 0 {
            let message = "'size' must be a positive number different from zero";
            return Err(Error::value(message));
        }
        let size =
            u64::try_from(size).map_err(|_| Error::value("'size' must be a positive integer"))?;
        let size = u32::try_from(size).unwrap_or(u32::MAX);
        let block = Block::new(kind, size.saturating_add(FIRST))?;
        block.word(0).store(size, Relaxed);
        match arena::bind(name, block.handle()) {
            Ok(()) => {}
            Err(NameTaken::Taken(_)) => return Err(Error::exists(name)),
            Err(NameTaken::TooLong(_)) => return Err(Error::os("[Errno 36] File name too long")),
            Err(NameTaken::Full(full)) => return Err(full.into()),
        }
        core::mem::forget(block.clone()); // The name's reference; `unlink` drops it.
        Ok(Self {
            name: name.to_owned(),
            size,
            block: Some(block),
        })
    }

    fn find(name: &str, kind: Kind) -> Result<Self, Error> {
        let open = |handle: Handle| Block::open(handle, kind);
        let block = arena::find(name)
            .ok()
            .and_then(|handle| open(handle).ok())
            .ok_or_else(|| Error::not_found(name))?;
        Ok(Self {
            name: name.to_owned(),
            size: block.word(0).load(Relaxed),
            block: Some(block),
        })
    }

    /// Its name, by which others attach.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its size in bytes.
    pub fn size(&self) -> u32 {
        self.size
    }

    /// Its bytes.
    ///
    /// # Errors
    /// It is closed here: `TypeError: 'NoneType' object is not subscriptable`, as Python's `buf` is `None` then.
    pub fn buf(&self) -> Result<Buffer<'_>, Error> {
        let block = self.block.as_ref();
        let gone = || Error::type_error("'NoneType' object is not subscriptable");
        Ok(Buffer::of(block.ok_or_else(gone)?, FIRST, self.size))
    }

    /// Its bytes as numbers, in as many dimensions as `shape` has (`numpy.ndarray(shape, dtype, buffer=shm.buf)`). The type is not stored: a
    /// wrong one reads nonsense.
    ///
    /// # Errors
    /// Too small for that: `TypeError: buffer is too small for requested array`.
    pub fn as_array<T: super::Element>(&self, shape: &[usize]) -> Result<View<'_, T>, Error> {
        View::of(self.buf()?, shape)
    }

    /// Gives up this view; again is fine. The block stays.
    pub fn close(&mut self) {
        self.block = None;
    }

    /// Takes the name away; the block goes when everybody has closed it. Once, by one.
    ///
    /// # Errors
    /// Unlinked already: `FileNotFoundError: [Errno 2] No such file or directory: '/x'`.
    pub fn unlink(&self) -> Result<(), Error> {
        unlink(&self.name)
    }
}

fn unlink(name: &str) -> Result<(), Error> {
    let handle = arena::unbind(name)?;
    for kind in [Kind::SharedMemory, Kind::ShareableList] {
        drop(Block::adopt(handle, kind)); // The name's reference.
    }
    Ok(())
}

/// Python's `create` and `size`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Create {
    /// `create=False`
    No,
    /// `create=True`
    Yes {
        /// Bytes.
        size: i64,
    },
}
