//! Functions that tasks in other processes can call.
//!
//! A process has nothing of its parent's but bytes, so a function travels as its number in a table that all processes of a run have: Python
//! pickles a function by its name, and finds it in the module that both have imported. A closure has no number, as a lambda has no name.

use crate::error::Error;
use crate::ipc::{transfer, wire};
use crate::jobs::task::{Number, traced};
use crate::process::{self, Arguments};
use core::fmt;
use std::sync::OnceLock;
use trace::kinds::Transfer;

/// A function of the program's that takes an `A` and gives an `R`, or raises.
///
/// It lives in a `static`, which stands in the table given to [`set_functions`].
/// ```
/// use runtime::jobs::{AnyFunction, Function, Pool, set_functions};
///
/// static DOUBLE: Function<i64, i64> = Function::new("double", |n| Ok(n * 2));
/// static TABLE: &[&dyn AnyFunction] = &[&DOUBLE];
/// set_functions(|number| TABLE.get(number as usize).copied());
///
/// let pool = Pool::new(2)?;
/// assert_eq!(pool.map(&DOUBLE, 0..3)?, [0, 2, 4]);
/// # Ok::<(), runtime::error::Error>(())
/// ```
/// What holds something of its surroundings is none (Python: `PicklingError: Can't pickle <function <lambda> …>`):
/// ```compile_fail,E0308
/// let b = 1;
/// let add = runtime::jobs::Function::<i64, i64>::new("add", |a| Ok(a + b));
/// ```
#[derive(Clone, Copy)]
pub struct Function<A, R> {
    name: &'static str,
    body: fn(A) -> Result<R, Error>,
}

impl<A, R> Function<A, R> {
    /// Names a function.
    pub const fn new(name: &'static str, body: fn(A) -> Result<R, Error>) -> Self {
        Self { name, body }
    }

    /// Its name in Python.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Calls it here.
    ///
    /// # Errors
    /// What it raises.
    pub fn call(&self, argument: A) -> Result<R, Error> {
        (self.body)(argument)
    }
}

impl<A, R> fmt::Debug for Function<A, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<function {}>", self.name)
    }
}

/// A [`Function`] of any types: a row of the table.
pub trait AnyFunction: Sync + fmt::Debug {
    /// Calls it with each item of a chunk, as the tasks from `first` on; the results as bytes.
    ///
    /// # Errors
    /// What a task raises; `UnpicklingError` for items of another type; `MaybeEncodingError` for results that cannot be sent.
    fn run(&self, chunk: &[u8], first: Numbering) -> Result<Vec<u8>, Error>;
}

/// How the tasks of a chunk are numbered in the trace, and whose transfers they are.
#[derive(Clone, Copy, Debug)]
pub struct Numbering {
    pub(super) first: Number,
    pub(super) object: u32,
}

impl<A: Arguments, R: Arguments> AnyFunction for Function<A, R> {
    fn run(&self, chunk: &[u8], numbering: Numbering) -> Result<Vec<u8>, Error> {
        let decode = || process::arguments::<Vec<A>>(chunk);
        let size = |_: &Result<Vec<A>, Error>| chunk.len();
        let items = transfer::of(Transfer::Deserialise, numbering.object, decode, size)?;
        let tasks = items.into_iter().enumerate();
        let results =
            tasks.map(|(at, item)| traced(numbering.first.after(at), || (self.body)(item)));
        let results = results.collect::<Result<Vec<R>, Error>>()?;
        let encode = || wire::encode(&results).map_err(|error| not_sent::<R>(&error.into()));
        let size = |bytes: &Result<Vec<u8>, Error>| bytes.as_ref().map_or(0, Vec::len);
        transfer::of(Transfer::Serialise, numbering.object, encode, size)
    }
}

/// What a pool says of a result that cannot be sent back.
pub(super) fn not_sent<R>(why: &Error) -> Error {
    let result = core::any::type_name::<R>();
    let text = format!("Error sending result: '<{result}>'. Reason: '{why}'");
    Error::new(
        crate::error::Kind::from_name("multiprocessing.pool.MaybeEncodingError"),
        text,
    )
}

/// The table: the function with a number, `None` from some number on.
type Table = fn(u32) -> Option<&'static dyn AnyFunction>;

static TABLE: OnceLock<Table> = OnceLock::new();

/// Says which functions there are. In every process of a run the same, before its program runs; only the first call counts.
pub fn set_functions(table: Table) {
    let _ = TABLE.set(table);
}

/// The function with this number.
///
/// # Errors
/// `AttributeError` when there is none.
pub(super) fn function(number: u32) -> Result<&'static dyn AnyFunction, Error> {
    let found = TABLE.get().and_then(|table| table(number));
    found.ok_or_else(|| {
        let text = format!("there is no function {number}: all processes must be of one build");
        Error::new(crate::error::Kind::Attribute, text)
    })
}

/// What a worker calls first: number and argument of the function, or why they cannot travel.
pub(crate) type Initializer = Result<(u32, Vec<u8>), Error>;

/// A call that each worker makes before all others.
pub(crate) fn initializer<A: Arguments>(
    call: &'static Function<A, ()>,
    argument: A,
) -> Initializer {
    Ok((number_of(call)?, wire::encode([argument].as_slice())?))
}

/// The number of a function.
///
/// # Errors
/// `PicklingError` when the table does not hold it.
pub(crate) fn number_of<A, R>(function: &'static Function<A, R>) -> Result<u32, Error> {
    number_at(core::ptr::from_ref(function).cast(), function.name)
}

/// The number of the function at this address.
///
/// # Errors
/// As [`number_of`].
pub(super) fn number_at(address: *const (), name: &str) -> Result<u32, Error> {
    let table = TABLE.get().copied().unwrap_or(|_| None);
    let is_it = |known: &dyn AnyFunction| core::ptr::addr_eq(known, address);
    let mut known = (0..).map_while(table);
    known.position(is_it).map(|at| at as u32).ok_or_else(|| {
        let text =
            format!("Can't pickle <function {name}>: attribute lookup {name} on __main__ failed");
        Error::new(crate::error::Kind::from_name("_pickle.PicklingError"), text)
    })
}
