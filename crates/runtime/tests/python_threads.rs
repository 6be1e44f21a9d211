//! Python's thread objects: names, life, table, locals, timers, hooks, main thread.
#![cfg(not(loom))]

use runtime::context::{Process, Tracing, enter_free_slot};
use runtime::error::Error;
use runtime::sync::Event;
use runtime::thread::{self, Local, Thread, Timer};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;
use trace::kinds::ThreadState;

fn work() {}

/// A thread that lives until the event is set.
fn waiting(event: &Arc<Event>) -> Thread {
    let event = event.clone();
    Thread::new(move || assert!(event.wait()))
}

/// Runs `body` as the main thread of a process of its own.
fn program<T: Send>(body: impl FnOnce() -> T + Send) -> T {
    let run = || {
        let process = Process::leak(0, Tracing::Records(1024));
        let entered = enter_free_slot(process).expect("a new process has free slots");
        let result = thread::run_here(&entered, "MainThread", body);
        process.finish();
        result.map_err(|(how, _)| how).expect("it returns")
    };
    std::thread::scope(|s| s.spawn(run).join().expect("it does not panic"))
}

#[test]
fn a_thread_is_called_after_its_number_and_function() {
    let (named, lambda) = (Thread::new(work), Thread::new(|| ()));
    let (first, second) = (named.get_name(), lambda.get_name());
    assert!(
        first.starts_with("Thread-") && first.ends_with(" (work)"),
        "seen {first}"
    );
    assert!(second.ends_with(" (<lambda>)"), "seen {second}");
    assert_eq!(Thread::new(work).name("mine").get_name(), "mine");
}

#[test]
fn a_thread_is_new_then_running_then_terminated() {
    let gate = Arc::new(Event::new());
    let thread = waiting(&gate).name("t").daemon(false);
    let before = (
        thread.state(),
        thread.is_alive(),
        thread.ident(),
        format!("{thread:?}"),
    );
    thread.start().expect("starts");
    let during = (thread.state(), thread.is_alive(), thread.ident().is_some());
    gate.set();
    thread.join().expect("started");
    assert_eq!(
        before,
        (ThreadState::New, false, None, "<Thread(t, initial)>".into())
    );
    assert_eq!(during, (ThreadState::Running, true, true));
    assert_eq!(
        (thread.state(), thread.is_alive()),
        (ThreadState::Terminated, false)
    );
    assert!(
        format!("{thread:?}").starts_with("<Thread(t, stopped "),
        "seen {thread:?}"
    );
}

#[test]
fn join_with_a_time_out_returns_though_the_thread_lives() {
    let gate = Arc::new(Event::new());
    let thread = waiting(&gate);
    thread.start().expect("starts");
    thread
        .join_timeout(Duration::from_micros(100))
        .expect("started");
    assert!(thread.is_alive(), "a join that timed out ends nobody");
    gate.set();
    thread.join().expect("started");
}

#[test]
fn the_table_holds_main_and_what_is_alive() {
    let (during, after, names) = program(|| {
        let gate = Arc::new(Event::new());
        let threads: Vec<_> = (0..3)
            .map(|i| waiting(&gate).name(&format!("w{i}")))
            .collect();
        threads.iter().for_each(|t| t.start().expect("starts"));
        let during = thread::active_count();
        let names: Vec<_> = thread::enumerate().iter().map(Thread::get_name).collect();
        gate.set();
        threads.iter().for_each(|t| t.join().expect("started"));
        (during, thread::active_count(), names)
    });
    assert_eq!((during, after), (4, 1));
    assert_eq!(names, ["MainThread", "w0", "w1", "w2"]);
}

#[test]
fn every_thread_knows_itself_and_main() {
    program(|| {
        let (say, said) = channel();
        let thread = Thread::new(move || {
            let me = thread::current();
            say.send((
                me.get_name(),
                me.ident(),
                thread::get_ident(),
                thread::main().get_name(),
            ))
            .expect("listens");
        });
        let thread = thread.name("me");
        thread.start().expect("starts");
        let (name, ident, get_ident, main) = said.recv().expect("it says");
        assert_eq!((name.as_str(), main.as_str()), ("me", "MainThread"));
        assert_eq!(ident, Some(get_ident));
        assert_eq!(ident, thread.ident());
        assert!(thread::current().is(&thread::main()), "main is main");
    });
}

#[test]
fn a_thread_that_nobody_made_is_a_dummy() {
    let seen = std::thread::spawn(|| {
        let me = thread::current();
        (me.get_name(), me.is_daemon(), me.is_alive())
    });
    let (name, daemon, alive) = seen.join().expect("it does not panic");
    assert!(name.starts_with("Dummy-"), "seen {name}");
    assert!(daemon && alive);
}

