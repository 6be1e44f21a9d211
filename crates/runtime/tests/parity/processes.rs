//! Misuse of processes (section 5 of the checklist, and the right column of its list of differences).

use super::*;
use runtime::checkpoint;
use runtime::process::{self, Process};
use std::sync::{Mutex, PoisonError};

/// What an entry point of these rows does; the process that was handed over is one of the parent's, which only a native test can do.
#[derive(Clone, Copy)]
#[repr(u32)]
enum Does {
    Nothing,
    Raises,
    Exits,
    Waits,
    JoinsParents,
    TestsParents,
    StartsParents,
    HasChild,
}

static SAID: Mutex<Vec<(u32, String)>> = Mutex::new(Vec::new());
static HANDED: Mutex<Vec<(u32, Process)>> = Mutex::new(Vec::new());

fn entries(entry: u32, bytes: &[u8]) -> Result<(), Error> {
    let key: u32 = process::arguments(bytes)?;
    let handed = || {
        let mut all = HANDED.lock().unwrap_or_else(PoisonError::into_inner);
        let place = all.iter().position(|(known, _)| *known == key);
        all.remove(place.expect("was handed over")).1
    };
    let said = match entry {
        e if e == Does::Raises as u32 => return Err(Error::value("x")),
        e if e == Does::Exits as u32 => process::exit(key.cast_signed()),
        e if e == Does::Waits as u32 => {
            checkpoint::wait(Duration::MAX);
            return Ok(());
        }
        e if e == Does::JoinsParents as u32 => text(handed().join()),
        e if e == Does::TestsParents as u32 => text(handed().is_alive()),
        e if e == Does::StartsParents as u32 => text(handed().start()),
        e if e == Does::HasChild as u32 => text(Process::new(0, 0_u32).start()),
        _ => return Ok(()),
    };
    let mut all = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    all.push((key, said));
    Ok(())
}

fn new(does: Does, key: u32) -> Process {
    process::set_program(entries);
    Process::new(does as u32, key)
}

fn started(does: Does) -> Process {
    let process = new(does, 0);
    process.start().expect("there is room");
    process
}

fn over(does: Does, key: u32) -> Process {
    let process = new(does, key);
    process.start().expect("there is room");
    process.join().expect("it is started");
    process
}

fn closed_one() -> Process {
    let process = over(Does::Nothing, 0);
    process.close().expect("it has ended");
    process
}

/// Ends a process that waits for ever, and what was said of it before.
fn ending(process: &Process, said: String) -> String {
    process.kill().expect("it is started");
    process.join().expect("it is started");
    said
}

/// What a process said that was handed one of its parent's.
fn elsewhere(does: Does, key: u32) -> String {
    let handed = match does {
        Does::StartsParents => new(Does::Nothing, 0),
        _ => over(Does::Nothing, 0),
    };
    HANDED
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push((key, handed));
    over(does, key);
    said(key)
}

fn said(key: u32) -> String {
    let all = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    let found = all.iter().find(|(known, _)| *known == key);
    found.map(|(_, said)| said.clone()).unwrap_or_default()
}

