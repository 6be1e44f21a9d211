//! What is on its way to a pool's workers, by id, until its result is taken or it is given up.
//!
//! **Death.** Once [`close`](Out::close) has been called nothing gets in: a feeder that had taken an order off the board before comes too late and
//! is given it back, so that no order is left with nobody to tell of it.

use super::outgoing::{Back, Outgoing};
use crate::futex::arena;
use crate::sync::Guarded;

/// An order that is on its way.
pub(super) struct Away {
    pub tasks: u32,
    pub len: usize,
    pub back: Back,
}

/// Why an order cannot be on its way.
pub(super) enum Refused {
    /// Too many bytes are.
    Full(Back),
    /// Nobody will bring its result.
    Over(Back),
}

#[derive(Default)]
struct Inside {
    /// By id.
    away: Vec<Option<Away>>,
    free: Vec<u32>,
    bytes: usize,
    /// Taken off the board and not yet sent, for want of room in the arena.
    stalled: Option<(Outgoing, u32)>,
    is_over: bool,
}

/// See the module's header.
pub(super) struct Out {
    inside: Guarded<Inside>,
}

impl Out {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            inside: Guarded::new(Inside::default()),
        }
    }

    /// How many orders are on their way; and takes what waits for room.
    pub fn look(&self) -> (usize, Option<(Outgoing, u32)>) {
        self.inside.with(|out| {
            let on_its_way = out.away.len() - out.free.len();
            (on_its_way, out.stalled.take())
        })
    }

    /// Whether an order waits for room.
    pub fn has_stalled(&self) -> bool {
        self.inside.with(|out| out.stalled.is_some())
    }

    /// Keeps an order until there is room; given back when it comes too late.
    pub fn stall(&self, order: Outgoing, tasks: u32) -> Option<Back> {
        self.inside.with(|out| {
            if out.is_over {
                return order.back;
            }
            out.stalled = Some((order, tasks));
            None
        })
    }

    /// Counts an order as on its way: its id, and whether it is the only one.
    pub fn enrol(&self, away: Away) -> Result<(u32, bool), Refused> {
        let half = (arena::len() / 2) as usize;
        self.inside.with(|out| {
            if out.is_over {
                return Err(Refused::Over(away.back));
            }
            let is_alone = out.away.len() == out.free.len();
            if out.bytes + away.len > half && !is_alone {
                return Err(Refused::Full(away.back));
            }
            out.bytes += away.len;
            let id = out.free.pop().unwrap_or(out.away.len() as u32);
            match out.away.get_mut(id as usize) {
                Some(place) => *place = Some(away),
                None => out.away.push(Some(away)),
            }
            Ok((id, is_alone))
        })
    }

    /// What is to be done with what came of an order, once.
    pub fn take_back(&self, id: u32) -> Option<Away> {
        self.inside.with(|out| {
            let away = out.away.get_mut(id as usize)?.take()?;
            out.free.push(id);
            out.bytes -= away.len;
            Some(away)
        })
    }

    /// From now on nothing can be on its way: what was, each with the number of its tasks.
    pub fn close(&self) -> Vec<(u32, Back)> {
        let (stalled, ids) = self.inside.with(|out| {
            out.is_over = true;
            (out.stalled.take(), 0..out.away.len() as u32)
        });
        let stalled = stalled.and_then(|(outgoing, tasks)| Some((tasks, outgoing.back?)));
        let away = ids.filter_map(|id| self.take_back(id));
        away.map(|away| (away.tasks, away.back))
            .chain(stalled)
            .collect()
    }
}
