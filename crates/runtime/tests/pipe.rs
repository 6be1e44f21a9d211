//! Pipes: any message, any split of the ring, any order of close, ends that travel, peers that die.
#![cfg(not(loom))]

use proptest::prelude::*;
use runtime::checkpoint;
use runtime::context::{Process as Context, Tracing, enter_free_slot};
use runtime::error::Error;
use runtime::ipc::wire::{self, WireError};
use runtime::ipc::{Connection, IntoError, arena, pipe, pipe_simplex};
use runtime::process::{self, Process};
use runtime::thread::{Thread, run_here};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

fn text<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    match result {
        Ok(value) => format!("{value:?}"),
        Err(error) => error.to_string(),
    }
}

/// Everything that serde knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Any {
    Unit,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    Maybe(Option<Box<Any>>),
    List(Vec<Any>),
    Map(BTreeMap<String, Any>),
    Named { x: i8, y: (u16, char) },
}

fn any_value() -> impl Strategy<Value = Any> {
    let leaf = prop_oneof![
        Just(Any::Unit),
        any::<bool>().prop_map(Any::Bool),
        any::<i64>().prop_map(Any::Signed),
        any::<u64>().prop_map(Any::Unsigned),
        proptest::num::f64::NORMAL.prop_map(Any::Float),
        ".{0,20}".prop_map(Any::Text),
        proptest::collection::vec(any::<u8>(), 0..200).prop_map(Any::Bytes),
        (any::<i8>(), any::<u16>(), any::<char>())
            .prop_map(|(x, y, c)| Any::Named { x, y: (y, c) }),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            proptest::option::of(inner.clone().prop_map(Box::new)).prop_map(Any::Maybe),
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Any::List),
            proptest::collection::btree_map(".{0,6}", inner, 0..6).prop_map(Any::Map),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_serialisable_value_arrives_as_it_was(values in proptest::collection::vec(any_value(), 1..5)) {
        let (here, there) = pipe().expect("room");
        for value in &values {
            here.send(value).expect("open");
            prop_assert_eq!(&there.recv::<Any>().expect("sent"), value);
        }
    }

    #[test]
    fn no_bytes_make_the_decoder_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = wire::decode::<Any>(&bytes);
        let _ = wire::decode::<Vec<Connection>>(&bytes);
        let _ = wire::decode::<(runtime::ipc::sync::Lock, runtime::ipc::sync::Condition)>(&bytes);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Lengths around the ring's size and its quarters, so that messages wrap and are cut at every kind of place.
    #[test]
    fn messages_stay_whole_however_the_ring_splits_them(
        lens in proptest::collection::vec(
            prop_oneof![0usize..40, 1015usize..1030, 16_370usize..16_400, 65_500usize..65_560, 100_000usize..200_000], 1..12)
    ) {
        let (from, to) = pipe_simplex().map(|(r, s)| (s, r)).expect("room");
        let sent = lens.clone();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                for (number, len) in sent.iter().enumerate() {
                    let message: Vec<u8> = (0..*len).map(|k| (k * 7 + number) as u8).collect();
                    from.send_bytes(&message).expect("open");
                }
            });
            for (number, len) in lens.iter().enumerate() {
                let message = to.recv_bytes().expect("sent");
                assert_eq!(message.len(), *len, "length of message {number}");
                assert!(message.iter().enumerate().all(|(k, byte)| *byte == (k * 7 + number) as u8), "message {number}");
            }
            assert_eq!(text(to.recv_bytes()), "EOFError");
        });
    }

    /// Each end is cloned and dropped or closed in any order: the other side learns it when the last copy is gone, never before.
    #[test]
    fn the_end_comes_with_the_last_copy_in_any_order_of_close(order in Just((0..6usize).collect::<Vec<_>>()).prop_shuffle(), close: [bool; 6]) {
        let (here, there) = pipe().expect("room");
        here.send(&1u8).expect("open");
        let travelled = |end: &Connection| wire::decode::<Connection>(&wire::encode(end).expect("open")).expect("fresh");
        let mut copies: Vec<Option<Connection>> = (0..5).map(|_| Some(travelled(&here))).collect();
        copies.push(Some(here));
        for (gone, which) in order.iter().enumerate() {
            prop_assert!(there.send(&0u8).is_ok(), "open with {gone} of 6 closed");
            let copy = copies[*which].take().expect("each once");
            if close[*which] {
                copy.close();
            }
            drop(copy);
        }
        prop_assert_eq!(text(there.send(&0u8)), "BrokenPipeError: [Errno 32] Broken pipe");
        prop_assert_eq!(text(there.recv::<u8>()), "1");
        prop_assert_eq!(text(there.recv::<u8>()), "EOFError");
    }
}

/// A type that can hold itself in every way that there is.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
enum Nest {
    End,
    Many(Vec<Nest>),
    Some(Option<Box<Nest>>),
    Named { inside: Box<Nest> },
    Pair(u8, Box<Nest>),
}

/// `levels` of one kind of nesting around an end, as bytes.
fn nested(opening: &[u8], levels: usize) -> Vec<u8> {
    let mut bytes = opening.repeat(levels);
    bytes.push(0);
    bytes
}

#[test]
fn a_message_cannot_make_its_reader_run_out_of_stack() {
    for opening in [&[1, 1][..], &[2, 1], &[3], &[4, 7]] {
        let bytes = nested(opening, 20);
        let shallow: Nest = wire::decode(&bytes).expect("few levels");
        assert_eq!(wire::encode(&shallow), Ok(bytes));
        for levels in [wire::MAX_DEPTH as usize, 10_000_000] {
            let bytes = nested(opening, levels);
            let error = wire::decode::<Nest>(&bytes).expect_err("too deep");
            assert!(
                matches!(error, WireError::TooDeep { len, .. } if len == bytes.len()),
                "{error}"
            );
            assert!(
                Error::from(error)
                    .to_string()
                    .starts_with("RecursionError: ")
            );
        }
    }
}

