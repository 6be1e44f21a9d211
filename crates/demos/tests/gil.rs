//! The demos of the GIL and of the five states: what the lesson promises of computing, waiting and states.
#![cfg(feature = "program")]

mod support;

use report::{Lane, Ns, SpanKind};
use support::{Ran, run};
use trace::kinds::{Cause, ThreadState};

/// The longest time in nanoseconds for which two threads were running at once.
fn longest_overlap(ran: &Ran) -> u64 {
    let mut spans: Vec<(Ns, Ns, u32)> = Vec::new();
    for lane in &ran.timeline.lanes {
        let running = lane
            .states
            .iter()
            .filter(|span| matches!(span.kind, SpanKind::State(ThreadState::Running, _)));
        spans.extend(running.map(|span| (span.start, span.end, lane.thread)));
    }
    spans.sort_unstable();
    let mut longest = 0;
    for (index, (_, end, thread)) in spans.iter().enumerate() {
        let following = spans[index + 1..]
            .iter()
            .take_while(|(start, ..)| start < end);
        for (start, other_end, other) in following {
            if other != thread {
                let overlap = (*end.min(other_end)).since(*start);
                if overlap > longest {
                    println!("{thread} {other} {start:?} {overlap}");
                }
                longest = longest.max(overlap);
            }
        }
    }
    longest
}

/// Tasks of the measurements that are not serial, by executor and number of workers.
fn measured(ran: &Ran) -> Vec<(&str, u32, f64)> {
    let measured = ran.timeline.measurements.iter();
    let measured = measured.filter(|m| m.info.executor != "serial");
    measured
        .map(|m| {
            let makespan = Ns(m.makespan_ns().expect("measured")).as_ms();
            (m.info.executor.as_str(), m.info.workers, makespan)
        })
        .collect()
}

#[test]
fn computing_under_a_gil_takes_turns_and_every_way_gives_the_same() {
    for link in [
        "n=60000&tasks=4&workers=1,2,4&gil=on",
        "n=60000&tasks=4&workers=2&gil=on&switch_ms=1",
        "n=1000&tasks=1&workers=1,16&gil=on&switch_ms=100",
    ] {
        let ran = run(&format!("gil-cpu-threads?{link}"));
        ran.finished();
        assert!(
            measured(&ran).iter().all(|(id, ..)| *id == "threads-gil"),
            "{link}"
        );
        assert_eq!(longest_overlap(&ran), 0, "{link}");
    }
    let ran = run("gil-cpu-threads?n=60000&tasks=4&workers=2&gil=off");
    ran.finished();
    assert!(measured(&ran).iter().all(|(id, ..)| *id == "threads"));
}

#[test]
fn waiting_takes_as_many_rounds_as_the_workers_need_gil_or_not() {
    for gil in ["on", "off"] {
        let ran = run(&format!(
            "gil-io-threads?gil={gil}&tasks=8&u=0.5&workers=1,3,8&time_scale=0.05"
        ));
        ran.finished();
        let rows = measured(&ran);
        assert_eq!(rows.len(), 3, "{gil}");
        for (_, workers, makespan) in rows {
            let ideal = f64::from(8_u32.div_ceil(workers)) * 25.0;
            assert!(makespan >= ideal, "{gil}, {workers} workers: {makespan} ms");
            // Generous: a shared machine may hold a thread up, but not for a second round of all.
            assert!(
                makespan < 8.0 * 25.0 * 2.0,
                "{gil}, {workers} workers: {makespan} ms"
            );
        }
    }
}

#[test]
fn the_times_of_a_thread_s_states_sum_up_to_its_life() {
    for link in [
        "n=20000&gil=on",
        "n=20000&gil=off",
        "n=1000&workers=16&script=lock,sleep,lock&switch_ms=1",
        "n=1000&workers=1&script=sleep",
    ] {
        let ran = run(&format!("life-cycle-five-states?{link}&time_scale=0.05"));
        ran.finished();
        for lane in ran.threads() {
            let born = lane.states.first().expect("a state").start;
            let (end, state) = lane.ended.expect("ended");
            assert_eq!(state, ThreadState::Terminated, "{link}");
            let shares = report::metrics::shares(lane, Ns(0), ran.timeline.end);
            assert_eq!(shares.total(), end.since(born), "{link}: {}", lane.name);
        }
    }
}

#[test]
fn under_a_gil_one_thread_runs_while_the_others_are_ready() {
    let ran = run(
        "life-cycle-five-states?n=60000&workers=3&script=compute,lock,compute&gil=on&switch_ms=1",
    );
    ran.finished();
    assert_eq!(longest_overlap(&ran), 0);
    let ready = |lane: &Lane| {
        let waits = |kind| matches!(kind, SpanKind::State(ThreadState::Ready, Cause::Gil));
        lane.states.iter().any(|span| waits(span.kind))
    };
    assert!(
        ran.threads().all(ready),
        "every thread has waited for the GIL"
    );
}

#[test]
fn a_pool_with_a_gil_and_one_without_give_what_the_loop_gives() {
    for (workers, tasks, repeats) in [(1, 1, 1), (4, 16, 2), (16, 64, 1)] {
        let ran = run(&format!(
            "free-threaded?n=5000&workers={workers}&tasks={tasks}&repeats={repeats}"
        ));
        ran.finished();
        let seen: Vec<(&str, u32)> = measured(&ran).iter().map(|m| (m.0, m.1)).collect();
        let both = [("threads-gil", workers), ("threads", workers)];
        assert_eq!(seen, both.repeat(repeats), "{}", ran.link);
    }
}
