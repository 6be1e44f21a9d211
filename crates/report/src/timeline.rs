//! The history of a run, grown batch by batch.

use crate::spans::Lane;
use crate::time::Ns;
use trace::entry::Measurement;

/// Everything known of a run so far. Grown by [`Timeline::ingest`]; read by plot and by the summary.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// One per thread, in order of process, then of appearance.
    pub lanes: Vec<Lane>,
    /// Measurements in order, with their moments.
    pub measurements: Vec<MeasurementTimes>,
    /// Printed lines in order of time.
    pub lines: Vec<Line>,
    /// Names of objects.
    pub objects: Vec<Object>,
    /// The last moment known.
    pub end: Ns,
    /// Records taken so far.
    pub records: u64,
    /// Records dropped so far.
    pub dropped: u64,
    /// Grows with every change: the key for memoised drawing.
    pub revision: u64,
}

/// When a measurement ran.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasurementTimes {
    /// What was measured.
    pub info: Measurement,
    /// Workers are being started.
    pub begin: Option<Ns>,
    /// All workers reported in.
    pub ready: Option<Ns>,
    /// Last result.
    pub end: Option<Ns>,
    /// Result per task, in input order; `None` while unknown.
    pub tasks: Vec<Option<TaskResult>>,
}

/// What became of one task.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskResult {
    /// Thread that ran it.
    pub thread: u32,
    /// Begin.
    pub start: Ns,
    /// End.
    pub end: Ns,
    /// Value or error; `None` when it was dropped.
    pub value: Option<Result<scenario::TaskValue, scenario::outcome::TaskError>>,
}

/// A printed line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// When.
    pub at: Ns,
    /// Thread that printed.
    pub thread: u32,
    /// Text.
    pub text: String,
}

/// A named object and its value over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// Its id.
    pub id: u32,
    /// [`trace::kinds::ObjectKind`], if known.
    pub kind: Option<trace::kinds::ObjectKind>,
    /// Name.
    pub name: String,
    /// Changes of value: when, value, holder thread (0 none).
    pub values: Vec<(Ns, i32, u32)>,
}
