//! Numbers and texts as bytes: whole numbers take seven bits a byte, the lowest first; texts and byte strings stand behind their length.

use super::FileError;

/// Appends a whole number: 1 byte up to 127, 10 at most.
pub fn put(into: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        into.push(number as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}

/// Appends a difference: small ones, of either sign, take few bytes.
pub fn put_signed(into: &mut Vec<u8>, number: i64) {
    put(into, (number << 1 ^ number >> 63) as u64);
}

/// Appends bytes behind their length.
pub fn put_bytes(into: &mut Vec<u8>, bytes: &[u8]) {
    put(into, bytes.len() as u64);
    into.extend(bytes);
}

/// Reads what was put, from the front. Nothing is believed: every length is checked against what is left.
#[derive(Clone, Copy, Debug)]
pub struct Bytes<'f> {
    left: &'f [u8],
}

impl<'f> Bytes<'f> {
    /// All of them.
    pub fn of(bytes: &'f [u8]) -> Self {
        Bytes { left: bytes }
    }

    /// Whether all is read.
    pub fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// One byte.
    pub fn byte(&mut self) -> Result<u8, FileError> {
        let (first, rest) = self.left.split_first().ok_or(END)?;
        self.left = rest;
        Ok(*first)
    }

    /// A whole number.
    pub fn number(&mut self) -> Result<u64, FileError> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(FileError::Damaged { what: "number" })
    }

    /// A whole number of 32 bits.
    pub fn word(&mut self) -> Result<u32, FileError> {
        u32::try_from(self.number()?).map_err(|_| FileError::Damaged { what: "number" })
    }

    /// A difference.
    pub fn signed(&mut self) -> Result<i64, FileError> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// Bytes behind their length.
    pub fn bytes(&mut self) -> Result<&'f [u8], FileError> {
        let length = self.number()?;
        let length = usize::try_from(length).map_err(|_| END)?;
        let (bytes, rest) = self.left.split_at_checked(length).ok_or(END)?;
        self.left = rest;
        Ok(bytes)
    }

    /// A text behind its length.
    pub fn text(&mut self) -> Result<String, FileError> {
        let bytes = self.bytes()?.to_vec();
        String::from_utf8(bytes).map_err(|_| FileError::Damaged { what: "text" })
    }
}

const END: FileError = FileError::Damaged { what: "end" };

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_and_differences_are_read_as_they_were_put(number: u64, difference: i64, bytes: Vec<u8>) {
            let mut all = Vec::new();
            put(&mut all, number);
            put_signed(&mut all, difference);
            put_bytes(&mut all, &bytes);
            let mut read = Bytes::of(&all);
            prop_assert_eq!(read.number(), Ok(number));
            prop_assert_eq!(read.signed(), Ok(difference));
            prop_assert_eq!(read.bytes(), Ok(&bytes[..]));
            prop_assert!(read.is_empty());
        }
    }
}
