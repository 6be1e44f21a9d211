//! `starmap-tuples`: each item is one list of arguments.
//!
//! A run: `starmap(add, [(1, 1), (2, 1) …])` on four threads or processes.

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Workers},
    runtime::jobs::Function,
    scenario::outcome::TaskError,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The addition.
    pub const ADD: u16 = python::OWN;
    /// `pool.starmap`.
    pub const MAP: u16 = python::OWN + 1;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "starmap-tuples",
        fields: &[
            Field::new("pairs", "3"),
            Field::new("b", "1").within(-1000.0, 1000.0),
            thread_or_process("thread"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("starmap with written tuples", "starmap 传多个参数"),
    idea: Text::new(
        "map passes one thing to each call. starmap takes a tuple for each call and unpacks it: (2, 1) becomes add(2, 1).",
        "map 给每次调用传一样东西。starmap 为每次调用取一个元组并拆开：(2, 1) 就是 add(2, 1)。",
    ),
    difficulty: Difficulty::First,
    api_names: &[
        "Pool.starmap",
        "multiprocessing.Pool",
        "multiprocessing.dummy.Pool",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Three tuples, three calls, three sums, in the order of the tuples: [2, 3, 4].",
        "三个元组、三次调用、三个和，按元组的顺序：[2, 3, 4]。",
    ),
    tries: [
        Try::new(
            "starmap-tuples?v=1&pairs=16",
            "Sixteen tuples.",
            "十六个元组。",
        ),
        Try::new(
            "starmap-tuples?v=1&b=100",
            "Another second argument.",
            "换一个第二参数。",
        ),
        Try::new(
            "starmap-tuples?v=1&kind=process",
            "Processes: each tuple travels to a worker as bytes.",
            "换成进程：每个元组以字节的形式送到工作者那里。",
        ),
    ],
    misconception: Text::new(
        "“map can call a function of two arguments.” It passes each item as one argument, the whole tuple: add((2, 1)) lacks its b.",
        "“map 能调用两个参数的函数。”它把每一项当作一个参数传过去，也就是整个元组：add((2, 1)) 缺少 b。",
    ),
    threads: |_| 4,
};

fn listing(scenario: &Scenario) -> Listing {
    let b = scenario.integer("b");
    let pairs: Vec<String> = (1..=scenario.integer("pairs"))
        .map(|a| format!("({a}, {b})"))
        .collect();
    let mut listing = Listing::of(python::pool_import(scenario))
        .lines("\ndef add(a, b):")
        .at(line::ADD, "    return a + b")
        .lines("\nif __name__ == \"__main__\":\n    pairs = [");
    for eight in pairs.chunks(8) {
        listing = listing.line(format!("        {},", eight.join(", ")));
    }
    listing
        .lines("    ]\n    with Pool(4) as pool:")
        .at(line::MAP, "        print(pool.starmap(add, pairs))")
}

/// What a task does.
#[cfg(feature = "program")]
pub(crate) static ADD: Function<(i64, i64), i64> = Function::new("add", |(a, b)| {
    run::at(line::ADD);
    Ok(a + b)
});

/// The sums of the pairs.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let b = scenario.integer("b");
    let pairs: Vec<(i64, i64)> = (1..=scenario.integer("pairs")).map(|a| (a, b)).collect();
    let expected: Vec<i64> = pairs.iter().map(|(a, b)| a + b).collect();
    let pool = run::raised(Workers::start(scenario, 4, line::MAP))?;
    run.at(line::MAP);
    let sums = run::raised(pool.map(&ADD, pairs, None))?;
    run.print(&run::integers(sums.iter().copied()).python());
    run.check(
        "check-input-order-numbers",
        sums == expected,
        format!("{sums:?}"),
    );
    run.value("sums", run::integers(sums));
    Ok(())
}
