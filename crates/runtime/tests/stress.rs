//! Each primitive under eight threads, 200,000 operations (20,000 where threads wait for one another): counts come out even.
//! `STRESS=long` makes it ten million and 200,000.
#![cfg(not(loom))]

use runtime::futex::Word;
use runtime::stress::{Load, Row, cores, objects};
use std::sync::Arc;

fn load() -> Load {
    match std::env::var("STRESS").as_deref() {
        Ok("long") => Load::LONG,
        Ok("short") => Load {
            operations: 8_000,
            rendezvous: 1_600,
            ..Load::USUAL
        },
        _ => Load::USUAL,
    }
}

fn run(rows: Vec<Row<Word>>) {
    for row in rows {
        let begin = std::time::Instant::now();
        let tally = (row.run)(Arc::new(Word::new), load());
        let operations = tally.unwrap_or_else(|failure| panic!("{}: {failure}", row.name));
        println!(
            "{:<16} {operations:>9} operations  {:>6.2} s",
            row.name,
            begin.elapsed().as_secs_f64()
        );
    }
}

#[test]
fn counts_of_every_core_come_out_even() {
    run(cores());
}

#[test]
fn counts_of_every_queue_come_out_even() {
    run(objects());
}
