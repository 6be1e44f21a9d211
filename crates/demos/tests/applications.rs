//! The demos of applications: what the lesson promises, at the defaults and at the ends of the parameters.
#![cfg(feature = "program")]

mod support;

use report::Ns;
use report::waits::Hang;
use scenario::TaskValue;
use support::{Ran, run};

/// Makespans by workers, the loop first.
fn makespans(ran: &Ran) -> Vec<(u32, f64)> {
    let makespan = |m: &report::timeline::MeasurementTimes| {
        (
            m.info.workers,
            Ns(m.makespan_ns().expect("measured")).as_ms(),
        )
    };
    ran.timeline.measurements.iter().map(makespan).collect()
}

#[track_caller]
fn list(ran: &Ran, name: &str) -> Vec<TaskValue> {
    match ran.value(name) {
        TaskValue::List(list) => list.clone(),
        other => panic!("{}: {name} is {other:?}", ran.link),
    }
}

#[test]
fn pages_come_back_in_order_and_their_waits_overlap() {
    for (pages, workers) in [(4, "1,2,4"), (1, "1,64"), (100, "16"), (5, "3")] {
        let ran = run(&format!(
            "spider?pages={pages}&workers={workers}&time_scale=0.05"
        ));
        assert_eq!(list(&ran, "pages").len(), pages, "{workers}");
        for (workers, makespan) in makespans(&ran) {
            let ideal = (pages as u32).div_ceil(workers) as f64 * 50.0;
            assert!(
                makespan >= ideal,
                "{pages} pages on {workers}: {makespan} ms"
            );
        }
    }
}

#[test]
fn the_seed_says_which_pages_fail_and_how_long_each_takes() {
    let failed = |seed: u32| {
        let ran = run(&format!(
            "spider?pages=40&latency=0&spread=100&fail_rate=50&workers=4&seed={seed}"
        ));
        let dicts = list(&ran, "pages");
        let is_failed = |dict: &&TaskValue| dict.python().contains("503");
        let count = dicts.iter().filter(is_failed).count();
        assert!((8..=32).contains(&count), "{count} of 40 failed");
        dicts
    };
    assert_eq!(failed(1), failed(1));
    assert_ne!(failed(1), failed(2));
    let never = run("spider?pages=40&latency=0&fail_rate=0&workers=4");
    assert!(
        list(&never, "pages")
            .iter()
            .all(|dict| dict.python().contains("200"))
    );
}

#[test]
fn every_number_of_workers_finds_the_open_ports_in_rounds_of_timeouts() {
    for (filtered, open) in [
        (100, "80"),
        (25, "22,53,80"),
        (0, "1,100,101"),
        (50, "65535"),
    ] {
        let ran = run(&format!(
            "port-scan?ports=100&filtered={filtered}&open={open}&timeout=0.2&workers=5,20,64&time_scale=0.05"
        ));
        ran.finished();
        let expected: Vec<i64> = open
            .split(',')
            .map(|port| port.parse().expect("a port"))
            .collect();
        let seen: Vec<String> = list(&ran, "open").iter().map(TaskValue::python).collect();
        let inside: Vec<String> = expected
            .iter()
            .filter(|p| **p <= 100)
            .map(i64::to_string)
            .collect();
        assert_eq!(seen, inside);
        if filtered == 100 {
            for (workers, makespan) in makespans(&ran) {
                let ideal = 99_u32.div_ceil(workers) as f64 * 10.0;
                assert!(makespan >= ideal, "{workers} workers: {makespan} ms");
            }
        }
    }
}

#[test]
fn every_line_arrives_while_main_goes_on() {
    for link in [
        "",
        "messages=100&every=0.05&tick=0.01&",
        "messages=1&baud=300&read_timeout=1&",
        "baud=115200&read_timeout=0.01&",
    ] {
        let ran = run(&format!("serial-reader?{link}time_scale=0.05"));
        assert!(!list(&ran, "lines").is_empty(), "{link}");
        assert!(
            matches!(ran.value("ticks"), TaskValue::Integer(1..)),
            "{link}"
        );
    }
}

#[test]
fn a_reader_without_timeout_never_sees_the_flag() {
    let ran = run("serial-reader?messages=2&read_timeout=0&time_scale=0.05");
    assert!(
        matches!(ran.hang, Some(Hang::Stuck { .. })),
        "{:?}",
        ran.hang
    );
    assert!(ran.outcome.is_none());
    assert_eq!(ran.lines(), ["received value 0", "received value 1"]);
}
