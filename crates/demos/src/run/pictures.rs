//! The person's own pictures: a block of shared memory that every process of the run can open, as it would open files.

use super::raised;
use runtime::ipc::memory::SharedMemory;
use scenario::outcome::TaskError;
use scenario::pictures::{OwnPicture, decode};

const NAME: &str = "own-pictures";

/// The pictures can be opened as long as this lives.
#[derive(Debug)]
pub struct Kept(SharedMemory);

impl Drop for Kept {
    fn drop(&mut self) {
        // Nobody else unlinks it.
        let _ = self.0.unlink();
    }
}

/// Puts the bytes of pictures where all processes find them; nothing where there are none.
///
/// # Errors
/// `OSError` when the arena has no room for them.
pub fn keep_pictures(bytes: &[u8]) -> Result<Option<Kept>, TaskError> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let memory = raised(SharedMemory::create_named(NAME, bytes.len() as i64))?;
    let buffer = raised(memory.buf())?;
    raised(buffer.set_slice(0..bytes.len(), bytes))?;
    Ok(Some(Kept(memory)))
}

/// The person's own pictures; none when they have given none.
pub fn own_pictures() -> Vec<OwnPicture> {
    let Ok(memory) = SharedMemory::attach(NAME) else {
        return Vec::new();
    };
    let bytes = memory.buf().map(|buffer| buffer.slice(0..buffer.len()));
    bytes
        .ok()
        .and_then(|bytes| decode(&bytes))
        .unwrap_or_default()
}
