//! `process-deadlock`: processes that wait for ever, for one another or for one that is dead.
//!
//! A run, by `case`: two processes take two locks in opposite orders; main waits for the end of a child that waits for a message of main's; main wants a
//! lock that a process had when it was killed. A barrier makes sure that both have taken their first lock before either wants its second.

use crate::card::{self, Card, Chapter, Difficulty, Try};
use crate::listing::Listing;
use crate::python::OWN;
use crate::ready::{Ahead, Processes};
use scenario::{DemoSpec, Field, Scenario, Text};
#[cfg(feature = "program")]
use {
    crate::run::{self, Entry, Process, Run},
    runtime::ipc::sync::{Barrier, Lock},
    runtime::ipc::{Connection, pipe_named},
    scenario::outcome::TaskError,
    std::time::Duration,
};

/// Keys of lines: see [`Listing`].
pub mod line {
    use super::OWN;

    /// The first step.
    pub const FIRST: u16 = OWN;
    /// What is waited for between both steps.
    pub const WAIT: u16 = OWN + 1;
    /// The second step.
    pub const SECOND: u16 = OWN + 2;
    /// `start`.
    pub const START: u16 = OWN + 3;
    /// `kill`.
    pub const KILL: u16 = OWN + 4;
    /// `join`.
    pub const JOIN: u16 = OWN + 5;
    /// What main does after it.
    pub const AFTER: u16 = OWN + 6;
}

/// The card.
pub static CARD: Card = Card {
    spec: DemoSpec {
        id: "process-deadlock",
        fields: &[
            Field::new("case", "two-locks").offering(&["two-locks", "join-parent", "killed"]),
            Field::new("cold", "off"),
        ],
    },
    chapter: Chapter::Processes,
    title: Text::new("Processes that wait for ever", "永远等待的进程"),
    idea: Text::new(
        "Separate memories do not keep processes from a deadlock: locks, pipes and joins reach across. And a lock whose holder was killed is never given back.",
        "内存分开并不能防止死锁：锁、管道和 join 都跨越进程。而持有者被杀死的锁，再也不会归还。",
    ),
    difficulty: Difficulty::Deep,
    api_names: &[
        "multiprocessing.Lock",
        "multiprocessing.Pipe",
        "Process.join",
        "Process.kill",
        "deadlock",
    ],
    python: card::python(listing),
    look_at: Text::new(
        "The result names each process, what it waits for and who has it, as it does for threads: what processes wait on lies in memory that all of \
         them share. The list of processes says what a dead one still has.",
        "结果写出每个进程、它在等什么、东西在谁手里，和线程一样：进程等待的对象放在它们共享的内存里。进程列表会写出死去的进程还占着什么。",
    ),
    tries: [
        Try::new(
            "process-deadlock?v=1&case=join-parent",
            "Main joins a child that still waits for a message from main.",
            "主进程 join 一个还在等主进程消息的子进程。",
        ),
        Try::new(
            "process-deadlock?v=1&case=killed",
            "A process is killed while it has the lock: who gives it back?",
            "一个进程在持有锁时被杀死：谁来归还？",
        ),
        Try::new(
            "process-deadlock?v=1&cold=on",
            "Cold: the processes come later. Is the circle another one?",
            "冷启动：进程来得更晚。圈会不一样吗？",
        ),
    ],
    misconception: Text::new(
        "“Killing the process that hangs frees what it holds.” The system takes back its memory; a lock in shared memory stays taken, and the others \
         hang then.",
        "“把卡住的进程杀掉，它占的东西就放开了。”系统收回的是它的内存；共享内存里的锁仍是取走的状态，于是轮到别的进程卡住。",
    ),
    threads: |_| 0,
};

/// What its processes begin with.
pub(crate) const PROCESSES: Processes = Processes {
    ahead: |scenario| Ahead::processes(1 + u32::from(scenario.text("case") == "two-locks")),
    #[cfg(feature = "program")]
    entries: &[&WORK, &LISTEN, &KEEP],
};

