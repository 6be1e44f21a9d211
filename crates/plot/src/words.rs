//! The words in pictures: ids of the page's tables, and the names of executors, loads and tasks.

use scenario::catalogue::{Executor, Workload};
use scenario::message::Argument;
use scenario::parameters::find;
use scenario::{Message, Text};

/// Makes text of ids and prose, in the language of the page.
pub trait Words {
    /// The sentence of a message.
    fn message(&self, message: &Message) -> String;
    /// Prose in the right language.
    fn text(&self, text: Text) -> String;
}

/// Every id of `locales/` that this crate uses; a test of the page holds the tables to having them all.
pub const MESSAGE_IDS: &[&str] = &[
    "plot-process-main",
    "plot-process",
    "plot-threads",
    "plot-objects",
    "plot-load-cpu",
    "plot-load-io",
    "plot-load-mixed",
    "plot-load-static",
    "plot-load-dynamic",
    "plot-load-chunk-size",
    "plot-load-message",
    "plot-load-pickle-cost",
    "plot-load-task-length",
    "plot-load-neighbours",
    "plot-load-padded",
    "plot-load-amdahl",
    "plot-measurement",
    "plot-measurement-repeat",
    "plot-dropped",
    "plot-tasks-merged",
    "plot-start",
    "plot-sleep",
    "plot-io",
    "plot-wants-gil",
    "plot-waits",
    "plot-waits-for",
    "plot-running",
    "plot-moment-runs",
    "plot-moment-running",
    "plot-moment-waits",
    "plot-moment-sleeps",
    "plot-moment-io",
    "plot-moment-ready",
    "plot-moment-new",
    "plot-moment-crashed",
    "plot-moment-idle",
    "plot-moment-held",
    "plot-moment-free",
    "plot-moment-value",
    "plot-moment-awaited",
    "plot-moment-printed",
    "plot-figure-used",
    "plot-figure-used-value",
    "plot-figure-waits",
    "plot-figure-longest",
    "plot-figure-fairness",
    "plot-figure-lock",
    "plot-figure-stretch",
    "plot-cause-lock",
    "plot-cause-condition",
    "plot-cause-semaphore",
    "plot-cause-event",
    "plot-cause-barrier",
    "plot-cause-queue",
    "plot-cause-join",
    "plot-cause-pipe",
    "plot-cause-result",
    "plot-cause-gil",
    "plot-by-release",
    "plot-by-put",
    "plot-by-take",
    "plot-by-set",
    "plot-by-notify",
    "plot-by-arrive",
    "plot-by-start",
    "plot-by-end",
    "plot-by-wake",
    "plot-woke",
    "plot-state-new",
    "plot-state-ready",
    "plot-state-running",
    "plot-state-blocked",
    "plot-state-sleeping",
    "plot-state-crashed",
    "plot-state-terminated",
    "plot-state-transfer",
    "plot-hang-waits-for",
    "plot-hang-held-by",
    "plot-hang-held-by-ended",
    "plot-hang-held-by-other",
    "plot-hang-end-of",
    "plot-hang-more",
    "plot-timeline-summary",
    "plot-timeline-empty",
    "plot-table-thread",
    "plot-table-tasks",
    "plot-table-failed",
    "plot-axis-workers",
    "plot-axis-share",
    "plot-axis-chunk",
    "plot-axis-size",
    "plot-axis-message",
    "plot-ways-once",
    "plot-size-median",
    "plot-chunk-default",
    "plot-chunk-summary",
    "plot-ideal",
    "plot-model",
    "plot-cores",
    "plot-speed-up-once",
    "plot-speed-up-median",
    "plot-speed-up-empty",
    "plot-speed-up-summary",
    "plot-speed-up-summary-point",
    "plot-share-empty",
    "plot-share-summary",
    "plot-table-executor",
    "plot-table-speed-up",
    "plot-table-makespan",
    "plot-table-range",
    "plot-table-repeats",
];

/// A message; for tests and for callers of [`Words`].
pub fn message(id: &'static str, arguments: &[(&'static str, &str)]) -> Message {
    let arguments = arguments
        .iter()
        .map(|(name, text)| (*name, Argument::Text((*text).to_string())))
        .collect();
    Message { id, arguments }
}

/// The same with one number that decides a plural, and texts.
pub(crate) fn counted(
    id: &'static str,
    count: (&'static str, f64),
    arguments: &[(&'static str, &str)],
) -> Message {
    let mut message = message(id, arguments);
    message.arguments.push((count.0, Argument::Number(count.1)));
    message
}

/// What people call an executor, or a way of talking; an unknown id is shown as it is.
pub fn executor_name(id: &str, words: &dyn Words) -> String {
    let way = || find("ways")?.choices.iter().find(|way| way.id == id);
    Executor::from_id(id)
        .map(|executor| executor.row().name)
        .or_else(|| way().map(|way| way.label))
        .map_or_else(|| id.to_string(), |name| words.text(name))
}

/// What people call a load: `CPU-bound`, `IO-simulated`; a workload's name; else the id itself.
pub fn load_name(id: &str, words: &dyn Words) -> String {
    let known = match id {
        "cpu" => "plot-load-cpu",
        "io" => "plot-load-io",
        "mixed" => "plot-load-mixed",
        "static" => "plot-load-static",
        "dynamic" => "plot-load-dynamic",
        "chunk-size" => "plot-load-chunk-size",
        "µs a message" => "plot-load-message",
        "pickle-cost" => "plot-load-pickle-cost",
        "task-length" => "plot-load-task-length",
        "neighbours" => "plot-load-neighbours",
        "padded" => "plot-load-padded",
        "amdahl" => "plot-load-amdahl",
        _ => {
            return Workload::from_id(id)
                .map_or_else(|| id.to_string(), |load| words.text(load.row().name));
        }
    };
    words.message(&message(known, &[]))
}

/// The function that a task of a load calls, as the program names it: the same in every language.
pub fn task_function(load: &str) -> &str {
    match load {
        "cpu" => "primes",
        "io" => "sleep",
        "static" | "dynamic" | "chunk-size" | "pickle-cost" | "task-length" | "amdahl" => "work",
        "neighbours" | "padded" => "count",
        other => other,
    }
}

#[cfg(test)]
pub(crate) mod test_words {
    use super::*;

    /// Shows ids and arguments as they are.
    pub struct Plain;

    impl Words for Plain {
        fn message(&self, message: &Message) -> String {
            assert!(
                MESSAGE_IDS.contains(&message.id),
                "{} is missing in MESSAGE_IDS",
                message.id
            );
            let arguments = message
                .arguments
                .iter()
                .map(|(_, argument)| match argument {
                    Argument::Text(text) => text.clone(),
                    Argument::Number(number) => number.to_string(),
                });
            let parts: Vec<String> =
                std::iter::once(message.id.trim_start_matches("plot-").to_string())
                    .chain(arguments)
                    .collect();
            parts.join(" ")
        }

        fn text(&self, text: Text) -> String {
            text.en.to_string()
        }
    }
}
