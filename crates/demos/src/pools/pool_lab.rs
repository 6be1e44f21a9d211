//! `pool-lab`: any workload on any executor, for tests, benchmarks and the curious. Opened by link, not listed.
//!
//! A run: the task list once, on the executor chosen. An error is the result of its task and the others go on. The task `fail_at` raises
//! in place of its work; the workload `fail` raises in every task; both raise `ValueError("task i failed")`.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::kernels::{self, size};
use crate::python::{self, integer, seconds};
use scenario::catalogue::POOL_EXECUTORS;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Places, Plan, Run},
    runtime::error::Error,
    runtime::pool::Chunk,
    runtime::sync::Semaphore,
    runtime::task::{self, Tasks, Value},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    workloads::{Arguments, Lengths, Workload},
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The division in `primes`.
    pub const PRIMES: u16 = python::line::PRIMES;
    /// The sleep of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// The call of a task.
    pub const CALL: u16 = python::OWN;
    /// Making the pool.
    pub const POOL: u16 = python::OWN + 1;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 2;
    /// The endless loop, or the endless wait.
    pub const ENDLESS: u16 = python::OWN + 3;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "pool-lab",
        fields: &[
            Field::new("workload", "primes"),
            Field::new("executor", "threads").offering(POOL_EXECUTORS),
            Field::new("tasks", "8"),
            Field::new("workers", "4").within(1.0, 64.0),
            Field::new("n", "1000000").explained(
                "The size of a computing task: primes or chains below n, pixels, digests, multiplications, numbers, letters; of a download: bytes.",
                "计算任务的规模：小于 n 的素数或起点、像素、摘要、乘法、数或字母的个数；下载则是字节数。",
            ),
            Field::new("latency", "250"),
            Field::new("cpu_share", "50"),
            Field::new("lengths", "even"),
            Field::new("skew", "8"),
            Field::new("spread", "50"),
            Field::new("connections", "2"),
            Field::new("bandwidth", "10000"),
            Field::new("chunk", "0"),
            Field::new("fail_at", "-1"),
            Field::new("seed", "1"),
            Field::new("traced", "on"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("Pool laboratory", "线程池实验台"),
    idea: Text::new(
        "Any workload on any executor, once. For tests, for measuring, and for finding out what happens.",
        "任意负载配任意执行器，运行一次。用于测试、测量，也用来看看会发生什么。",
    ),
    difficulty: Difficulty::Deep,
    api_names: &["Pool.map", "multiprocessing.Pool", "multiprocessing.dummy.Pool"],
    python: card::python(listing),
    look_at: Text::new(
        "The report says for every task which worker ran it, from when to when, and what it returned or raised. Not so on “rayon, stock”: it has a worker for \
         each core, whatever the field says, and nothing inside it is traced.",
        "报告给出每个任务由哪个线程运行、从何时到何时，以及返回或抛出了什么。“原版 rayon”除外：无论填多少，它都是每个核心一个线程，内部也不记录轨迹。",
    ),
    tries: [
        Try::new(
            "pool-lab?v=1&workload=empty&tasks=10000&workers=2",
            "Ten thousand empty tasks: the price of a task by itself.",
            "一万个空任务：一个任务本身的开销。",
        ),
        Try::new(
            "pool-lab?v=1&workload=sleep&tasks=8&fail_at=3",
            "Task 3 raises: the seven others go on.",
            "任务 3 抛出错误：其余七个照常进行。",
        ),
        Try::new(
            "pool-lab?v=1&workload=spin&tasks=4&workers=4",
            "Tasks that never end: press Stop.",
            "永不结束的任务：按“停止”。",
        ),
    ],
    misconception: Text::new(
        "“An error in a pool ends the pool.” It is the result of its task; map raises it in the caller when all tasks are through.",
        "“池里出错，整个池就结束了。”错误只是那个任务的结果；等所有任务完成后，map 才在调用者那里抛出它。",
    ),
    threads: |scenario| match scenario.text("executor") {
        "serial" | "rayon-stock" => 0,
        _ => u32::try_from(scenario.integer("workers")).unwrap_or(0),
    },
};

fn listing(scenario: &Scenario) -> Listing {
    let workload = scenario.text("workload");
    let pooled = scenario.text("executor") != "serial";
    let listing = kernels::imports(workload)
        .iter()
        .fold(Listing::default(), |l, module| {
            l.line(format!("import {module}"))
        })
        .when(pooled, |l| l.line(python::pool_import(scenario)));
    let empty = listing.lines.is_empty();
    kernels::functions(listing.when(!empty, |l| l.line("")), scenario, workload)
        .when(true, |l| work(l, scenario))
        .lines("def attempt(task):\n    try:")
        .at(line::CALL, "        return work(task)")
        .lines("    except Exception as error:  # the others go on\n        return error\n\nif __name__ == \"__main__\":")
        .line(format!("    tasks = range({})", integer(scenario.integer("tasks"))))
        .when(!pooled, |l| l.line("    print([attempt(task) for task in tasks])"))
        .when(pooled, |l| {
            l.at(line::POOL, format!("    with Pool({}) as pool:", scenario.integer("workers")))
                .at(line::MAP, format!("        print(pool.map(attempt, tasks{}))", chunk(scenario)))
        })
}

fn chunk(scenario: &Scenario) -> String {
    match scenario.integer("chunk") {
        0 => String::new(),
        size => format!(", chunksize={}", integer(size)),
    }
}

fn work(listing: Listing, scenario: &Scenario) -> Listing {
    let fail_at = scenario.integer("fail_at");
    let raise = "raise ValueError(f\"task {task} failed\")";
    let shared = match scenario.text("workload") {
        "server" => format!(
            "connections = threading.Semaphore({})\n",
            scenario.integer("connections")
        ),
        "download" => "line = threading.Semaphore(1)\n".to_owned(),
        _ => String::new(),
    };
    let listing = listing
        .when(!shared.is_empty(), |l| l.lines(&shared).line(""))
        .line("def work(task):")
        .when(fail_at >= 0, |l| {
            l.line(format!("    if task == {}:", integer(fail_at)))
                .line(format!("        {raise}"))
        });
    let listing = match scenario.text("workload") {
        "fail" => listing.line(format!("    {raise}")),
        "mixed" | "sleep" | "wait-uniform" | "wait-log-normal" | "server" | "download" => {
            waiting(listing, scenario)
        }
        "empty" => listing.line("    pass"),
        "wait-forever" => listing.at(line::ENDLESS, "    threading.Event().wait()"),
        "spin" | "spin-deaf" => listing
            .at(line::ENDLESS, "    while True:")
            .line("        pass"),
        _ => listing.line(format!("    return {}", computing(scenario))),
    };
    listing.line("")
}

/// The call of a computing task.
fn computing(scenario: &Scenario) -> String {
    const ANY: i64 = i64::MAX;
    match scenario.text("workload") {
        "collatz" => format!("collatz({})", size(scenario, ANY)),
        "mandelbrot" => {
            let rows = integer(scenario.integer("tasks"));
            format!("mandelbrot(task, {rows}, {})", size(scenario, ANY))
        }
        "sha256" => format!("chain(task, {})", size(scenario, ANY)),
        "matrix" => format!("product(task, {})", size(scenario, ANY)),
        "sort" => format!("middle(task, {})", size(scenario, NUMBERS_MAX)),
        "search" => format!("search(task, {})", size(scenario, LETTERS_MAX)),
        "thumbnail" => format!(
            "small_sum(task, math.isqrt({}))",
            size(scenario, PIXELS_MAX)
        ),
        _ => format!("primes({})", size(scenario, ANY)),
    }
}

/// The lines of a task that waits.
fn waiting(listing: Listing, scenario: &Scenario) -> Listing {
    let skewed = kernels::is_skewed(scenario);
    let times = if skewed { " * length(task)" } else { "" };
    let latency = format!("{}{times}", seconds(scenario.scaled_ms("latency")));
    let spread = scenario.integer("spread") as f64 / 100.0;
    let share = scenario.integer("cpu_share");
    let sleep = |time: &str| format!("    time.sleep({time})");
    match scenario.text("workload") {
        "wait-uniform" => {
            let factor = format!("(1 + {spread} * (2 * draw(task) / 2**32 - 1))");
            listing.at(line::WAIT, sleep(&format!("{latency} * {factor}")))
        }
        "wait-log-normal" => listing
            .line("    normal = sum(draw(task, nth) for nth in range(12)) / 2**32 - 6")
            .at(
                line::WAIT,
                sleep(&format!("{latency} * math.exp({spread} * normal)")),
            ),
        "server" => listing
            .line("    with connections:")
            .at(line::WAIT, format!("    {}", sleep(&latency))),
        "download" => {
            let scale = scenario.float("time_scale").max(0.05);
            let bandwidth = scenario.integer("bandwidth") as f64 * 1e3 / scale;
            listing
                .line(format!("    left = total = {}", size(scenario, i64::MAX)))
                .line("    while left:")
                .line("        piece = min(left, 65_536)")
                .line("        with line:")
                .at(
                    line::WAIT,
                    format!("        {}", sleep(&format!("piece / {bandwidth}"))),
                )
                .line("        left -= piece")
                .line("    return total")
        }
        "mixed" => listing
            .line(format!(
                "    count = primes(int({} * {} + 0.5))",
                size(scenario, i64::MAX),
                share as f64 / 100.0
            ))
            .at(
                line::WAIT,
                sleep(&format!("{latency} * {}", (100 - share) as f64 / 100.0)),
            )
            .line("    return count"),
        _ => listing.at(line::WAIT, sleep(&latency)),
    }
}

/// What the workloads of the same names are cut to, for the sake of memory.
const NUMBERS_MAX: i64 = 4_000_000;
const LETTERS_MAX: i64 = 16_000_000;
const PIXELS_MAX: i64 = 4_000_000;

/// The task list once, on the executor chosen.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let id = scenario.text("workload");
    let tasks = run::list(scenario, list);
    let chunk = match run::count(scenario, "chunk") {
        0 => Chunk::Default,
        size => Chunk::Of(size),
    };
    let executor = scenario.text("executor");
    let workers = run.workers_of(executor, run::count(scenario, "workers"))?;
    run.at(line::MAP);
    let execution = run.execute(
        &Plan {
            load: run::load_of(id),
            executor,
            workers,
            repeat: 0,
            x: None,
            chunk,
        },
        tasks,
    )?;
    run.print(&run::repr(&execution.results));
    run.result("results", &execution.results);
    // By the clock of the program: without a trace nothing else tells it.
    let makespan_ms = execution.makespan_ns() as f64 / 1e6;
    run.value("makespan, ms", TaskValue::Float(makespan_ms));
    Ok(())
}

