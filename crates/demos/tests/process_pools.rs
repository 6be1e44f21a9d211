//! The demos of pools and executors of processes: what the lesson promises, and that their Python prints the same where it can.
#![cfg(feature = "program")]

mod support;

use report::SpanKind;
use scenario::TaskValue;
use support::{Ran, python, run};
use trace::kinds::Transfer;

fn integer(ran: &Ran, name: &str) -> i64 {
    match ran.value(name) {
        TaskValue::Integer(number) => *number,
        other => panic!("{}: {name} is {other:?}", ran.link),
    }
}

fn values(ran: &Ran) -> usize {
    match ran.value("values") {
        TaskValue::List(values) => values.len(),
        other => panic!("{}: values is {other:?}", ran.link),
    }
}

#[test]
fn processes_are_reused_until_they_have_done_their_share() {
    let reused = run("pool-hundred-tasks?kind=process&u=0.01&time_scale=0.05");
    reused.finished();
    assert!(integer(&reused, "workers") <= 5);
    let single = run(
        "pool-hundred-tasks?kind=process&tasks=12&workers=2&tasks_per_child=1&u=0&time_scale=0.05",
    );
    single.finished();
    assert_eq!(integer(&single, "workers"), 12);
}

#[test]
fn map_gives_the_same_lists_on_processes() {
    run("pool-map-speedup?kind=process&time_scale=0.05").finished();
    run("pool-map-speedup?kind=process&workers=1,3&tasks=7&u=0.05&time_scale=0.05").finished();
}

#[test]
fn a_partial_can_be_sent_and_a_lambda_cannot_as_in_python() {
    for link in [
        "map-partial?kind=process",
        "map-partial?kind=process&fixed_by=lambda",
    ] {
        let ran = run(link);
        ran.finished();
        let Some(theirs) = python(link) else { return };
        assert_eq!(ran.lines(), theirs, "{link}");
    }
}

#[test]
fn an_executor_breaks_with_its_worker_and_a_pool_leaves_one_job_pending() {
    for class in ["executor", "pool"] {
        let link = format!("futures-process-pool?pool_class={class}&u=0.1&time_scale=0.1");
        let whole = run(&link);
        whole.finished();
        assert_eq!(values(&whole), 16, "{link}");
        if let Some(theirs) = python(&link) {
            assert_eq!(whole.lines(), theirs, "{link}");
        }
    }
    let broken = run("futures-process-pool?kill_after=4&u=0.2&time_scale=0.1");
    broken.finished();
    assert!(
        integer(&broken, "broken") >= 1,
        "{} values",
        values(&broken)
    );
    assert!(broken.lines().contains(&"BrokenProcessPool"));
    let pending = run("futures-process-pool?pool_class=pool&kill_after=4&u=0.2&time_scale=0.1");
    pending.finished();
    assert_eq!(values(&pending) as i64 + integer(&pending, "pending"), 16);
}

/// A line without its seconds, and without the numbers of processes, which no two runs share; two lines may stand in one.
fn plain(line: &str) -> String {
    let is_time = |word: &str| word.parse::<f64>().is_ok() && word.contains('.');
    let words: Vec<&str> = line.split(' ').filter(|word| !is_time(word)).collect();
    let line = words.join(" ");
    let mut parts = line.split("process ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |line, part| {
        line + "process" + part.trim_start_matches(|c: char| c.is_ascii_digit())
    })
}

