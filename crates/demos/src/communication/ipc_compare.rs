//! `ipc-compare`: the same bytes by five ways, timed.
//!
//! A run: for each way a child takes n messages of each size and tells their checksum after each size; main measures from the first message to
//! the checksum. With answers, each message comes back before the next is sent.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{OWN, integer, tuple};
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
mod ways;
#[cfg(feature = "program")]
pub(crate) use ways::program;

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The child takes a message.
    pub const TAKE: u16 = OWN;
    /// Main sends one.
    pub const SEND: u16 = OWN + 1;
    /// Main waits for the checksum.
    pub const SUM: u16 = OWN + 2;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "ipc-compare",
        fields: &[
            Field::new("bytes", "16,1000,64000,1000000").list(),
            Field::new("sends", "200"),
            Field::new("ways", "queue,pipe,shared-memory,socket,manager"),
            Field::new("answer", "off"),
            Field::new("traced", "on"),
        ],
    },
    chapter: Chapter::Communication,
    title: Text::new("Five ways compared", "五种通信方式"),
    idea: Text::new(
        "The same bytes go from main to a child through a queue, a pipe, shared memory, a stream like a socket's and a queue in a manager. Each way is timed with small and big messages, and all must give the same checksum.",
        "同样的字节经由队列、管道、共享内存、类似套接字的流和管理器里的队列，从主进程传给子进程。每种方式都用大小不同的消息计时，校验和必须相同。",
    ),
    difficulty: Difficulty::Deep,
    api_names: &[
        "multiprocessing.Queue",
        "multiprocessing.Pipe",
        "SharedMemory",
        "multiprocessing.Semaphore",
        "socket",
        "multiprocessing.Manager",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The charts: microseconds a message and megabytes a second over the size, measured on your machine, each step of an axis ten times the last. Small messages cost mostly the waking of the other side, big ones mostly copying. By the manager every message goes to a third process and on from there.",
        "图中是每条消息的微秒数和每秒兆字节数随大小的变化，都在你的机器上测得，纵轴每格相差十倍。小消息的开销主要在唤醒对方，大消息主要在复制。经过管理器的每条消息都要先到第三个进程，再从那里出来。",
    ),
    tries: [
        Try::new(
            "ipc-compare?v=1&bytes=64&answer=on",
            "Small messages, each answered: now it is waking that costs.",
            "小消息，每条都要回答：开销变成了唤醒。",
        ),
        Try::new(
            "ipc-compare?v=1&bytes=1000000",
            "A megabyte each: how far apart are the ways now?",
            "每条一兆字节：各种方式现在相差多少？",
        ),
        Try::new(
            "ipc-compare?v=1&traced=off",
            "Without the trace: what does looking cost?",
            "不记录轨迹：观察本身要花多少？",
        ),
    ],
    misconception: Text::new(
        "“Shared memory is simply the fastest.” It saves copies, not waking: without a semaphore or lock beside it, it is not even right.",
        "“共享内存就是最快的。”它省的是复制，不是唤醒；旁边没有信号量或锁，连正确都谈不上。",
    ),
    threads: |_| 1,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |_| Ahead::processes(1),
    #[cfg(feature = "program")]
    entries: &[&ways::TAKE],
};

