//! What the bytes of messages are promised.

use super::*;
use crate::outcome::{Check, NESTING_MAX, PICTURE_BYTES_MAX, TaskError, TaskValue};
use proptest::prelude::*;

fn nested(depth: usize) -> TaskValue {
    (0..depth).fold(TaskValue::Unit, |inner, _| TaskValue::List(vec![inner]))
}

fn errors() -> impl Strategy<Value = TaskError> {
    (any::<String>(), any::<String>()).prop_map(|(kind, message)| TaskError { kind, message })
}

fn values() -> impl Strategy<Value = TaskValue> {
    let leaf = prop_oneof![
        Just(TaskValue::Unit),
        any::<i64>().prop_map(TaskValue::Integer),
        (-1e9..1e9).prop_map(TaskValue::Float),
        any::<String>().prop_map(TaskValue::Text),
        prop::collection::vec(any::<u8>(), 4).prop_map(|rgba| TaskValue::Image {
            width: 1,
            height: 1,
            rgba
        }),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(TaskValue::List),
            prop::collection::vec((any::<String>(), inner), 0..4).prop_map(TaskValue::Record),
        ]
    })
}

fn outcomes() -> impl Strategy<Value = Outcome> {
    let result = prop_oneof![values().prop_map(Ok), errors().prop_map(Err)];
    let check = (any::<String>(), any::<bool>(), any::<String>());
    let check = check.prop_map(|(id, held, seen)| Check { id, held, seen });
    let results = prop::collection::vec((any::<String>(), result), 0..4);
    (
        results,
        prop::collection::vec(check, 0..3),
        prop::option::of(errors()),
    )
        .prop_map(|(results, checks, error)| Outcome {
            results,
            checks,
            error,
        })
}

#[test]
fn a_picture_whose_bytes_are_not_those_of_its_size_is_refused() {
    let side = (PICTURE_BYTES_MAX / 4).isqrt() as u32;
    let whole = |width: u32, height: u32, len: usize| {
        let rgba = vec![7; len];
        let image = TaskValue::Image {
            width,
            height,
            rgba,
        };
        TaskValue::from_bytes(&image.to_bytes()) == Ok(image)
    };
    let rows = [
        (2, 3, 24, true),
        (0, 9, 0, true),
        (2, 3, 23, false),
        (2, 3, 28, false),
        (u32::MAX, u32::MAX, 4, false),
        (side, side, PICTURE_BYTES_MAX, true),
        (side, side + 1, PICTURE_BYTES_MAX + 4 * side as usize, false),
    ];
    for (width, height, len, expected) in rows {
        assert_eq!(
            whole(width, height, len),
            expected,
            "{width} × {height}, {len} bytes"
        );
    }
}

#[test]
fn every_kind_of_message_to_a_worker_comes_back() {
    let main = MainBoot {
        run: 7,
        role: Role::Started { place: 3 },
        origin_ms: 1.5e12,
        scenario: vec![1, 2, 3],
        parked: 4,
        ring_records: 16_384,
        traced: true,
        cores: 2,
    };
    let parked = ToWorker::Parked {
        run: 7,
        process: 0,
        slot: 2,
        origin_ms: 1.5e12,
        ring_records: 4096,
    };
    for message in [ToWorker::Main(main), parked] {
        assert_eq!(ToWorker::from_bytes(&message.to_bytes()), Ok(message));
    }
}

#[test]
fn a_message_cut_short_or_followed_by_more_is_an_error() {
    let mut bytes = FromWorker::Left { run: 1, slot: 2 }.to_bytes();
    assert!(matches!(
        FromWorker::from_bytes(&bytes[..bytes.len() - 1]),
        Err(DecodeError::Unreadable { length: 2, .. })
    ));
    bytes.push(0);
    assert!(matches!(
        FromWorker::from_bytes(&bytes),
        Err(DecodeError::LeftOver { left: 1, .. })
    ));
}

#[test]
fn values_nest_to_their_bound_and_no_deeper() {
    let deepest = nested(NESTING_MAX - 1);
    assert_eq!(TaskValue::from_bytes(&deepest.to_bytes()), Ok(deepest));
    assert!(TaskValue::from_bytes(&nested(NESTING_MAX).to_bytes()).is_err());
}

#[test]
fn bytes_that_nest_without_end_do_not_overflow_the_stack() {
    let list_of_one = nested(1).to_bytes();
    let bytes = list_of_one[..2].repeat(1_000_000);
    assert!(TaskValue::from_bytes(&bytes).is_err());
}

proptest! {
    #[test]
    fn every_outcome_comes_back(outcome in outcomes(), stopped in any::<bool>()) {
        let message = FromWorker::Finished { run: 1, process: 0, outcome, stopped };
        prop_assert_eq!(FromWorker::from_bytes(&message.to_bytes()), Ok(message));
    }

    #[test]
    fn foreign_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = ToWorker::from_bytes(&bytes);
        let _ = FromWorker::from_bytes(&bytes);
        let _ = TaskValue::from_bytes(&bytes);
        let _ = TaskError::from_bytes(&bytes);
    }
}
