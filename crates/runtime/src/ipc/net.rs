//! `Listener` and `Stream`: connections like sockets, inside the run, over a line whose latency and bandwidth are *simulated*.
//!
//! No packet leaves the page. The bytes really pass from process to process through the arena; only *when* they arrive is made: a piece that is
//! sent at t arrives at t + bytes ÷ bandwidth + latency, after the pieces before it.
//!
//! States
//! | a listener | `connect` |
//! |---|---|
//! | bound to its port | waits two latencies, then is connected, accepted yet or not (as a TCP backlog does) |
//! | none at the port, or closed | `ConnectionRefusedError: [Errno 111] Connection refused` |
//!
//! A stream is a [`pipe`](super::pipe) whose messages are *pieces*: a moment of arrival, then bytes. **A stream has no message borders**:
//! `recv(n)` gives what has arrived, at most n bytes, of as many pieces as that takes; what is left of a piece stays with this object, so one
//! thread of one process should read a stream.
//!
//! **No lost wake-up, ordering, Stop, death of a peer.** The pipe's; the wait for a piece to arrive is a sleep with cause `io`.
//!
//! **Trace.** The pipe's transfers, and waits: `blocked(pipe)` for a sender, `blocked(io)` for the line.
//!
//! **Origin.** `socket` and `multiprocessing.connection.Listener`, `Client` of the Python 3.13 library reference. **Checked by** `tests/net.rs`.

mod stream;

pub use stream::Stream;

use super::arena::{self, Block, Kind, NameTaken};
use super::pipe::{Connection, pipe};
use super::queue::SimpleQueue;
use crate::checkpoint;
use crate::error::Error;
use crate::futex::FutexWord;
use core::sync::atomic::Ordering::{Relaxed, SeqCst};
use core::time::Duration;
use serde::{Deserialize, Serialize};

/// A line between two ends: simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// From one end to the other.
    pub latency: Duration,
    /// Bytes a second; 0 for a line without limit.
    pub bandwidth: u64,
}

impl Line {
    /// A line without delay: what the arena itself takes.
    pub const DIRECT: Line = Line {
        latency: Duration::ZERO,
        bandwidth: 0,
    };

    /// How long so many bytes occupy the line.
    pub fn occupied_by(&self, bytes: usize) -> Duration {
        let nanoseconds = (bytes as u64).saturating_mul(1_000_000_000);
        Duration::from_nanos(nanoseconds.checked_div(self.bandwidth).unwrap_or(0))
    }
}

/// Waits for connections at a port of the run.
///
/// # Blocking
/// `accept` waits until somebody has connected.
/// # Errors
/// `bind` to a port in use: `OSError: [Errno 98] Address already in use`.
/// # Examples
/// ```
/// # use runtime::ipc::net::{Line, Listener, Stream};
/// let listener = Listener::bind(9001, Line::DIRECT).unwrap();
/// let client = Stream::connect(9001).unwrap();
/// let server = listener.accept().unwrap();
/// client.send_all(b"hello").unwrap();
/// assert_eq!(server.recv_exact(5).unwrap(), b"hello");
/// ```
/// Origin: `socket.socket`'s `bind`, `listen`, `accept`.
#[derive(Debug)]
pub struct Listener {
    port: u16,
    line: Line,
    backlog: Backlog,
}

/// The ends of connections that nobody has accepted yet: a queue whose block the port names, with the line in words that a queue does not use.
#[derive(Debug)]
struct Backlog {
    queue: SimpleQueue<Connection>,
}

/// Words of the queue's block: latency in µs · bytes a second · 1 once nobody accepts any more.
const LATENCY: u32 = 5;
const BANDWIDTH: u32 = 6;
const CLOSED: u32 = 7;

impl Backlog {
    fn new(name: &str, line: Line) -> Result<Self, Error> {
        let queue = SimpleQueue::named(name)?;
        let backlog = Self { queue };
        let micros = u32::try_from(line.latency.as_micros()).unwrap_or(u32::MAX);
        let bandwidth = u32::try_from(line.bandwidth).unwrap_or(u32::MAX);
        backlog.block().word(LATENCY).store(micros, Relaxed);
        backlog.block().word(BANDWIDTH).store(bandwidth, Relaxed);
        Ok(backlog)
    }

    fn block(&self) -> &Block {
        self.queue.shared().block()
    }

    fn line(&self) -> Line {
        let word = |word| self.block().word(word).load(Relaxed);
        Line {
            latency: Duration::from_micros(u64::from(word(LATENCY))),
            bandwidth: u64::from(word(BANDWIDTH)),
        }
    }

    /// Nobody accepts any more: who has knocked is sent away.
    fn close(&self) {
        self.block().word(CLOSED).store(1, SeqCst);
        self.turn_away();
    }

    fn turn_away(&self) {
        while let Ok(end) = self.queue.take_nowait() {
            drop(end); // Its other side finds it closed.
        }
    }

    /// Hands an end over. If nobody accepts any more, it is dropped, and its other side finds it closed. Putting it in comes before the look at the
    /// word, closing before the emptying: so one of the two sees the other (SeqCst), and no end stays behind.
    fn knock(&self, end: &Connection) -> Result<(), Error> {
        self.queue.put(end)?;
        if self.block().word(CLOSED).load(SeqCst) != 0 {
            self.turn_away();
        }
        Ok(())
    }
}

fn name_of(port: u16) -> String {
    format!("port:{port}")
}

impl Listener {
    /// A listener at this port, whose connections are lines of this kind.
    ///
    /// # Errors
    /// See the type; no room in the arena.
    pub fn bind(port: u16, line: Line) -> Result<Self, Error> {
        let backlog = Backlog::new(&name_of(port), line)?;
        let bound = arena::bind(&name_of(port), backlog.block().handle());
        bound.map_err(|error| match error {
            NameTaken::Full(full) => full.into(),
            _ => Error::os("[Errno 98] Address already in use"),
        })?;
        let line = backlog.line();
        Ok(Self {
            port,
            line,
            backlog,
        })
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Waits for the next connection.
    ///
    /// # Errors
    /// As [`SimpleQueue::get`].
    pub fn accept(&self) -> Result<Stream, Error> {
        let end = self.backlog.queue.get()?;
        Ok(Stream::on(end, self.line))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = arena::unbind(&name_of(self.port)); // It is bound as long as this object exists.
        self.backlog.close();
    }
}

impl Stream {
    /// Connects to the listener at this port.
    ///
    /// # Blocking
    /// For two latencies of the line.
    /// # Errors
    /// Nobody listens there: `ConnectionRefusedError: [Errno 111] Connection refused`.
    pub fn connect(port: u16) -> Result<Self, Error> {
        let refused = || Error::named("ConnectionRefusedError", "[Errno 111] Connection refused");
        let handle = arena::find(&name_of(port)).map_err(|_| refused())?;
        let block = Block::open(handle, Kind::Queue).map_err(|_| refused())?;
        let backlog = Backlog {
            queue: SimpleQueue::on(block),
        };
        let (mine, theirs) = pipe()?;
        backlog.knock(&theirs)?;
        let line = backlog.line();
        if !line.latency.is_zero() {
            checkpoint::wait(line.latency * 2);
        }
        Ok(Self::on(mine, line))
    }
}
