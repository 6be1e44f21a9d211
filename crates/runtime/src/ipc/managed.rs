//! `Manager`: objects that live in a server process, used by proxies.
//!
//! A call is a message to the server and one back: method and arguments there, value or error here. Each thread of each process has a connection of
//! its own, and the server a thread for it, so a call that waits (a lock, a queue) holds up nobody else; an `RLock` belongs to the connection.
//! The objects are `threading`'s and `queue`'s, so misuse raises *their* errors, which travel back.
//!
//! States of a manager: started (its door takes connections) · shut down (the server has ended: its connections are closed).
//! | a proxy's call | when | raises |
//! |---|---|---|
//! | any | the object raises | the object's own error |
//! | any | the server is gone | `BrokenPipeError: [Errno 32] Broken pipe` |
//! | making an object | after `shutdown` | `AssertionError: server not yet started` |
//!
//! **Copies.** What a call returns is a copy: changing a plain list that lies in a managed list changes nothing there. Assign it again, or nest a
//! proxy. **Objects** live until the server ends. **No lost wake-up, ordering, Stop, death**: the pipes', see [`ring`](super::pipe).
//!
//! **A pool** in the server (`managed::pool`) has the server's children for workers; functions travel to it by their numbers, arguments and results as
//! bytes that the server does not read. CPython wraps what *making* an object raises in a `RemoteError`; here the object's own error comes.
//!
//! **Trace.** The pipes' transfers; the server's threads are lanes of its process.
//!
//! **Origin.** `multiprocessing.managers.SyncManager` of the Python 3.13 library reference. **Checked by** `tests/managed.rs`,
//! `tests/parity/managed_pool.rs`.

mod item;
mod objects;
#[cfg(feature = "process-pools")]
mod pool;
mod proxies;
mod server;

pub use item::Item;
#[cfg(feature = "process-pools")]
pub use pool::{PoolProxy, ResultProxy};
pub use proxies::{
    ArrayProxy, BarrierProxy, ConditionProxy, DictProxy, EventProxy, ListProxy, LockProxy,
    NamespaceProxy, QueueProxy, SemaphoreProxy, ValueProxy,
};
pub(crate) use server::serve;

use super::pipe::{Connection, pipe_named};
use super::queue::SimpleQueue;
use crate::error::Error;
use crate::ipc::wire::SentError;
use crate::process::{BUILT_IN, Process};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;

/// What comes to the server's door.
#[derive(Serialize, Deserialize)]
enum Knock {
    Client(Connection),
    Shutdown,
}

/// What is to be made.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Made {
    List(Vec<Item>),
    Dict(Vec<(Item, Item)>),
    Namespace,
    Lock,
    RLock,
    Semaphore(i64),
    BoundedSemaphore(i64),
    Condition,
    Event,
    Barrier(i64),
    Queue(i64),
    Value(Item),
    Array(Vec<Item>),
    #[cfg(feature = "process-pools")]
    Pool(Option<i64>),
}

#[derive(Serialize, Deserialize)]
enum Request {
    Make(Made),
    Call(u32, String, Vec<Item>),
}

type Answer = Result<Item, SentError>;

/// Number of the server's entry point among the runtime's own.
const ENTRY: u32 = BUILT_IN;

thread_local! {
    /// This thread's connections, each with its server's door.
    static LINKS: RefCell<Vec<(Door, Connection)>> = const { RefCell::new(Vec::new()) };
}

/// The way to a server, as proxies have it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Door(SimpleQueue<Knock>);

impl core::fmt::Debug for Knock {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Knock")
    }
}

impl Door {
    fn is(&self, other: &Door) -> bool {
        self.0.shared().block() == other.0.shared().block()
    }

    /// This thread's connection, made at its first call.
    fn link(&self) -> Result<Connection, Error> {
        let known = LINKS.with_borrow(|links| {
            let link = links.iter().find(|(door, _)| door.is(self));
            link.map(|(_, link)| link.clone())
        });
        if let Some(link) = known {
            return Ok(link);
        }
        if server::is_shut(&self.0) {
            return Err(Error::broken_pipe());
        }
        let (mine, theirs) = pipe_named("manager")?;
        self.0.put(&Knock::Client(theirs))?;
        LINKS.with_borrow_mut(|links| links.push((self.clone(), mine.clone())));
        Ok(mine)
    }

