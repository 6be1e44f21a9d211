//! The demos of daemons, thread-local values, timers and kinds of queues: what the lesson promises, at the defaults and at the ends.
#![cfg(feature = "program")]

mod support;

use scenario::TaskValue;
use support::run;
use trace::kinds::ThreadState;

#[test]
fn a_daemon_ends_with_main_and_any_other_thread_is_waited_for() {
    for (daemon, join, through) in [
        ("off", "with-timeout", true),
        ("off", "never", true),
        ("off", "until-end", true),
        ("on", "with-timeout", false),
        ("on", "never", false),
        ("on", "until-end", true),
    ] {
        // Long enough that no machine is so slow as to see the daemon's end before main's.
        let link = format!(
            "daemon-and-join?daemon={daemon}&join={join}&work=5&timeout=0.05&time_scale=0.2"
        );
        let ran = run(&link);
        ran.finished();
        assert_eq!(ran.lines().contains(&"work is through"), through, "{link}");
        let lane = ran.threads().next().expect("the thread's lane");
        let (ended, state) = lane.ended.expect("it has ended");
        assert_eq!(state, ThreadState::Terminated, "{link}");
        let main = ran.timeline.lanes[0].ended.expect("main has ended").0;
        assert_eq!(ended > main, !through, "{link}: {ended:?}, main {main:?}");
    }
}

#[test]
fn a_join_returns_nothing_whether_or_not_the_time_was_enough() {
    for (timeout, alive) in [("0", "True"), ("3", "False")] {
        let ran = run(&format!(
            "daemon-and-join?work=0.5&timeout={timeout}&time_scale=0.2"
        ));
        assert_eq!(*ran.value("thread.join()"), TaskValue::Unit);
        let seen = ran.value("thread.is_alive()");
        assert_eq!(*seen, TaskValue::Text(alive.into()), "timeout {timeout}");
    }
}

#[test]
fn every_thread_reads_its_own_value_unless_all_share_one() {
    for n in [1, 4, 16] {
        let ran = run(&format!("thread-local?n={n}&time_scale=0.05"));
        let own: Vec<_> = (0..n).map(TaskValue::Integer).collect();
        assert_eq!(*ran.value("read by threads 0, 1, …"), TaskValue::List(own));
        let last = "AttributeError: '_thread._local' object has no attribute 'x'";
        assert_eq!(ran.lines().last(), Some(&last));
        let ran = run(&format!(
            "thread-local?storage=shared&n={n}&time_scale=0.05"
        ));
        ran.finished();
        assert!(
            ran.lines()
                .last()
                .expect("a line")
                .starts_with("main reads ")
        );
    }
}

#[test]
fn a_timer_fires_once_and_never_when_it_was_cancelled_in_time() {
    for (fields, calls) in [
        ("cancel=never&delay=0", 1),
        ("cancel=never&delay=1", 1),
        ("cancel=before-start&delay=0", 0),
        ("cancel=after-pause&delay=5&pause=0", 0),
    ] {
        let ran = run(&format!("timer-cancel?{fields}&time_scale=0.05"));
        assert_eq!(*ran.value("calls"), TaskValue::Integer(calls), "{fields}");
    }
    run("timer-cancel?delay=0&pause=1&time_scale=0.05").finished();
}

#[test]
fn each_kind_of_queue_has_its_order_and_a_tie_is_an_error_of_put() {
    for (order, expected) in [
        ("fifo", [3, 1, 2]),
        ("lifo", [2, 1, 3]),
        ("priority", [1, 2, 3]),
    ] {
        let ran = run(&format!("priority-queue?order={order}&ties=on"));
        let expected: Vec<_> = expected.into_iter().map(TaskValue::Integer).collect();
        assert_eq!(*ran.value("taken"), TaskValue::List(expected), "{order}");
        assert_eq!(
            *ran.value("tasks.qsize()"),
            TaskValue::Integer(2),
            "{order}"
        );
        let error = "TypeError: '<' not supported between instances of 'dict' and 'dict'";
        assert_eq!(ran.lines().contains(&error), order == "priority", "{order}");
    }
}
