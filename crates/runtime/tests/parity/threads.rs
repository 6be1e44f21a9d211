//! Misuse of threads, timers, the GIL.

use super::*;

pub const THREADS: &[Row] = &[
    (
        "start, twice",
        "RuntimeError: threads can only be started once",
        || text(ended().start()),
    ),
    (
        "join, before start",
        "RuntimeError: cannot join thread before it is started",
        || text(not_started().join()),
    ),
    (
        "join, by itself",
        "RuntimeError: cannot join current thread",
        || {
            let (say, said) = channel();
            let thread =
                Thread::new(move || say.send(text(thread::current().join())).expect("listens"));
            thread.start().expect("a worker is to be had");
            said.recv().expect("it says")
        },
    ),
    ("join, repeated", "()", || {
        let thread = ended();
        text(thread.join().and_then(|()| thread.join()))
    }),
    (
        "daemon, after start",
        "RuntimeError: cannot set daemon status of active thread",
        || text(ended().set_daemon(true)),
    ),
    (
        "uncaught error",
        "ValueError: x in t; join gives ()",
        || hooked(|| Err(Error::value("x"))),
    ),
    ("SystemExit is silent", "; join gives ()", || {
        hooked(|| thread::exit())
    }),
    (
        "local(), missing",
        "AttributeError: '_thread._local' object has no attribute 'x'",
        || text(Local::<i32>::new("x").get()),
    ),
    (
        "local(), missing, deleted",
        "AttributeError: '_thread._local' object has no attribute 'x'",
        || text(Local::<i32>::new("x").delete()),
    ),
    (
        "setswitchinterval(0)",
        "ValueError: switch interval must be strictly positive",
        || text(Gil::leak(Duration::ZERO).map(drop)),
    ),
];
