//! Who had an object in hand, and when: from the records of taking and giving back.

use crate::time::Ns;
use crate::timeline::{Object, Timeline};
use trace::kinds::ObjectKind;

/// A time for which a thread had an object: a lock, or one permit of a semaphore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// When it was taken.
    pub start: Ns,
    /// When the same thread gave it back; [`Ns::OPEN`] while it has not. A lock may be given back by another thread: see
    /// [`Object::held_until`].
    pub end: Ns,
}

impl Object {
    /// The times for which this thread had it, in the order of taking; nested ones of a re-entrant lock each for itself. O(log threads).
    pub fn holds_of(&self, thread: u32) -> &[Hold] {
        let found = self
            .holds
            .binary_search_by_key(&thread, |(thread, _)| *thread);
        found.map_or(&[], |place| &self.holds[place].1)
    }

    /// Whether one thread at a time has it.
    pub fn is_exclusive(&self) -> bool {
        matches!(
            self.kind,
            Some(ObjectKind::Lock | ObjectKind::RLock | ObjectKind::Gil)
        )
    }

    /// When a hold of this thread ended: as it gave it back, or, of a lock that another thread gave back, as the lock had another holder or
    /// none. O(log changes).
    pub fn held_until(&self, thread: u32, hold: &Hold) -> Ns {
        if hold.end != Ns::OPEN || !self.is_exclusive() {
            return hold.end;
        }
        let after = self.values.partition_point(|(at, ..)| *at <= hold.start);
        let mut changes = self.values[after..].iter();
        let gone = changes.find(|(_, _, holder)| *holder != thread);
        gone.map_or(Ns::OPEN, |(at, ..)| *at)
    }

    /// Who had it at `moment`, in order of thread id; of a lock, who took it last. O(threads log holds).
    pub fn holders_at(&self, moment: Ns) -> Vec<u32> {
        let latest = |thread: u32, holds: &[Hold]| {
            let begun = &holds[..holds.partition_point(|hold| hold.start <= moment)];
            // Holds of one thread nest a few levels deep at most, so one that goes on is not far from the last.
            let mut last = begun.iter().rev().take(NESTED);
            let open = last.find(|hold| self.held_until(thread, hold) > moment);
            open.map(|hold| hold.start)
        };
        let holding = self
            .holds
            .iter()
            .filter_map(|(thread, holds)| Some((latest(*thread, holds)?, *thread)));
        if self.is_exclusive() {
            return holding
                .max()
                .map(|(_, thread)| thread)
                .into_iter()
                .collect();
        }
        holding.map(|(_, thread)| thread).collect()
    }
}

/// How deep the holds of one thread on one object nest in programs that people write.
const NESTED: usize = 64;

impl Timeline {
    /// Notes that `thread` took `object`.
    pub(crate) fn take(&mut self, thread: u32, object: u32, at: Ns) {
        if thread == 0 || object == 0 {
            return;
        }
        let holds = &mut self.object_or_new(object).holds;
        let place = match holds.binary_search_by_key(&thread, |(thread, _)| *thread) {
            Ok(place) => place,
            Err(place) => {
                holds.insert(place, (thread, Vec::new()));
                place
            }
        };
        let list = &mut holds[place].1;
        list.push(Hold {
            start: at,
            end: Ns::OPEN,
        });
        let index = list.len() as u32 - 1;
        self.ingest
            .held
            .entry((object, thread))
            .or_default()
            .push(index);
    }

    /// Notes that `thread` gave `object` back: what it took last. Who gives back what another took ends nothing here.
    pub(crate) fn give(&mut self, thread: u32, object: u32, at: Ns) {
        let open = self.ingest.held.get_mut(&(object, thread));
        let Some(index) = open.and_then(Vec::pop) else {
            return;
        };
        let object = self.object_or_new(object);
        let list = object.holds.iter_mut().find(|(known, _)| *known == thread);
        if let Some(hold) = list.and_then(|(_, list)| list.get_mut(index as usize)) {
            hold.end = at;
        }
    }
}
