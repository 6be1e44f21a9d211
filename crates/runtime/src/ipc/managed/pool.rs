//! A pool in the server: its workers are the server's children, and whoever has the proxy gives it tasks.
//!
//! Functions travel by their numbers, arguments and results as bytes that the server does not read. `imap` and `imap_unordered` are not offered.

use super::objects::{argument, no_method, unit};
use super::proxies::Proxy;
use super::{Item, proxies};
use crate::error::{Error, Kind};
use crate::ipc::wire::{self, Bytes};
pub(super) use crate::jobs::Pool;
use crate::jobs::{AsyncResult, Function, number_of};
use crate::process::Arguments;
use crate::sync::python::Timeout;
use core::time::Duration;
use serde::{Deserialize, Serialize};

/// What a job of a pool in the server will give: lists of results, as bytes.
pub(super) type Written = AsyncResult<Vec<Vec<u8>>>;

/// Starts a pool of so many processes.
pub(super) fn start(processes: Option<i64>) -> Result<Pool, Error> {
    let builder = Pool::builder();
    match processes {
        Some(processes) => builder.processes(processes).start(),
        None => builder.start(),
    }
}

/// Submits a job: number of the function, items, size of chunks.
pub(super) fn submit(pool: &Pool, method: &str, arguments: &[Item]) -> Result<Written, Error> {
    let function = argument(arguments, 0)?.int()? as u32;
    let items = proxies::items(argument(arguments, 1)?.clone())?;
    let mut items = items
        .into_iter()
        .map(Item::bytes)
        .collect::<Result<Vec<_>, Error>>()?;
    if method.starts_with("apply") {
        return pool.apply_written(function, items.pop().unwrap_or_default());
    }
    let chunksize = match argument(arguments, 2)? {
        Item::None => None,
        size => Some(size.int()?),
    };
    pool.map_written(function, &items, chunksize)
}

/// Calls a method of a pool that makes no other object.
pub(super) fn pool_call(pool: &Pool, method: &str, arguments: &[Item]) -> Result<Item, Error> {
    match method {
        "apply" | "map" => submit(pool, method, arguments)?.get().map(lists),
        "close" => {
            pool.close();
            Ok(Item::None)
        }
        "terminate" => {
            pool.terminate();
            Ok(Item::None)
        }
        "join" => unit(pool.join()),
        _ => Err(no_method("Pool", method)),
    }
}

/// Calls a method of a job's result.
pub(super) fn result_call(result: &Written, method: &str, timeout: Timeout) -> Result<Item, Error> {
    let timeout = match timeout {
        Timeout::Seconds(seconds) => Some(Duration::try_from_secs_f64(seconds).unwrap_or_default()),
        _ => None,
    };
    match (method, timeout) {
        ("get", None) => result.get().map(lists),
        ("get", Some(timeout)) => result.get_timeout(timeout).map(lists),
        ("wait", None) => {
            result.wait();
            Ok(Item::None)
        }
        ("wait", Some(timeout)) => {
            result.wait_timeout(timeout);
            Ok(Item::None)
        }
        ("ready", _) => Ok(Item::Bool(result.ready())),
        ("successful", _) => result.successful().map(Item::Bool),
        _ => Err(no_method("AsyncResult", method)),
    }
}

fn lists(lists: Vec<Vec<u8>>) -> Item {
    let bytes = lists.into_iter().map(|list| Item::Bytes(Bytes(list)));
    Item::List(bytes.collect())
}

/// The results in these lists.
fn all<R: Arguments>(lists: Item) -> Result<Vec<R>, Error> {
    let mut results = Vec::new();
    for list in proxies::items(lists)? {
        results.extend(wire::decode::<Vec<R>>(&list.bytes()?)?);
    }
    Ok(results)
}

/// The only result.
fn one<R: Arguments>(lists: Item) -> Result<R, Error> {
    let none = || {
        let text = "a task's answer holds no value: both sides must be of one build";
        Error::new(Kind::from_name("_pickle.UnpicklingError"), text)
    };
    all(lists)?.pop().ok_or_else(none)
}

/// A managed `Pool`: processes that the manager's server has started, for whoever has this proxy.
///
/// # Blocking
/// Every call for a round trip; `apply`, `map` and `starmap` until their result is there; `join` until all workers have ended.
/// # Errors
/// The pool's own, see [`Pool`]: `ValueError: Pool not running`, `ValueError: Pool is still running`, a task's error, `ValueError: Chunksize must be
/// 1+, not 0`; `PicklingError` for a function that is not in the table; `BrokenPipeError` when the server is gone.
///
/// Origin: `multiprocessing.managers.SyncManager.Pool` of the Python 3.13 library reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PoolProxy {
    proxy: Proxy,
}

impl PoolProxy {
    pub(super) fn of(proxy: Proxy) -> Self {
        Self { proxy }
    }

