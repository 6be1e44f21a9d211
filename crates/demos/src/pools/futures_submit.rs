//! `futures-submit`: one future for each call, and the ways to get at their results.
//!
//! A run: `tasks` calls on an executor of `workers` threads or processes; call i waits u · (1 ± spread) and returns i², the call `fail_at` raises. Main collects
//! them by `as_completed`, by `map`, or waits in one of the three modes; afterwards it tries to cancel what is left.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{integer, kernels, seconds};
use crate::ready::is_process;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run},
    runtime::error::Error,
    runtime::futures::{Future, ProcessPoolExecutor, ThreadPoolExecutor, When, as_completed, wait},
    runtime::jobs::Function,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::time::Duration,
    workloads::{Draws, latency},
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep of a call.
    pub const WAIT: u16 = python::line::WAIT;
    /// Making the executor.
    pub const POOL: u16 = python::OWN;
    /// `submit`, or `map`.
    pub const SUBMIT: u16 = python::OWN + 1;
    /// `as_completed`, `wait`, or the loop over the results of `map`.
    pub const COLLECT: u16 = python::OWN + 2;
    /// `cancel`.
    pub const CANCEL: u16 = python::OWN + 3;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "futures-submit",
        fields: &[
            Field::new("collect", "as-completed"),
            Field::new("tasks", "8").within(1.0, 64.0),
            Field::new("workers", "4").within(1.0, 16.0),
            Field::new("executor", "threads").offering(&["threads", "processes"]),
            Field::new("u", "0.3").within(0.0, 1.0),
            Field::new("spread", "80"),
            Field::new("fail_at", "-1").within(-1.0, 63.0),
            Field::new("seed", "1"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Futures,
    title: Text::new("submit, result, as_completed", "Future"),
    idea: Text::new(
        "submit returns a future at once: the handle to one coming result. as_completed gives the futures as they are done, map gives values in the order of \
         the input, wait stops at the first, at the first error, or at the last.",
        "submit 立即返回一个 future，即一个将来结果的句柄。as_completed 谁先完成先给谁，map 按输入顺序给值，wait 等到第一个、第一个异常，或全部完成。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "concurrent.futures.ThreadPoolExecutor",
        "concurrent.futures.ProcessPoolExecutor",
        "Executor.submit",
        "Executor.map",
        "Future.result",
        "Future.cancel",
        "as_completed",
        "concurrent.futures.wait",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The order of completion follows the lengths of the calls, not the order of submitting. The executor starts a thread only when a call comes and \
         none is idle. A call that has begun cannot be cancelled.",
        "完成的顺序取决于每次调用的时长，而不是提交的顺序。只有来了调用又没有空闲线程时，执行器才启动新线程。已经开始的调用无法取消。",
    ),
    tries: [
        Try::new(
            "futures-submit?v=1&executor=processes&collect=wait-first&workers=2",
            "Processes: calls that are on their way to a worker count as running, so fewer can be cancelled.",
            "换成进程：已经发往工作进程的调用也算在运行，所以能取消的更少。",
        ),
        Try::new(
            "futures-submit?v=1&collect=wait-first&workers=2",
            "wait for the first, then cancel: what has begun goes on.",
            "等第一个完成后就取消：已开始的仍会继续。",
        ),
        Try::new(
            "futures-submit?v=1&collect=wait-error&fail_at=2",
            "wait until one raises.",
            "等到有一个抛出异常。",
        ),
    ],
    misconception: Text::new(
        "“cancel stops the call.” It only keeps a call from beginning: while it waits in the queue. A running call goes on to its end.",
        "“cancel 会停止调用。”它只能让还在排队的调用不再开始；已经在运行的会一直做完。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("workers")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let (u, spread) = (seconds(scenario.scaled_ms("u")), scenario.integer("spread"));
    let wait = if spread > 0 {
        format!(
            "{u} * (1 + {} * (2 * draw(task) / 2**32 - 1))",
            spread as f64 / 100.0
        )
    } else {
        u
    };
    let fail_at = scenario.integer("fail_at");
    let collect = scenario.text("collect");
    let when = when(collect);
    let class = class(scenario);
    let names = match collect {
        "map" => class.to_owned(),
        "as-completed" => format!("{class}, as_completed"),
        _ => format!("{when}, {class}, wait"),
    };
    let listing = Listing::of("import time")
        .line(format!("from concurrent.futures import {names}"))
        .line("")
        .when(spread > 0, |l| kernels::draw(l, scenario).line(""))
        .line("def work(task):")
        .at(line::WAIT, format!("    time.sleep({wait})"))
        .when(fail_at >= 0, |l| {
            l.line(format!("    if task == {fail_at}:"))
                .line("        raise ValueError(f\"task {task} failed\")")
        })
        .lines("    return task * task\n\n");
    let workers = scenario.integer("workers");
    let body = Listing::default().at(line::POOL, format!("with {class}({workers}) as executor:"));
    let body = collected(body, scenario);
    if is_process(scenario) {
        listing.guarded(body)
    } else {
        listing.then(body)
    }
}

/// The class of the executor.
fn class(scenario: &Scenario) -> &'static str {
    if is_process(scenario) {
        "ProcessPoolExecutor"
    } else {
        "ThreadPoolExecutor"
    }
}

/// The name of the condition for `wait`.
fn when(collect: &str) -> &'static str {
    match collect {
        "wait-first" => "FIRST_COMPLETED",
        "wait-error" => "FIRST_EXCEPTION",
        _ => "ALL_COMPLETED",
    }
}

