//! `cpu-or-io`: slide the share of computing and see which executor wins.
//!
//! A run: for each share ([`shares`]) serial first, then each other executor on `workers`, tasks handed out one at a time. Each task is the
//! workload `mixed` at that share and returns its count of primes.

use super::{compares_pools, pool_threads};
use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{self, integer, seconds, tuple};
use scenario::catalogue::OFFERED_EXECUTORS;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Plan, Run},
    runtime::pool::Chunk,
    scenario::outcome::TaskError,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The division in `primes`.
    pub const PRIMES: u16 = python::line::PRIMES;
    /// The sleep of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// The serial list of tasks.
    pub const SERIAL: u16 = python::OWN;
    /// Making the pool.
    pub const POOL: u16 = python::OWN + 1;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 2;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "cpu-or-io",
        fields: &[
            Field::new("cpu_share", "50"),
            Field::new("curve", "on"),
            Field::new("tasks", "8").within(1.0, 200.0),
            Field::new("workers", "4").within(1.0, 16.0),
            Field::new("n", "1000000").within(1000.0, 20_000_000.0),
            Field::new("latency", "100"),
            Field::new("executors", "serial,threads").offering(OFFERED_EXECUTORS),
            Field::new("seed", "1"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::CpuAndIo,
    title: Text::new("CPU-bound, IO-bound", "计算密集与 IO 密集"),
    idea: Text::new(
        "Each task computes a while and waits a while; you choose how much of each. The chart shows the time of every executor over the \
         whole range, from pure waiting to pure computing.",
        "每个任务先计算一会儿，再等待一会儿，两者的比例由你决定。图中画出从纯等待到纯计算的整个范围里，每种执行器各用多少时间。",
    ),
    difficulty: Difficulty::First,
    api_names: &["multiprocessing.dummy.Pool", "Pool.map", "time.sleep"],
    python: card::python(listing),
    look_at: Text::new(
        "At 0 % the pool finishes as if the waits were one: they lie on top of each other. Towards 100 % the lanes fill with computing, and \
         the pool gains no more than you have cores. Most real programs live in between.",
        "在 0 % 处，线程池像只等了一轮：所有等待叠在一起。越靠近 100 %，泳道里计算越多，线程池的收益不会超过核心数。\
         真实的程序大多处在中间。",
    ),
    tries: [
        Try::new(
            "cpu-or-io?v=1&cpu_share=0&curve=off&workers=8",
            "Only waiting, on 8 workers: eight times as fast, on any machine.",
            "只有等待、8 个线程：在任何机器上都快八倍。",
        ),
        Try::new(
            "cpu-or-io?v=1&cpu_share=100&curve=off&workers=8",
            "Only computing, on 8 workers: as fast as you have cores.",
            "只有计算、8 个线程：有几个核心就快几倍。",
        ),
        Try::new(
            "cpu-or-io?v=1&cpu_share=20&workers=16&tasks=32",
            "Mostly waiting, 16 workers: the little computing there is becomes the limit.",
            "以等待为主、16 个线程：那一点点计算成了瓶颈。",
        ),
    ],
    misconception: Text::new(
        "“Processes for computing, threads for waiting.” The rule hides the middle: a task of both gains from threads as long as it waits, and \
         how much it gains can only be measured. CPU-bound means that the time goes into computing, not that the disk is fast.",
        "“计算用进程，等待用线程。”这条规则忽略了中间地带：两者都有的任务，只要还在等待，线程就有用；到底有多大用，只能测量。\
         计算密集是说时间花在计算上，并不是说磁盘快。",
    ),
    threads: pool_threads,
};

/// The shares of computing in percent that a run measures, rising: the one chosen, and with `curve` the quarters.
pub fn shares(scenario: &Scenario) -> Vec<i64> {
    let mut shares = vec![scenario.integer("cpu_share")];
    if scenario.flag("curve") {
        shares.extend([0, 25, 50, 75, 100]);
    }
    shares.sort_unstable();
    shares.dedup();
    shares
}

fn listing(scenario: &Scenario) -> Listing {
    let threads = compares_pools(scenario);
    let header = Listing::of("import time\nfrom functools import partial")
        .when(threads, |l| {
            l.line("from multiprocessing.dummy import Pool  # a pool of threads")
        })
        .line("");
    python::primes(header)
        .line("")
        .line("def work(share, task):")
        .line(format!(
            "    count = primes(({} * share + 50) // 100)",
            integer(scenario.integer("n"))
        ))
        .at(
            line::WAIT,
            format!(
                "    time.sleep({} * (100 - share) / 100)",
                seconds(scenario.scaled_ms("latency"))
            ),
        )
        .line("    return count")
        .line("")
        .when(true, |l| main(l, scenario, threads))
}

fn main(listing: Listing, scenario: &Scenario, threads: bool) -> Listing {
    listing
        .line("if __name__ == \"__main__\":")
        .line(format!(
            "    tasks = range({})",
            integer(scenario.integer("tasks"))
        ))
        .line(format!(
            "    for share in {}:  # % of computing",
            tuple(shares(scenario))
        ))
        .line("        function = partial(work, share)")
        .line("        start = time.perf_counter()")
        .at(
            line::SERIAL,
            "        expected = [function(task) for task in tasks]",
        )
        .line("        print(f\"{share} %: serial {time.perf_counter() - start:.3f} s\")")
        .when(threads, |l| {
            l.at(
                line::POOL,
                format!(
                    "        with Pool({}) as pool:",
                    scenario.integer("workers")
                ),
            )
            .line("            start = time.perf_counter()")
            .at(
                line::MAP,
                "            results = pool.map(function, tasks, chunksize=1)",
            )
            .line("            print(f\"{share} %: threads {time.perf_counter() - start:.3f} s\")")
            .line("        assert results == expected")
        })
}

/// For each share of computing: serial, then every other executor on all workers.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let Some(workload) = workloads::basic("mixed") else {
        return Ok(());
    };
    run::warm_up(workload, run::arguments(scenario, 100));
    for share in shares(scenario) {
        let key = if share == 0 { line::WAIT } else { line::PRIMES };
        let tasks = run::tasks_of(
            workload,
            run::count(scenario, "tasks"),
            run::arguments(scenario, share),
            key,
        );
        let plan = Plan {
            load: "mixed",
            executor: "serial",
            workers: 1,
            repeat: 0,
            x: Some(share),
            chunk: Chunk::Of(1),
        };
        run.at(line::SERIAL);
        let serial = run.execute(&plan, tasks.clone())?;
        run.print(&format!("{share} %: serial {:.3} s", run::seconds(&serial)));
        let others = scenario
            .choices("executors")
            .iter()
            .filter(|executor| *executor != "serial");
        for executor in others {
            run.at(line::MAP);
            let workers = run::count(scenario, "workers").max(1);
            let execution = run.execute(
                &Plan {
                    executor,
                    workers,
                    ..plan.clone()
                },
                tasks.clone(),
            )?;
            run.check_equal(&format!("{share} %"), &serial.results, &execution.results);
            run.print(&format!(
                "{share} %: {executor} {:.3} s",
                run::seconds(&execution)
            ));
        }
    }
    Ok(())
}
