//! How a run ended and what it returned.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
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

mod nesting;

/// How deep values may nest, the value itself included. Deeper bytes are refused: reading them would need stack without bound.
pub const NESTING_MAX: usize = 64;

/// How many bytes a picture may have. Larger ones are refused: what a program returns is posted whole.
pub const PICTURE_BYTES_MAX: usize = 1 << 20;

/// Value of a task or a program.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    /// Picture, 4 bytes a pixel, row by row; of at most [`PICTURE_BYTES_MAX`].
    Image {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// Red, green, blue, alpha.
        rgba: Vec<u8>,
    },
}

impl TaskValue {
    /// The value as Python's `repr` writes it; a picture as its size.
    pub fn python(&self) -> String {
        match self {
            TaskValue::Unit => "None".into(),
            TaskValue::Integer(n) => n.to_string(),
            TaskValue::Float(x) => format!("{x:?}"),
            TaskValue::Text(text) => {
                format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
            }
            TaskValue::List(list) => {
                let items: Vec<String> = list.iter().map(TaskValue::python).collect();
                format!("[{}]", items.join(", "))
            }
            TaskValue::Record(pairs) => {
                let items: Vec<String> = pairs
                    .iter()
                    .map(|(key, value)| format!("'{key}': {}", value.python()))
                    .collect();
                format!("{{{}}}", items.join(", "))
            }
            TaskValue::Image { width, height, .. } => format!("<image {width}×{height}>"),
        }
    }
}

impl TaskError {
    /// An error of this Python type.
    pub fn new(kind: impl Into<String>, message: impl Into<String>) -> Self {
        TaskError {
            kind: kind.into(),
            message: message.into(),
        }
    }
}

/// As the last line of a traceback says it: `queue.Full` has no message, so no colon either.
impl fmt::Display for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        if self.message.is_empty() {
            return Ok(());
        }
        write!(f, ": {}", self.message)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_without_a_message_is_its_name_alone() {
        let full = TaskError::new("queue.Full", "");
        let value = TaskError::new("ValueError", "task 2 failed");
        assert_eq!(full.to_string(), "queue.Full");
        assert_eq!(value.to_string(), "ValueError: task 2 failed");
    }

    #[test]
    fn values_read_as_python_writes_them() {
        let record = TaskValue::Record(vec![("page".into(), TaskValue::Text("it's".into()))]);
        for (value, text) in [
            (TaskValue::Unit, "None"),
            (TaskValue::Float(1.0), "1.0"),
            (
                TaskValue::List(vec![TaskValue::Integer(1), TaskValue::Unit]),
                "[1, None]",
            ),
            (record, "{'page': 'it\\'s'}"),
        ] {
            assert_eq!(value.python(), text);
        }
    }
}
