//! Processes natively: started, joined, ended, related. Memory is not isolated here (one program): what a child changes in a static, all see.
#![cfg(not(loom))]

use report::Timeline;
use runtime::checkpoint;
use runtime::context::{Ended, Process as Context, Tracing, enter_free_slot};
use runtime::error::Error;
use runtime::process::{self, Process, run_of};
use runtime::thread::{Thread, run_here};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use trace::reader::{Batch, Reader};
use trace::words::NoWords;

/// What an entry point does, and how often; its number is its place here.
const ENTRIES: [fn(u32) -> Result<(), Error>; 8] = [
    |_| Ok(()),
    |_| Err(Error::value("nobody catches this")),
    |code| process::exit(code.cast_signed()),
    |_| process::exit_with("bye"),
    |_| {
        checkpoint::wait(Duration::MAX);
        Ok(())
    },
    |depth| {
        tell(relations());
        if depth > 0 {
            let child = Process::new(RELATED, depth - 1);
            child.start()?;
            child.join()?;
        }
        Ok(())
    },
    |_| {
        CHANGED.fetch_add(1, Ordering::SeqCst);
        Ok(())
    },
    |threads| {
        let all: Vec<Thread> = (0..threads).map(|_| Thread::new(change)).collect();
        all.iter().try_for_each(Thread::start)
    },
];
const FINE: u32 = 0;
const RAISES: u32 = 1;
const EXITS: u32 = 2;
const EXITS_WITH: u32 = 3;
const WAITS: u32 = 4;
const RELATED: u32 = 5;
const CHANGES: u32 = 6;
const THREADED: u32 = 7;

static CHANGED: AtomicU32 = AtomicU32::new(0);
static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn change() {
    CHANGED.fetch_add(1, Ordering::SeqCst);
}

fn tell(text: String) {
    TOLD.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(text);
}

fn relations() -> String {
    let me = process::current_process();
    let parent = process::parent_process().expect("a started process has a parent");
    assert!(parent.is_alive(), "it waits for us");
    let path = me.get_name();
    format!("{path} of {}", parent.name())
}

fn body(entry: u32, bytes: &[u8]) -> Result<(), Error> {
    ENTRIES[entry as usize](process::arguments(bytes)?)
}

/// Runs `body` as the main thread of a run and gives what it returned and what all processes printed.
fn in_run<T>(main: impl FnOnce() -> T) -> (T, Vec<String>) {
    process::set_program(body);
    let context = Context::leak(0, Tracing::Records(1024));
    let entered = enter_free_slot(context).expect("a new process has slots");
    let result = run_here(&entered, "MainThread", main);
    context.finish();
    let mut timeline = Timeline::default();
    for process in run_of(context) {
        let mut batch = Batch::default();
        let mut reader = Reader::new(process.header_address(), process.number());
        reader.drain(process.words(), &NoWords, 0, &mut batch);
        timeline.ingest(&batch);
    }
    let lines = timeline.lines.into_iter().map(|line| line.text).collect();
    let result = result.unwrap_or_else(|(how, _): (Ended, _)| panic!("main thread {how:?}"));
    (result, lines)
}

fn started(entry: u32, argument: u32) -> Process {
    let process = Process::new(entry, argument);
    process.start().expect("there is room");
    process
}

fn exit_of(process: &Process) -> i32 {
    process.join().expect("it is started");
    process.exitcode().expect("open").expect("it has ended")
}

#[test]
fn every_way_to_end_has_its_exit_code_and_its_lines() {
    let (codes, lines) = in_run(|| {
        [
            (FINE, 0),
            (RAISES, 0),
            (EXITS, 0),
            (EXITS, 7),
            (EXITS_WITH, 0),
        ]
        .map(|(entry, argument)| exit_of(&started(entry, argument)))
    });
    assert_eq!(codes, [0, 1, 0, 7, 1]);
    assert_eq!(
        lines,
        [
            "Process Process-2:",
            "ValueError: nobody catches this",
            "bye"
        ]
    );
}

#[test]
fn a_process_that_waits_for_ever_ends_by_a_signal_and_the_first_one_counts() {
    let (codes, _) = in_run(|| {
        let ends: [fn(&Process); 3] = [
            |p| p.terminate().expect("started"),
            |p| p.kill().expect("started"),
            |p| p.kill().and_then(|()| p.terminate()).expect("started"),
        ];
        ends.map(|end| {
            let process = started(WAITS, 0);
            process.join_timeout(Duration::ZERO).expect("started");
            assert!(process.is_alive().expect("open"), "nobody has ended it");
            end(&process);
            exit_of(&process)
        })
    });
    assert_eq!(codes, [-15, -9, -9]);
}

