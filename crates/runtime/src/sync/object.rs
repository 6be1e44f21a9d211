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

use crate::context;
use crate::futex::{FutexWord, Word};
use core::sync::atomic::Ordering::Relaxed;
use trace::kinds::{ObjectKind, RecordKind};

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

    /// Its id in the trace, 0 for none.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// This thread took it and is its holder from now on. One look at the context for both.
    #[inline]
    pub fn acquired_by_me(&self, holder: &Holder) {
        if let Some(here) = context::current() {
            holder.0.store(here.thread(), Relaxed);
            if here.is_traced() {
                self.record(RecordKind::Acquire, 0, 0);
            }
        }
    }

    /// This thread took one of several; so many are left.
    #[inline]
    pub fn acquired_of(&self, left: u32) {
        if self.is_traced() {
            self.record(RecordKind::Acquire, 0, 0);
            self.record(RecordKind::Value, left, 0);
        }
    }

    /// This thread gave it back and woke so many.
    #[inline]
    pub fn released(&self, woken: u32) {
        if self.is_traced() {
            self.record(RecordKind::Release, 0, 0);
            self.woke_now(0, woken);
        }
    }

    /// This thread gave one of several back, woke so many, and so many are free now.
    #[inline]
    pub fn released_to(&self, value: u32, woken: u32) {
        if self.is_traced() {
            self.record(RecordKind::Release, 0, 0);
            self.record(RecordKind::Value, value, 0);
            self.woke_now(0, woken);
        }
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
        self.id != 0 && context::current().is_some_and(context::Context::is_traced)
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

/// The holder word of a lock: the id of the thread that has it, read by the page for the wait-for graph. (A re-entrant lock's is its owner word.)
#[derive(Debug)]
pub(crate) struct Holder(Word);

impl Holder {
    /// Held by nobody.
    pub fn new() -> Self {
        Self(Word::new(0))
    }

    /// The word.
    pub fn word(&self) -> &Word {
        &self.0
    }

    /// Held by nobody from now on. Before the release that lets another thread set it.
    #[inline]
    pub fn clear(&self) {
        self.0.store(0, Relaxed);
    }

    /// Whether this thread is the one. Exact for a thread of a process: nobody else writes its id, and it clears its own. Threads outside any
    /// process write nothing: one of them is taken for the holder while no thread of a process is.
    #[inline]
    pub fn is_me(&self) -> bool {
        self.0.load(Relaxed) == context::thread_id()
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
