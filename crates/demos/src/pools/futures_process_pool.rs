//! `futures-process-pool`: calls in processes by an executor, or by a pool, one of whose workers is killed on the way.
//!
//! A run: `tasks` calls on `workers` processes; call i waits `u` and returns i². Main takes the results in the order of the calls; once it has
//! `kill_after` of them it kills one of its children. Then the rest: values, errors, or a job that stays pending.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{integer, seconds};
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run},
    runtime::error::Error,
    runtime::futures::{Future, ProcessPoolExecutor},
    runtime::jobs::{AsyncResult, Function, Pool},
    runtime::process,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep of a call.
    pub const WAIT: u16 = python::line::WAIT;
    /// Making the executor or the pool.
    pub const POOL: u16 = python::OWN;
    /// `submit` or `apply_async`.
    pub const SUBMIT: u16 = python::OWN + 1;
    /// The kill.
    pub const KILL: u16 = python::OWN + 2;
    /// `result` or `get`.
    pub const GET: u16 = python::OWN + 3;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "futures-process-pool",
        fields: &[
            Field::new("pool_class", "executor"),
            Field::new("tasks", "16").within(1.0, 64.0),
            Field::new("workers", "4").within(1.0, 8.0),
            Field::new("u", "0.2").within(0.02, 1.0),
            Field::new("kill_after", "-1").within(-1.0, 63.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Futures,
    title: Text::new("ProcessPoolExecutor", "进程池执行器"),
    idea: Text::new(
        "An executor whose workers are processes: submit sends a call there as bytes, and its future gets the value back. What becomes of the \
         calls when a worker dies is where executor and pool differ.",
        "工作者是进程的执行器：submit 把调用以字节形式发过去，future 拿回它的值。工作进程死掉时各个调用会怎样，正是执行器与进程池不同的地方。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "concurrent.futures.ProcessPoolExecutor",
        "BrokenProcessPool",
        "multiprocessing.Pool",
        "multiprocessing.active_children",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Each process has a band of its own, and below the states the bytes that were written and read. Sixteen calls on four workers take four rounds.",
        "每个进程有自己的一条带，状态下方是写入和读取的字节。十六次调用、四个进程，正好四轮。",
    ),
    tries: [
        Try::new(
            "futures-process-pool?v=1&kill_after=4",
            "A worker is killed: every call that has no result yet fails with BrokenProcessPool, and nothing more is taken.",
            "杀掉一个工作进程：所有还没有结果的调用都以 BrokenProcessPool 失败，之后不再接受任何调用。",
        ),
        Try::new(
            "futures-process-pool?v=1&pool_class=pool&kill_after=4",
            "The same with Pool: another process takes its place, and the one job that it had stays pending for ever.",
            "换成 Pool：会有新进程接替它，而它手里的那一个作业将永远等不到结果。",
        ),
        Try::new(
            "futures-process-pool?v=1&workers=2",
            "Two workers: eight rounds.",
            "两个进程：八轮。",
        ),
    ],
    misconception: Text::new(
        "“A pool survives the death of a worker, so nothing is lost.” Pool goes on, but whoever waits for that one job waits for ever; the executor \
         tells everybody, and is broken for good.",
        "“池能承受工作进程死亡，所以什么也不会丢。”Pool 会继续工作，但等那一个作业的人会永远等下去；执行器会通知所有人，并从此不能再用。",
    ),
    threads: |_| 1,
};

/// The workers, and one that takes the place of the killed.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |scenario| Ahead::processes(scenario.integer("workers") as u32 + 1),
    #[cfg(feature = "program")]
    entries: &[],
};

fn is_pool(scenario: &Scenario) -> bool {
    scenario.text("pool_class") == "pool"
}

fn listing(scenario: &Scenario) -> Listing {
    let (workers, after) = (scenario.integer("workers"), scenario.integer("kill_after"));
    let tasks = integer(scenario.integer("tasks"));
    let u = seconds(scenario.scaled_ms("u"));
    let start = Listing::of("import multiprocessing\nimport time")
        .when(!is_pool(scenario), |l| {
            l.lines("from concurrent.futures import ProcessPoolExecutor\nfrom concurrent.futures.process import BrokenProcessPool")
        })
        .lines("\ndef work(task):")
        .at(line::WAIT, format!("    time.sleep({u})"))
        .lines("    return task * task\n\nif __name__ == \"__main__\":");
    let (made, submit, get, error) = if is_pool(scenario) {
        (
            format!("multiprocessing.Pool({workers})"),
            "apply_async(work, (task,))",
            "get(timeout=5)",
            "multiprocessing.TimeoutError",
        )
    } else {
        (
            format!("ProcessPoolExecutor({workers})"),
            "submit(work, task)",
            "result()",
            "BrokenProcessPool",
        )
    };
    start
        .at(line::POOL, format!("    with {made} as pool:"))
        .at(
            line::SUBMIT,
            format!("        calls = [pool.{submit} for task in range({tasks})]"),
        )
        .lines("        values = 0\n        for call in calls:")
        .when(after >= 0, |l| {
            l.line(format!("            if values == {after}:")).at(
                line::KILL,
                "                multiprocessing.active_children()[0].kill()",
            )
        })
        .line("            try:")
        .at(line::GET, format!("                call.{get}"))
        .line("                values += 1")
        .line(format!("            except {error} as error:"))
        .lines("                print(type(error).__name__)\n                break")
        .line("    print(f\"{values} values\")")
}

