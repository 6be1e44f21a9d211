//! The moments at which anything changed: what a cursor steps over.

use crate::time::Ns;
use crate::timeline::Timeline;

impl Timeline {
    /// The first moment after `at` at which a thread changed its state, an object its value or its holder, or a line was printed. `None`
    /// when nothing changed any more. O((lanes + objects) log spans).
    pub fn next_change(&self, at: Ns) -> Option<Ns> {
        let states = self.lanes.iter().filter_map(|lane| {
            let next = lane.states.partition_point(|span| span.start <= at);
            let begin = lane.states.get(next).map(|span| span.start);
            let end = lane.ended.map(|(end, _)| end).filter(|end| *end > at);
            earliest(begin, end)
        });
        let objects = self.objects.iter().filter_map(|object| {
            let next = object.values.partition_point(|(moment, ..)| *moment <= at);
            object.values.get(next).map(|(moment, ..)| *moment)
        });
        let line = self.lines.partition_point(|line| line.at <= at);
        let printed = self.lines.get(line).map(|line| line.at);
        states.chain(objects).chain(printed).min()
    }

    /// The last moment before `at` at which anything changed; see [`next_change`](Self::next_change).
    pub fn previous_change(&self, at: Ns) -> Option<Ns> {
        let states = self.lanes.iter().filter_map(|lane| {
            let next = lane.states.partition_point(|span| span.start < at);
            let begin = lane.states[..next].last().map(|span| span.start);
            let end = lane.ended.map(|(end, _)| end).filter(|end| *end < at);
            begin.max(end)
        });
        let objects = self.objects.iter().filter_map(|object| {
            let next = object.values.partition_point(|(moment, ..)| *moment < at);
            object.values[..next].last().map(|(moment, ..)| *moment)
        });
        let line = self.lines.partition_point(|line| line.at < at);
        let printed = self.lines[..line].last().map(|line| line.at);
        states.chain(objects).chain(printed).max()
    }
}

fn earliest(a: Option<Ns>, b: Option<Ns>) -> Option<Ns> {
    a.into_iter().chain(b).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spans::Lane;
    use trace::kinds::{Cause, ThreadState};

    #[test]
    fn steps_go_from_change_to_change_of_all_threads_and_back() {
        let mut timeline = Timeline::default();
        for (thread, moments) in [(1, [10, 30, 50]), (2, [20, 30, 60])] {
            let mut lane = Lane::new(thread, String::new());
            let states = [ThreadState::Running, ThreadState::Blocked];
            for (moment, state) in moments.iter().zip(states.iter().cycle()) {
                lane.enter(Ns(*moment), (*state, Cause::None), 0, 0);
            }
            lane.ended = Some((Ns(70), ThreadState::Terminated));
            timeline.lanes.push(lane);
        }
        let mut forward = Vec::new();
        let mut at = Some(Ns(0));
        while let Some(next) = at.and_then(|at| timeline.next_change(at)) {
            forward.push(next.0);
            at = Some(next);
        }
        assert_eq!(forward, [10, 20, 30, 50, 60, 70]);
        let mut back = Vec::new();
        let mut at = Some(Ns(100));
        while let Some(before) = at.and_then(|at| timeline.previous_change(at)) {
            back.push(before.0);
            at = Some(before);
        }
        forward.reverse();
        assert_eq!(back, forward);
    }
}
