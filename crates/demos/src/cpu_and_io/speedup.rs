//! `speedup`, the opening demo: one task list, computing and waiting, one after the other and on 1 … w workers.
//!
//! A run: for each load and each repeat, serial first, then each other executor at each count of workers ([`points`]), tasks handed out
//! one at a time (chunk size 1). A computing task returns its count of primes, a waiting task `None`, a mixed one its count.

use super::{compares_pools, mixed, pool_threads};
use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{self, integer, seconds, tuple};
use scenario::catalogue::OFFERED_EXECUTORS;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Plan, Run},
    ::workloads::Workload,
    runtime::pool::Chunk,
    runtime::task::Tasks,
    scenario::outcome::TaskError,
    std::sync::Arc,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The division in `primes`.
    pub const PRIMES: u16 = python::line::PRIMES;
    /// The sleep of a waiting task.
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
        id: "speedup",
        fields: &[
            Field::new("load", "both"),
            Field::new("tasks", "8").within(1.0, 1000.0),
            Field::new("workers", "4").within(1.0, 64.0).explained(
                "The most workers that the tasks run on.",
                "任务最多分给多少个线程。",
            ),
            Field::new("sweep", "powers"),
            Field::new("repeats", "1"),
            Field::new("n", "1000000").within(1000.0, 20_000_000.0),
            Field::new("latency", "250"),
            Field::new("cpu_share", "50"),
            Field::new("executors", "serial,threads").offering(OFFERED_EXECUTORS),
            Field::new("seed", "1"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::CpuAndIo,
    title: Text::new("Speed-up, side by side", "加速比对比"),
    idea: Text::new(
        "The same tasks run one after the other, then on 1, 2, 4 … workers: first tasks that compute, then tasks that wait. The two charts \
         show how many times faster each gets, against the ideal line.",
        "同样的任务先逐个执行，再交给 1、2、4……个线程：先是计算任务，再是等待任务。两张图分别显示快了多少倍，并与理想直线对照。",
    ),
    difficulty: Difficulty::First,
    api_names: &[
        "multiprocessing.dummy.Pool",
        "Pool.map",
        "time.sleep",
        "time.perf_counter",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Find the waiting tasks in the timeline: they lie side by side on every lane, because a worker that waits needs no core. The \
         computing tasks overlap too, but once there are more workers than cores each of them takes longer, and the left chart bends away \
         from the ideal line.",
        "在时间线里找到等待任务：它们在每条泳道上并排，因为等待的线程不占核心。计算任务也会重叠，但线程数超过核心数以后，每个任务都变长了，\
         左图随之偏离理想直线。",
    ),
    tries: [
        Try::new(
            "speedup?v=1&tasks=16&workers=16",
            "Take 16 workers: computing stops at your number of cores, waiting goes on to 16 times.",
            "用 16 个线程：计算的加速停在核心数，等待能一直加速到 16 倍。",
        ),
        Try::new(
            "speedup?v=1&load=io&tasks=4&latency=1000&workers=4",
            "Wait four times one second: 4 s, then 2 s, then 1 s.",
            "等待四次，每次一秒：4 秒、2 秒、1 秒。",
        ),
        Try::new(
            "speedup?v=1&load=mixed&cpu_share=50&tasks=16&workers=8",
            "Let each task do both: where does the curve leave the ideal line now?",
            "让每个任务两样都做：曲线这次在哪里离开理想直线？",
        ),
    ],
    misconception: Text::new(
        "“Four workers make it four times as fast.” For waiting that is nearly so; for computing only up to the number of cores. The threads \
         here have no GIL: with CPython's GIL the computing threads would stay at 1×, whatever their number.",
        "“四个线程就快四倍。”等待差不多如此；计算只到核心数为止。这里的线程没有 GIL：在带 GIL 的 CPython 里，计算线程再多也停在 1 倍。",
    ),
    threads: pool_threads,
};

/// The counts of workers that a run measures, rising, the number of workers last; without the serial run.
pub fn points(scenario: &Scenario) -> Vec<u32> {
    let all = u32::try_from(scenario.integer("workers"))
        .unwrap_or(1)
        .max(1);
    let powers = (0..)
        .map(|exponent| 1 << exponent)
        .take_while(|count| *count < all);
    match scenario.text("sweep") {
        "powers" => powers.chain([all]).collect(),
        _ => vec![all],
    }
}

/// The loads that a run goes through, in order: ids of workloads.
pub fn workloads(scenario: &Scenario) -> &'static [&'static str] {
    match scenario.text("load") {
        "cpu" => &["primes"],
        "io" => &["sleep"],
        "mixed" => &["mixed"],
        _ => &["primes", "sleep"],
    }
}

