//! `Value`, `Array`, `RawValue`, `RawArray`: numbers of C types in the arena, seen by all processes.
//!
//! State: a block, in words: 0 type code · 1 length · from byte 16 on the elements. `Value` and `Array` have an [`RLock`] beside it, an object of
//! its own.
//!
//! **Atomic is one element, and nothing else.** Getting or setting one element is one step: it is never seen half written. `value += 1` is two
//! steps, even on a `Value`, whose lock is held for each alone: two processes lose updates unless they hold [`get_lock`](Value::get_lock) around
//! both. Copies of several elements may mix old and new.
//!
//! **No lost wake-up, fairness, time-out, Stop, death**: nobody waits here but for the lock. **Ordering**: an element says nothing of what lies
//! beside it; the lock does (Acquire, Release).
//!
//! **Wrapping.** Whole numbers are cut to their type without a word, as in C: 2³¹ in an `'i'` is −2147483648.
//!
//! **Trace.** Waits for the lock, and what a program does with it by [`get_lock`](Value::get_lock); getting and setting leave no records. **Origin.** `multiprocessing.sharedctypes` of the Python 3.13 library reference. **Checked by** `tests/shared.rs`,
//! `tests/parity/memory.rs`.

mod array;
mod element;

pub use array::{Array, RawArray};
pub use element::{Element, Integer, check_code};

use super::arena::{Block, Handle, Kind};
use super::sync::RLock;
use crate::error::Error;
use crate::futex::FutexWord;
use core::marker::PhantomData;
use core::sync::atomic::Ordering::Relaxed;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Byte at which the elements begin.
const FIRST: u32 = 16;

/// Elements of one type in a block.
#[derive(Debug)]
struct Elements<T> {
    block: Block,
    len: u32,
    element: PhantomData<fn() -> T>,
}

impl<T> Clone for Elements<T> {
    fn clone(&self) -> Self {
        Self {
            block: self.block.clone(),
            len: self.len,
            element: PhantomData,
        }
    }
}

impl<T: Element> Elements<T> {
    fn new(len: u32) -> Result<Self, Error> {
        let bytes = len.checked_mul(T::SIZE).and_then(|n| n.checked_add(FIRST));
        let block = Block::new(Kind::Value, bytes.unwrap_or(u32::MAX))?;
        block.word(0).store(u32::from(T::CODE), Relaxed);
        block.word(1).store(len, Relaxed);
        Ok(Self {
            block,
            len,
            element: PhantomData,
        })
    }

    /// Byte offset of an element in the arena.
    fn at(&self, index: u32) -> u32 {
        self.block.byte(FIRST + index * T::SIZE)
    }
}

impl<T> Serialize for Elements<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.block.lend().serialize(serializer)
    }
}

impl<'de, T: Element> Deserialize<'de> for Elements<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let handle = Handle::deserialize(deserializer)?;
        let block = Block::adopt(handle, Kind::Value).map_err(serde::de::Error::custom)?;
        if block.word(0).load(Relaxed) != u32::from(T::CODE) {
            return Err(serde::de::Error::custom("its elements are of another type"));
        }
        let len = block.word(1).load(Relaxed);
        Ok(Self {
            block,
            len,
            element: PhantomData,
        })
    }
}

/// One number in the arena, without a lock (`RawValue`, `Value(…, lock=False)`).
///
/// # Cost
/// One look at the arena, 16 to 35 ns in a browser.
///
/// Origin: `multiprocessing.sharedctypes.RawValue` of the Python 3.13 library reference.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "T: Element")]
pub struct RawValue<T> {
    elements: Elements<T>,
}

impl<T: Element> RawValue<T> {
    /// A number that begins as this.
    ///
    /// # Errors
    /// No room in the arena: `OSError: [Errno 28] No space left on device`.
    pub fn new(initial: T) -> Result<Self, Error> {
        let value = Self {
            elements: Elements::new(1)?,
        };
        value.set(initial);
        Ok(value)
    }

    /// The number now.
    pub fn get(&self) -> T {
        T::load(self.elements.at(0))
    }

    /// Sets the number.
    pub fn set(&self, value: T) {
        T::store(self.elements.at(0), value);
    }
}

impl<T: Integer> RawValue<T> {
    /// Sets the number, cut to its type.
    pub fn set_wrapping(&self, value: i128) {
        self.set(T::wrap(value));
    }
}

/// One number in the arena with a lock of its own.
///
/// `get` and `set` hold the lock, each for itself: `v.set(v.get() + 1)` is two steps, and loses updates without
/// [`get_lock`](Self::get_lock).
///
/// # Blocking
/// While another thread of any process has the lock.
/// # Errors
/// `new`: no room in the arena. A code that names no type: [`check_code`]. A float into a whole number does not compile (Python: `TypeError: 'float'
/// object cannot be interpreted as an integer`).
/// # Cost
/// One look at the arena, and taking and giving back its lock.
/// # Examples
/// ```
/// # use runtime::ipc::Value;
/// let counter = Value::new(0i32).unwrap();
/// {
///     let _held = counter.get_lock().hold();
///     counter.set(counter.get() + 1); // the lock is re-entrant
/// }
/// assert_eq!(counter.get(), 1);
/// counter.set_wrapping(1 << 31);
/// assert_eq!(counter.get(), i32::MIN);
/// ```
/// ```compile_fail,E0308
/// # use runtime::ipc::Value;
/// Value::new(0i32).unwrap().set(1.5);
/// ```
/// Origin: `multiprocessing.Value` of the Python 3.13 library reference.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "T: Element")]
pub struct Value<T> {
    raw: RawValue<T>,
    lock: RLock,
}

impl<T: Element> Value<T> {
    /// A number that begins as this.
    ///
    /// # Errors
    /// No room in the arena: `OSError: [Errno 28] No space left on device`.
    pub fn new(initial: T) -> Result<Self, Error> {
        Self::named("", initial)
    }

    /// A number whose lock the trace shows under this name.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn named(name: &str, initial: T) -> Result<Self, Error> {
        Ok(Self {
            raw: RawValue::new(initial)?,
            lock: RLock::named(name)?,
        })
    }

    /// The number now.
    pub fn get(&self) -> T {
        let _held = self.lock.hold_quietly();
        self.raw.get()
    }

    /// Sets the number.
    pub fn set(&self, value: T) {
        let _held = self.lock.hold_quietly();
        self.raw.set(value);
    }

    /// Its lock.
    pub fn get_lock(&self) -> &RLock {
        &self.lock
    }

    /// The number without the lock (`get_obj`).
    pub fn raw(&self) -> &RawValue<T> {
        &self.raw
    }
}

impl<T: Integer> Value<T> {
    /// Sets the number, cut to its type.
    pub fn set_wrapping(&self, value: i128) {
        self.set(T::wrap(value));
    }
}
