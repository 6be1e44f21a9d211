//! Arrays of numbers in the arena.

use super::{Element, Elements, Integer};
use crate::error::Error;
use crate::futex::arena::{read_into, write_from};
use crate::ipc::sync::RLock;
use core::ops::Range;
use serde::{Deserialize, Serialize};

/// Numbers of one type in the arena, without a lock (`RawArray`, `Array(…, lock=False)`). Its length never changes.
///
/// # Errors
/// Outside: `IndexError: invalid index`. A slice of another length: `ValueError: Can only assign sequence of same size`.
/// # Cost
/// An element: one look at the arena. A slice: one copy for each 64 KiB.
///
/// Origin: `multiprocessing.sharedctypes.RawArray` of the Python 3.13 library reference.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "T: Element")]
pub struct RawArray<T> {
    elements: Elements<T>,
}

impl<T: Element> RawArray<T> {
    /// `len` zeros.
    ///
    /// # Errors
    /// No room in the arena: `OSError: [Errno 28] No space left on device`.
    pub fn zeros(len: u32) -> Result<Self, Error> {
        Ok(Self {
            elements: Elements::new(len)?,
        })
    }

    /// Zeros, as many as Python says.
    ///
    /// # Errors
    /// Below 0: `ValueError: Array length must be >= 0, not -1`.
    pub fn from_len(len: i64) -> Result<Self, Error> {
        if len < 0 {
            return Err(Error::value(format!(
                "Array length must be >= 0, not {len}"
            )));
        }
        Self::zeros(u32::try_from(len).unwrap_or(u32::MAX))
    }

    /// These numbers.
    ///
    /// # Errors
    /// As [`zeros`](Self::zeros).
    pub fn of(values: &[T]) -> Result<Self, Error> {
        let array = Self::zeros(u32::try_from(values.len()).unwrap_or(u32::MAX))?;
        array.write(0, values);
        Ok(array)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.elements.len as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number at `index`; below 0 counts from the end.
    ///
    /// # Errors
    /// See the type.
    pub fn get(&self, index: i64) -> Result<T, Error> {
        self.place(index).map(T::load)
    }

    /// Sets the number at `index`; below 0 counts from the end.
    ///
    /// # Errors
    /// See the type.
    pub fn set(&self, index: i64, value: T) -> Result<(), Error> {
        self.place(index).map(|at| T::store(at, value))
    }

    fn place(&self, index: i64) -> Result<u32, Error> {
        let len = i64::from(self.elements.len);
        let index = if index < 0 { index + len } else { index };
        if !(0..len).contains(&index) {
            return Err(Error::index("invalid index"));
        }
        Ok(self.elements.at(index as u32))
    }

    /// The numbers of a slice, cut to what there is.
    pub fn slice(&self, range: Range<usize>) -> Vec<T> {
        let end = range.end.min(self.len());
        let start = range.start.min(end);
        let size = T::SIZE as usize;
        let mut bytes = vec![0; (end - start) * size];
        read_into(self.elements.at(start as u32), &mut bytes);
        bytes.chunks_exact(size).map(T::of_bytes).collect()
    }

    /// Sets the numbers of a slice.
    ///
    /// # Errors
    /// See the type.
    pub fn set_slice(&self, range: Range<usize>, values: &[T]) -> Result<(), Error> {
        let end = range.end.min(self.len());
        let start = range.start.min(end);
        if end - start != values.len() {
            return Err(Error::value("Can only assign sequence of same size"));
        }
        self.write(start as u32, values);
        Ok(())
    }

    fn write(&self, start: u32, values: &[T]) {
        let mut bytes = Vec::with_capacity(values.len() * T::SIZE as usize);
        values.iter().for_each(|value| value.add_bytes(&mut bytes));
        write_from(self.elements.at(start), &bytes);
    }

    /// All numbers.
    pub fn to_vec(&self) -> Vec<T> {
        self.slice(0..self.len())
    }
}

impl<T: Integer> RawArray<T> {
    /// Sets the number at `index`, cut to its type.
    ///
    /// # Errors
    /// See the type.
    pub fn set_wrapping(&self, index: i64, value: i128) -> Result<(), Error> {
        self.set(index, T::wrap(value))
    }
}

impl RawArray<u8> {
    /// The bytes up to the first NUL (`.value` of an array of `'c'`).
    pub fn value(&self) -> Vec<u8> {
        let mut bytes = self.to_vec();
        let end = bytes.iter().position(|byte| *byte == 0);
        bytes.truncate(end.unwrap_or(bytes.len()));
        bytes
    }
}

/// Numbers of one type in the arena with a lock of their own, held for each call.
///
/// # Blocking
/// While another thread of any process has the lock.
/// # Errors
/// As [`RawArray`].
///
/// Origin: `multiprocessing.Array` of the Python 3.13 library reference.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound = "T: Element")]
pub struct Array<T> {
    raw: RawArray<T>,
    lock: RLock,
}

impl<T: Element> Array<T> {
    /// `len` zeros.
    ///
    /// # Errors
    /// No room in the arena: `OSError: [Errno 28] No space left on device`.
    pub fn zeros(len: u32) -> Result<Self, Error> {
        Self::with(RawArray::zeros(len)?)
    }

    /// Zeros, as many as Python says.
    ///
    /// # Errors
    /// As [`RawArray::from_len`].
    pub fn from_len(len: i64) -> Result<Self, Error> {
        Self::with(RawArray::from_len(len)?)
    }

    /// These numbers.
    ///
    /// # Errors
    /// As [`zeros`](Self::zeros).
    pub fn of(values: &[T]) -> Result<Self, Error> {
        Self::with(RawArray::of(values)?)
    }

    fn with(raw: RawArray<T>) -> Result<Self, Error> {
        Ok(Self {
            raw,
            lock: RLock::new()?,
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.raw.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }

    /// The number at `index`; below 0 counts from the end.
    ///
    /// # Errors
    /// See [`RawArray`].
    pub fn get(&self, index: i64) -> Result<T, Error> {
        let _held = self.lock.hold_quietly();
        self.raw.get(index)
    }

    /// Sets the number at `index`.
    ///
    /// # Errors
    /// See [`RawArray`].
    pub fn set(&self, index: i64, value: T) -> Result<(), Error> {
        let _held = self.lock.hold_quietly();
        self.raw.set(index, value)
    }

    /// Sets the numbers of a slice.
    ///
    /// # Errors
    /// See [`RawArray`].
    pub fn set_slice(&self, range: Range<usize>, values: &[T]) -> Result<(), Error> {
        let _held = self.lock.hold_quietly();
        self.raw.set_slice(range, values)
    }

    /// All numbers.
    pub fn to_vec(&self) -> Vec<T> {
        let _held = self.lock.hold_quietly();
        self.raw.to_vec()
    }

    /// Its lock.
    pub fn get_lock(&self) -> &RLock {
        &self.lock
    }

    /// The numbers without the lock (`get_obj`).
    pub fn raw(&self) -> &RawArray<T> {
        &self.raw
    }
}
