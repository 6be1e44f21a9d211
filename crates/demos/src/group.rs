//! What a visitor fetches together.

/// A part of the demos: their programs are one engine, their cards one module. Fetched when a demo of it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// What every visitor meets first: computing and waiting.
    Start,
    /// Threads, their states, locks, queues.
    Threads,
    /// Processes, communication, shared memory.
    Processes,
    /// Pools, futures, applications.
    Pools,
}

impl Group {
    /// All, in the order of the gallery.
    pub const ALL: [Group; 4] = [Group::Start, Group::Threads, Group::Processes, Group::Pools];

    /// The word in the build's manifest, and the feature that compiles it.
    pub fn id(self) -> &'static str {
        match self {
            Group::Start => "start",
            Group::Threads => "threads",
            Group::Processes => "processes",
            Group::Pools => "pools",
        }
    }
}
