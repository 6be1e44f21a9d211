//! `map-partial`: `map` with one argument fixed.
//!
//! A run: `map` over 1, 2, 3 of a function whose second argument is fixed, by `partial` or by a lambda; both are closures here on threads. On
//! processes a partial is a function of the table and its fixed argument; a closure has no place in the table, as a lambda has no name.

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{self, integer};
use crate::ready::is_process;
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run},
    runtime::jobs::{Function, Pool, ThreadPool},
    scenario::outcome::TaskError,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The addition.
    pub const ADD: u16 = python::OWN;
    /// `pool.map`.
    pub const MAP: u16 = python::OWN + 1;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "map-partial",
        fields: &[
            Field::new("a", "1,2,3").within(-1000.0, 1000.0),
            Field::new("b", "1").within(-1000.0, 1000.0),
            Field::new("fixed_by", "partial"),
            thread_or_process("process"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("partial fixes an argument", "partial 固定参数"),
    idea: Text::new(
        "partial(add, b=1) is a function of one argument less. map can call it with a plain list.",
        "partial(add, b=1) 是少了一个参数的函数，map 用一个普通列表就能调用它。",
    ),
    difficulty: Difficulty::First,
    api_names: &[
        "functools.partial",
        "Pool.map",
        "lambda",
        "multiprocessing.Pool",
        "multiprocessing.dummy.Pool",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The result is that of starmap with zip and repeat: [2, 3, 4].",
        "结果与 starmap 加 zip、repeat 相同：[2, 3, 4]。",
    ),
    tries: [
        Try::new(
            "map-partial?v=1&kind=thread&fixed_by=lambda",
            "A lambda does the same on threads.",
            "在线程上，lambda 也一样。",
        ),
        Try::new(
            "map-partial?v=1&fixed_by=lambda",
            "On processes the lambda cannot be pickled; a partial can.",
            "在进程上，lambda 无法序列化；partial 可以。",
        ),
        Try::new("map-partial?v=1&b=-1", "Subtracting.", "做减法。"),
    ],
    misconception: Text::new(
        "“A lambda is as good as partial.” On threads, yes. It cannot be pickled, so a pool of processes refuses it; a partial of a named function can be sent.",
        "“lambda 和 partial 一样好用。”在线程上是的。但 lambda 不能被序列化，进程池会拒绝它；具名函数的 partial 则可以发送。",
    ),
    threads: |_| 4,
};

fn listing(scenario: &Scenario) -> Listing {
    let (lambda, b) = (scenario.text("fixed_by") == "lambda", scenario.integer("b"));
    let numbers: Vec<String> = scenario.integers("a").iter().map(|n| integer(*n)).collect();
    let call = if lambda {
        format!("lambda a: add(a, {b})")
    } else {
        format!("partial(add, b={b})")
    };
    Listing::default()
        .when(!lambda, |l| l.line("from functools import partial"))
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
        .when(!fails(scenario), |l| {
            l.at(
                line::MAP,
                format!("        print(pool.map({call}, numbers))"),
            )
        })
        .when(fails(scenario), |l| {
            l.line("        try:")
                .at(
                    line::MAP,
                    format!("            print(pool.map({call}, numbers))"),
                )
                .lines(
                    "        except Exception as error:\n            print(type(error).__name__)",
                )
        })
}

/// Whether it cannot be sent.
fn fails(scenario: &Scenario) -> bool {
    is_process(scenario) && scenario.text("fixed_by") == "lambda"
}

/// The function that tasks of processes call.
#[cfg(feature = "program")]
pub(crate) static ADD: Function<(i64, i64), i64> = Function::new("add", |(a, b)| {
    run::at(line::ADD);
    Ok(a + b)
});

/// What a lambda is to another process: a function that is in no table.
#[cfg(feature = "program")]
static LAMBDA: Function<(i64, i64), i64> = Function::new("<lambda>", |(a, b)| Ok(a + b));

/// `map` of a function with one argument left.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (a, b) = (scenario.integers("a").to_vec(), scenario.integer("b"));
    let expected: Vec<i64> = a.iter().map(|a| a + b).collect();
    let sums = if is_process(scenario) {
        let pool = run::raised(Pool::new(4))?;
        run.at(line::MAP);
        let call = if fails(scenario) { &LAMBDA } else { &ADD };
        pool.map(call, a.into_iter().map(|a| (a, b)))
    } else {
        let pool = run::raised(ThreadPool::new(4))?;
        run.at(line::MAP);
        let call = move |a: i64| {
            run::at(line::ADD);
            Ok(a + b)
        };
        pool.map(call, a)
    };
    let sums = match sums {
        Err(error) if fails(scenario) => {
            let name = error.kind().name();
            run.print(name.trim_start_matches("_pickle."));
            run.check(
                "check-misuse-refused",
                name == "_pickle.PicklingError",
                error.to_string(),
            );
            run.error("sums", &error);
            return Ok(());
        }
        sums => run::raised(sums)?,
    };
    let list = run::integers(sums.iter().copied());
    run.print(&list.python());
    run.check(
        "check-input-order-numbers",
        sums == expected,
        format!("{sums:?}"),
    );
    run.value("sums", list);
    Ok(())
}
