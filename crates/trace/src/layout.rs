//! Which word of a process's memory means what: the contract between engine (writer) and page (reader). All offsets count 32-bit words.
//!
//! The engine tells the page one address at boot: that of the process header. Everything else is found from there.

/// First word of a process header; changes whenever this file changes its meaning.
pub const MAGIC: u32 = 0x5050_0001;

/// Words of a process header.
pub mod header {
    /// [`MAGIC`](super::MAGIC).
    pub const MAGIC_WORD: u32 = 0;
    /// Stop word: see the constants of [`stop`](super::stop).
    pub const STOP: u32 = 1;
    /// Slots ever used (high-water mark); slots `0..n` may be read.
    pub const SLOTS: u32 = 2;
    /// Workers that have left; incremented, then notified.
    pub const LEFT: u32 = 3;
    /// Byte address of slot 0.
    pub const SLOT_TABLE: u32 = 4;
    /// Number of the process in the run, 0 = main process.
    pub const PROCESS: u32 = 5;
    /// Byte address one past the last byte of heap ever used: what a scrub must clear.
    pub const HEAP_END: u32 = 6;
    /// Threads now waiting on a parked worker's futex.
    pub const PARKED: u32 = 7;
    /// Threads that no status cell speaks of although they will change something: started and not begun, or ended and not yet told to who
    /// waits for their end. As long as there is one, nobody is stuck. The lower half counts them, the upper half how often one has
    /// become or ceased to be such a thread; changed by adding [`ENTERS`] and [`LEAVES`] alone.
    pub const BETWEEN: u32 = 8;
    /// By what objects of the arena remember the process: its place in the table | its life << 8; 0 until it stands there, and for main.
    pub const IDENTITY: u32 = 9;
    /// What a thread adds to [`BETWEEN`] as it begins to be between two cells.
    pub const ENTERS: u32 = 0x1_0001;
    /// What it adds as it ceases to be: one less in the lower half, whose carry is one more in the upper.
    pub const LEAVES: u32 = 0x0_ffff;
    /// Words of the header.
    pub const LEN: u32 = 16;
}

/// What the canary word below a thread's stack holds as long as the stack has not overflowed; unlikely to be written by chance.
pub const CANARY_ALIVE: u32 = 0x57ac_0f1e;

/// Values of the stop word.
pub mod stop {
    /// The run goes on.
    pub const RUN: u32 = 0;
    /// Every wait and checkpoint unwinds its thread.
    pub const UNWIND: u32 = 1;
    /// Every wait and checkpoint traps its thread.
    pub const KILL: u32 = 2;
}

/// Words of a slot: one worker of a process. The first [`status::LEN`] words are the status cell of the thread it runs now.
pub mod slot {
    /// Byte address of the record ring, 0 until it is made.
    pub const RING: u32 = 16;
    /// Records that the ring holds, a power of two.
    pub const RING_LEN: u32 = 17;
    /// Records ever written, wrapping; written by the thread, Release.
    pub const RING_HEAD: u32 = 18;
    /// Records ever drained, wrapping; written by the reader, Release.
    pub const RING_TAIL: u32 = 19;
    /// Records dropped because the ring was full.
    pub const RING_DROPPED: u32 = 20;
    /// Byte address of the byte ring, 0 until it is made.
    pub const BYTES: u32 = 21;
    /// Bytes that the byte ring holds, a power of two.
    pub const BYTES_LEN: u32 = 22;
    /// Bytes ever written, wrapping.
    pub const BYTES_HEAD: u32 = 23;
    /// Bytes ever drained, wrapping.
    pub const BYTES_TAIL: u32 = 24;
    /// Entries dropped because the byte ring was full.
    pub const BYTES_DROPPED: u32 = 25;
    /// Byte address of the canary word below the thread's stack, 0 for none.
    pub const CANARY: u32 = 26;
    /// What the word at [`status::WAIT`](super::status::WAIT) holds as long as the wait has reason to go on; written with the status cell.
    pub const EXPECTED: u32 = 27;
    /// Which bits of that word decide whether the wait has reason to go on; the others may change without anybody being woken.
    pub const DECIDING: u32 = 28;
    /// Words of a slot: two cache lines, so that neighbours do not share one.
    pub const LEN: u32 = 32;
}

