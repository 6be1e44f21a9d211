//! Ways to look at a block of bytes: as Python's `memoryview`, and as an array of numbers.

use crate::error::Error;
use crate::futex::arena::{COPY_BLOCK, fill, read_into, write_from};
use crate::ipc::arena::Block;
use crate::ipc::shared::Element;
use core::marker::PhantomData;
use core::ops::Range;

/// The bytes of a block (`buf`).
///
/// # Errors
/// Outside: `IndexError: index out of bounds on dimension 1`. A value that is no byte: `ValueError: memoryview: invalid value for format 'B'`. A
/// slice of another length: `ValueError: memoryview assignment: lvalue and rvalue have different structures`.
#[derive(Clone, Copy, Debug)]
pub struct Buffer<'a> {
    at: u32,
    len: u32,
    block: PhantomData<&'a Block>,
}

impl<'a> Buffer<'a> {
    pub(super) fn of(block: &'a Block, first: u32, len: u32) -> Self {
        Self {
            at: block.byte(first),
            len,
            block: PhantomData,
        }
    }

    /// Bytes.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there are none; never, for a block that was made.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    fn place(&self, index: i64) -> Result<u32, Error> {
        let len = i64::from(self.len);
        let index = if index < 0 { index + len } else { index };
        if !(0..len).contains(&index) {
            return Err(Error::index("index out of bounds on dimension 1"));
        }
        Ok(self.at + index as u32)
    }

    /// The byte at `index`; below 0 counts from the end.
    ///
    /// # Errors
    /// See the type.
    pub fn get(&self, index: i64) -> Result<u8, Error> {
        self.place(index).map(u8::load)
    }

    /// Sets the byte at `index`.
    ///
    /// # Errors
    /// See the type.
    pub fn set(&self, index: i64, value: i64) -> Result<(), Error> {
        let at = self.place(index)?;
        let byte = u8::try_from(value)
            .map_err(|_| Error::value("memoryview: invalid value for format 'B'"))?;
        u8::store(at, byte);
        Ok(())
    }

    fn cut(&self, range: Range<usize>) -> (u32, usize) {
        let end = range.end.min(self.len());
        let start = range.start.min(end);
        (self.at + start as u32, end - start)
    }

    /// The bytes of a slice, cut to what there is.
    pub fn slice(&self, range: Range<usize>) -> Vec<u8> {
        let (at, len) = self.cut(range);
        let mut bytes = vec![0; len];
        read_into(at, &mut bytes);
        bytes
    }

    /// Sets the bytes of a slice.
    ///
    /// # Errors
    /// See the type.
    pub fn set_slice(&self, range: Range<usize>, bytes: &[u8]) -> Result<(), Error> {
        let (at, len) = self.cut(range);
        if len != bytes.len() {
            let message = "memoryview assignment: lvalue and rvalue have different structures";
            return Err(Error::value(message));
        }
        write_from(at, bytes);
        Ok(())
    }
}

/// A block as numbers in rows: `numpy.ndarray(shape, dtype, buffer=…)`, with as much of it as the lessons use.
///
/// # Errors
/// Outside: `IndexError: index 6 is out of bounds for axis 0 with size 6`.
#[derive(Clone, Debug)]
pub struct View<'a, T> {
    bytes: Buffer<'a>,
    shape: Vec<usize>,
    element: PhantomData<fn() -> T>,
}

impl<'a, T: Element> View<'a, T> {
    pub(super) fn of(bytes: Buffer<'a>, shape: &[usize]) -> Result<Self, Error> {
        let wanted = shape
            .iter()
            .try_fold(T::SIZE as usize, |bytes, side| bytes.checked_mul(*side));
        if wanted.is_none_or(|wanted| wanted > bytes.len()) {
            return Err(Error::type_error("buffer is too small for requested array"));
        }
        Ok(Self {
            bytes,
            shape: shape.to_vec(),
            element: PhantomData,
        })
    }

    /// Numbers in each dimension.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Numbers in all.
    pub fn size(&self) -> usize {
        self.shape.iter().product()
    }

    /// Bytes in all.
    pub fn nbytes(&self) -> usize {
        self.size() * T::SIZE as usize
    }

    fn place(&self, index: usize) -> Result<u32, Error> {
        let size = self.size();
        if index >= size {
            return Err(Error::index(format!(
                "index {index} is out of bounds for axis 0 with size {size}"
            )));
        }
        Ok(self.bytes.at + index as u32 * T::SIZE)
    }

    /// The number at `index`, all dimensions in one row.
    ///
    /// # Errors
    /// See the type.
    pub fn get(&self, index: usize) -> Result<T, Error> {
        self.place(index).map(T::load)
    }

    /// Sets the number at `index`.
    ///
    /// # Errors
    /// See the type.
    pub fn set(&self, index: usize, value: T) -> Result<(), Error> {
        self.place(index).map(|at| T::store(at, value))
    }

    /// Sets all numbers (`array[:] = value`), at most 64 KiB in one go: a reader may see a part of them set.
    pub fn fill(&self, value: T) {
        let mut one = Vec::new();
        value.add_bytes(&mut one);
        let len = self.nbytes();
        if let [byte] = one[..] {
            let mut done = 0;
            while done < len {
                let now = COPY_BLOCK.min(len - done);
                fill(self.bytes.at + done as u32, now as u32, byte);
                done += now;
            }
            return;
        }
        let block = one.repeat(COPY_BLOCK / one.len());
        for done in (0..len).step_by(block.len()) {
            let now = block.len().min(len - done);
            write_from(self.bytes.at + done as u32, &block[..now]);
        }
    }

    /// Calls `each` with every number, in order; copied out at most 64 KiB in one go.
    pub fn for_each(&self, mut each: impl FnMut(T)) {
        let size = T::SIZE as usize;
        let mut block = vec![0; COPY_BLOCK.min(self.nbytes())];
        let mut done = 0;
        while done < self.nbytes() {
            let now = block.len().min(self.nbytes() - done);
            read_into(self.bytes.at + done as u32, &mut block[..now]);
            block[..now]
                .chunks_exact(size)
                .for_each(|bytes| each(T::of_bytes(bytes)));
            done += now;
        }
    }

    /// All numbers.
    pub fn to_vec(&self) -> Vec<T> {
        let mut all = Vec::with_capacity(self.size());
        self.for_each(|number| all.push(number));
        all
    }
}

impl<T: Element + Into<i128>> View<'_, T> {
    /// The sum of all numbers (`array.sum()`), cut to 64 bits as numpy's.
    pub fn sum(&self) -> i64 {
        let mut sum = 0i128;
        self.for_each(|number| sum += number.into());
        sum as i64
    }
}
