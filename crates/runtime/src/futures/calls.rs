//! The queue of an executor: calls that wait for a worker, workers that wait for a call.
//!
//! | value | meaning | who may change it |
//! |---|---|---|
//! | calls | accepted, not begun | `submit`, the worker that takes one, `shutdown`, a failed initializer |
//! | idle | workers that have looked and found nothing | the worker: + 1 when it goes to wait, − 1 when it takes a call or ends |
//! | started | workers there are | `submit`, up to the maximum |
//! | shut down, broken | nothing more is accepted | `shutdown`; a worker whose initializer failed |
//!
//! All of it lies under one brief lock. **No lost call**: a worker announces itself, looks, and only then waits ([`EventCount`]); `submit` puts
//! the call in and then notifies. **A worker for each call**: `submit` starts one when more calls wait than workers are idle, so no call waits
//! for a busy worker while another could be started. **Ordering**: the lock's. **Stop** unwinds out of a worker's wait.

use crate::blocking::Wait;
use crate::context;
use crate::error::{Error, Kind};
use crate::futex::Word;
use crate::jobs::Number;
use crate::sync::Guarded;
use crate::sync::event_count::EventCount;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::collections::VecDeque;
use std::sync::Arc;
use trace::kinds::{Cause, ObjectKind};

pub(super) type Initializer = Arc<dyn Fn() -> Result<(), Error> + Send + Sync>;

/// One call on its way.
pub(super) struct Call {
    /// Makes it, as the task with this number.
    pub run: Box<dyn FnOnce(Number) + Send>,
    /// Ends its future, since it will never be made.
    pub give_up: Box<dyn FnOnce(GiveUp) + Send>,
}

/// Why a call will never be made.
pub(super) enum GiveUp {
    /// `shutdown(cancel_futures=True)`
    Cancelled,
    /// The executor is broken.
    Broken(Error),
}

struct Inside {
    calls: VecDeque<Call>,
    idle: u32,
    started: u32,
    shut_down: bool,
    broken: bool,
}

/// See the module's header.
pub(super) struct Calls {
    inside: Guarded<Inside>,
    changed: EventCount<Word>,
    object: u32,
    initializer: Option<Initializer>,
    max_workers: u32,
    measurement: AtomicU32,
    numbered: AtomicU32,
}

const BROKEN: &str = "A thread initializer failed, the thread pool is not usable anymore";

fn broken() -> Error {
    Error::new(Kind::Other("BrokenThreadPool".into()), BROKEN)
}

impl Calls {
    pub fn new(name: &str, max_workers: u32, initializer: Option<Initializer>) -> Arc<Self> {
        Arc::new(Self {
            inside: Guarded::new(Inside {
                calls: VecDeque::new(),
                idle: 0,
                started: 0,
                shut_down: false,
                broken: false,
            }),
            changed: EventCount::new(Word::new(0)),
            object: context::new_object(ObjectKind::Pool, name),
            initializer,
            max_workers,
            measurement: AtomicU32::new(0),
            numbered: AtomicU32::new(0),
        })
    }

    pub fn object(&self) -> u32 {
        self.object
    }

    pub fn max_workers(&self) -> u32 {
        self.max_workers
    }

    pub fn started(&self) -> u32 {
        self.inside.with(|inside| inside.started)
    }

    pub fn count_for_measurement(&self, id: u32) {
        self.measurement.store(id, Relaxed);
        self.numbered.store(0, Relaxed);
    }

    /// Accepts a call; the number of the worker that must be started for it, if any.
    pub fn push(&self, call: Call) -> Result<Option<u32>, Error> {
        let mut call = Some(call);
        let worker = self.inside.with(|inside| {
            if inside.broken {
                return Err(broken());
            }
            if inside.shut_down {
                return Err(Error::runtime("cannot schedule new futures after shutdown"));
            }
            inside.calls.extend(call.take());
            let needed = inside.calls.len() > inside.idle as usize;
            let number = inside.started;
            if !needed || number == self.max_workers {
                return Ok(None);
            }
            inside.started += 1;
            Ok(Some(number))
        });
        self.changed.notify_one();
        worker
    }

    /// A worker could not be started.
    pub fn not_started(&self) {
        self.inside.with(|inside| inside.started -= 1);
    }

    /// What a worker does: calls, until the executor is shut down and the queue empty.
    pub fn work(&self) {
        if let Some(Err(error)) = self.initializer.as_ref().map(|prepare| prepare()) {
            self.break_down(&error);
            return;
        }
        while let Some(call) = self.next() {
            let number = Number {
                measurement: self.measurement.load(Relaxed),
                index: self.numbered.fetch_add(1, Relaxed),
            };
            (call.run)(number);
        }
    }

    /// The next call; idle while there is none. `None`: there will be none.
    fn next(&self) -> Option<Call> {
        let mut counted = false;
        let mut look = || {
            self.inside.with(|inside| {
                let call = inside.calls.pop_front();
                let ends = call.is_none() && (inside.shut_down || inside.broken);
                let found = (call.is_some() || ends).then_some(call);
                match (found.is_some(), counted) {
                    (false, false) => inside.idle += 1,
                    (true, true) => inside.idle -= 1,
                    _ => {}
                }
                counted = found.is_none();
                found
            })
        };
        let why = Wait::on(Cause::Queue, self.object);
        look()
            .or_else(|| self.changed.until(None, &why, &mut look))
            .flatten()
    }

    fn break_down(&self, error: &Error) {
        context::print("Exception in initializer:");
        context::print(&error.to_string());
        let calls = self.inside.with(|inside| {
            inside.broken = true;
            core::mem::take(&mut inside.calls)
        });
        for call in calls {
            (call.give_up)(GiveUp::Broken(broken()));
        }
        self.changed.notify_all();
    }

    /// Accepts nothing more; gives the calls that have not begun, if they are to be cancelled.
    pub fn shut_down(&self, cancel: super::CancelFutures) {
        let calls = self.inside.with(|inside| {
            inside.shut_down = true;
            match cancel {
                super::CancelFutures::Yes => core::mem::take(&mut inside.calls),
                super::CancelFutures::No => VecDeque::new(),
            }
        });
        for call in calls {
            (call.give_up)(GiveUp::Cancelled);
        }
        self.changed.notify_all();
    }
}
