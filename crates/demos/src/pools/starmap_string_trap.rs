//! `starmap-string-trap`: a text as an item of `starmap` is unpacked into its letters.
//!
//! A run: `starmap` or `map` of `fetch` over three short addresses, each in a list of its own or as it is. Rust's compiler refuses what Python finds
//! out at the call, so the program raises Python's error at that place.

use crate::card::{self, Card, Chapter, Difficulty, Try, thread_or_process};
use crate::listing::Listing;
use crate::python::{self, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Workers},
    runtime::error::Error,
    runtime::jobs::Function,
    scenario::TaskValue,
    scenario::outcome::TaskError,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The wait for a page.
    pub const WAIT: u16 = python::line::WAIT;
    /// `starmap` or `map`.
    pub const MAP: u16 = python::OWN;
}

/// The addresses.
const ADDRESSES: [&str; 3] = ["abc", "xyz", "uvw"];

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "starmap-string-trap",
        fields: &[
            Field::new("argument", "wrapped"),
            Field::new("call", "starmap"),
            Field::new("u", "0.2").within(0.0, 1.0),
            thread_or_process("thread"),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Pools,
    title: Text::new("One argument with starmap", "starmap 与单个参数"),
    idea: Text::new(
        "fetch takes one address. starmap unpacks each item, so each address must stand in a list of its own; map passes it on as it is.",
        "fetch 只有一个参数：地址。starmap 会拆开每一项，所以每个地址要单独放在一个列表里；map 则原样传递。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "Pool.starmap",
        "Pool.map",
        "TypeError",
        "multiprocessing.Pool",
        "multiprocessing.dummy.Pool",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "Wrapped and starmap, or plain and map: one dict a page. Plain and starmap: the letters became arguments, and the call takes only one.",
        "单独放在列表里配 starmap，或者直接文本配 map：每页一个字典。直接文本配 starmap：字母成了参数，而函数只要一个。",
    ),
    tries: [
        Try::new(
            "starmap-string-trap?v=1&argument=plain",
            "Plain texts with starmap: TypeError.",
            "直接把文本交给 starmap：TypeError。",
        ),
        Try::new(
            "starmap-string-trap?v=1&argument=plain&call=map",
            "Plain texts with map: no wrapping needed.",
            "直接把文本交给 map：不用包装。",
        ),
        Try::new(
            "starmap-string-trap?v=1&call=map",
            "Wrapped, with map: fetch gets a list instead of a text.",
            "包装后交给 map：fetch 得到的是列表，不是文本。",
        ),
    ],
    misconception: Text::new(
        "“starmap is the better map.” For one argument map is simpler. And a text is a sequence of letters: starmap takes it apart without asking.",
        "“starmap 是更好的 map。”只有一个参数时 map 更简单。而且文本就是一串字母：starmap 会不打招呼地把它拆开。",
    ),
    threads: |_| 3,
};

#[cfg(feature = "program")]
fn is_trap(scenario: &Scenario) -> bool {
    scenario.text("argument") == "plain" && scenario.text("call") == "starmap"
}

fn listing(scenario: &Scenario) -> Listing {
    let wrapped = scenario.text("argument") == "wrapped";
    let items: Vec<String> = ADDRESSES
        .iter()
        .map(|address| {
            if wrapped {
                format!("[\"{address}\"]")
            } else {
                format!("\"{address}\"")
            }
        })
        .collect();
    Listing::of("import time")
        .line(python::pool_import(scenario))
        .lines("\ndef fetch(address):")
        .at(
            line::WAIT,
            format!("    time.sleep({})", seconds(scenario.scaled_ms("u"))),
        )
        .lines("    return {\"address\": address}\n\nif __name__ == \"__main__\":")
        .line(format!("    addresses = [{}]", items.join(", ")))
        .lines("    with Pool(3) as pool:\n        try:")
        .at(
            line::MAP,
            format!(
                "            print(pool.{}(fetch, addresses))",
                scenario.text("call")
            ),
        )
        .lines("        except TypeError as error:\n            print(\"TypeError:\", error)")
}

/// What a task does: waits so long, gives its address; or raises, if the letters of the address are its arguments.
#[cfg(feature = "program")]
pub(crate) static FETCH: Function<(Duration, String, bool), String> =
    Function::new("fetch", |(wait, address, is_unpacked)| {
        if is_unpacked {
            return Err(Error::type_error(format!(
                "fetch() takes 1 positional argument but {} were given",
                address.len()
            )));
        }
        run::at(line::WAIT);
        run::sleep(wait);
        Ok(address)
    });

/// One dict a page, or the error of calls with too many arguments.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let wait = run::scaled(scenario, "u");
    let trap = is_trap(scenario);
    let listed = scenario.text("argument") == "wrapped" && scenario.text("call") == "map";
    let pool = run::raised(Workers::start(scenario, 3, line::MAP))?;
    run.at(line::MAP);
    let calls = ADDRESSES.map(|address| (wait, address.to_owned(), trap));
    let page = |address| {
        let text = TaskValue::Text(address);
        let value = if listed {
            TaskValue::List(vec![text])
        } else {
            text
        };
        TaskValue::Record(vec![("address".to_owned(), value)])
    };
    let pages = pool.map(&FETCH, calls, Some(1));
    let pages = pages.map(|pages| pages.into_iter().map(page).collect::<Vec<_>>());
    match &pages {
        Ok(pages) => run.print(&TaskValue::List(pages.clone()).python()),
        Err(error) => run.print(&error.to_string()),
    }
    run.check(
        "check-trap-springs",
        pages.is_err() == trap,
        format!("{pages:?}"),
    );
    run.outcome_of("pages", pages.map(TaskValue::List));
    Ok(())
}
