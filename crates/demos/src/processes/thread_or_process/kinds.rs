//! What is measured, of threads and of processes.

use super::line;
use crate::run::{self, Clock, Entry, Run};
use runtime::ipc::wire::Bytes;
use runtime::ipc::{self, SimpleQueue};
use runtime::process::SIGKILL;
use runtime::sync::{self, Lock};
use scenario::outcome::TaskError;
use scenario::{Scenario, TaskValue};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::time::Duration;
use workloads::Arguments;

/// Rounds of which the median is told.
const ROUNDS: u32 = 8;
/// Messages in a round: one alone may be too short for a browser's clock.
const MESSAGES: u32 = 10;
/// Turns of the lock in a round.
const TURNS: u32 = 250;

/// The global variable: one in each memory.
static COUNTER: AtomicI64 = AtomicI64::new(0);

type Way = SimpleQueue<Option<Bytes>>;

pub(super) static CHANGE: Entry<()> = Entry::new("change", |_, ()| {
    change();
    Ok(())
});
pub(super) static NOTHING: Entry<()> = Entry::new("nothing", |_, ()| Ok(()));
pub(super) static ECHO: Entry<(Way, Way)> = Entry::new("echo", |_, (inbox, outbox)| {
    while let Some(message) = run::raised(inbox.get())? {
        run::raised(outbox.put(&Some(message)))?;
    }
    Ok(())
});
pub(super) static PRIMES: Entry<u32> = Entry::new("primes", |_, n| {
    primes(n);
    Ok(())
});
pub(super) static SLEEP: Entry<()> = Entry::new("sleep", |_, ()| {
    run::sleep(Duration::from_secs(3600));
    Ok(())
});

fn change() {
    run::at(line::CHANGE);
    COUNTER.fetch_add(1, Relaxed);
}

fn primes(n: u32) {
    if let Some(primes) = workloads::basic("primes") {
        // It raises nothing, and its number is of no interest.
        let _ = run::run_workload(primes, Arguments::computing(n), line::PRIMES);
    }
}

/// What is the same for both kinds.
struct Load {
    workers: u32,
    bytes: usize,
    n: u32,
    alone: f64,
}

/// The median of what one of `times` uses took in each round, in microseconds, printed and named.
fn cost(
    run: &mut Run,
    (name, what, line): (&str, &str, u16),
    times: u32,
    mut act: impl FnMut(&mut Run) -> Result<(), TaskError>,
) -> Result<(), TaskError> {
    run.at(line);
    let mut spent = Vec::new();
    for _ in 0..ROUNDS {
        let clock = Clock::start();
        (0..times).try_for_each(|_| act(run))?;
        spent.push(clock.seconds() * 1e6 / f64::from(times));
    }
    let median = run::median(&mut spent);
    run.print(&format!("{name} {what} {median:.3} us"));
    run.value(&format!("{name}: {what}, µs"), TaskValue::Float(median));
    Ok(())
}

/// What main sees of the change of a variable.
fn seen(run: &mut Run, name: &str) -> i64 {
    let seen = COUNTER.load(Relaxed);
    run.print(&format!("{name} main sees {seen}"));
    run.value(&format!("{name}: main sees"), TaskValue::Integer(seen));
    seen
}

fn speed_up(run: &mut Run, name: &str, load: &Load, together: f64) {
    let ratio = load.alone / together;
    run.print(&format!("{name} speed-up {ratio:.3}"));
    run.value(&format!("{name}: speed-up"), TaskValue::Float(ratio));
}

