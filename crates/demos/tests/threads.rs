//! The demos of threads, their life, locks, semaphores, events: what the lesson promises, at the defaults and at the ends of the parameters.
#![cfg(feature = "program")]

mod support;

use scenario::TaskValue;
use support::{Ran, begun, run, run_until};
use trace::kinds::ThreadState;

/// Numbers of a result that is a list.
fn numbers(value: &TaskValue) -> Vec<i64> {
    let TaskValue::List(list) = value else {
        panic!("not a list: {value:?}")
    };
    list.iter()
        .map(|item| match item {
            TaskValue::Integer(number) => *number,
            other => panic!("not a number: {other:?}"),
        })
        .collect()
}

fn is_permutation(mut numbers: Vec<i64>, len: i64) -> bool {
    numbers.sort_unstable();
    numbers.into_iter().eq(0..len)
}

#[test]
fn a_target_s_value_is_dropped_and_its_error_goes_to_the_hook() {
    let rows: [(&str, &[&str]); 3] = [
        ("get-cwd", &["created a", "finished a"]),
        ("print", &["created a", "hello from a", "finished a"]),
        (
            "raise",
            &[
                "created a",
                "Exception in thread a:",
                "ValueError: nobody catches this",
                "finished a",
            ],
        ),
    ];
    for (target, lines) in rows {
        let ran = run(&format!("thread-create?name=a&target={target}"));
        assert_eq!(*ran.value("thread.join()"), TaskValue::Unit, "{target}");
        assert_eq!(ran.lines(), lines, "{target}");
        assert_eq!(
            ran.threads().map(|lane| &*lane.name).collect::<Vec<_>>(),
            ["a"]
        );
    }
}

#[test]
fn many_threads_print_each_number_once_and_a_join_in_the_loop_makes_them_serial() {
    for (n, u) in [(1, "0"), (5, "0.2"), (32, "0"), (32, "2")] {
        for join in ["after-all", "inside-loop", "never"] {
            if (join, n, u) == ("inside-loop", 32, "2") {
                continue; // 3.2 s of sleep that teach nothing new.
            }
            let ran = run(&format!(
                "thread-many?n={n}&join={join}&u={u}&time_scale=0.05"
            ));
            assert!(
                is_permutation(numbers(ran.value("order")), n),
                "{}",
                ran.link
            );
            assert_eq!(ran.lines().len() as i64, n + 1, "{}", ran.link);
            let lanes: Vec<_> = ran.threads().collect();
            let ends = lanes.iter().map(|lane| lane.ended.expect("ended").0);
            let serial = ends.zip(&lanes[1..]).all(|(end, next)| end <= begun(next));
            assert!(serial || join != "inside-loop", "{}", ran.link);
        }
    }
}

#[test]
fn the_last_line_is_main_s_whatever_order_the_threads_take() {
    for (n, work) in [(1, "0"), (3, "0.3"), (16, "0"), (16, "2")] {
        let ran = run(&format!(
            "thread-start-finish?n={n}&work={work}&time_scale=0.05"
        ));
        ran.finished();
        let lines = ran.lines();
        let count = |word: &str| lines.iter().filter(|line| line.ends_with(word)).count();
        assert_eq!(
            (count(" started"), count(" finished")),
            (n, n + 1),
            "{}",
            ran.link
        );
        assert_eq!(lines.last(), Some(&"all finished"), "{}", ran.link);
        // All are new until the first is started, and none is made after that.
        let new = |lane: &&report::Lane| {
            let first = lane.states[0];
            let is_new = matches!(first.kind, report::SpanKind::State(ThreadState::New, _));
            is_new.then_some((first.start, first.end))
        };
        let spans: Vec<_> = ran
            .threads()
            .collect::<Vec<_>>()
            .iter()
            .filter_map(new)
            .collect();
        assert_eq!(spans.len(), n, "{}", ran.link);
        let last_made = spans.iter().map(|(made, _)| made).max();
        let first_started = spans.iter().map(|(_, started)| started).min();
        assert!(last_made <= first_started, "{}", ran.link);
    }
}

#[test]
fn low_level_threads_are_waited_for_by_locks_alone() {
    for (n, work) in [(1, "0"), (3, "0.3"), (16, "0.3")] {
        let ran = run(&format!(
            "thread-low-level?n={n}&wait=lock&work={work}&time_scale=0.05"
        ));
        assert_eq!(*ran.value("through when main ended"), TaskValue::Integer(n));
        assert_eq!(ran.lines().len() as i64, n + 1, "{}", ran.link);
    }
    for wait in ["sleep", "none"] {
        let ran = run(&format!(
            "thread-low-level?n=3&wait={wait}&work=2&time_scale=0.05"
        ));
        let outcome = ran.outcome.as_ref().expect("main ends by itself");
        assert_eq!(outcome.error, None);
        assert!(ran.lines().contains(&"main ends"), "{wait}");
        // Nobody waits for them: each was cut off, or stopped before it began.
        assert!(
            ran.threads()
                .all(|lane| lane.ended.is_some() || support::is_booting(lane)),
            "{wait}"
        );
    }
}

