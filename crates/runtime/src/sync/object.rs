//! What every primitive has beside its words: an identity in the trace, and the word that says who holds it.
//!
//! | word | value | meaning | changed by |
//! |---|---|---|---|
//! | id | 0 | made outside any process | nobody |
//! | id | process << 24 + number | as announced when it was made | nobody |
//! | holder | 0 | nobody holds it, or nobody asks | the releaser |
//! | holder | thread | this thread holds it | the taker |
//!
//! **No lost wake-up**: nobody waits on these words. **Ordering**: Relaxed throughout, because nothing is published by them; a reader of the
//! status cells may see a holder late, and judges a hang only when two looks agree. **Fairness, time-out, Stop**: not concerned; a thread that
//! unwinds gives the lock back through its guard, which clears the holder. **Cost**: with tracing off (or in a thread without a context) each
//! hook is one look at a thread-local. **Origin**: ours; Python keeps an owner for `RLock` alone.

use crate::context::{self, Context};
use crate::futex::{FutexWord, Word};
use crate::platform;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
use trace::kinds::{ObjectKind, RecordKind};
use trace::record::Record;

/// Identity of a primitive in the trace.
#[derive(Debug)]
pub(crate) struct Object {
    id: u32,
}

impl Object {
    /// Announces an object, so that the page knows its kind and name. An empty name is the page's to choose.
    pub fn new(kind: ObjectKind, name: &str) -> Self {
        Self {
            id: context::new_object(kind, name),
        }
    }

    /// The object with this id, announced by whoever made it: one that lies in the arena is the same to all processes.
    #[cfg(not(loom))]
    pub const fn known(id: u32) -> Self {
        Self { id }
    }

    /// Its id in the trace, 0 for none.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// This thread took it and is its holder from now on. One look at the context for both.
    #[inline]
    pub fn acquired_by_me<W: FutexWord, M: Moment>(&self, holder: &Holder<W, M>) {
        if let Some(here) = context::current() {
            holder.thread.store(here.thread(), Relaxed);
            if self.is_traced_in(here) {
                self.acquire_now(here, holder.turns.taken(), (1, here.thread()));
            }
        }
    }

    /// This thread took a re-entrant lock, whose depth is now this.
    #[inline]
    pub fn acquired_again<M: Moment>(&self, turns: &Turns<M>, depth: u32) {
        if let Some(here) = self.traced() {
            self.acquire_now(here, turns.taken(), (depth, here.thread()));
        }
    }

    /// This thread took one of several; so many are left.
    #[inline]
    pub fn acquired_of(&self, left: u32) {
        if let Some(here) = self.traced() {
            self.acquire_now(here, platform::now_ns(), (left, 0));
        }
    }

    /// This thread is about to give it, or one of several, back: `None` if that is not traced. To be asked *before* others can take it, since
    /// it reads the clock: so what one thread has given back when another takes it lies before that in the trace, too.
    #[inline]
    pub fn giving(&self) -> Option<Giving> {
        self.traced()
            .map(|here| Giving::new(self.id, here, platform::now_ns()))
    }

    /// As [`giving`](Self::giving), of something that one thread at a time has.
    #[inline]
    pub fn giving_in_turn<M: Moment>(&self, turns: &Turns<M>) -> Option<Giving> {
        self.traced()
            .map(|here| Giving::new(self.id, here, turns.given()))
    }

    /// Its value is now this.
    #[inline]
    pub fn value(&self, value: u32) {
        if self.is_traced() {
            self.record(RecordKind::Value, value, 0);
        }
    }

    /// Its value is now what `value` says, which is asked only if it is recorded; this thread woke so many.
    #[inline]
    pub fn changed(&self, value: impl FnOnce() -> u32, woken: u32) {
        if self.is_traced() {
            self.record(RecordKind::Value, value(), 0);
            self.woke_now(0, woken);
        }
    }

    /// This thread woke up to `count` waiters, the first of which is `thread` where that is known.
    #[inline]
    pub fn woke(&self, thread: u32, count: u32) {
        if self.is_traced() {
            self.woke_now(thread, count);
        }
    }

    /// Whether this thread leaves records of it. An object that was made outside any process has no id and leaves none.
    #[inline]
    fn is_traced(&self) -> bool {
        self.traced().is_some()
    }

    #[inline]
    fn traced(&self) -> Option<&'static Context> {
        context::current().filter(|here| self.is_traced_in(here))
    }

    #[inline]
    fn is_traced_in(&self, here: &Context) -> bool {
        self.id != 0 && here.is_traced()
    }

    #[cold]
    fn acquire_now(&self, here: &Context, at_ns: u64, (value, holder): (u32, u32)) {
        here.record(Record::new(RecordKind::Acquire, at_ns, self.id).with(value, holder));
    }

    #[cold]
    fn woke_now(&self, thread: u32, count: u32) {
        if count > 0 {
            self.record(RecordKind::Wake, thread, count);
        }
    }

    #[cold]
    fn record(&self, kind: RecordKind, a: u32, b: u32) {
        context::record(kind, self.id, a, b);
    }
}

/// What a thread is about to give back.
pub(crate) struct Giving {
    object: u32,
    here: &'static Context,
    at_ns: u64,
}

