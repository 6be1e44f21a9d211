//! From a native run to the timeline: what threads leave in their rings is what report makes spans and results of.
#![cfg(not(loom))]

use report::{Ns, SpanKind, Timeline};
use runtime::blocking::{Deadline, Wait, Woken, block};
use runtime::context::{self, GilHook, Process, Tracing, enter_free_slot};
use runtime::error::Error;
use runtime::executors::{Executor, Serial, Threads};
use runtime::futex::{FutexWord, Word};
use runtime::pool::Chunk;
use runtime::task::{TaskResult, Tasks, Value, list};
use runtime::thread::run_here;
use scenario::TaskValue;
use scenario::outcome::TaskError;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use trace::entry::Measurement;
use trace::kinds::{Cause, ObjectKind, ThreadState};
use trace::reader::{Batch, Reader};
use trace::words::NoWords;

/// Runs `program` as the main thread of a traced process and gives the timeline that its rings tell.
fn timeline<T>(program: impl FnOnce() -> T) -> (Timeline, T) {
    let process = Process::leak(0, Tracing::Records(4096));
    let entered = enter_free_slot(process).expect("a new process has slots");
    let result = run_here(&entered, "MainThread", program)
        .unwrap_or_else(|(how, _)| panic!("main thread {how:?}"));
    process.finish();
    let mut batch = Batch::default();
    Reader::new(process.header_address(), 0).drain(
        process.words(),
        &NoWords,
        runtime::platform::now_ns(),
        &mut batch,
    );
    let mut timeline = Timeline::default();
    timeline.ingest(&batch);
    (timeline, result)
}

fn measurement(executor: &str, workers: u32, tasks: u32) -> Measurement {
    Measurement {
        id: 1,
        load: "cpu".into(),
        executor: executor.into(),
        workers,
        repeat: 0,
        tasks,
        x: None,
    }
}

fn mixed_results() -> (Arc<dyn Tasks>, Vec<TaskResult>) {
    let results = vec![
        Ok(Value::Unit),
        Ok(Value::Integer(-5)),
        Ok(Value::Float(0.25)),
        Ok(Value::Integer(i64::MAX)),
        Err(Error::value("task 4 failed")),
        Ok(Value::Unit),
    ];
    let copy = results.clone();
    (list(6, move |i| copy[i as usize].clone()), results)
}

#[test]
fn every_executor_leaves_the_same_results_in_the_trace() {
    let threads = |chunk| Threads { chunk };
    let (whole, single, pairs) = (
        threads(Chunk::Default),
        threads(Chunk::Of(1)),
        threads(Chunk::Of(2)),
    );
    let rows: [(&str, u32, &dyn Executor); 4] = [
        ("serial", 1, &Serial),
        ("threads", 1, &whole),
        ("threads", 2, &single),
        ("threads", 3, &pairs),
    ];
    for (id, workers, executor) in rows {
        let (tasks, expected) = mixed_results();
        let info = measurement(id, workers, 6);
        let (timeline, execution) = timeline(|| executor.execute(&info, tasks).expect("starts"));
        assert_eq!(execution.results, expected, "{id}, {workers} workers");
        let [seen] = &timeline.measurements[..] else {
            panic!("one measurement: {:?}", timeline.measurements)
        };
        assert_eq!(seen.info, info);
        assert_eq!(seen.begin, Some(Ns(execution.begin_ns)));
        assert_eq!(seen.ready, Some(Ns(execution.ready_ns)));
        assert_eq!(seen.end, Some(Ns(execution.end_ns)));
        assert_eq!(timeline.dropped, 0);
        for (index, (task, expected)) in seen.tasks.iter().zip(&expected).enumerate() {
            let task = task
                .as_ref()
                .unwrap_or_else(|| panic!("task {index} of {id} is in the trace"));
            assert!(
                Ns(execution.ready_ns) <= task.end
                    && task.start <= task.end
                    && task.end <= Ns(execution.end_ns)
            );
            let seen = task.value.as_ref().expect("a value or an error");
            assert!(
                is_same(seen, expected),
                "task {index} of {id}: {seen:?}, not {expected:?}"
            );
        }
    }
}

/// Whether the trace tells what the task gave.
fn is_same(seen: &Result<TaskValue, TaskError>, given: &TaskResult) -> bool {
    match (seen, given) {
        (Ok(TaskValue::Unit), Ok(Value::Unit)) => true,
        (Ok(TaskValue::Integer(seen)), Ok(Value::Integer(n))) => seen == n,
        (Ok(TaskValue::Float(seen)), Ok(Value::Float(x))) => seen == x,
        (Err(seen), Err(error)) => {
            seen.kind == error.kind().name() && seen.message == error.message()
        }
        _ => false,
    }
}

#[test]
fn a_pool_has_a_lane_per_worker_and_every_lane_ends() {
    let run = || {
        Threads {
            chunk: Chunk::Of(1),
        }
        .execute(
            &measurement("threads", 3, 30),
            list(30, |_| Ok(Value::Unit)),
        )
    };
    let (timeline, execution) = timeline(run);
    assert_eq!(execution.expect("starts").results.len(), 30);
    let names: Vec<_> = timeline
        .lanes
        .iter()
        .map(|lane| lane.name.as_str())
        .collect();
    assert_eq!(names, ["MainThread", "pool 1", "pool 2", "pool 3"]);
    let tasks: usize = timeline.lanes.iter().map(|lane| lane.tasks.len()).sum();
    assert_eq!(tasks, 30);
    for lane in &timeline.lanes {
        let (end, state) = lane
            .ended
            .unwrap_or_else(|| panic!("{} has ended", lane.name));
        assert_eq!(state, ThreadState::Terminated, "{}", lane.name);
        let holes = lane
            .states
            .windows(2)
            .filter(|two| two[0].end != two[1].start)
            .count();
        assert_eq!(
            (holes, lane.states.last().map(|span| span.end)),
            (0, Some(end)),
            "{}: {:?}",
            lane.name,
            lane.states
        );
        let apart = lane.tasks.windows(2).all(|two| two[0].end <= two[1].start);
        assert!(apart, "tasks of {} do not overlap", lane.name);
    }
}

