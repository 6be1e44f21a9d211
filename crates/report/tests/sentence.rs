//! What the result card says of a run, chosen from what was measured.

mod support;

use report::sentence::{MESSAGE_IDS, why};
use report::summary::RunFacts;
use report::warnings::{WARNING_IDS, Warning, warnings};
use scenario::Verdict;
use support::{Run, facts, run, timeline};

const LONG: u64 = 50_000_000;

fn pair(
    load: &'static str,
    executor: &'static str,
    workers: u32,
    serial: u64,
    pool: u64,
) -> [Run; 2] {
    [
        run(load, "serial", 1, serial),
        run(load, executor, workers, pool),
    ]
}

#[test]
fn the_sentence_follows_from_what_was_measured() {
    let mut mixed = pair("mixed", "threads", 2, LONG, LONG);
    mixed.iter_mut().for_each(|r| r.waiting = 50);
    let mut rounds = pair("io", "threads", 3, LONG, LONG);
    rounds.iter_mut().for_each(|r| r.tasks = 4);
    let both = [
        pair("cpu", "threads", 4, LONG, 2 * LONG),
        pair("io", "threads", 4, LONG, LONG),
    ];
    let rows: &[(&[Run], &str)] = &[
        (&both.concat(), "why-both"),
        (
            &pair("io", "threads", 4, LONG, LONG),
            "why-waiting-overlaps",
        ),
        (&rounds, "why-rounds"),
        (
            &pair("cpu", "threads", 2, LONG, LONG),
            "why-computing-scales",
        ),
        (&pair("cpu", "threads", 4, LONG, 2 * LONG), "why-cores"),
        (&pair("cpu", "threads-gil", 4, LONG, 4 * LONG), "why-gil"),
        // A kernel that lets the GIL go.
        (
            &pair("cpu", "threads-gil", 2, LONG, LONG),
            "why-computing-scales",
        ),
        (&pair("cpu", "threads", 2, LONG, 3 * LONG), "why-overhead"),
        (&pair("cpu", "threads", 2, LONG, LONG * 3 / 2), "why-partly"),
        (&pair("cpu", "threads", 16, LONG, LONG), "why-workers-idle"),
        (&pair("cpu", "threads", 2, 10_000, 10_000), "why-too-short"),
        (&mixed, "why-mixed"),
        (&[run("cpu", "threads", 2, LONG)], "why-one-run"),
    ];
    for (runs, expected) in rows {
        assert_eq!(why(&timeline(runs), &facts()).id, *expected, "{runs:?}");
    }
    assert_eq!(
        why(&report::Timeline::default(), &facts()).id,
        "why-nothing"
    );
}

#[test]
fn a_run_that_did_not_finish_says_how_it_ended() {
    for (verdict, expected) in [
        (Verdict::Deadlocked, "why-deadlocked"),
        (Verdict::Stuck, "why-stuck"),
        (Verdict::Crashed, "why-crashed"),
        (Verdict::Failed, "why-failed"),
        (Verdict::Stopped, "why-stopped"),
    ] {
        let facts = RunFacts { verdict, ..facts() };
        let runs = pair("cpu", "threads", 2, LONG, LONG);
        assert_eq!(why(&timeline(&runs), &facts).id, expected, "{verdict:?}");
    }
}

#[test]
fn every_doubt_is_told_and_none_without_cause() {
    let repeated = |runs: [Run; 2]| -> Vec<Run> {
        (0..3)
            .flat_map(|repeat| runs.map(|r| Run { repeat, ..r }))
            .collect()
    };
    let good = repeated(pair("cpu", "threads", 2, LONG, LONG));
    assert_eq!(warnings(&timeline(&good), &facts()), []);

    let hidden = RunFacts {
        hidden: true,
        ..facts()
    };
    assert_eq!(warnings(&timeline(&good), &hidden), [Warning::Hidden]);

    let few = pair("cpu", "threads", 2, LONG, LONG);
    assert_eq!(
        warnings(&timeline(&few), &facts()),
        [Warning::FewRepeats { repeats: 1 }]
    );

    let many = repeated(pair("cpu", "threads", 4, LONG, 2 * LONG));
    let oversubscribed = Warning::Oversubscribed {
        workers: 4,
        cores: 2,
    };
    assert_eq!(warnings(&timeline(&many), &facts()), [oversubscribed]);

    let waiting = repeated(pair("io", "threads", 8, LONG, LONG));
    assert_eq!(
        warnings(&timeline(&waiting), &facts()),
        [],
        "waiting needs no cores"
    );

    let short = repeated(pair("cpu", "threads", 2, 10_000, 10_000));
    let found = warnings(&timeline(&short), &facts());
    assert!(
        matches!(found[..], [Warning::TooShortForClock { .. }]),
        "{found:?}"
    );

    let mut gappy = timeline(&good);
    gappy.dropped = 7;
    let dropped = Warning::Dropped {
        records: 7,
        entries: 0,
    };
    assert_eq!(warnings(&gappy, &facts()), std::slice::from_ref(&dropped));
    assert!(WARNING_IDS.contains(&dropped.message().id));
}

#[test]
fn ids_are_listed_once() {
    let mut ids: Vec<_> = MESSAGE_IDS.iter().chain(WARNING_IDS).collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count);
}
