//! What the engine promises in a real browser's worker. Promises between several workers are kept by the tests through the page.
#![cfg(target_arch = "wasm32")]

use core::sync::atomic::{AtomicU32, Ordering};
use core::time::Duration;
use engine::heap;
use runtime::context::{self, Ended, Process, Tracing};
use runtime::futex::arena::ArenaWord;
use runtime::futex::{FutexWord, Word};
use runtime::ipc::arena::{self, Block, Kind};
use runtime::ipc::pipe;
use runtime::{checkpoint, platform, thread};
use std::panic::{catch_unwind, set_hook, take_hook};
use trace::layout::{header, stop};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen(raw_module = "./arena.js")]
extern "C" {
    #[wasm_bindgen(js_name = setPlace)]
    fn set_place(arena: &JsValue, memory: &JsValue);
}

/// Makes an arena of so many pages the place of this engine.
fn with_arena_of(pages: u32) {
    const MAKE: &str =
        "return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })";
    let make = js_sys::Function::new_with_args("pages", MAKE);
    let arena = make.call1(&JsValue::UNDEFINED, &pages.into());
    set_place(&arena.expect("a memory"), &wasm_bindgen::memory());
}

fn with_arena() {
    with_arena_of(1);
}

fn check_wait(backend: &str, word: &impl FutexWord) {
    let limit = Duration::from_millis(20);
    let before = platform::now_ns();
    word.wait(
        word.load(Ordering::Acquire).wrapping_add(1),
        Some(Duration::from_secs(3600)),
    );
    word.wait(word.load(Ordering::Acquire), Some(limit));
    let waited = platform::now_ns() - before;
    // The clock's step is 5 µs, in Firefox 20 µs.
    assert!(
        waited + 50_000 >= limit.as_nanos() as u64,
        "{backend}: waited {waited} ns of {limit:?}"
    );
    assert_eq!(word.wake(u32::MAX), 0, "{backend}: nobody waits");
}

#[wasm_bindgen_test]
fn a_wait_lasts_as_long_as_asked_and_not_at_all_when_the_value_differs() {
    with_arena();
    check_wait("wasm memory", &Word::new(7));
    check_wait("arena", &ArenaWord::at(8));
}

#[wasm_bindgen_test]
fn a_word_does_what_an_atomic_does_on_both_backends() {
    fn check(backend: &str, word: &impl FutexWord) {
        let order = Ordering::SeqCst;
        word.store(u32::MAX, order);
        assert_eq!(word.fetch_add(2, order), u32::MAX, "{backend}: add");
        assert_eq!(word.swap(9, order), 1, "{backend}: swap");
        assert_eq!(
            word.compare_exchange(8, 1, order, order),
            Err(9),
            "{backend}: refused exchange"
        );
        assert_eq!(
            word.compare_exchange(9, u32::MAX - 1, order, order),
            Ok(9),
            "{backend}: exchange"
        );
        assert_eq!(word.load(order), u32::MAX - 1, "{backend}: load");
    }
    with_arena();
    check("wasm memory", &Word::new(0));
    check("arena", &ArenaWord::at(4));
}

#[wasm_bindgen_test]
fn bytes_and_long_numbers_of_the_arena_come_back() {
    with_arena();
    arena::init();
    assert!(arena::is_ready());
    let block = Block::new(Kind::Bytes, 4096).expect("room");
    let bytes: Vec<u8> = (0..1000u32).map(|n| (n * 7) as u8).collect();
    let mut back = vec![0; 1000];
    arena::write_from(block.byte(3), &bytes);
    arena::read_into(block.byte(3), &mut back);
    assert_eq!(back, bytes, "bytes at an odd offset");
    arena::store_64(block.byte(2048), u64::MAX - 5);
    assert_eq!(arena::load_64(block.byte(2048)), u64::MAX - 5);
    arena::fill(block.byte(0), 4096, 0);
    arena::read_into(block.byte(3), &mut back);
    assert!(back.iter().all(|byte| *byte == 0), "filled with zeros");
}

#[wasm_bindgen_test]
fn a_value_passes_a_pipe_of_the_arena() {
    with_arena();
    arena::init();
    // The test's arena has no room for a pipe's rings: that is an error, not a crash.
    let full = pipe().expect_err("65,536 bytes in all").to_string();
    assert_eq!(full, "OSError: [Errno 28] No space left on device");
    with_arena_of(16);
    arena::init();
    let (here, there) = pipe().expect("room");
    let sent = (String::from("x").repeat(5000), vec![1u64, 2, 3]);
    here.send(&sent).expect("open");
    assert_eq!(there.recv::<(String, Vec<u64>)>(), Ok(sent));
    drop(here);
    assert_eq!(
        there.recv::<u8>().expect_err("closed").to_string(),
        "EOFError"
    );
}

#[wasm_bindgen_test]
fn what_is_freed_is_used_again() {
    let fill = || {
        drop(std::hint::black_box(
            (0..64).map(|n| vec![n as u8; 1 << 14]).collect::<Vec<_>>(),
        ))
    };
    fill();
    let taken = heap::taken();
    (0..200).for_each(|_| fill());
    assert_eq!(
        heap::taken(),
        taken,
        "200 times the same megabyte must fit where the first was"
    );
}

#[wasm_bindgen_test]
fn fresh_memory_is_zero_even_where_it_was_used_before() {
    drop(std::hint::black_box(vec![0xffu8; 1 << 20]));
    let fresh = std::hint::black_box(vec![0u8; 1 << 20]);
    assert!(fresh.iter().all(|byte| *byte == 0));
}

#[wasm_bindgen_test]
fn a_panic_is_caught_and_tells_what_it_said() {
    // The runner's hook counts every panic as a failed test.
    let runners = take_hook();
    set_hook(Box::new(|_| {}));
    let caught =
        catch_unwind(|| panic!("{} apples", std::hint::black_box(3))).expect_err("a panic");
    set_hook(runners);
    assert_eq!(
        caught.downcast_ref::<String>().map(String::as_str),
        Some("3 apples")
    );
}

#[wasm_bindgen_test]
fn stop_unwinds_a_computing_and_a_waiting_thread_and_lets_guards_go() {
    static GONE: AtomicU32 = AtomicU32::new(0);
    struct Guard;
    impl Drop for Guard {
        fn drop(&mut self) {
            GONE.fetch_add(1, Ordering::Relaxed);
        }
    }
    let process = Process::leak(0, Tracing::Records(64));
    let here = context::enter_slot(process, 0);
    let stop_word = process.header_word(header::STOP);
    let bodies: [fn(); 2] = [
        || (0..u64::MAX).for_each(|_| checkpoint::proceed()),
        || checkpoint::wait(Duration::MAX),
    ];
    for body in bodies {
        stop_word.store(stop::RUN, Ordering::SeqCst);
        let ended = thread::run_here(&here, "MainThread", || {
            let _guard = Guard;
            stop_word.store(stop::UNWIND, Ordering::SeqCst);
            body();
        });
        assert!(matches!(ended, Err((Ended::Stopped, _))), "left by Stop");
    }
    assert_eq!(GONE.load(Ordering::Relaxed), 2, "guards let go");
}
