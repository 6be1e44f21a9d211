//! The board: orders on their way to a pool's workers, and the pool's state.
//!
//! State table (all under one brief lock)
//! | value | meaning | who may change it |
//! |---|---|---|
//! | running | orders are taken | `close` → closed, `terminate` → terminated |
//! | closed | nothing new, what is there is done | `terminate` → terminated |
//! | terminated | the rest is thrown away | nobody |
//! | readers | inputs of `imap` that are still being read: more orders may come after the close | a reader, when it begins and ends |
//!
//! **No lost wake-up.** Whoever pins an order to the board, or changes the state, does so under the lock and then notifies; a worker announces
//! itself, looks, and only then waits ([`EventCount`]). **Nothing lost, nothing twice.** An order leaves the board by one worker, or by
//! `terminate`, which counts its tasks as dropped. What a worker brings back is counted where it is handed in, as delivered or as
//! dropped, in one step with a look at the state; what lies before a result handler that has ended is dropped by `join`. So once all workers have left, submitted = delivered + dropped + lost ([`Tally`]); lost are those whose worker ended
//! with them. **Ordering**: the lock's. **Fairness**: first come, first served. **Stop** unwinds out of a worker's wait; the board is
//! left as it is, for all others are being stopped too.
//!
//! **Origin.** The task queue of CPython's `Pool`. **Checked by** `loom_jobs`, `tests/jobs.rs`.

use super::pool::Tally;
use crate::blocking::Wait;
use crate::context;
use crate::error::Error;
use crate::futex::Word;
use crate::sync::event_count::EventCount;
use crate::sync::{Guarded, SimpleQueue};
use std::collections::VecDeque;
use std::sync::OnceLock;
use trace::kinds::{Cause, ObjectKind, RecordKind};

/// What is to be done with a task's result: store it, call callbacks, wake who waits.
pub type Delivery = Box<dyn FnOnce() + Send>;

/// What became of an order.
pub enum Done {
    /// Its result.
    Deliver(Delivery),
    /// The worker ends with it (`sys.exit`, a dead process): nobody will ever hear of it.
    Lost,
    /// It is on its way to where it runs; what lies on the seat tells what to do with what comes back.
    Away,
}

/// One chunk of tasks on its way to a worker.
pub struct Order<S> {
    /// How many tasks it holds.
    pub tasks: u32,
    /// Runs them on the worker's seat.
    pub call: Box<dyn FnOnce(&mut S) -> Done + Send>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Running,
    Closed,
    Terminated,
}

struct Inside<S> {
    orders: VecDeque<Order<S>>,
    state: State,
    readers: u32,
    tally: Tally,
}

/// See the module's header.
pub struct Board<S> {
    inside: Guarded<Inside<S>>,
    changed: EventCount<Word>,
    /// Where results go once there is a result handler; `None` in it ends the handler.
    handler: OnceLock<SimpleQueue<Option<(u32, Delivery)>>>,
    object: u32,
}

impl<S> Default for Board<S> {
    fn default() -> Self {
        Self::new("pool")
    }
}

impl<S> Board<S> {
    /// The board of a pool that the trace shows under this name.
    pub fn new(name: &str) -> Self {
        Self {
            inside: Guarded::new(Inside {
                orders: VecDeque::new(),
                state: State::Running,
                readers: 0,
                tally: Tally::default(),
            }),
            changed: EventCount::new(Word::new(0)),
            handler: OnceLock::new(),
            object: context::new_object(ObjectKind::Pool, name),
        }
    }

    /// The pool's id in the trace.
    pub fn object(&self) -> u32 {
        self.object
    }

    /// What has become of the tasks so far.
    pub fn tally(&self) -> Tally {
        self.inside.with(|inside| inside.tally)
    }

    /// Whether the pool takes jobs.
    ///
    /// # Errors
    /// `ValueError: Pool not running` if not.
    pub fn check_running(&self) -> Result<(), Error> {
        match self.inside.with(|inside| inside.state) {
            State::Running => Ok(()),
            State::Closed | State::Terminated => Err(not_running()),
        }
    }