#[test]
fn a_program_ends_after_its_threads_but_not_after_its_daemons() {
    let (late, done) = (Arc::new(Event::new()), Arc::new(Event::new()));
    let forever = Arc::new(Event::new());
    program({
        let (late, done, forever) = (late.clone(), done.clone(), forever.clone());
        move || {
            waiting(&forever).daemon(true).start().expect("starts");
            let work = Thread::new(move || {
                late.wait_timeout(Duration::from_millis(5));
                done.set();
            });
            work.start().expect("starts");
        }
    });
    assert!(
        done.is_set(),
        "the main thread waits for a thread that is no daemon"
    );
    forever.set();
}

/// Says that it was dropped.
struct Dropped(Arc<Event>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.set();
    }
}

#[test]
fn daemons_are_stopped_when_the_program_ends() {
    let bodies: [(&str, fn()); 3] = [
        ("waits for ever", || {
            runtime::checkpoint::wait(Duration::MAX)
        }),
        ("sleeps", || {
            runtime::checkpoint::sleep(Duration::from_secs(3600))
        }),
        ("computes", || {
            loop {
                runtime::checkpoint::proceed();
            }
        }),
    ];
    for (name, body) in bodies {
        let gone = Arc::new(Event::new());
        let daemon = program({
            let guard = Dropped(gone.clone());
            move || {
                let daemon = Thread::new(move || {
                    let _guard = guard;
                    body();
                });
                let daemon = daemon.daemon(true);
                daemon.start().expect("starts");
                daemon
            }
        });
        assert!(gone.is_set(), "a daemon that {name} has left by unwinding");
        daemon.join().expect("started"); // Returns: it has ended.
    }
}

#[test]
fn a_low_level_thread_does_not_outlive_the_program() {
    let gone = Arc::new(Event::new());
    program({
        let guard = Dropped(gone.clone());
        move || {
            let body = move || {
                let _guard = guard;
                runtime::checkpoint::wait(Duration::MAX);
            };
            thread::start_new_thread(body).expect("starts");
        }
    });
    assert!(gone.is_set(), "whether or not it had begun");
}

#[test]
fn a_daemons_child_is_a_daemon() {
    let (say, said) = channel();
    let parent =
        Thread::new(move || say.send(Thread::new(work).is_daemon()).expect("listens")).daemon(true);
    parent.start().expect("starts");
    assert!(said.recv().expect("it says"), "daemon is inherited");
}

#[test]
fn a_local_is_forgotten_between_two_threads_of_one_worker() {
    let local = Arc::new(Local::new("x"));
    program(move || {
        for _ in 0..3 {
            let (say, said) = channel();
            let local = local.clone();
            let thread = Thread::new(move || {
                say.send(local.get().is_ok()).expect("listens");
                local.set(1);
            });
            thread.start().expect("starts");
            thread.join().expect("started");
            assert!(
                !said.recv().expect("it says"),
                "a thread before left its value"
            );
        }
    });
}

#[test]
fn a_timer_fires_once_unless_cancelled() {
    let (fired, never) = (Arc::new(Event::new()), Arc::new(Event::new()));
    let timer = |event: &Arc<Event>, seconds: f64| {
        let event = event.clone();
        Timer::from_seconds(seconds, move || event.set())
    };
    let (first, second, third) = (
        timer(&fired, -1.0),
        timer(&never, 3600.0),
        timer(&never, 0.0),
    );
    third.cancel();
    [&first, &second, &third]
        .into_iter()
        .for_each(|t| t.start().expect("starts"));
    second.cancel();
    [&first, &second, &third]
        .into_iter()
        .for_each(|t| t.thread().join().expect("started"));
    assert!(fired.is_set(), "a negative interval fires at once");
    assert!(
        !never.is_set(),
        "a cancelled timer does not fire, also when cancelled before its start"
    );
}

#[test]
fn run_calls_in_the_caller() {
    let (say, said) = channel();
    let thread = Thread::new(move || say.send(std::thread::current().id()).expect("listens"));
    thread.run().expect("returns");
    assert_eq!(said.recv().expect("it says"), std::thread::current().id());
    assert!(!thread.is_alive(), "run starts nothing");
}

#[test]
fn a_low_level_thread_has_a_number_and_runs() {
    let done = Arc::new(Event::new());
    let ident = thread::start_new_thread({
        let done = done.clone();
        move || -> Result<(), Error> {
            done.set();
            Err(Error::value("nobody is told"))
        }
    });
    assert_ne!(ident.expect("starts"), 0);
    done.wait();
}
