//! What stands out in schedules that are known, and what does not in those that are well.

use report::findings::{Finding, findings};
use report::holds::Hold;
use report::timeline::{MeasurementTimes, Object, TaskResult};
use report::window::window;
use report::{Lane, LaneIx, Ns, Span, SpanKind, Timeline};
use trace::entry::Measurement;
use trace::kinds::{Cause, ObjectKind, ThreadState};

const MS: u64 = 1_000_000;
const OBJECT: u32 = 9;

/// From ms, to ms, why: `Cause::None` runs, `Cause::Gil` is ready.
type Part = (u64, u64, Cause);

fn lane(number: u32, parts: &[Part]) -> Lane {
    let mut lane = Lane::new(number, format!("T{number}"));
    for &(from, to, cause) in parts {
        let state = match cause {
            Cause::None => ThreadState::Running,
            Cause::Gil => ThreadState::Ready,
            _ => ThreadState::Blocked,
        };
        let is_on_object = !matches!(cause, Cause::None | Cause::Sleep | Cause::Io);
        lane.states.push(Span {
            start: Ns(from * MS),
            end: Ns(to * MS),
            kind: SpanKind::State(state, cause),
            object: if is_on_object { OBJECT } else { 0 },
            line: 0,
        });
    }
    lane
}

/// Threads 2, 3, … with these parts, over 100 ms; `holds`: thread, from, to.
fn run(kind: ObjectKind, threads: &[&[Part]], holds: &[(u32, u64, u64)]) -> Timeline {
    let mut timeline = Timeline::default();
    timeline.lanes = (2..)
        .zip(threads)
        .map(|(n, parts)| lane(n, parts))
        .collect();
    let mut object = Object {
        id: OBJECT,
        kind: Some(kind),
        name: "it".into(),
        values: Vec::new(),
        holds: Vec::new(),
    };
    for &(thread, from, to) in holds {
        let hold = Hold {
            start: Ns(from * MS),
            end: Ns(to * MS),
        };
        match object.holds.iter_mut().find(|(known, _)| *known == thread) {
            Some((_, list)) => list.push(hold),
            None => object.holds.push((thread, vec![hold])),
        }
    }
    timeline.objects.push(object);
    timeline.end = Ns(100 * MS);
    timeline
}

fn found(timeline: &Timeline) -> Vec<(&'static str, LaneIx, u64, u64)> {
    let of = |f: Finding| {
        let (lane, from, to) = f.evidence;
        (f.message.id, lane, from.0 / MS, to.0 / MS)
    };
    let all = findings(timeline, Ns(0), timeline.end);
    all.into_iter().map(of).collect()
}

const RUNS: Cause = Cause::None;

#[test]
fn a_lock_that_is_seldom_waited_for_is_not_told() {
    let timeline = run(
        ObjectKind::Lock,
        &[&[(0, 100, RUNS)], &[(0, 81, RUNS), (81, 100, Cause::Lock)]],
        &[(2, 80, 100)],
    );
    assert_eq!(found(&timeline), []);
}

#[test]
fn contention_is_told_from_a_fifth_of_the_time_on_with_the_longest_wait() {
    let timeline = run(
        ObjectKind::Lock,
        &[
            &[(0, 100, RUNS)],
            &[
                (0, 50, RUNS),
                (50, 55, Cause::Lock),
                (55, 70, RUNS),
                (70, 100, Cause::Lock),
            ],
        ],
        &[(2, 40, 100)],
    );
    assert_eq!(
        found(&timeline),
        [("finding-contention", LaneIx(1), 70, 100)]
    );
}

#[test]
fn a_convoy_is_contention_where_two_or_more_wait_at_once() {
    let timeline = run(
        ObjectKind::Lock,
        &[
            &[(0, 100, RUNS)],
            &[(0, 10, RUNS), (10, 100, Cause::Lock)],
            &[(0, 40, RUNS), (40, 100, Cause::Lock)],
        ],
        &[(2, 0, 100)],
    );
    assert_eq!(found(&timeline), [("finding-convoy", LaneIx(1), 10, 100)]);
}

#[test]
fn a_thread_that_others_pass_ten_times_starves() {
    let holds: Vec<(u32, u64, u64)> = (0..10).map(|n| (2, 80 + n, 81 + n)).collect();
    let waiting: &[Part] = &[(0, 80, RUNS), (80, 95, Cause::Semaphore), (95, 100, RUNS)];
    let running: &[Part] = &[(0, 100, RUNS)];
    let timeline = |holds| run(ObjectKind::Semaphore, &[running, waiting], holds);
    let starved = ("finding-starvation", LaneIx(1), 80, 95);
    assert_eq!(found(&timeline(&holds)), [starved]);
    assert_eq!(found(&timeline(&holds[..9])), [], "nine times");
}