/// The tasks of the scenario's workload, some longer than others as it says, and what they share.
#[cfg(feature = "program")]
pub(crate) fn list(scenario: &Scenario) -> Arc<dyn Tasks> {
    match workloads::find(scenario.text("workload")) {
        Some(workload) => tasks(scenario, workload),
        None => task::list(0, |_| Ok(Value::Unit)),
    }
}

#[cfg(feature = "program")]
fn tasks(scenario: &Scenario, workload: &'static Workload) -> Arc<dyn Tasks> {
    let key = match workload.id {
        "primes" | "mixed" => line::PRIMES,
        "sleep" | "wait-uniform" | "wait-log-normal" | "server" | "download" => line::WAIT,
        "spin" | "spin-deaf" | "wait-forever" => line::ENDLESS,
        "empty" | "fail" => 0, // Over in less time than a record takes.
        _ => line::CALL,
    };
    let fail_at = u32::try_from(scenario.integer("fail_at")).ok();
    let arguments = run::arguments(scenario, scenario.integer("cpu_share"));
    let lengths = Lengths::from_id(scenario.text("lengths"));
    let longest = scenario.integer("skew") as f64;
    let shared = match workload.id {
        "server" => Some(Shared::new(
            "connections",
            run::count(scenario, "connections"),
        )),
        "download" => Some(Shared::new("line", 1)),
        _ => None,
    };
    task::list(arguments.tasks, move |index| {
        if fail_at == Some(index) {
            return Err(Error::value(format!("task {index} failed")));
        }
        let arguments = lengths.stretch(Arguments { index, ..arguments }, longest);
        let places = shared.as_ref().map(|shared| shared as &dyn Places);
        run::run_within(workload, arguments, key, places)
    })
}

/// Connections, or a line.
#[cfg(feature = "program")]
struct Shared(Semaphore);

#[cfg(feature = "program")]
impl Shared {
    fn new(name: &str, places: u32) -> Self {
        Shared(Semaphore::named(name, places.max(1)))
    }
}

#[cfg(feature = "program")]
impl Places for Shared {
    fn within(&self, act: &mut dyn FnMut()) {
        let _place = self.0.hold();
        act();
    }
}
