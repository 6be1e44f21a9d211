//! The run file: what is written is read, and nothing that is read can do harm.

mod strategies;

use proptest::prelude::*;
use report::run_file::{
    CONTENT_MAX, FILE_MAX, FileError, MAGIC, Recorded, RunFile, Tape, VERSION, open, seal, write,
};
use report::summary::Machine;
use report::{Ns, Timeline};
use scenario::Verdict;
use strategies::{a_recorded, batches, ends, outcome};
use trace::kinds::{Cause, RecordKind, ThreadState};
use trace::reader::{Batch, SlotBatch};
use trace::record::Record;

/// Everything that the picture, the charts and the report are made of.
fn told(timeline: &Timeline) -> String {
    let Timeline {
        lanes,
        processes,
        measurements,
        lines,
        objects,
        end,
        records,
        dropped,
        entries_dropped,
        wakes,
        ..
    } = timeline;
    format!(
        "{lanes:?} {processes:?} {measurements:?} {lines:?} {objects:?} {end:?} {records} {dropped} {entries_dropped} {wakes:?}"
    )
}

/// A content as this version writes it.
fn read(content: &[u8]) -> Result<RunFile, FileError> {
    report::run_file::read(content, VERSION)
}

fn tape_of(batches: &[Batch]) -> Tape {
    let mut tape = Tape::default();
    batches.iter().for_each(|batch| tape.keep(batch));
    tape
}

fn a_file() -> Vec<u8> {
    let begin = Record::new(RecordKind::ThreadBegin, 10, 1);
    let end = Record::new(RecordKind::ThreadEnd, 90, 0);
    let slot = SlotBatch {
        records: vec![begin, end],
        ..SlotBatch::default()
    };
    let batch = Batch {
        at_ns: 100,
        slots: vec![slot],
        ..Batch::default()
    };
    let recorded = Recorded {
        link: "speedup?v=1".into(),
        began_ms: 1_795_000_000_000,
        machine: Machine {
            cores: 2,
            isolated: true,
            clock_resolution_us: 5.0,
            browser: "Chrome 156".into(),
        },
        verdict: Verdict::Finished,
        hidden: false,
        busy_core: false,
        outcome: outcome(3),
        crash: None,
        processes: Vec::new(),
        hang: None,
    };
    write(&recorded, &tape_of(&[batch]))
}

