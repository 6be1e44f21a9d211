//! The Python that the page shows gives what the programs give: run by python3 where there is one.
#![cfg(feature = "program")]

mod support;

use support::{run, strict_python};

#[test]
fn every_workload_of_the_laboratory_gives_what_its_python_gives() {
    let workloads = [
        ("primes", 2000),
        ("collatz", 300),
        ("mandelbrot", 200),
        ("sha256", 50),
        ("matrix", 1000),
        ("sort", 500),
        ("search", 5000),
        ("thumbnail", 900),
        ("mixed", 2001),
        ("sleep", 1),
        ("wait-uniform", 1),
        ("wait-log-normal", 1),
        ("server", 1),
        ("download", 70_000),
        ("empty", 1),
        ("fail", 1),
    ];
    for (workload, n) in workloads {
        let skewed: &[&str] = match workload {
            "collatz" => &["even", "first-long", "last-long", "rising", "random"],
            _ => &["even", "random"],
        };
        for lengths in skewed {
            let link = format!(
                "pool-lab?workload={workload}&n={n}&tasks=5&workers=2&lengths={lengths}&skew=3&latency=1&bandwidth=1000000&seed=7&fail_at=2"
            );
            let ran = run(&link);
            let Some(printed) = strict_python(&link) else {
                return;
            };
            assert_eq!(ran.lines(), printed, "{link}");
        }
    }
}

/// Printed lines without the seconds that they name.
fn untimed(lines: &[impl AsRef<str>]) -> Vec<String> {
    let is_time = |word: &str| word.parse::<f64>().is_ok() && word.contains('.');
    let untimed = |line: &str| {
        line.split(' ')
            .filter(|word| !is_time(word))
            .collect::<Vec<_>>()
            .join(" ")
    };
    lines.iter().map(|line| untimed(line.as_ref())).collect()
}

#[test]
fn the_applications_print_what_their_python_prints() {
    for link in [
        "spider?time_scale=0.05",
        "spider?pages=12&latency=200&spread=100&fail_rate=40&seed=3&workers=1,3&time_scale=0.05",
        "spider?pages=2&latency=0&workers=1",
        "port-scan?time_scale=0.05",
        "port-scan?ports=30&open=1,7,31&filtered=100&workers=30&timeout=0.05&seed=9&time_scale=0.05",
        "port-scan?filtered=0&workers=1",
    ] {
        let ran = run(link);
        let Some(printed) = strict_python(link) else {
            return;
        };
        assert_eq!(untimed(&ran.lines()), untimed(&printed), "{link}");
    }
}

#[test]
fn the_serial_reader_prints_the_same_lines_and_counts_its_own_ticks() {
    for link in [
        "serial-reader?messages=3&time_scale=0.05",
        "serial-reader?messages=2&baud=115200&time_scale=0.05",
    ] {
        let ran = run(link);
        let Some(printed) = strict_python(link) else {
            return;
        };
        let (ours, theirs) = (ran.lines(), printed);
        let last = ours.len() - 1;
        assert_eq!(ours[..last], theirs[..theirs.len() - 1], "{link}");
        assert!(
            theirs[last].ends_with("ticks of the main loop"),
            "{theirs:?}"
        );
    }
}

#[test]
fn the_demos_of_handing_out_print_what_their_python_prints() {
    for link in [
        "static-or-dynamic?time_scale=0.05",
        "static-or-dynamic?lengths=random&tasks=5&workers=3&time_scale=0.05",
        "chunk-size?tasks=50&n=20&repeats=1",
        "chunk-size?tasks=30&n=20&repeats=2&workers=2&lengths=first-long",
        "thumbnails?images=1&size=16",
        "amdahl?tasks=4&workers=2&time_scale=0.05",
        "false-sharing?rounds=2000&workers=2",
        "threadpool-legacy?time_scale=0.05",
        "thumbnails?images=1&keep_ratio=on&workers=1&gil=off",
    ] {
        let ran = run(link);
        let Some(printed) = strict_python(link) else {
            return;
        };
        assert_eq!(untimed(&ran.lines()), untimed(&printed), "{link}");
    }
}

#[test]
fn daemons_locals_timers_and_orders_print_what_their_python_prints() {
    for link in [
        "daemon-and-join?time_scale=0.2",
        "daemon-and-join?daemon=on&time_scale=0.2",
        "daemon-and-join?daemon=on&join=until-end&time_scale=0.2",
        "daemon-and-join?join=never&time_scale=0.2",
        "thread-local?n=1&time_scale=0.2",
        "thread-local?storage=shared&n=1&time_scale=0.2",
        "timer-cancel?time_scale=0.2",
        "timer-cancel?cancel=never&time_scale=0.2",
        "timer-cancel?cancel=before-start&time_scale=0.2",
        "priority-queue?ties=on",
        "priority-queue?order=lifo&ties=on&put_list=1,2,2,5",
        "priority-queue?order=fifo",
    ] {
        let ran = run(link);
        let Some(printed) = strict_python(link) else {
            return;
        };
        assert_eq!(ran.lines(), printed, "{link}");
    }
}

#[test]
fn buffers_and_frames_print_what_their_python_prints() {
    for link in [
        "condition-buffer?time_scale=0.05",
        "condition-buffer?items=5&maxsize=50&work=0",
        "condition-buffer?items=7&maxsize=1&work=0.1&time_scale=0.1",
        "queue-frames?fps=120&items=10&work=0&time_scale=0.5",
        "queue-frames?fps=60&items=10&maxsize=2&time_scale=0.2",
        "queue-frames?fps=120&items=5&maxsize=10&policy=drop-newest&time_scale=0.2",
        "queue-frames?fps=120&items=5&maxsize=10&policy=drop-oldest&time_scale=0.2",
    ] {
        let ran = run(link);
        let Some(printed) = strict_python(link) else {
            return;
        };
        assert_eq!(untimed(&ran.lines()), untimed(&printed), "{link}");
    }
}

#[test]
fn one_python_prints_its_half_of_with_and_without_a_gil() {
    let link = "free-threaded?n=2000&tasks=4&workers=2";
    let ran = run(link);
    let Some(printed) = strict_python(link) else {
        return;
    };
    let (ours, theirs) = (untimed(&ran.lines()), untimed(&printed));
    assert_eq!(ours.len(), 2);
    assert!(
        theirs.len() == 1 && ours.contains(&theirs[0]),
        "{theirs:?} of {ours:?}"
    );
}
