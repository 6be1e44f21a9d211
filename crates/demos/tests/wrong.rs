//! The demos of what goes wrong: who hangs is named, whoever is cured finishes, and what is promised is kept.
#![cfg(feature = "program")]

mod support;

use scenario::TaskValue;
use support::{Ran, run};
use trace::kinds::Cause;

/// The longest pause there is: threads hang only if the last has begun before the first wakes up, however busy the machine.
const SURE_TO_MEET: &str = "pause=2";

/// Who waits for what, and who has it: `a → b (c)` for each.
fn told(ran: &Ran) -> Vec<String> {
    let hang = ran.hung();
    let wait = |w: &report::hang::WaitReport| {
        format!("{} → {} ({})", w.name, w.object_name, w.holder_name)
    };
    hang.waits.iter().map(wait).collect()
}

#[test]
fn five_philosophers_without_a_cure_are_named_with_their_forks() {
    let ran = run(&format!("dining-philosophers?{SURE_TO_MEET}"));
    let circle: Vec<String> = (0..5)
        .map(|n| {
            format!(
                "philosopher {n} → fork {} (philosopher {})",
                (n + 1) % 5,
                (n + 1) % 5
            )
        })
        .collect();
    assert_eq!(told(&ran), circle);
    let hang = ran.hung();
    assert!(hang.is_cycle && hang.everyone);
    let mut forks: Vec<&str> = hang.taken.iter().map(|t| t.object_name.as_str()).collect();
    forks.sort_unstable();
    assert_eq!(forks, ["fork 0", "fork 1", "fork 2", "fork 3", "fork 4"]);
}

#[test]
fn philosophers_with_a_cure_all_eat() {
    for cure in ["order", "waiter", "try"] {
        for n in [2, 5, 12] {
            let ran = run(&format!(
                "dining-philosophers?threads={n}&cure={cure}&rounds=2&pause=0.05&hold=0.05&time_scale=0.1"
            ));
            ran.finished();
        }
    }
}

#[test]
fn each_way_to_hang_is_told_as_what_it_is() {
    let ways = [
        ("two-locks", true, Cause::Lock, ["b", "a"]),
        ("semaphore", false, Cause::Semaphore, ["seats", "seats"]),
        (
            "join",
            true,
            Cause::Join,
            ["Thread-2 (wait_for)", "Thread-1 (wait_for)"],
        ),
        ("full-queue", false, Cause::Queue, ["there", "back"]),
    ];
    let look = |(case, is_cycle, cause, objects): (&str, bool, Cause, [&str; 2])| {
        let ran = run(&format!("ways-to-hang?case={case}&{SURE_TO_MEET}"));
        let hang = ran.hung();
        assert_eq!((hang.is_cycle, hang.everyone), (is_cycle, true), "{case}");
        let of_two = hang.waits.iter().filter(|w| w.name != "MainThread");
        let seen: Vec<_> = of_two.map(|w| (w.cause, w.object_name.as_str())).collect();
        assert_eq!(seen, objects.map(|object| (cause, object)), "{case}");
    };
    std::thread::scope(|scope| {
        for way in ways {
            scope.spawn(move || look(way));
        }
    });
}

#[test]
fn calls_that_fill_their_pool_hang_and_one_more_thread_cures_them() {
    // Executors are counted by process, and natively all tests are one.
    let told = |ran: &Ran| {
        told(ran)
            .join(", ")
            .replace(&ran.hung().waits[0].object_name, "pool")
    };
    let full = run(&format!("nested-pool-deadlock?{SURE_TO_MEET}"));
    let (main, inside) = told(&full).split_once(", ").map_or_else(
        || panic!("somebody waits inside the pool"),
        |(main, inside)| (main.to_owned(), inside.to_owned()),
    );
    // Either thread may have taken the first call.
    let ways = ["MainThread → pool (pool_0)", "MainThread → pool (pool_1)"];
    assert!(ways.contains(&main.as_str()), "{main}");
    assert_eq!(inside, "pool_0 → pool (), pool_1 → pool ()");
    assert!(!full.hung().is_cycle && full.hung().everyone);
    let circle = run(&format!("nested-pool-deadlock?case=join&{SURE_TO_MEET}"));
    assert_eq!(
        told(&circle),
        "pool_0 → pool (pool_1), pool_1 → pool (pool_0)"
    );
    assert!(circle.hung().is_cycle && circle.hung().everyone);
    for link in ["workers=3", "tasks=8&workers=9", "tasks=1"] {
        let cured = run(&format!("nested-pool-deadlock?{link}&time_scale=0.1"));
        cured.finished();
    }
}

#[test]
fn threads_that_hang_while_main_goes_on_do_not_end_the_run() {
    let ran = run(&format!(
        "ways-to-hang?case=others-go-on&{SURE_TO_MEET}&time_scale=0.25" // Main goes on for twenty pauses.
    ));
    ran.finished();
    let hang = ran.hung();
    assert!(hang.is_cycle && !hang.everyone);
    assert_eq!(ran.lines().len(), 8, "main went on");
}

#[test]
fn a_lock_taken_twice_stops_its_own_thread_and_an_rlock_does_not() {
    let ran = run("rlock-recursion");
    assert_eq!(told(&ran), ["Thread-1 (walk) → lock (Thread-1 (walk))"]);
    assert_eq!(ran.lines(), ["level 1"]);
    for link in ["lock_kind=rlock", "lock_kind=rlock&depth=16", "depth=1"] {
        run(&format!("rlock-recursion?{link}")).finished();
    }
}

