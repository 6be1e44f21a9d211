//! `port-scan`: tries ports one after the other, then on pools.
//!
//! A run: the loop first, then a pool for each count of workers above 1, ports handed out one at a time. An open port and a closed one answer at
//! once, a filtered one lets the timeout run out; which of the ports that are not open are filtered is told by the seed. The host is simulated.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::pools::pool_map_speedup::pools;
use crate::python::{integer, kernels, seconds, tuple};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Plan, Run},
    runtime::context,
    runtime::executors::Execution,
    runtime::pool::Chunk,
    runtime::task::{self, Tasks, Value},
    scenario::outcome::TaskError,
    std::sync::Arc,
    workloads::Draws,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The wait for an answer that does not come.
    pub const WAIT: u16 = python::line::WAIT;
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
        id: "port-scan",
        fields: &[
            Field::new("ports", "200").within(1.0, 1000.0).explained(
                "How many ports are tried, from 1 on. Port 443 is open, too, but is not asked unless there are so many.",
                "从 1 号开始试多少个端口。443 也开放，但端口数不到它就不会被问到。",
            ),
            Field::new("open", "22,80,443"),
            Field::new("filtered", "50"),
            Field::new("timeout", "0.2").within(0.05, 2.0).explained(
                "How long a filtered port is waited for.",
                "对被过滤的端口等多久。",
            ),
            Field::new("workers", "20").within(1.0, 64.0).list().explained(
                "The pools that are measured, one after the other; the plain loop always runs first.",
                "依次测量的池的大小；普通循环总是最先运行。",
            ),
            Field::new("seed", "1"),
            Field::new("time_scale", "0.2"),
        ],
    },
    chapter: Chapter::Applications,
    title: Text::new("Port scan", "端口扫描"),
    idea: Text::new(
        "Which of two hundred ports are open? A firewall swallows some questions, and each of those costs a timeout. The host is simulated: \
         nothing is sent.",
        "两百个端口里哪些是开放的？防火墙会吞掉一部分询问，每次都要等到超时。主机是模拟的：没有发送任何东西。",
    ),
    difficulty: Difficulty::First,
    api_names: &["multiprocessing.dummy.Pool", "Pool.map", "socket.connect_ex", "socket.settimeout"],
    python: card::python(listing),
    look_at: Text::new(
        "Nearly all of the time is waiting for what never answers: about 4 s in the loop, and 0.2 s on 20 workers (a fifth of a real scan's, by the \
         time scale). The list of open ports is the same for any number of workers; only the rounds of timeouts get fewer.",
        "几乎所有时间都在等从不应答的端口：循环约 4 秒，20 个线程约 0.2 秒（按时间比例，是真实扫描的五分之一）。线程再多，开放端口的列表都相同；变少的只是超时的轮数。",
    ),
    tries: [
        Try::new(
            "port-scan?v=1&timeout=0.05&workers=1,5,20,64",
            "1, 5, 20, 64 workers: the time falls with the number of rounds.",
            "1、5、20、64 个线程：时间随轮数减少。",
        ),
        Try::new(
            "port-scan?v=1&filtered=0&workers=20",
            "No firewall: every port answers at once, and the pool has nothing to gain.",
            "没有防火墙：每个端口都立即应答，线程池没有什么可省的。",
        ),
        Try::new(
            "port-scan?v=1&timeout=0.05",
            "A short timeout: the other way to be fast, if the host is near.",
            "缩短超时：另一种变快的办法，前提是主机很近。",
        ),
    ],
    misconception: Text::new(
        "“More threads, faster scan.” Only until the timeouts lie side by side: the time is the number of rounds, filtered ports ÷ workers \
         rounded up, times the timeout.",
        "“线程越多，扫描越快。”只到所有超时并排为止：总时间等于轮数（被过滤的端口数除以线程数，向上取整）乘以超时。",
    ),
    threads: |scenario| pools(scenario).into_iter().max().unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let pools = pools(scenario);
    let pooled = !pools.is_empty();
    let open: Vec<String> = scenario
        .integers("open")
        .iter()
        .map(ToString::to_string)
        .collect();
    Listing::of("import time")
        .when(pooled, |l| l.line("from multiprocessing.dummy import Pool  # a pool of threads"))
        .line("")
        .when(true, |l| open_ports(l, &open))
        .line("")
        .when(true, |l| kernels::draw(l, scenario))
        .lines("\ndef probe(port):  # instead of socket.connect_ex\n    if port in OPEN:\n        return port")
        .line(format!(
            "    if draw(port) % 100 < {}:  # filtered: no answer",
            scenario.integer("filtered")
        ))
        .at(line::WAIT, format!("        time.sleep({})", seconds(scenario.scaled_ms("timeout"))))
        .lines("    return None\n\nif __name__ == \"__main__\":")
        .line(format!("    ports = range(1, {})", integer(scenario.integer("ports") + 1)))
        .line("    start = time.perf_counter()")
        .at(line::LOOP, "    results = [probe(port) for port in ports]")
        .line("    found = [port for port in results if port]")
        .line("    print(f\"loop: {time.perf_counter() - start:.2f} s\", found)")
        .when(pooled, |l| {
            l.line(format!("    for workers in {}:", tuple(pools.into_iter().map(i64::from))))
                .at(line::POOL, "        with Pool(workers) as pool:  # starting them is not timed")
                .line("            start = time.perf_counter()")
                .at(line::MAP, "            results = pool.map(probe, ports, chunksize=1)")
                .line("            found = [port for port in results if port]")
                .line("            print(f\"pool of {workers}: {time.perf_counter() - start:.2f} s\", found)")
        })
}