    fn ask(&self, request: &Request) -> Result<Item, Error> {
        let link = self.link()?;
        let answer = link.send(request).and_then(|()| link.recv::<Answer>());
        match answer {
            Ok(Ok(item)) => Ok(item),
            Ok(Err(raised)) => Err(raised.into()),
            // However the connection broke, the server is gone.
            Err(error) if error == Error::eof() => Err(Error::broken_pipe()),
            Err(error) => Err(error),
        }
    }
}

/// Starts a server process and makes objects in it; shuts it down when it is dropped.
///
/// # Blocking
/// `start` as `Process::start`; making an object for a round trip; `shutdown` until the server has ended.
/// # Errors
/// After `shutdown`: `AssertionError: server not yet started`. An old proxy then: `BrokenPipeError: [Errno 32] Broken pipe`.
/// # Panics
/// Never of its own (Stop unwinds, see the crate's header).
/// # Cost
/// Every call: a message there and one back, two switches of threads.
///
/// Origin: `multiprocessing.Manager` of the Python 3.13 library reference.
#[derive(Debug)]
pub struct Manager {
    door: Door,
    process: Option<Process>,
}

macro_rules! make {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) -> $proxy:ident = $made:expr;)+) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// See the type.
        pub fn $name(&self, $($argument: $type),*) -> Result<$proxy, Error> {
            self.make($made).map($proxy::of)
        }
    )+};
}

impl Manager {
    /// Starts the server.
    ///
    /// # Errors
    /// As `Process::start`; no room in the arena.
    pub fn start() -> Result<Self, Error> {
        let door = Door(SimpleQueue::named("manager")?);
        let process = Process::new(ENTRY, door.clone()).name("SyncManager-1");
        process.start()?;
        Ok(Self {
            door,
            process: Some(process),
        })
    }

    fn make(&self, made: Made) -> Result<proxies::Proxy, Error> {
        if self.process.is_none() {
            return Err(Error::assertion("server not yet started"));
        }
        match self.door.ask(&Request::Make(made))? {
            Item::Proxy(proxy) => Ok(proxy),
            other => Err(Error::type_error(format!("no proxy came back: {other:?}"))),
        }
    }

    make! {
        /// A list.
        list(items: Vec<Item>) -> ListProxy = Made::List(items);
        /// A dict.
        dict(items: Vec<(Item, Item)>) -> DictProxy = Made::Dict(items);
        /// An object with any attributes.
        namespace() -> NamespaceProxy = Made::Namespace;
        /// `threading.Lock`
        lock() -> LockProxy = Made::Lock;
        /// `threading.RLock`
        rlock() -> LockProxy = Made::RLock;
        /// `threading.Semaphore`; its proxy has no `get_value`.
        semaphore(value: i64) -> SemaphoreProxy = Made::Semaphore(value);
        /// `threading.BoundedSemaphore`
        bounded_semaphore(value: i64) -> SemaphoreProxy = Made::BoundedSemaphore(value);
        /// `threading.Condition`
        condition() -> ConditionProxy = Made::Condition;
        /// `threading.Event`
        event() -> EventProxy = Made::Event;
        /// `threading.Barrier`
        barrier(parties: i64) -> BarrierProxy = Made::Barrier(parties);
        /// `queue.Queue`
        queue(maxsize: i64) -> QueueProxy = Made::Queue(maxsize);
        /// `queue.Queue` again: it has `task_done` and `join` anyway.
        joinable_queue(maxsize: i64) -> QueueProxy = Made::Queue(maxsize);
        /// A value without a type and without a lock: numbers do not wrap.
        value(initial: Item) -> ValueProxy = Made::Value(initial);
        /// A list of fixed length.
        array(items: Vec<Item>) -> ArrayProxy = Made::Array(items);
        /// `multiprocessing.Pool`, whose workers are children of the server; `None`: as many as there are cores.
        #[cfg(feature = "process-pools")]
        pool(processes: Option<i64>) -> PoolProxy = Made::Pool(processes);
    }

    /// Ends the server; again is fine.
    ///
    /// # Errors
    /// As `Process::join`.
    pub fn shutdown(&mut self) -> Result<(), Error> {
        let Some(process) = self.process.take() else {
            return Ok(());
        };
        self.door.0.put(&Knock::Shutdown)?;
        process.join()
    }
}

impl Drop for Manager {
    fn drop(&mut self) {
        let _ = self.shutdown(); // While a stopped run unwinds, the server is stopped as everybody else.
    }
}
