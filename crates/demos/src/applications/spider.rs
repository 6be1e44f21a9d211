//! `spider`: fetches pages in a loop, then on pools.
//!
//! A run: the loop first, as the baseline, then a pool for each count of workers above 1, pages handed out one at a time. Page i waits
//! `latency` · (1 ± spread) and returns a dict; whether its status is 503 is told by the seed. No request leaves the page.

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::pools::pool_map_speedup::pools;
use crate::python::{self, integer, kernels, seconds, tuple};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Plan, Run},
    runtime::context,
    runtime::executors::Execution,
    runtime::pool::Chunk,
    runtime::task::{self, Tasks, Value},
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    workloads::{Draws, latency},
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The wait for a page.
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
        id: "spider",
        fields: &[
            Field::new("pages", "4").within(1.0, 100.0),
            Field::new("latency", "1000").explained(
                "How long the simulated site takes to answer.",
                "模拟的网站多久应答。",
            ),
            Field::new("spread", "0").explained(
                "How far the answers differ from the latency; the seed says which page takes how long.",
                "应答时间与等待时间相差多少；每个网页多久由种子决定。",
            ),
            Field::new("fail_rate", "0"),
            Field::new("workers", "1,2,4").within(1.0, 64.0).list().explained(
                "The pools that are measured, one after the other. 1 is the plain loop, which always runs first.",
                "依次测量的池的大小。1 就是普通循环，它总是最先运行。",
            ),
            thread_or_process("thread"),
            Field::new("seed", "1"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Applications,
    title: Text::new("Crawl pages", "爬虫"),
    idea: Text::new(
        "A spider fetches four pages that take a second each: in a loop, on two workers, on four. The site is simulated; the waiting is real, and \
         no request leaves this page.",
        "爬虫抓取四个网页，每个要一秒：先用循环，再用两个工作者，再用四个。网站是模拟的，等待是真实的，没有任何请求离开这个页面。",
    ),
    difficulty: Difficulty::First,
    api_names: &["multiprocessing.Pool", "multiprocessing.dummy.Pool", "Pool.map", "time.sleep", "requests.get"],
    python: card::python(listing),
    look_at: Text::new(
        "The waits of a pool lie side by side: 4 s in the loop, then 2 s, then 1 s. The list of dicts is the same each time, one a page, in the \
         order of the pages, whichever page answered first.",
        "池里的等待并排在一起：循环 4 秒，然后 2 秒、1 秒。每次得到的字典列表都相同：每页一个，按网页的顺序，不管谁先应答。",
    ),
    tries: [
        Try::new(
            "spider?v=1&pages=40&latency=200&workers=1,4,16&spread=100",
            "Forty pages with answers between 0 and 400 ms: nobody waits for the slow ones, whoever is free takes the next.",
            "四十个网页，应答在 0 到 400 毫秒之间：没人等最慢的，谁有空谁取下一个。",
        ),
        Try::new(
            "spider?v=1&pages=20&latency=100&fail_rate=30&workers=1,5",
            "Three pages in ten fail: a failed page is a result like any other.",
            "十页里有三页失败：失败的网页和其他结果一样，也是一个结果。",
        ),
        Try::new(
            "spider?v=1&kind=process",
            "Processes: the same times, for more memory, and every dict is copied.",
            "换成进程：时间相同，内存更多，而且每个字典都要复制。",
        ),
    ],
    misconception: Text::new(
        "“A spider needs processes.” Fetching is waiting: threads do as well and are cheaper. Processes pay off only for what is done with the \
         pages afterwards, if that is computing.",
        "“爬虫要用多进程。”抓取就是等待：线程同样快，也更便宜。只有之后对网页做的处理是计算时，进程才划算。",
    ),
    threads: |scenario| pools(scenario).into_iter().max().unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let pools = pools(scenario);
    let pooled = !pools.is_empty();
    let (spread, rate) = (scenario.integer("spread"), scenario.integer("fail_rate"));
    let latency = seconds(scenario.scaled_ms("latency"));
    let wait = if spread > 0 {
        format!(
            "{latency} * (1 + {} * (2 * draw(page) / 2**32 - 1))",
            spread as f64 / 100.0
        )
    } else {
        latency
    };
    let status = if rate > 0 {
        format!("503 if draw(page, 1) % 100 < {rate} else 200")
    } else {
        "200".to_owned()
    };
    Listing::of("import time")
        .when(pooled, |l| l.line(python::pool_import(scenario)))
        .line("")
        .when(spread > 0 || rate > 0, |l| kernels::draw(l, scenario).line(""))
        .line("def fetch(page):  # instead of requests.get")
        .at(line::WAIT, format!("    time.sleep({wait})"))
        .line(format!("    return {{\"page\": page, \"status\": {status}}}"))
        .lines("\nif __name__ == \"__main__\":")
        .line(format!("    pages = range({})", integer(scenario.integer("pages"))))
        .line("    start = time.perf_counter()")
        .line("    results = []")
        .line("    for page in pages:")
        .at(line::LOOP, "        results.append(fetch(page))")
        .line("    print(f\"loop: {time.perf_counter() - start:.2f} s\", results)")
        .when(pooled, |l| {
            l.line(format!("    for workers in {}:", tuple(pools.into_iter().map(i64::from))))
                .at(line::POOL, "        with Pool(workers) as pool:  # starting them is not timed")
                .line("            start = time.perf_counter()")
                .at(line::MAP, "            results = pool.map(fetch, pages, chunksize=1)")
                .line("            print(f\"pool of {workers}: {time.perf_counter() - start:.2f} s\", results)")
        })
}

/// The loop, then a pool of each size; the lists are the same.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let tasks = run::list(scenario, fetches);
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
            executor: run::pool_executor(scenario),
            workers,
            ..plan.clone()
        };
        let pooled = run.execute(&plan, tasks.clone())?;
        let name = format!("pool of {workers}");
        run.check_equal(&name, &serial.results, &pooled.results);
        tell(run, &name, &pooled);
    }
    let dicts = dicts(&serial);
    let in_order = (0i64..).zip(&dicts).all(|(page, dict)| is_of(dict, page));
    run.check(
        "check-input-order",
        in_order && dicts.len() == run::count(scenario, "pages") as usize,
        format!("{} dicts", dicts.len()),
    );
    run.value("pages", TaskValue::List(dicts));
    Ok(())
}

