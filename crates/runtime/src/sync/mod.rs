//! Python's `threading` and `queue` objects, written once over the futex word.
//!
//! Each file holds one primitive: its *core* (`Raw…`, generic over the backend's word: this process's memory, the arena, loom) and, above
//! it, the type that a program uses, on this process's own word, with Python's errors and its records in the trace. Each file starts with
//! its states and the argument why no wake-up is lost; `docs/primitives.md` has all guarantees on one page.
//!
//! Never knows: GIL, Stop, time (all inside [`crate::blocking`]), other processes.

pub mod barrier;
pub mod bounded_semaphore;
pub mod brief_lock;
mod cell;
pub mod condition;
pub mod event;
pub mod event_count;
pub mod hand_off;
pub mod lock;
mod object;
pub mod python;
pub mod queue;
pub mod raw_lock;
pub mod ring;
pub mod rlock;
pub mod semaphore;
mod shelf;
mod stock;
pub mod wait_row;

pub use barrier::Barrier;
pub use bounded_semaphore::{BoundedSemaphore, BoundedSemaphoreGuard};
pub(crate) use cell::Guarded;
pub use condition::{Condition, ConditionGuard};
pub use event::Event;
pub use lock::{Lock, LockGuard, Policy};
#[cfg(not(loom))]
pub(crate) use object::{Giving, Holder, Moment, Object};
pub(crate) use object::{Turns, this_thread};
pub use python::TIMEOUT_MAX;
pub use queue::{LifoQueue, PriorityQueue, Queue, Shutdown, SimpleQueue};
pub use rlock::{RLock, RLockGuard};
pub use semaphore::{Semaphore, SemaphoreGuard};
