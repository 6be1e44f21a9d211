//! Room for bytes that each thread keeps from one message to the next, so that short ones cost no allocation.
//!
//! Nobody waits, and nothing is shared: the room belongs to the thread.

use core::cell::Cell;
use core::ops::{Deref, DerefMut};

thread_local! {
    static ROOM: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// This thread's room, empty, until it is dropped. Whoever takes it meanwhile, such as an item that puts another one as it is written, has a new one.
#[derive(Debug)]
pub(super) struct Room(Vec<u8>);

impl Room {
    /// Takes it.
    pub fn take() -> Self {
        // A thread that ends may have none any more.
        let mut room = ROOM.try_with(Cell::take).unwrap_or_default();
        room.clear();
        Self(room)
    }
}

impl Deref for Room {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl DerefMut for Room {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let room = core::mem::take(&mut self.0);
        let _ = ROOM.try_with(|place| place.set(room));
    }
}