proptest! {
    #[test]
    fn a_run_that_was_written_is_read_as_it_was(recorded in a_recorded(), batches in batches(), ends in ends()) {
        let (mut timeline, mut tape) = (Timeline::default(), Tape::default());
        for (at, batch) in batches.iter().enumerate() {
            timeline.ingest(batch);
            tape.keep(batch);
            for (_, process, at_ns, state) in ends.iter().filter(|end| end.0 == at) {
                timeline.end_process(*process, *at_ns, *state);
                tape.end_process(*process, *at_ns, *state);
            }
        }
        let found = read(&write(&recorded, &tape)).expect("what was written can be read");
        prop_assert_eq!(&found.recorded, &recorded);
        prop_assert_eq!(told(&found.timeline), told(&timeline));
        prop_assert_eq!(write(&found.recorded, &found.tape), write(&recorded, &tape), "and saved again the same");
    }

    #[test]
    fn any_bytes_give_a_run_or_an_error(bytes: Vec<u8>) {
        let _ = read(&bytes);
        let _ = report::run_file::read(&bytes, 1);
        let _ = open(&bytes);
    }

    #[test]
    fn a_changed_byte_gives_a_run_or_an_error(recorded in a_recorded(), batches in batches(), at: prop::sample::Index, byte: u8) {
        let mut content = write(&recorded, &tape_of(&batches));
        let at = at.index(content.len());
        content[at] = byte;
        let _ = read(&content);
    }

    #[test]
    fn a_file_cut_anywhere_says_that_it_is_cut(packed: Vec<u8>, cut: prop::sample::Index) {
        let file = seal(&packed, packed.len() * 3);
        let cut = 1 + cut.index(file.len() - 1);
        let whole = open(&file).expect("the whole file");
        prop_assert_eq!((whole.version, whole.packed, whole.length), (VERSION, &packed[..], packed.len() * 3));
        match open(&file[..cut]) {
            Err(FileError::CutShort { length, wanted }) => prop_assert!(length == cut as u64 && wanted > length),
            other => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn a_content_cut_anywhere_is_no_other_run(cut: prop::sample::Index) {
        let content = a_file();
        let cut = cut.index(content.len());
        prop_assert!(read(&content[..cut]).is_err(), "cut at {cut}");
    }
}

#[test]
fn what_is_no_file_of_ours_is_told_by_name() {
    let sealed = |version: u32, packed_len: u32, length: u32| {
        let mut file = MAGIC.to_vec();
        for word in [version, packed_len, length] {
            file.extend(word.to_le_bytes());
        }
        file
    };
    let newer = FileError::Newer {
        version: VERSION + 1,
        newest: VERSION,
    };
    let large = FileError::TooLarge { most: 64 };
    let end = [&seal(b"abc", 9)[..], b"x"].concat();
    for (file, expected) in [
        (Vec::new(), FileError::Foreign),
        (b"{\"traceEvents\":[]}".to_vec(), FileError::Foreign),
        // As a program that mends line breaks leaves it.
        (b"PPrun\n\x1a\x01\0\0\0".to_vec(), FileError::Foreign),
        (sealed(VERSION + 1, 0, 0), newer),
        (sealed(0, 0, 0), FileError::Damaged { what: "version" }),
        (sealed(VERSION, FILE_MAX as u32 + 1, 9), large.clone()),
        (sealed(VERSION, 9, CONTENT_MAX as u32 + 1), large),
        (end, FileError::Damaged { what: "length" }),
    ] {
        assert_eq!(open(&file), Err(expected), "{file:?}");
    }
}

#[test]
fn every_message_of_an_error_is_listed_with_its_arguments() {
    for error in [
        FileError::Foreign,
        FileError::Newer {
            version: 9,
            newest: 1,
        },
        FileError::TooLarge { most: 64 },
        FileError::CutShort {
            length: 3,
            wanted: 9,
        },
        FileError::Damaged { what: "text" },
    ] {
        let message = error.message();
        let names: Vec<&str> = message.arguments.iter().map(|(name, _)| *name).collect();
        assert!(
            report::run_file::IDS.contains(&(message.id, &names)),
            "{error}"
        );
    }
}

/// The content of [`a_file`] with these records in place of its own.
fn with_records(records: Vec<Record>) -> Vec<u8> {
    let file = read(&a_file()).expect("a file");
    let slot = SlotBatch {
        records,
        ..SlotBatch::default()
    };
    let batch = Batch {
        at_ns: 0,
        slots: vec![slot],
        ..Batch::default()
    };
    write(&file.recorded, &tape_of(&[batch]))
}

#[test]
fn a_few_bytes_cannot_claim_memory_for_millions_of_tasks() {
    let far = |measurement: u32| {
        let mut record = Record::new(RecordKind::TaskEnd, 5, measurement);
        record.a = (1 << 20) - 1;
        record
    };
    let content = with_records((1..100).map(far).collect());
    assert!(content.len() < 2_000);
    assert_eq!(
        read(&content).map(|file| file.timeline.records),
        Err(FileError::TooLarge { most: 64 })
    );
}

#[test]
fn a_run_that_lasted_longer_than_its_last_record_is_as_long_in_its_file() {
    let mut tape = Tape::default();
    let status = || trace::reader::Status {
        sequence: 2,
        thread: 1,
        state: ThreadState::Blocked,
        cause: Cause::Io,
        line: 0,
        object: 0,
        holder: 0,
        deadline_ns: None,
        since_ns: 0,
        progress: 0,
        task: None,
        wait: (0, false),
        is_woken: false,
    };
    let slot = SlotBatch {
        status: Some(status()),
        ..SlotBatch::default()
    };
    tape.keep(&Batch {
        at_ns: 7_000,
        slots: vec![slot],
        ..Batch::default()
    });
    let recorded = read(&a_file()).expect("a file").recorded;
    let found = read(&write(&recorded, &tape)).expect("read");
    assert_eq!(found.timeline.end, Ns(7_000));
}

#[test]
fn a_run_too_long_for_a_file_says_so() {
    let record = Record::new(RecordKind::Mark, 5, 0);
    let slot = SlotBatch {
        records: vec![record; 1 << 20],
        ..SlotBatch::default()
    };
    let batch = Batch {
        at_ns: 0,
        slots: vec![slot],
        ..Batch::default()
    };
    let mut tape = Tape::default();
    for _ in 0..4 {
        tape.keep(&batch);
    }
    assert!(tape.is_whole());
    tape.keep(&batch);
    assert!(!tape.is_whole());
}

#[test]
fn a_file_of_version_1_opens_for_ever() {
    // The unpacked content of a run of the opening demo, recorded on 21 November 2026; never to be renewed.
    let content = include_bytes!("../files/v1.content");
    let file = report::run_file::read(content, 1).expect("a run");
    assert!(file.recorded.link.starts_with("speedup?v=1&"));
    assert_eq!(file.recorded.verdict, Verdict::Finished);
    assert_eq!(file.recorded.machine.cores, 2);
    let tasks = file.timeline.measurements.iter().flat_map(|m| &m.tasks);
    assert_eq!(tasks.flatten().count(), 64);
    let series = report::speedup::speedups(&file.timeline);
    let loads: Vec<&str> = series.iter().map(|series| &*series.load).collect();
    assert_eq!(loads, ["cpu", "io"]);
}

/// A content whose process 1 is blocked when the page sees it end.
fn with_a_kill(state: ThreadState) -> Vec<u8> {
    let slot = SlotBatch {
        process: 1,
        records: vec![
            Record::new(RecordKind::ThreadBegin, 10, 1 << 16 | 1),
            Record::state(30, ThreadState::Blocked, Cause::Sleep, 0),
        ],
        ..SlotBatch::default()
    };
    let batch = Batch {
        slots: vec![slot],
        ..Batch::default()
    };
    let mut tape = tape_of(&[batch]);
    tape.end_process(1, 70, state);
    let recorded = read(&a_file()).expect("a file").recorded;
    write(&recorded, &tape)
}

#[test]
fn how_a_killed_process_ended_comes_back_from_its_file() {
    for state in [ThreadState::Terminated, ThreadState::Crashed] {
        let file = read(&with_a_kill(state)).expect("read");
        let lane = &file.timeline.lanes[0];
        assert_eq!(lane.ended, Some((Ns(70), state)));
        assert_eq!(lane.states.last().map(|span| span.end), Some(Ns(70)));
        let again = write(&file.recorded, &file.tape);
        assert_eq!(again, with_a_kill(state), "and saved again the same");
    }
}

#[test]
fn an_end_that_cannot_be_is_refused_and_version_1_knows_none() {
    let wrong = read(&with_a_kill(ThreadState::Running)).map(|file| file.timeline.records);
    assert_eq!(wrong, Err(FileError::Damaged { what: "process" }));
    // There a step of no slots says nothing, and what follows it is read as the next step.
    let old = report::run_file::read(&with_a_kill(ThreadState::Crashed), 1);
    assert!(old.is_err());
}

#[test]
fn a_file_of_version_2_opens_for_ever() {
    // The unpacked content of a run whose two processes were killed, recorded on 21 November 2026; never to be renewed.
    let content = include_bytes!("../files/v2.content");
    let file = report::run_file::read(content, 2).expect("a run");
    assert!(file.recorded.link.starts_with("process-start-join?v=1&"));
    let exits = file.recorded.processes.iter().filter_map(|p| p.exit);
    assert_eq!(exits.collect::<Vec<_>>(), [-9, -9]);
    let lanes = file.timeline.lanes.iter().filter(|lane| lane.process > 0);
    let ends: Vec<_> = lanes.filter_map(|lane| Some(lane.ended?.1)).collect();
    assert_eq!(ends, [ThreadState::Terminated; 2]);
}