#[test]
fn the_gil_is_told_where_threads_could_run_and_wait() {
    let turns = |first: Cause, then: Cause| [(0, 50, first), (50, 100, then)];
    let (a, b) = (turns(RUNS, Cause::Gil), turns(Cause::Gil, RUNS));
    let timeline = run(ObjectKind::Gil, &[&a, &b], &[(2, 0, 50), (3, 50, 100)]);
    assert_eq!(found(&timeline)[0].0, "finding-gil");
    let waiting = [(0, 100, Cause::Io)];
    let timeline = run(ObjectKind::Gil, &[&a[..1], &waiting], &[(2, 0, 50)]);
    assert_eq!(found(&timeline), []);
}

#[test]
fn a_queue_that_is_full_is_told_from_one_that_is_empty() {
    let waits: &[Part] = &[(0, 60, RUNS), (60, 100, Cause::Queue)];
    for (value, id) in [(4, "finding-queue-full"), (0, "finding-queue-empty")] {
        let mut timeline = run(ObjectKind::Queue, &[waits], &[]);
        timeline.objects[0].values = vec![(Ns(0), 1, 0), (Ns(50 * MS), value, 0)];
        assert_eq!(found(&timeline), [(id, LaneIx(0), 60, 100)]);
    }
}

/// A list on workers 2 and 3 whose last tasks end at these moments.
fn tail(ends: [u64; 2]) -> Timeline {
    let mut timeline = run(
        ObjectKind::Lock,
        &[&[(0, 100, RUNS)], &[(0, 100, RUNS)]],
        &[],
    );
    let task = |thread, end| {
        Some(TaskResult {
            thread,
            start: Ns(0),
            end: Ns(end * MS),
            value: None,
        })
    };
    timeline.measurements.push(MeasurementTimes {
        info: Measurement {
            id: 1,
            load: "cpu".into(),
            executor: "threads".into(),
            workers: 2,
            repeat: 0,
            tasks: 2,
            x: None,
        },
        begin: Some(Ns(0)),
        ready: Some(Ns(0)),
        end: Some(Ns(ends[0].max(ends[1]) * MS)),
        tasks: vec![task(2, ends[0]), task(3, ends[1])],
    });
    timeline
}

#[test]
fn an_idle_tail_is_told_from_a_sixth_of_the_workers_time_on() {
    assert_eq!(
        found(&tail([90, 30])),
        [("finding-idle-tail", LaneIx(1), 30, 90)]
    );
    assert_eq!(found(&tail([90, 70])), []);
}

#[test]
fn figures_of_a_stretch_add_up() {
    let timeline = run(
        ObjectKind::Lock,
        &[
            &[(0, 40, RUNS), (40, 80, Cause::Sleep), (80, 100, RUNS)],
            &[(0, 20, RUNS), (20, 60, Cause::Lock), (60, 100, RUNS)],
        ],
        &[(2, 10, 60), (3, 60, 70)],
    );
    let seen = window(&timeline, Ns(10 * MS), Ns(90 * MS));
    let ms = |ns: u64| ns / MS;
    assert_eq!(ms(seen.sum.running), 30 + 10 + 10 + 30);
    assert_eq!((ms(seen.sum.blocked), ms(seen.sum.sleeping)), (40, 40));
    assert_eq!(seen.sum.total(), 2 * seen.ns(), "both lived all the time");
    assert_eq!(seen.utilisation(), Some(0.5));
    assert_eq!(seen.running(), 1.0);
    assert_eq!(seen.fairness(&timeline), Some(1.0), "40 ms each");
    let causes: Vec<_> = seen
        .causes
        .iter()
        .map(|(cause, ns)| (*cause, ms(*ns)))
        .collect();
    assert_eq!(causes, [(Cause::Sleep, 40), (Cause::Lock, 40)]);
    let longest = seen.longest.expect("one waited");
    assert_eq!(
        (longest.lane, ms(longest.start.0), ms(longest.ns)),
        (LaneIx(1), 20, 40)
    );
    let locks: Vec<_> = seen
        .locks
        .iter()
        .map(|l| (ms(l.held_ns), ms(l.waited_ns), l.waits))
        .collect();
    assert_eq!(locks, [(60, 40, 1)]);
}