/// Words of a status cell (the first words of a slot).
pub mod status {
    /// Changes whenever the thread's state does.
    pub const SEQUENCE: u32 = 0;
    /// state | cause << 8 | line key << 16.
    pub const STATE: u32 = 1;
    /// Object waited for, 0 for none.
    pub const OBJECT: u32 = 2;
    /// Byte address of the word being waited on, 0 for none; Stop wakes it.
    pub const WAIT: u32 = 3;
    /// 0: `WAIT` lies in this process's memory; 1: in the arena.
    pub const WAIT_SPACE: u32 = 4;
    /// Deadline of the wait, nanoseconds on the trace clock, low word; 0 and 0 = none.
    pub const DEADLINE_LO: u32 = 5;
    /// Deadline, high word.
    pub const DEADLINE_HI: u32 = 6;
    /// Begin of the present state, low word.
    pub const SINCE_LO: u32 = 7;
    /// Begin of the present state, high word.
    pub const SINCE_HI: u32 = 8;
    /// Progress of the present task in thousandths.
    pub const PROGRESS: u32 = 9;
    /// Present task + 1, 0 for none.
    pub const TASK: u32 = 10;
    /// Thread that this worker runs now, 0 = none (parked).
    pub const THREAD: u32 = 11;
    /// Byte address of the holder word of `OBJECT`, 0 for none. A holder word holds a thread id.
    pub const HOLDER: u32 = 12;
    /// 0: `HOLDER` lies in this process's memory; 1: in the arena.
    pub const HOLDER_SPACE: u32 = 13;
    /// 1 once the worker has left the process for good.
    pub const LEFT: u32 = 14;
    /// Words of a status cell.
    pub const LEN: u32 = 15;
}

/// Words of the arena, the buffer that all processes of a run share: a header, the table of processes, a heap.
pub mod arena {
    /// Words of the header, which belongs to the arena's allocator.
    pub const HEADER_LEN: u32 = 64;
    /// Places of the table of processes; place 0 is the main process's.
    pub const PLACES: u32 = 256;
    /// First word after the table.
    pub const HEAP: u32 = HEADER_LEN + PLACES * super::place::LEN;

    /// Byte address of a word of a place.
    pub const fn place(index: u32, word: u32) -> u32 {
        (HEADER_LEN + index * super::place::LEN + word) * 4
    }
}

/// Words of a place in the table of processes.
pub mod place {
    /// Kind | life << 8, see [`kind`]: the word on which joiners and starters wait. The life grows each time the place is taken, so a place that
    /// was given to another process is never mistaken.
    pub const STATE: u32 = 0;
    /// Number of the process in the run, 0 = main: never used twice in a run.
    pub const NUMBER: u32 = 1;
    /// Exit code, signed; valid once the process has ended.
    pub const EXIT: u32 = 2;
    /// Number of the process that started it.
    pub const PARENT: u32 = 3;
    /// Id of its main thread, 0 when it has ended: the holder word of those who join it.
    pub const MAIN: u32 = 4;
    /// Signal that it is to end by: 0 none, 15 terminate, 9 kill.
    pub const ASKED: u32 = 5;
    /// Byte address of its header in its own memory, 0 until it has booted.
    pub const HEADER: u32 = 6;
    /// Entry point.
    pub const ENTRY: u32 = 7;
    /// Byte address in the arena of the block with what it is started with, 0 for none.
    pub const PARCEL: u32 = 8;
    /// Generation of that block.
    pub const PARCEL_GENERATION: u32 = 9;
    /// Bytes in it.
    pub const PARCEL_LEN: u32 = 10;
    /// In place 0 alone: the last number that was given to a process.
    pub const NUMBERS: u32 = 11;
    /// The last life of this place that is over for good: no worker will ever again run in that process, nor in one of an earlier life.
    pub const BURIED: u32 = 12;
    /// Words of a place: a cache line.
    pub const LEN: u32 = 16;

    /// What a place is, the low byte of [`STATE`].
    pub mod kind {
        /// Nobody's.
        pub const FREE: u32 = 0;
        /// Being filled in, by a starter or by a spare process.
        pub const CLAIMED: u32 = 1;
        /// A spare process stands ready in its memory and waits here to be started.
        pub const SPARE: u32 = 2;
        /// Started; the page has yet to find a memory and a worker for it, or the spare process to wake.
        pub const STARTING: u32 = 3;
        /// The page has found them.
        pub const BOOTING: u32 = 4;
        /// It runs.
        pub const RUNNING: u32 = 5;
        /// It has ended.
        pub const ENDED: u32 = 6;
        /// The page could not start it: as many memories as may exist exist.
        pub const REFUSED: u32 = 7;
    }
}

/// Slots of a process: threads at once, main and parked ones included.
pub const MAX_SLOTS: u32 = 160;
/// Words of a record.
pub const RECORD_LEN: u32 = 8;
/// Records of a ring while at most [`FEW_THREADS`] run.
pub const RING_RECORDS: u32 = 16_384;
/// Records of a ring when more run.
pub const RING_RECORDS_SMALL: u32 = 4_096;
/// See [`RING_RECORDS`].
pub const FEW_THREADS: u32 = 16;
/// Bytes of a byte ring.
pub const BYTE_RING: u32 = 65_536;
