//! Items written down, each behind its length, on their way to the ring.

use crate::ipc::room::Room;
use crate::ipc::wire::{self, Sink, WireError};
use serde::Serialize;

/// Bytes of a length.
const LENGTH: usize = size_of::<u32>();
/// Items up to this, with their lengths, lie together; each thread writes them down in room that it keeps.
const SHORT: usize = 256;
/// Items are passed on together up to so many bytes: a quarter of the ring, as one copy.
const BATCH: usize = 16 << 10;

/// One item with its length before it.
pub(super) struct Framed(Room);

impl Framed {
    /// Writes an item down.
    pub fn of<T: Serialize>(item: &T) -> Result<Self, WireError> {
        let mut framed = Self(Room::take());
        framed.0.extend_from_slice(&[0; LENGTH]);
        wire::encode_into(item, &mut framed)?;
        let length = (framed.len() as u32).to_le_bytes();
        framed.0[..LENGTH].copy_from_slice(&length);
        Ok(framed)
    }
}

impl Sink for Framed {
    /// Bytes of the item itself.
    fn len(&self) -> usize {
        self.0.len() - LENGTH
    }

    fn add(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
}

/// Items in the order in which they were put.
#[derive(Default)]
pub(super) struct Pending {
    /// Short ones, one behind the other.
    shorts: Vec<u8>,
    /// Long ones, each with the byte of `shorts` before which it comes.
    longs: Vec<(usize, Vec<u8>)>,
    count: usize,
}

impl Pending {
    /// One more. Long ones are moved, not copied: this happens under a brief lock.
    pub fn push(&mut self, framed: &mut Framed) {
        self.count += 1;
        if framed.0.len() <= SHORT {
            self.shorts.extend_from_slice(&framed.0);
        } else {
            let long = core::mem::take(&mut *framed.0); // Its room goes with it.
            self.longs.push((self.shorts.len(), long));
        }
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many items there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Forgets all, and keeps its room.
    pub fn clear(&mut self) {
        self.shorts.clear();
        self.longs.clear();
        self.count = 0;
    }

    /// Gives all of them out in order, as many whole items at a time as make a batch.
    pub fn batches(&self, mut send: impl FnMut(&[u8])) {
        let mut begin = 0;
        for (before, long) in &self.longs {
            in_batches(&self.shorts[begin..*before], &mut send);
            send(long);
            begin = *before;
        }
        in_batches(&self.shorts[begin..], &mut send);
    }
}

/// Cuts between items, so that another process's items may come between any two batches.
fn in_batches(mut framed: &[u8], send: &mut impl FnMut(&[u8])) {
    while !framed.is_empty() {
        let mut end = 0;
        while end < framed.len().min(BATCH) {
            let length = framed[end..]
                .first_chunk()
                .map_or(0, |l| u32::from_le_bytes(*l));
            end += LENGTH + length as usize;
        }
        let (now, later) = framed.split_at(end.min(framed.len()));
        send(now);
        framed = later;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipc::wire::Bytes;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn items_of_any_length_come_out_whole_in_their_order(items in prop::collection::vec((any::<u8>(), 0usize..600), 0..200)) {
            let mut pending = Pending::default();
            for (byte, len) in &items {
                pending.push(&mut Framed::of(&Bytes(vec![*byte; *len])).expect("bytes can be written"));
            }
            prop_assert_eq!(pending.count(), items.len());
            let mut read = Vec::new();
            pending.batches(|mut batch| {
                assert!(!batch.is_empty() && batch.len() < BATCH + 1024);
                while let Some((length, rest)) = batch.split_first_chunk() {
                    let (item, rest) = rest.split_at(u32::from_le_bytes(*length) as usize);
                    read.push(wire::decode::<Bytes>(item).expect("what was written"));
                    batch = rest;
                }
            });
            let expected: Vec<Bytes> = items.iter().map(|(byte, len)| Bytes(vec![*byte; *len])).collect();
            prop_assert_eq!(read, expected);
            pending.clear();
            pending.batches(|_| panic!("nothing is left"));
        }
    }
}