fn listing(scenario: &Scenario) -> Listing {
    let head = Listing::of("import multiprocessing");
    match scenario.text("case") {
        "join-parent" => head
            .lines("\ndef listen(pipe):")
            .at(line::FIRST, "    print(pipe.recv())")
            .at(line::SECOND, "    print(pipe.recv())")
            .lines("\nif __name__ == \"__main__\":\n    here, there = multiprocessing.Pipe()")
            .line("    process = multiprocessing.Process(target=listen, args=(there,))")
            .at(line::START, "    process.start()")
            .line("    here.send(\"first\")")
            .at(line::JOIN, "    process.join()")
            .at(line::AFTER, "    here.send(\"second\")"),
        "killed" => head
            .lines("import time\n\ndef keep(lock, ready):")
            .at(line::FIRST, "    lock.acquire()")
            .line("    ready.send(\"I have it\")")
            .at(line::WAIT, "    time.sleep(3600)")
            .line("    lock.release()")
            .lines("\nif __name__ == \"__main__\":\n    lock = multiprocessing.Lock()")
            .line("    here, there = multiprocessing.Pipe()")
            .line("    process = multiprocessing.Process(target=keep, args=(lock, there))")
            .at(line::START, "    process.start()")
            .line("    print(here.recv())")
            .at(line::KILL, "    process.kill()")
            .at(line::JOIN, "    process.join()")
            .at(line::AFTER, "    lock.acquire()"),
        _ => head
            .lines("\ndef work(first, second, both):")
            .at(line::FIRST, "    first.acquire()")
            .at(line::WAIT, "    both.wait()")
            .at(line::SECOND, "    second.acquire()")
            .lines("    second.release()\n    first.release()\n\nif __name__ == \"__main__\":")
            .lines("    a, b = multiprocessing.Lock(), multiprocessing.Lock()")
            .lines("    both = multiprocessing.Barrier(2)\n    processes = [")
            .line("        multiprocessing.Process(target=work, args=(a, b, both)),")
            .line("        multiprocessing.Process(target=work, args=(b, a, both)),")
            .lines("    ]\n    for process in processes:")
            .at(line::START, "        process.start()")
            .line("    for process in processes:")
            .at(line::JOIN, "        process.join()"),
    }
}

/// Two locks, and where both meet between taking the one and the other.
#[cfg(feature = "program")]
static WORK: Entry<(Lock, Lock, Barrier)> = Entry::new("work", |run, (first, second, both)| {
    run.at(line::FIRST);
    first.acquire();
    run.at(line::WAIT);
    run::raised(both.wait())?;
    run.at(line::SECOND);
    second.acquire();
    run::raised(second.release().and_then(|()| first.release()))
});

/// Prints two messages.
#[cfg(feature = "program")]
static LISTEN: Entry<Connection> = Entry::new("listen", |run, pipe| {
    for line in [line::FIRST, line::SECOND] {
        run.at(line);
        run.print(&run::raised(pipe.recv::<String>())?);
    }
    Ok(())
});

/// Takes a lock, says so, and keeps it.
#[cfg(feature = "program")]
static KEEP: Entry<(Lock, Connection)> = Entry::new("keep", |run, (lock, ready)| {
    run.at(line::FIRST);
    lock.acquire();
    run::raised(ready.send("I have it"))?;
    run.at(line::WAIT);
    run::sleep(Duration::from_secs(3600));
    run::raised(lock.release())
});

/// Runs into the case.
#[cfg(feature = "program")]
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    match scenario.text("case") {
        "join-parent" => join_before_sending(run)?,
        "killed" => want_what_the_dead_has(run)?,
        _ => two_locks(run)?,
    }
    run.check("check-all-through", true, "2 of 2");
    Ok(())
}

/// Two locks in opposite orders.
#[cfg(feature = "program")]
fn two_locks(run: &mut Run) -> Result<(), TaskError> {
    let (a, b) = (
        run::raised(Lock::named("a"))?,
        run::raised(Lock::named("b"))?,
    );
    let both = run::raised(Barrier::new(2))?;
    let processes: [Process; 2] = [
        run.process(&WORK, (a.clone(), b.clone(), both.clone())),
        run.process(&WORK, (b, a, both)),
    ];
    for process in &processes {
        run.start_process(process, line::START)?;
    }
    for process in &processes {
        run.join_process(process, line::JOIN)?;
    }
    Ok(())
}

/// The child waits for what main sends only after its end.
#[cfg(feature = "program")]
fn join_before_sending(run: &mut Run) -> Result<(), TaskError> {
    let (here, there) = run::raised(pipe_named("pipe"))?;
    let process = run.process(&LISTEN, there);
    run.start_process(&process, line::START)?;
    run::raised(here.send("first"))?;
    run.join_process(&process, line::JOIN)?;
    run.at(line::AFTER);
    run::raised(here.send("second"))
}

/// The lock of a process that was killed.
#[cfg(feature = "program")]
fn want_what_the_dead_has(run: &mut Run) -> Result<(), TaskError> {
    let lock = run::raised(Lock::named("lock"))?;
    let (here, there) = run::raised(pipe_named("ready"))?;
    let process = run.process(&KEEP, (lock.clone(), there));
    run.start_process(&process, line::START)?;
    run.print(&run::raised(here.recv::<String>())?);
    run.at(line::KILL);
    run::raised(process.kill())?;
    run.join_process(&process, line::JOIN)?;
    run.at(line::AFTER);
    lock.acquire();
    Ok(())
}
