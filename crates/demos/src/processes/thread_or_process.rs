//! `thread-or-process`: what differs between a thread and a process, measured side by side.
//!
//! A run, first with threads, then with processes: one changes a global variable, and main looks; one that does nothing is started and joined; bytes go
//! to one and come back; a lock is taken and given back; `workers` of them count primes at once, which main did alone before. Last, a process is
//! killed, as no thread can be.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{self, OWN, integer};
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
mod kinds;
#[cfg(feature = "program")]
pub(crate) use kinds::program;

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;
    use crate::python;

    /// Computing.
    pub const PRIMES: u16 = python::line::PRIMES;
    /// The change of the global variable.
    pub const CHANGE: u16 = OWN;
    /// Start and join.
    pub const START: u16 = OWN + 1;
    /// Bytes there and back.
    pub const MESSAGE: u16 = OWN + 2;
    /// The lock.
    pub const LOCK: u16 = OWN + 3;
    /// All compute.
    pub const TOGETHER: u16 = OWN + 4;
    /// Main computes.
    pub const ALONE: u16 = OWN + 5;
    /// The kill.
    pub const KILL: u16 = OWN + 6;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "thread-or-process",
        fields: &[
            Field::new("workers", "4").within(1.0, 8.0),
            Field::new("bytes", "100000").within(1.0, 1_000_000.0),
            Field::new("n", "200000").within(1000.0, 2_000_000.0),
            Field::new("gil", "on"),
        ],
    },
    chapter: Chapter::Processes,
    title: Text::new("Thread or process: measured", "线程与进程的区别"),
    idea: Text::new(
        "A process is a unit of resources, above all a memory; a thread is a unit of running. Six differences follow from that, and each is measured here.",
        "进程是资源的单位，首先是一份内存；线程是运行的单位。由此产生六个差别，这里逐一测量。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "threading.Thread",
        "multiprocessing.Process",
        "queue.SimpleQueue",
        "multiprocessing.SimpleQueue",
        "Lock",
        "Process.kill",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Threads: main sees the change, a start and a message cost little, for nothing is copied; but under a GIL computing gets no faster. Processes: main \
         sees nothing, bytes are copied, each has a memory of its own (the list of processes says how large); computing uses the cores, and one can be killed.",
        "线程：主线程看得到修改，启动和传递都便宜，因为什么都不复制；但有 GIL 时计算不会更快。进程：主进程什么也看不到，字节要复制，各有自己的内存（大小见进程列表）；计算能用上多个核心，而且可以被杀死。",
    ),
    tries: [
        Try::new(
            "thread-or-process?v=1&gil=off",
            "Without a GIL: which difference is gone?",
            "没有 GIL：哪个差别消失了？",
        ),
        Try::new(
            "thread-or-process?v=1&bytes=1000000",
            "A megabyte: whose message gets dearer, and why only that one?",
            "一兆字节：谁的消息变贵了？为什么只有它？",
        ),
        Try::new(
            "thread-or-process?v=1&workers=1&gil=off",
            "One worker only: what does a process cost when there is nothing to share out?",
            "只有一个工作者：没有活可分时，进程要多花多少？",
        ),
    ],
    misconception: Text::new(
        "“A thread is a small process.” They are different things: every process has at least one thread, and only threads run.",
        "“线程就是小一号的进程。”两者不是一回事：每个进程至少有一个线程，真正运行的只有线程。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("workers")).unwrap_or(1),
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |scenario| Ahead::processes(u32::try_from(scenario.integer("workers")).unwrap_or(1)),
    #[cfg(feature = "program")]
    entries: &[
        &kinds::CHANGE,
        &kinds::NOTHING,
        &kinds::ECHO,
        &kinds::PRIMES,
        &kinds::SLEEP,
    ],
};

fn listing(scenario: &Scenario) -> Listing {
    let number = |key| integer(scenario.integer(key));
    let head = Listing::of("import multiprocessing\nimport queue\nimport statistics\nimport threading\nimport time\n")
        .line(format!("WORKERS, SIZE, N = {}, {}, {}", number("workers"), number("bytes"), number("n")))
        .lines("counter = 0\n\ndef change():\n    global counter")
        .at(line::CHANGE, "    counter += 1")
        .lines("\ndef nothing():\n    pass\n\ndef echo(inbox, outbox):\n    while (message := inbox.get()) is not None:\n        outbox.put(message)\n");
    python::primes(head.line(""))
        .lines(MEASURE)
        .at(line::START, "    tell(name, \"start\", cost(lambda: use(worker, nothing), 1))")
        .lines("    inbox, outbox = make_queue(), make_queue()\n    peer = worker(target=echo, args=(inbox, outbox))")
        .lines("    peer.start()\n    message = bytes(SIZE)")
        .at(
            line::MESSAGE,
            "    tell(name, \"message\", cost(lambda: (inbox.put(message), outbox.get()), MESSAGES))",
        )
        .lines("    inbox.put(None)\n    peer.join()\n    lock = make_lock()")
        .at(
            line::LOCK,
            "    tell(name, \"lock\", cost(lambda: (lock.acquire(), lock.release()), TURNS))",
        )
        .lines("    all_of_them = [worker(target=primes, args=(N,)) for _ in range(WORKERS)]\n    begin = time.perf_counter()")
        .lines("    for one in all_of_them:\n        one.start()\n    for one in all_of_them:")
        .at(line::TOGETHER, "        one.join()")
        .line("    print(f\"{name} speed-up {alone / (time.perf_counter() - begin):.3f}\")")
        .lines("\nif __name__ == \"__main__\":\n    begin = time.perf_counter()\n    for _ in range(WORKERS):")
        .at(line::ALONE, "        primes(N)")
        .lines("    alone = time.perf_counter() - begin")
        .lines("    compare(\"thread\", threading.Thread, queue.SimpleQueue, threading.Lock)")
        .lines("    compare(\"process\", multiprocessing.Process, multiprocessing.SimpleQueue, multiprocessing.Lock)")
        .lines("    process = multiprocessing.Process(target=time.sleep, args=(3600,))\n    process.start()")
        .at(line::KILL, "    process.kill()")
        .lines("    process.join()\n    print(\"killed, exit code\", process.exitcode)")
}

const MEASURE: &str = "
ROUNDS, MESSAGES, TURNS = 8, 10, 250

def use(worker, target):
    one = worker(target=target)
    one.start()
    one.join()

def cost(act, times):
    spent = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        for _ in range(times):
            act()
        spent.append((time.perf_counter() - begin) * 1e6 / times)
    return statistics.median(spent)

def tell(name, what, micros):
    print(f\"{name} {what} {micros:.3f} us\")

def compare(name, worker, make_queue, make_lock):
    use(worker, change)
    print(name, \"main sees\", counter)";
