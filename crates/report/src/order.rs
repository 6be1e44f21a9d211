//! Locks that were taken in contradicting orders: nothing hung this time, but it could have.
//!
//! A thread that takes B while it has A puts A before B. If other threads put B before A, directly or over further locks, each could come to
//! wait for the next. That is no danger where the threads had a further lock in common (a gate lets in one of them at a time), nor where all
//! orders are one thread's. Only locks count, since other objects have no holder. Origin: lock-order graphs with gate locks as in Havelund,
//! "Using runtime analysis to guide model checking of Java programs" (2000).

use crate::time::Ns;
use crate::timeline::{Object, Timeline};
use std::collections::BTreeMap;
use trace::kinds::ObjectKind;

/// A thread took `inner` while it had `outer`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taking {
    /// The thread.
    pub thread: u32,
    /// What it had.
    pub outer: u32,
    /// What it took then.
    pub inner: u32,
    /// When.
    pub at: Ns,
    /// What else it had at that moment.
    gates: Vec<u32>,
}

/// Locks of this many in a circle are found; longer ones are not looked for.
const LONGEST: usize = 8;
/// So many threads are remembered for one pair of locks.
const WITNESSES: usize = 4;

type Pairs = BTreeMap<(u32, u32), Vec<Taking>>;

/// Circles of locks, each begun with the smallest id and told by one taking for each step, each by another thread. Each set of locks once.
/// O(holds log holds) and, for the circles, exponential in [`LONGEST`] at worst, on the few locks that were ever taken inside others.
pub fn contradictions(timeline: &Timeline) -> Vec<Vec<Taking>> {
    let pairs = pairs(timeline);
    let mut found: Vec<Vec<Taking>> = Vec::new();
    let mut firsts: Vec<u32> = pairs.keys().map(|(outer, _)| *outer).collect();
    firsts.dedup();
    for first in firsts {
        walk(&pairs, first, &mut Vec::new(), &mut found);
    }
    found
}

/// Goes on from the last taking's inner lock; `first` is the smallest lock of the circle that is looked for.
fn walk(pairs: &Pairs, first: u32, path: &mut Vec<Taking>, found: &mut Vec<Vec<Taking>>) {
    let at = path.last().map_or(first, |taking| taking.inner);
    for ((_, inner), takings) in pairs.range((at, 0)..=(at, u32::MAX)) {
        let is_round = *inner == first;
        let is_known = path.iter().any(|taking| taking.outer == *inner);
        if *inner < first || (is_known && !is_round) || path.len() >= LONGEST {
            continue;
        }
        let fits = |taking: &&Taking| path.iter().all(|before| can_meet(before, taking));
        let Some(taking) = takings.iter().find(fits) else {
            continue;
        };
        path.push(taking.clone());
        if !is_round {
            walk(pairs, first, path, found);
        } else if !found.iter().any(|known| has_same_locks(known, path)) {
            found.push(path.clone());
        }
        path.pop();
    }
}

/// Whether two threads could be there at once.
fn can_meet(a: &Taking, b: &Taking) -> bool {
    a.thread != b.thread && a.gates.iter().all(|gate| !b.gates.contains(gate))
}

fn has_same_locks(a: &[Taking], b: &[Taking]) -> bool {
    a.len() == b.len()
        && a.iter()
            .all(|of_a| b.iter().any(|of_b| of_a.outer == of_b.outer))
}

/// Which lock was taken inside which, with the first threads that did so.
fn pairs(timeline: &Timeline) -> Pairs {
    let mut by_thread: BTreeMap<u32, Vec<(Ns, Ns, u32)>> = BTreeMap::new();
    for object in timeline.objects.iter().filter(|object| is_lock(object)) {
        for (thread, holds) in &object.holds {
            let of_thread = by_thread.entry(*thread).or_default();
            of_thread.extend(holds.iter().map(|hold| (hold.start, hold.end, object.id)));
        }
    }
    let mut pairs = Pairs::new();
    for (thread, mut holds) in by_thread {
        holds.sort_unstable();
        takings(thread, &holds, &mut pairs);
    }
    pairs
}

/// Goes through a thread's holds in the order of taking and notes each that began inside another.
fn takings(thread: u32, holds: &[(Ns, Ns, u32)], pairs: &mut Pairs) {
    let mut held: Vec<(Ns, u32)> = Vec::new();
    for (start, end, inner) in holds {
        held.retain(|(until, _)| until > start);
        let is_retaken = held.iter().any(|(_, object)| object == inner);
        for (_, outer) in held.iter().filter(|_| !is_retaken) {
            let known = pairs.entry((*outer, *inner)).or_default();
            if known.len() >= WITNESSES || known.iter().any(|taking| taking.thread == thread) {
                continue;
            }
            let others = held.iter().map(|(_, object)| *object);
            known.push(Taking {
                thread,
                outer: *outer,
                inner: *inner,
                at: *start,
                gates: others.filter(|object| object != outer).collect(),
            });
        }
        held.push((*end, *inner));
    }
}

fn is_lock(object: &Object) -> bool {
    matches!(object.kind, Some(ObjectKind::Lock | ObjectKind::RLock))
}
