//! Runs that nobody would think of.

use proptest::prelude::*;
use report::hang::FoundHang;
use report::processes::ProcessFacts;
use report::run_file::Recorded;
use report::summary::Machine;
use report::waits::{Hang, Waiting};
use scenario::outcome::{Check, TaskError, TaskValue};
use scenario::{Outcome, Verdict};
use trace::entry::{Entry, Measurement};
use trace::kinds::{Cause, RecordKind, ThreadState};
use trace::reader::{Batch, SlotBatch};
use trace::record::Record;

const VERDICTS: [Verdict; 6] = [
    Verdict::Finished,
    Verdict::Failed,
    Verdict::Stopped,
    Verdict::Crashed,
    Verdict::Deadlocked,
    Verdict::Stuck,
];

fn a_record() -> impl Strategy<Value = Record> {
    let kind = prop::sample::select(RecordKind::ALL);
    let state = prop::sample::select(ThreadState::ALL);
    let cause = prop::sample::select(Cause::ALL);
    let word = || prop_oneof![3 => Just(0u32), 3 => 1u32..40, 1 => any::<u32>()];
    let at = prop_oneof![4 => 0u64..10_000_000, 1 => any::<u64>()];
    // A timeline keeps a place for every task: `a` stays small, or the test would need gigabytes.
    let words = (word(), 0u32..300, word(), word(), word());
    (at, kind, state, cause, 0u16..4, words).prop_map(
        |(at_ns, kind, state, cause, line, (object, a, b, c, d))| Record {
            at_ns,
            kind,
            state,
            cause,
            line,
            object,
            a,
            b,
            c,
            d,
        },
    )
}

fn an_entry() -> impl Strategy<Value = Entry> {
    let name = "[a-z 多]{0,12}";
    prop_oneof![
        (0u32..9, name, any::<bool>()).prop_map(|(thread, name, daemon)| Entry::Thread {
            thread,
            name,
            daemon
        }),
        (0u32..9, any::<u8>(), name).prop_map(|(object, kind, name)| Entry::Object {
            object,
            kind,
            name
        }),
        (0u32..9, any::<u64>(), name).prop_map(|(thread, at_ns, text)| Entry::Line {
            thread,
            at_ns,
            text
        }),
        (0u32..4, 0u32..9, prop::collection::vec(any::<u8>(), 0..9)).prop_map(
            |(measurement, task, value)| Entry::TaskValue {
                measurement,
                task,
                value
            }
        ),
        (1u32..4, name, 0u32..9).prop_map(|(id, load, tasks)| Entry::Measurement(Measurement {
            id,
            load,
            executor: "threads".into(),
            workers: 2,
            repeat: 0,
            tasks,
            x: Some(-3),
        })),
    ]
}

fn a_slot() -> impl Strategy<Value = SlotBatch> {
    let records = prop::collection::vec(a_record(), 0..20);
    let entries = prop::collection::vec(an_entry(), 0..4);
    (0u32..3, 0u32..3, records, entries, 0u32..3, 0u32..3).prop_map(
        |(process, slot, records, entries, records_dropped, entries_dropped)| SlotBatch {
            process,
            slot,
            records,
            entries,
            records_dropped,
            entries_dropped,
            status: None,
        },
    )
}

pub fn batches() -> impl Strategy<Value = Vec<Batch>> {
    let batch = prop::collection::vec(a_slot(), 0..4).prop_map(|slots| Batch {
        slots,
        ..Batch::default()
    });
    prop::collection::vec(batch, 0..6)
}

/// Ends of processes: behind which batch, whose, when, how.
pub fn ends() -> impl Strategy<Value = Vec<(usize, u32, u64, ThreadState)>> {
    let state = prop_oneof![Just(ThreadState::Terminated), Just(ThreadState::Crashed)];
    let at = prop_oneof![4 => 0u64..10_000_000, 1 => any::<u64>()];
    prop::collection::vec((0usize..6, 0u32..3, at, state), 0..4)
}

fn a_hang() -> impl Strategy<Value = Option<FoundHang>> {
    let waiting = (
        any::<u32>(),
        prop::sample::select(Cause::ALL),
        any::<u64>(),
        any::<u16>(),
    )
        .prop_map(|(thread, cause, since_ns, line)| Waiting {
            thread,
            cause,
            object: thread / 2,
            holder: thread / 3,
            since_ns,
            line,
        });
    let hang = (prop::collection::vec(waiting, 0..4), 0..3, any::<u64>());
    prop::option::of(hang).prop_map(|found| {
        found.map(|(waiting, kind, at_ns)| FoundHang {
            hang: match kind {
                0 => Hang::Stuck { waiting },
                kind => Hang::Deadlocked {
                    cycle: waiting,
                    everyone: kind == 1,
                },
            },
            at_ns,
        })
    })
}

pub fn a_recorded() -> impl Strategy<Value = Recorded> {
    let process = (any::<u32>(), any::<Option<i32>>(), any::<Option<String>>()).prop_map(
        |(number, exit, crash)| ProcessFacts {
            number,
            exit,
            memory_bytes: number / 2,
            crash,
        },
    );
    let machine = (any::<u32>(), any::<bool>(), 0.0f64..1e3, ".{0,20}").prop_map(
        |(cores, isolated, clock_resolution_us, browser)| Machine {
            cores,
            isolated,
            clock_resolution_us,
            browser,
        },
    );
    let rest = (
        any::<Option<String>>(),
        prop::collection::vec(process, 0..4),
        a_hang(),
    );
    let flags = (
        any::<bool>(),
        any::<bool>(),
        prop::sample::select(&VERDICTS[..]),
    );
    (".{0,40}", any::<u64>(), machine, flags, rest, any::<i64>()).prop_map(
        |(
            link,
            began_ms,
            machine,
            (hidden, busy_core, verdict),
            (crash, processes, hang),
            number,
        )| {
            Recorded {
                link,
                began_ms,
                machine,
                verdict,
                hidden,
                busy_core,
                outcome: outcome(number),
                crash,
                processes,
                hang,
            }
        },
    )
}

pub fn outcome(number: i64) -> Outcome {
    let list = TaskValue::List(vec![TaskValue::Integer(number), TaskValue::Float(0.5)]);
    Outcome {
        results: vec![
            ("list".into(), Ok(list)),
            ("error".into(), Err(TaskError::new("ValueError", "no"))),
        ],
        checks: vec![Check {
            id: "check-results-equal".into(),
            held: number > 0,
            seen: number.to_string(),
        }],
        error: None,
    }
}
