//! Python's `with`: what was taken goes back when the guard is dropped.

/// What a guard gives back.
pub trait GiveBack {
    /// Gives it back if it still is this thread's to give.
    fn give_back(&self);
}

/// Something taken; it goes back on drop, also by unwinding.
#[derive(Debug)]
#[must_use = "it goes back when the guard is dropped"]
pub struct Held<'a, L: GiveBack> {
    /// `None` for a thread that was told to leave while it waited inside a `Drop`.
    what: Option<&'a L>,
}

impl<'a, L: GiveBack> Held<'a, L> {
    pub(super) fn of(what: &'a L, taken: bool) -> Self {
        Self {
            what: taken.then_some(what),
        }
    }
}

impl<L: GiveBack> Drop for Held<'_, L> {
    fn drop(&mut self) {
        if let Some(what) = self.what {
            what.give_back();
        }
    }
}
