//! The decoder of what processes send each other: any bytes give a value or a typed error, never a panic, and a value written down again is read
//! as the same value.
#![no_main]

use libfuzzer_sys::fuzz_target;
use runtime::ipc::sync::{Barrier, Condition, Event, Lock, RLock, Semaphore};
use runtime::ipc::wire::{self, SentError};
use runtime::ipc::{Array, Connection, JoinableQueue, Queue, SimpleQueue, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that serde knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Any {
    Unit,
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Text(String),
    Bytes(Vec<u8>),
    Maybe(Option<Box<Any>>),
    List(Vec<Any>),
    Map(BTreeMap<String, Any>),
    Named { x: i8, y: (u16, char), z: u128 },
}

fuzz_target!(|bytes: &[u8]| {
    if let Ok(value) = wire::decode::<Any>(bytes) {
        let again = wire::encode(&value).expect("what was read can be written");
        assert_eq!(wire::decode::<Any>(&again).as_ref(), Ok(&value));
    }
    let _ = wire::decode::<SentError>(bytes);
    let _ = wire::decode::<(Lock, RLock, Semaphore, Event)>(bytes);
    let _ = wire::decode::<(Condition, Barrier)>(bytes);
    let _ = wire::decode::<Vec<Connection>>(bytes);
    let _ = wire::decode::<(Queue<u8>, SimpleQueue<u8>, JoinableQueue<u8>)>(bytes);
    let _ = wire::decode::<(Value<i32>, Array<f64>)>(bytes);
});
