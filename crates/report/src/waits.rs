//! The wait-for graph, made from snapshots of status cells, never from records.
//!
//! A thread that is blocked without a deadline on an object that another thread holds waits for that thread: an edge. A cycle of edges is a
//! deadlock, since none of its members can move before another does. No cycle, yet every thread blocked without a deadline: stuck, since
//! nobody is left who could wake them.
//!
//! One snapshot proves nothing (its cells are read one after the other), so a finding needs two successive snapshots with the same sequence
//! numbers: who has not moved between two looks and cannot move by itself was blocked at one and the same moment. A thread that has been
//! woken and has not got a core yet looks blocked as well; but its word has changed, for a waker changes the word before it wakes, and so it
//! does not count as hopeless. Nor is anybody stuck while a thread was started and has not begun, or lost its core in the middle of a change
//! of state; and if a thread began or ended from one look to the other, the cells of the first may have left it out, so that nothing is
//! said of everyone. So two looks suffice, however close together, and a loaded machine raises no false alarm.
//!
//! Sleeping and IO never count as hopeless, with a deadline or without: the outside world ends them. `wait-forever` is such an IO.

use trace::kinds::{Cause, ThreadState};
use trace::reader::{Batch, Between, Status};

/// Every thread's status cell at about one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// Threads that are there, in any order.
    pub threads: Vec<Status>,
    /// Threads that matter although no cell tells their state: started and not begun, or ended and not told yet (see
    /// [`Reader::between`](trace::reader::Reader::between), which is to be asked before the cells are read), or in the middle of a change
    /// of state ([`Batch::changing`]). As long as there is one, nobody is stuck.
    pub between: Between,
}

/// A thread that waits without end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Who.
    pub thread: u32,
    /// Why.
    pub cause: Cause,
    /// For what, 0 for unknown.
    pub object: u32,
    /// Who holds it, 0 for nobody.
    pub holder: u32,
    /// Since when, nanoseconds since the run's origin.
    pub since_ns: u64,
    /// Line key, 0 for none.
    pub line: u16,
}

/// Threads that cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hang {
    /// Each waits for the next, the last for the first. `everyone`: no other thread can run either, so the run is over.
    Deadlocked {
        /// The cycle, beginning with its smallest thread id.
        cycle: Vec<Waiting>,
        /// Whether every thread of the run hangs.
        everyone: bool,
    },
    /// No cycle, yet everybody waits and nobody can wake them.
    Stuck {
        /// All threads, in order of their ids.
        waiting: Vec<Waiting>,
    },
}

/// Compares each snapshot with the one before.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    previous: Option<Snapshot>,
}

impl Snapshot {
    /// The threads of a drain, and how many were without a cell just before it.
    pub fn of(batch: &Batch, between: Between) -> Snapshot {
        let threads = batch.slots.iter().filter_map(|slot| slot.status).collect();
        Snapshot {
            threads,
            between: Between {
                threads: between.threads.saturating_add(batch.changing),
                ..between
            },
        }
    }

    fn unmoved(&self, status: &Status) -> bool {
        let same = |other: &Status| {
            other.thread == status.thread
                && other.sequence == status.sequence
                && other.object == status.object
                && other.holder == status.holder
        };
        self.threads.iter().any(same)
    }
}

impl Watch {
    /// Looks at a snapshot and says who hangs, judged by it and the one before. Needs two equal looks, so the first never finds anything.
    ///
    /// O(threads²) in the worst case, on at most a few hundred threads.
    pub fn look(&mut self, snapshot: Snapshot) -> Option<Hang> {
        let found = self
            .previous
            .as_ref()
            .and_then(|previous| judge(previous, &snapshot));
        self.previous = Some(snapshot);
        found
    }
}

fn judge(previous: &Snapshot, now: &Snapshot) -> Option<Hang> {
    let hopeless = |status: &&Status| is_hopeless(status) && previous.unmoved(status);
    let waiting: Vec<Waiting> = now
        .threads
        .iter()
        .filter(hopeless)
        .map(Waiting::of)
        .collect();
    let everyone = !waiting.is_empty()
        && waiting.len() == now.threads.len()
        && previous.threads.len() == now.threads.len()
        && now.between == previous.between
        && now.between.threads == 0;
    match cycle_among(&waiting) {
        Some(cycle) => Some(Hang::Deadlocked { cycle, everyone }),
        None if everyone => Some(Hang::Stuck {
            waiting: by_thread(waiting),
        }),
        None => None,
    }
}

