//! What the page calls: it asks for room, writes a question there, calls `answer`, and reads at the address and of the length it is told.
//!
//! Plain functions of numbers, without glue: a generated one would be as large as what it carries.
#![allow(unsafe_code)] // SAFETY: for `no_mangle` alone: no other module is linked, so no other symbol can have these names.

use core::cell::RefCell;
use core::sync::atomic::{AtomicU8, Ordering};

/// What is written and read from outside between two calls.
#[derive(Default)]
struct Desk {
    /// Atomic, because the page writes to it behind the compiler's back.
    question: Vec<AtomicU8>,
    answer: Vec<u8>,
}

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
}

/// The address of room for a question of `len` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn room(len: usize) -> *const AtomicU8 {
    DESK.with_borrow_mut(|desk| {
        desk.question.clear();
        desk.question.resize_with(len, AtomicU8::default);
        desk.question.as_ptr()
    })
}

/// Answers the question that was written; the length of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> usize {
    DESK.with_borrow_mut(|desk| {
        // Relaxed: there is one thread; what the page wrote came before this call.
        let question = desk
            .question
            .iter()
            .map(|byte| byte.load(Ordering::Relaxed));
        desk.answer = crate::answer(&question.collect::<Vec<u8>>());
        desk.answer.len()
    })
}

/// The address of the last answer.
#[unsafe(no_mangle)]
pub extern "C" fn answered() -> *const u8 {
    DESK.with_borrow(|desk| desk.answer.as_ptr())
}
