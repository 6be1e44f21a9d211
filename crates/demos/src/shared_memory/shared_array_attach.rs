//! `shared-array-attach`: a block of shared memory found by name, looked at as numbers, and overwritten.
//!
//! A run: main makes a block and writes 1, 2, 3 … as 64-bit integers; a child attaches by name, prints what it sees and sets all to zero; main looks
//! again.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::OWN;
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Entry, Run},
    runtime::error::Error,
    runtime::ipc::memory::SharedMemory,
    runtime::ipc::shared::Element,
    scenario::TaskValue,
    scenario::outcome::TaskError,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The child attaches.
    pub const ATTACH: u16 = OWN;
    /// It looks.
    pub const SEE: u16 = OWN + 1;
    /// It overwrites.
    pub const ZERO: u16 = OWN + 2;
    /// Main makes the block.
    pub const CREATE: u16 = OWN + 3;
    /// `start`.
    pub const START: u16 = OWN + 4;
    /// `join`.
    pub const JOIN: u16 = OWN + 5;
    /// `unlink`.
    pub const UNLINK: u16 = OWN + 6;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "shared-array-attach",
        fields: &[Field::new("values", "6"), Field::new("seen_as", "int64")],
    },
    chapter: Chapter::SharedMemory,
    title: Text::new("Attach by name, overwrite", "按名称附加"),
    idea: Text::new(
        "Main makes a block of bytes; a child finds it by its name alone and sees the very same bytes. What it overwrites is overwritten for all.",
        "主进程创建一块内存；子进程只凭名称就找到它，看到的是同样的字节。它改写的内容，对所有人都改了。",
    ),
    difficulty: Difficulty::Next,
    api_names: &[
        "multiprocessing.shared_memory",
        "SharedMemory",
        "SharedMemory.buf",
        "SharedMemory.unlink",
        "memoryview.cast",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "No bar of a transfer lies between the two: nothing was sent but the name. The child's view and main's view are of one memory.",
        "两者之间没有传输条：除了名称，什么都没有发送。子进程和主进程看的是同一块内存。",
    ),
    tries: [
        Try::new(
            "shared-array-attach?v=1&seen_as=float64",
            "The child takes the bytes for floats: the numbers are odd, and no error says so.",
            "子进程把字节当作浮点数：数字很怪，却没有任何错误提示。",
        ),
        Try::new(
            "shared-array-attach?v=1&seen_as=uint8",
            "As bytes: eight of them for each number, the lowest first.",
            "当作字节：每个数占八个，低位在前。",
        ),
        Try::new(
            "shared-array-attach?v=1&values=100",
            "A hundred numbers: still nothing to send but the name.",
            "一百个数：除了名称仍没有什么要发送。",
        ),
    ],
    misconception: Text::new(
        "“The block knows what is in it.” It is bytes and a size: type and shape are what each side believes, as with numpy.ndarray(shape, dtype, buffer=shm.buf).",
        "“内存块知道里面是什么。”它只有字节和大小：类型和形状由各方自己认定，就像 numpy.ndarray(shape, dtype, buffer=shm.buf)。",
    ),
    threads: |_| 0,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |_| Ahead::processes(1),
    #[cfg(feature = "program")]
    entries: &[&OVERWRITE],
};

fn code(seen_as: &str) -> &'static str {
    match seen_as {
        "float64" => "d",
        "uint8" => "B",
        _ => "q",
    }
}

fn listing(scenario: &Scenario) -> Listing {
    let values = scenario.integer("values");
    let code = code(scenario.text("seen_as"));
    let bytes = values * 8;
    Listing::of("import multiprocessing\nfrom multiprocessing import shared_memory")
        .lines("\ndef overwrite(name):")
        .at(
            line::ATTACH,
            "    memory = shared_memory.SharedMemory(name=name)",
        )
        .line(format!("    view = memory.buf[:{bytes}].cast(\"{code}\")"))
        .at(line::SEE, "    print(\"child sees\", view.tolist())")
        .line("    for i in range(len(view)):")
        .at(line::ZERO, "        view[i] = 0")
        .lines("    view.release()\n    memory.close()\n\nif __name__ == \"__main__\":")
        .at(
            line::CREATE,
            format!("    memory = shared_memory.SharedMemory(create=True, size={bytes})"),
        )
        .line(format!("    view = memory.buf[:{bytes}].cast(\"q\")"))
        .line("    for i in range(len(view)):")
        .line("        view[i] = i + 1")
        .line("    print(\"before\", view.tolist())")
        .line("    process = multiprocessing.Process(target=overwrite, args=(memory.name,))")
        .at(line::START, "    process.start()")
        .at(line::JOIN, "    process.join()")
        .line("    print(\"after\", view.tolist())")
        .lines("    view.release()\n    memory.close()")
        .at(line::UNLINK, "    memory.unlink()")
}

/// The child: attaches, looks, overwrites.
#[cfg(feature = "program")]
static OVERWRITE: Entry<(String, usize, String)> = Entry::new("overwrite", overwrite);

#[cfg(feature = "program")]
fn overwrite(
    run: &mut Run,
    (name, bytes, seen_as): (String, usize, String),
) -> Result<(), TaskError> {
    run.at(line::ATTACH);
    let memory = run::raised(SharedMemory::attach(&name))?;
    run.at(line::SEE);
    let seen = run::raised(match &*seen_as {
        "float64" => list::<f64>(&memory, bytes / 8, TaskValue::Float),
        "uint8" => list::<u8>(&memory, bytes, |n| TaskValue::Integer(n.into())),
        _ => list::<i64>(&memory, bytes / 8, TaskValue::Integer),
    })?;
    run.print(&format!("child sees {}", seen.python()));
    run.at(line::ZERO);
    run::raised(memory.as_array::<u8>(&[bytes]))?.fill(0);
    Ok(())
}

#[cfg(feature = "program")]
fn list<T: Element>(
    memory: &SharedMemory,
    len: usize,
    shown: fn(T) -> TaskValue,
) -> Result<TaskValue, Error> {
    let view = memory.as_array::<T>(&[len])?;
    Ok(TaskValue::List(
        view.to_vec().into_iter().map(shown).collect(),
    ))
}

/// Makes the block, lets the child at it, looks before and after.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let values = run::count(scenario, "values") as usize;
    run.at(line::CREATE);
    let memory = run::raised(SharedMemory::create(values as i64 * 8))?;
    {
        let view = run::raised(memory.as_array::<i64>(&[values]))?;
        (0..values).try_for_each(|i| run::raised(view.set(i, i as i64 + 1)))?;
    }
    let look = || run::raised(list::<i64>(&memory, values, TaskValue::Integer));
    let before = look()?;
    run.print(&format!("before {}", before.python()));
    let seen_as = scenario.text("seen_as").to_owned();
    let given = (memory.name().to_owned(), values * 8, seen_as);
    let process = run.process(&OVERWRITE, given);
    run.start_process(&process, line::START)?;
    run.join_process(&process, line::JOIN)?;
    let after = look()?;
    run.print(&format!("after {}", after.python()));
    run.at(line::UNLINK);
    run::raised(memory.unlink())?;
    let zeros = TaskValue::List(vec![TaskValue::Integer(0); values]);
    run.check("check-all-zero", after == zeros, after.python());
    run.value("before", before);
    run.value("after", after);
    Ok(())
}
