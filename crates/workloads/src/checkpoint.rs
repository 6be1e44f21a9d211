//! Where a kernel lets others have their say.

use core::time::Duration;

/// What a kernel calls on its way; `demos` implements it on the runtime.
pub trait Checkpoint {
    /// Leaves (by unwinding) when the run is stopped, gives the GIL away when asked. Costs a few nanoseconds otherwise.
    fn proceed(&self);

    /// Waits as IO would, without using a core. [`Duration::MAX`] is for ever.
    ///
    /// # Blocking
    /// For at least `duration`; leaves when the run is stopped.
    fn wait(&self, duration: Duration);

    /// Reports progress of this task: `done` of `total`; nothing when `total` is 0.
    fn progress(&self, done: u64, total: u64);

    /// Runs `act` while this task has one of the places that the tasks of its list share: a connection, a line. Where nothing is shared, at once.
    ///
    /// # Blocking
    /// Until a place is free.
    fn within(&self, act: &mut dyn FnMut()) {
        act();
    }
}

/// A checkpoint that does nothing and waits for nothing: for tests of pure values.
#[derive(Clone, Copy, Debug)]
pub struct Free;

impl Checkpoint for Free {
    fn proceed(&self) {}
    fn wait(&self, _: Duration) {}
    fn progress(&self, _: u64, _: u64) {}
}
