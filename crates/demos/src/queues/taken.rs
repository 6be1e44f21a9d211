//! What consumers of numbered items took, and what must be true of it: (consumer, number), in the order in which it was noted.

use crate::run::{self, Run};
use scenario::Scenario;

/// Checks that each of `items` numbers was taken once, and that nothing is left.
pub(super) fn each_once(run: &mut Run, taken: &[(usize, i64)], left: usize, items: i64) {
    let mut numbers: Vec<i64> = taken.iter().map(|(_, number)| *number).collect();
    numbers.sort_unstable();
    let once = left == 0 && numbers.into_iter().eq(0..items);
    run.check("check-each-once", once, format!("{taken:?}"));
}

/// Checks that each consumer took each producer's items in the order in which they were made: number `n` is of producer `n` modulo `producers`.
pub(super) fn in_order(run: &mut Run, scenario: &Scenario, taken: &[(usize, i64)]) {
    let producers = scenario.integer("producers");
    // A consumer notes what it took after taking it, so only the order within one consumer is known.
    let order_of = |me: usize, producer: i64| {
        taken
            .iter()
            .filter(move |(who, number)| *who == me && number % producers == producer)
            .map(|(_, number)| *number)
    };
    let consumers = run::count(scenario, "consumers") as usize;
    let fifo = (0..consumers).all(|me| (0..producers).all(|p| order_of(me, p).is_sorted()));
    run.check("check-fifo", fifo, format!("{taken:?}"));
}