fn threads(run: &mut Run, load: &Load) -> Result<i64, TaskError> {
    let once = |run: &mut Run, name, body: fn()| {
        let thread = run.thread(name, body);
        run::raised(thread.start().and_then(|()| thread.join()))
    };
    once(run, "change", change)?;
    let main_sees = seen(run, "thread");
    cost(run, ("thread", "start", line::START), 1, |run| {
        once(run, "nothing", || ())
    })?;
    let [inbox, outbox] = [(); 2].map(|()| Arc::new(sync::SimpleQueue::<Option<Arc<[u8]>>>::new()));
    let peer = run.thread("echo", {
        let (inbox, outbox) = (inbox.clone(), outbox.clone());
        move || {
            while let Ok(Some(message)) = inbox.get() {
                outbox.put(Some(message));
            }
        }
    });
    run::raised(peer.start())?;
    let message: Arc<[u8]> = vec![0; load.bytes].into();
    cost(run, ("thread", "message", line::MESSAGE), MESSAGES, |_| {
        inbox.put(Some(message.clone()));
        run::raised(outbox.get()).map(drop)
    })?;
    inbox.put(None);
    run::raised(peer.join())?;
    let lock = Lock::new();
    cost(run, ("thread", "lock", line::LOCK), TURNS, |_| {
        drop(lock.hold());
        Ok(())
    })?;
    let n = load.n;
    let all: Vec<_> = (0..load.workers)
        .map(|_| run.thread("primes", move || primes(n)))
        .collect();
    let clock = Clock::start();
    run.start_all(&all, line::TOGETHER)?;
    run.join_all(&all, line::TOGETHER)?;
    speed_up(run, "thread", load, clock.seconds());
    Ok(main_sees)
}

fn processes(run: &mut Run, load: &Load) -> Result<i64, TaskError> {
    let once = |run: &mut Run, entry, line| {
        let process = run.process(entry, ());
        run.start_process(&process, line)?;
        run.join_process(&process, line)
    };
    once(run, &CHANGE, line::CHANGE)?;
    let main_sees = seen(run, "process");
    cost(run, ("process", "start", line::START), 1, |run| {
        once(run, &NOTHING, line::START)
    })?;
    let (inbox, outbox) = (
        run::raised(Way::named("inbox"))?,
        run::raised(Way::named("outbox"))?,
    );
    let peer = run.process(&ECHO, (inbox.clone(), outbox.clone()));
    run.start_process(&peer, line::MESSAGE)?;
    let message = Some(Bytes(vec![0; load.bytes]));
    cost(run, ("process", "message", line::MESSAGE), MESSAGES, |_| {
        run::raised(inbox.put(&message))?;
        run::raised(outbox.get()).map(drop)
    })?;
    run::raised(inbox.put(&None))?;
    run.join_process(&peer, line::MESSAGE)?;
    let lock = run::raised(ipc::sync::Lock::new())?;
    cost(run, ("process", "lock", line::LOCK), TURNS, |_| {
        drop(lock.hold());
        Ok(())
    })?;
    let all: Vec<_> = (0..load.workers)
        .map(|_| run.process(&PRIMES, load.n))
        .collect();
    let clock = Clock::start();
    all.iter()
        .try_for_each(|process| run.start_process(process, line::TOGETHER))?;
    all.iter()
        .try_for_each(|process| run.join_process(process, line::TOGETHER))?;
    speed_up(run, "process", load, clock.seconds());
    Ok(main_sees)
}

/// A process can be ended from outside.
fn kill(run: &mut Run) -> Result<(), TaskError> {
    let process = run.process(&SLEEP, ());
    run.start_process(&process, line::KILL)?;
    run::raised(process.kill())?;
    run.join_process(&process, line::KILL)?;
    let code = run::raised(process.exitcode())?.unwrap_or_default();
    run.print(&format!("killed, exit code {code}"));
    let expected = -SIGKILL.cast_signed();
    run.check("check-exit-codes", code == expected, code.to_string());
    Ok(())
}

/// Measures both kinds, and kills a process.
pub(crate) fn program(run: &mut Run, scenario: &Scenario) -> Result<(), TaskError> {
    let (workers, n) = (run::count(scenario, "workers"), run::count(scenario, "n"));
    COUNTER.store(0, Relaxed);
    run.at(line::ALONE);
    let clock = Clock::start();
    (0..workers).for_each(|_| primes(n));
    let load = Load {
        workers,
        bytes: run::count(scenario, "bytes") as usize,
        n,
        alone: clock.seconds(),
    };
    let held = if scenario.flag("gil") {
        run.under_gil()?
    } else {
        None
    };
    let by_thread = threads(run, &load)?;
    drop(held);
    let by_process = processes(run, &load)?;
    kill(run)?;
    // The thread has changed main's own variable, the process has not.
    let held = (by_thread, by_process) == (1, 1);
    let seen = format!("{by_thread} after a thread, {by_process} after a process");
    run.check("check-memory-of-its-own", held, seen);
    Ok(())
}