impl Giving {
    #[cold]
    fn new(object: u32, here: &'static Context, at_ns: u64) -> Self {
        Self {
            object,
            here,
            at_ns,
        }
    }

    /// It is given back: its value is now this, and nobody is known as its holder. This thread woke up to `count` waiters, the first of
    /// which is `thread` where that is known.
    #[cold]
    pub fn gave(self, value: u32, (thread, count): (u32, u32)) {
        self.record(RecordKind::Release, value, 0);
        if count > 0 {
            self.record(RecordKind::Wake, thread, count);
        }
    }

    /// This thread gave one level of a re-entrant lock back and still has it, so deep.
    #[cold]
    pub fn gave_inner(self, depth: u32) {
        self.record(RecordKind::Release, depth, self.here.thread());
    }

    fn record(&self, kind: RecordKind, a: u32, b: u32) {
        let record = Record::new(kind, self.at_ns, self.object);
        self.here.record(record.with(a, b));
    }
}

/// The holder word of a lock: the id of the thread that has it, read by the page for the wait-for graph. (A re-entrant lock's is its owner word.)
#[derive(Debug)]
pub(crate) struct Holder<W = Word, M = AtomicU64> {
    thread: W,
    turns: Turns<M>,
}

impl Holder {
    /// Held by nobody.
    pub fn new() -> Self {
        Self {
            thread: Word::new(0),
            turns: Turns::new(),
        }
    }
}

impl<W: FutexWord, M: Moment> Holder<W, M> {
    /// On this word, with these turns.
    #[cfg(not(loom))]
    pub const fn on(thread: W, turns: Turns<M>) -> Self {
        Self { thread, turns }
    }

    /// The word.
    pub fn word(&self) -> &W {
        &self.thread
    }

    /// The moments of its turns in the trace.
    pub fn turns(&self) -> &Turns<M> {
        &self.turns
    }

    /// Held by nobody from now on. Before the release that lets another thread set it.
    #[inline]
    pub fn clear(&self) {
        self.thread.store(0, Relaxed);
    }

    /// Whether this thread is the one. Exact for a thread of a process: nobody else writes its id, and it clears its own. Threads outside any
    /// process write nothing: one of them is taken for the holder while no thread of a process is.
    #[inline]
    pub fn is_me(&self) -> bool {
        self.thread.load(Relaxed) == context::thread_id()
    }
}

/// The last moment at which something that one thread at a time has was taken or given back, as the trace knows it.
///
/// Clocks of two workers may differ by a step, and a step holds many turns. A thread that has it therefore never takes it at or before
/// the moment at which the last one gave it back: the order of the records is the order of the turns, and no two threads hold it at once.
/// Read and written by the thread that has it, and passed on by the lock itself: Relaxed.
#[derive(Debug)]
pub(crate) struct Turns<M = AtomicU64>(M);

/// A place for one moment on the trace clock: in this process's memory, or in the arena.
pub(crate) trait Moment {
    /// The moment.
    fn get(&self) -> u64;
    /// Sets it.
    fn set(&self, ns: u64);
}

impl Moment for AtomicU64 {
    fn get(&self) -> u64 {
        self.load(Relaxed)
    }
    fn set(&self, ns: u64) {
        self.store(ns, Relaxed);
    }
}

impl Turns {
    /// Never taken.
    pub const fn new() -> Self {
        Self(AtomicU64::new(0))
    }
}

impl<M: Moment> Turns<M> {
    /// In this place, which holds 0.
    #[cfg(not(loom))]
    pub const fn on(last: M) -> Self {
        Self(last)
    }

    /// The moment of its taking: now, but after the last one's giving back.
    pub fn taken(&self) -> u64 {
        self.at(1)
    }

    /// The moment of its giving back: now, but not before its taking.
    pub fn given(&self) -> u64 {
        self.at(0)
    }

    fn at(&self, later: u64) -> u64 {
        let at = platform::now_ns().max(self.0.get() + later);
        self.0.set(at);
        at
    }
}

#[cfg(not(loom))]
mod own {
    use core::cell::Cell;
    use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

    static NEXT: AtomicU32 = AtomicU32::new(1);
    thread_local! {
        static OWN: Cell<u32> = const { Cell::new(0) };
    }

    /// A number of this thread's own, for threads without a context. Its highest bit is set, which no context's id has.
    pub(super) fn id() -> u32 {
        if OWN.get() == 0 {
            OWN.set(NEXT.fetch_add(1, Relaxed) | 1 << 31);
        }
        OWN.get()
    }
}

#[cfg(loom)]
mod own {
    use std::hash::{DefaultHasher, Hash, Hasher};

    /// A number of this model's thread: the hash of its id, never 0.
    pub(super) fn id() -> u32 {
        let mut hasher = DefaultHasher::new();
        loom::thread::current().id().hash(&mut hasher);
        (hasher.finish() as u32) | 1 << 31
    }
}

/// The id of this thread, never 0 and unlike that of any other living thread: process << 16 | number, or one of its own without a context.
#[inline]
pub(crate) fn this_thread() -> u32 {
    match context::thread_id() {
        0 => own::id(),
        id => id,
    }
}