fn collected(listing: Listing, scenario: &Scenario) -> Listing {
    let collect = scenario.text("collect");
    let tasks = integer(scenario.integer("tasks"));
    if collect == "map" {
        return listing
            .at(line::SUBMIT, format!("    values = executor.map(work, range({tasks}))"))
            .line("    try:")
            .at(line::COLLECT, "        for value in values:")
            .lines("            print(value)\n    except ValueError as error:\n        print(f\"{error}: the rest is cancelled\")");
    }
    let listing = listing.at(
        line::SUBMIT,
        format!("    futures = [executor.submit(work, task) for task in range({tasks})]"),
    );
    if collect == "as-completed" {
        return listing
            .at(line::COLLECT, "    for future in as_completed(futures):")
            .line("        print(future.exception() or future.result())");
    }
    listing
        .at(
            line::COLLECT,
            format!(
                "    done, not_done = wait(futures, return_when={})",
                when(collect)
            ),
        )
        .line("    print(f\"{len(done)} done, {len(not_done)} not done\")")
        .at(
            line::CANCEL,
            "    cancelled = [future.cancel() for future in not_done]",
        )
        .line("    print(f\"{sum(cancelled)} cancelled\")")
}

/// What a call is told: its number, u and the spread of waits, the seed, which call raises.
#[cfg(feature = "program")]
type Told = (i64, Duration, f64, u32, i64);

/// What a call does: waits and squares its number, or raises.
#[cfg(feature = "program")]
pub(crate) static WORK: Function<Told, i64> =
    Function::new("work", |(task, u, spread, seed, fail_at)| {
        run::at(line::WAIT);
        let draws = Draws::of(seed, task as u32);
        run::sleep(latency::scaled(u, latency::uniform(draws, spread)));
        if task == fail_at {
            return Err(Error::value(format!("task {task} failed")));
        }
        Ok(task * task)
    });

/// The executor chosen.
#[cfg(feature = "program")]
enum Chosen {
    Threads(ThreadPoolExecutor),
    Processes(ProcessPoolExecutor),
}

#[cfg(feature = "program")]
impl Chosen {
    fn new(scenario: &Scenario) -> Result<Self, Error> {
        let workers = scenario.integer("workers");
        Ok(if is_process(scenario) {
            Self::Processes(ProcessPoolExecutor::new(workers)?)
        } else {
            Self::Threads(ThreadPoolExecutor::new(workers)?)
        })
    }

    fn submit(&self, told: Told) -> Result<Future<i64>, Error> {
        match self {
            Self::Threads(executor) => executor.submit(move || WORK.call(told)),
            Self::Processes(executor) => executor.submit(&WORK, told),
        }
    }

