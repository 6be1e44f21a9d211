//! Numbers and names as modules write them.

use super::Odd;

/// Reads forward through bytes that somebody else wrote; `at` never exceeds their length.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8], at: usize) -> Reader<'a> {
        Reader { bytes, at }
    }

    pub fn at(&self) -> usize {
        self.at
    }

    /// What was read from the place `from` on.
    pub fn since(&self, from: usize) -> &'a [u8] {
        self.bytes.get(from..self.at).unwrap_or_default()
    }

    pub fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    pub fn take(&mut self, length: usize) -> Result<&'a [u8], Odd> {
        let taken = self.rest().get(..length).ok_or(Odd::Cut { at: self.at })?;
        self.at += length;
        Ok(taken)
    }

    pub fn byte(&mut self) -> Result<u8, Odd> {
        self.take(1).map(|taken| taken[0])
    }

    /// An unsigned number of at most `bits` bits, LEB128.
    fn leb(&mut self, bits: u32) -> Result<u64, Odd> {
        let at = self.at;
        let mut value = 0_u64;
        for shift in (0..bits).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            if (bits - shift < 7) && (part >> (bits - shift)) != 0 {
                return Err(Odd::Number { at });
            }
            value |= part << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Odd::Number { at })
    }

    pub fn number(&mut self) -> Result<usize, Odd> {
        let at = self.at;
        usize::try_from(self.leb(32)?).map_err(|_| Odd::Number { at })
    }

    pub fn name(&mut self) -> Result<&'a str, Odd> {
        let length = self.number()?;
        let at = self.at;
        std::str::from_utf8(self.take(length)?).map_err(|_| Odd::Name { at })
    }

    /// What an import is: function, table, memory, global or tag.
    pub fn description(&mut self) -> Result<(), Odd> {
        let at = self.at;
        match self.byte()? {
            0 => self.number().map(drop),
            1 => self.value_type().and_then(|()| self.limits()),
            2 => self.limits(),
            3 => self.value_type().and_then(|()| self.byte().map(drop)),
            4 => self.byte().and_then(|_| self.number().map(drop)),
            kind => Err(Odd::Kind { kind, at }),
        }
    }

    fn value_type(&mut self) -> Result<(), Odd> {
        // `(ref null? heap)` is followed by the heap type, a signed number of 33 bits.
        match self.byte()? {
            0x63 | 0x64 => self.leb(35).map(drop),
            _ => Ok(()),
        }
    }

    fn limits(&mut self) -> Result<(), Odd> {
        let flags = self.byte()?;
        self.leb(64)?;
        if flags & 1 != 0 {
            self.leb(64)?;
        }
        Ok(())
    }

    pub fn end<T>(self, value: T) -> Result<T, Odd> {
        if self.rest().is_empty() {
            Ok(value)
        } else {
            Err(Odd::Rest { at: self.at })
        }
    }
}

pub fn write_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

pub fn write_name(out: &mut Vec<u8>, name: &str) {
    write_number(out, name.len());
    out.extend(name.as_bytes());
}
