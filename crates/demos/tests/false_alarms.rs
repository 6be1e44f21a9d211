//! No false alarm: programs that finish are never said to hang, however they are scheduled and however closely they are looked at.
//!
//! Each case is a random program of the native runtime: a few threads whose steps take locks (always in one order), pass items through
//! queues, wait at barriers and for events, start further threads and join them. Such a program always finishes. Another thread looks at it
//! all the time, with no pause between two looks, which is the hardest case: a thread that was woken and has not got a core yet looks the
//! same at many looks.

#![cfg(feature = "program")]

use proptest::prelude::*;
use report::waits::{Hang, Snapshot, Watch};
use runtime::context::{Process, Tracing, enter_free_slot};
use runtime::sync::{Barrier, Event, Lock, Policy, Queue, Semaphore};
use runtime::thread::{Thread, run_here};
use std::sync::Arc;
use trace::reader::{Batch, Reader};
use trace::words::NoWords;

/// One step of a thread.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Takes both locks, the smaller number first, and gives them back.
    Locks(usize, usize),
    /// Works with a permit.
    Permit,
    /// Waits until all threads are here.
    Meet,
    /// Starts a thread that passes it an item, takes the item and joins the thread.
    Child,
    /// Sets the event and waits for it.
    Signal,
}

/// What the threads share.
struct World {
    locks: [Lock; 3],
    permits: Semaphore,
    meeting: Barrier,
    signal: Event,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0usize..3, 0usize..3).prop_map(|(a, b)| Step::Locks(a.min(b), a.max(b))),
        Just(Step::Permit),
        Just(Step::Child),
        Just(Step::Signal),
    ]
}

/// Steps of each thread. All meet equally often, else they would wait for one another for ever.
fn any_program() -> impl Strategy<Value = Vec<Vec<Step>>> {
    let steps = prop::collection::vec(any_step(), 0..5);
    (prop::collection::vec(steps, 1..4), 0usize..3).prop_map(|(mut threads, meetings)| {
        for steps in &mut threads {
            for meeting in 0..meetings {
                let place = (meeting * 2).min(steps.len());
                steps.insert(place, Step::Meet);
            }
        }
        threads
    })
}

fn act(world: &World, step: Step) {
    match step {
        Step::Locks(outer, inner) => {
            let _outer = world.locks[outer].hold();
            if inner != outer {
                let _inner = world.locks[inner].hold();
            }
        }
        Step::Permit => drop(world.permits.hold()),
        Step::Meet => {
            let arrived = world.meeting.wait();
            assert!(arrived.is_ok(), "nobody breaks the barrier");
        }
        Step::Child => {
            let items = Arc::new(Queue::bounded(1));
            let to = items.clone();
            let child = Thread::new(move || (0..3).try_for_each(|n| to.put(n)));
            child.start().expect("started once");
            let taken: Vec<i32> = (0..3).filter_map(|_| items.get().ok()).collect();
            assert_eq!(taken, [0, 1, 2]);
            child.join().expect("started");
        }
        Step::Signal => {
            world.signal.set();
            world.signal.wait();
        }
    }
}

fn main_thread(program: Vec<Vec<Step>>) {
    let policies = [Policy::Barging, Policy::Fifo, Policy::Barging];
    let world = Arc::new(World {
        locks: policies.map(|policy| Lock::named("lock", policy)),
        permits: Semaphore::new(1),
        meeting: Barrier::new(program.len() as u32),
        signal: Event::new(),
    });
    let threads: Vec<Thread> = program
        .into_iter()
        .map(|steps| {
            let world = world.clone();
            Thread::new(move || steps.into_iter().for_each(|step| act(&world, step)))
        })
        .collect();
    threads
        .iter()
        .for_each(|thread| thread.start().expect("started once"));
    threads
        .iter()
        .for_each(|thread| thread.join().expect("started"));
}

/// Runs the program and looks at it until it has finished; the alarms, of which there must be none.
fn alarms(program: Vec<Vec<Step>>) -> Vec<Hang> {
    let process = Process::leak(0, Tracing::Off);
    let main = std::thread::spawn(move || {
        let entered = enter_free_slot(process).expect("a new process has slots");
        let _ = run_here(&entered, "MainThread", || main_thread(program));
    });
    let mut reader = Reader::new(process.header_address(), 0);
    let mut watch = Watch::default();
    let mut alarms = Vec::new();
    while !main.is_finished() {
        let mut batch = Batch::default();
        let between = reader.between(process.words());
        reader.drain(process.words(), &NoWords, 0, &mut batch);
        alarms.extend(watch.look(Snapshot::of(&batch, between)));
        std::thread::yield_now();
    }
    main.join().expect("a worker ends without a panic");
    process.finish();
    alarms
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_program_that_finishes_raises_no_alarm(program in any_program()) {
        prop_assert_eq!(alarms(program), vec![]);
    }
}
