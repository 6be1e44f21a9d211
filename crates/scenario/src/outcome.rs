//! How a run ended and what it returned.

use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// The program returned.
    Finished,
    /// An error that nobody caught.
    Failed,
    /// Stopped by the person, or by the next run.
    Stopped,
    /// A trap or a stack overflow.
    Crashed,
    /// A cycle of waits that nobody outside can break.
    Deadlocked,
    /// No cycle, yet nobody can wake those that wait.
    Stuck,
}

impl Verdict {
    /// The word in reports and links.
    pub fn id(self) -> &'static str {
        match self {
            Verdict::Finished => "finished",
            Verdict::Failed => "failed",
            Verdict::Stopped => "stopped",
            Verdict::Crashed => "crashed",
            Verdict::Deadlocked => "deadlocked",
            Verdict::Stuck => "stuck",
        }
    }
}

/// Value of a task or a program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TaskValue {
    /// Nothing (`None`).
    Unit,
    /// Whole number.
    Integer(i64),
    /// Real number.
    Float(f64),
    /// Text.
    Text(String),
    /// List.
    List(Vec<TaskValue>),
    /// Pairs of name and value, in order.
    Record(Vec<(String, TaskValue)>),
    /// Picture, 4 bytes a pixel, row by row.
    Image {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// Red, green, blue, alpha.
        rgba: Vec<u8>,
    },
}

/// What a program returned: shown in the result card and put into the report. Everything measured is in the trace, not here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Results by name, for example `list` or `counter`, in the order to show.
    pub results: Vec<(String, Result<TaskValue, TaskError>)>,
    /// Invariants that the program checked itself, by id, with what it saw.
    pub checks: Vec<Check>,
    /// The error that ended the program, when nobody caught it.
    pub error: Option<TaskError>,
}

/// An error as Python would show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskError {
    /// Python's type name.
    pub kind: String,
    /// Message, may be empty.
    pub message: String,
}

/// An invariant of a demo, checked by its program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Message id, for example `check-results-equal`.
    pub id: String,
    /// Whether it held.
    pub held: bool,
    /// What was seen, for people.
    pub seen: String,
}
