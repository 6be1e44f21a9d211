//! A process that ends before it has begun. The page of this test finds no worker for any process: each is as if it were booting for ever.
#![cfg(not(loom))]

use runtime::futex::FutexWord;
use runtime::futex::arena::ArenaWord;
use runtime::ipc::pipe_simplex;
use runtime::process::{Page, Process, set_page};
use std::sync::atomic::Ordering::SeqCst;
use trace::layout::arena::{PLACES, place as address_of};
use trace::layout::place::{self, kind};

fn word(index: u32, word: u32) -> ArenaWord {
    ArenaWord::at(address_of(index, word))
}

fn become_kind(index: u32, kind: u32) {
    let state = word(index, place::STATE);
    state.store(state.load(SeqCst) & !0xff | kind, SeqCst);
    state.wake(u32::MAX);
}

/// As the page does with a process that it ends before anything runs in it.
fn end(number: u32) {
    let is_it = |index: &u32| word(*index, place::NUMBER).load(SeqCst) == number;
    let index = (1..PLACES).find(is_it).expect("it has a place");
    word(index, place::EXIT).store((-9i32).cast_unsigned(), SeqCst);
    become_kind(index, kind::ENDED);
}

#[test]
fn what_a_process_was_given_is_nobodys_when_it_ends_before_it_has_taken_it() {
    set_page(Page {
        start: |place| become_kind(place, kind::BOOTING),
        end,
    });
    let (here, there) = pipe_simplex().expect("room");
    let process = Process::new(0, there.clone());
    process.start().expect("there is room");
    there.close();
    assert!(!here.poll().expect("open"), "the process may still write");
    process.kill().expect("it was started");
    process.join().expect("it is ours");
    assert_eq!(process.exitcode().expect("open"), Some(-9));
    let end = here.recv::<u8>().expect_err("nobody will ever write");
    assert_eq!(end.to_string(), "EOFError");
}