    /// Whether `close` or `terminate` has been called.
    ///
    /// # Errors
    /// `ValueError: Pool is still running` if not.
    pub fn check_ending(&self) -> Result<(), Error> {
        match self.inside.with(|inside| inside.state) {
            State::Running => Err(Error::value("Pool is still running")),
            State::Closed | State::Terminated => Ok(()),
        }
    }

    /// Pins a job's orders to the board, all or none.
    ///
    /// # Errors
    /// `ValueError: Pool not running`.
    pub fn submit(&self, orders: Vec<Order<S>>) -> Result<(), Error> {
        self.pin(orders, State::Running).map_err(|_| not_running())
    }

    /// Says that an input is going to be read.
    ///
    /// # Errors
    /// `ValueError: Pool not running`.
    pub fn begin_reading(&self) -> Result<(), Error> {
        self.inside.with(|inside| match inside.state {
            State::Running => {
                inside.readers += 1;
                Ok(())
            }
            State::Closed | State::Terminated => Err(not_running()),
        })
    }

    /// Pins an order of an input that is being read, also after the close. False once the pool is terminated: reading is pointless then.
    pub fn pin_read(&self, order: Order<S>) -> bool {
        self.pin(vec![order], State::Closed).is_ok()
    }

    /// The input has been read to its end.
    pub fn end_reading(&self) {
        self.inside.with(|inside| inside.readers -= 1);
        self.changed.notify_all();
    }

    /// Pins orders unless the state is beyond `latest`.
    fn pin(&self, orders: Vec<Order<S>>, latest: State) -> Result<(), Vec<Order<S>>> {
        let count = orders.len();
        let tasks: u64 = orders.iter().map(|order| u64::from(order.tasks)).sum();
        let mut orders = Some(orders);
        let waiting = self.inside.with(|inside| {
            let open = match latest {
                State::Running => inside.state == State::Running,
                State::Closed | State::Terminated => inside.state != State::Terminated,
            };
            open.then(|| {
                inside.tally.submitted += tasks;
                inside.orders.extend(orders.take().unwrap_or_default());
                inside.orders.len()
            })
        });
        let Some(waiting) = waiting else {
            return Err(orders.unwrap_or_default()); // Dropped by the caller, outside the lock.
        };
        self.show(waiting);
        if count == 1 {
            self.changed.notify_one();
        } else {
            self.changed.notify_all();
        }
        Ok(())
    }

    /// The next order for a worker.
    ///
    /// # Blocking
    /// Until there is one; `None` when the pool is ending and none will come.
    pub fn next(&self) -> Option<Order<S>> {
        let look = || {
            self.inside.with(|inside| match inside.orders.pop_front() {
                Some(order) => Some(Some((order, inside.orders.len()))),
                None if inside.state == State::Running || inside.readers > 0 => None,
                None => Some(None),
            })
        };
        let why = Wait::on(Cause::Queue, self.object);
        let (order, left) = look()
            .or_else(|| self.changed.until(None, &why, look))
            .flatten()?;
        self.show(left);
        Some(order)
    }

    /// The next order, if there is one at this moment.
    pub fn try_next(&self) -> Option<Order<S>> {
        let (order, left) = self.inside.with(|inside| {
            let order = inside.orders.pop_front()?;
            Some((order, inside.orders.len()))
        })?;
        self.show(left);
        Some(order)
    }

    /// Whether the pool is ending and no order will come any more.
    pub fn is_over(&self) -> bool {
        self.inside.with(|inside| {
            let is_ending = inside.state != State::Running && inside.readers == 0;
            is_ending && inside.orders.is_empty()
        })
    }

    /// Whether the pool has been terminated.
    pub fn is_terminated(&self) -> bool {
        self.inside.with(|inside| inside.state == State::Terminated)
    }

