//! `pool-close-join-with`: the ways in which a pool ends, and what becomes of tasks that were only submitted.
//!
//! A run: a join before anything else, which raises; `tasks` calls of `apply_async` on four threads or processes, each waits `u`; then the end that was chosen.
//! Main counts how many results are there.

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{self, integer, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Workers},
    runtime::error::Error,
    runtime::jobs::{AsyncResult, Callbacks, Function},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// Making the pool.
    pub const POOL: u16 = python::OWN;
    /// `join` too early.
    pub const EARLY: u16 = python::OWN + 1;
    /// `apply_async`.
    pub const SUBMIT: u16 = python::OWN + 2;
    /// `get`.
    pub const GET: u16 = python::OWN + 3;
    /// `close`, `terminate`.
    pub const END: u16 = python::OWN + 4;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 5;
    /// Counting.
    pub const COUNT: u16 = python::OWN + 6;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "pool-close-join-with",
        fields: &[
            Field::new("end", "close-join"),
            Field::new("tasks", "20").within(1.0, 200.0),
            Field::new("u", "0.05").within(0.01, 1.0),
            thread_or_process("thread"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("close, join, terminate, with", "关闭池"),
    idea: Text::new(
        "Twenty tasks are submitted, then the pool ends. close takes no more and lets the rest be done, join waits for that; terminate throws away what \
         nobody has begun, and so does the end of with.",
        "提交二十个任务，然后结束池。close 不再接受新任务、把剩下的做完，join 等它做完；terminate 丢掉还没开始的任务，with 结束时也一样。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "Pool.close",
        "Pool.join",
        "Pool.terminate",
        "AsyncResult.ready",
        "multiprocessing.Pool",
        "multiprocessing.dummy.Pool",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Done and lost: with close and join always 20 and 0. With the others only those tasks are done that were through before the end. join before \
         close raises a ValueError.",
        "看“完成”和“丢失”：close 加 join 总是 20 和 0；其他方式只有在结束之前做完的才算完成。在 close 之前 join 会抛出 ValueError。",
    ),
    tries: [
        Try::new(
            "pool-close-join-with?v=1&end=with",
            "with alone: hardly any of the twenty tasks is done.",
            "只用 with：二十个任务几乎都没做。",
        ),
        Try::new(
            "pool-close-join-with?v=1&end=with-get",
            "with, but every result is asked for inside: nothing is lost.",
            "还是 with，但在里面取了每个结果：什么也没丢。",
        ),
        Try::new(
            "pool-close-join-with?v=1&kind=process&end=terminate&u=1",
            "terminate on processes: they end in the middle of their task. Threads would end after it.",
            "对进程用 terminate：任务做到一半就结束。线程则要做完手头的任务。",
        ),
    ],
    misconception: Text::new(
        "“with is just the handier form of close and join.” For an executor it is. A pool’s with ends in terminate: work that was only submitted is lost.",
        "“with 只是 close 加 join 的简便写法。”执行器的 with 是这样；池的 with 以 terminate 结束：只提交而没有等的工作会丢失。",
    ),
    threads: |_| 4,
};

fn listing(scenario: &Scenario) -> Listing {
    let end = scenario.text("end");
    let submit = format!(
        "results = [pool.apply_async(work, (task,)) for task in range({})]",
        integer(scenario.integer("tasks"))
    );
    let inside = matches!(end, "with" | "with-get");
    let indent = if inside { "        " } else { "    " };
    Listing::of("import time")
        .line(python::pool_import(scenario))
        .lines("\ndef work(task):")
        .at(
            line::WAIT,
            format!("    time.sleep({})", seconds(scenario.scaled_ms("u"))),
        )
        .lines("\nif __name__ == \"__main__\":")
        .when(!inside, |l| l.at(line::POOL, "    pool = Pool(4)"))
        .when(inside, |l| l.at(line::POOL, "    with Pool(4) as pool:"))
        .line(format!("{indent}try:"))
        .at(line::EARLY, format!("{indent}    pool.join()"))
        .line(format!("{indent}except ValueError as error:"))
        .line(format!("{indent}    print(error)"))
        .at(line::SUBMIT, format!("{indent}{submit}"))
        .when(end == "with-get", |l| {
            l.line("        for result in results:")
                .at(line::GET, "            result.get()")
        })
        .when(end == "close-join", |l| {
            l.at(line::END, "    pool.close()")
                .at(line::JOIN, "    pool.join()")
        })
        .when(end == "terminate", |l| {
            l.at(line::END, "    pool.terminate()")
                .at(line::JOIN, "    pool.join()")
        })
        .at(
            line::COUNT,
            "    done = sum(result.ready() for result in results)",
        )
        .line("    print(f\"{done} done, {len(results) - done} not\")")
}

/// The pool, its tasks, its end; what is done by then.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (end, tasks) = (scenario.text("end"), scenario.integer("tasks"));
    let pool = run::raised(Workers::start(scenario, 4, line::POOL))?;
    run.at(line::EARLY);
    if let Err(error) = pool.join() {
        run.print(error.message());
        run.error("join before close", &error);
    }
    let results = run::raised(used(&pool, scenario))?;
    run.at(line::COUNT);
    let done = results.iter().filter(|result| result.ready()).count() as i64;
    run.print(&format!("{done} done, {} not", tasks - done));
    run.value("done", TaskValue::Integer(done));
    run.value("not done", TaskValue::Integer(tasks - done));
    let nothing_lost = matches!(end, "close-join" | "with-get");
    run.check(
        "check-nothing-lost",
        done == tasks || !nothing_lost,
        format!("{done} of {tasks} done"),
    );
    Ok(())
}

/// What a task does: waits so long.
#[cfg(feature = "program")]
pub(crate) static WORK: Function<Duration, ()> = Function::new("work", |wait| {
    run::at(line::WAIT);
    run::sleep(wait);
    Ok(())
});

/// Submits the tasks and ends the pool as chosen.
#[cfg(feature = "program")]
fn used(pool: &Workers, scenario: &Scenario) -> Result<Vec<AsyncResult<()>>, Error> {
    let (wait, end) = (run::scaled(scenario, "u"), scenario.text("end"));
    let inside = match end {
        "with" | "with-get" => Some(pool.enter()?),
        _ => None,
    };
    run::at(line::SUBMIT);
    let results: Result<Vec<_>, _> = (0..scenario.integer("tasks"))
        .map(|_| pool.apply_async(&WORK, wait, Callbacks::none()))
        .collect();
    let results = results?;
    if end == "with-get" {
        run::at(line::GET);
        results.iter().try_for_each(|result| result.get())?;
    }
    drop(inside);
    if matches!(end, "close-join" | "terminate") {
        run::at(line::END);
        if end == "terminate" {
            pool.terminate()
        } else {
            pool.close()
        }
        run::at(line::JOIN);
        pool.join()?;
    }
    Ok(results)
}
