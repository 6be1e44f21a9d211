//! `SharedMemoryManager`: whoever has it at the end unlinks what was made through it.
//!
//! In Python a server process keeps the names; here the object does, since the bytes lie in the arena anyway. What a program sees is the same.

use super::{Item, ShareableList, SharedMemory, unlink};
use crate::error::Error;

/// Makes blocks and lists, and unlinks them all at `shutdown`.
///
/// # Errors
/// Before `start`: `ValueError: address type of None unrecognized`. `start` twice: `ProcessError: Already started server`. After `shutdown`:
/// `FileNotFoundError: [Errno 2] No such file or directory`.
///
/// Origin: `multiprocessing.managers.SharedMemoryManager` of the Python 3.13 library reference.
#[derive(Debug, Default)]
pub struct SharedMemoryManager {
    state: State,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    New,
    Started(Vec<String>),
    Over,
}

impl SharedMemoryManager {
    /// Not started.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts it.
    ///
    /// # Errors
    /// See the type.
    pub fn start(&mut self) -> Result<(), Error> {
        match self.state {
            State::New => {
                self.state = State::Started(Vec::new());
                Ok(())
            }
            State::Started(_) => Err(Error::named("ProcessError", "Already started server")),
            State::Over => Err(Error::named("ProcessError", "Manager has shut down")),
        }
    }

    fn names(&mut self) -> Result<&mut Vec<String>, Error> {
        match &mut self.state {
            State::New => Err(Error::value("address type of None unrecognized")),
            State::Started(names) => Ok(names),
            State::Over => Err(Error::named(
                "FileNotFoundError",
                "[Errno 2] No such file or directory",
            )),
        }
    }

    /// A new block (`.SharedMemory(size)`).
    ///
    /// # Errors
    /// See the type and [`SharedMemory`].
    pub fn shared_memory(&mut self, size: i64) -> Result<SharedMemory, Error> {
        let names = self.names()?;
        let memory = SharedMemory::create(size)?;
        names.push(memory.name().to_owned());
        Ok(memory)
    }

    /// A new list (`.ShareableList(items)`).
    ///
    /// # Errors
    /// See the type and [`ShareableList`].
    pub fn shareable_list(&mut self, items: &[Item]) -> Result<ShareableList, Error> {
        let names = self.names()?;
        let list = ShareableList::new(items)?;
        names.push(list.name().to_owned());
        Ok(list)
    }

    /// Unlinks everything that was made; what is still open elsewhere stays until it is closed there. Again is fine.
    pub fn shutdown(&mut self) {
        if let State::Started(names) = core::mem::replace(&mut self.state, State::Over) {
            // Somebody may have unlinked one already.
            names.iter().for_each(|name| drop(unlink(name)));
        }
    }
}

impl Drop for SharedMemoryManager {
    fn drop(&mut self) {
        self.shutdown();
    }
}