    fn ask<A: Arguments, R>(
        &self,
        method: &str,
        call: &'static Function<A, R>,
        (items, chunksize): (Vec<A>, Option<i64>),
    ) -> Result<Item, Error> {
        let function = Item::Int(number_of(call)?.into());
        let mut written = Vec::with_capacity(items.len());
        for item in &items {
            written.push(Item::Bytes(Bytes(wire::encode(item)?)));
        }
        let size = chunksize.map_or(Item::None, Item::Int);
        let arguments = vec![function, Item::List(written), size];
        self.proxy.call(method, arguments)
    }

    fn submit<A: Arguments, R, T>(
        &self,
        method: &str,
        call: &'static Function<A, R>,
        (items, chunksize): (Vec<A>, Option<i64>),
        read: fn(Item) -> Result<T, Error>,
    ) -> Result<ResultProxy<T>, Error> {
        match self.ask(method, call, (items, chunksize))? {
            Item::Proxy(proxy) => Ok(ResultProxy { proxy, read }),
            other => Err(Error::type_error(format!("no proxy came back: {other:?}"))),
        }
    }

    /// Runs one task and waits for it.
    ///
    /// # Errors
    /// The task's own, or see the type.
    pub fn apply<A: Arguments, R: Arguments>(
        &self,
        call: &'static Function<A, R>,
        argument: A,
    ) -> Result<R, Error> {
        self.ask("apply", call, (vec![argument], None))
            .and_then(one)
    }

    /// Submits one task.
    ///
    /// # Errors
    /// See the type.
    pub fn apply_async<A: Arguments, R: Arguments>(
        &self,
        call: &'static Function<A, R>,
        argument: A,
    ) -> Result<ResultProxy<R>, Error> {
        self.submit("apply_async", call, (vec![argument], None), one)
    }

    /// Calls `call`, a function of a tuple for what Python calls `starmap`, with each item; the results in order. `chunksize` `None`: CPython's rule.
    ///
    /// # Errors
    /// The error that was handed in first, once all chunks are through; or see the type.
    pub fn map<A: Arguments, R: Arguments>(
        &self,
        call: &'static Function<A, R>,
        items: impl IntoIterator<Item = A>,
        chunksize: Option<i64>,
    ) -> Result<Vec<R>, Error> {
        let items = items.into_iter().collect();
        self.ask("map", call, (items, chunksize)).and_then(all)
    }

    /// Submits what [`map`](Self::map) does.
    ///
    /// # Errors
    /// See the type.
    pub fn map_async<A: Arguments, R: Arguments>(
        &self,
        call: &'static Function<A, R>,
        items: impl IntoIterator<Item = A>,
        chunksize: Option<i64>,
    ) -> Result<ResultProxy<Vec<R>>, Error> {
        let items = items.into_iter().collect();
        self.submit("map_async", call, (items, chunksize), all)
    }

    /// Takes no more jobs; what was taken is done.
    ///
    /// # Errors
    /// `BrokenPipeError` when the server is gone.
    pub fn close(&self) -> Result<(), Error> {
        self.proxy.call("close", Vec::new()).map(drop)
    }

    /// Ends the workers now.
    ///
    /// # Errors
    /// `BrokenPipeError` when the server is gone.
    pub fn terminate(&self) -> Result<(), Error> {
        self.proxy.call("terminate", Vec::new()).map(drop)
    }

    /// Waits until all workers have ended.
    ///
    /// # Errors
    /// Before `close` or `terminate`: `ValueError: Pool is still running`.
    pub fn join(&self) -> Result<(), Error> {
        self.proxy.call("join", Vec::new()).map(drop)
    }
}

/// What a job of a managed pool will give, in the server.
///
/// # Errors
/// `get`: the job's error; `get_timeout`: `multiprocessing.TimeoutError`; `successful` too early: `ValueError: <…> not ready`.
///
/// Origin: `multiprocessing.managers.SyncManager.AsyncResult`.
#[derive(Clone, Debug)]
pub struct ResultProxy<T> {
    proxy: Proxy,
    read: fn(Item) -> Result<T, Error>,
}

impl<T> ResultProxy<T> {
    /// Waits for the result.
    ///
    /// # Errors
    /// See the type.
    pub fn get(&self) -> Result<T, Error> {
        self.proxy.call("get", Vec::new()).and_then(self.read)
    }

    /// Waits at most `timeout` for the result.
    ///
    /// # Errors
    /// See the type.
    pub fn get_timeout(&self, timeout: Duration) -> Result<T, Error> {
        let seconds = vec![Item::Float(timeout.as_secs_f64())];
        self.proxy.call("get", seconds).and_then(self.read)
    }

    /// Waits until the result is there, whatever it is.
    ///
    /// # Errors
    /// `BrokenPipeError` when the server is gone.
    pub fn wait(&self) -> Result<(), Error> {
        self.proxy.call("wait", Vec::new()).map(drop)
    }

    /// Whether the result is there.
    ///
    /// # Errors
    /// `BrokenPipeError` when the server is gone.
    pub fn ready(&self) -> Result<bool, Error> {
        Ok(self.proxy.call("ready", Vec::new())?.truth())
    }

    /// Whether the job did not raise.
    ///
    /// # Errors
    /// See the type.
    pub fn successful(&self) -> Result<bool, Error> {
        Ok(self.proxy.call("successful", Vec::new())?.truth())
    }
}
