//! Task values out of a byte ring.
//!
//! `postcard` bytes of a [`TaskValue`] are read by hand, because the derived decoder recurses as deep as foreign bytes tell it to: 64 KiB of
//! nested lists would overflow the page's stack. The format is `postcard`'s published one; a test holds every variant against the crate.

use scenario::TaskValue;

/// Deeper lists are not shown by anything, so they are not believed.
const MAX_DEPTH: u32 = 32;

/// The value in these `postcard` bytes; `None` when they are none, or nest deeper than [`MAX_DEPTH`]. O(bytes).
pub(crate) fn decode(mut bytes: &[u8]) -> Option<TaskValue> {
    let value = value(&mut bytes, MAX_DEPTH)?;
    bytes.is_empty().then_some(value)
}

fn value(bytes: &mut &[u8], depth: u32) -> Option<TaskValue> {
    let depth = depth.checked_sub(1)?;
    Some(match varint(bytes)? {
        0 => TaskValue::Unit,
        1 => {
            let zigzag = varint(bytes)?;
            TaskValue::Integer((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
        }
        2 => TaskValue::Float(f64::from_le_bytes(take(bytes, 8)?.try_into().ok()?)),
        3 => TaskValue::Text(text(bytes)?),
        4 => TaskValue::List(
            (0..count(bytes)?)
                .map(|_| value(bytes, depth))
                .collect::<Option<_>>()?,
        ),
        5 => {
            let pairs = count(bytes)?;
            let pair = |_| Some((text(bytes)?, value(bytes, depth)?));
            TaskValue::Record((0..pairs).map(pair).collect::<Option<_>>()?)
        }
        6 => {
            let width = varint(bytes)?.try_into().ok()?;
            let height = varint(bytes)?.try_into().ok()?;
            let len = count(bytes)?;
            TaskValue::Image {
                width,
                height,
                rgba: take(bytes, len)?.to_vec(),
            }
        }
        _ => return None,
    })
}

/// A number of items: each takes at least a byte, so more than there are bytes cannot be.
fn count(bytes: &mut &[u8]) -> Option<usize> {
    let count = usize::try_from(varint(bytes)?).ok()?;
    (count <= bytes.len()).then_some(count)
}

fn text(bytes: &mut &[u8]) -> Option<String> {
    let len = count(bytes)?;
    String::from_utf8(take(bytes, len)?.to_vec()).ok()
}

fn take<'b>(bytes: &mut &'b [u8], len: usize) -> Option<&'b [u8]> {
    let (taken, rest) = bytes.split_at_checked(len)?;
    *bytes = rest;
    Some(taken)
}

/// Seven bits a byte, the low ones first; ten bytes at most.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..70).step_by(7) {
        let byte = take(bytes, 1)?[0];
        let low = u64::from(byte & 0x7f);
        number |= low.checked_shl(shift).filter(|part| part >> shift == low)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_value() -> impl Strategy<Value = TaskValue> {
        let leaf = prop_oneof![
            Just(TaskValue::Unit),
            any::<i64>().prop_map(TaskValue::Integer),
            (-1e300..1e300).prop_map(TaskValue::Float),
            ".{0,12}".prop_map(TaskValue::Text),
            (1u32..5, 1u32..5).prop_map(|(width, height)| TaskValue::Image {
                width,
                height,
                rgba: vec![7; (width * height * 4) as usize]
            }),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let named = (".{0,5}", inner.clone());
            prop_oneof![
                prop::collection::vec(inner, 0..4).prop_map(TaskValue::List),
                prop::collection::vec(named, 0..4).prop_map(TaskValue::Record),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_value_comes_back(value in any_value()) {
            let bytes = postcard::to_allocvec(&value).expect("values encode");
            prop_assert_eq!(decode(&bytes), Some(value));
        }

        #[test]
        fn garbage_gives_a_value_or_none(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            decode(&bytes);
        }
    }

    #[test]
    fn deep_nesting_is_refused_and_not_followed() {
        let mut bytes: Vec<u8> = [4, 1].repeat(30_000);
        bytes.push(0);
        assert_eq!(decode(&bytes), None);
    }
}