#[test]
fn a_lock_that_an_error_leaves_shut_is_told_with_who_took_it() {
    let ran = run("lock-error-leaks?threads=16&fail_at=0&hold=0.5&time_scale=0.1");
    let hang = ran.hung();
    assert!(!hang.is_cycle && hang.everyone);
    for wait in hang.waits.iter().filter(|w| w.cause == Cause::Lock) {
        assert_eq!(wait.holder_name, "Thread-1 (work)", "{}", wait.name);
        assert!(wait.holder_has_ended, "{}", wait.name);
    }
    for link in [
        "style=with",
        "fail_at=-1",
        "style=with&threads=16&fail_at=15",
    ] {
        run(&format!("lock-error-leaks?{link}&hold=0.05&time_scale=0.1")).finished();
    }
}

#[test]
fn a_wake_up_before_the_wait_is_lost_unless_the_waiter_looks_first() {
    let ran = run("lost-wakeup?gap=2"); // The producer comes first only if it has begun within the gap.
    let hang = ran.hung();
    let waits: Vec<_> = hang
        .waits
        .iter()
        .filter(|w| w.cause == Cause::Condition)
        .collect();
    assert_eq!(waits.len(), 1);
    assert_eq!(waits[0].object_name, "changed");
    for order in ["producer", "consumer"] {
        for consumers in [1, 2, 8] {
            let ran = run(&format!(
                "lost-wakeup?look=while&start_first={order}&consumers={consumers}&gap=0.3&pause=0.1&time_scale=0.1"
            ));
            assert_eq!(
                *ran.value("taken"),
                TaskValue::Integer(consumers),
                "{}",
                ran.link
            );
        }
    }
}

#[test]
fn a_patient_thread_gets_its_turn_at_last() {
    for fairness in ["barging", "fifo"] {
        for threads in [1, 8] {
            run(&format!(
                "starvation?threads={threads}&rounds=5&hold=0.01&fairness={fairness}&time_scale=0.1"
            ))
            .finished();
        }
    }
}

#[test]
fn phases_are_passed_in_step_and_a_broken_barrier_lets_nobody_through() {
    for link in [
        "",
        "threads=16&phases=5",
        "threads=1",
        "work=0",
        "break_at=1",
        "break_at=0",
        "threads=16&break_at=2",
    ] {
        run(&format!("barrier-phases?time_scale=0.05&{link}")).finished();
    }
}

#[test]
fn a_writer_is_alone_and_everybody_comes_in_at_last() {
    for prefer in ["readers", "writers"] {
        for (readers, writers) in [(4, 1), (12, 4), (1, 1)] {
            run(&format!(
                "readers-writers?readers={readers}&writers={writers}&prefer={prefer}&rounds=2&hold=0.02&time_scale=0.1"
            ))
            .finished();
        }
    }
}

#[test]
fn a_guarded_number_is_exact_and_an_unguarded_one_never_too_high() {
    for gil in ["off", "on"] {
        for (guard, rounds) in [
            ("none", 20_000),
            ("call", 20_000),
            ("lock", 500),
            ("atomic", 20_000),
        ] {
            run(&format!(
                "counter-race?guard={guard}&rounds={rounds}&gil={gil}&switch_ms=1"
            ))
            .finished();
        }
    }
    for (taken, rounds) in [("none", 20_000), ("some", 500), ("all", 500)] {
        run(&format!(
            "lock-never-taken?taken_by={taken}&rounds={rounds}"
        ))
        .finished();
    }
}

/// Prints a line in one piece: Python's own print may tear lines of several threads.
const WHOLE_LINES: &str = "import builtins, sys
builtins.print = lambda *words: sys.stdout.write(' '.join(map(str, words)) + chr(10))
";

/// What python3 prints for the listing of a link, sorted; `None` where there is no python3.
#[track_caller]
fn python(link: &str) -> Option<Vec<String>> {
    let text = format!("{WHOLE_LINES}{}", support::listing(link));
    let mut lines = support::printed(link, &["-c", &text])?;
    lines.sort();
    Some(lines)
}

#[test]
fn the_python_of_what_finishes_prints_what_the_program_prints() {
    for link in [
        "dining-philosophers?cure=order&rounds=1&time_scale=0.1",
        "dining-philosophers?cure=waiter&rounds=1&time_scale=0.1",
        "dining-philosophers?cure=try&rounds=1&time_scale=0.1",
        "nested-pool-deadlock?workers=3&time_scale=0.1",
        "nested-pool-deadlock?tasks=5&workers=6&time_scale=0.1",
        "rlock-recursion?lock_kind=rlock",
        "lock-error-leaks?style=with&time_scale=0.1",
        "lost-wakeup?look=while&consumers=3&time_scale=0.1",
        "lost-wakeup?start_first=consumer&gap=2",
        "barrier-phases?time_scale=0.1",
        "barrier-phases?break_at=1&time_scale=0.2",
        "readers-writers?prefer=writers&rounds=1&time_scale=0.1",
        "counter-race?guard=lock&rounds=300&gil=on",
        "counter-race?guard=atomic&rounds=300&gil=on",
        "lock-never-taken?taken_by=all&rounds=300",
    ] {
        let ran = run(link);
        // What the except-hook says goes to another stream in Python.
        let is_said =
            |line: &&str| !line.starts_with("Exception in") && !line.starts_with("ValueError");
        let mut lines: Vec<&str> = ran.lines().into_iter().filter(is_said).collect();
        lines.sort_unstable();
        let Some(printed) = python(link) else { return };
        assert_eq!(lines, printed, "{link}");
    }
}