#[test]
fn several_threads_share_an_end_and_no_message_is_torn() {
    let (here, there) = pipe().expect("room");
    std::thread::scope(|scope| {
        for me in 0..3u8 {
            let here = here.clone();
            scope.spawn(move || {
                (0..200usize).for_each(|n| {
                    here.send_bytes(&vec![me; n * 31 % 5000 + 1]).expect("open");
                });
            });
        }
        let mut seen = [0; 3];
        for _ in 0..600 {
            let message = there.recv_bytes().expect("sent");
            assert!(message.iter().all(|byte| *byte == message[0]), "torn");
            seen[message[0] as usize] += 1;
        }
        assert_eq!(seen, [200; 3]);
    });
}

#[test]
fn an_end_travels_through_another_pipe_and_works_there() {
    let (here, there) = pipe().expect("room");
    let (mine, yours) = pipe().expect("room");
    here.send(&yours).expect("open");
    drop(yours);
    let other = std::thread::spawn(move || {
        let end: Connection = there.recv().expect("sent");
        end.send("from there").expect("open");
    });
    assert_eq!(mine.recv::<String>(), Ok("from there".to_owned()));
    other.join().expect("no panic");
    assert_eq!(text(mine.recv::<String>()), "EOFError");
}

/// An entry point: keeps the end for ever, as a process does that is killed and drops nothing, and says so through it.
fn keep(_: u32, arguments: &[u8]) -> Result<(), Error> {
    let end: Connection = process::arguments(arguments)?;
    end.send("last words")?;
    std::mem::forget(end);
    checkpoint::wait(Duration::MAX);
    Ok(())
}

/// Runs `body` as the main thread of a run, with one end of a pipe and a process that alone has the other.
fn beside_a_keeper(body: impl FnOnce(Connection, &Process)) {
    process::set_program(keep);
    let run = Context::leak(0, Tracing::Off);
    let entered = enter_free_slot(run).expect("a slot");
    let ended = run_here(&entered, "MainThread", || {
        let (here, there) = pipe().expect("room");
        let keeper = Process::new(0, there);
        keeper.start().expect("room");
        assert_eq!(here.recv::<String>(), Ok("last words".to_owned()));
        body(here, &keeper);
    });
    run.finish();
    assert!(ended.is_ok(), "main thread ended otherwise");
}

#[test]
fn the_death_of_the_only_process_with_the_other_end_is_its_end() {
    beside_a_keeper(|here, keeper| {
        keeper.kill().and_then(|()| keeper.join()).expect("started");
        assert_eq!(text(here.recv::<u8>()), "EOFError");
        assert_eq!(
            text(here.send(&1u8)),
            "BrokenPipeError: [Errno 32] Broken pipe"
        );
        assert_eq!(here.poll(), Ok(true), "the end is something to read");
    });
}

#[test]
fn a_waiter_whose_peer_dies_learns_it_when_it_is_woken() {
    beside_a_keeper(|here, keeper| {
        let waiter = Thread::new(move || assert_eq!(text(here.recv::<u8>()), "EOFError"));
        waiter.start().expect("starts");
        keeper.kill().expect("started");
        waiter.join().expect("started");
    });
}

#[test]
fn poll_looks_waits_and_gives_up() {
    let (here, there) = pipe().expect("room");
    assert_eq!(here.poll(), Ok(false));
    assert_eq!(here.poll_timeout(Duration::from_millis(1)), Ok(false));
    there.send(&1).expect("open");
    assert_eq!((here.poll(), here.poll_wait()), (Ok(true), Ok(true)));
    assert_eq!(here.recv::<i32>(), Ok(1));
    std::thread::scope(|scope| {
        let waiter = scope.spawn(|| here.poll_wait());
        there.send(&2).expect("open");
        assert_eq!(waiter.join().expect("no panic"), Ok(true));
    });
    there.close();
    assert_eq!((here.recv::<i32>(), here.poll()), (Ok(2), Ok(true)));
}

#[test]
fn a_message_too_long_for_the_receiver_spoils_only_its_direction() {
    let (here, there) = pipe().expect("room");
    there.send_bytes(&[7; 100]).expect("open");
    assert_eq!(text(here.recv_bytes_max(10)), "OSError: bad message length");
    assert_eq!(text(here.recv_bytes()), "OSError: connection is write-only");
    assert_eq!(here.send(&1u8), Ok(()));
    let (receiver, sender) = pipe_simplex().expect("room");
    sender.send_bytes(&[7; 100]).expect("open");
    assert_eq!(
        text(receiver.recv_bytes_max(10)),
        "OSError: bad message length"
    );
    assert_eq!(text(receiver.recv_bytes()), "OSError: handle is closed");
    let mut small = [0; 4];
    let (here, there) = pipe().expect("room");
    there.send_bytes(b"longer").expect("open");
    assert_eq!(
        here.recv_bytes_into(&mut small),
        Err(IntoError::BufferTooShort(b"longer".to_vec()))
    );
}

#[test]
fn a_pipe_gives_its_room_back() {
    let before = arena::usage().blocks;
    for _ in 0..50 {
        let (here, there) = pipe().expect("room for one at a time");
        let copy: Connection = wire::decode(&wire::encode(&there).expect("open")).expect("fresh");
        drop((here, there, copy));
    }
    // Other tests run beside this one; fifty lost pipes would show all the same.
    assert!(arena::usage().blocks < before + 50);
}