/// The cycle of waits in one snapshot, beginning with its smallest thread id; `None` when there is none. Proves a deadlock only if the next
/// snapshot agrees, see [`Watch`]. A thread that waits for itself is a cycle of one. O(threads²).
pub fn find_cycle(snapshot: &Snapshot) -> Option<Vec<Waiting>> {
    let waiting: Vec<Waiting> = snapshot
        .threads
        .iter()
        .filter(|s| is_hopeless(s))
        .map(Waiting::of)
        .collect();
    cycle_among(&waiting)
}

fn cycle_among(waiting: &[Waiting]) -> Option<Vec<Waiting>> {
    let next = |of: &Waiting| waiting.iter().find(|w| w.thread == of.holder);
    for first in waiting {
        let mut path = vec![*first];
        let mut at = first;
        // A path longer than there are threads has come round without meeting its begin: that cycle is found from another begin.
        while let Some(following) = next(at).filter(|_| path.len() <= waiting.len()) {
            if following.thread == first.thread {
                return Some(from_smallest(path));
            }
            path.push(*following);
            at = following;
        }
    }
    None
}

fn by_thread(mut waiting: Vec<Waiting>) -> Vec<Waiting> {
    waiting.sort_by_key(|waiting| waiting.thread);
    waiting
}

fn from_smallest(mut cycle: Vec<Waiting>) -> Vec<Waiting> {
    let smallest = (0..cycle.len()).min_by_key(|place| cycle[*place].thread);
    cycle.rotate_left(smallest.unwrap_or(0));
    cycle
}

/// Whether only another thread can end this wait.
fn is_hopeless(status: &Status) -> bool {
    let waits = match status.state {
        ThreadState::Blocked => !matches!(status.cause, Cause::Sleep | Cause::Io | Cause::None),
        ThreadState::Ready => status.cause == Cause::Gil && status.holder != 0,
        _ => false,
    };
    waits && status.deadline_ns.is_none() && !status.is_woken
}