#[test]
fn several_threads_may_wait_for_the_same_process() {
    let (seen, _) = in_run(|| {
        let process = started(WAITS, 0);
        let waiting: Vec<Thread> = (0..4)
            .map(|_| {
                let process = process.clone();
                Thread::new(move || tell(format!("{:?}", (process.join(), process.exitcode()))))
            })
            .collect();
        waiting.iter().for_each(|t| t.start().expect("starts"));
        process.terminate().expect("started");
        waiting.iter().for_each(|t| t.join().expect("started"));
        process.exitcode()
    });
    assert_eq!(seen, Ok(Some(-15)));
    let told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    let same = told
        .iter()
        .filter(|text| *text == "(Ok(()), Ok(Some(-15)))");
    assert_eq!(same.count(), 4);
}

#[test]
fn nested_processes_know_their_names_and_parents() {
    in_run(|| {
        started(FINE, 0).join().expect("started");
        started(RELATED, 2).join().expect("started");
    });
    let told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    for expected in [
        "Process-2 of MainProcess",
        "Process-2:1 of Process-2",
        "Process-2:1:1 of Process-2:1",
    ] {
        assert!(
            told.iter().any(|text| text == expected),
            "{expected}: {told:?}"
        );
    }
}

#[test]
fn main_waits_for_its_children_and_terminates_daemons() {
    let ((child, daemon), _) = in_run(|| {
        let child = started(RELATED, 1);
        let daemon = Process::new(WAITS, 0_u32).daemon(true);
        daemon.start().expect("there is room");
        (child, daemon)
    });
    let codes = [child.exitcode(), daemon.exitcode()];
    assert_eq!(codes, [Ok(Some(0)), Ok(Some(-15))]);
}

#[test]
fn children_that_live_are_listed_in_the_order_of_their_starts() {
    let ((), _) = in_run(|| {
        let all: Vec<Process> = (0..3).map(|_| started(WAITS, 0)).collect();
        let names = || {
            let list = process::active_children();
            list.iter().map(Process::get_name).collect::<Vec<_>>()
        };
        assert_eq!(names(), ["Process-1", "Process-2", "Process-3"]);
        all[1].kill().expect("started");
        all[1].join().expect("started");
        assert_eq!(names(), ["Process-1", "Process-3"]);
        all.iter().for_each(|p| p.kill().expect("started"));
    });
}

#[test]
fn far_more_processes_than_the_table_has_places_follow_one_another() {
    let before = CHANGED.load(Ordering::SeqCst);
    let (codes, _) = in_run(|| {
        (0..600)
            .map(|n| {
                let process = started(CHANGES, 0);
                // Every third is joined; the others are reaped by later starts.
                if n % 3 == 0 {
                    assert_eq!(exit_of(&process), 0);
                }
                process
            })
            .collect::<Vec<_>>()
            .iter()
            .map(exit_of)
            .sum::<i32>()
    });
    assert_eq!(codes, 0);
    assert!(
        CHANGED.load(Ordering::SeqCst) - before >= 600,
        "natively all share one memory"
    );
}

#[test]
fn a_process_waits_for_its_threads_before_it_tells_its_exit_code() {
    let before = CHANGED.load(Ordering::SeqCst);
    in_run(|| assert_eq!(exit_of(&started(THREADED, 8)), 0));
    assert!(CHANGED.load(Ordering::SeqCst) - before >= 8);
}

#[test]
fn processes_killed_at_any_moment_leave_nothing_behind() {
    in_run(|| {
        for round in 0..60_u32 {
            let process = started(if round % 2 == 0 { WAITS } else { RELATED }, round % 3);
            // Between not at all and long enough for the process to be in its wait.
            (0..round * 40).for_each(|_| std::hint::spin_loop());
            process.kill().expect("started");
            let code = exit_of(&process);
            assert!(code == -9 || code == 0, "round {round}: {code}");
        }
        assert_eq!(process::active_children().len(), 0);
    });
}

#[test]
fn numbers_of_processes_are_never_used_twice() {
    in_run(|| {
        let mut numbers: Vec<u32> = (0..50)
            .map(|_| {
                let process = started(FINE, 0);
                let number = process.pid().expect("open").expect("started");
                process.join().expect("started");
                number
            })
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 50);
    });
}