pub const PROCESSES: &[Row] = &[
    (
        "start, twice",
        "AssertionError: cannot start a process twice",
        || text(over(Does::Nothing, 0).start()),
    ),
    (
        "start, of another process's",
        "AssertionError: can only start a process object created by current process",
        || elsewhere(Does::StartsParents, 101),
    ),
    (
        "start, from a daemon",
        "AssertionError: daemonic processes are not allowed to have children",
        || {
            let daemon = new(Does::HasChild, 102).daemon(true);
            daemon.start().expect("there is room");
            daemon.join().expect("it is started");
            said(102)
        },
    ),
    (
        "join, before start",
        "AssertionError: can only join a started process",
        || text(new(Does::Nothing, 0).join()),
    ),
    (
        "join, of another process's",
        "AssertionError: can only join a child process",
        || elsewhere(Does::JoinsParents, 103),
    ),
    (
        "join, of the process itself",
        "AssertionError: can only join a child process",
        || text(process::current_process().join()),
    ),
    ("join, repeated", "()", || {
        let process = over(Does::Nothing, 0);
        text(process.join().and_then(|()| process.join()))
    }),
    ("is_alive, before start", "false", || {
        text(new(Does::Nothing, 0).is_alive())
    }),
    (
        "is_alive, of another process's",
        "AssertionError: can only test a child process",
        || elsewhere(Does::TestsParents, 104),
    ),
    ("is_alive, of the process itself", "true", || {
        text(process::current_process().is_alive())
    }),
    ("exitcode, before start", "None", || {
        text(new(Does::Nothing, 0).exitcode())
    }),
    ("exitcode, while it runs", "None", || {
        let process = started(Does::Waits);
        ending(&process, text(process.exitcode()))
    }),
    ("exitcode, fine", "Some(0)", || {
        text(over(Does::Nothing, 0).exitcode())
    }),
    ("exitcode, uncaught error", "Some(1)", || {
        text(over(Does::Raises, 0).exitcode())
    }),
    ("exitcode, sys.exit(3)", "Some(3)", || {
        text(over(Does::Exits, 3).exitcode())
    }),
    ("exitcode, terminated", "Some(-15)", || {
        let process = started(Does::Waits);
        process.terminate().expect("it is started");
        process.join().expect("it is started");
        text(process.exitcode())
    }),
    ("exitcode, killed", "Some(-9)", || {
        let process = started(Does::Waits);
        ending(&process, String::new());
        text(process.exitcode())
    }),
    (
        "terminate, before start",
        "AttributeError: 'NoneType' object has no attribute 'terminate'",
        || text(new(Does::Nothing, 0).terminate()),
    ),
    (
        "kill, before start",
        "AttributeError: 'NoneType' object has no attribute 'kill'",
        || text(new(Does::Nothing, 0).kill()),
    ),
    ("terminate, after the end", "()", || {
        text(over(Does::Nothing, 0).terminate())
    }),
    (
        "close, while it runs",
        "ValueError: Cannot close a process while it is still running. You should first call join() or terminate().",
        || {
            let process = started(Does::Waits);
            ending(&process, text(process.close()))
        },
    ),
    ("close, twice", "()", || text(closed_one().close())),
    ("close, before start", "()", || {
        text(new(Does::Nothing, 0).close())
    }),
    (
        "start, after close",
        "ValueError: process object is closed",
        || text(closed_one().start()),
    ),
    (
        "join, after close",
        "ValueError: process object is closed",
        || text(closed_one().join()),
    ),
    (
        "is_alive, after close",
        "ValueError: process object is closed",
        || text(closed_one().is_alive()),
    ),
    (
        "exitcode, after close",
        "ValueError: process object is closed",
        || text(closed_one().exitcode()),
    ),
    (
        "pid, after close",
        "ValueError: process object is closed",
        || text(closed_one().pid()),
    ),
    (
        "terminate, after close",
        "ValueError: process object is closed",
        || text(closed_one().terminate()),
    ),
    (
        "sentinel, before start",
        "ValueError: process not started",
        || text(new(Does::Nothing, 0).sentinel()),
    ),
    (
        "daemon, after start",
        "AssertionError: process has already started",
        || text(over(Does::Nothing, 0).set_daemon(true)),
    ),
    ("pid, before start", "None", || {
        text(new(Does::Nothing, 0).pid())
    }),
    ("parent_process() in main", "None", || {
        format!("{:?}", process::parent_process())
    }),
    ("current_process() in main", "MainProcess 0", || {
        let me = process::current_process();
        format!("{} {}", me.get_name(), process::getpid())
    }),
    (
        "repr, not started",
        "<Process name='p' parent=0 initial daemon>",
        || format!("{:?}", new(Does::Nothing, 0).name("p").daemon(true)),
    ),
    (
        "repr, ended",
        "<Process name='p' parent=0 stopped exitcode=0>",
        || {
            let process = new(Does::Nothing, 0).name("p");
            process.start().expect("there is room");
            process.join().expect("it is started");
            without_pid(&process)
        },
    ),
    (
        "repr, killed",
        "<Process name='p' parent=0 stopped exitcode=-SIGKILL>",
        || {
            let process = new(Does::Waits, 0).name("p");
            process.start().expect("there is room");
            ending(&process, String::new());
            without_pid(&process)
        },
    ),
    ("repr, closed", "<Process name='p' parent=0 closed>", || {
        format!("{:?}", closed_one().name("p"))
    }),
];

fn without_pid(process: &Process) -> String {
    let pid = process.pid().expect("open").expect("started");
    format!("{process:?}").replace(&format!(" pid={pid}"), "")
}
