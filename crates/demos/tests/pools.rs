//! The demos of pools and futures: what the lesson promises, at the defaults and at the ends of the parameters, and that their Python prints the same.
#![cfg(feature = "program")]

mod support;

use scenario::TaskValue;
use support::{Ran, run, run_until, strict_python};

/// A line without its seconds, and without the numbers of threads, which go on counting from test to test.
fn plain(line: &str) -> String {
    let is_time = |word: &str| word.parse::<f64>().is_ok() && word.contains('.');
    let number = |word: &str| word.starts_with("Thread-");
    let words = line.split(' ').filter(|word| !is_time(word));
    let words: Vec<&str> = words
        .map(|word| if number(word) { "Thread" } else { word })
        .collect();
    words.join(" ")
}

fn printed(lines: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<String> {
    lines.into_iter().map(|line| plain(line.as_ref())).collect()
}

fn integer(ran: &Ran, name: &str) -> i64 {
    match ran.value(name) {
        TaskValue::Integer(number) => *number,
        other => panic!("{}: {name} is {other:?}", ran.link),
    }
}

#[test]
fn their_python_prints_the_same_lines() {
    for link in [
        "pool-apply-or-async?u=0.05&time_scale=0.2",
        "pool-apply-or-async?u=0.05&mode=async&time_scale=0.2",
        "pool-close-join-with?time_scale=0.2",
        "pool-close-join-with?end=with-get&time_scale=0.2",
        "starmap-tuples",
        "starmap-tuples?pairs=16&b=-5",
        "starmap-zip-repeat",
        "starmap-zip-repeat?a=7&b=1000",
        "map-partial?kind=thread",
        "map-partial?kind=thread&fixed_by=lambda&b=-1",
        "starmap-string-trap?u=0",
        "starmap-string-trap?u=0&argument=plain",
        "starmap-string-trap?u=0&argument=plain&call=map",
        "starmap-string-trap?u=0&call=map",
        "dummy-pool?u=0.05&time_scale=0.2",
        "dummy-pool?load=cpu&n=2000",
        "futures-submit?collect=map&u=0.05&time_scale=0.2",
        "futures-submit?collect=map&u=0.05&fail_at=2&time_scale=0.2",
        "futures-submit?collect=wait-all&u=0.05&time_scale=0.2",
        "semaphore-or-pool?tasks=6&work=0.05&time_scale=0.2",
        "threads-or-pool?tasks=60&workers=1&time_scale=0.2",
        "threads-or-pool?tasks=3&workers=1&curve=off&time_scale=0.2",
        "pool-hundred-tasks?kind=thread&tasks=7&check_results=off&u=0",
    ] {
        let ran = run(link);
        ran.finished();
        let Some(theirs) = strict_python(link) else {
            return;
        };
        assert_eq!(printed(ran.lines()), printed(theirs), "{link}");
    }
}

/// Python writes a line and its break apart, so lines of several threads may stand in one.
#[test]
fn their_python_prints_the_same_lines_in_some_order() {
    for link in [
        "pool-worker-lines?work=0.05&time_scale=0.2",
        "pool-async-results?u=0.05&timeout=5&time_scale=0.2",
        "futures-submit?u=0.05&tasks=5&fail_at=3&time_scale=0.2",
    ] {
        let ran = run(link);
        ran.finished();
        let Some(theirs) = strict_python(link) else {
            return;
        };
        let mut text = theirs.join("\n");
        for number in 1..=3 {
            text = text.replace(&format!("Thread-{number} "), "Thread ");
        }
        let ours = printed(ran.lines());
        for line in &ours {
            assert!(text.contains(line), "{link}: {line} is not in\n{text}");
        }
        let len = |text: &str| text.replace(['\n', ' '], "").len();
        assert_eq!(len(&text), len(&ours.concat()), "{link}\n{text}");
    }
}

#[test]
fn workers_are_reused_and_every_task_has_a_result() {
    for (tasks, workers) in [(100, 5), (1, 5), (1000, 16), (30, 1)] {
        let ran = run(&format!(
            "pool-hundred-tasks?kind=thread&tasks={tasks}&workers={workers}&u=0.02&time_scale=0.05"
        ));
        assert!(integer(&ran, "workers") <= workers, "{}", ran.link);
        let TaskValue::Record(shares) = ran.value("tasks per worker") else {
            panic!("{}: no shares", ran.link)
        };
        let sum: i64 = shares
            .iter()
            .map(|(_, n)| if let TaskValue::Integer(n) = n { *n } else { 0 })
            .sum();
        assert_eq!(sum, tasks, "{}", ran.link);
        assert_eq!(ran.threads().count() as i64, workers, "{}", ran.link);
    }
}

#[test]
fn the_last_line_of_the_workers_is_main_s() {
    for link in [
        "pool-worker-lines?time_scale=0.05",
        "pool-worker-lines?tasks=64&workers=16&work=0.1&time_scale=0.05",
    ] {
        let ran = run(link);
        ran.finished();
        assert_eq!(ran.lines().last(), Some(&"all finished"), "{link}");
    }
}

#[test]
fn a_loop_of_apply_is_serial() {
    let ran = run("pool-apply-or-async?tasks=6&workers=3&u=0.3&time_scale=0.05");
    ran.finished();
    assert!(ran.wall_ms() >= 6.0 * 15.0, "{} ms", ran.wall_ms());
}

#[test]
fn errors_come_out_where_they_are_asked_for_and_callbacks_once() {
    for link in [
        "",
        "&fail_at=-1",
        "&timeout=0",
        "&timeout=5&tasks=32&u=0",
        "&tasks=1&fail_at=0",
    ] {
        let ran = run(&format!("pool-async-results?time_scale=0.05{link}"));
        ran.finished();
    }
}

#[test]
fn only_close_and_join_or_asking_for_each_lose_nothing() {
    for end in ["close-join", "with-get"] {
        let ran = run(&format!("pool-close-join-with?end={end}&time_scale=0.05"));
        assert_eq!(
            (integer(&ran, "done"), integer(&ran, "not done")),
            (20, 0),
            "{end}"
        );
    }
    for end in ["terminate", "with", "none"] {
        let ran = run(&format!(
            "pool-close-join-with?end={end}&u=1&time_scale=0.05"
        ));
        assert_eq!(
            integer(&ran, "done") + integer(&ran, "not done"),
            20,
            "{end}"
        );
    }
}

#[test]
fn a_map_keeps_the_order_of_its_input() {
    for link in [
        "pool-map-result?time_scale=0.05",
        "pool-map-result?tasks=64&u=0.1&spread=100&seed=5&mutate=off&time_scale=0.05",
    ] {
        run(link).finished();
    }
}

#[test]
fn futures_are_collected_in_every_way() {
    for collect in [
        "as-completed",
        "map",
        "wait-first",
        "wait-error",
        "wait-all",
    ] {
        for fail_at in [-1, 0, 2] {
            let ran = run(&format!(
                "futures-submit?collect={collect}&fail_at={fail_at}&time_scale=0.05"
            ));
            ran.finished();
            assert!(integer(&ran, "threads started") <= 4, "{}", ran.link);
        }
    }
}

#[test]
fn a_limit_holds_and_threads_are_counted() {
    for link in [
        "tasks=40&limit=4",
        "tasks=1&limit=16",
        "tasks=64&limit=1&work=0",
    ] {
        let ran = run(&format!("semaphore-or-pool?{link}&time_scale=0.05"));
        ran.finished();
    }
    for link in [
        "",
        "tasks=1&workers=16&curve=off",
        "tasks=1000&workers=1&work=0&curve=off",
    ] {
        let ran = run(&format!("threads-or-pool?{link}&time_scale=0.05"));
        ran.finished();
    }
}

#[test]
fn a_thread_for_each_task_and_an_executor_are_measured_over_the_length_of_a_task() {
    let ran = run("threads-or-pool?tasks=60&workers=4&time_scale=0.2");
    ran.finished();
    for x in [250, 500, 1000, 2000, 4000] {
        for executor in ["serial", "threading.Thread", "threads"] {
            let is_this = |m: &&report::timeline::MeasurementTimes| {
                (m.info.x, &*m.info.executor) == (Some(x), executor)
            };
            let count = ran.timeline.measurements.iter().filter(is_this).count();
            // The length that was chosen is measured for itself, too, but not in a loop.
            let expected = 1 + usize::from(x == 1000 && executor != "serial");
            assert_eq!(count, expected, "{x} {executor}");
        }
    }
    let TaskValue::Record(shares) = ran.value("time beside the waits, %") else {
        panic!("no shares")
    };
    assert_eq!(shares.len(), 10);
    let is_share =
        |(_, n): &(String, TaskValue)| matches!(n, TaskValue::Integer(n) if (0..=100).contains(n));
    assert!(shares.iter().all(is_share), "{shares:?}");
}

#[test]
fn a_pool_whose_size_is_not_said_has_a_worker_for_each_core() {
    let ran = run("pool-hundred-tasks?kind=thread&workers=0&time_scale=0.05");
    ran.finished();
    let cores = i64::from(runtime::process::cpu_count());
    assert_eq!(ran.threads().count() as i64, cores, "{}", ran.link);
    assert!(integer(&ran, "workers") <= cores);
}

#[test]
fn an_event_loop_gives_what_threads_give() {
    for link in [
        "async-compare?tasks=64&latency=100&time_scale=0.05",
        "async-compare?load=cpu&executors=serial,threads,async&workers=4&tasks=8&n=2000",
        "async-compare?tasks=2000&latency=100&executors=async&time_scale=0.05",
    ] {
        let ran = run(link);
        ran.finished();
        let Some(theirs) = strict_python(link) else {
            return;
        };
        assert_eq!(printed(ran.lines()), printed(theirs), "{link}");
    }
}

#[test]
fn the_reference_gives_what_threads_give_errors_too_and_as_many_workers_as_it_makes() {
    for workload in ["primes", "mixed", "server", "sha256", "empty", "fail"] {
        let on = |executor: &str| {
            run(&format!(
                "pool-lab?workload={workload}&n=300&tasks=9&workers=3&lengths=random&skew=3&latency=1&fail_at=2&executor={executor}"
            ))
        };
        let (theirs, ours) = (on("rayon-stock"), on("threads"));
        assert_eq!(theirs.lines(), ours.lines(), "{workload}");
        let measured = &theirs.timeline.measurements[0];
        let threads = i64::from(runtime::process::cpu_count());
        assert_eq!(i64::from(measured.info.workers), threads);
        assert_eq!(theirs.threads().count(), 0, "none of them is ours");
    }
    run("async-compare?executors=serial,work-stealing,rayon-stock&load=cpu&n=2000&tasks=6&workers=2").finished();
}

#[test]
fn stop_leaves_a_list_of_the_reference_at_once() {
    let is_measured =
        |timeline: &report::Timeline| timeline.measurements.iter().any(|m| m.ready.is_some());
    let link = "pool-lab?workload=sleep&latency=5000&tasks=1&executor=rayon-stock";
    let stopped = run_until(link, is_measured);
    assert!(stopped.outcome.is_none());
}

#[test]
fn the_laboratory_steals_work() {
    let ran = run(
        "pool-lab?workload=primes&executor=work-stealing&tasks=40&n=2000&workers=3&lengths=last-long&skew=20",
    );
    assert_eq!(
        ran.outcome
            .as_ref()
            .and_then(|outcome| outcome.error.clone()),
        None
    );
    assert_eq!(ran.threads().count(), 3, "{}", ran.link);
}
