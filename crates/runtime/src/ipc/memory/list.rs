//! `ShareableList`: a list of fixed length whose items lie in the arena.
//!
//! State: a block of shared memory of kind `ShareableList`: its size, then at byte 16 the number of items, from byte 32 on for each item four words
//! (kind, offset of its bytes from the block's first, room, length), then the items' bytes. Room and offset never change; kind, length and bytes do,
//! one after the other: who reads while another writes may see a mixture, as in Python.

use super::SharedMemory;
use crate::error::Error;
use crate::futex::FutexWord;
use crate::futex::arena::{ArenaWord, load_64, read_into, store_64, write_from};
use crate::ipc::arena::Kind;
use core::sync::atomic::Ordering::Relaxed;

const SLOTS: u32 = 32;
const SLOT: u32 = 16;
/// Room for texts grows in steps of so many bytes.
const STEP: u32 = 8;

/// What a list can hold; other types do not compile (Python: `KeyError: <class 'list'>`), nor do numbers of more than 64 bits (`struct.error`).
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// `None`
    None,
    /// A whole number of 64 bits.
    Int(i64),
    /// A real number.
    Float(f64),
    /// `True` or `False`
    Bool(bool),
    /// A text.
    Str(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Item {
    fn kind(&self) -> u32 {
        match self {
            Self::None => 0,
            Self::Int(_) => 1,
            Self::Float(_) => 2,
            Self::Bool(_) => 3,
            Self::Str(_) => 4,
            Self::Bytes(_) => 5,
        }
    }

    fn text(&self) -> Option<&[u8]> {
        match self {
            Self::Str(text) => Some(text.as_bytes()),
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Bytes that are kept for it: always more than a text has.
    fn room(&self) -> u32 {
        self.text()
            .map_or(STEP, |text| STEP * (text.len() as u32 / STEP + 1))
    }
}

/// A list of fixed length in shared memory: numbers, truths, texts, bytes and `None`, each in a place of fixed size.
///
/// # Errors
/// Outside: `IndexError: index out of range`. A text too long for its place: `ValueError: bytes/str item exceeds available storage`. There is no
/// `append`.
///
/// Origin: `multiprocessing.shared_memory.ShareableList` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct ShareableList {
    memory: SharedMemory,
}

struct Slot(u32);

impl Slot {
    fn word(&self, word: u32) -> ArenaWord {
        ArenaWord::at(self.0 + word * 4)
    }
}

impl ShareableList {
    /// A list of these items, under a name of its own.
    ///
    /// # Errors
    /// No room in the arena: `OSError: [Errno 28] No space left on device`.
    pub fn new(items: &[Item]) -> Result<Self, Error> {
        Self::named(&crate::ipc::arena::fresh_name(), items)
    }

    /// A list of these items under this name.
    ///
    /// # Errors
    /// As [`new`](Self::new) and [`SharedMemory::create_named`].
    pub fn named(name: &str, items: &[Item]) -> Result<Self, Error> {
        let count = items.len() as u32;
        let rooms: u32 = items.iter().map(Item::room).sum();
        let size = i64::from(SLOTS - super::FIRST) + i64::from(count) * i64::from(SLOT);
        let memory = SharedMemory::make(name, size + i64::from(rooms), Kind::ShareableList)?;
        let list = Self { memory };
        list.start().word(0).store(count, Relaxed);
        let mut at = SLOTS + count * SLOT;
        for (index, item) in (0..).zip(items) {
            let slot = list.slot(index);
            slot.word(1).store(at, Relaxed);
            slot.word(2).store(item.room(), Relaxed);
            at += item.room();
            list.set(i64::from(index), item)?;
        }
        Ok(list)
    }

    /// The list with this name.
    ///
    /// # Errors
    /// None: `FileNotFoundError: [Errno 2] No such file or directory: '/x'`.
    pub fn attach(name: &str) -> Result<Self, Error> {
        SharedMemory::find(name, Kind::ShareableList).map(|memory| Self { memory })
    }

    /// Byte offset of the block in the arena; the list is open as long as it exists.
    fn base(&self) -> u32 {
        self.memory.block.as_ref().map_or(0, |block| block.byte(0))
    }

    fn start(&self) -> Slot {
        Slot(self.base() + super::FIRST)
    }

    fn slot(&self, index: u32) -> Slot {
        Slot(self.base() + SLOTS + index * SLOT)
    }

    fn place(&self, index: i64) -> Result<Slot, Error> {
        let len = self.len() as i64;
        let index = if index < 0 { index + len } else { index };
        if !(0..len).contains(&index) {
            return Err(Error::index("index out of range"));
        }
        Ok(self.slot(index as u32))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.memory.name()
    }

    /// The block below, for `close` and `unlink`.
    pub fn memory(&self) -> &SharedMemory {
        &self.memory
    }

    /// Items.
    pub fn len(&self) -> usize {
        self.start().word(0).load(Relaxed) as usize
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at `index`; below 0 counts from the end.
    ///
    /// # Errors
    /// See the type.
    pub fn get(&self, index: i64) -> Result<Item, Error> {
        let slot = self.place(index)?;
        let at = self.base() + slot.word(1).load(Relaxed);
        let text = || {
            let room = slot.word(2).load(Relaxed);
            let mut bytes = vec![0; slot.word(3).load(Relaxed).min(room) as usize];
            read_into(at, &mut bytes);
            bytes
        };
        Ok(match slot.word(0).load(Relaxed) {
            1 => Item::Int(load_64(at).cast_signed()),
            2 => Item::Float(f64::from_bits(load_64(at))),
            3 => Item::Bool(load_64(at) != 0),
            4 => Item::Str(String::from_utf8_lossy(&text()).into_owned()),
            5 => Item::Bytes(text()),
            _ => Item::None,
        })
    }

    /// Sets the item at `index`, which may change its type.
    ///
    /// # Errors
    /// See the type.
    pub fn set(&self, index: i64, item: &Item) -> Result<(), Error> {
        let slot = self.place(index)?;
        let at = self.base() + slot.word(1).load(Relaxed);
        if let Some(text) = item.text() {
            if text.len() > slot.word(2).load(Relaxed) as usize {
                return Err(Error::value("bytes/str item exceeds available storage"));
            }
            write_from(at, text);
            slot.word(3).store(text.len() as u32, Relaxed);
        }
        match item {
            Item::Int(number) => store_64(at, number.cast_unsigned()),
            Item::Float(number) => store_64(at, number.to_bits()),
            Item::Bool(truth) => store_64(at, u64::from(*truth)),
            Item::None | Item::Str(_) | Item::Bytes(_) => {}
        }
        slot.word(0).store(item.kind(), Relaxed);
        Ok(())
    }

    /// All items.
    pub fn to_vec(&self) -> Vec<Item> {
        (0..self.len() as i64)
            .filter_map(|index| self.get(index).ok())
            .collect()
    }

    /// How many items equal this one.
    pub fn count(&self, item: &Item) -> usize {
        self.to_vec().iter().filter(|other| *other == item).count()
    }

    /// Where the first item is that equals this one.
    ///
    /// # Errors
    /// Nowhere: `ValueError: … not in this container`.
    pub fn index(&self, item: &Item) -> Result<usize, Error> {
        let found = self.to_vec().iter().position(|other| other == item);
        found.ok_or_else(|| Error::value(format!("{item:?} not in this container")))
    }
}
