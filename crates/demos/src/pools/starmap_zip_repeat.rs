//! `starmap-zip-repeat`: a list paired with a constant, in three ways.
//!
//! A run: `starmap(add, …)` over tuples written out, over `zip` with a list of equal numbers, over `zip` with an endless `repeat`.

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{self, integer};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Workers},
    runtime::error::Error,
    runtime::jobs::Function,
    scenario::outcome::TaskError,
    std::iter::{repeat, repeat_n},
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The addition.
    pub const ADD: u16 = python::OWN;
    /// Over tuples.
    pub const WRITTEN: u16 = python::OWN + 1;
    /// Over `zip` with a list.
    pub const LIST: u16 = python::OWN + 2;
    /// Over `zip` with `repeat`.
    pub const REPEAT: u16 = python::OWN + 3;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "starmap-zip-repeat",
        fields: &[
            Field::new("a", "1,2,3").within(-1000.0, 1000.0),
            Field::new("b", "1").within(-1000.0, 1000.0),
            thread_or_process("thread"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("zip and repeat", "zip 与 repeat"),
    idea: Text::new(
        "Every call gets a number of its own and the same second argument. zip pairs the list with it; repeat gives it as often as it is asked for.",
        "每次调用各有一个数，第二个参数都相同。zip 把列表与它配对；repeat 要几次就给几次。",
    ),
    difficulty: Difficulty::First,
    api_names: &[
        "Pool.starmap",
        "itertools.repeat",
        "zip",
        "multiprocessing.Pool",
        "multiprocessing.dummy.Pool",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Three ways, three times the same list.",
        "三种写法，三次得到同一个列表。",
    ),
    tries: [
        Try::new(
            "starmap-zip-repeat?v=1&a=10,20,30,40,50",
            "A longer list: repeat follows by itself.",
            "列表更长：repeat 自动跟上。",
        ),
        Try::new(
            "starmap-zip-repeat?v=1&b=-1",
            "Another constant.",
            "换一个常数。",
        ),
        Try::new(
            "starmap-zip-repeat?v=1&kind=process",
            "Processes: zip pairs in main, and each pair travels as bytes.",
            "换成进程：zip 在主进程里配对，每一对以字节的形式送出。",
        ),
    ],
    misconception: Text::new(
        "“repeat(1) is endless, so starmap never ends.” zip stops at the shortest of its inputs, here the list. Two endless inputs would never end.",
        "“repeat(1) 没有尽头，starmap 就永远不结束。”zip 到最短的输入为止，这里就是列表。两个都没有尽头，才不会结束。",
    ),
    threads: |_| 4,
};

fn listing(scenario: &Scenario) -> Listing {
    let (a, b) = (scenario.integers("a"), scenario.integer("b"));
    let numbers: Vec<String> = a.iter().map(|n| integer(*n)).collect();
    Listing::of("from itertools import repeat")
        .line(python::pool_import(scenario))
        .lines("\ndef add(a, b):")
        .at(line::ADD, "    return a + b")
        .lines("\nif __name__ == \"__main__\":\n    numbers = [")
        .when(true, |l| {
            numbers
                .chunks(12)
                .fold(l, |l, part| l.line(format!("        {},", part.join(", "))))
        })
        .lines("    ]\n    with Pool(4) as pool:")
        .at(
            line::WRITTEN,
            format!("        print(pool.starmap(add, [(number, {b}) for number in numbers]))"),
        )
        .at(
            line::LIST,
            format!("        print(pool.starmap(add, zip(numbers, [{b}] * len(numbers))))"),
        )
        .at(
            line::REPEAT,
            format!("        print(pool.starmap(add, zip(numbers, repeat({b}))))"),
        )
}

/// What a task does.
#[cfg(feature = "program")]
pub(crate) static ADD: Function<(i64, i64), i64> = Function::new("add", |(a, b)| {
    run::at(line::ADD);
    Ok(a + b)
});

/// The same sums, three times.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (a, b) = (scenario.integers("a").to_vec(), scenario.integer("b"));
    let pool = run::raised(Workers::start(scenario, 4, line::WRITTEN))?;
    let sums = |line: u16, pairs: Vec<(i64, i64)>| -> Result<Vec<i64>, Error> {
        run::at(line);
        pool.map(&ADD, pairs, None)
    };
    let written = a.iter().map(|a| (*a, b)).collect();
    let listed = a.iter().copied().zip(repeat_n(b, a.len())).collect();
    let repeated = a.iter().copied().zip(repeat(b)).collect();
    let ways = [
        ("tuples", run::raised(sums(line::WRITTEN, written))?),
        ("zip with a list", run::raised(sums(line::LIST, listed))?),
        (
            "zip with repeat",
            run::raised(sums(line::REPEAT, repeated))?,
        ),
    ];
    let equal = ways.iter().all(|(_, way)| *way == ways[0].1);
    run.check("check-results-equal", equal, format!("{ways:?}"));
    for (name, way) in ways {
        let list = run::integers(way);
        run.print(&list.python());
        run.value(name, list);
    }
    Ok(())
}
