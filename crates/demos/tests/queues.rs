//! The demos of queues: what the lesson promises, at the defaults and at the ends of the parameters.
#![cfg(feature = "program")]

mod support;

use scenario::TaskValue;
use support::{Ran, run};

#[track_caller]
fn integer(ran: &Ran, name: &str) -> i64 {
    match ran.value(name) {
        TaskValue::Integer(number) => *number,
        other => panic!("{}: {name} is {other:?}", ran.link),
    }
}

/// What each call of the script gave, in Python's words.
fn calls(ran: &Ran) -> Vec<String> {
    ran.finished()
        .results
        .iter()
        .map(|(_, result)| match result {
            Ok(value) => value.python(),
            Err(error) => error.kind.clone(),
        })
        .collect()
}

#[test]
fn calls_wait_or_raise_by_their_form_and_timeout() {
    let rows: [(&str, &[&str]); 4] = [
        (
            "ops=put,put,put_nowait,put_timeout,put,get,get,get_nowait,get&maxsize=2",
            &[
                "None",
                "None",
                "queue.Full",
                "queue.Full",
                "None",
                "2",
                "5",
                "queue.Empty",
                "'from helper'",
            ],
        ),
        (
            "ops=get_nowait,get_timeout,get",
            &["queue.Empty", "queue.Empty", "'from helper'"],
        ),
        (
            "timeout=0&ops=put,put,put_timeout",
            &["None", "None", "queue.Full"],
        ),
        (
            "maxsize=0&ops=put,put_nowait,put_timeout,get",
            &["None", "None", "None", "1"],
        ),
    ];
    for (link, expected) in rows {
        let timeout = if link.contains("timeout=") {
            ""
        } else {
            "&timeout=2"
        };
        let ran = run(&format!(
            "queue-block-or-raise?{link}{timeout}&time_scale=0.25"
        ));
        assert_eq!(calls(&ran), expected, "{link}");
        assert_eq!(ran.lines().len(), expected.len(), "{link}");
    }
}

#[test]
fn every_item_is_taken_once_and_in_its_producer_s_order() {
    for stop in ["sentinel", "shutdown"] {
        for (items, producers, consumers, maxsize) in
            [(10, 1, 1, 0), (1, 8, 8, 0), (200, 8, 8, 50), (200, 3, 2, 1)]
        {
            let ran = run(&format!(
                "producer-consumer?items={items}&producers={producers}&consumers={consumers}&maxsize={maxsize}&stop={stop}&work=0&time_scale=0.05"
            ));
            assert_eq!(
                (integer(&ran, "taken"), integer(&ran, "left")),
                (items, 0),
                "{}",
                ran.link
            );
        }
    }
}

#[test]
fn the_consumers_work_sets_the_pace() {
    for (producers, consumers) in [(1, 1), (8, 1), (1, 5)] {
        let ran = run(&format!(
            "producer-consumer?items=10&producers={producers}&consumers={consumers}&work=1&time_scale=0.05"
        ));
        ran.finished();
        let ideal_ms = f64::from(10 / consumers) * 50.0;
        assert!(
            ran.wall_ms() >= ideal_ms,
            "{}: {} ms",
            ran.link,
            ran.wall_ms()
        );
    }
}

#[test]
fn stopping_at_an_empty_queue_loses_no_item_but_may_hang() {
    let links = [
        "producer-consumer?stop=empty-check&consumers=8&work=0",
        "queue-empty-check?start_first=consumer",
        "queue-empty-check?start_first=producer",
        "queue-empty-check?start_first=producer&pause=0.1",
        "queue-empty-check?start_first=consumer&consumers=8&items=200",
        "queue-empty-check?start_first=producer&consumers=8&items=200",
    ];
    for link in links {
        let ran = run(&format!("{link}&time_scale=0.05"));
        if ran.hang.is_some() {
            assert!(
                link.contains("consumers=8"),
                "{link}: a lone consumer cannot lose its item"
            );
            continue;
        }
        let items = if link.contains("items=200") { 200 } else { 10 };
        assert_eq!(
            integer(&ran, "taken") + integer(&ran, "left"),
            items,
            "{link}"
        );
    }
}

#[test]
fn a_buffer_made_by_hand_hands_over_each_item_once_and_never_overflows() {
    for (items, producers, consumers, places) in
        [(10, 1, 1, 2), (1, 8, 8, 1), (200, 8, 8, 50), (200, 3, 2, 1)]
    {
        let ran = run(&format!(
            "condition-buffer?items={items}&producers={producers}&consumers={consumers}&maxsize={places}&work=0&time_scale=0.05"
        ));
        ran.finished();
        assert_eq!(integer(&ran, "taken"), items, "{}", ran.link);
        let most = integer(&ran, "most in the buffer");
        assert!((1..=places).contains(&most), "{}: {most}", ran.link);
    }
}

#[test]
fn a_waiting_camera_loses_no_picture_and_a_full_queue_drops_the_right_ones() {
    for (policy, maxsize) in [
        ("block", 0),
        ("block", 1),
        ("block", 4),
        ("drop-newest", 0),
        ("drop-oldest", 0),
        ("drop-newest", 1),
        ("drop-newest", 4),
        ("drop-oldest", 1),
        ("drop-oldest", 4),
    ] {
        let ran = run(&format!(
            "queue-frames?policy={policy}&maxsize={maxsize}&fps=120&work=0.5&items=30&time_scale=0.05"
        ));
        ran.finished();
        let TaskValue::List(dropped) = ran.value("dropped") else {
            panic!("{}: not a list", ran.link);
        };
        let shown = integer(&ran, "shown");
        assert_eq!(shown + dropped.len() as i64, 30, "{}", ran.link);
        if policy == "block" || maxsize == 0 {
            assert_eq!(dropped[..], [], "{}", ran.link);
        }
        // The newest is dropped only behind others, the oldest only before others.
        let never = if policy == "drop-newest" { 0 } else { 29 };
        assert!(
            !dropped.contains(&TaskValue::Integer(never)),
            "{}",
            ran.link
        );
    }
}

#[test]
fn a_viewer_that_waits_for_ever_new_pictures_sees_the_oldest_ones_last() {
    // Without a limit the camera never waits: the last picture waits for the work on all before it.
    let ran = run("queue-frames?fps=120&work=0.2&items=20&time_scale=0.1");
    ran.finished();
    let TaskValue::Float(age) = ran.value("age of the last, s") else {
        panic!("not a number of seconds");
    };
    let ideal = 20.0 * 0.02 - 19.0 / 120.0 * 0.1;
    assert!(
        *age >= ideal * 0.99,
        "{age} s instead of at least {ideal} s"
    );
}
