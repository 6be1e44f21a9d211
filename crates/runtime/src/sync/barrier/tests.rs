//! A process is cut off at every step of arriving at a barrier: nobody who waits there hangs, and nobody goes through too early.

use super::*;
use crate::futex::arena::ArenaWord;
use crate::futex::arena::mortal::{Victim, cut_off};
use crate::ipc::arena::{Block, Kind, MORTALS};
use crate::sync::wait_row::Slot;

const PARTIES: u32 = 3;

/// A barrier for three, in the arena.
fn barrier_for_three() -> (
    Block,
    impl Fn() -> RawBarrier<ArenaWord> + Clone + Send + 'static,
) {
    let block = Block::new(Kind::Bytes, (7 + 4 * PARTIES) * 4).expect("room");
    let first = block.byte(0);
    let barrier = move || {
        let word = |number: u32| ArenaWord::at(first + number * 4);
        let slot = |place: u32| Slot::new([0, 1, 2, 3].map(|n| word(7 + place * 4 + n)));
        let slots = (0..PARTIES).map(slot).collect();
        let row = WaitRow::shared([1, 2, 3, 4, 5, 6].map(word), slots, MORTALS);
        RawBarrier::new(PARTIES, word(0), row)
    };
    (block, barrier)
}

fn why() -> Wait {
    Wait::on(trace::kinds::Cause::Barrier, 0)
}

type Action = fn() -> Result<(), Broken>;

/// How those who have arrived fare once they have been woken and have looked.
fn outcomes(barrier: &RawBarrier<ArenaWord>, tickets: &[Ticket]) -> Vec<Option<u32>> {
    barrier.look();
    let inside = barrier.enter();
    tickets.iter().map(|t| inside.outcome(*t)).collect()
}

#[test]
fn whoever_waits_for_one_that_is_cut_off_while_it_completes_the_round_goes_on_or_is_told() {
    let mut steps = 0;
    loop {
        let (_block, barrier) = barrier_for_three();
        let early = [1, 2].map(|_| match barrier().arrive(None::<Action>) {
            Ok(Arrival::Early(_, ticket)) => ticket,
            _ => panic!("there is room for two"),
        });
        let victim = Victim::new();
        let of_victim = barrier.clone();
        let act = move || {
            let _ = of_victim().wait(None, &why(), None::<Action>);
        };
        let is_cut = cut_off(victim, steps, act);
        victim.bury();
        let barrier = barrier();
        match outcomes(&barrier, &early)[..] {
            [Some(COMPLETE | BROKE), Some(COMPLETE | BROKE)] => {}
            // It had not arrived: they wait for another, who is let through with them.
            [None, None] => {
                let third = barrier.wait(None, &why(), None::<Action>);
                assert_eq!(third, Ok(PARTIES - 1), "{steps} steps");
                assert_eq!(
                    outcomes(&barrier, &early),
                    [Some(COMPLETE); 2],
                    "{steps} steps"
                );
            }
            ref other => panic!("{steps} steps: {other:?}"),
        }
        if !is_cut {
            break;
        }
        steps += 1;
    }
    assert!(steps > 5, "it was cut off at {steps} steps");
}

#[test]
fn whoever_waits_beside_one_that_is_cut_off_while_it_arrives_early_is_let_through_or_told() {
    let mut steps = 0;
    loop {
        let (_block, barrier) = barrier_for_three();
        let Ok(Arrival::Early(_, ticket)) = barrier().arrive(None::<Action>) else {
            panic!("there is room for two");
        };
        let victim = Victim::new();
        let of_victim = barrier.clone();
        let is_cut = cut_off(victim, steps, move || {
            let _ = of_victim().arrive(None::<Action>);
        });
        victim.bury();
        let barrier = barrier();
        // Two more arrive: whether the victim counted or not, a round is complete, unless it broke.
        let mut last = Ok(0);
        for _ in 0..2 {
            if outcomes(&barrier, &[ticket]) == [None] {
                last = match barrier.arrive(None::<Action>) {
                    Ok(Arrival::Early(index, _)) | Ok(Arrival::Complete(index)) => Ok(index),
                    Ok(_) => panic!("no action runs"),
                    Err(broken) => Err(broken),
                };
            }
        }
        let outcome = outcomes(&barrier, &[ticket])[0];
        let expected = if barrier.is_broken() { BROKE } else { COMPLETE };
        assert_eq!(outcome, Some(expected), "{steps} steps: {last:?}");
        if !is_cut {
            break;
        }
        steps += 1;
    }
    assert!(steps > 5, "it was cut off at {steps} steps");
}