fn listing(scenario: &Scenario) -> Listing {
    let repeats = scenario.integer("repeats");
    let threads = compares_pools(scenario);
    Listing::of("import time")
        .when(threads, |l| {
            l.line("from multiprocessing.dummy import Pool  # a pool of threads")
        })
        .when(repeats > 1, |l| l.line("from statistics import median"))
        .line("")
        .when(
            !workloads(scenario).contains(&"sleep") || workloads(scenario).len() > 1,
            |l| python::primes(l).line(""),
        )
        .when(true, |l| {
            workloads(scenario)
                .iter()
                .fold(l, |l, load| task(l, load, scenario))
        })
        .when(true, |l| serial(l, scenario))
        .when(threads, |l| pool(l, scenario))
        .when(true, |l| main(l, scenario, repeats, threads))
}

fn name(load: &str) -> &'static str {
    match load {
        "primes" => "compute",
        "sleep" => "wait",
        _ => "both",
    }
}

fn task(listing: Listing, load: &str, scenario: &Scenario) -> Listing {
    let parts = mixed(scenario, scenario.integer("cpu_share"));
    let listing = listing.line(format!("def {}(task):", name(load)));
    let listing = match load {
        "primes" => listing.line(format!(
            "    return primes({})",
            integer(scenario.integer("n"))
        )),
        "sleep" => listing.at(
            line::WAIT,
            format!("    time.sleep({})", seconds(scenario.scaled_ms("latency"))),
        ),
        _ => listing
            .line(format!("    count = primes({})", integer(parts.n)))
            .at(
                line::WAIT,
                format!("    time.sleep({})", seconds(parts.wait_ms)),
            )
            .line("    return count"),
    };
    listing.line("")
}

fn serial(listing: Listing, scenario: &Scenario) -> Listing {
    listing
        .line("def serial(function):")
        .line("    start = time.perf_counter()")
        .at(
            line::SERIAL,
            format!(
                "    results = [function(task) for task in range({})]",
                integer(scenario.integer("tasks"))
            ),
        )
        .line("    return results, time.perf_counter() - start")
        .line("")
}

fn pool(listing: Listing, scenario: &Scenario) -> Listing {
    listing
        .line("def threads(function, workers):")
        .at(
            line::POOL,
            "    with Pool(workers) as pool:  # starting them is not timed",
        )
        .line("        start = time.perf_counter()")
        .at(
            line::MAP,
            format!(
                "        results = pool.map(function, range({}), chunksize=1)",
                integer(scenario.integer("tasks"))
            ),
        )
        .line("        return results, time.perf_counter() - start")
        .line("")
}

fn main(listing: Listing, scenario: &Scenario, repeats: i64, threads: bool) -> Listing {
    let functions: Vec<&str> = workloads(scenario).iter().map(|load| name(load)).collect();
    let counts = tuple(points(scenario).into_iter().map(i64::from));
    let listing = listing.line("if __name__ == \"__main__\":");
    let listing = match &functions[..] {
        [one] => listing.line(format!("    for function in ({one},):")),
        more => listing.line(format!("    for function in ({}):", more.join(", "))),
    };
    if repeats == 1 {
        listing
            .line("        expected, alone = serial(function)")
            .line("        print(f\"{function.__name__}: serial {alone:.3f} s\")")
            .when(threads, |l| {
                l.line(format!("        for workers in {counts}:"))
                    .line("            results, seconds = threads(function, workers)")
                    .line("            assert results == expected")
                    .line("            print(f\"  {workers} workers: {alone / seconds:.2f} times as fast\")")
            })
    } else {
        listing
            .line("        times = {}")
            .line(format!("        for repeat in range({repeats}):"))
            .line("            expected, alone = serial(function)")
            .line("            times.setdefault(\"serial\", []).append(alone)")
            .when(threads, |l| {
                l.line(format!("            for workers in {counts}:"))
                    .line("                results, seconds = threads(function, workers)")
                    .line("                assert results == expected")
                    .line("                times.setdefault(workers, []).append(seconds)")
            })
            .line("        alone = median(times.pop(\"serial\"))")
            .line("        print(f\"{function.__name__}: serial {alone:.3f} s\")")
            .when(threads, |l| {
                l.line("        for workers, seconds in times.items():")
                    .line("            print(f\"  {workers} workers: {alone / run::median(seconds):.2f} times as fast\")")
            })
    }
}

