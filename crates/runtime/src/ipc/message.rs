//! Messages in a ring: a length of four bytes, then as many bytes. One message goes in or comes out at a time, whole.

use super::ring::{Ended, How, Ring};
use super::room::Room;
use super::transfer;
use super::wire::MAX_MESSAGE;
use trace::kinds::Transfer;

/// Messages up to this go into the ring in one copy with their length.
const SMALL: usize = 1020;
/// A long message's room is made in steps, so that a length that lies costs no memory.
const STEP: usize = 1 << 20;
/// Messages up to this come out without an allocation.
const SHORT: usize = 120;
/// Bytes of a length.
const HEAD: usize = size_of::<u32>();

/// A message as it came out.
#[derive(Debug)]
pub(crate) struct Message {
    short: [u8; SHORT],
    len: usize,
    /// The whole message, if it is longer than that.
    long: Vec<u8>,
}

impl Message {
    /// Its bytes as a vector of their own.
    pub fn into_vec(self) -> Vec<u8> {
        if self.len > SHORT {
            self.long
        } else {
            self.short[..self.len].to_vec()
        }
    }
}

impl core::ops::Deref for Message {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        if self.len > SHORT {
            &self.long
        } else {
            &self.short[..self.len]
        }
    }
}

/// Why no message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoMessage {
    /// The other side is closed or gone, nothing is left.
    End,
    /// It ended inside a message.
    Cut,
    /// The length is beyond what was allowed.
    TooLong,
    /// The deadline has passed, or the thread leaves.
    Not(Ended),
}

/// Sends one message, waiting for room.
pub(crate) fn send(ring: Ring, object: u32, how: How<'_>, bytes: &[u8]) -> Result<(), Ended> {
    let _span = transfer::span(Transfer::Send, object, bytes.len());
    let _gate = ring.enter_writing(how)?;
    let mut writer = ring.writer(how);
    let head = (bytes.len() as u32).to_le_bytes();
    if bytes.len() <= SMALL {
        let mut both = [0; SMALL + 4];
        both[..4].copy_from_slice(&head);
        both[4..4 + bytes.len()].copy_from_slice(bytes);
        writer.write(&both[..4 + bytes.len()])?;
    } else {
        writer.write(&head)?;
        writer.write(bytes)?;
    }
    writer.publish();
    Ok(())
}

/// Sends messages that lie one behind the other in `framed`, each with its length before it: one copy for many.
pub(crate) fn send_framed(
    ring: Ring,
    object: u32,
    how: How<'_>,
    framed: &[u8],
) -> Result<(), Ended> {
    let _span = transfer::span(Transfer::Send, object, framed.len());
    let _gate = ring.enter_writing(how)?;
    let mut writer = ring.writer(how);
    writer.write(framed)?;
    writer.publish();
    Ok(())
}

/// Receives as [`receive`] and gives what `read` makes of the message. A short one that is there already takes one copy, and is moved no more.
pub(crate) fn receive_with<T>(
    ring: Ring,
    object: u32,
    how: How<'_>,
    max: u32,
    read: impl FnOnce(&[u8]) -> T,
) -> Result<T, NoMessage> {
    let mut room = Room::take();
    Ok(match take_short(ring, object, how, max, &mut room)? {
        Some(len) => read(&room[HEAD..HEAD + len]),
        None => read(&receive(ring, object, how, max)?),
    })
}

/// Takes a message out that is there whole, short, and lies in one piece: its length. It lies in `room`, behind its head.
fn take_short(
    ring: Ring,
    object: u32,
    how: How<'_>,
    max: u32,
    room: &mut Vec<u8>,
) -> Result<Option<usize>, NoMessage> {
    let _gate = ring.enter_reading(how).map_err(NoMessage::Not)?;
    ring.peek((HEAD + SHORT) as u32, room);
    let Some((head, rest)) = room.split_first_chunk() else {
        return Ok(None);
    };
    let len = u32::from_le_bytes(*head);
    if len > max || rest.len() < len as usize {
        return Ok(None);
    }
    let _span = transfer::span(Transfer::Receive, object, len as usize);
    ring.take_out(HEAD as u32 + len);
    Ok(Some(len as usize))
}

/// Receives one message of at most `max` bytes. Waits for its first byte as `how` says, for the rest without limit.
pub(crate) fn receive(
    ring: Ring,
    object: u32,
    how: How<'_>,
    max: u32,
) -> Result<Message, NoMessage> {
    let _gate = ring.enter_reading(how).map_err(NoMessage::Not)?;
    let mut reader = ring.reader(how);
    let mut head = [0; 4];
    reader
        .read(&mut head[..1])
        .map_err(|(_, ended)| match ended {
            Ended::Closed => NoMessage::End,
            other => NoMessage::Not(other),
        })?;
    reader.wait_as(How {
        deadline: None,
        ..how
    });
    reader.read(&mut head[1..]).map_err(cut)?;
    let len = u32::from_le_bytes(head);
    if len > max.min(MAX_MESSAGE) {
        reader.publish();
        return Err(NoMessage::TooLong);
    }
    let _span = transfer::span(Transfer::Receive, object, len as usize);
    let mut message = Message {
        short: [0; SHORT],
        len: len as usize,
        long: Vec::new(),
    };
    if message.len <= SHORT {
        let short = &mut message.short[..message.len];
        reader.read(short).map_err(cut)?;
    }
    while message.len > SHORT && message.long.len() < message.len {
        let step = STEP.min(message.len - message.long.len());
        // At once, for it comes in quarters of the ring: growing with each would copy everything once more.
        message.long.reserve(step);
        reader.append(step, &mut message.long).map_err(cut)?;
    }
    reader.publish();
    Ok(message)
}

fn cut((_, ended): (usize, Ended)) -> NoMessage {
    match ended {
        Ended::Closed => NoMessage::Cut,
        other => NoMessage::Not(other),
    }
}
