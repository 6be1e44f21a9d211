//! Reading of values with a bound on how deep they nest.

use super::{NESTING_MAX, PICTURE_BYTES_MAX, TaskValue};
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// [`TaskValue`] variant by variant: what is really read, one level at a time.
#[derive(Deserialize)]
enum Level {
    Unit,
    Integer(i64),
    Float(f64),
    Text(String),
    List(Vec<TaskValue>),
    Record(Vec<(String, TaskValue)>),
    Image {
        width: u32,
        height: u32,
        rgba: Vec<u8>,
    },
}

impl<'de> Deserialize<'de> for TaskValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let _inside = Depth::enter().ok_or_else(|| D::Error::custom("values nest too deep"))?;
        let level = Level::deserialize(deserializer)?;
        if !level.is_whole() {
            return Err(D::Error::custom(
                "a picture has 4 bytes a pixel and at most 1 MiB",
            ));
        }
        Ok(TaskValue::from(level))
    }
}

impl Level {
    /// Whether it is no picture, or one with as many bytes as its size says.
    fn is_whole(&self) -> bool {
        match self {
            Level::Image {
                width,
                height,
                rgba,
            } => {
                let bytes = u64::from(*width)
                    .saturating_mul(u64::from(*height))
                    .saturating_mul(4);
                rgba.len() as u64 == bytes && rgba.len() <= PICTURE_BYTES_MAX
            }
            _ => true,
        }
    }
}

impl From<Level> for TaskValue {
    fn from(level: Level) -> Self {
        match level {
            Level::Unit => TaskValue::Unit,
            Level::Integer(n) => TaskValue::Integer(n),
            Level::Float(x) => TaskValue::Float(x),
            Level::Text(text) => TaskValue::Text(text),
            Level::List(list) => TaskValue::List(list),
            Level::Record(pairs) => TaskValue::Record(pairs),
            Level::Image {
                width,
                height,
                rgba,
            } => TaskValue::Image {
                width,
                height,
                rgba,
            },
        }
    }
}

std::thread_local! {
    /// How many values this thread is inside of; serde offers no way to hand it down.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// One level, until dropped.
struct Depth;

impl Depth {
    fn enter() -> Option<Depth> {
        let depth = DEPTH.get();
        (depth < NESTING_MAX).then(|| {
            DEPTH.set(depth + 1);
            Depth
        })
    }
}

impl Drop for Depth {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}