    /// Does orders until none will come, or until the worker ends with one; false then.
    pub fn work(&self, seat: &mut S) -> bool {
        while let Some(order) = self.next() {
            if !self.settle(order.tasks, (order.call)(seat)) {
                return false;
            }
        }
        true
    }

    /// What became of so many tasks is handed in or counted; false: their worker ends.
    pub fn settle(&self, tasks: u32, done: Done) -> bool {
        match done {
            Done::Deliver(delivery) => self.bring(tasks, delivery),
            Done::Lost => {
                self.inside
                    .with(|inside| inside.tally.lost += u64::from(tasks));
                return false;
            }
            Done::Away => {}
        }
        true
    }

    /// So many tasks were on their way when the pool was terminated.
    pub fn drop_away(&self, tasks: u32) {
        self.inside
            .with(|inside| inside.tally.dropped += u64::from(tasks));
    }

    /// To the result handler, if there is one; otherwise at once and here.
    fn bring(&self, tasks: u32, delivery: Delivery) {
        match self.handler.get() {
            Some(results) => results.put(Some((tasks, delivery))),
            None => self.hand_in(tasks, delivery),
        }
    }

    fn hand_in(&self, tasks: u32, delivery: Delivery) {
        let wanted = self.inside.with(|inside| {
            let wanted = inside.state != State::Terminated;
            let count = if wanted {
                &mut inside.tally.delivered
            } else {
                &mut inside.tally.dropped
            };
            *count += u64::from(tasks);
            wanted
        });
        if wanted {
            delivery();
        }
    }

    /// From now on results go to a result handler; true if it must be started.
    pub fn needs_handler(&self) -> bool {
        self.handler.set(SimpleQueue::named("results")).is_ok()
    }

    /// What the result handler does: deliveries, one after the other, until it is told to end. A callback that raises ends it by unwinding.
    ///
    /// # Blocking
    /// While there are none.
    pub fn handle_results(&self) {
        let Some(results) = self.handler.get() else {
            return;
        };
        while let Ok(Some((tasks, delivery))) = results.get() {
            self.hand_in(tasks, delivery);
        }
    }

    /// Ends the result handler, if there is one, after what it has to do.
    pub fn end_handler(&self) {
        if let Some(results) = self.handler.get() {
            results.put(None);
        }
    }

    /// Drops what lies before a result handler that has ended, once nobody brings more.
    pub fn drop_unhandled(&self) {
        let Some(results) = self.handler.get() else {
            return;
        };
        while let Ok(result) = results.get_nowait() {
            let tasks = result.map_or(0, |(tasks, _)| tasks);
            self.inside
                .with(|inside| inside.tally.dropped += u64::from(tasks));
        }
    }

    /// Takes no more jobs.
    pub fn close(&self) {
        self.inside.with(|inside| {
            if inside.state == State::Running {
                inside.state = State::Closed;
            }
        });
        self.changed.notify_all();
    }

    /// Throws away what nobody has begun.
    pub fn withdraw(&self) {
        let orders = self.inside.with(|inside| {
            let orders = core::mem::take(&mut inside.orders);
            let tasks: u64 = orders.iter().map(|order| u64::from(order.tasks)).sum();
            inside.tally.dropped += tasks;
            orders
        });
        if !orders.is_empty() {
            self.show(0);
        }
        drop(orders); // Outside the lock: it drops what the program's functions hold.
        self.changed.notify_all();
    }

    /// Throws away what nobody has begun, and from now on what is handed in.
    pub fn terminate(&self) {
        self.inside.with(|inside| inside.state = State::Terminated);
        self.withdraw();
        self.drop_unhandled();
        self.end_handler();
    }

    fn show(&self, waiting: usize) {
        if self.object != 0 {
            context::record(RecordKind::Value, self.object, waiting as u32, 0);
        }
    }
}

fn not_running() -> Error {
    Error::value("Pool not running")
}
