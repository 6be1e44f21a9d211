//! Compares ours with a reference: interleaved in one process, medians, one row each.

use std::time::{Duration, Instant};

/// Rounds of one comparison; the first of each is not counted.
const ROUNDS: usize = 11;

/// Times `ours` and `reference` in turn, each doing `operations` operations a call, after an untimed `before`; prints
/// `name · ours (25–75 %) · reference (25–75 %) · ratio`, times per operation. The ratio is ours ÷ reference: below 1 ours is faster.
pub fn compare(
    name: &str,
    operations: u32,
    mut before: impl FnMut(),
    mut ours: impl FnMut(),
    mut reference: impl FnMut(),
) {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        before();
        let pair = (time(&mut ours), time(&mut reference));
        if round > 0 {
            a.push(pair.0);
            b.push(pair.1);
        }
    }
    a.sort_unstable();
    b.sort_unstable();
    let ratio = a[ROUNDS / 2].as_secs_f64() / b[ROUNDS / 2].as_secs_f64();
    println!(
        "{name} · {} · {} · {ratio:.2}",
        figures(&a, operations),
        figures(&b, operations)
    );
}

fn time(run: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn figures(sorted: &[Duration], operations: u32) -> String {
    let at = |part: usize| sorted[sorted.len() * part / 4] / operations;
    format!("{:?} ({:?}–{:?})", at(2), at(1), at(3))
}
