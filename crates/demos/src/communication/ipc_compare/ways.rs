//! The ways, and how they are timed.

use super::line;
use crate::run::{self, Entry, Run};
use runtime::error::Error;
use runtime::ipc::managed::{Item, Manager, QueueProxy};
use runtime::ipc::memory::SharedMemory;
use runtime::ipc::net::{Line, Listener, Stream};
use runtime::ipc::sync::Semaphore;
use runtime::ipc::wire::Bytes;
use runtime::ipc::{Connection, Queue, pipe};
use scenario::outcome::TaskError;
use scenario::{Scenario, TaskValue};
use serde::{Deserialize, Serialize};

/// Where the streams of this demo meet.
const PORT: u16 = 5000;

/// A way as the child has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Way {
    Queue(Queue<Bytes>, Queue<Bytes>),
    Pipe(Connection),
    Memory(String, Semaphore, Semaphore),
    Socket(u16),
    Manager(QueueProxy, QueueProxy),
}

/// How many messages of each of these sizes, rising, and whether each is answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Load {
    count: u32,
    sizes: Vec<usize>,
    answer: bool,
}

/// The child: takes all messages of each size and sends the sum of their first bytes.
pub(super) static TAKE: Entry<(Way, Load, Connection)> = Entry::new("child", child);

fn child(run: &mut Run, (way, load, back): (Way, Load, Connection)) -> Result<(), TaskError> {
    let end = run::raised(End::child(&way))?;
    for bytes in load.sizes {
        run::raised(back.send(&0u64))?; // It is ready.
        run.at(line::TAKE);
        let mut total = 0u64;
        for _ in 0..load.count {
            let message = run::raised(end.take(bytes))?;
            total += u64::from(message.first().copied().unwrap_or_default());
            if load.answer {
                run::raised(end.put(&message))?;
            }
        }
        run::raised(back.send(&total))?;
    }
    Ok(())
}

/// A way as one side uses it.
enum End {
    Queue(Queue<Bytes>, Queue<Bytes>),
    Pipe(Connection),
    Memory(SharedMemory, Semaphore, Semaphore),
    Socket(Stream),
    Manager(QueueProxy, QueueProxy),
}

impl End {
    fn child(way: &Way) -> Result<Self, Error> {
        Ok(match way {
            Way::Queue(there, back) => Self::Queue(there.clone(), back.clone()),
            Way::Pipe(end) => Self::Pipe(end.clone()),
            Way::Memory(name, full, free) => {
                Self::Memory(SharedMemory::attach(name)?, full.clone(), free.clone())
            }
            Way::Socket(port) => Self::Socket(Stream::connect(*port)?),
            Way::Manager(there, back) => Self::Manager(there.clone(), back.clone()),
        })
    }

    /// The next message, of so many bytes.
    fn take(&self, bytes: usize) -> Result<Vec<u8>, Error> {
        match self {
            Self::Queue(inbox, _) => inbox.get().map(|bytes| bytes.0),
            Self::Pipe(end) => end.recv_bytes(),
            Self::Memory(memory, full, free) => {
                full.acquire();
                let message = memory.buf()?.slice(0..bytes);
                free.release()?;
                Ok(message)
            }
            Self::Socket(stream) => stream.recv_exact(bytes),
            Self::Manager(inbox, _) => inbox.get()?.bytes(),
        }
    }

    /// Sends a message.
    fn put(&self, message: &[u8]) -> Result<(), Error> {
        match self {
            Self::Queue(_, outbox) => outbox.put(Bytes(message.to_vec())),
            Self::Pipe(end) => end.send_bytes(message),
            Self::Memory(memory, full, free) => {
                free.acquire();
                memory.buf()?.set_slice(0..message.len(), message)?;
                full.release()
            }
            Self::Socket(stream) => stream.send_all(message),
            Self::Manager(_, outbox) => outbox.put(Item::Bytes(Bytes(message.to_vec()))),
        }
    }
}