/// The sizes that a run measures, rising.
fn sizes(scenario: &Scenario) -> Vec<i64> {
    let mut sizes = scenario.integers("bytes").to_vec();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

const QUEUE: &str = "
def by_queue(way, size):
    inbox, outbox = way
    total = 0
    for _ in range(COUNT):
        message = inbox.get()
        total += message[0]";
const PIPE: &str = "
def by_pipe(way, size):
    total = 0
    for _ in range(COUNT):
        message = way.recv_bytes()
        total += message[0]";
const MEMORY: &str = "
def by_memory(way, size):
    memory, full, free = way
    total = 0
    for _ in range(COUNT):
        full.acquire()
        message = bytes(memory.buf[:size])
        free.release()
        total += message[0]
    return total";
const SOCKET: &str = "
def receive(stream, size):
    message = b\"\"
    while len(message) < size:
        message += stream.recv(size - len(message))
    return message

def by_socket(way, size):
    total = 0
    for _ in range(COUNT):
        message = receive(way, size)
        total += message[0]";

fn listing(scenario: &Scenario) -> Listing {
    let ways = scenario.choices("ways");
    let has = |way: &str| ways.iter().any(|chosen| chosen == way);
    let answer = scenario.flag("answer");
    // A function that takes, and what it does with each message at the end of its loop.
    let takes = |listing: Listing, way: &str, head: &str, reply: &str| {
        listing.when(has(way) || way == "queue" && has("manager"), |l| {
            l.lines(head)
                .when(answer, |l| l.line(format!("        {reply}")))
                .line("    return total")
        })
    };
    let call = |listing: Listing, way: &str, made: &str, arguments: &str, back: &str| {
        let back = if answer { back } else { "None" };
        listing.when(has(way), |l| {
            l.lines(made)
                .line(format!("    timed(\"{way}\", {arguments}, {back})"))
        })
    };
    let head = Listing::of("import multiprocessing\nimport socket\nimport time")
        .lines("from multiprocessing import shared_memory\n")
        .line(format!("SIZES = {}", tuple(sizes(scenario))))
        .line(format!("COUNT = {}", integer(scenario.integer("sends"))));
    let head = takes(head, "queue", QUEUE, "outbox.put(message)");
    let head = takes(head, "pipe", PIPE, "way.send_bytes(message)");
    let head = head.when(has("shared-memory"), |l| l.lines(MEMORY));
    let head = takes(head, "socket", SOCKET, "way.sendall(message)")
        .lines("\ndef child(take, way, ready):\n    for size in SIZES:\n        ready.send(0)")
        .at(line::TAKE, "        ready.send(take(way, size))")
        .lines(TIMED)
        .at(line::SEND, "            put(messages[number % 2])")
        .lines("            if answer:\n                answer(size)")
        .at(line::SUM, "        total = here.recv()")
        .lines(TOLD);
    let queue = "by_queue, (there, back), there.put";
    let body = call(head, "queue", QUEUE_MADE, queue, "lambda _: back.get()");
    let pipe = "by_pipe, there, here.send_bytes";
    let body = call(body, "pipe", PIPE_MADE, pipe, "lambda _: here.recv_bytes()");
    let body = body.when(has("shared-memory"), |l| l.lines(BY_MEMORY));
    let socket = "by_socket, there, here.sendall";
    let body = call(
        body,
        "socket",
        SOCKET_MADE,
        socket,
        "lambda size: receive(here, size)",
    );
    call(body, "manager", MANAGER_MADE, queue, "lambda _: back.get()")
        .when(has("manager"), |l| l.line("    manager.shutdown()"))
}

const QUEUE_MADE: &str = "    there, back = multiprocessing.Queue(), multiprocessing.Queue()";
const PIPE_MADE: &str = "    here, there = multiprocessing.Pipe()";
const SOCKET_MADE: &str = "    here, there = socket.socketpair()";
const MANAGER_MADE: &str = "    manager = multiprocessing.Manager()
    there, back = manager.Queue(), manager.Queue()";

const TIMED: &str = "
def timed(name, take, way, put, answer):
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=child, args=(take, way, there))
    process.start()
    for size in SIZES:
        here.recv()
        messages = [bytes([byte]) * size for byte in (1, 2)]
        begin = time.perf_counter()
        for number in range(COUNT):";

const TOLD: &str = "        spent = time.perf_counter() - begin
        micros, rate = spent / COUNT * 1e6, size * COUNT / spent / 1e6
        print(f\"{name}, {size} bytes: {micros:.2f} us, {rate:.1f} MB/s, sum {total}\")
    process.join()

if __name__ == \"__main__\":";

const BY_MEMORY: &str = "    memory = shared_memory.SharedMemory(create=True, size=max(SIZES))
    full, free = multiprocessing.Semaphore(0), multiprocessing.Semaphore(1)
    def put(message):
        free.acquire()
        memory.buf[:len(message)] = message
        full.release()
    timed(\"shared-memory\", by_memory, (memory, full, free), put, None)
    memory.close()
    memory.unlink()";