/// The set of open ports, ten in a line.
fn open_ports(listing: Listing, open: &[String]) -> Listing {
    if open.len() <= 10 {
        return listing.line(format!("OPEN = {{{}}}", open.join(", ")));
    }
    let rows = open
        .chunks(10)
        .map(|row| format!("    {},", row.join(", ")));
    rows.fold(listing.line("OPEN = {"), Listing::line).line("}")
}

/// The loop, then a pool of each size; all find the same ports.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let tasks = probes(scenario);
    let plan = Plan {
        load: "io",
        executor: "serial",
        workers: 1,
        repeat: 0,
        x: None,
        chunk: Chunk::Of(1),
    };
    run.at(line::LOOP);
    let serial = run.execute(&plan, tasks.clone())?;
    tell(run, "loop", &serial);
    for workers in pools(scenario) {
        run.at(line::MAP);
        let plan = Plan {
            executor: "threads",
            workers,
            ..plan.clone()
        };
        let pooled = run.execute(&plan, tasks.clone())?;
        let name = format!("pool of {workers}");
        run.check_equal(&name, &serial.results, &pooled.results);
        tell(run, &name, &pooled);
    }
    let mut expected: Vec<i64> = scenario.integers("open").to_vec();
    expected.retain(|port| *port <= scenario.integer("ports"));
    expected.sort_unstable();
    expected.dedup();
    let found = found(&serial);
    run.check("check-open-ports", found == expected, format!("{found:?}"));
    run.value("open", run::integers(found));
    Ok(())
}

/// A task for each port, from 1 on: its number if it is open, else nothing.
#[cfg(feature = "program")]
fn probes(scenario: &Scenario) -> Arc<dyn Tasks> {
    let open = scenario.integers("open").to_vec();
    let (seed, filtered) = (
        run::count(scenario, "seed"),
        run::count(scenario, "filtered"),
    );
    let timeout = run::scaled(scenario, "timeout");
    task::list(run::count(scenario, "ports"), move |index| {
        let port = index + 1;
        if open.contains(&port.into()) {
            return Ok(Value::Integer(port.into()));
        }
        if Draws::of(seed, port).number(0) % 100 < filtered {
            context::at(line::WAIT);
            run::wait(timeout);
        }
        Ok(Value::Unit)
    })
}

#[cfg(feature = "program")]
fn found(execution: &Execution) -> Vec<i64> {
    let port = |result: &Result<Value, _>| match result {
        Ok(Value::Integer(port)) => Some(*port),
        _ => None,
    };
    execution.results.iter().filter_map(port).collect()
}

#[cfg(feature = "program")]
fn tell(run: &Run, name: &str, execution: &Execution) {
    let list = run::integers(found(execution)).python();
    run.print(&format!("{name}: {:.2} s {list}", run::seconds(execution)));
}
