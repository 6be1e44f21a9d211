//! What the threads of a program share beside the primitives that the demo is about.

use std::sync::{Arc, Mutex, PoisonError};

/// A value that several threads read and change, one at a time: what a plain Python object is under its own inner locks. For notes about a
/// run, never for what the demo shows; held only for the few instructions of [`Shared::with`].
#[derive(Debug, Default)]
pub struct Shared<T>(Arc<Mutex<T>>);

impl<T> Shared<T> {
    /// Shares a value.
    pub fn new(value: T) -> Self {
        Shared(Arc::new(Mutex::new(value)))
    }

    /// Reads or changes it. `act` must not block.
    pub fn with<R>(&self, act: impl FnOnce(&mut T) -> R) -> R {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A copy of what it is now.
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.with(|value| value.clone())
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Shared(self.0.clone())
    }
}

/// How many are inside something now, and how many ever were at once.
#[derive(Clone, Debug, Default)]
pub struct Inside(Shared<(u32, u32)>);

impl Inside {
    /// One more is inside.
    pub fn enter(&self) {
        self.0.with(|(now, most)| {
            *now += 1;
            *most = (*most).max(*now);
        });
    }

    /// One has left.
    pub fn leave(&self) {
        self.0.with(|(now, _)| *now -= 1);
    }

    /// The most that were inside at once.
    pub fn most(&self) -> u32 {
        self.0.with(|(_, most)| *most)
    }
}
