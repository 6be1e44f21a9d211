//! `pickle-cost`: the same tasks with larger and larger arguments, on one thread, on threads, on processes.
//!
//! A run: pools of `workers` threads and of `workers` processes are made once. For each repeat and each size the loop, the threads, the processes:
//! `tasks` calls, each with a block of so many bytes; a call counts the primes below `n` and adds the block's last byte.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{self, integer, tuple};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Timed},
    runtime::error::Error,
    runtime::ipc::wire::Bytes,
    runtime::jobs::{Function, Pool, ThreadPool},
    runtime::task::Value,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    serde::{Deserialize, Deserializer, Serialize, Serializer},
    std::sync::Arc,
    workloads::Arguments,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The division in `primes`.
    pub const PRIMES: u16 = python::line::PRIMES;
    /// Making the pools.
    pub const POOLS: u16 = python::OWN;
    /// The loop.
    pub const LOOP: u16 = python::OWN + 1;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 2;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "pickle-cost",
        fields: &[
            Field::new("bytes", "1000,10000,100000,1000000,4000000")
                .within(1.0, 4_000_000.0)
                .list()
                .called("Size of an argument", "参数大小")
                .explained(
                    "How many bytes the argument of each task has: all of these are measured.",
                    "每个任务的参数有多少字节：逐一测量这些大小。",
                ),
            Field::new("n", "30000").within(1.0, 1_000_000.0),
            Field::new("tasks", "8").within(1.0, 8.0),
            Field::new("workers", "2").within(1.0, 8.0),
            Field::new("repeats", "3"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("Cost of copying", "序列化开销"),
    idea: Text::new(
        "Eight tasks, equally long, with ever larger arguments. Threads are handed a reference. Processes are handed a copy: written down, sent, \
         received, read. Above some size the copies cost more than the second core gains.",
        "八个一样长的任务，参数越来越大。线程拿到的是引用，进程拿到的是副本：写成字节、发送、接收、还原。超过某个大小，复制的开销就比多一个核心赢得的还多。",
    ),
    difficulty: Difficulty::Next,
    api_names: &["pickle", "Pool.map", "multiprocessing.pool.ThreadPool"],
    python: card::python(listing),
    look_at: Text::new(
        "The lines of the loop and of the threads are flat, that of the processes rises with the size and crosses them. Under the lanes of the \
         processes, and of main, the thin bars are the copies: point at one to see how many bytes.",
        "循环和线程的线是平的，进程的线随大小上升，与它们相交。进程和主线程泳道下方的细条就是复制：指向一条就能看到有多少字节。",
    ),
    tries: [
        Try::new(
            "pickle-cost?v=1&n=300000",
            "Longer tasks: the same copies hardly matter.",
            "任务更长：同样的复制几乎不算什么。",
        ),
        Try::new(
            "pickle-cost?v=1&n=1&bytes=1000,100000,4000000",
            "Tasks that do next to nothing: the processes lose at every size.",
            "几乎什么也不做的任务：无论多大，进程都吃亏。",
        ),
        Try::new(
            "pickle-cost?v=1&bytes=10,4000000&tasks=4&repeats=5",
            "Ten bytes against four million, measured five times.",
            "十个字节对比四百万个字节，各测五次。",
        ),
    ],
    misconception: Text::new(
        "“Processes for computing, so the more data the better.” What counts is work per byte. Send little, a name or a range, and let the worker \
         make or load the data; or put it into shared memory.",
        "“计算就用进程，数据越多越好。”关键是每个字节对应多少计算。少发一点，只发名字或范围，让工作进程自己生成或读取数据；或者放进共享内存。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("workers")).unwrap_or(0),
};

/// The sizes that a run measures, rising.
fn sizes(scenario: &Scenario) -> Vec<i64> {
    let mut sizes = scenario.integers("bytes").to_vec();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

fn listing(scenario: &Scenario) -> Listing {
    let workers = scenario.integer("workers");
    let header = "import time\nfrom multiprocessing import Pool\nfrom multiprocessing.pool import ThreadPool\nfrom statistics import median\n";
    python::primes(Listing::of(header).line(""))
        .lines("\ndef work(data):")
        .line(format!(
            "    return primes({}) + data[-1]",
            integer(scenario.integer("n"))
        ))
        .lines("\nif __name__ == \"__main__\":")
        .line("    milliseconds = {}  # by size and way")
        .line("    with (")
        .line(format!("        ThreadPool({workers}) as threads,"))
        .at(
            line::POOLS,
            format!("        Pool({workers}) as processes,  # starting them is not timed"),
        )
        .line("    ):")
        .line("        ways = {\"threads\": threads.map, \"processes\": processes.map}")
        .line(format!(
            "        for repeat in range({}):",
            scenario.integer("repeats")
        ))
        .line(format!(
            "            for size in {}:",
            tuple(sizes(scenario))
        ))
        .line(format!(
            "                arguments = [bytes([7]) * size] * {}",
            integer(scenario.integer("tasks"))
        ))
        .line("                start = time.perf_counter()")
        .at(
            line::LOOP,
            "                expected = [work(data) for data in arguments]",
        )
        .lines(MEASURE)
        .at(
            line::MAP,
            "                    results = map(work, arguments, chunksize=1)",
        )
        .lines(TELL)
}

const MEASURE: &str = "                seconds = time.perf_counter() - start
                milliseconds.setdefault((size, \"loop\"), []).append(1000 * seconds)
                for way, map in ways.items():
                    start = time.perf_counter()";

const TELL: &str = "                    seconds = time.perf_counter() - start
                    milliseconds.setdefault((size, way), []).append(1000 * seconds)
                    assert results == expected
    for (size, way), times in milliseconds.items():
        print(f\"{size} bytes, {way}: {median(times):.2f} ms\")";

/// A block of bytes that many tasks are given: threads the block itself, processes a copy each.
#[cfg(feature = "program")]
#[derive(Clone, Debug)]
pub(crate) struct Block(Arc<Bytes>);

#[cfg(feature = "program")]
impl Serialize for Block {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

#[cfg(feature = "program")]
impl<'de> Deserialize<'de> for Block {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Bytes::deserialize(from).map(|bytes| Block(Arc::new(bytes)))
    }
}

/// What a task does: counts the primes below its number, and adds the last byte of its block.
#[cfg(feature = "program")]
pub(crate) static WORK: Function<(u32, Block), i64> = Function::new("work", |(n, block)| {
    let last = block.0.0.last().copied().unwrap_or_default();
    let Some(primes) = workloads::basic("primes") else {
        return Err(Error::runtime("no kernel of this name"));
    };
    match run::run_workload(primes, Arguments::computing(n), line::PRIMES)? {
        Value::Integer(count) => Ok(count + i64::from(last)),
        other => Err(Error::type_error(format!("primes gave {other:?}"))),
    }
});

/// The load of the report, which the page draws over the size.
#[cfg(feature = "program")]
const LOAD: &str = "pickle-cost";
/// The ways, in the order of measuring: executor, and as it is printed.
#[cfg(feature = "program")]
const WAYS: [(&str, &str); 3] = [
    ("serial", "loop"),
    ("threads", "threads"),
    ("processes", "processes"),
];

/// Seconds by size and way, one of each repeat.
#[cfg(feature = "program")]
type Measured = Vec<(i64, [Vec<f64>; WAYS.len()])>;

/// Each repeat: for each size the loop, the threads, the processes.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let workers = scenario.integer("workers");
    run.at(line::POOLS);
    let threads = run::raised(ThreadPool::new(workers))?;
    let processes = run::raised(Pool::new(workers))?;
    processes.wait_until_ready();
    if let Some(primes) = workloads::basic("primes") {
        // At a size of its own: a list of tiny tasks would not warm it.
        run::warm_up(primes, Arguments::computing(50_000));
    }
    let mut measured: Measured = sizes(scenario)
        .into_iter()
        .map(|size| (size, Default::default()))
        .collect();
    for repeat in 0..run::count(scenario, "repeats") {
        for (size, seconds) in &mut measured {
            let way = Sweep {
                scenario,
                size: *size,
                repeat,
            };
            way.measure(run, (&threads, &processes), seconds)?;
        }
    }
    tell(run, &mut measured);
    Ok(())
}

/// One size in one repeat.
#[cfg(feature = "program")]
struct Sweep<'a> {
    scenario: &'a Scenario,
    size: i64,
    repeat: u32,
}

#[cfg(feature = "program")]
impl Sweep<'_> {
    /// The three ways, one after the other; each has to give what the loop gave.
    fn measure(
        &self,
        run: &mut Run,
        (threads, processes): (&ThreadPool, &Pool),
        seconds: &mut [Vec<f64>; WAYS.len()],
    ) -> Result<(), TaskError> {
        let scenario = self.scenario;
        let block = vec![7; usize::try_from(self.size).unwrap_or_default()];
        let argument = (run::count(scenario, "n"), Block(Arc::new(Bytes(block))));
        let arguments = || vec![argument.clone(); run::count(scenario, "tasks") as usize];
        let mut expected: Option<Vec<i64>> = None;
        for (way, seconds) in (0..).zip(seconds) {
            let arguments = arguments();
            let (got, took) = self.timed(run, way, |id| {
                run::at(if way == 0 { line::LOOP } else { line::MAP });
                match way {
                    0 => arguments.into_iter().map(|each| WORK.call(each)).collect(),
                    1 => {
                        threads.count_for_measurement(id);
                        threads.map_chunked(|each| WORK.call(each), arguments, 1)
                    }
                    _ => {
                        processes.count_for_measurement(id);
                        processes.map_chunked(&WORK, arguments, 1)
                    }
                }
            })?;
            seconds.push(took);
            let expected = expected.get_or_insert_with(|| got.clone());
            let seen = format!("{} bytes, {}: {got:?}", self.size, WAYS[way].1);
            run.check_all("check-results-equal", *expected == got, seen);
        }
        Ok(())
    }

    fn timed<R>(
        &self,
        run: &mut Run,
        way: usize,
        body: impl FnOnce(u32) -> Result<R, Error>,
    ) -> Result<(R, f64), TaskError> {
        let what = Timed {
            load: LOAD,
            executor: WAYS[way].0,
            workers: match way {
                0 => 1,
                _ => run::count(self.scenario, "workers"),
            },
            tasks: run::count(self.scenario, "tasks"),
        };
        run.timed_at(what, (self.repeat, Some(self.size)), Ok, |id| body(*id))
    }
}

/// Tells the medians, and the size from which on the processes were slower than the loop.
#[cfg(feature = "program")]
fn tell(run: &mut Run, measured: &mut Measured) {
    let mut slower = None;
    for (size, ways) in measured {
        let medians = ways.each_mut().map(|seconds| run::median(seconds));
        for ((_, way), median) in WAYS.iter().zip(medians) {
            run.print(&format!("{size} bytes, {way}: {:.2} ms", median * 1e3));
        }
        let is_slower = medians[2] > medians[0];
        slower = slower.or(Some(*size)).filter(|_| is_slower);
    }
    run.value(
        "processes slower than the loop from, bytes",
        slower.map_or(TaskValue::Unit, TaskValue::Integer),
    );
}
