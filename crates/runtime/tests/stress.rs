//! Each primitive under eight threads, 200,000 operations (20,000 where threads wait for one another): counts come out even.
//! `STRESS=long` makes it ten million and 200,000.
#![cfg(not(loom))]

use runtime::stress::{Load, everything};

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

#[test]
fn counts_of_every_primitive_come_out_even() {
    let mut failures = Vec::new();
    everything(load(), |outcome| {
        println!("{outcome}");
        if outcome.tally.is_err() {
            failures.push(outcome.to_string());
        }
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
