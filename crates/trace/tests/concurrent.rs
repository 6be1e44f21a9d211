//! Reader against writers on real threads: nothing is lost but what is counted, order is kept, a status is never a mixture.

use std::sync::atomic::{AtomicBool, Ordering};
use trace::entry::Entry;
use trace::kinds::{Cause, RecordKind, ThreadState};
use trace::reader::{Batch, Reader};
use trace::record::Record;
use trace::ring::Writer;
use trace::status::{StatusCell, Wait};
use trace::words::{NativeMemory, NoWords};

const WRITERS: u32 = 3;
// Miri takes a thousand times as long, and looks at every access: there rings are so small that these few overflow them, too.
const RECORDS: u32 = if cfg!(miri) { 100 } else { 200_000 };
const RING_RECORDS: u32 = if cfg!(miri) { 16 } else { 1024 };
const RING_BYTES: u32 = if cfg!(miri) { 128 } else { 4096 };

/// What a reader has seen of one slot.
#[derive(Default)]
struct Seen {
    next: u32,
    records: u32,
    noted: u32,
    dropped: u32,
    entries: u32,
    entries_dropped: u32,
}

impl Seen {
    fn take(&mut self, batch: &Batch, index: u32) {
        let Some(slot) = batch.slots.iter().find(|s| s.slot == index) else {
            return;
        };
        for record in &slot.records {
            match record.kind {
                RecordKind::Dropped => {
                    self.noted += record.a;
                    self.next += record.a;
                }
                _ => {
                    assert_eq!(record.object, self.next, "order of slot {index}");
                    assert_eq!(record.at_ns, u64::from(record.object) * 3, "record torn");
                    self.records += 1;
                    self.next += 1;
                }
            }
        }
        let lines = slot.entries.iter().map(|entry| match entry {
            Entry::Line { at_ns, text, .. } => assert_eq!(*text, format!("line {at_ns}")),
            other => panic!("nobody wrote {other:?}"),
        });
        self.entries += lines.count() as u32;
        self.dropped += slot.records_dropped;
        self.entries_dropped += slot.entries_dropped;
    }
}

fn write_all(memory: &NativeMemory, slot: u32) {
    // SAFETY: one thread per slot, read by `Reader` alone.
    let mut writer = unsafe { Writer::attach(memory.slot(slot), memory.rings(slot)) };
    for number in 0..RECORDS {
        writer.record(Record::new(RecordKind::Mark, u64::from(number) * 3, number));
        if number % 16 == 0 {
            let text = format!("line {number}");
            writer.write(&Entry::Line {
                thread: slot + 1,
                at_ns: number.into(),
                text,
            });
        }
        if number % 512 == 0 {
            std::thread::yield_now();
        }
    }
}

#[test]
fn nothing_is_lost_but_what_is_counted_and_order_is_kept() {
    let memory = NativeMemory::new(0, WRITERS, RING_RECORDS, RING_BYTES);
    let mut reader = Reader::new(NativeMemory::HEADER, 0);
    let mut seen: Vec<Seen> = (0..WRITERS).map(|_| Seen::default()).collect();
    let mut look = |seen: &mut Vec<Seen>| {
        let mut batch = Batch::default();
        reader.drain(&memory.view(), &NoWords, 0, &mut batch);
        (0..)
            .zip(seen.iter_mut())
            .for_each(|(index, slot)| slot.take(&batch, index));
    };
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|slot| {
                scope.spawn({
                    let memory = &memory;
                    move || write_all(memory, slot)
                })
            })
            .collect();
        while writers.iter().any(|w| !w.is_finished()) {
            look(&mut seen);
            // A look takes longer than what is written meanwhile, under Miri a hundred times: who only looks leaves the writers no time.
            std::thread::yield_now();
        }
    });
    look(&mut seen);
    for slot in &seen {
        assert_eq!(
            slot.records + slot.dropped,
            RECORDS,
            "records and drops make the whole"
        );
        assert!(
            slot.noted <= slot.dropped,
            "{} noted, {} dropped",
            slot.noted,
            slot.dropped
        );
        assert_eq!(slot.entries + slot.entries_dropped, RECORDS.div_ceil(16));
    }
}

#[test]
fn a_status_is_never_a_mixture() {
    let memory = NativeMemory::new(0, 1, 4, 64);
    let reader = Reader::new(NativeMemory::HEADER, 0);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let cell = StatusCell::new(memory.slot(0));
            cell.begin_thread(1, ThreadState::Running, 0);
            for number in 1..=RECORDS {
                let wait = Wait {
                    cause: Cause::Lock,
                    object: number,
                    word: (number.wrapping_mul(4), false),
                    expected: 0,
                    deciding: u32::MAX,
                    holder: (0, false),
                    deadline_ns: Some(u64::from(number) << 20),
                };
                cell.block(wait, number.into());
            }
            done.store(true, Ordering::Release);
        });
        let mut consistent = 0;
        while !done.load(Ordering::Acquire) || consistent == 0 {
            let mut found = Vec::new();
            reader.snapshot(&memory.view(), &NoWords, &mut found);
            let Some((_, status)) = found.first() else {
                continue;
            };
            if status.state == ThreadState::Blocked {
                let number = status.object;
                assert_eq!(status.since_ns, u64::from(number));
                assert_eq!(status.deadline_ns, Some(u64::from(number) << 20));
                assert_eq!(status.wait.0, number.wrapping_mul(4));
            }
            consistent += 1;
        }
    });
}
