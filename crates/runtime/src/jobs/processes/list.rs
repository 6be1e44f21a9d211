//! Task lists on worker processes: each worker makes the list for itself, and an order is a share of its indices.

use super::function::{AnyFunction, Function, Numbering, number_at};
use super::outgoing::order;
use super::pool::Pool;
use super::shares::{Brought, Share};
use crate::blocking::Wait;
use crate::error::Error;
use crate::futex::Word;
use crate::ipc::transfer;
use crate::ipc::wire::{self, Bytes};
use crate::jobs::board::Order;
use crate::platform;
use crate::pool::run::Runner;
use crate::process;
use crate::sync::Guarded;
use crate::sync::event_count::EventCount;
use crate::task::{TaskResult, Tasks, Value};
use core::cell::RefCell;
use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};
use trace::kinds::{Cause, Transfer};

/// Makes the list that a recipe tells.
type Maker = fn(&[u8]) -> Result<Arc<dyn Tasks>, Error>;

static MAKER: OnceLock<Maker> = OnceLock::new();

thread_local! {
    /// The list of the worker process whose main thread this is.
    static LIST: RefCell<Option<Result<Arc<dyn Tasks>, Error>>> = const { RefCell::new(None) };
}

/// Says how lists are made of their recipes. In every process of a run the same, before its program runs; only the first call counts.
pub fn set_lists(maker: Maker) {
    let _ = MAKER.set(maker);
}

/// What a worker calls first: makes its list. Stands in the table of [`set_functions`](super::set_functions).
pub static PREPARE: Function<Bytes, ()> = Function::new("prepare", |recipe| {
    // An error is every task's: a worker that raised here would end, and nobody would hear of its tasks.
    let list = make(&recipe.0);
    LIST.with_borrow_mut(|place| *place = Some(list));
    Ok(())
});

/// Makes the list of a recipe.
///
/// # Errors
/// `RuntimeError` when nobody knows it.
pub(crate) fn make(recipe: &[u8]) -> Result<Arc<dyn Tasks>, Error> {
    let maker = MAKER.get().copied().unwrap_or(|_| Err(nobody_made_it()));
    maker(recipe)
}

/// Runs shares of the list. Stands in the table of [`set_functions`](super::set_functions).
pub static RUN: RunShare = RunShare { name: "run" };

/// The type of [`RUN`].
#[derive(Debug)]
pub struct RunShare {
    /// It has an address of its own, by which the table knows it.
    name: &'static str,
}

/// The list of this worker is its own no more.
pub(super) fn forget() {
    LIST.with_borrow_mut(|place| *place = None);
}

impl AnyFunction for RunShare {
    fn run(&self, order: &[u8], numbering: Numbering) -> Result<Vec<u8>, Error> {
        let decode = || process::arguments::<Vec<Share>>(order);
        let size = |_: &Result<Vec<Share>, Error>| order.len();
        let shares = transfer::of(Transfer::Deserialise, numbering.object, decode, size)?;
        let list = LIST
            .with_borrow(Clone::clone)
            .unwrap_or_else(|| Err(nobody_made_it()))?;
        let measurement = numbering.first.measurement;
        let mut runner = Runner::new(platform::now_ns());
        let bring = |share: Share| {
            let mut brought = Brought::default();
            while !brought.is_enough() {
                let Some(chunk) = share.next() else {
                    return brought;
                };
                let chunk = chunk.start.min(list.len())..chunk.end.min(list.len());
                let keep = &mut |index, result| brought.add(index, result);
                runner.run_chunk(&*list, measurement, chunk, keep);
            }
            brought.is_part = true;
            brought
        };
        let brought: Vec<Brought> = shares.into_iter().map(bring).collect();
        let encode = || wire::encode(&brought).map_err(Error::from);
        let size = |bytes: &Result<Vec<u8>, Error>| bytes.as_ref().map_or(0, Vec::len);
        transfer::of(Transfer::Serialise, numbering.object, encode, size)
    }
}

