//! Misuse of pipes and of `multiprocessing`'s queues.

use super::*;
use runtime::ipc::{Connection, JoinableQueue, Queue, SimpleQueue, pipe, pipe_simplex};

/// An end whose other end is closed.
fn alone() -> Connection {
    pipe().expect("room").0
}

fn closed() -> Connection {
    let end = alone();
    end.close();
    end
}

/// The object's address is not part of the message.
fn without_address<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    let said = text(result);
    match (said.find('<'), said.find('>')) {
        (Some(from), Some(to)) => format!("{}<…{}", &said[..from], &said[to..]),
        _ => said,
    }
}

fn queue() -> Queue<i32> {
    Queue::new().expect("room")
}

fn closed_queue() -> Queue<i32> {
    let queue = queue();
    queue.close();
    queue
}

fn full() -> Queue<i32> {
    let queue = Queue::bounded(1).expect("room");
    queue.put(1).expect("open");
    queue
}

pub const PIPES: &[Row] = &[
    ("recv, own end closed", "OSError: handle is closed", || {
        text(closed().recv::<i32>())
    }),
    ("send, own end closed", "OSError: handle is closed", || {
        text(closed().send(&1))
    }),
    ("poll, own end closed", "OSError: handle is closed", || {
        text(closed().poll())
    }),
    ("recv, peer closed", "EOFError", || {
        text(alone().recv::<i32>())
    }),
    ("poll, peer closed", "true", || text(alone().poll())),
    (
        "send, peer closed",
        "BrokenPipeError: [Errno 32] Broken pipe",
        || text(alone().send(&1)),
    ),
    (
        "send on the receiving end",
        "OSError: connection is read-only",
        || text(pipe_simplex().expect("room").0.send(&1)),
    ),
    (
        "recv on the sending end",
        "OSError: connection is write-only",
        || text(pipe_simplex().expect("room").1.recv::<i32>()),
    ),
    (
        "poll on the sending end",
        "OSError: connection is write-only",
        || text(pipe_simplex().expect("room").1.poll()),
    ),
    (
        "send_bytes(buf, -1)",
        "ValueError: offset is negative",
        || text(pipe().expect("room").0.send_part(b"abc", -1, None)),
    ),
    (
        "send_bytes(buf, 4)",
        "ValueError: buffer length < offset",
        || text(pipe().expect("room").0.send_part(b"abc", 4, None)),
    ),
    (
        "send_bytes(buf, 1, -1)",
        "ValueError: size is negative",
        || text(pipe().expect("room").0.send_part(b"abc", 1, Some(-1))),
    ),
    (
        "send_bytes(buf, 1, 3)",
        "ValueError: buffer length < offset + size",
        || text(pipe().expect("room").0.send_part(b"abc", 1, Some(3))),
    ),
    ("recv_bytes(-1)", "ValueError: negative maxlength", || {
        text(pipe().expect("room").0.recv_bytes_max(-1))
    }),
    (
        "recv_bytes(2) of 3, then recv_bytes()",
        "OSError: bad message length, then OSError: connection is write-only",
        || {
            let (here, there) = pipe().expect("room");
            there.send_bytes(b"abc").expect("open");
            let first = text(here.recv_bytes_max(2));
            format!("{first}, then {}", text(here.recv_bytes()))
        },
    ),
    (
        "recv_bytes_into, too short",
        "multiprocessing.context.BufferTooShort: [97, 98, 99]",
        || {
            let (here, there) = pipe().expect("room");
            there.send_bytes(b"abc").expect("open");
            let error = here.recv_bytes_into(&mut [0; 2]).expect_err("too short");
            error.to_string()
        },
    ),
];

pub const QUEUES: &[Row] = &[
    ("mp.Queue.get_nowait, empty", "queue.Empty", || {
        text(queue().get_nowait())
    }),
    ("mp.Queue.get(timeout=-1)", "queue.Empty", || {
        text(queue().get_with(Yes, Timeout::Seconds(-1.0)))
    }),
    ("mp.Queue.get(timeout), empty", "queue.Empty", || {
        text(queue().get_timeout(Duration::from_nanos(1)))
    }),
    ("mp.Queue.put_nowait, full", "queue.Full", || {
        text(full().put_nowait(2))
    }),
    ("mp.Queue.put(timeout), full", "queue.Full", || {
        text(full().put_timeout(2, Duration::from_nanos(1)))
    }),
    (
        "mp.Queue.put, closed",
        "ValueError: Queue <…> is closed",
        || without_address(closed_queue().put(1)),
    ),
    (
        "mp.Queue.get, closed",
        "ValueError: Queue <…> is closed",
        || without_address(closed_queue().get()),
    ),
    (
        "mp.Queue.empty, closed",
        "OSError: handle is closed",
        || text(closed_queue().empty()),
    ),
    (
        "mp.Queue.join_thread, not closed",
        "AssertionError: Queue <…> not closed",
        || without_address(queue().join_thread()),
    ),
    (
        "JoinableQueue.task_done, too often",
        "ValueError: task_done() called too many times",
        || text(JoinableQueue::<i32>::new().expect("room").task_done()),
    ),
    (
        "mp.SimpleQueue.put, closed",
        "OSError: handle is closed",
        || {
            let queue = SimpleQueue::new().expect("room");
            queue.close();
            text(queue.put(&1))
        },
    ),
];
