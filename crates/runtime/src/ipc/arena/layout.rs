//! Which word of the arena means what. Offsets of words count 32-bit words.

/// What [`header::MAGIC`] holds once the arena is made.
pub const MADE: u32 = 0x4152_454e;
/// Version of this file; grows whenever a word changes its meaning.
pub const CURRENT: u32 = 1;

/// Words of the header.
pub mod header {
    /// [`MADE`](super::MADE).
    pub const MAGIC: u32 = 0;
    /// [`CURRENT`](super::CURRENT).
    pub const VERSION: u32 = 1;
    /// Bytes of the arena.
    pub const LEN: u32 = 2;
    /// The first words of the heap's own state; see [`heap`](super::super::heap).
    pub const HEAP: u32 = 4;
    /// Lock of the name table.
    pub const NAMES_LOCK: u32 = 12;
    /// Offset of the first name's block, 0 for none.
    pub const NAMES: u32 = 13;
    /// Names ever made up.
    pub const NAMES_MADE: u32 = 14;
    /// Words of the header.
    pub const WORDS: u32 = trace::layout::arena::HEADER_LEN;
}

/// Word at which the heap begins: after the table of processes.
pub const HEAP: u32 = trace::layout::arena::HEAP;
