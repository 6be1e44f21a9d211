//! Shared numbers, blocks and lists.
#![cfg(not(loom))]

use proptest::prelude::*;
use runtime::ipc::memory::{Item, ShareableList, SharedMemory};
use runtime::ipc::shared::{Array, Element, RawArray, RawValue};
use runtime::ipc::{Value, wire};

fn there<T: serde::Serialize + serde::de::DeserializeOwned>(object: &T) -> T {
    wire::decode(&wire::encode(object).expect("it travels")).expect("fresh")
}

#[test]
fn a_number_is_the_same_in_every_copy() {
    let value = Value::new(1.5f64).expect("room");
    let copy = there(&value);
    copy.set(-0.25);
    assert_eq!(value.get(), -0.25);
    let array = Array::of(&[1u16, 2, 3]).expect("room");
    there(&array).set(-1, 65_535).expect("inside");
    assert_eq!(array.to_vec(), [1, 2, 65_535]);
    assert!(
        wire::decode::<RawValue<i32>>(&wire::encode(array.raw()).expect("it travels")).is_err(),
        "another type"
    );
}

#[test]
fn without_the_lock_around_both_steps_the_count_is_at_most_what_was_added() {
    let value = Value::new(0i64).expect("room");
    let add = |guarded: bool| {
        value.set(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                let value = there(&value);
                scope.spawn(move || {
                    for _ in 0..1000 {
                        let held = guarded.then(|| value.get_lock().hold());
                        value.set(value.get() + 1);
                        drop(held);
                    }
                });
            }
        });
        value.get()
    };
    assert_eq!(add(true), 4000);
    assert!((1..=4000).contains(&add(false)));
}

fn keeps<T: Element>(values: Vec<T>) -> Result<(), TestCaseError> {
    let array = RawArray::of(&values).expect("room");
    prop_assert_eq!(array.to_vec(), values.clone());
    for (index, value) in values.iter().enumerate() {
        prop_assert_eq!(array.get(index as i64), Ok(*value));
        array.set(index as i64, *value).expect("inside");
    }
    prop_assert_eq!(array.to_vec(), values);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn every_type_keeps_every_number(bytes: Vec<i8>, shorts: Vec<u16>, ints: Vec<i32>, longs: Vec<i64>, big: Vec<u64>) {
        keeps(bytes)?;
        keeps(shorts)?;
        keeps(ints)?;
        keeps(longs)?;
        keeps(big)?;
    }

    #[test]
    fn a_list_keeps_its_items(items in proptest::collection::vec(prop_oneof![
        Just(Item::None), any::<i64>().prop_map(Item::Int), any::<bool>().prop_map(Item::Bool),
        ".{0,20}".prop_map(Item::Str), proptest::collection::vec(any::<u8>(), 0..30).prop_map(Item::Bytes),
    ], 0..12)) {
        let list = ShareableList::new(&items).expect("room");
        let other = ShareableList::attach(list.name()).expect("its name");
        prop_assert_eq!(other.to_vec(), items);
        list.memory().unlink().expect("once");
    }
}

#[test]
fn a_block_is_seen_by_name_and_lives_until_all_have_closed_it() {
    let mut memory = SharedMemory::create(48).expect("room");
    let mut other = SharedMemory::attach(memory.name()).expect("its name");
    memory.as_array::<i64>(&[6]).expect("48 bytes").fill(-1);
    assert_eq!(
        other.as_array::<i64>(&[2, 3]).expect("48 bytes").to_vec(),
        [-1; 6]
    );
    other.as_array::<i64>(&[6]).expect("48 bytes").fill(0);
    assert_eq!(memory.buf().expect("open").slice(0..48), [0; 48]);
    memory.unlink().expect("once");
    memory.close();
    assert_eq!(
        other.buf().expect("open").get(47),
        Ok(0),
        "unlinked, but open here"
    );
    assert!(SharedMemory::attach(other.name()).is_err());
    other.close();
}

#[test]
fn an_image_is_filled_and_summed() {
    let memory = SharedMemory::create(480 * 640 * 3).expect("room");
    let image = memory.as_array::<u8>(&[480, 640, 3]).expect("as big");
    assert_eq!((image.nbytes(), image.sum()), (921_600, 0));
    image.fill(1);
    assert_eq!(image.sum(), 921_600);
    memory.unlink().expect("once");
}

#[test]
fn a_wrong_type_reads_nonsense_and_no_crash() {
    let memory = SharedMemory::create(48).expect("room");
    memory.as_array::<i64>(&[6]).expect("48 bytes").fill(3);
    let odd = memory
        .as_array::<f64>(&[6])
        .expect("48 bytes")
        .get(0)
        .expect("inside");
    assert!(odd != 3.0 && odd == f64::from_bits(3));
    assert_eq!(memory.as_array::<u8>(&[48]).expect("48 bytes").sum(), 18);
    memory.unlink().expect("once");
}
