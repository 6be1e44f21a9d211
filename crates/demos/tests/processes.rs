//! What the demos of processes promise, natively: everything but memories of their own, since all processes share this program's.
#![cfg(feature = "program")]

mod support;

use scenario::TaskValue;
use support::run;

#[test]
fn exit_codes_tell_how_processes_ended() {
    for (end, code, more) in [
        ("normal", 0, 0),
        ("exit", 3, 0),
        ("raise", 1, 2),
        ("terminate", -15, 0),
        ("kill", -9, 0),
    ] {
        for n in [1, 3, 16] {
            let ran = run(&format!(
                "process-start-join?n={n}&ends_by={end}&work=0.3&time_scale=0.05"
            ));
            ran.finished();
            let lines = ran.lines();
            let told = format!("Process-{n} {code}");
            assert_eq!(lines.last(), Some(&&*told), "{}: {lines:?}", ran.link);
            assert_eq!(lines.len(), n * (2 + more), "{}: {lines:?}", ran.link);
        }
    }
}

#[test]
fn a_process_is_given_a_copy_and_a_thread_the_list_itself() {
    for (kind, length, after) in [
        ("process", 2, 2),
        ("process", 100_000, 100_000),
        ("thread", 2, 3),
    ] {
        let ran = run(&format!(
            "args-reference-or-copy?kind={kind}&length={length}"
        ));
        assert_eq!(
            *ran.value("length of main's list"),
            TaskValue::Integer(after)
        );
        let child = format!("child: {} numbers, the last is 89", length + 1);
        assert_eq!(ran.lines()[0], child, "{}", ran.link);
    }
}

#[test]
fn a_thread_changes_the_counter_that_main_sees() {
    let ran = run("process-own-memory?kind=thread&additions=1000");
    assert_eq!(*ran.value("main sees"), TaskValue::Integer(1000));
}

#[test]
fn threads_and_processes_are_measured_side_by_side_and_only_a_process_is_killed() {
    for gil in ["on", "off"] {
        let ran = run(&format!(
            "thread-or-process?workers=2&n=2000&bytes=1000&gil={gil}"
        ));
        let outcome = ran.outcome.as_ref().expect("main ends by itself");
        // Natively all processes share this program's memory: the second change is seen, too, and the check of memories says so.
        let broken: Vec<&str> = (outcome.checks.iter())
            .filter(|check| !check.held)
            .map(|check| check.id.as_str())
            .collect();
        assert_eq!(broken, ["check-memory-of-its-own"]);
        for kind in ["thread", "process"] {
            for what in ["start, µs", "message, µs", "lock, µs", "speed-up"] {
                let name = format!("{kind}: {what}");
                let found = outcome.results.iter().find(|(known, _)| *known == name);
                match found {
                    Some((_, Ok(TaskValue::Float(figure)))) => assert!(*figure > 0.0, "{name}"),
                    other => panic!("{name} is {other:?}"),
                }
            }
        }
        assert_eq!(ran.lines().last(), Some(&"killed, exit code -9"));
    }
}

#[test]
fn natively_processes_share_the_memory_that_a_browser_keeps_apart() {
    let ran = run("process-own-memory?kind=process&additions=3");
    let outcome = ran.outcome.as_ref().expect("main ends by itself");
    let held = |id: &str| outcome.checks.iter().find(|check| check.id == id);
    let isolated = held("check-memory-of-its-own").expect("checked").held;
    assert!(
        !isolated,
        "one program has one memory; the browser's tests show two"
    );
}

/// Who waits for what, and who has it, in names.
fn told(ran: &support::Ran) -> Vec<[String; 3]> {
    let hang = ran.hung();
    let waits = hang.waits.iter();
    waits
        .map(|w| [&w.name, &w.object_name, &w.holder_name].map(String::clone))
        .collect()
}

#[test]
fn processes_that_wait_for_one_another_are_named() {
    let ran = run("process-deadlock");
    assert!(ran.hung().is_cycle && ran.hung().everyone);
    let circle = [
        ["Process-1", "b", "Process-2"],
        ["Process-2", "a", "Process-1"],
    ];
    assert_eq!(told(&ran), circle);
    let taken = ran.hung().taken;
    let mut taken: Vec<_> = taken.iter().map(|t| (&*t.name, &*t.object_name)).collect();
    taken.sort_unstable();
    assert_eq!(taken, [("Process-1", "a"), ("Process-2", "b")]);
}

#[test]
fn a_join_of_a_process_that_waits_for_its_parent_is_a_circle() {
    let ran = run("process-deadlock?case=join-parent");
    assert!(ran.hung().is_cycle && ran.hung().everyone);
    let circle = [
        ["MainThread", "Process-1", "Process-1"],
        ["Process-1", "pipe", "MainThread"],
    ];
    assert_eq!(told(&ran), circle);
}

#[test]
fn what_a_killed_process_has_is_told_and_nobody_gives_it_back() {
    let ran = run("process-deadlock?case=killed");
    assert!(!ran.hung().is_cycle && ran.hung().everyone);
    assert_eq!(told(&ran), [["MainThread", "lock", "Process-1"]]);
    assert!(ran.hung().waits[0].holder_has_ended);
    let dead = report::processes::so_far(&ran.timeline);
    let dead: Vec<_> = dead
        .iter()
        .filter(|p| !p.still_has.is_empty())
        .map(|p| (&*p.name, &*p.still_has[0]))
        .collect();
    assert_eq!(dead, [("Process-1", "lock")]);
}

#[test]
fn whoever_does_not_crash_finishes() {
    for kind in ["process", "thread"] {
        // A native crash would end this program: nobody is the victim.
        let ran = run(&format!(
            "crash-isolation?kind={kind}&victim=0&time_scale=0.05"
        ));
        ran.finished();
        assert!(ran.lines().contains(&"4 is through"), "{}", ran.link);
    }
}

#[test]
fn every_worker_of_every_workshop_does_its_piece() {
    for load in ["cpu", "io"] {
        for gil in ["on", "off"] {
            let ran = run(&format!(
                "processes-with-threads?load={load}&gil={gil}&n=5000&time_scale=0.05"
            ));
            ran.finished();
        }
    }
}

#[test]
fn one_that_is_there_already_is_cheaper_than_a_new_process() {
    let ran = run("create-cost?count=20");
    assert_eq!(ran.finished().results.len(), 3);
}
