//! What one record costs the thread that writes it: nanoseconds per call, median of rounds with the 25–75 % range.
//!
//! Timed: encoding and storing one record (no clock: the caller brings the time). Beside it, in the same process and interleaved: the same
//! 32 bytes by plain stores into an array (the floor). Warm-up one round; 41 rounds of 8,192 records each; the ring is drained between
//! rounds, outside the timing. Goal: at most 15 ns a record.

use std::hint::black_box;
use std::time::Instant;
use trace::kinds::RecordKind;
use trace::reader::{Batch, Reader};
use trace::record::Record;
use trace::ring::Writer;
use trace::words::{NativeMemory, NoWords};

const ROUNDS: usize = 41;
const RECORDS: u32 = 8_192;

fn main() {
    let memory = NativeMemory::new(0, 1, 16_384, 65_536);
    // SAFETY: the only writer of this slot, read by `Reader` alone.
    let mut writer = unsafe { Writer::attach(memory.slot(0), memory.rings(0)) };
    let mut reader = Reader::new(NativeMemory::HEADER, 0);
    let mut plain = vec![[0u32; 8]; RECORDS as usize];
    let (mut record_ns, mut plain_ns, mut drain_ns) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let write = per_record(|n| {
            writer.record(black_box(
                Record::new(RecordKind::TaskBegin, n.into(), 1).with(n, 0),
            ));
        });
        let floor = per_record(|n| {
            let record = black_box(Record::new(RecordKind::TaskBegin, n.into(), 1).with(n, 0));
            plain[n as usize] = record.encode();
            black_box(&mut plain);
        });
        let mut batch = Batch::default();
        let begin = Instant::now();
        reader.drain(&memory.view(), &NoWords, 0, &mut batch);
        let drain = begin.elapsed().as_nanos() as f64 / f64::from(RECORDS);
        assert_eq!(batch.slots[0].records.len() as u32, RECORDS);
        if round > 0 {
            record_ns.push(write);
            plain_ns.push(floor);
            drain_ns.push(drain);
        }
    }
    print("record", &mut record_ns);
    print("plain stores", &mut plain_ns);
    print("drain and decode", &mut drain_ns);
}

fn per_record(mut write: impl FnMut(u32)) -> f64 {
    let begin = Instant::now();
    (0..RECORDS).for_each(&mut write);
    begin.elapsed().as_nanos() as f64 / f64::from(RECORDS)
}

fn print(name: &str, samples: &mut [f64]) {
    samples.sort_by(f64::total_cmp);
    let at = |part: usize| samples[samples.len() * part / 4];
    println!(
        "{name}: {:.1} ns a record ({:.1}–{:.1})",
        at(2),
        at(1),
        at(3)
    );
}
