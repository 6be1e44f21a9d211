//! Processes of tests that are cut off between two changes of the arena, as the page cuts a worker off: they do nothing more, not even unwind.

use super::ArenaWord;
use crate::context::{Process, Tracing, enter_free_slot};
use crate::futex::FutexWord;
use crate::process::Place;
use core::cell::RefCell;
use core::sync::atomic::Ordering::SeqCst;
use std::sync::mpsc::{Sender, channel};
use trace::layout::{arena, place};

/// What the thread that waits for a victim is told.
#[derive(Debug, PartialEq, Eq)]
enum End {
    CutOff,
    CameToItsEnd,
}

thread_local! {
    /// Changes that this thread still makes, and whom its end is told.
    static LEFT: RefCell<Option<(u32, Sender<End>)>> = const { RefCell::new(None) };
}

/// Called before each change.
pub(super) fn step() {
    let is_over = LEFT.with_borrow_mut(|left| match left {
        Some((0, _)) => left.take(),
        Some((steps, _)) => {
            *steps -= 1;
            None
        }
        None => None,
    });
    if let Some((_, told)) = is_over {
        told.send(End::CutOff).expect("whoever cut it off waits");
        loop {
            std::thread::park();
        }
    }
}

/// A process that is going to be cut off: its place in the table.
#[derive(Clone, Copy)]
pub(crate) struct Victim(Place);

impl Victim {
    /// One that has a place and does nothing yet.
    pub(crate) fn new() -> Self {
        Self(Place::claim_free().expect("the table has a place"))
    }

    /// Says, as the page does, that nobody will run in it again.
    pub(crate) fn bury(self) {
        let identity = self.0.identity();
        let word = arena::place(identity & 0xff, place::BURIED);
        ArenaWord::at(word).store(identity >> 8, SeqCst);
        self.0.free();
    }
}

/// Does `act` as this process, in a thread of its own, up to the change of the arena with this number. False: it came to its end before.
pub(crate) fn cut_off(victim: Victim, steps: u32, act: impl FnOnce() + Send + 'static) -> bool {
    let (told, end) = channel();
    let run = move || {
        let process = Process::leak(victim.0.number(), Tracing::Off);
        let _entered = enter_free_slot(process).expect("a new process has slots");
        process.family().stand_at(victim.0);
        LEFT.set(Some((steps, told.clone())));
        act();
        LEFT.set(None);
        told.send(End::CameToItsEnd)
            .expect("whoever started it waits");
    };
    std::thread::Builder::new().spawn(run).expect("a thread");
    end.recv() == Ok(End::CutOff)
}