fn printed(lines: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<String> {
    lines.into_iter().map(|line| plain(line.as_ref())).collect()
}

#[test]
fn the_same_programs_print_the_same_on_processes_as_in_python() {
    for link in [
        "pool-apply-or-async?kind=process&u=0.05&time_scale=0.2",
        "pool-apply-or-async?kind=process&u=0.05&mode=async&time_scale=0.2",
        "pool-close-join-with?kind=process&time_scale=0.2",
        "pool-close-join-with?kind=process&end=with-get&time_scale=0.2",
        "starmap-tuples?kind=process",
        "starmap-tuples?kind=process&pairs=16&b=-5",
        "starmap-zip-repeat?kind=process",
        "starmap-string-trap?kind=process&u=0",
        "starmap-string-trap?kind=process&u=0&argument=plain",
        "starmap-string-trap?kind=process&u=0&argument=plain&call=map",
        "starmap-string-trap?kind=process&u=0&call=map",
        "dummy-pool?kind=process&u=0.05&time_scale=0.2",
        "dummy-pool?kind=process&load=cpu&n=2000",
        "spider?kind=process&time_scale=0.05",
        "spider?kind=process&pages=12&latency=200&spread=100&fail_rate=40&seed=3&workers=1,3&time_scale=0.05",
        "thumbnails?kind=process&images=2&size=16&workers=2",
        "thumbnails?kind=process&images=1&keep_ratio=on&workers=3",
        "pickle-cost?n=20&tasks=2&repeats=1&bytes=1000,10",
        "chunk-size?kind=process&tasks=50&n=20&repeats=1&workers=2",
        "chunk-size?kind=process&tasks=12&n=20&repeats=2&workers=2&lengths=first-long",
        "static-or-dynamic?kind=process&time_scale=0.05",
        "static-or-dynamic?kind=process&lengths=random&tasks=5&workers=3&time_scale=0.05",
        "async-compare?executors=serial,threads,processes,async&tasks=6&workers=2&time_scale=0.05",
        "async-compare?executors=processes&load=cpu&n=2000&tasks=3&workers=2",
        "futures-submit?executor=processes&collect=map&u=0.05&time_scale=0.2",
        "futures-submit?executor=processes&collect=map&u=0.05&fail_at=2&workers=2&time_scale=0.2",
        "futures-submit?executor=processes&collect=wait-all&u=0.05&time_scale=0.2",
        "threads-or-pool?kind=process&tasks=3&workers=1&time_scale=0.2",
        "pool-hundred-tasks?tasks=7&check_results=off&u=0",
        "pool-hundred-tasks?tasks=3&workers=0&tasks_per_child=2&check_results=off&u=0",
        "pickle-cost?n=200&tasks=3&repeats=2&bytes=100000&workers=3",
    ] {
        let ran = run(link);
        ran.finished();
        let Some(theirs) = python(link) else { return };
        assert_eq!(printed(ran.lines()), printed(theirs), "{link}");
    }
}

#[test]
fn workers_and_callbacks_tell_the_same_on_processes_as_in_python_in_some_order() {
    for link in [
        "pool-worker-lines?kind=process&work=0.05&time_scale=0.2",
        "pool-async-results?kind=process&u=0.05&timeout=5&time_scale=0.2",
        "futures-submit?executor=processes&u=0.05&tasks=5&fail_at=3&time_scale=0.2",
    ] {
        let ran = run(link);
        ran.finished();
        let Some(theirs) = python(link) else { return };
        // Python writes a line and its break apart, so lines of several threads may stand in one.
        let (ours, theirs) = (printed(ran.lines()), printed(theirs));
        assert_eq!(ours.last(), theirs.last(), "{link}");
        let text = theirs.concat();
        for line in &ours {
            assert!(text.contains(line), "{link}: {line} is not in\n{text}");
        }
        assert_eq!(text.len(), ours.concat().len(), "{link}\n{text}");
    }
}

#[test]
fn terminate_ends_processes_in_the_middle_of_their_tasks() {
    for end in ["terminate", "with", "none"] {
        let ran = run(&format!(
            "pool-close-join-with?kind=process&end={end}&u=1&time_scale=0.2"
        ));
        let (done, lost) = (integer(&ran, "done"), integer(&ran, "not done"));
        assert_eq!(done + lost, 20, "{end}");
    }
}

#[test]
fn every_workload_of_the_laboratory_gives_on_processes_what_it_gives_on_threads() {
    for (workload, n) in [
        ("primes", 2000),
        ("mandelbrot", 200),
        ("sha256", 50),
        ("sort", 500),
        ("mixed", 2001),
        ("wait-uniform", 1),
        ("server", 1),
        ("empty", 1),
        ("fail", 1),
    ] {
        let on = |executor: &str, chunk: u32| {
            let link = format!(
                "pool-lab?workload={workload}&n={n}&tasks=9&workers=2&lengths=random&skew=3&latency=1&seed=7&fail_at=2&chunk={chunk}&executor={executor}"
            );
            let ran = run(&link);
            let lines: Vec<String> = ran.lines().iter().map(ToString::to_string).collect();
            assert_eq!(lines.len(), 1, "{link}");
            lines
        };
        let expected = on("threads", 0);
        for chunk in [0, 1, 4] {
            assert_eq!(on("processes", chunk), expected, "{workload}, {chunk}");
        }
    }
}

#[test]
fn an_executor_reuses_its_processes_where_each_task_had_one_of_its_own() {
    for (tasks, workers, made) in [(40, 8, 40), (48, 2, 47), (1, 16, 1)] {
        let link =
            format!("threads-or-pool?kind=process&tasks={tasks}&workers={workers}&time_scale=0.05");
        let ran = run(&link);
        assert_eq!(integer(&ran, "processes made"), made, "{link}");
        assert!(
            (1..=workers).contains(&integer(&ran, "processes of the executor")),
            "{link}"
        );
    }
}

#[test]
fn a_call_in_a_process_is_cancelled_only_before_it_is_sent() {
    let ran = run(
        "futures-submit?executor=processes&collect=wait-first&tasks=32&workers=2&u=0.5&spread=0",
    );
    // One is done, and one at least is on its way or has begun: the calls are handed out ahead of the workers.
    let cancelled = integer(&ran, "cancelled");
    assert!((1..=30).contains(&cancelled), "{cancelled} of 32");
}

#[test]
fn larger_arguments_travel_to_processes_whole_and_are_seen_on_their_way() {
    let ran = run("pickle-cost?n=20&tasks=3&repeats=2&bytes=10,100000,1000");
    ran.finished();
    let bytes = |of: Transfer| {
        let spans = ran.timeline.lanes.iter().flat_map(|lane| &lane.others);
        let of_kind = spans.filter_map(move |span| match span.kind {
            SpanKind::Transfer(kind, bytes) if kind == of => Some(bytes),
            _ => None,
        });
        of_kind.max().unwrap_or_default()
    };
    for of in [
        Transfer::Serialise,
        Transfer::Send,
        Transfer::Receive,
        Transfer::Deserialise,
    ] {
        assert!(bytes(of) >= 100_000, "{of:?}: {} bytes", bytes(of));
    }
    let settings: Vec<_> = (ran.timeline.measurements.iter())
        .map(|m| (m.info.executor.as_str(), m.info.x, m.info.repeat))
        .collect();
    assert_eq!(settings.len(), 3 * 3 * 2);
    assert_eq!(settings[2], ("processes", Some(10), 0));
    assert_eq!(settings[17], ("processes", Some(100_000), 1));
}

/// The lines that a fault leaves behind, in some order; the text of an error that a thread or a process prints is Python's other stream.
const LEFT_BY: [(&str, &str, &[&str]); 8] = [
    ("thread", "exception", &["2 is through", "main goes on"]),
    ("thread", "exit", &["2 is through", "main goes on"]),
    ("process", "exception", &["2 is through", "[1, 0]"]),
    ("process", "exit", &["2 is through", "[3, 0]"]),
    (
        "pool",
        "exception",
        &["2 is through", "ValueError", "main goes on", "value 2"],
    ),
    (
        "pool",
        "exit",
        &["2 is through", "TimeoutError", "main goes on", "value 2"],
    ),
    (
        "executor",
        "exception",
        &["2 is through", "ValueError", "main goes on", "value 2"],
    ),
    (
        "executor",
        "exit",
        &["2 is through", "SystemExit", "main goes on", "value 2"],
    ),
];

#[test]
fn an_error_or_an_exit_ends_no_more_than_in_python_and_is_told_to_whom_python_tells_it() {
    for (kind, fault, left) in LEFT_BY {
        let link = format!("worker-raises?kind={kind}&fault={fault}&work=1&time_scale=0.1");
        let ran = run(&link);
        ran.finished();
        let lines = ran.lines();
        for line in left {
            assert!(lines.contains(line), "{link}: {line} is not in {lines:?}");
        }
        let told = lines.len() > left.len();
        let is_printed = fault == "exception" && matches!(kind, "thread" | "process");
        assert_eq!(told, is_printed, "{link}: {lines:?}");
        same_in_python(&link, left);
    }
}

#[test]
fn a_crash_leaves_in_python_what_the_browser_shows() {
    // A crash would end the program of this test: ours is shown by the end-to-end tests, which expect the same lines.
    // In an executor the second is to be at work still when the first crashes, however late that began.
    for (kind, work, left) in [
        ("process", 0.2, &["2 is through", "[-11, 0]"][..]),
        (
            "pool",
            0.2,
            &["2 is through", "TimeoutError", "main goes on", "value 2"],
        ),
        (
            "executor",
            2.0,
            &["BrokenProcessPool", "BrokenProcessPool", "main goes on"],
        ),
    ] {
        let link = format!("worker-raises?kind={kind}&fault=crash&work={work}");
        same_in_python(&link, left);
    }
}

/// That the Python of a link prints these lines, in some order.
fn same_in_python(link: &str, left: &[&str]) {
    let Some(mut theirs) = python(link) else {
        return;
    };
    let mut left: Vec<String> = left.iter().map(ToString::to_string).collect();
    left.sort();
    theirs.sort();
    assert_eq!(theirs, left, "{link}");
}
