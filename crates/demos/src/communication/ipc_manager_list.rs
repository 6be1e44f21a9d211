//! `ipc-manager-list`: a list in a server process, seen by all through proxies.
//!
//! A run: main starts a manager and makes a list; children append to it; main looks. With `nested`, children change a plain list inside it, which is
//! lost.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::OWN;
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Entry, Process, Run},
    runtime::ipc::managed::{Item, ListProxy, Manager},
    scenario::TaskValue,
    scenario::outcome::TaskError,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The child's change.
    pub const APPEND: u16 = OWN;
    /// The manager's start.
    pub const MANAGER: u16 = OWN + 1;
    /// `start`.
    pub const START: u16 = OWN + 2;
    /// `join`.
    pub const JOIN: u16 = OWN + 3;
    /// Main looks.
    pub const LOOK: u16 = OWN + 4;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "ipc-manager-list",
        fields: &[
            Field::new("items", "10")
                .within(1.0, 100.0)
                .called("Numbers at the start", "初始个数")
                .explained(
                    "How many numbers the list holds at first.",
                    "列表一开始有多少个数。",
                ),
            Field::new("add", "999").explained("What each child appends.", "每个子进程追加的数。"),
            Field::new("workers", "1")
                .within(1.0, 8.0)
                .called("Children", "子进程数")
                .explained("How many processes append.", "多少个进程追加。"),
            Field::new("nested", "off"),
        ],
    },
    chapter: Chapter::Communication,
    title: Text::new("A managed list", "管理器中的列表"),
    idea: Text::new(
        "A manager is a server process with objects in it. Others have proxies: every call is a message to the server and an answer back.",
        "管理器是一个存放对象的服务进程。别的进程拿着代理：每次调用都是发给服务进程的一条消息，再等一条答复。",
    ),
    difficulty: Difficulty::Next,
    api_names: &["multiprocessing.Manager", "Manager.list", "ListProxy"],
    python: card::python(listing),
    look_at: Text::new(
        "The band of SyncManager-1: it takes a request, answers, waits again. Nothing is shared; each call has its send and receive bars on both sides.",
        "看 SyncManager-1 那一组：接收请求、答复、再等待。没有任何共享；每次调用在两边都有发送与接收的条。",
    ),
    tries: [
        Try::new(
            "ipc-manager-list?v=1&nested=on",
            "Change a plain list inside the managed one: the change is lost, and nothing says so.",
            "修改托管列表里的普通列表：修改丢失，没有任何提示。",
        ),
        Try::new(
            "ipc-manager-list?v=1&workers=8",
            "Eight children: each append arrives once, in any order.",
            "八个子进程：每次追加都到达一次，顺序不定。",
        ),
        Try::new(
            "ipc-manager-list?v=1&add=-1&items=3",
            "A short list, to follow each message in the timeline.",
            "短列表，便于在时间线里跟踪每条消息。",
        ),
    ],
    misconception: Text::new(
        "“A managed list is shared memory.” It is a list in another process. What you read is a copy: numbers[0].append(1) changes the copy and throws it away.",
        "“托管列表就是共享内存。”它在另一个进程里。读到的是副本：numbers[0].append(1) 改的是副本，随后就丢掉了。",
    ),
    threads: |_| 0,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |scenario| Ahead {
        threads: 1,
        ..Ahead::processes(u32::try_from(scenario.integer("workers")).unwrap_or(0) + 1)
    },
    #[cfg(feature = "program")]
    entries: &[&CHILD],
};

fn listing(scenario: &Scenario) -> Listing {
    let add = scenario.integer("add");
    let nested = scenario.flag("nested");
    let change = if nested {
        format!("    numbers[-1].append({add})  # changes a copy")
    } else {
        format!("    numbers.append({add})")
    };
    Listing::of("import multiprocessing\n\ndef child(numbers):")
        .at(line::APPEND, change)
        .lines("\nif __name__ == \"__main__\":")
        .at(
            line::MANAGER,
            "    with multiprocessing.Manager() as manager:",
        )
        .line(format!(
            "        numbers = manager.list(range({}))",
            scenario.integer("items")
        ))
        .when(nested, |l| l.line("        numbers.append([])"))
        .lines("        processes = [")
        .line("            multiprocessing.Process(target=child, args=(numbers,))")
        .line(format!(
            "            for _ in range({})",
            scenario.integer("workers")
        ))
        .lines("        ]\n        for process in processes:")
        .at(line::START, "            process.start()")
        .line("        for process in processes:")
        .at(line::JOIN, "            process.join()")
        .at(line::LOOK, "        print(numbers[:])")
        .line("        print(len(numbers), \"items\")")
}

/// A child: appends to the list, or to a copy of its last item.
#[cfg(feature = "program")]
static CHILD: Entry<(ListProxy, i64, bool)> = Entry::new("child", child);

#[cfg(feature = "program")]
fn child(run: &mut Run, (numbers, add, nested): (ListProxy, i64, bool)) -> Result<(), TaskError> {
    run.at(line::APPEND);
    if !nested {
        return run::raised(numbers.append(Item::Int(add)));
    }
    if let Item::List(mut copy) = run::raised(numbers.get(-1))? {
        copy.push(Item::Int(add));
    }
    Ok(())
}

/// Makes the list, lets the children at it, looks.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (items, add) = (scenario.integer("items"), scenario.integer("add"));
    let nested = scenario.flag("nested");
    run.at(line::MANAGER);
    let mut manager = run::raised(Manager::start())?;
    let numbers = run::raised(manager.list((0..items).map(Item::Int).collect()))?;
    if nested {
        run::raised(numbers.append(Item::List(Vec::new())))?;
    }
    let workers = run::count(scenario, "workers");
    let make = |_| run.process(&CHILD, (numbers.clone(), add, nested));
    let processes: Vec<Process> = (0..workers).map(make).collect();
    for process in &processes {
        run.start_process(process, line::START)?;
    }
    for process in &processes {
        run.join_process(process, line::JOIN)?;
    }
    run.at(line::LOOK);
    let seen = run::raised(numbers.copy())?;
    run.print(&Item::List(seen.clone()).repr());
    run.print(&format!("{} items", run::raised(numbers.len())?));
    run::raised(manager.shutdown())?;
    let mut expected: Vec<Item> = (0..items).map(Item::Int).collect();
    if nested {
        expected.push(Item::List(Vec::new()));
    } else {
        expected.extend((0..workers).map(|_| Item::Int(add)));
    }
    run.check(
        "check-list-as-told",
        seen == expected,
        format!("{} items", seen.len()),
    );
    run.value("items", TaskValue::Integer(seen.len() as i64));
    Ok(())
}
