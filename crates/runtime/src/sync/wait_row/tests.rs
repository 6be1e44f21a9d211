//! A process is cut off at every step of a row of waiters: the next one who comes finds a row in order, and no living waiter is lost.

use super::*;
use crate::futex::arena::ArenaWord;
use crate::futex::arena::mortal::{Victim, cut_off};
use crate::ipc::arena::{Block, Kind, MORTALS};

const PLACES: u32 = 6;

/// A row with three waiters, the tickets of whom are 1 to 3.
fn row_of_three() -> (
    Block,
    impl Fn() -> WaitRow<ArenaWord> + Clone + Send + 'static,
) {
    let block = Block::new(Kind::Bytes, (6 + 4 * PLACES) * 4).expect("room");
    let first = block.byte(0);
    let row = move || {
        let word = |number: u32| ArenaWord::at(first + number * 4);
        let slot = |place: u32| Slot::new([0, 1, 2, 3].map(|n| word(6 + place * 4 + n)));
        let slots = (0..PLACES).map(slot).collect();
        WaitRow::shared([0, 1, 2, 3, 4, 5].map(word), slots, MORTALS)
    };
    for thread in 1..=3 {
        assert_eq!(row().enter().join(thread), Some(Ticket(thread)));
    }
    (block, row)
}

/// The threads that still wait in the row, by its links forwards; backwards they must be the same.
fn waiting(row: &WaitRow<ArenaWord>) -> Vec<u32> {
    let walk = |from: &ArenaWord, next: fn(&Slot<ArenaWord>) -> &ArenaWord| {
        let mut at = from.load(Relaxed);
        let mut seen = Vec::new();
        while at != 0 {
            seen.push(at);
            at = next(row.slot(at)).load(Relaxed);
        }
        seen
    };
    let forwards = walk(&row.first, |slot| &slot.next);
    let mut backwards = walk(&row.last, |slot| &slot.previous);
    backwards.reverse();
    assert_eq!(forwards, backwards);
    assert_eq!(forwards.len() as u32, row.len());
    forwards
}

/// What the victim is doing when its end comes.
type Act = fn(&WaitRow<ArenaWord>);

const ACTS: [(&str, Act); 5] = [
    ("join", |row| {
        row.enter().join(4);
    }),
    ("serve the first", |row| {
        row.enter().serve_first(1);
    }),
    ("serve all", |row| {
        row.serve(9, 1);
    }),
    ("leave from the middle", |row| {
        row.enter().retire(Ticket(2));
    }),
    ("leave from the end", |row| {
        row.enter().retire(Ticket(3));
    }),
];

#[test]
fn a_row_whose_holder_is_cut_off_at_any_step_goes_on_and_loses_nobody() {
    for (name, act) in ACTS {
        let mut steps = 0;
        loop {
            let (_block, row) = row_of_three();
            let victim = Victim::new();
            let of_victim = row.clone();
            let is_cut = cut_off(victim, steps, move || act(&of_victim()));
            victim.bury();
            let row = row();
            let here = row.enter();
            let left = waiting(&row);
            let is_served = |ticket: u32| here.outcome(Ticket(ticket)).is_some();
            let lost = (1..=3).find(|ticket| !left.contains(ticket) && !is_served(*ticket));
            let leaves = name
                .starts_with("leave")
                .then(|| if name.ends_with("end") { 3 } else { 2 });
            assert!(
                lost.is_none() || lost == leaves,
                "{name}, {steps} steps: {lost:?} is lost"
            );
            drop(here);
            let mut others = left.len() as u32;
            if let Some(ticket) = row.enter().join(5) {
                others += 1;
                assert_eq!(
                    waiting(&row).last(),
                    Some(&ticket.0),
                    "{name}, {steps} steps"
                );
            }
            assert_eq!(
                row.serve(PLACES, 2),
                others,
                "{name}, {steps} steps: all that are left are served"
            );
            assert_eq!(waiting(&row), [0; 0]);
            if !is_cut {
                break;
            }
            steps += 1;
        }
        assert!(steps > 5, "{name} was cut off at {steps} steps");
    }
}