impl Waiting {
    fn of(status: &Status) -> Waiting {
        Waiting {
            thread: status.thread,
            cause: status.cause,
            object: status.object,
            holder: status.holder,
            since_ns: status.since_ns,
            line: status.line,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (thread, state, cause, holder, has deadline, sequence)
    type Row = (u32, ThreadState, Cause, u32, bool, u32);
    use Cause::{Io, Join, Lock, Queue};
    use ThreadState::{Blocked, Ready, Running};

    fn snapshot(rows: &[Row], between: u32) -> Snapshot {
        let threads = rows
            .iter()
            .map(|&(thread, state, cause, holder, timed, sequence)| Status {
                sequence,
                thread,
                state,
                cause,
                line: 0,
                object: thread + 100,
                holder,
                deadline_ns: timed.then_some(5),
                since_ns: 1,
                progress: 0,
                task: None,
                wait: (0, false),
                is_woken: false,
            });
        Snapshot {
            threads: threads.collect(),
            between: Between {
                threads: between,
                moves: 7,
            },
        }
    }

    /// What two looks find: `deadlocked 1 2`, `deadlocked 1 2 everyone`, `stuck 1 2` or `none`.
    fn told(before: &Snapshot, now: &Snapshot) -> String {
        let mut watch = Watch::default();
        assert_eq!(watch.look(before.clone()), None, "one look proves nothing");
        let threads = |list: &[Waiting]| {
            list.iter()
                .map(|w| w.thread.to_string())
                .collect::<Vec<_>>()
                .join(" ")
        };
        match watch.look(now.clone()) {
            Some(Hang::Deadlocked { cycle, everyone }) => {
                format!(
                    "deadlocked {}{}",
                    threads(&cycle),
                    if everyone { " everyone" } else { "" }
                )
            }
            Some(Hang::Stuck { waiting }) => format!("stuck {}", threads(&waiting)),
            None => "none".into(),
        }
    }

    #[test]
    fn who_cannot_go_on_is_found_and_nobody_else() {
        let two = [
            (1, Blocked, Lock, 2, false, 4),
            (2, Blocked, Lock, 1, false, 6),
        ];
        let rows: &[(&[Row], u32, &str)] = &[
            (&two, 0, "deadlocked 1 2 everyone"),
            (
                &[two[1], two[0], (3, Running, Cause::None, 0, false, 2)],
                0,
                "deadlocked 1 2",
            ),
            (
                &[two[0], two[1], (3, Blocked, Join, 1, false, 2)],
                0,
                "deadlocked 1 2 everyone",
            ),
            (
                &[(3, Blocked, Join, 1, false, 2), two[0], two[1]],
                0,
                "deadlocked 1 2 everyone",
            ),
            (
                &[(1, Blocked, Lock, 1, false, 4)],
                0,
                "deadlocked 1 everyone",
            ),
            (&[(1, Blocked, Lock, 2, true, 4), two[1]], 0, "none"),
            (
                &[
                    (1, Blocked, Queue, 0, false, 4),
                    (2, Blocked, Join, 1, false, 6),
                ],
                0,
                "stuck 1 2",
            ),
            (
                &[
                    (1, Blocked, Queue, 0, false, 4),
                    (2, Blocked, Join, 1, false, 6),
                ],
                1,
                "none",
            ),
            (
                &[
                    (1, Blocked, Queue, 0, false, 4),
                    (2, Ready, Cause::None, 0, false, 6),
                ],
                0,
                "none",
            ),
            (&[(1, Blocked, Io, 0, false, 4)], 0, "none"),
            (
                &[
                    (1, Blocked, Join, 2, false, 4),
                    (2, Blocked, Io, 0, false, 6),
                ],
                0,
                "none",
            ),
            (&[], 0, "none"),
        ];
        for (threads, between, expected) in rows {
            let look = snapshot(threads, *between);
            assert_eq!(
                told(&look, &look),
                *expected,
                "{threads:?}, {between} between"
            );
        }
    }

    #[test]
    fn a_thread_that_moved_between_two_looks_does_not_hang() {
        let before = [
            (1, Blocked, Lock, 2, false, 4),
            (2, Blocked, Lock, 1, false, 6),
        ];
        let moved = [before[0], (2, Blocked, Lock, 1, false, 8)];
        assert_eq!(told(&snapshot(&before, 0), &snapshot(&moved, 0)), "none");
        let fewer = [before[0]];
        assert_eq!(told(&snapshot(&before, 0), &snapshot(&fewer, 0)), "none");
    }

    #[test]
    fn a_thread_that_was_woken_and_has_no_core_yet_does_not_hang() {
        let both = [
            (1, Blocked, Lock, 2, false, 4),
            (2, Blocked, Lock, 1, false, 6),
        ];
        let mut look = snapshot(&both, 0);
        look.threads[1].is_woken = true;
        assert_eq!(told(&look, &look), "none");
    }

    #[test]
    fn nobody_is_stuck_when_a_thread_began_or_ended_from_one_look_to_the_other() {
        let waits = [(1, Blocked, Queue, 0, false, 4)];
        let before = snapshot(&waits, 0);
        let mut now = before.clone();
        assert_eq!(told(&before, &now), "stuck 1");
        now.between.moves += 1;
        assert_eq!(told(&before, &now), "none");
    }

    #[test]
    fn nobody_is_stuck_while_a_thread_is_in_the_middle_of_a_change() {
        let slot = |status| trace::reader::SlotBatch {
            status: Some(status),
            ..Default::default()
        };
        let waits = snapshot(&[(1, Blocked, Queue, 0, false, 4)], 0).threads[0];
        let told_with = |changing| {
            let batch = Batch {
                slots: vec![slot(waits)],
                changing,
                ..Batch::default()
            };
            let look = Snapshot::of(&batch, Between::default());
            told(&look, &look)
        };
        assert_eq!(told_with(0), "stuck 1");
        assert_eq!(told_with(1), "none");
    }

    #[test]
    fn five_philosophers_are_one_cycle_in_the_order_of_waiting() {
        let rows: Vec<Row> = (1..=5)
            .map(|n| (n, Blocked, Lock, if n == 5 { 1 } else { n + 1 }, false, 2))
            .collect();
        let cycle = find_cycle(&snapshot(&rows, 0)).expect("a cycle");
        assert_eq!(
            cycle.iter().map(|w| w.thread).collect::<Vec<_>>(),
            [1, 2, 3, 4, 5]
        );
    }
}
