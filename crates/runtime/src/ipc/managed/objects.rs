//! The objects in the server: methods by their Python names.

#[cfg(feature = "process-pools")]
use super::pool;
use super::{Item, Made};
use crate::error::Error;
use crate::sync::python::{Blocking, Timeout};
use crate::sync::{Barrier, BoundedSemaphore, Condition, Event, Lock, Queue, RLock, Semaphore};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// An object that proxies speak of. Plain data are under a mutex of the server's, held for one method, none of which waits.
pub(super) enum Object {
    List(Mutex<Vec<Item>>),
    Dict(Mutex<Vec<(Item, Item)>>),
    Namespace(Mutex<Vec<(Item, Item)>>),
    Lock(Lock),
    RLock(RLock),
    Semaphore(Semaphore),
    BoundedSemaphore(BoundedSemaphore),
    Condition(Box<Condition>),
    Event(Event),
    Barrier(Box<Barrier>),
    Queue(Box<Queue<Item>>),
    Value(Mutex<Item>),
    Array(Mutex<Vec<Item>>),
    #[cfg(feature = "process-pools")]
    Pool(Box<pool::Pool>),
    #[cfg(feature = "process-pools")]
    Result(pool::Written),
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn unit(result: Result<(), Error>) -> Result<Item, Error> {
    result.map(|()| Item::None)
}

pub(super) fn truth(result: Result<bool, Error>) -> Result<Item, Error> {
    result.map(Item::Bool)
}

pub(super) fn no_method(kind: &str, method: &str) -> Error {
    let message = format!("'{kind}' object has no attribute '{method}'");
    Error::new(crate::error::Kind::Attribute, message)
}

/// The argument at this place.
pub(super) fn argument(arguments: &[Item], place: usize) -> Result<&Item, Error> {
    let missing = || Error::type_error("missing a required argument");
    arguments.get(place).ok_or_else(missing)
}

/// `blocking` and `timeout`, where they were given.
fn how_long(arguments: &[Item]) -> (Blocking, Timeout) {
    let blocking = match arguments.first() {
        Some(item) if !item.truth() => Blocking::No,
        _ => Blocking::Yes,
    };
    (blocking, limit(arguments.get(1)))
}

fn limit(timeout: Option<&Item>) -> Timeout {
    match timeout {
        None => Timeout::Missing,
        Some(Item::Float(seconds)) => Timeout::Seconds(*seconds),
        Some(Item::Int(seconds)) => Timeout::Seconds(*seconds as f64),
        Some(_) => Timeout::None,
    }
}

impl Object {
    pub fn new(made: Made) -> Result<Self, Error> {
        Ok(match made {
            Made::List(items) => Self::List(Mutex::new(items)),
            Made::Dict(items) => Self::Dict(Mutex::new(items)),
            Made::Namespace => Self::Namespace(Mutex::default()),
            Made::Lock => Self::Lock(Lock::new()),
            Made::RLock => Self::RLock(RLock::new()),
            Made::Semaphore(value) => Self::Semaphore(Semaphore::from_value(value)?),
            Made::BoundedSemaphore(value) => {
                Self::BoundedSemaphore(BoundedSemaphore::from_value(value)?)
            }
            Made::Condition => Self::Condition(Box::default()),
            Made::Event => Self::Event(Event::new()),
            Made::Barrier(parties) => Self::Barrier(Box::new(Barrier::from_parties(parties)?)),
            Made::Queue(maxsize) => Self::Queue(Box::new(Queue::with_maxsize(maxsize))),
            Made::Value(value) => Self::Value(Mutex::new(value)),
            Made::Array(items) => Self::Array(Mutex::new(items)),
            #[cfg(feature = "process-pools")]
            Made::Pool(processes) => Self::Pool(Box::new(pool::start(processes)?)),
        })
    }