    /// The results of all calls, in order, as they come.
    fn map(
        &self,
        calls: Vec<Told>,
    ) -> Result<Box<dyn Iterator<Item = Result<i64, Error>> + '_>, Error> {
        Ok(match self {
            Self::Threads(executor) => {
                Box::new(executor.map(|told| WORK.call(told), calls).start()?)
            }
            Self::Processes(executor) => Box::new(executor.map(&WORK, calls).start()?),
        })
    }

    /// Python's end of `with`: waits for all calls.
    fn exit(&self) {
        match self {
            Self::Threads(executor) => drop(executor.enter()),
            Self::Processes(executor) => drop(executor.enter()),
        }
    }

    /// How many workers were started, and their kind.
    fn started(&self) -> (&'static str, i64) {
        match self {
            Self::Threads(executor) => ("threads started", executor.workers().into()),
            Self::Processes(executor) => ("processes started", executor.max_workers().into()),
        }
    }
}

/// Calls submitted, their results collected as chosen.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let tasks = scenario.integer("tasks");
    let spread = scenario.integer("spread") as f64 / 100.0;
    let (u, seed) = (run::scaled(scenario, "u"), run::count(scenario, "seed"));
    let fail_at = scenario.integer("fail_at");
    let calls = (0..tasks).map(|task| (task, u, spread, seed, fail_at));
    run.at(line::POOL);
    let executor = run::raised(Chosen::new(scenario))?;
    run.at(line::SUBMIT);
    if scenario.text("collect") == "map" {
        run::raised(map(run, &executor, calls.collect()))?;
        executor.exit();
    } else {
        let futures: Result<Vec<Future<i64>>, _> =
            calls.map(|told| executor.submit(told)).collect();
        let futures = run::raised(futures)?;
        collect(run, &futures, scenario.text("collect"));
        executor.exit();
        let made = futures.iter().filter(|future| !future.cancelled()).count() as i64;
        let ended = futures.iter().all(Future::done);
        run.check(
            "check-all-done",
            ended,
            format!("{made} made, {} cancelled", tasks - made),
        );
    }
    let (name, workers) = executor.started();
    run.value(name, TaskValue::Integer(workers));
    run.check(
        "check-workers-bounded",
        workers <= scenario.integer("workers"),
        format!("{workers} workers"),
    );
    Ok(())
}

#[cfg(feature = "program")]
fn map(run: &mut Run, executor: &Chosen, calls: Vec<Told>) -> Result<(), Error> {
    let values = executor.map(calls)?;
    run.at(line::COLLECT);
    let mut got = Vec::new();
    for value in values {
        match value {
            Ok(value) => {
                run.print(&value.to_string());
                got.push(value);
            }
            Err(error) => {
                run.print(&format!("{}: the rest is cancelled", error.message()));
                run.error("the first error", &error);
            }
        }
    }
    let in_order = (0..)
        .map(|task: i64| task * task)
        .zip(&got)
        .all(|(expected, value)| expected == *value);
    run.check("check-input-order-numbers", in_order, format!("{got:?}"));
    run.value("values", run::integers(got));
    Ok(())
}

#[cfg(feature = "program")]
fn collect(run: &mut Run, futures: &[Future<i64>], how: &str) {
    run.at(line::COLLECT);
    let when = match how {
        "wait-first" => When::FirstCompleted,
        "wait-error" => When::FirstException,
        "wait-all" => When::AllCompleted,
        _ => return completed(run, futures),
    };
    let (done, not_done) = wait(futures, when, None);
    run.print(&format!("{} done, {} not done", done.len(), not_done.len()));
    run.at(line::CANCEL);
    let cancelled = not_done.iter().filter(|future| future.cancel()).count();
    run.print(&format!("{cancelled} cancelled"));
    run.value("done", TaskValue::Integer(done.len() as i64));
    run.value("cancelled", TaskValue::Integer(cancelled as i64));
}

#[cfg(feature = "program")]
fn completed(run: &mut Run, futures: &[Future<i64>]) {
    let mut order = Vec::new();
    for future in as_completed(futures, None).flatten() {
        match future.result() {
            Ok(value) => {
                run.print(&value.to_string());
                order.push(value);
            }
            Err(error) => {
                run.print(error.message());
                run.error("raised", &error);
            }
        }
    }
    let mut sorted = order.clone();
    sorted.sort_unstable();
    let once = sorted.windows(2).all(|two| two[0] < two[1]);
    run.check("check-each-once", once, format!("{order:?}"));
    run.value("in order of completion", run::integers(order));
}
