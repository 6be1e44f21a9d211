//! How many threads ran when, over the whole run: kept while the run grows, so that drawing it does not depend on its length.

use super::blocks::Class;
use report::{Ns, Timeline};

/// Parts of a run at most; at least half as many once it has lasted that many nanoseconds.
const PARTS: u64 = 512;

/// Running time in equal parts of the run, over all lanes. A part is a power of two of nanoseconds; a run that outgrows them doubles it.
#[derive(Clone, Debug, Default)]
pub(super) struct Skyline {
    shift: u32,
    running: Vec<u64>,
}

impl Skyline {
    /// Takes in a span in which a thread ran. O(parts that it overlaps).
    pub fn add(&mut self, start: Ns, end: Ns) {
        while end.0 >> self.shift >= PARTS {
            self.fold();
        }
        spread(&mut self.running, self.shift, (start, end));
    }

    /// Two parts become one.
    fn fold(&mut self) {
        self.shift += 1;
        self.running = self.running.chunks(2).map(|two| two.iter().sum()).collect();
    }

    /// Begin and end of each part, and the mean number of threads that ran in it; those that run now included. O(lanes × parts).
    pub fn parts(&self, timeline: &Timeline) -> Vec<(Ns, Ns, f32)> {
        let mut now = self.clone();
        for lane in &timeline.lanes {
            let open = lane.states.last().filter(|span| span.end == Ns::OPEN);
            if let Some(span) = open.filter(|span| Class::of(span.kind) == Some(Class::Running)) {
                now.add(span.start, timeline.end.max(span.start));
            }
        }
        let parts = now.running.iter().enumerate().map(|(i, ns)| {
            let start = Ns((i as u64) << now.shift);
            let end = Ns((i as u64 + 1) << now.shift).min(timeline.end);
            (start, end, *ns as f32 / end.since(start).max(1) as f32)
        });
        parts.collect()
    }
}

fn spread(running: &mut Vec<u64>, shift: u32, (start, end): (Ns, Ns)) {
    let last = (end.0 >> shift) as usize;
    if running.len() <= last {
        running.resize(last + 1, 0);
    }
    let first = (start.0 >> shift) as usize;
    for (part, sum) in running.iter_mut().enumerate().take(last + 1).skip(first) {
        let (from, to) = ((part as u64) << shift, (part as u64 + 1) << shift);
        *sum += end.0.min(to).saturating_sub(start.0.max(from));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_grows_keeps_its_running_time() {
        let mut skyline = Skyline::default();
        let mut sum = 0;
        for n in 0..2_000u64 {
            let (start, end) = (n * 1_000, n * 1_000 + 700);
            skyline.add(Ns(start), Ns(end));
            sum += end - start;
            assert!(skyline.running.len() as u64 <= PARTS);
        }
        assert_eq!(skyline.running.iter().sum::<u64>(), sum);
        assert!(
            skyline.running.len() as u64 > PARTS / 2 - 2,
            "{}",
            skyline.running.len()
        );
    }
}
