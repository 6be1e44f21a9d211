//! A run's timeline, shared by the state that grows it and the components that draw it.

use core::cell::{Ref, RefCell};
use report::Timeline;
use std::rc::Rc;
use trace::reader::Batch;

/// A [`Timeline`] as it was at one revision. Cheap to clone; two are equal when they are the same timeline at the same revision.
///
/// The timeline grows in place: a clone per frame of a million spans would cost more than everything else the page does. All clones
/// read the newest content; the revision only tells components that there is something new.
#[derive(Clone, Debug)]
pub struct History {
    timeline: Rc<RefCell<Timeline>>,
    revision: u64,
}

impl Default for History {
    fn default() -> Self {
        History::from(Timeline::default())
    }
}

impl From<Timeline> for History {
    fn from(timeline: Timeline) -> Self {
        let revision = timeline.revision;
        History {
            timeline: Rc::new(RefCell::new(timeline)),
            revision,
        }
    }
}

impl PartialEq for History {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.timeline, &other.timeline) && self.revision == other.revision
    }
}

impl History {
    /// The timeline. Drop the guard before anything is dispatched.
    ///
    /// # Panics
    /// Never: nothing on the page reads while it grows, since [`History::grow`] returns before anybody is told.
    pub fn read(&self) -> Ref<'_, Timeline> {
        self.timeline.borrow()
    }

    /// Takes a batch in.
    pub fn grow(&mut self, batch: &Batch) {
        let mut timeline = self.timeline.borrow_mut();
        timeline.ingest(batch);
        self.revision = timeline.revision;
    }

    /// The run is over: what is still open ends now.
    pub fn finish(&mut self) {
        let mut timeline = self.timeline.borrow_mut();
        timeline.finish();
        // Whether or not the end changed a span, the picture of a run that is over is drawn anew.
        timeline.revision += 1;
        self.revision = timeline.revision;
    }
}
