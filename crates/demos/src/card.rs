//! What the page shows of a demo.

use crate::listing::Listing;
use scenario::{DemoSpec, Field, Scenario, Text};

/// A demo as a person meets it. All prose in both languages, at most 3 KB.
#[derive(Debug)]
pub struct Card {
    /// Id and parameters.
    pub spec: DemoSpec,
    /// Group in the gallery.
    pub chapter: Chapter,
    /// Title, sentence case.
    pub title: Text,
    /// What it shows, in two sentences; the first stands under the title.
    pub idea: Text,
    /// How much one should know before.
    pub difficulty: Difficulty,
    /// Python names that it is about, for the search.
    pub api_names: &'static [&'static str],
    /// The equivalent Python for a scenario of this demo; called by [`Card::python`].
    pub python: fn(&Scenario) -> Listing,
    /// Where to look after a run.
    pub look_at: Text,
    /// Three things to try next.
    pub tries: [Try; 3],
    /// What many believe, and what is true.
    pub misconception: Text,
    /// How many threads a run starts beside its main thread at most, so that the page can park as many ahead.
    pub threads: fn(&Scenario) -> u32,
}

/// The Python of a card, where somebody will see it: without feature `prose` (the engine) a card has none, and its code is left out.
pub(crate) const fn python(listing: fn(&Scenario) -> Listing) -> fn(&Scenario) -> Listing {
    if cfg!(feature = "prose") {
        listing
    } else {
        |_| Listing::default()
    }
}

/// The field `kind`, for a demo that runs on threads or on processes.
pub(crate) const fn thread_or_process(default: &'static str) -> Field {
    Field::new("kind", default).offering(&["thread", "process"])
}

impl Card {
    /// The equivalent Python 3.13 for a scenario of this demo. Its lines carry the keys by which the program marks where it is.
    pub fn python(&self, scenario: &Scenario) -> Listing {
        (self.python)(scenario)
    }
}

/// Something to try next: a sentence and the link that sets it up.
#[derive(Debug)]
pub struct Try {
    /// What to do and what to watch for.
    pub text: Text,
    /// Link of the scenario; fields that it leaves out are at their defaults.
    pub link: &'static str,
}

impl Try {
    pub(crate) const fn new(link: &'static str, en: &'static str, zh: &'static str) -> Self {
        Try {
            text: Text::new(en, zh),
            link,
        }
    }
}

/// A group of demos in the gallery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Chapter {
    /// Computing and waiting: what speeds up, and what a GIL does to it.
    CpuAndIo,
    /// Creating threads, sharing data.
    Threads,
    /// States of threads.
    LifeCycle,
    /// Locks, semaphores, events.
    Locks,
    /// Queues, producers, consumers.
    Queues,
    /// Deadlocks, races, starvation.
    Wrong,
    /// Processes: memories of their own.
    Processes,
    /// Pipes, queues, shared numbers, servers.
    Communication,
    /// Blocks of memory found by name.
    SharedMemory,
    /// Pools.
    Pools,
    /// Executors and their futures.
    Futures,
    /// What people use threads and pools for.
    Applications,
}

/// The chapters, in the order of the gallery.
pub const CHAPTERS: &[Chapter] = &[
    Chapter::CpuAndIo,
    Chapter::Threads,
    Chapter::LifeCycle,
    Chapter::Locks,
    Chapter::Queues,
    Chapter::Wrong,
    Chapter::Processes,
    Chapter::Communication,
    Chapter::SharedMemory,
    Chapter::Pools,
    Chapter::Futures,
    Chapter::Applications,
];

impl Chapter {
    /// Id for the page's anchors.
    pub fn id(self) -> &'static str {
        match self {
            Chapter::CpuAndIo => "cpu-and-io",
            Chapter::Threads => "threads",
            Chapter::LifeCycle => "life-cycle",
            Chapter::Locks => "locks",
            Chapter::Queues => "queues",
            Chapter::Wrong => "wrong",
            Chapter::Processes => "processes",
            Chapter::Communication => "communication",
            Chapter::SharedMemory => "shared-memory",
            Chapter::Pools => "pools",
            Chapter::Futures => "futures",
            Chapter::Applications => "applications",
        }
    }

    /// Heading in the gallery.
    pub fn title(self) -> Text {
        match self {
            Chapter::CpuAndIo => Text::new("Computing and waiting", "计算与等待"),
            Chapter::Threads => Text::new("Threads", "线程"),
            Chapter::LifeCycle => Text::new("Life cycle", "生命周期"),
            Chapter::Locks => Text::new("Locks and signals", "锁与信号"),
            Chapter::Queues => Text::new("Queues", "队列"),
            Chapter::Wrong => Text::new("When it goes wrong", "出错的时候"),
            Chapter::Processes => Text::new("Processes", "进程"),
            Chapter::Communication => Text::new("Communication", "进程间通信"),
            Chapter::SharedMemory => Text::new("Shared memory", "共享内存"),
            Chapter::Pools => Text::new("Pools", "池"),
            Chapter::Futures => Text::new("Executors and futures", "执行器与 Future"),
            Chapter::Applications => Text::new("Applications", "应用"),
        }
    }
}

/// How much one should know before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difficulty {
    /// Nothing.
    First,
    /// What a thread is.
    Next,
    /// Locks and queues.
    Deep,
}

impl Difficulty {
    /// The word on the card.
    pub fn title(self) -> Text {
        match self {
            Difficulty::First => Text::new("for a start", "入门"),
            Difficulty::Next => Text::new("next", "进阶"),
            Difficulty::Deep => Text::new("deep", "深入"),
        }
    }

    /// 1 to 3, for dots.
    pub fn level(self) -> u8 {
        match self {
            Difficulty::First => 1,
            Difficulty::Next => 2,
            Difficulty::Deep => 3,
        }
    }
}
