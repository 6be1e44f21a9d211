//! `semaphore-or-pool`: two ways to limit how many work at once.
//!
//! A run: `tasks` threads that take a semaphore of `limit` permits before they work; then a pool of `limit` threads with the same tasks. Each works
//! for `work`.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{integer, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Inside, Run, Thread, Timed},
    runtime::error::Error,
    runtime::sync::Semaphore,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::sync::Arc,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// `with places`.
    pub const ACQUIRE: u16 = python::OWN;
    /// `start`.
    pub const START: u16 = python::OWN + 1;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 2;
    /// Making the pool.
    pub const POOL: u16 = python::OWN + 3;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 4;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "semaphore-or-pool",
        fields: &[
            Field::new("tasks", "40").within(1.0, 64.0).explained(
                "How many calls there are. Behind the semaphore each has a thread, all at once; each is a worker of the browser, and a process gets no more than 64 of them ahead.",
                "有多少次调用。信号量那边每次调用一个线程，而且同时存在；每个都是浏览器的一个 Worker，一个进程最多预备 64 个。",
            ),
            Field::new("limit", "4"),
            Field::new("work", "0.1").within(0.0, 1.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("Semaphore or pool?", "信号量与线程池"),
    idea: Text::new(
        "At most four of forty tasks may work at once. A semaphore makes forty threads and lets four of them through; a pool makes four threads.",
        "四十个任务，同时最多四个在工作。信号量创建四十个线程，只放四个进去；池只创建四个线程。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "threading.Semaphore",
        "multiprocessing.dummy.Pool",
        "Pool.map",
        "threading.Thread",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Forty thin rows, most of them waiting for the semaphore, against four full ones. Never more than four work at once, and the time is about the same.",
        "四十条细行，大多在等信号量；对比四条排满的行。同时工作的从不超过四个，总时间差不多。",
    ),
    tries: [
        Try::new(
            "semaphore-or-pool?v=1&limit=1",
            "A limit of one: the semaphore is a lock, the pool a queue with one worker.",
            "上限为一：信号量就是锁，池就是只有一个线程的队列。",
        ),
        Try::new(
            "semaphore-or-pool?v=1&limit=16&work=0.05",
            "Sixteen at once.",
            "同时十六个。",
        ),
        Try::new(
            "semaphore-or-pool?v=1&work=0",
            "No work: what is left is the price of the threads.",
            "没有工作：剩下的就是线程的开销。",
        ),
    ],
    misconception: Text::new(
        "“A semaphore limits the threads.” It limits how many are inside; every thread is created all the same and waits, with its stack and its start-up.",
        "“信号量限制线程数。”它限制的是同时在里面的数目；所有线程照样被创建、照样等待，栈和启动的开销一样不少。",
    ),
    threads: |scenario| {
        u32::try_from(scenario.integer("tasks").max(scenario.integer("limit"))).unwrap_or(0)
    },
};

fn listing(scenario: &Scenario) -> Listing {
    let (tasks, limit) = (
        integer(scenario.integer("tasks")),
        scenario.integer("limit"),
    );
    Listing::of("import threading\nimport time\nfrom multiprocessing.dummy import Pool  # a pool of threads")
        .line("")
        .line(format!("places = threading.Semaphore({limit})"))
        .lines("\ndef work(task):")
        .at(line::WAIT, format!("    time.sleep({})", seconds(scenario.scaled_ms("work"))))
        .lines("\ndef limited(task):")
        .at(line::ACQUIRE, "    with places:")
        .lines("        work(task)\n\nif __name__ == \"__main__\":\n    start = time.perf_counter()")
        .line(format!("    threads = [threading.Thread(target=limited, args=(task,)) for task in range({tasks})]"))
        .line("    for thread in threads:")
        .at(line::START, "        thread.start()")
        .line("    for thread in threads:")
        .at(line::JOIN, "        thread.join()")
        .line("    print(f\"semaphore, {len(threads)} threads: {time.perf_counter() - start:.2f} s\")")
        .line("    start = time.perf_counter()")
        .at(line::POOL, format!("    with Pool({limit}) as pool:"))
        .at(line::MAP, format!("        pool.map(work, range({tasks}), chunksize=1)"))
        .line(format!("    print(f\"pool, {limit} threads: {{time.perf_counter() - start:.2f}} s\")"))
}

/// Both ways, timed; how many were ever at work at once.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (tasks, limit) = (run::count(scenario, "tasks"), run::count(scenario, "limit"));
    let wait = run::scaled(scenario, "work");
    let (behind, pooled) = (Inside::default(), Inside::default());
    let seconds = semaphore(run, (tasks, limit), wait, &behind)?;
    run.print(&format!("semaphore, {tasks} threads: {seconds:.2} s"));
    let what = Timed {
        load: "pool",
        executor: "threads",
        workers: limit,
        tasks,
    };
    let inside = pooled.clone();
    let (_, seconds) = run.timed_pool(what, line::POOL, |pool| {
        run::at(line::MAP);
        pool.map_chunked(move |_| work(&inside, wait), 0..tasks, 1)
    })?;
    run.print(&format!("pool, {limit} threads: {seconds:.2} s"));
    let most = behind.most().max(pooled.most());
    run.check("check-permits", most <= limit, format!("{most} at once"));
    run.value(
        "threads behind the semaphore",
        TaskValue::Integer(tasks.into()),
    );
    run.value("threads of the pool", TaskValue::Integer(limit.into()));
    run.value("most at once", TaskValue::Integer(most.into()));
    Ok(())
}

/// A thread for each task, behind a semaphore; the seconds it took.
#[cfg(feature = "program")]
fn semaphore(
    run: &mut Run,
    (tasks, limit): (u32, u32),
    wait: Duration,
    inside: &Inside,
) -> Result<f64, TaskError> {
    let places = Arc::new(Semaphore::new(limit));
    let limited = |_| {
        let (places, inside) = (places.clone(), inside.clone());
        run.thread("limited", move || {
            run::at(line::ACQUIRE);
            let _place = places.hold();
            work(&inside, wait)
        })
    };
    let threads: Vec<Thread> = (0..tasks).map(limited).collect();
    let what = Timed {
        load: "semaphore",
        executor: "threads",
        workers: tasks,
        tasks,
    };
    let ((), seconds) = run.timed(
        what,
        |_| Ok(threads),
        |threads| {
            run::at(line::START);
            threads.iter().try_for_each(Thread::start)?;
            run::at(line::JOIN);
            threads.iter().try_for_each(Thread::join)
        },
    )?;
    Ok(seconds)
}

#[cfg(feature = "program")]
fn work(inside: &Inside, wait: Duration) -> Result<(), Error> {
    inside.enter();
    run::at(line::WAIT);
    run::sleep(wait);
    inside.leave();
    Ok(())
}