#[test]
fn threads_see_the_same_list_and_only_join_and_event_order_them() {
    for order in ["sleep", "join", "event"] {
        for gap in ["0", "1"] {
            let ran = run(&format!(
                "thread-shared-list?order_by={order}&gap={gap}&time_scale=0.05"
            ));
            assert_eq!(
                numbers(ran.value("first sees")),
                [100, 58, 89],
                "{}",
                ran.link
            );
            let second = numbers(ran.value("second sees"));
            let known: &[&[i64]] = &[&[100, 58, 89], &[100, 58]];
            let allowed = if order == "sleep" { known } else { &known[..1] };
            assert!(allowed.contains(&&*second), "{}: {second:?}", ran.link);
        }
    }
}

#[test]
fn a_monitor_sees_fewer_and_fewer_threads_itself_and_main_included() {
    for link in ["n=4", "n=1&work=0.3&poll=0.5", "n=16&work=3&poll=0.02"] {
        let ran = run(&format!("thread-state-monitor?{link}&time_scale=0.05"));
        let counts = numbers(ran.value("threading.active_count()"));
        assert_eq!(counts.len(), ran.lines().len(), "{}", ran.link);
        let last = *counts.last().expect("at least one look");
        assert!((2..=18).contains(&last), "{}: {counts:?}", ran.link);
    }
}

/// Milliseconds that a run lasts at least.
#[track_caller]
fn assert_lasts(ran: &Ran, ideal_ms: f64) {
    ran.finished();
    assert!(
        ran.wall_ms() >= ideal_ms,
        "{}: {} ms, less than {ideal_ms}",
        ran.link,
        ran.wall_ms()
    );
}

#[test]
fn a_lock_makes_threads_that_sleep_with_it_serial() {
    for (n, hold_ms) in [(1, 50.0), (5, 500.0), (16, 50.0), (4, 2000.0)] {
        for (style, fairness) in [
            ("acquire-release", "barging"),
            ("with", "fifo"),
            ("acquire-release", "fifo"),
        ] {
            for place in ["inside", "outside"] {
                let hold = hold_ms / 1e3;
                let ran = run(&format!(
                    "lock-queue-up?n={n}&hold={hold}&place={place}&style={style}&fairness={fairness}&time_scale=0.05"
                ));
                let rounds = if place == "inside" { n } else { 1 };
                assert_lasts(&ran, f64::from(rounds) * hold_ms * 0.05);
                assert!(
                    is_permutation(numbers(ran.value("order of holding")), i64::from(n)),
                    "{}",
                    ran.link
                );
            }
        }
    }
}

#[test]
fn a_semaphore_lets_in_as_many_as_it_has_permits() {
    for (threads, permits) in [(5, 2), (5, 1), (5, 5), (1, 16), (32, 16), (32, 1)] {
        for bounded in ["off", "on"] {
            let ran = run(&format!(
                "semaphore-permits?threads={threads}&permits={permits}&hold=0.5&bounded={bounded}&time_scale=0.05"
            ));
            assert_lasts(&ran, f64::from((threads + permits - 1) / permits) * 25.0);
            let last = ran.lines().last().copied();
            let expected = if bounded == "on" {
                "ValueError: Semaphore released too many times"
            } else {
                "now there is one place more"
            };
            assert_eq!(last, Some(expected), "{}", ran.link);
        }
    }
}

#[test]
fn nobody_passes_a_gate_before_it_is_open_and_everybody_after() {
    for (waiters, delay) in [(1, "1"), (8, "3"), (8, "0")] {
        let ran = run(&format!(
            "event-gate?waiters={waiters}&delay={delay}&time_scale=0.05"
        ));
        assert!(
            is_permutation(numbers(ran.value("order of going on")), waiters + 1),
            "{}",
            ran.link
        );
        let opened = ran
            .timeline
            .lines
            .iter()
            .find(|line| line.text == "is_set: False")
            .expect("printed")
            .at;
        for line in ran
            .timeline
            .lines
            .iter()
            .filter(|line| line.text.ends_with("goes on"))
        {
            assert!(line.at >= opened, "{}", ran.link);
        }
    }
}

#[test]
fn an_event_that_nobody_clears_lets_through_every_round() {
    for (clear, rounds) in [("off", 5), ("off", 50), ("by-waiter", 5), ("by-setter", 3)] {
        let ran = run_until(
            &format!(
                "event-never-cleared?clear={clear}&pause=0.05&stop_after={rounds}&time_scale=0.05"
            ),
            |timeline| clear == "by-setter" && timeline.lines.len() >= 2,
        );
        if clear != "by-setter" {
            assert_eq!(
                *ran.value("rounds"),
                TaskValue::Integer(rounds),
                "{}",
                ran.link
            );
        }
    }
}

#[test]
fn a_loop_without_end_goes_on_until_it_is_stopped() {
    let ran = run_until(
        "event-never-cleared?pause=0.05&stop_after=0&time_scale=0.05",
        |timeline| timeline.lines.len() >= 8,
    );
    assert!(ran.outcome.is_none() && ran.hang.is_none());
    let rounds: Vec<String> = (0..8).map(|number| format!("round {number}")).collect();
    assert_eq!(ran.lines()[..8], rounds);
}