/// A task for each page: waits as long as the site takes, gives a dict.
#[cfg(feature = "program")]
pub(crate) fn fetches(scenario: &Scenario) -> Arc<dyn Tasks> {
    let page = run::scaled(scenario, "latency");
    let (seed, spread) = (
        run::count(scenario, "seed"),
        scenario.integer("spread") as f64 / 100.0,
    );
    let rate = run::count(scenario, "fail_rate");
    task::list(run::count(scenario, "pages"), move |index| {
        context::at(line::WAIT);
        let draws = Draws::of(seed, index);
        run::wait(latency::scaled(page, latency::uniform(draws, spread)));
        let status = if draws.number(1) % 100 < rate {
            503
        } else {
            200
        };
        let dict = TaskValue::Record(vec![
            ("page".to_owned(), TaskValue::Integer(index.into())),
            ("status".to_owned(), TaskValue::Integer(status)),
        ]);
        Ok(Value::Bytes(dict.to_bytes()))
    })
}

#[cfg(feature = "program")]
fn dicts(execution: &Execution) -> Vec<TaskValue> {
    let dict = |result: &Result<Value, _>| match result {
        Ok(Value::Bytes(bytes)) => TaskValue::from_bytes(bytes).ok(),
        _ => None,
    };
    execution.results.iter().filter_map(dict).collect()
}

#[cfg(feature = "program")]
fn is_of(dict: &TaskValue, page: i64) -> bool {
    matches!(dict, TaskValue::Record(pairs) if pairs.first().is_some_and(|(_, value)| *value == TaskValue::Integer(page)))
}

#[cfg(feature = "program")]
fn tell(run: &Run, name: &str, execution: &Execution) {
    let list = TaskValue::List(dicts(execution)).python();
    run.print(&format!("{name}: {:.2} s {list}", run::seconds(execution)));
}