/// For each load and each repeat: serial, then every other executor at every count of workers.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    for id in workloads(scenario) {
        let repeats = run::count(scenario, "repeats").max(1);
        if let Some(workload) = workloads::basic(id) {
            run::warm_up(workload, run::arguments(scenario, 100));
        }
        let mut times: Vec<(String, Vec<f64>)> = Vec::new();
        for repeat in 0..repeats {
            measure(run, scenario, id, repeat, &mut times)?;
        }
        report(run, name(id), &mut times);
    }
    Ok(())
}

/// One repeat of one load; `times` gets the makespans in seconds, serial first.
#[cfg(feature = "program")]
fn measure(
    run: &mut Run,
    scenario: &Scenario,
    id: &str,
    repeat: u32,
    times: &mut Vec<(String, Vec<f64>)>,
) -> Result<(), TaskError> {
    let Some(workload) = workloads::basic(id) else {
        return Ok(());
    };
    let tasks = task_list(scenario, workload);
    let plan = Plan {
        load: run::load_of(id),
        executor: "serial",
        workers: 1,
        repeat,
        x: None,
        chunk: Chunk::Of(1),
    };
    run.at(line::SERIAL);
    let serial = run.execute(&plan, tasks.clone())?;
    note(times, "serial".to_owned(), run::seconds(&serial));
    let others = scenario
        .choices("executors")
        .iter()
        .filter(|executor| *executor != "serial");
    for executor in others {
        for workers in points(scenario) {
            run.at(line::MAP);
            let pooled = Plan {
                executor,
                workers,
                ..plan.clone()
            };
            let execution = run.execute(&pooled, tasks.clone())?;
            run.check_equal(name(id), &serial.results, &execution.results);
            let label = format!("{workers} {executor}");
            note(times, label, run::seconds(&execution));
        }
    }
    if repeat == 0 {
        run.result(name(id), &serial.results);
    }
    Ok(())
}

/// The list that every executor runs.
#[cfg(feature = "program")]
fn task_list(scenario: &Scenario, workload: &'static Workload) -> Arc<dyn Tasks> {
    let line = if workload.id == "sleep" {
        line::WAIT
    } else {
        line::PRIMES
    };
    let arguments = run::arguments(scenario, scenario.integer("cpu_share"));
    run::tasks_of(workload, run::count(scenario, "tasks"), arguments, line)
}

#[cfg(feature = "program")]
fn note(times: &mut Vec<(String, Vec<f64>)>, name: String, seconds: f64) {
    match times.iter_mut().find(|(known, _)| *known == name) {
        Some((_, list)) => list.push(seconds),
        None => times.push((name, vec![seconds])),
    }
}

/// Prints what the Python prints.
#[cfg(feature = "program")]
fn report(run: &Run, load: &str, times: &mut [(String, Vec<f64>)]) {
    let mut medians = times
        .iter_mut()
        .map(|(name, seconds)| (&*name, run::median(seconds)));
    let Some((_, alone)) = medians.next() else {
        return;
    };
    run.print(&format!("{load}: serial {alone:.3} s"));
    for (name, seconds) in medians {
        run.print(&format!(
            "  {name}: {:.2} times as fast",
            alone / seconds.max(1e-9)
        ));
    }
}