/// What a call does: waits so many nanoseconds and squares its number.
#[cfg(feature = "program")]
pub(crate) static WORK: Function<(u64, i64), i64> = Function::new("work", |(wait_ns, task)| {
    run::at(line::WAIT);
    run::sleep(Duration::from_nanos(wait_ns));
    Ok(task * task)
});

/// Calls in processes, one of which may be killed.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let wait_ns = run::scaled(scenario, "u").as_nanos() as u64;
    let calls = (0..scenario.integer("tasks")).map(|task| (wait_ns, task));
    if is_pool(scenario) {
        run::raised(by_pool(run, scenario, calls))
    } else {
        run::raised(by_executor(run, scenario, calls))
    }
}

/// Kills a child once so many values are there.
#[cfg(feature = "program")]
fn kill_after(scenario: &Scenario, values: i64) -> Result<(), Error> {
    if values == scenario.integer("kill_after") {
        run::at(line::KILL);
        if let Some(child) = process::active_children().first() {
            child.kill()?;
        }
    }
    Ok(())
}

#[cfg(feature = "program")]
fn by_executor(
    run: &mut Run,
    scenario: &Scenario,
    calls: impl Iterator<Item = (u64, i64)>,
) -> Result<(), Error> {
    run.at(line::POOL);
    let executor = ProcessPoolExecutor::new(scenario.integer("workers"))?;
    run.at(line::SUBMIT);
    let futures: Vec<Future<i64>> = calls
        .map(|call| executor.submit(&WORK, call))
        .collect::<Result<_, _>>()?;
    let mut values = Vec::new();
    for future in &futures {
        kill_after(scenario, values.len() as i64)?;
        run.at(line::GET);
        match future.result() {
            Ok(value) => values.push(value),
            Err(error) => {
                run.print(error.kind().name());
                run.error("the first error", &error);
                break;
            }
        }
    }
    let broken = |future: &&Future<i64>| matches!(future.exception(), Ok(Some(error)) if error.kind().name() == "BrokenProcessPool");
    let broken = futures.iter().filter(broken).count();
    let whole = futures
        .iter()
        .filter(|future| future.result().is_ok())
        .count();
    run.check(
        "check-value-or-broken",
        whole + broken == futures.len() && (broken == 0 || scenario.integer("kill_after") >= 0),
        format!("{whole} values, {broken} broken"),
    );
    note(run, values);
    run.value("broken", TaskValue::Integer(broken as i64));
    Ok(())
}

#[cfg(feature = "program")]
fn by_pool(
    run: &mut Run,
    scenario: &Scenario,
    calls: impl Iterator<Item = (u64, i64)>,
) -> Result<(), Error> {
    run.at(line::POOL);
    let pool = Pool::new(scenario.integer("workers"))?;
    run.at(line::SUBMIT);
    let results: Vec<AsyncResult<i64>> = calls
        .map(|call| pool.apply_async(&WORK, call))
        .collect::<Result<_, _>>()?;
    let mut values = Vec::new();
    let mut pending = 0;
    for result in &results {
        kill_after(scenario, (values.len() + pending) as i64)?;
        run.at(line::GET);
        // A job is given up only once the pool knows that its worker died with it: however slow the machine is.
        const LOOK: Duration = Duration::from_millis(20);
        loop {
            match result.get_timeout(LOOK) {
                Ok(value) => values.push(value),
                Err(_) if pending as u64 == pool.tally().lost || others_wait(&results, &pool) => {
                    continue;
                }
                Err(error) => {
                    run.print(error.kind().name());
                    run.error("the pending job", &error);
                    pending += 1;
                }
            }
            break;
        }
    }
    run.check(
        "check-one-pending",
        pending as u64 == pool.tally().lost && pending <= 1,
        format!("{} values, {pending} pending", values.len()),
    );
    note(run, values);
    run.value("pending", TaskValue::Integer(pending as i64));
    Ok(())
}

/// Whether more results are on their way than those that never come.
#[cfg(feature = "program")]
fn others_wait(results: &[AsyncResult<i64>], pool: &Pool) -> bool {
    let unready = results.iter().filter(|result| !result.ready()).count();
    unready as u64 > pool.tally().lost
}

#[cfg(feature = "program")]
fn note(run: &mut Run, values: Vec<i64>) {
    run.print(&format!("{} values", values.len()));
    run.value("values", run::integers(values));
}
