//! Finding the next thing from where one stands: what a picture looks at depends on its pixels, not on how much there is to show.

/// Index of the first of `items` that is not `before`; those that are come first. O(log items): for the one place where a lane begins.
pub(super) fn first<T>(items: &[T], before: impl Fn(&T) -> bool) -> usize {
    items.partition_point(|item| {
        looked();
        before(item)
    })
}

/// As [`first`], at `from` or behind it, looking near `from` first: O(log distance), so that a walk in strides costs little more than its strides.
pub(super) fn next<T>(items: &[T], from: usize, before: impl Fn(&T) -> bool) -> usize {
    let (mut low, mut stride) = (from.min(items.len()), 1);
    loop {
        let probe = low + stride - 1;
        match items.get(probe) {
            Some(item) if looked_at(item, &before) => (low, stride) = (probe + 1, stride * 2),
            found => {
                let high = if found.is_some() { probe } else { items.len() };
                return low + first(&items[low..high], before);
            }
        }
    }
}

fn looked_at<T>(item: &T, before: impl Fn(&T) -> bool) -> bool {
    looked();
    before(item)
}

#[cfg(not(test))]
fn looked() {}

#[cfg(test)]
thread_local! {
    static LOOKS: core::cell::Cell<u64> = const { core::cell::Cell::new(0) };
}

#[cfg(test)]
fn looked() {
    LOOKS.set(LOOKS.get() + 1);
}

/// How many items this thread has looked at since it was last asked.
#[cfg(test)]
pub(super) fn looks() -> u64 {
    LOOKS.replace(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn looking_near_finds_what_looking_everywhere_finds(
            mut items in proptest::collection::vec(0u32..50, 0..80),
            from in 0usize..90,
            limit in 0u32..52,
        ) {
            items.sort_unstable();
            let everywhere = items.partition_point(|item| *item < limit);
            let start = from.min(items.len());
            prop_assert_eq!(next(&items, from, |item| *item < limit), everywhere.max(start));
        }
    }

    #[test]
    fn what_is_near_is_found_with_few_looks_among_a_million() {
        let items: Vec<u32> = (0..1_000_000).collect();
        looks();
        assert_eq!(next(&items, 500_000, |item| *item < 500_003), 500_003);
        assert!(looks() <= 6);
    }
}
