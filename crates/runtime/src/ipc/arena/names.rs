//! Names of blocks: how a process finds a block that nobody sent it.
//!
//! State: the word of a [`BriefLock`], and a list of blocks of kind `Name`, each: offset of the next · offset and generation of what it names · length of the
//! name · the name's bytes. Reading and changing the list happens under the lock. One store puts an entry in or takes it out, so a
//! holder that dies leaves nothing to mend. A name does not keep its block alive: whoever
//! binds it keeps a reference for as long as the name stands (`SharedMemory` does so until `unlink`).

use super::heap::ArenaFull;
use super::{Block, Handle, Kind, header, layout};
use crate::futex::FutexWord;
use crate::futex::arena::{ArenaWord, read_into, write_from};
use crate::sync::brief_lock::BriefLock;
use core::sync::atomic::Ordering::Relaxed;

/// The longest name, in bytes.
pub const LONGEST: usize = 255;

const NEXT: u32 = 0;
const AT: u32 = 1;
const GENERATION: u32 = 2;
const LEN: u32 = 3;
const TEXT: u32 = 16;

/// Why a name could not be bound.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameTaken {
    /// Something has it.
    #[error("the name '{0}' is taken; unlink what has it, or choose another")]
    Taken(String),
    /// Too long.
    #[error("the name has {0} bytes; at most {LONGEST} are allowed")]
    TooLong(usize),
    /// No room to write it down.
    #[error(transparent)]
    Full(#[from] ArenaFull),
}

/// Nothing has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing in the arena has the name '{0}'; was it unlinked already?")]
pub struct NoSuchName(pub String);

struct Inside(BriefLock<ArenaWord>);

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.release();
    }
}

fn enter() -> Inside {
    super::ready();
    let lock = BriefLock::new(header(layout::header::NAMES_LOCK), super::MORTALS);
    lock.acquire();
    Inside(lock)
}

fn word(entry: u32, word: u32) -> ArenaWord {
    ArenaWord::at(entry + word * 4)
}

impl Inside {
    /// The word that points at the entry with this name, and the entry.
    fn find(&self, name: &str) -> Option<(ArenaWord, u32)> {
        let mut from = header(layout::header::NAMES);
        loop {
            let entry = from.load(Relaxed);
            if entry == 0 {
                return None;
            }
            if is(entry, name) {
                return Some((from, entry));
            }
            from = word(entry, NEXT);
        }
    }
}

fn is(entry: u32, name: &str) -> bool {
    let mut text = [0; LONGEST];
    let len = word(entry, LEN).load(Relaxed) as usize;
    len == name.len() && {
        read_into(entry + TEXT, &mut text[..len]);
        text[..len] == *name.as_bytes()
    }
}

fn handle_of(entry: u32) -> Handle {
    Handle {
        at: word(entry, AT).load(Relaxed),
        generation: word(entry, GENERATION).load(Relaxed),
    }
}

/// Gives a block a name.
///
/// # Errors
/// [`NameTaken`].
pub fn bind(name: &str, handle: Handle) -> Result<(), NameTaken> {
    if name.len() > LONGEST {
        return Err(NameTaken::TooLong(name.len()));
    }
    let entry = Block::new(Kind::Name, TEXT + name.len() as u32)?;
    entry.word(AT).store(handle.at, Relaxed);
    entry.word(GENERATION).store(handle.generation, Relaxed);
    entry.word(LEN).store(name.len() as u32, Relaxed);
    write_from(entry.byte(TEXT), name.as_bytes());
    let inside = enter();
    if inside.find(name).is_some() {
        return Err(NameTaken::Taken(name.to_owned()));
    }
    let first = header(layout::header::NAMES);
    entry.word(NEXT).store(first.load(Relaxed), Relaxed);
    first.store(entry.byte(0), Relaxed);
    core::mem::forget(entry); // The list has it now; `unbind` gives it back.
    Ok(())
}

/// What has this name.
///
/// # Errors
/// [`NoSuchName`].
pub fn find(name: &str) -> Result<Handle, NoSuchName> {
    let inside = enter();
    let found = inside.find(name).map(|(_, entry)| handle_of(entry));
    found.ok_or_else(|| NoSuchName(name.to_owned()))
}

/// Takes a name away; what had it.
///
/// # Errors
/// [`NoSuchName`].
pub fn unbind(name: &str) -> Result<Handle, NoSuchName> {
    let inside = enter();
    let (from, entry) = inside
        .find(name)
        .ok_or_else(|| NoSuchName(name.to_owned()))?;
    from.store(word(entry, NEXT).load(Relaxed), Relaxed);
    let handle = handle_of(entry);
    let generation = ArenaWord::at(entry - super::heap::HEADER + 4).load(Relaxed);
    drop(inside);
    super::heap::whole().free(super::heap::Allocated {
        at: entry,
        generation,
    });
    Ok(handle)
}

/// A name that nothing has had: `psm_` and eight digits, as Python's.
pub fn fresh_name() -> String {
    super::ready();
    let made = header(layout::header::NAMES_MADE).fetch_add(1, Relaxed);
    // An odd factor is a bijection of 32 bits: no name comes twice, and neighbours look different.
    format!("psm_{:08x}", made.wrapping_add(1).wrapping_mul(0x9e37_79b1))
}
