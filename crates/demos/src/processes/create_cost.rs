//! `create-cost`: what a thread, a process and the use of one that is there already cost.
//!
//! A run: `count` times each: a thread that does nothing is started and joined; a process likewise; and a thread that waits at a queue is given an
//! item and answers. Medians and ranges are shown.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::OWN;
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Clock, Entry, Run},
    runtime::sync::SimpleQueue,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// A thread is started and joined.
    pub const THREAD: u16 = OWN;
    /// A process is started and joined.
    pub const PROCESS: u16 = OWN + 1;
    /// A worker that is there is used.
    pub const REUSE: u16 = OWN + 2;
}

/// Spare processes at most: each has a memory.
const SPARES: i64 = 20;

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "create-cost",
        fields: &[
            Field::new("count", "20").within(1.0, 100.0),
            Field::new("cold", "on"),
        ],
    },
    chapter: Chapter::Processes,
    title: Text::new("Price of a worker", "创建与销毁的开销"),
    idea: Text::new(
        "A thread is cheap, a process dear, and one that is there already costs next to nothing: that is why pools exist.",
        "线程便宜，进程昂贵，而已经在那里的几乎不花钱：这就是要有池的原因。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "multiprocessing.Process",
        "threading.Thread",
        "queue.SimpleQueue",
        "time.perf_counter",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "All figures are measured here. Cold, a process costs a new Web Worker and a memory each time; a thread only the first time, for its worker \
         is kept and used again. Native Python, quoted, on one busy machine: threads 0.1 to 0.9 ms, forked processes about 4 ms, spawned 70 to 95 ms.",
        "所有数字都在这里实测。冷启动时，每个进程都要新建 Web Worker 和内存；线程只有第一次要，之后 Worker 会留下来再用。引用的原生 Python 数据（一台繁忙的机器）：线程 0.1 到 0.9 ms，fork 进程约 4 ms，spawn 进程 70 到 95 ms。",
    ),
    tries: [
        Try::new(
            "create-cost?v=1&cold=off",
            "Warm: workers and memories stand ready. How much of the price is left?",
            "热启动：Worker 和内存都已就绪。代价还剩多少？",
        ),
        Try::new(
            "create-cost?v=1&count=100&cold=off",
            "A hundred of each: how far do the figures spread?",
            "各创建一百个：数字的离散程度有多大？",
        ),
        Try::new(
            "create-cost?v=1&count=5",
            "Only five: would you trust these medians?",
            "只有五个：这样的中位数可信吗？",
        ),
    ],
    misconception: Text::new(
        "“Processes are a hundred times dearer than threads.” How dear depends on the system and on what stands ready; only that using one again is \
         cheaper than making one holds everywhere.",
        "“进程比线程贵一百倍。”贵多少取决于系统和事先准备了什么；到处都成立的只有：重复使用比新建便宜。",
    ),
    threads: |_| 2,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |scenario| {
        let spares = scenario.integer("count").min(SPARES);
        Ahead::processes(u32::try_from(spares).unwrap_or(0))
    },
    #[cfg(feature = "program")]
    entries: &[&NOTHING],
};

fn listing(scenario: &Scenario) -> Listing {
    let count = scenario.integer("count");
    Listing::of("import multiprocessing\nimport queue\nimport statistics\nimport threading\nimport time\n")
        .lines("def nothing():\n    pass\n\ndef create(kind):\n    worker = kind(target=nothing)\n    worker.start()\n    worker.join()\n")
        .lines("def serve(asked, answered):\n    while asked.get():\n        answered.put(True)\n\ndef cost(name, use):\n    times = []")
        .line(format!("    for _ in range({count}):"))
        .lines("        begin = time.perf_counter()\n        use()\n        times.append((time.perf_counter() - begin) * 1000)")
        .line("    print(f\"{name} {statistics.median(times):.3f} ms\")")
        .lines("\nif __name__ == \"__main__\":")
        .at(line::THREAD, "    cost(\"thread\", lambda: create(threading.Thread))")
        .at(
            line::PROCESS,
            "    cost(\"process\", lambda: create(multiprocessing.Process))",
        )
        .lines("    asked, answered = queue.SimpleQueue(), queue.SimpleQueue()\n    threading.Thread(target=serve, args=(asked, answered)).start()")
        .at(
            line::REUSE,
            "    cost(\"reused\", lambda: (asked.put(True), answered.get()))",
        )
        .line("    asked.put(False)")
}

#[cfg(feature = "program")]
static NOTHING: Entry<()> = Entry::new("nothing", |_, ()| Ok(()));

/// Measures `count` uses and names their median and range in milliseconds.
#[cfg(feature = "program")]
fn cost(
    run: &mut Run,
    (name, line): (&str, u16),
    count: u32,
    mut once: impl FnMut(&mut Run) -> Result<(), TaskError>,
) -> Result<f64, TaskError> {
    run.at(line);
    let mut times = Vec::new();
    for _ in 0..count {
        let clock = Clock::start();
        once(run)?;
        times.push(clock.seconds() * 1e3);
    }
    let median = run::median(&mut times);
    let ends = (
        times.first().copied().unwrap_or_default(),
        times.last().copied().unwrap_or_default(),
    );
    run.print(&format!(
        "{name} {median:.3} ms ({:.3} to {:.3})",
        ends.0, ends.1
    ));
    run.value(&format!("{name}, median ms"), TaskValue::Float(median));
    Ok(median)
}

/// Creates threads and processes, uses one again, and tells what each cost.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let count = run::count(scenario, "count");
    cost(run, ("thread", line::THREAD), count, |run| {
        let thread = run.thread("nothing", || ());
        run::raised(thread.start())?;
        run::raised(thread.join())
    })?;
    let process = cost(run, ("process", line::PROCESS), count, |run| {
        let process = run.process(&NOTHING, ());
        run::raised(process.start())?;
        run::raised(process.join())
    })?;
    let asked = Arc::new(SimpleQueue::new());
    let answered = Arc::new(SimpleQueue::new());
    let server = run.thread("serve", {
        let (asked, answered) = (asked.clone(), answered.clone());
        move || {
            while asked.get() == Ok(true) {
                answered.put(true);
            }
        }
    });
    run::raised(server.start())?;
    let reused = cost(run, ("reused", line::REUSE), count, |_| {
        asked.put(true);
        run::raised(answered.get()).map(drop)
    })?;
    asked.put(false);
    run::raised(server.join())?;
    let seen = format!("{reused:.3} ms, a process {process:.3} ms");
    run.check("check-reuse-is-cheaper", reused < process, seen);
    Ok(())
}
