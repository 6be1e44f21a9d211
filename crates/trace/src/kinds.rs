//! What a record, a wait and an object can be: the enums that runtime writes and report reads.

/// State of a thread as the runtime causes it; whether a core really executes it is not observable from a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum ThreadState {
    /// Made, not started.
    New = 0,
    /// Started, not executing: its worker boots, or it waits for the GIL.
    Ready = 1,
    /// Executing.
    Running = 2,
    /// Waiting; the [`Cause`] says for what.
    Blocked = 3,
    /// Its function has returned or unwound, or its process was ended by a signal.
    Terminated = 4,
    /// Ended by a trap or a stack overflow.
    Crashed = 5,
}

/// Why a thread is blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Cause {
    /// Not blocked.
    None = 0,
    /// A lock or re-entrant lock held by another thread.
    Lock = 1,
    /// A condition not yet notified.
    Condition = 2,
    /// A semaphore without a free permit.
    Semaphore = 3,
    /// An event not yet set.
    Event = 4,
    /// A barrier not yet complete.
    Barrier = 5,
    /// A queue that is empty (get) or full (put).
    Queue = 6,
    /// The end of a thread or process.
    Join = 7,
    /// A plain sleep.
    Sleep = 8,
    /// A simulated IO wait.
    Io = 9,
    /// A pipe or connection that is empty or full.
    Pipe = 10,
    /// A future, an asynchronous result or a pool's job.
    Result = 11,
    /// The GIL (drawn as ready, not as blocked).
    Gil = 12,
}

/// What an object is: decides its name in the legend and the shape of its track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum ObjectKind {
    /// Mutual exclusion; value = 0 or 1, holder = thread.
    Lock = 1,
    /// Re-entrant lock; value = depth, holder = thread.
    RLock = 2,
    /// Condition; value = waiters.
    Condition = 3,
    /// Semaphore; value = free permits.
    Semaphore = 4,
    /// Event; value = 0 or 1.
    Event = 5,
    /// Barrier; value = arrived parties.
    Barrier = 6,
    /// Queue; value = items in it.
    Queue = 7,
    /// Thread; joined.
    Thread = 8,
    /// Process; joined.
    Process = 9,
    /// Pipe or connection; value = bytes in it.
    Pipe = 10,
    /// Pool; value = tasks not yet taken.
    Pool = 11,
    /// Future or asynchronous result; value = 0 or 1.
    Future = 12,
    /// The GIL of a process; holder = thread.
    Gil = 13,
}

/// What one record tells. `object`, `a`, `b`, `c`, `d` are the words of [`Record`](crate::record::Record).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum RecordKind {
    /// From here on this ring speaks for thread `object`; `a` = the thread that started it.
    ThreadBegin = 1,
    /// The thread of this ring has ended; `a` = 0 returned, 1 raised, 2 crashed, 3 stopped.
    ThreadEnd = 2,
    /// The thread's state is now `state` with `cause` on `object`.
    State = 3,
    /// Task `a` of measurement `object` begins.
    TaskBegin = 4,
    /// Task `a` of measurement `object` has ended; `b` = [`TaskStatus`](crate::record::TaskStatus), `c` and `d` = its inline value.
    TaskEnd = 5,
    /// A chunk of measurement `object` begins: tasks `a` to `a + b`.
    ChunkBegin = 6,
    /// The chunk has ended.
    ChunkEnd = 7,
    /// This thread took `object`, whose value is now `a` and whose holder is `b`: this thread, or 0 where several can have it (a semaphore).
    /// From here to its [`RecordKind::Release`] it holds it. Holders of a lock never overlap: who takes it does so after the moment at which
    /// it was given back, even where clocks of two workers differ by a step.
    Acquire = 8,
    /// This thread gave `object` back, whose value is now `a` and whose holder is `b`: 0, or this thread while it still has a re-entrant lock.
    /// Any thread may give back a lock or a permit that another took: then that one's hold has ended.
    Release = 9,
    /// This thread woke up to `b` waiters of `object`; `a` = the woken thread where it is known, else 0.
    Wake = 10,
    /// `object`'s value is now `a` (signed); `b` = holding thread, 0 for none. Objects that are taken and given back tell both in those records.
    Value = 11,
    /// A transfer begins: `object` = channel, `a` = bytes, `b` = [`Transfer`].
    TransferBegin = 12,
    /// The transfer has ended.
    TransferEnd = 13,
    /// Measurement `object` (announced in the byte ring) begins: workers are being started.
    MeasureBegin = 14,
    /// All workers of measurement `object` reported in; its makespan starts here.
    MeasureReady = 15,
    /// The last result of measurement `object` is in; its makespan ends here.
    MeasureEnd = 16,
    /// A line was printed; its text is the byte ring's entry with sequence number `a`.
    Line = 17,
    /// This thread started thread `object`, or with `a` = 1 made it: it is new, and its start follows or never comes.
    Spawn = 18,
    /// GIL `object` of this process: `a` = 0 asked for, 1 taken, 2 given away. This thread holds it from 1 to 2; holders never overlap.
    Gil = 19,
    /// The program has reached the line whose key stands in the record's line field.
    Mark = 20,
    /// Written by [`Writer`](crate::ring::Writer) itself: since `at_ns`, `a` records were dropped here; the gap ends at the next record.
    /// `b` = the thread of this ring after the gap, 0 if it is the same; `state`, `cause` and `object` = the thread's state after the gap,
    /// or [`ThreadState::New`] if no change of state was among the lost.
    Dropped = 21,
}

/// What a transfer does with its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Transfer {
    /// Value to bytes.
    Serialise = 1,
    /// Bytes into a channel.
    Send = 2,
    /// Bytes out of a channel.
    Receive = 3,
    /// Bytes to value.
    Deserialise = 4,
}

macro_rules! from_byte {
    ($($name:ident: $($variant:ident),+;)+) => {$(
        impl $name {
            /// Every variant, in the order of its number.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The variant with this number, if there is one: foreign memory is never trusted.
            pub fn from_u8(byte: u8) -> Option<Self> {
                Self::ALL.iter().copied().find(|v| *v as u8 == byte)
            }
        }
    )+};
}

from_byte! {
    ThreadState: New, Ready, Running, Blocked, Terminated, Crashed;
    Cause: None, Lock, Condition, Semaphore, Event, Barrier, Queue, Join, Sleep, Io, Pipe, Result, Gil;
    ObjectKind: Lock, RLock, Condition, Semaphore, Event, Barrier, Queue, Thread, Process, Pipe, Pool, Future, Gil;
    RecordKind: ThreadBegin, ThreadEnd, State, TaskBegin, TaskEnd, ChunkBegin, ChunkEnd, Acquire, Release, Wake, Value,
        TransferBegin, TransferEnd, MeasureBegin, MeasureReady, MeasureEnd, Line, Spawn, Gil, Mark, Dropped;
    Transfer: Serialise, Send, Receive, Deserialise;
}
