//! Finding spans by words: thread, state, what is waited for, task.

use super::label::Names;
use super::moment::state_name;
use super::panel::cause_name;
use super::{Class, Selection};
use crate::words::Words;
use report::{Lane, LaneIx, Ns, Span, SpanKind, Timeline};
use trace::kinds::ThreadState;

/// More are counted, not listed: nobody steps through them.
pub const MOST: usize = 100_000;

/// Spans in which every word that was typed begins a word (without regard to case): of the name of the thread, of the state, of what is waited for,
/// or of the task (`#3`). Where the thread's name alone holds them all, the thread is found once. In order of time. Empty for nothing typed.
/// O(spans).
pub fn search(timeline: &Timeline, typed: &str, words: &dyn Words) -> Vec<Selection> {
    let typed = typed.to_ascii_lowercase();
    let terms: Vec<&str> = typed.split_whitespace().collect();
    if terms.is_empty() {
        return Vec::new();
    }
    let mut looker = Looker {
        timeline,
        names: Names::new(timeline, words),
        words,
        states: Vec::new(),
    };
    let mut found = Vec::new();
    for (ix, lane) in (0..).map(LaneIx).zip(&timeline.lanes) {
        looker.lane(ix, lane, &terms, &mut found);
        if found.len() >= MOST {
            break;
        }
    }
    found.truncate(MOST);
    found.sort_by_key(|selection| (selection.start, selection.lane));
    found
}

struct Looker<'a> {
    timeline: &'a Timeline,
    names: Names,
    words: &'a dyn Words,
    /// What stands on spans of a class, cause and object: few differ.
    states: Vec<((u8, u8, u32), String)>,
}

impl Looker<'_> {
    fn lane(&mut self, ix: LaneIx, lane: &Lane, terms: &[&str], found: &mut Vec<Selection>) {
        let name = lane.name.to_ascii_lowercase();
        let rest: Vec<&str> = terms
            .iter()
            .copied()
            .filter(|term| !has(&name, term))
            .collect();
        let of = |start: Ns| Selection { lane: ix, start };
        if rest.is_empty() {
            found.extend(lane.states.first().map(|span| of(span.start)));
            return;
        }
        for span in &lane.states {
            let text = self.state(span);
            if rest.iter().all(|term| has(text, term)) {
                found.push(of(span.start));
            }
        }
        // A task has at least a number sign, or the letters of its function.
        for task in &lane.tasks {
            let text = self.names.task(task);
            let is_meant = |term: &&str| has_word(&text, term);
            if rest.iter().all(is_meant) {
                found.extend(state_from(lane, task.start).map(of));
            }
        }
    }

    fn state(&mut self, span: &Span) -> &str {
        let (state, cause) = match span.kind {
            SpanKind::State(state, cause) => (state, cause),
            _ => (ThreadState::New, trace::kinds::Cause::None),
        };
        let key = (state as u8, cause as u8, span.object);
        let (timeline, words) = (self.timeline, self.words);
        let known = self.states.iter().position(|(known, _)| *known == key);
        let place = known.unwrap_or_else(|| {
            let mut text = state_name(span, words);
            if Class::of(span.kind).is_some_and(|class| class != Class::Running) {
                let object = timeline.object_name(span).unwrap_or_default();
                text = format!("{text} {} {object}", cause_name(cause, words));
            }
            self.states.push((key, text.to_ascii_lowercase()));
            self.states.len() - 1
        });
        &self.states[place].1
    }
}

/// Whether a word of the text begins with the term: `lock` is not meant by `blocked`.
fn has(text: &str, term: &str) -> bool {
    let begins = |at: usize| at == 0 || !text.as_bytes()[at - 1].is_ascii_alphanumeric();
    text.match_indices(term).any(|(at, _)| begins(at))
}

/// Whether a task's text holds the term: a number sign asks for the whole number, so that `#1` is not `#12`.
fn has_word(text: &str, term: &str) -> bool {
    if term.starts_with('#') {
        text.split_whitespace().any(|word| word == term)
    } else {
        has(&text.to_ascii_lowercase(), term)
    }
}

/// The begin of the state in which the lane is at this moment.
fn state_from(lane: &Lane, at: Ns) -> Option<Ns> {
    let begun = lane.states.partition_point(|span| span.start <= at);
    Some(lane.states.get(begun.checked_sub(1)?)?.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{MS, run};
    use crate::words::test_words::Plain;

    fn found(typed: &str) -> Vec<(u32, u64)> {
        let all = search(&run(), typed, &Plain);
        all.into_iter()
            .map(|s| (s.lane.0, s.start.0 / MS))
            .collect()
    }

    #[test]
    fn spans_are_found_by_thread_state_object_and_task() {
        let timeline = run();
        let blocked: usize = timeline
            .lanes
            .iter()
            .map(|lane| {
                let blocked = |s: &&Span| Class::of(s.kind) == Some(Class::Blocked);
                lane.states.iter().filter(blocked).count()
            })
            .sum();
        assert_eq!(found("state-blocked").len(), blocked);
        assert_eq!(found("WORKER-1").len(), 1, "a thread once");
        let of_lock = found("lock L");
        assert!(!of_lock.is_empty());
        assert!(of_lock.is_sorted_by_key(|(_, ms)| *ms), "in order of time");
        let mine = found("worker-2 lock l");
        assert!(mine.iter().all(|(lane, _)| *lane == 2) && mine.len() < of_lock.len());
        let task = found("primes #3");
        assert_eq!(task.len(), 2, "in both measurements: {task:?}");
        assert_eq!(found("ocked"), [], "no word begins so");
        assert_eq!(found("#99"), []);
        assert_eq!(found("  "), []);
    }
}
