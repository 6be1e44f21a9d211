//! What a new process is given: its arguments as bytes, its name and family, in a block of the arena that it takes and frees.

use super::family::Identity;
use crate::context;
use crate::error::Error;
use crate::ipc::arena::{self, Block, Handle, Kind};
use crate::ipc::wire;
use serde::{Deserialize, Serialize};
use trace::kinds::{RecordKind, Transfer};

/// A block of the arena with one reference that is on its way, and how many bytes of it are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parcel {
    pub handle: Handle,
    pub len: u32,
}

/// What lies in it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Luggage {
    /// Who the process is.
    pub identity: Identity,
    /// Name of the process that started it.
    pub parent_name: String,
    /// The entry point's arguments.
    pub arguments: Vec<u8>,
}

/// Does a part of a transfer and leaves its span in the trace; `process` is the one that the bytes go to or come to.
pub(crate) fn traced<T>(
    process: u32,
    part: Transfer,
    len: usize,
    act: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Error> {
    let bytes = u32::try_from(len).unwrap_or(u32::MAX);
    context::record(RecordKind::TransferBegin, process, bytes, part as u32);
    let done = act();
    context::record(RecordKind::TransferEnd, process, bytes, part as u32);
    done
}

impl Parcel {
    /// Writes `luggage` into a block of its own.
    ///
    /// # Errors
    /// `OSError` when the arena has no room for it.
    pub fn pack(process: u32, luggage: &Luggage) -> Result<Parcel, Error> {
        let arguments = luggage.arguments.len();
        let encoded = || wire::encode(luggage).map_err(Error::from);
        let bytes = traced(process, Transfer::Serialise, arguments, encoded)?;
        let len = bytes.len() as u32; // A message is shorter than 256 MiB.
        traced(process, Transfer::Send, bytes.len(), || {
            let block = Block::new(Kind::Bytes, len)?;
            arena::write_from(block.byte(0), &bytes);
            // The new process adopts the reference that is lent here.
            let handle = block.lend();
            Ok(Parcel { handle, len })
        })
    }

    /// Takes the luggage out and frees the block.
    ///
    /// # Errors
    /// `UnpicklingError`, when it is not what [`pack`](Self::pack) wrote.
    pub fn unpack(self, process: u32) -> Result<Luggage, Error> {
        let mut bytes = vec![0; self.len as usize];
        traced(process, Transfer::Receive, bytes.len(), || {
            let block = Block::adopt(self.handle, Kind::Bytes)?;
            arena::read_into(block.byte(0), &mut bytes);
            Ok(())
        })?;
        traced(process, Transfer::Deserialise, bytes.len(), || {
            wire::decode(&bytes).map_err(Error::from)
        })
    }

    /// Frees the block unread.
    pub fn discard(self) {
        // One that was never written is not there.
        let _ = Block::adopt(self.handle, Kind::Bytes);
    }
}