#[test]
fn waits_are_shown_with_their_cause() {
    let (timeline, ()) = timeline(|| {
        runtime::checkpoint::wait(std::time::Duration::from_micros(50));
        let handle = runtime::thread::start("t", Box::new(|| {})).expect("starts");
        handle.join(None);
    });
    let causes = timeline.lanes[0]
        .states
        .iter()
        .filter_map(|span| match span.kind {
            SpanKind::State(ThreadState::Blocked, cause) => Some(cause),
            _ => None,
        });
    let causes: Vec<_> = causes.collect();
    assert_eq!(causes.first(), Some(&Cause::Io));
    // The thread may have ended before main looked, then there was nothing to wait for.
    assert!(
        causes[1..].iter().all(|cause| *cause == Cause::Join),
        "{causes:?}"
    );
}

#[test]
fn names_and_lines_are_told() {
    let (timeline, object) = timeline(|| {
        context::print("hello");
        context::new_object(ObjectKind::Lock, "lock L")
    });
    assert_eq!(timeline.lines.len(), 1);
    assert_eq!(
        (timeline.lines[0].text.as_str(), timeline.lines[0].thread),
        ("hello", 1)
    );
    let named = timeline.object(object).expect("it was announced");
    assert_eq!(
        (named.name.as_str(), named.kind),
        ("lock L", Some(ObjectKind::Lock))
    );
}

#[test]
fn a_waiting_thread_shows_what_it_waits_for() {
    let process = Process::leak(0, Tracing::Off);
    let word = Arc::new(Word::new(0));
    let waited_on = word.clone();
    let waiter = std::thread::spawn(move || {
        let entered = enter_free_slot(process).expect("a slot");
        let _ = run_here(&entered, "MainThread", || {
            while waited_on.load(Ordering::Acquire) == 0 {
                let _ = block(
                    &*waited_on,
                    0,
                    Some(Deadline::at_ns(u64::MAX)),
                    &Wait::on(Cause::Event, 42),
                );
            }
        });
    });
    let reader = Reader::new(process.header_address(), 0);
    let status = loop {
        let mut seen = Vec::new();
        reader.snapshot(process.words(), &NoWords, &mut seen);
        match seen.first() {
            Some((_, status)) if status.state == ThreadState::Blocked => break *status,
            _ => std::thread::yield_now(),
        }
    };
    assert_eq!(
        (status.cause, status.object, status.deadline_ns),
        (Cause::Event, 42, Some(u64::MAX))
    );
    word.store(1, Ordering::Release);
    word.wake(u32::MAX);
    waiter.join().expect("it ends");
    assert_eq!(process.workers(), 0);
}

#[test]
fn a_main_thread_that_stands_by_for_its_workers_is_ready_and_not_running() {
    let asked = std::cell::Cell::new(0);
    let (timeline, ()) = timeline(|| {
        runtime::thread::stand_by(|| asked.replace(asked.get() + 1) >= 3);
    });
    let ready = SpanKind::State(ThreadState::Ready, Cause::None);
    let states = &timeline.lanes[0].states;
    let kinds: Vec<SpanKind> = states.iter().map(|span| span.kind).collect();
    let at = kinds.iter().position(|kind| *kind == ready);
    let at = at.unwrap_or_else(|| panic!("never ready: {kinds:?}"));
    assert_eq!(
        kinds.get(at + 1),
        Some(&SpanKind::State(ThreadState::Running, Cause::None)),
        "then it runs: {kinds:?}"
    );
}

#[test]
fn a_passed_deadline_times_out_without_waiting() {
    let word = Word::new(0);
    let why = Wait::on(Cause::Event, 0);
    assert_eq!(
        block(&word, 0, Some(Deadline::at_ns(0)), &why),
        Woken::TimedOut
    );
    assert_eq!(block(&word, 1, None, &why), Woken::Again);
}

/// Notes in which order the GIL is given away and taken.
struct NotingGil(std::sync::Mutex<Vec<&'static str>>);

impl GilHook for NotingGil {
    fn give(&self) {
        self.0.lock().expect("clean").push("give");
    }
    fn take(&self) {
        self.0.lock().expect("clean").push("take");
    }
    fn checkpoint(&self) {
        self.0.lock().expect("clean").push("checkpoint");
    }
}

#[test]
fn the_gil_is_given_away_around_waits_and_asked_at_checkpoints() {
    static GIL: NotingGil = NotingGil(std::sync::Mutex::new(Vec::new()));
    timeline(|| {
        context::current().expect("a context").set_gil(Some(&GIL));
        runtime::checkpoint::proceed();
        runtime::checkpoint::wait(std::time::Duration::from_nanos(1));
        let _ = block(&Word::new(0), 1, None, &Wait::on(Cause::Gil, 0));
    });
    assert_eq!(
        *GIL.0.lock().expect("clean"),
        ["checkpoint", "give", "take"]
    );
}