/// Main's side and the child's.
fn make(way: &str, load: &Load) -> Result<(Maker, Way), Error> {
    Ok(match way {
        "queue" => {
            let (there, back) = (Queue::named("queue", 0)?, Queue::named("answers", 0)?);
            let mine = End::Queue(back.clone(), there.clone());
            (Maker::Ready(mine), Way::Queue(there, back))
        }
        "shared-memory" => {
            let memory = SharedMemory::create(load.sizes.last().map_or(1, |bytes| *bytes as i64))?;
            let (full, free) = (Semaphore::named("full", 0)?, Semaphore::named("free", 1)?);
            let name = memory.name().to_owned();
            let way = Way::Memory(name, full.clone(), free.clone());
            (Maker::Ready(End::Memory(memory, full, free)), way)
        }
        "socket" => {
            let listener = Listener::bind(PORT, Line::DIRECT)?;
            (Maker::Listening(listener), Way::Socket(PORT))
        }
        "manager" => {
            let manager = Manager::start()?;
            let (there, back) = (manager.queue(0)?, manager.queue(0)?);
            let mine = End::Manager(back.clone(), there.clone());
            (Maker::Served(mine, manager), Way::Manager(there, back))
        }
        _ => {
            let (here, there) = pipe()?;
            (Maker::Ready(End::Pipe(here)), Way::Pipe(there))
        }
    })
}

/// Main's side, before the child has come.
enum Maker {
    Ready(End),
    Listening(Listener),
    Served(End, Manager),
}

impl Maker {
    /// Main's end, and the manager that must live as long.
    fn end(self) -> Result<(End, Option<Manager>), Error> {
        match self {
            Self::Ready(end) => Ok((end, None)),
            Self::Listening(listener) => Ok((End::Socket(listener.accept()?), None)),
            Self::Served(end, manager) => Ok((end, Some(manager))),
        }
    }
}

/// What was measured with one size: bytes, seconds for all messages, and the checksum.
type Measured = (usize, f64, u64);

/// One way, at all sizes.
fn measure(run: &mut Run, name: &str, load: &Load) -> Result<Vec<Measured>, TaskError> {
    let (maker, way) = run::raised(make(name, load))?;
    let (here, there) = run::raised(pipe())?;
    let process = run.process(&TAKE, (way, load.clone(), there));
    run.start_process(&process, 0)?;
    let (end, manager) = run::raised(maker.end())?;
    let mut measured = Vec::new();
    for bytes in &load.sizes {
        let (seconds, total) = send(run, &end, (*bytes, load), &here)?;
        measured.push((*bytes, seconds, total));
    }
    if let End::Memory(memory, ..) = &end {
        run::raised(memory.unlink())?;
    }
    run.join_process(&process, 0)?;
    if let Some(mut manager) = manager {
        run::raised(manager.shutdown())?;
    }
    Ok(measured)
}

/// Sends all messages of one size: seconds, and the checksum.
fn send(
    run: &mut Run,
    end: &End,
    (bytes, load): (usize, &Load),
    here: &Connection,
) -> Result<(f64, u64), TaskError> {
    run::raised(here.recv::<u64>())?;
    run.at(line::SEND);
    let messages = [1, 2].map(|byte| vec![byte; bytes]);
    let clock = run::Clock::start();
    for number in 0..load.count {
        run::raised(end.put(&messages[number as usize % 2]))?;
        // A shared block holds one message, and main must not take its own.
        if load.answer && !matches!(end, End::Memory(..)) {
            run::raised(end.take(bytes))?;
        }
    }
    run.at(line::SUM);
    let total = run::raised(here.recv())?;
    Ok((clock.seconds(), total))
}

/// Times every way that was asked for; the page draws a result of numbers by way and size as a chart.
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let sizes = super::sizes(scenario).into_iter();
    let mut load = Load {
        count: run::count(scenario, "sends"),
        sizes: sizes.map(|bytes| bytes as usize).collect(),
        answer: false,
    };
    let (mut times, mut rates, mut sums) = (Vec::new(), Vec::new(), Vec::new());
    for way in scenario.choices("ways") {
        // One message in one block has nowhere to come back to.
        load.answer = scenario.flag("answer") && way != "shared-memory";
        let (mut time, mut rate) = (Vec::new(), Vec::new());
        for (bytes, seconds, total) in measure(run, way, &load)? {
            let micros = seconds * 1e6 / f64::from(load.count);
            let megabytes = bytes as f64 * f64::from(load.count) / seconds / 1e6;
            run.print(&format!(
                "{way}, {bytes} bytes: {micros:.2} us, {megabytes:.1} MB/s, sum {total}"
            ));
            time.push((bytes.to_string(), TaskValue::Float(micros)));
            rate.push((bytes.to_string(), TaskValue::Float(megabytes)));
            sums.push(total);
        }
        times.push((way.clone(), TaskValue::Record(time)));
        rates.push((way.clone(), TaskValue::Record(rate)));
    }
    run.value("µs a message", TaskValue::Record(times));
    run.value("MB/s", TaskValue::Record(rates));
    let equal = sums.iter().all(|sum| *sum == sums[0]);
    run.check("check-results-equal", equal, format!("{sums:?}"));
    Ok(())
}
