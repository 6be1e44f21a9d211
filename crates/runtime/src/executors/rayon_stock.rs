//! `wasm-bindgen-rayon` as it comes: the reference that others use, in a process of its own, which is not traced inside.
//!
//! It lives in another module and another memory (`crates/stock`), with one global pool of as many threads as there are cores, started once and kept
//! from run to run. A list goes there as its recipe ([`Tasks::recipe`]) and comes back as bytes. The makespan is from handing the list over to having
//! its results here.
//!
//! **Stop.** The calling thread waits on a word of ours. Leaving, it calls [`Stock::cancel`]: an answer that is not there yet never comes, and what
//! still works is terminated; the next run that asks for it has it started anew. **Ordering**: the answer is there before the word's change.

use super::{Execution, begin, moment};
use crate::blocking::{Wait, Woken, block};
use crate::error::Error;
use crate::futex::{FutexWord, Word};
use crate::ipc::wire;
use crate::jobs::{Brought, make};
use crate::task::{Tasks, Value};
use core::sync::atomic::Ordering::Acquire;
use std::sync::OnceLock;
use trace::entry::Measurement;
use trace::kinds::{Cause, RecordKind};

/// The way to it.
#[derive(Clone, Copy, Debug)]
pub struct Stock {
    /// Threads of its pool; 0 when it could not be started.
    pub workers: fn() -> u32,
    /// Hands over the list of this recipe and returns at once. Once the answer is there, the word becomes its length and one more, or
    /// [`FAILED`], and is woken.
    pub run: fn(recipe: &[u8], word: &'static Word),
    /// Copies the answer, which is as long as was told.
    pub copy: fn(word: &'static Word, into: &mut [u8]),
    /// From now on the word is left alone.
    pub cancel: fn(word: &'static Word),
}

/// In the place of a length: it did not come to an answer.
pub const FAILED: u32 = u32::MAX;

static STOCK: OnceLock<Stock> = OnceLock::new();

/// Says how to reach it. Only the first call counts. Natively nothing need be said: rayon's global pool plays its part.
pub fn set_stock(stock: Stock) {
    let _ = STOCK.set(stock);
}

/// The executor `rayon-stock`. One list at a time in a browser.
#[derive(Clone, Copy, Debug, Default)]
pub struct RayonStock;

impl RayonStock {
    /// How many threads it has; they are as many as its library makes by itself.
    ///
    /// # Errors
    /// `RuntimeError` when it could not be loaded or started.
    pub fn workers(&self) -> Result<u32, Error> {
        match (stock().workers)() {
            0 => Err(Error::runtime(
                "wasm-bindgen-rayon could not be started: is the site there in full? Run again to try once more",
            )),
            workers => Ok(workers),
        }
    }

    /// Runs the list there.
    ///
    /// # Blocking
    /// Until the results are here.
    /// # Errors
    /// `PicklingError` for a list without a recipe; `RuntimeError` when it came to no answer.
    pub fn run(&self, measurement: &Measurement, tasks: &dyn Tasks) -> Result<Execution, Error> {
        let recipe = tasks.recipe().ok_or_else(super::processes::cannot_travel)?;
        let stock = stock();
        let begin_ns = begin(measurement);
        // Leaked: its address must be good until nobody there knows it any more, also when Stop unwinds from here.
        let word: &'static Word = Box::leak(Box::new(Word::new(0)));
        let ready_ns = moment(RecordKind::MeasureReady, measurement);
        (stock.run)(recipe, word);
        let leaving = Leaving(stock, word);
        let mut bytes = match wait_for(word) {
            0 | FAILED => return Err(Error::runtime("wasm-bindgen-rayon gave no answer")),
            length => vec![0; length as usize - 1],
        };
        (stock.copy)(word, &mut bytes);
        drop(leaving);
        let end_ns = moment(RecordKind::MeasureEnd, measurement);
        let brought: Brought = wire::decode(&bytes)?;
        let mut results = vec![Ok(Value::Unit); tasks.len() as usize];
        brought.put_into(&mut results);
        Ok(Execution {
            results,
            begin_ns,
            ready_ns,
            end_ns,
        })
    }
}

/// Whoever leaves, by an answer or by Stop.
struct Leaving(Stock, &'static Word);

impl Drop for Leaving {
    fn drop(&mut self) {
        (self.0.cancel)(self.1);
    }
}

/// Waits for the answer's length, as for the outside world: nobody in this run brings it. 0 when this thread leaves without.
fn wait_for(word: &'static Word) -> u32 {
    loop {
        let length = word.load(Acquire); // The answer was there before.
        let is_over = || block(word, 0, None, &Wait::on(Cause::Io, 0)) == Woken::Leaving;
        if length != 0 || is_over() {
            return length;
        }
    }
}

/// The other side: makes the list of a recipe, runs all tasks on rayon's global pool, and gives their results as bytes.
///
/// # Blocking
/// Until the last result is in.
/// # Errors
/// `RuntimeError` when this build does not know the list.
pub fn answer(recipe: &[u8]) -> Result<Vec<u8>, Error> {
    let tasks = make(recipe)?;
    let mut brought = Brought::default();
    for (index, result) in (0..).zip(super::work_stealing::run(&*tasks, 0)) {
        brought.add(index, result);
    }
    Ok(wire::encode(&brought)?)
}

fn stock() -> Stock {
    *STOCK.get_or_init(here::stock)
}

/// Where there is no browser: rayon's global pool in this process.
#[cfg(not(target_arch = "wasm32"))]
mod here {
    use super::{FAILED, FutexWord, Stock, Word, answer};
    use crate::sync::Guarded;
    use core::sync::atomic::Ordering::Release;
    use std::collections::BTreeMap;
    use std::sync::LazyLock;

    /// The answers that are waited for, by the addresses of their words.
    static ANSWERS: LazyLock<Guarded<BTreeMap<usize, Vec<u8>>>> =
        LazyLock::new(|| Guarded::new(BTreeMap::new()));

    pub fn stock() -> Stock {
        Stock {
            workers: || rayon::current_num_threads() as u32,
            run,
            copy: |word, into| {
                ANSWERS.with(|answers| {
                    if let Some(answer) = answers.get(&address(word)) {
                        into.copy_from_slice(answer);
                    }
                });
            },
            cancel: |word| ANSWERS.with(|answers| drop(answers.remove(&address(word)))),
        }
    }

    fn address(word: &'static Word) -> usize {
        core::ptr::from_ref(word).addr()
    }

    fn run(recipe: &[u8], word: &'static Word) {
        let recipe = recipe.to_vec();
        ANSWERS.with(|answers| answers.insert(address(word), Vec::new()));
        std::thread::spawn(move || {
            let answer = answer(&recipe);
            ANSWERS.with(|answers| {
                if let Some(place) = answers.get_mut(&address(word)) {
                    let len = answer
                        .as_ref()
                        .map_or(FAILED, |bytes| bytes.len() as u32 + 1);
                    *place = answer.unwrap_or_default();
                    word.store(len, Release);
                    word.wake(u32::MAX);
                }
            });
        });
    }
}

/// Nobody has said how to reach it.
#[cfg(target_arch = "wasm32")]
mod here {
    use super::Stock;

    pub fn stock() -> Stock {
        Stock {
            workers: || 0,
            run: |_, _| {},
            copy: |_, _| {},
            cancel: |_| {},
        }
    }
}
