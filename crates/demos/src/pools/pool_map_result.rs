//! `pool-map-result`: `map` returns one list, in the order of the input, however the tasks end.
//!
//! A run: `map` over `tasks` dicts on four threads; task i waits u · (1 ± spread), notes that it is through, and returns i². With `mutate` it also
//! writes into the dict that it was given.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{integer, kernels, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Shared},
    runtime::jobs::ThreadPool,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    workloads::{Draws, latency},
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The sleep of a task.
    pub const WAIT: u16 = python::line::WAIT;
    /// Making the pool.
    pub const POOL: u16 = python::OWN;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 1;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "pool-map-result",
        fields: &[
            Field::new("tasks", "8").within(1.0, 64.0),
            Field::new("u", "0.3").within(0.0, 1.0),
            Field::new("spread", "90"),
            Field::new("mutate", "on"),
            Field::new("seed", "1"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("map returns a list", "返回值"),
    idea: Text::new(
        "Eight tasks of unequal length on four threads. They end in any order, and map still returns their values in the order of the input.",
        "八个长短不一的任务交给四个线程。它们以任意顺序完成，map 返回的值仍按输入的顺序排列。",
    ),
    difficulty: Difficulty::First,
    api_names: &["Pool.map", "multiprocessing.dummy.Pool"],
    python: card::python(listing),
    look_at: Text::new(
        "Compare “order of ending” with the results: only the first is mixed. The dicts have changed, because threads were given the very dicts of main; \
         processes would have changed copies.",
        "把“完成顺序”与结果相比：只有前者是乱的。字典变了，因为线程拿到的就是主线程的字典；换成进程，改的只是副本。",
    ),
    tries: [
        Try::new(
            "pool-map-result?v=1&spread=0",
            "Equal tasks end almost in order, by chance.",
            "等长的任务几乎按顺序完成，但只是碰巧。",
        ),
        Try::new(
            "pool-map-result?v=1&tasks=32&u=0.1&seed=7",
            "Thirty-two tasks, another seed: another order, the same list.",
            "三十二个任务，换个种子：顺序变了，列表不变。",
        ),
        Try::new(
            "pool-map-result?v=1&mutate=off",
            "Without writing into the argument: the dicts stay as they were.",
            "不写参数：字典保持原样。",
        ),
    ],
    misconception: Text::new(
        "“The list is in the order in which the tasks ended.” map puts each value at the place of its input. Who wants them as they come takes imap_unordered.",
        "“列表按完成的先后排列。”map 把每个值放到对应输入的位置。想先到先得，用 imap_unordered。",
    ),
    threads: |_| 4,
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
    Listing::of("import time\nfrom multiprocessing.dummy import Pool  # a pool of threads")
        .line("")
        .when(spread > 0, |l| kernels::draw(l, scenario).line(""))
        .lines("ended = []\n\ndef work(item):\n    task = item[\"task\"]")
        .at(line::WAIT, format!("    time.sleep({wait})"))
        .line("    ended.append(task)")
        .when(scenario.flag("mutate"), |l| l.line("    item[\"square\"] = task * task"))
        .lines("    return task * task\n\nif __name__ == \"__main__\":")
        .line(format!("    items = [{{\"task\": task}} for task in range({})]", integer(scenario.integer("tasks"))))
        .at(line::POOL, "    with Pool(4) as pool:")
        .at(line::MAP, "        results = pool.map(work, items, chunksize=1)")
        .lines("    print(\"order of ending:\", ended)\n    print(\"results:\", results)\n    print(\"last item:\", items[-1])")
}

/// Unequal tasks; the order of their ends beside the list of their values.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let tasks = scenario.integer("tasks");
    let (u, spread) = (
        run::scaled(scenario, "u"),
        scenario.integer("spread") as f64 / 100.0,
    );
    let (seed, mutate) = (run::count(scenario, "seed"), scenario.flag("mutate"));
    let ended = Shared::<Vec<i64>>::default();
    let dict = |task: i64| vec![("task".to_owned(), TaskValue::Integer(task))];
    let items: Vec<Shared<Vec<(String, TaskValue)>>> =
        (0..tasks).map(|task| Shared::new(dict(task))).collect();
    run.at(line::POOL);
    let pool = run::raised(ThreadPool::new(4))?;
    let noted = ended.clone();
    let work = move |(task, item): (i64, Shared<Vec<(String, TaskValue)>>)| {
        run::at(line::WAIT);
        let draws = Draws::of(seed, task as u32);
        run::sleep(latency::scaled(u, latency::uniform(draws, spread)));
        noted.with(|ended| ended.push(task));
        if mutate {
            item.with(|item| item.push(("square".to_owned(), TaskValue::Integer(task * task))));
        }
        Ok(task * task)
    };
    run.at(line::MAP);
    let results = run::raised(pool.map_chunked(work, (0..).zip(items.clone()), 1))?;
    let in_order = results
        .iter()
        .copied()
        .eq((0..tasks).map(|task| task * task));
    run.check(
        "check-input-order-numbers",
        in_order,
        format!("{results:?}"),
    );
    let last = items
        .last()
        .map_or(TaskValue::Unit, |item| TaskValue::Record(item.get()));
    let lists = [
        ("order of ending", run::integers(ended.get())),
        ("results", run::integers(results)),
        ("last item", last),
    ];
    for (name, list) in lists {
        run.print(&format!("{name}: {}", list.python()));
        run.value(name, list);
    }
    Ok(())
}