    /// The object that a method makes beside its own, if it is one that does.
    #[cfg(feature = "process-pools")]
    pub fn making(&self, method: &str, arguments: &[Item]) -> Option<Result<Self, Error>> {
        match (self, method) {
            (Self::Pool(pool), "apply_async" | "map_async") => {
                Some(pool::submit(pool, method, arguments).map(Self::Result))
            }
            _ => None,
        }
    }

    /// Calls a method.
    pub fn call(&self, method: &str, arguments: &[Item]) -> Result<Item, Error> {
        let (blocking, timeout) = how_long(arguments);
        match (self, method) {
            (Self::List(list), _) => list_call(&mut held(list), method, arguments),
            (Self::Array(_), "append" | "pop") => Err(no_method("array.array", method)),
            (Self::Array(list), _) => list_call(&mut held(list), method, arguments),
            (Self::Dict(pairs), _) => dict_call(&mut held(pairs), method, arguments),
            (Self::Namespace(pairs), _) => namespace_call(&mut held(pairs), method, arguments),
            (Self::Value(value), "get") => Ok(held(value).clone()),
            (Self::Value(value), "set") => {
                *held(value) = argument(arguments, 0)?.clone();
                Ok(Item::None)
            }
            (Self::Lock(lock), "acquire") => truth(lock.acquire_with(blocking, timeout)),
            (Self::Lock(lock), "release") => unit(lock.release()),
            (Self::RLock(lock), "acquire") => truth(lock.acquire_with(blocking, timeout)),
            (Self::RLock(lock), "release") => unit(lock.release()),
            (Self::Semaphore(s), "acquire") => truth(s.acquire_with(blocking, timeout)),
            (Self::Semaphore(s), "release") => unit(s.release_n(1)),
            (Self::BoundedSemaphore(s), "acquire") => truth(s.acquire_with(blocking, timeout)),
            (Self::BoundedSemaphore(s), "release") => unit(s.release()),
            (Self::Condition(condition), _) => condition_call(condition, method, arguments),
            (Self::Event(event), _) => event_call(event, method, arguments),
            (Self::Barrier(barrier), _) => barrier_call(barrier, method, arguments),
            (Self::Queue(queue), _) => queue_call(queue, method, arguments),
            #[cfg(feature = "process-pools")]
            (Self::Pool(pool), _) => pool::pool_call(pool, method, arguments),
            #[cfg(feature = "process-pools")]
            (Self::Result(result), _) => {
                pool::result_call(result, method, limit(arguments.first()))
            }
            (Self::Value(_), _) => Err(no_method("Value", method)),
            (Self::Lock(_) | Self::RLock(_), _) => Err(no_method("AcquirerProxy", method)),
            (Self::Semaphore(_) | Self::BoundedSemaphore(_), _) => {
                Err(no_method("AcquirerProxy", method))
            }
        }
    }
}

fn place(list: &[Item], index: &Item, what: &'static str) -> Result<usize, Error> {
    let len = list.len() as i64;
    let index = index.int()?;
    let index = if index < 0 { index + len } else { index };
    if (0..len).contains(&index) {
        Ok(index as usize)
    } else {
        Err(Error::index(what))
    }
}

fn list_call(list: &mut Vec<Item>, method: &str, arguments: &[Item]) -> Result<Item, Error> {
    match method {
        "append" => {
            list.push(argument(arguments, 0)?.clone());
            Ok(Item::None)
        }
        "__getitem__" => {
            let at = place(list, argument(arguments, 0)?, "list index out of range")?;
            Ok(list[at].clone())
        }
        "__setitem__" => {
            let what = "list assignment index out of range";
            let at = place(list, argument(arguments, 0)?, what)?;
            list[at] = argument(arguments, 1)?.clone();
            Ok(Item::None)
        }
        "pop" => list
            .pop()
            .ok_or_else(|| Error::index("pop from empty list")),
        "__len__" => Ok(Item::Int(list.len() as i64)),
        "copy" => Ok(Item::List(list.clone())),
        _ => Err(no_method("list", method)),
    }
}

fn dict_call(
    pairs: &mut Vec<(Item, Item)>,
    method: &str,
    arguments: &[Item],
) -> Result<Item, Error> {
    let find = |pairs: &[(Item, Item)]| {
        let key = argument(arguments, 0)?;
        let at = pairs.iter().position(|(known, _)| known == key);
        Ok::<_, Error>(at.ok_or_else(|| Error::named("KeyError", key.repr())))
    };
    match method {
        "__getitem__" => Ok(pairs[find(pairs)??].1.clone()),
        "__setitem__" => {
            let value = argument(arguments, 1)?.clone();
            match find(pairs)? {
                Ok(at) => pairs[at].1 = value,
                Err(_) => pairs.push((argument(arguments, 0)?.clone(), value)),
            }
            Ok(Item::None)
        }
        "__delitem__" => {
            let at = find(pairs)??;
            pairs.remove(at);
            Ok(Item::None)
        }
        "__contains__" => Ok(Item::Bool(find(pairs)?.is_ok())),
        "__len__" => Ok(Item::Int(pairs.len() as i64)),
        "keys" => Ok(Item::List(
            pairs.iter().map(|(key, _)| key.clone()).collect(),
        )),
        "items" => {
            let pairs = pairs.iter().cloned();
            Ok(Item::List(
                pairs.map(|pair| Item::Pair(Box::new(pair))).collect(),
            ))
        }
        _ => Err(no_method("dict", method)),
    }
}

fn namespace_call(
    pairs: &mut Vec<(Item, Item)>,
    method: &str,
    arguments: &[Item],
) -> Result<Item, Error> {
    let on_dict = match method {
        "__getattribute__" => "__getitem__",
        "__setattr__" => "__setitem__",
        "__delattr__" => "__delitem__",
        _ => return Err(no_method("Namespace", method)),
    };
    dict_call(pairs, on_dict, arguments).map_err(|error| match arguments.first() {
        Some(Item::Str(name)) => no_method("Namespace", name),
        _ => error,
    })
}

fn condition_call(c: &Condition, method: &str, arguments: &[Item]) -> Result<Item, Error> {
    match method {
        "acquire" => {
            c.acquire();
            Ok(Item::Bool(true))
        }
        "release" => unit(c.release()),
        "wait" => truth(c.wait_with(limit(arguments.first()))),
        "notify" => unit(c.notify(1)),
        "notify_all" => unit(c.notify_all()),
        _ => Err(no_method("Condition", method)),
    }
}

fn event_call(event: &Event, method: &str, arguments: &[Item]) -> Result<Item, Error> {
    match method {
        "set" => event.set(),
        "clear" => event.clear(),
        "is_set" => return Ok(Item::Bool(event.is_set())),
        "wait" => return truth(event.wait_with(limit(arguments.first()))),
        _ => return Err(no_method("Event", method)),
    }
    Ok(Item::None)
}

fn barrier_call(barrier: &Barrier, method: &str, arguments: &[Item]) -> Result<Item, Error> {
    match method {
        "wait" => {
            let index = barrier.wait_with(limit(arguments.first()))?;
            return Ok(Item::Int(i64::from(index)));
        }
        "abort" => barrier.abort(),
        "reset" => barrier.reset(),
        _ => return Err(no_method("Barrier", method)),
    }
    Ok(Item::None)
}

fn queue_call(queue: &Queue<Item>, method: &str, arguments: &[Item]) -> Result<Item, Error> {
    match method {
        "put" => unit(queue.put(argument(arguments, 0)?.clone())),
        "put_nowait" => unit(queue.put_nowait(argument(arguments, 0)?.clone())),
        "get" => queue.get(),
        "get_nowait" => queue.get_nowait(),
        "qsize" => Ok(Item::Int(queue.qsize() as i64)),
        "task_done" => unit(queue.task_done()),
        "join" => {
            queue.join();
            Ok(Item::None)
        }
        _ => Err(no_method("Queue", method)),
    }
}
