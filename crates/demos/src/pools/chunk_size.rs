//! `chunk-size`: one list of short tasks, handed out in chunks of 1, 2, 5 … and of the default size.
//!
//! A run: for each repeat and each chunk size ([`sizes`]) the loop, then a pool of `workers` threads or processes that takes chunks of that size. A task is `primes(n)`.

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{self, integer, tuple};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Plan, Run},
    runtime::pool::Chunk,
    runtime::task::{self, Tasks, Value},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    workloads::{Arguments, Lengths},
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The division in `primes`.
    pub const PRIMES: u16 = python::line::PRIMES;
    /// The loop.
    pub const LOOP: u16 = python::OWN;
    /// Making the pool.
    pub const POOL: u16 = python::OWN + 1;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 2;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "chunk-size",
        fields: &[
            Field::new("tasks", "400").within(1.0, 10_000.0),
            Field::new("n", "500").within(1.0, 1_000_000.0),
            Field::new("workers", "4").within(1.0, 16.0),
            thread_or_process("thread"),
            Field::new("repeats", "3"),
            Field::new("lengths", "even").offering(&["even", "first-long", "last-long", "rising"]),
            Field::new("skew", "8").within(1.0, 50.0),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("Chunk size", "分块大小"),
    idea: Text::new(
        "map hands out tasks in chunks. Small ones cost a trip to the queue each; big ones leave workers without anything to do. In between lies \
         the best size, and map guesses it.",
        "map 按块发放任务。块小，每块都要去一趟队列；块大，有的线程就没活可干。最好的大小在两者之间，map 会猜一个。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "Pool.map",
        "chunksize",
        "multiprocessing.dummy.Pool",
        "Executor.map",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The curve rises from chunks of one task, is flat for a while, and falls once there are fewer chunks than workers; at the right end one \
         worker does it all. The dotted line is the size that map takes by itself: four chunks for each worker.",
        "曲线从每块一个任务开始上升，平了一段，块数少于线程数后下降；最右端全由一个线程完成。虚线是 map 自己取的大小：每个线程四块。",
    ),
    tries: [
        Try::new(
            "chunk-size?v=1&n=20000&repeats=1",
            "Longer tasks: the trips to the queue no longer matter, the left end rises.",
            "任务更长：去队列的开销不再重要，左端升高了。",
        ),
        Try::new(
            "chunk-size?v=1&lengths=rising&n=2000",
            "Each task longer than the one before: big chunks of long tasks are what everybody waits for.",
            "任务越来越长：大家最后都在等那些装满长任务的大块。",
        ),
        Try::new(
            "chunk-size?v=1&kind=process",
            "On processes: here they take chunks by a counter that all of them see, not by messages as CPython's Pool does.",
            "换成进程：这里的进程用大家都看得见的计数器领块，不像 CPython 的 Pool 那样靠消息。",
        ),
    ],
    misconception: Text::new(
        "“A pool is slow with many small tasks, so pools are slow.” It is the handing out that costs: chunks of a hundred cost a hundredth of it. \
         And with CPython's process pools, where each trip is a message that is copied, the left end is far lower than here.",
        "“任务又小又多时池很慢，所以池就是慢。”费时的是发放：每块一百个任务，开销就只有百分之一。CPython 的进程池每趟都是一条要复制的消息，左端会比这里低得多。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("workers")).unwrap_or(0),
};

/// The chunk sizes that a run measures, rising: 1, 2, 5, 10 … up to all tasks, and the default of `map`.
pub fn sizes(scenario: &Scenario) -> Vec<i64> {
    let tasks = scenario.integer("tasks");
    let steps = (0..6).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_i64.pow(power)));
    let mut sizes: Vec<i64> = steps.take_while(|size| *size < tasks).collect();
    sizes.extend([default_size(scenario), tasks]);
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

/// The size that `map` takes by itself.
fn default_size(scenario: &Scenario) -> i64 {
    let (tasks, chunks) = (scenario.integer("tasks"), 4 * scenario.integer("workers"));
    (tasks + chunks - 1) / chunks
}

/// How many times as long as the shortest a task is, as the listing says it.
fn size_of_task(scenario: &Scenario) -> String {
    python::kernels::size(scenario, i64::MAX)
}