fn nobody_made_it() -> Error {
    Error::runtime("nobody has said how this process makes its list: call set_lists first")
}

fn too_few(there: usize, tasks: usize) -> Error {
    Error::runtime(format!(
        "only {there} of {tasks} tasks have a result: each worker must make a list of the same length"
    ))
}

impl Pool {
    /// A pool of so many processes, each of which makes the list of this recipe first.
    ///
    /// # Errors
    /// As [`PoolBuilder::start`](super::pool::PoolBuilder::start).
    pub(crate) fn for_list(processes: i64, recipe: Vec<u8>) -> Result<Self, Error> {
        let builder = Self::builder().processes(processes);
        builder.initializer(&PREPARE, Bytes(recipe)).start()
    }

    /// Runs the `len` tasks of the list that the workers have made, `size` at a time: what became of each. What this pool's tally counts for a
    /// list are equal parts of it for each worker, whoever runs more.
    ///
    /// # Blocking
    /// Until the last result is in.
    /// # Errors
    /// When no worker could make the list, or not one of that length; see the type.
    pub(crate) fn run_list(&self, len: u32, size: u32) -> Result<Vec<TaskResult>, Error> {
        let share = Share::new(len, size)?;
        let workers = share.chunks().min(self.processes());
        let gathering = Arc::new(Gathering::default());
        for nth in 0..workers {
            let tasks = len / workers + u32::from(nth < len % workers);
            self.submit_share(share.another(), tasks, &gathering)?;
        }
        // Made while the workers are at it.
        let mut results = vec![Ok(Value::Unit); len as usize];
        let (mut away, mut there, mut first_error) = (workers, 0, None);
        while away > 0 {
            let Some(came) = gathering.next(self.object()) else {
                break; // It leaves: nobody will ask for the results.
            };
            match came {
                Ok(brought) if brought.is_part => {
                    self.submit_share(share.another(), 0, &gathering)?;
                    there += brought.put_into(&mut results);
                }
                Ok(brought) => {
                    away -= 1;
                    there += brought.put_into(&mut results);
                }
                Err(error) => {
                    away -= 1;
                    first_error = first_error.or(Some(error));
                }
            }
        }
        match first_error {
            Some(error) => Err(error),
            None if there < results.len() => Err(too_few(there, results.len())),
            None => Ok(results),
        }
    }

    /// Sends a share to whichever worker is free; what comes of it is gathered.
    fn submit_share(
        &self,
        share: Share,
        tasks: u32,
        gathering: &Arc<Gathering>,
    ) -> Result<(), Error> {
        let function = number_at(core::ptr::from_ref(&RUN).cast(), RUN.name)?;
        let gathering = gathering.clone();
        let deliver = Box::new(move |came: Result<Vec<Brought>, Error>| {
            gathering.add(came.map(|brought| brought.into_iter().next().unwrap_or_default()));
        });
        let order = order(function, vec![share], self.numbers(0), deliver);
        self.pin(vec![Order { tasks, ..order }])
    }
}

/// What has come of a list's shares, for the thread that waits for it.
struct Gathering {
    came: Guarded<VecDeque<Result<Brought, Error>>>,
    changed: EventCount<Word>,
}

impl Default for Gathering {
    fn default() -> Self {
        Self {
            came: Guarded::new(VecDeque::new()),
            changed: EventCount::new(Word::new(0)),
        }
    }
}

impl Gathering {
    fn add(&self, came: Result<Brought, Error>) {
        self.came.with(|all| all.push_back(came));
        self.changed.notify_one();
    }

    /// What has come next; `None`: the thread leaves.
    fn next(&self, pool: u32) -> Option<Result<Brought, Error>> {
        let why = Wait::on(Cause::Result, pool);
        let look = || self.came.with(VecDeque::pop_front);
        look().or_else(|| self.changed.until(None, &why, look))
    }
}
