//! What stands ready before a program starts, and what processes may begin with.

#[cfg(feature = "program")]
use crate::run::AnyEntry;
use scenario::Scenario;

/// Threads and processes that stand ready before a program starts. More can be started all the same, at a cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ahead {
    /// Threads besides the main thread, parked.
    pub main_threads: u32,
    /// Spare processes.
    pub processes: u32,
    /// Threads besides the main thread in each process beside the main one.
    pub threads: u32,
    /// Whether what the program starts has workers created for it, because the cost of that is the lesson.
    pub is_cold: bool,
}

impl Ahead {
    /// So many spare processes, each with its main thread alone.
    pub const fn processes(processes: u32) -> Self {
        Ahead {
            main_threads: 0,
            processes,
            threads: 0,
            is_cold: false,
        }
    }
}

/// What a demo says of its processes.
#[derive(Clone, Copy, Debug)]
pub struct Processes {
    /// What should stand ready; threads of main are the card's to say.
    pub ahead: fn(&Scenario) -> Ahead,
    /// Functions that a new process can begin with.
    #[cfg(feature = "program")]
    pub entries: &'static [&'static dyn AnyEntry],
}

/// Whether the field `kind`, or the executor, says processes; not where there is no such field.
pub fn is_process(scenario: &Scenario) -> bool {
    scenario.text("kind") == "process" || scenario.text("executor") == "processes"
}

impl Processes {
    /// For a demo that starts none.
    pub const NONE: Processes = Processes {
        ahead: |_| Ahead::processes(0),
        #[cfg(feature = "program")]
        entries: &[],
    };
}
