//! The types of `Value` and `Array`: Python's type codes and the numbers behind them.

use crate::error::Error;
use crate::futex::FutexWord;
use crate::futex::arena::{ArenaWord, load_64, read_into, store_64, write_from};
use core::sync::atomic::Ordering::Relaxed;

/// A number of a C type that can lie in the arena. Getting and setting one is one step.
pub trait Element: Copy + PartialEq + core::fmt::Debug + Send + Sync + 'static {
    /// Python's type code.
    const CODE: u8;
    /// Bytes; the number lies at a multiple of it.
    const SIZE: u32;
    /// The number at this byte offset of the arena.
    fn load(at: u32) -> Self;
    /// Sets the number at this byte offset of the arena.
    fn store(at: u32, value: Self);
    /// The number in these bytes, [`SIZE`](Self::SIZE) of them.
    fn of_bytes(bytes: &[u8]) -> Self;
    /// Adds the number's bytes.
    fn add_bytes(self, to: &mut Vec<u8>);
}

/// An [`Element`] that is a whole number.
pub trait Integer: Element + Into<i128> {
    /// Cuts a number to this type, as C does.
    fn wrap(value: i128) -> Self;
}

macro_rules! element {
    ($type:ty, $code:literal, $load:expr, $store:expr) => {
        impl Element for $type {
            const CODE: u8 = $code;
            const SIZE: u32 = size_of::<$type>() as u32;
            #[inline]
            fn load(at: u32) -> Self {
                let load: fn(u32) -> $type = $load;
                load(at)
            }
            #[inline]
            fn store(at: u32, value: Self) {
                let store: fn(u32, $type) = $store;
                store(at, value);
            }
            fn of_bytes(bytes: &[u8]) -> Self {
                bytes
                    .try_into()
                    .map(Self::from_le_bytes)
                    .unwrap_or_default()
            }
            fn add_bytes(self, to: &mut Vec<u8>) {
                to.extend_from_slice(&self.to_le_bytes());
            }
        }
    };
}

macro_rules! integers {
    ($($type:ty),+) => {$(
        impl Integer for $type {
            fn wrap(value: i128) -> Self {
                value as Self
            }
        }
    )+};
}

fn load_bytes<const N: usize>(at: u32) -> [u8; N] {
    let mut bytes = [0; N];
    read_into(at, &mut bytes);
    bytes
}

fn load_32(at: u32) -> u32 {
    ArenaWord::at(at).load(Relaxed)
}

fn store_32(at: u32, value: u32) {
    ArenaWord::at(at).store(value, Relaxed);
}

element!(i8, b'b', |at| i8::from_le_bytes(load_bytes(at)), |at, v| {
    write_from(at, &v.to_le_bytes())
});
element!(u8, b'B', |at| u8::from_le_bytes(load_bytes(at)), |at, v| {
    write_from(at, &v.to_le_bytes())
});
element!(
    i16,
    b'h',
    |at| i16::from_le_bytes(load_bytes(at)),
    |at, v| write_from(at, &v.to_le_bytes())
);
element!(
    u16,
    b'H',
    |at| u16::from_le_bytes(load_bytes(at)),
    |at, v| write_from(at, &v.to_le_bytes())
);
element!(i32, b'i', |at| load_32(at).cast_signed(), |at, v| store_32(
    at,
    v.cast_unsigned()
));
element!(u32, b'I', load_32, store_32);
element!(f32, b'f', |at| f32::from_bits(load_32(at)), |at, v| {
    store_32(at, v.to_bits())
});
element!(i64, b'q', |at| load_64(at).cast_signed(), |at, v| store_64(
    at,
    v.cast_unsigned()
));
element!(u64, b'Q', load_64, store_64);
element!(f64, b'd', |at| f64::from_bits(load_64(at)), |at, v| {
    store_64(at, v.to_bits())
});
integers!(i8, u8, i16, u16, i32, u32, i64, u64);

/// Looks whether a type code names a type that there is.
///
/// # Errors
/// It does not, or is `'?'`: `TypeError: this type has no size`.
pub fn check_code(code: char) -> Result<(), Error> {
    if "bBhHiIlLqQfdc".contains(code) {
        Ok(())
    } else {
        Err(Error::type_error("this type has no size"))
    }
}
