//! `threadpool-legacy`: the old module of that name beside an executor.
//!
//! A run: the old way (workers on a queue of requests, results on another, callbacks called by main in `wait`), then a `ThreadPoolExecutor` with the
//! same number of workers. Task i waits `u` and returns its square.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{integer, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Clock, Run, Thread},
    runtime::error::Error,
    runtime::futures::ThreadPoolExecutor,
    runtime::sync::Queue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The wait of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// A worker's `get`.
    pub const GET: u16 = python::OWN;
    /// `putRequest`.
    pub const PUT: u16 = python::OWN + 1;
    /// `wait`.
    pub const RESULT: u16 = python::OWN + 2;
    /// Dismissing the workers.
    pub const DISMISS: u16 = python::OWN + 3;
    /// `executor.map`.
    pub const MAP: u16 = python::OWN + 4;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "threadpool-legacy",
        fields: &[
            Field::new("tasks", "10").within(1.0, 200.0),
            Field::new("workers", "4").within(1.0, 16.0),
            Field::new("u", "0.2").within(0.0, 1.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("The old threadpool module", "threadpool 模块"),
    idea: Text::new(
        "Before executors there was a module called threadpool: make requests, put them, wait, and get each result by a callback. The same with an executor \
         takes two lines.",
        "在执行器出现之前，有一个名叫 threadpool 的模块：生成请求、放入、等待，再由回调逐个得到结果。用执行器，同样的事只要两行。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "threadpool.makeRequests",
        "ThreadPool.putRequest",
        "ThreadPool.wait",
        "ThreadPoolExecutor",
        "Executor.map",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Both halves of the timeline look alike: four lanes of waits, three rounds. The old way hands results to main in the order in which they come; \
         the executor's map gives them in the order of the input.",
        "时间线的前后两半看起来一样：四条泳道的等待，三轮。老办法按完成的先后把结果交给主线程；执行器的 map 按输入的顺序给出。",
    ),
    tries: [
        Try::new(
            "threadpool-legacy?v=1&workers=10",
            "As many workers as tasks: one round.",
            "线程和任务一样多：只要一轮。",
        ),
        Try::new(
            "threadpool-legacy?v=1&tasks=200&u=0&workers=8",
            "Tasks that do nothing: what remains is the queues.",
            "什么也不做的任务：剩下的就是队列的开销。",
        ),
        Try::new(
            "threadpool-legacy?v=1&workers=1",
            "One worker: both are a loop with detours.",
            "只有一个线程：两种方式都只是绕了弯的循环。",
        ),
    ],
    misconception: Text::new(
        "“threadpool is the module for thread pools.” It has not been maintained for many years; what it does is in the standard library since 3.2, \
         with errors, timeouts and cancelling besides.",
        "“线程池就用 threadpool 模块。”它多年无人维护；从 3.2 起，标准库就有同样的功能，还带异常、超时和取消。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("workers")).unwrap_or(0),
};

const OLD: &str = "\
class ThreadPool:  # the old module, in short
    def __init__(self, count):
        self.requests, self.results, self.open = queue.Queue(), queue.Queue(), 0
        self.threads = [threading.Thread(target=self.work) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def work(self):
        while True:";

fn listing(scenario: &Scenario) -> Listing {
    let (tasks, workers) = (
        integer(scenario.integer("tasks")),
        scenario.integer("workers"),
    );
    Listing::of("import queue\nimport threading\nimport time\nfrom concurrent.futures import ThreadPoolExecutor\n")
        .line("")
        .lines(OLD)
        .at(line::GET, "            request = self.requests.get()")
        .lines("            if request is None:\n                break")
        .lines("            function, argument, callback = request")
        .lines("            self.results.put((callback, argument, function(argument)))\n\n    def putRequest(self, request):")
        .at(line::PUT, "        self.requests.put(request)")
        .lines("        self.open += 1\n\n    def wait(self):  # calls the callbacks here, in the thread that waits\n        while self.open:")
        .at(line::RESULT, "            callback, argument, result = self.results.get()")
        .lines("            callback(argument, result)\n            self.open -= 1\n\n    def dismiss(self):")
        .lines("        for _ in self.threads:\n            self.requests.put(None)\n        for thread in self.threads:")
        .at(line::DISMISS, "            thread.join()")
        .lines("\ndef work(number):")
        .at(line::WAIT, format!("    time.sleep({})", seconds(scenario.scaled_ms("u"))))
        .lines("    return number * number\n\nsquares = {}\nstart = time.perf_counter()")
        .line(format!("pool = ThreadPool({workers})"))
        .line(format!("for number in range({tasks}):  # makeRequests and putRequest"))
        .lines("    pool.putRequest((work, number, squares.__setitem__))\npool.wait()\npool.dismiss()")
        .line("print(f\"threadpool: {time.perf_counter() - start:.2f} s\", [squares[n] for n in sorted(squares)])")
        .lines("\nstart = time.perf_counter()")
        .line(format!("with ThreadPoolExecutor({workers}) as executor:"))
        .at(line::MAP, format!("    results = list(executor.map(work, range({tasks})))"))
        .line("print(f\"executor: {time.perf_counter() - start:.2f} s\", results)")
}

/// The old way, then the executor; the squares are the same.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (tasks, workers) = (scenario.integer("tasks"), scenario.integer("workers"));
    let u = run::scaled(scenario, "u");
    let clock = Clock::start();
    let mut old = legacy(run, (tasks, workers), u)?;
    let seconds = clock.seconds();
    run.value(
        "order of callbacks",
        run::integers(old.iter().map(|(number, _)| *number)),
    );
    old.sort_unstable();
    let old: Vec<i64> = old.into_iter().map(|(_, square)| square).collect();
    tell(run, "threadpool", seconds, &old);
    let clock = Clock::start();
    run.at(line::MAP);
    let executor = run::raised(ThreadPoolExecutor::new(workers))?;
    let futures = (0..tasks).map(|number| executor.submit(move || square(number, u)));
    let futures = run::raised(futures.collect::<Result<Vec<_>, Error>>())?;
    let new = run::raised(
        futures
            .iter()
            .map(|future| future.result())
            .collect::<Result<Vec<i64>, Error>>(),
    )?;
    drop(executor);
    tell(run, "executor", clock.seconds(), &new);
    let expected = (0..tasks).map(|number| number * number);
    let equal = old == new && expected.eq(new.iter().copied());
    run.check("check-results-equal", equal, format!("{old:?} and {new:?}"));
    run.value("threadpool", run::integers(old));
    run.value("executor", run::integers(new));
    Ok(())
}

#[cfg(feature = "program")]
fn square(number: i64, u: Duration) -> Result<i64, Error> {
    run::at(line::WAIT);
    run::sleep(u);
    Ok(number * number)
}

#[cfg(feature = "program")]
fn tell(run: &Run, name: &str, seconds: f64, squares: &[i64]) {
    let list = run::integers(squares.iter().copied()).python();
    run.print(&format!("{name}: {seconds:.2} s {list}"));
}

/// Requests on one queue, results on another; arguments and results in the order of the callbacks.
#[cfg(feature = "program")]
fn legacy(
    run: &mut Run,
    (tasks, workers): (i64, i64),
    u: Duration,
) -> Result<Vec<(i64, i64)>, TaskError> {
    let requests: Arc<Queue<Option<i64>>> = Arc::new(Queue::named("requests", 0));
    let results: Arc<Queue<(i64, i64)>> = Arc::new(Queue::named("results", 0));
    let worker = |run: &mut Run| {
        let (requests, results) = (requests.clone(), results.clone());
        run.thread("work", move || {
            loop {
                run::at(line::GET);
                let Some(number) = requests.get()? else {
                    return Ok::<(), Error>(());
                };
                results.put((number, square(number, u)?))?;
            }
        })
    };
    let threads: Vec<Thread> = (0..workers).map(|_| worker(run)).collect();
    run.start_all(&threads, line::PUT)?;
    for number in 0..tasks {
        run.at(line::PUT);
        run::raised(requests.put(Some(number)))?;
    }
    run.at(line::RESULT);
    let called = run::raised(
        (0..tasks)
            .map(|_| results.get())
            .collect::<Result<Vec<_>, Error>>(),
    )?;
    for _ in &threads {
        run::raised(requests.put(None))?;
    }
    run.join_all(&threads, line::DISMISS)?;
    Ok(called)
}
