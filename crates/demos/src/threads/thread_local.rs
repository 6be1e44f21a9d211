//! `thread-local`: one name, a value for each thread.
//!
//! A run: n threads write their number to the same attribute, wait for `work`, and read it again. Kept in `threading.local()` each reads its own;
//! kept in an ordinary object all read what was written last. Then main, which has written nothing, reads it too.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::{self, seconds};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Run, Shared},
    runtime::error::{Error, Kind},
    runtime::thread::Local,
    scenario::outcome::TaskError,
    std::sync::Arc,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use crate::python;

    /// The wait of a thread.
    pub const WAIT: u16 = python::line::WAIT;
    /// Writing.
    pub const WRITE: u16 = python::OWN;
    /// Reading.
    pub const READ: u16 = python::OWN + 1;
    /// `start`.
    pub const START: u16 = python::OWN + 2;
    /// `join`.
    pub const JOIN: u16 = python::OWN + 3;
    /// Main reads.
    pub const MAIN: u16 = python::OWN + 4;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "thread-local",
        fields: &[
            Field::new("storage", "local"),
            Field::new("n", "4")
                .within(1.0, 16.0)
                .called("Threads", "线程数")
                .explained("How many threads write and read.", "多少个线程写入并读取。"),
            Field::new("work", "0.2").within(0.0, 2.0),
            Field::new("time_scale", "1"),
        ],
    },
    chapter: Chapter::Threads,
    title: Text::new("Thread-local data", "线程局部变量"),
    idea: Text::new(
        "Every thread writes its number to data.x, sleeps, and reads data.x again. In threading.local() each thread has an x of its own.",
        "每个线程把自己的编号写进 data.x，睡一会儿，再读 data.x。在 threading.local() 里，每个线程各有一个 x。",
    ),
    difficulty: Difficulty::Next,
    api_names: &["threading.local", "AttributeError"],
    python: card::python(listing),
    look_at: Text::new(
        "The printed lines: each thread reads its own number, though all sleep at the same time. Main has never written, so for main there is \
         no x at all.",
        "看打印的行：虽然大家同时在睡，每个线程读到的仍是自己的编号。主线程从未写过，所以对它来说根本没有 x。",
    ),
    tries: [
        Try::new(
            "thread-local?v=1&storage=shared",
            "An ordinary object: all read the number that was written last.",
            "换成普通对象：大家读到的都是最后写入的编号。",
        ),
        Try::new(
            "thread-local?v=1&n=16",
            "Sixteen threads: sixteen values under one name.",
            "十六个线程：一个名字，十六份值。",
        ),
        Try::new(
            "thread-local?v=1&storage=shared&work=0",
            "No sleep between writing and reading: it usually looks right, which is the danger.",
            "写和读之间不睡：通常看起来没问题，这正是危险所在。",
        ),
    ],
    misconception: Text::new(
        "“A global that only my thread uses is safe.” Every thread sees the same global. What belongs to one thread goes into a local variable, \
         an argument, or threading.local().",
        "“只有我的线程用的全局变量是安全的。”所有线程看到的是同一个全局变量。属于单个线程的东西，应放进局部变量、参数或 threading.local()。",
    ),
    threads: |scenario| u32::try_from(scenario.integer("n")).unwrap_or(0),
};

fn listing(scenario: &Scenario) -> Listing {
    let shared = scenario.text("storage") == "shared";
    let listing = Listing::of("import threading\nimport time")
        .line("")
        .when(shared, |l| {
            l.lines("class Data:\n    pass\n\ndata = Data()")
        })
        .when(!shared, |l| l.line("data = threading.local()"))
        .lines("\ndef work(number):")
        .at(line::WRITE, "    data.x = number")
        .at(
            line::WAIT,
            format!("    time.sleep({})", seconds(scenario.scaled_ms("work"))),
        )
        .at(line::READ, "    print(f\"thread {number} reads {data.x}\")")
        .line("")
        .line(format!(
            "threads = [threading.Thread(target=work, args=(n,)) for n in range({})]",
            scenario.integer("n")
        ));
    python::start_and_join(listing, line::START, line::JOIN)
        .line("try:")
        .at(line::MAIN, "    print(f\"main reads {data.x}\")")
        .line("except AttributeError as error:")
        .line("    print(\"AttributeError:\", error)")
}

/// Where the value is kept.
#[cfg(feature = "program")]
enum Data {
    Local(Local<i64>),
    Shared(Shared<Option<i64>>),
}

#[cfg(feature = "program")]
impl Data {
    fn set(&self, number: i64) {
        match self {
            Data::Local(x) => x.set(number),
            Data::Shared(x) => x.with(|x| *x = Some(number)),
        }
    }

    fn get(&self) -> Result<i64, Error> {
        match self {
            Data::Local(x) => x.get(),
            Data::Shared(x) => x
                .get()
                .ok_or_else(|| Error::new(Kind::Attribute, "'Data' object has no attribute 'x'")),
        }
    }
}

/// Each thread writes, waits and reads; main reads at the end.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let local = scenario.text("storage") == "local";
    let data = Arc::new(if local {
        Data::Local(Local::new("x"))
    } else {
        Data::Shared(Shared::new(None))
    });
    let work = run::scaled(scenario, "work");
    let seen = Shared::new(Vec::new());
    let mut threads = Vec::new();
    for number in 0..scenario.integer("n") {
        let (data, seen) = (data.clone(), seen.clone());
        threads.push(run.thread("work", move || {
            run::at(line::WRITE);
            data.set(number);
            run::at(line::WAIT);
            run::sleep(work);
            run::at(line::READ);
            let x = data.get()?;
            run::print(&format!("thread {number} reads {x}"));
            seen.with(|seen| seen.push((number, x)));
            Ok::<(), Error>(())
        }));
    }
    run.start_all(&threads, line::START)?;
    run.join_all(&threads, line::JOIN)?;
    run.at(line::MAIN);
    match data.get() {
        Ok(x) => run.print(&format!("main reads {x}")),
        Err(error) => run.print(&error.to_string()),
    }
    let main_has_none = local.then(|| data.get().is_err());
    note(run, scenario, seen.get(), main_has_none);
    Ok(())
}

/// What each thread has read. Where each has a value of its own: whether main, rightly, has none.
#[cfg(feature = "program")]
fn note(
    run: &mut Run,
    scenario: &Scenario,
    mut seen: Vec<(i64, i64)>,
    main_has_none: Option<bool>,
) {
    seen.sort_unstable();
    run.value(
        "read by threads 0, 1, …",
        run::integers(seen.iter().map(|(_, x)| *x)),
    );
    let all = seen
        .iter()
        .map(|(number, _)| *number)
        .eq(0..scenario.integer("n"));
    run.check("check-all-through", all, format!("{} threads", seen.len()));
    if let Some(main_has_none) = main_has_none {
        let own = seen.iter().all(|(number, x)| number == x);
        run.check(
            "check-own-values",
            own && main_has_none,
            format!("{seen:?}"),
        );
    }
}