fn listing(scenario: &Scenario) -> Listing {
    let skewed = python::kernels::is_skewed(scenario);
    let repeats = scenario.integer("repeats");
    let listing = Listing::of("import time")
        .line(python::pool_import(scenario))
        .when(repeats > 1, |l| l.line("from statistics import median"));
    python::primes(listing.line(""))
        .line("")
        .when(skewed, |l| python::kernels::length(l, scenario).line(""))
        .line("def work(task):")
        .line(format!("    return primes({})", size_of_task(scenario)))
        .lines("\nif __name__ == \"__main__\":")
        .line(format!(
            "    tasks = range({})",
            integer(scenario.integer("tasks"))
        ))
        .when(true, |l| measure(l, scenario, repeats))
}

fn measure(listing: Listing, scenario: &Scenario, repeats: i64) -> Listing {
    let workers = scenario.integer("workers");
    let gain = if repeats > 1 {
        "median(gain)"
    } else {
        "gain[0]"
    };
    listing
        .line("    gains = {}  # by chunk size")
        .line(format!("    for repeat in range({repeats}):"))
        .line(format!("        for size in {}:", tuple(sizes(scenario))))
        .line("            start = time.perf_counter()")
        .at(
            line::LOOP,
            "            expected = [work(task) for task in tasks]",
        )
        .line("            alone = time.perf_counter() - start")
        .at(
            line::POOL,
            format!("            with Pool({workers}) as pool:  # starting them is not timed"),
        )
        .line("                start = time.perf_counter()")
        .at(
            line::MAP,
            "                results = pool.map(work, tasks, chunksize=size)",
        )
        .line("                seconds = time.perf_counter() - start")
        .line("            assert results == expected")
        .line("            gains.setdefault(size, []).append(alone / seconds)")
        .line("    for size, gain in gains.items():")
        .line(format!(
            "        print(f\"chunks of {{size}}: {{{gain}:.2f}} times as fast\")"
        ))
        .line(format!(
            "    print(\"map takes chunks of\", {})",
            default_size(scenario)
        ))
}

/// The load of the report, which the page draws over the chunk size.
#[cfg(feature = "program")]
const LOAD: &str = "chunk-size";

/// Each repeat: for each chunk size the loop, then the pool.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let Some(primes) = workloads::basic("primes") else {
        return Ok(());
    };
    let tasks = run::list(scenario, tasks);
    // At a size of its own: a list of tiny tasks would not warm it.
    run::warm_up(primes, Arguments::computing(50_000));
    let mut gains: Vec<(i64, Vec<f64>)> = sizes(scenario)
        .into_iter()
        .map(|size| (size, Vec::new()))
        .collect();
    for repeat in 0..run::count(scenario, "repeats") {
        for (size, gains) in &mut gains {
            gains.push(gain(run, scenario, &tasks, (*size, repeat))?);
        }
    }
    for (size, gains) in &mut gains {
        run.print(&format!(
            "chunks of {size}: {:.2} times as fast",
            run::median(gains)
        ));
    }
    run.print(&format!("map takes chunks of {}", default_size(scenario)));
    run.value(
        "map takes chunks of",
        TaskValue::Integer(default_size(scenario)),
    );
    Ok(())
}

/// How many times as fast as the loop the pool is with chunks of this size, each measured once.
#[cfg(feature = "program")]
fn gain(
    run: &mut Run,
    scenario: &Scenario,
    tasks: &Arc<dyn Tasks>,
    (size, repeat): (i64, u32),
) -> Result<f64, TaskError> {
    let plan = Plan {
        load: LOAD,
        executor: "serial",
        workers: 1,
        repeat,
        x: Some(size),
        chunk: Chunk::Of(u32::try_from(size).unwrap_or(1)),
    };
    run.at(line::LOOP);
    let alone = run.execute(&plan, tasks.clone())?;
    run.at(line::MAP);
    let plan = Plan {
        executor: run::pool_executor(scenario),
        workers: run::count(scenario, "workers").max(1),
        ..plan
    };
    let pooled = run.execute(&plan, tasks.clone())?;
    let name = format!("chunks of {size}");
    run.check_equal(&name, &alone.results, &pooled.results);
    Ok(run::seconds(&alone) / run::seconds(&pooled).max(1e-9))
}

/// The list: each task counts primes, as far as its length says.
#[cfg(feature = "program")]
pub(crate) fn tasks(scenario: &Scenario) -> Arc<dyn Tasks> {
    let arguments = run::arguments(scenario, 100);
    let lengths = Lengths::from_id(scenario.text("lengths"));
    let longest = scenario.integer("skew") as f64;
    task::list(arguments.tasks, move |index| {
        let arguments = lengths.stretch(Arguments { index, ..arguments }, longest);
        match workloads::basic("primes") {
            Some(primes) => run::run_workload(primes, arguments, line::PRIMES),
            None => Ok(Value::Unit),
        }
    })
}
