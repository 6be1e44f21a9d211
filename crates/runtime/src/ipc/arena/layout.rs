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
    /// The first of 16 words that belong to `process`: its locks and counters.
    pub const PROCESSES: u32 = 16;
    /// Words of the header.
    pub const WORDS: u32 = 64;
}

/// The process table.
pub mod process {
    /// Word at which the table begins.
    pub const TABLE: u32 = super::header::WORDS;
    /// Words of an entry.
    pub const WORDS: u32 = 16;
    /// Entries: processes of a run that are known at once.
    pub const ENTRIES: u32 = 256;
    /// Word of an entry: one of [`state`].
    pub const STATE: u32 = 0;
    /// Word of an entry: how often it has been taken, so that a process that has ended is not taken for one that came later. Whoever takes an
    /// entry adds one, before it sets the state.
    pub const LIFE: u32 = 1;

    /// Values of the word `STATE`.
    pub mod state {
        /// Not in use.
        pub const FREE: u32 = 0;
        /// Asked for, not running yet.
        pub const STARTING: u32 = 1;
        /// Its main thread runs.
        pub const ALIVE: u32 = 2;
        /// It has ended: from here on it holds no end of a pipe. Whoever sets this wakes all waits that threads have published, in the arena
        /// too, and repeats that a few times, as Stop does: a wait may have been on its way.
        pub const ENDED: u32 = 3;
    }

    /// Byte offset of a process's entry.
    pub const fn entry(process: u32) -> u32 {
        (TABLE + process % ENTRIES * WORDS) * 4
    }
}

/// Word at which the heap begins.
pub const HEAP: u32 = process::TABLE + process::ENTRIES * process::WORDS;
