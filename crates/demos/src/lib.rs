//! The demos: one file each, with its card (what the page shows) and its program (what the engine runs; feature `program`).
//!
//! [`GROUPS`] is the table: a demo is in the gallery, in links and in tests because it has a row here, and for no other reason. A group
//! (features `start`, `threads`, `processes`, `pools`) is what a visitor fetches together: an engine with its programs and a module with
//! its cards. The page itself is compiled without cards and has of each demo what a [`Row`] holds; feature `prose` adds the cards.
//! Never knows: the browser, the trace, the report; without `program`, the runtime.
//!
//! ```
//! let card = demos::card("speedup").unwrap();
//! let python = card.python(&card.spec.defaults());
//! assert!(python.text().starts_with("import time\n"));
//! ```
#![forbid(unsafe_code)]
// A module of one group has no row for the demos of the others; the linker leaves them out.
#![cfg_attr(
    not(all(
        feature = "start",
        feature = "threads",
        feature = "processes",
        feature = "pools"
    )),
    allow(dead_code, unused_imports)
)]

mod applications;
mod card;
mod communication;
mod cpu_and_io;
mod group;
mod life_cycle;
mod listing;
mod locks;
mod pools;
mod processes;
mod python;
mod queues;
mod ready;
#[cfg(feature = "program")]
pub mod run;
mod shared_memory;
mod threads;
mod wrong;

pub use applications::{port_scan, serial_reader, spider};
pub use card::{CHAPTERS, Card, Chapter, Difficulty, Try};
pub use communication::{
    ipc_compare, ipc_manager_kinds, ipc_manager_list, ipc_pipe, ipc_queue, ipc_socket,
    ipc_value_array,
};
pub use cpu_and_io::{
    Mixed, cpu_or_io, free_threaded, gil_cpu_threads, gil_io_threads, mixed, speedup,
};
pub use group::Group;
pub use life_cycle::{daemon_and_join, life_cycle_five_states, thread_state_monitor};
pub use listing::{Listing, ListingLine};
pub use locks::{event_gate, event_never_cleared, lock_queue_up, semaphore_permits};
pub use pools::{
    amdahl, async_compare, chunk_size, dummy_pool, false_sharing, futures_process_pool,
    futures_submit, map_partial, nested_pool_deadlock, pickle_cost, pool_apply_or_async,
    pool_async_results, pool_close_join_with, pool_hundred_tasks, pool_lab, pool_map_result,
    pool_map_speedup, pool_worker_lines, semaphore_or_pool, starmap_string_trap, starmap_tuples,
    starmap_zip_repeat, static_or_dynamic, threadpool_legacy, threads_or_pool, thumbnails,
    worker_raises,
};
pub use queues::{
    condition_buffer, priority_queue, producer_consumer, queue_block_or_raise, queue_empty_check,
    queue_frames,
};
pub use shared_memory::{shared_array_attach, shared_image_tearing, shared_image_watch};
pub use threads::{
    thread_create, thread_local, thread_low_level, thread_many, thread_shared_list,
    thread_start_finish, timer_cancel,
};
pub use wrong::{
    barrier_phases, counter_race, dining_philosophers, lock_error_leaks, lock_never_taken,
    lost_wakeup, readers_writers, rlock_recursion, starvation, ways_to_hang,
};

pub use processes::{
    args_reference_or_copy, crash_isolation, create_cost, main_guard, one_core_switching,
    process_deadlock, process_lab, process_own_memory, process_start_join, processes_with_threads,
    thread_or_process,
};
pub use ready::{Ahead, Processes};

use scenario::{Catalogue, DemoSpec, Scenario, Text};

/// One demo of the table: what the page must know of every demo at once.
#[derive(Debug)]
pub struct Row {
    /// Id and parameters.
    pub spec: DemoSpec,
    /// Heading under which the gallery shows it.
    pub chapter: Chapter,
    /// Title, sentence case.
    pub title: Text,
    /// How much one should know before.
    pub difficulty: Difficulty,
    /// Python names that it is about, for the search.
    pub api_names: &'static [&'static str],
    /// How many threads a run starts beside its main thread at most.
    pub threads: fn(&Scenario) -> u32,
    /// Where it can be met.
    pub shown: Shown,
    /// What it needs of processes.
    pub processes: Processes,
    /// What the page shows of it once it is open.
    #[cfg(feature = "prose")]
    pub card: &'static Card,
    /// What each of its fields means.
    #[cfg(feature = "prose")]
    pub helps: &'static [Text],
    /// What the engine runs.
    #[cfg(feature = "program")]
    pub program: run::Program,
}

/// Where a demo can be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// In the gallery, and by link.
    Gallery,
    /// By link alone.
    ByLink,
}

/// The row of a demo. It copies out of the card what a row holds, so that a module that asks for no card does not contain it.
macro_rules! row {
    ($demo:ident, $shown:ident) => {
        row!($demo, $shown, Processes::NONE)
    };
    ($demo:ident, $shown:ident, processes) => {
        row!($demo, $shown, $demo::PROCESSES)
    };
    ($demo:ident, $shown:ident, $processes:expr) => {
        Row {
            spec: $demo::CARD.spec,
            chapter: $demo::CARD.chapter,
            title: $demo::CARD.title,
            difficulty: $demo::CARD.difficulty,
            api_names: $demo::CARD.api_names,
            threads: $demo::CARD.threads,
            shown: Shown::$shown,
            processes: $processes,
            #[cfg(feature = "prose")]
            card: &$demo::CARD,
            #[cfg(feature = "prose")]
            helps: &$demo::CARD
                .spec
                .helps::<{ $demo::CARD.spec.fields.len() }>(),
            #[cfg(feature = "program")]
            program: $demo::program,
        }
    };
}

/// What every visitor meets first.
#[cfg(feature = "start")]
static START: &[Row] = &[
    row!(speedup, Gallery),
    row!(cpu_or_io, Gallery),
    row!(gil_cpu_threads, Gallery),
    row!(gil_io_threads, Gallery),
];

/// Threads, their states, locks and queues.
#[cfg(feature = "threads")]
static THREADS: &[Row] = &[
    row!(free_threaded, Gallery),
    row!(thread_create, Gallery),
    row!(thread_many, Gallery),
    row!(thread_start_finish, Gallery),
    row!(thread_low_level, Gallery),
    row!(thread_shared_list, Gallery),
    row!(thread_local, Gallery),
    row!(timer_cancel, Gallery),
    row!(life_cycle_five_states, Gallery),
    row!(thread_state_monitor, Gallery),
    row!(daemon_and_join, Gallery),
    row!(lock_queue_up, Gallery),
    row!(semaphore_permits, Gallery),
    row!(event_gate, Gallery),
    row!(event_never_cleared, Gallery),
    row!(queue_block_or_raise, Gallery),
    row!(producer_consumer, Gallery),
    row!(condition_buffer, Gallery),
    row!(queue_empty_check, Gallery),
    row!(queue_frames, Gallery),
    row!(priority_queue, Gallery),
    row!(dining_philosophers, Gallery),
    row!(ways_to_hang, Gallery),
    row!(rlock_recursion, Gallery),
    row!(lock_error_leaks, Gallery),
    row!(lost_wakeup, Gallery),
    row!(starvation, Gallery),
    row!(barrier_phases, Gallery),
    row!(readers_writers, Gallery),
    row!(counter_race, Gallery),
    row!(lock_never_taken, Gallery),
];

/// Processes, what they say to each other, what they share.
#[cfg(feature = "processes")]
static PROCESSES: &[Row] = &[
    row!(process_start_join, Gallery, processes),
    row!(process_own_memory, Gallery, processes),
    row!(args_reference_or_copy, Gallery, processes),
    row!(create_cost, Gallery, processes),
    row!(thread_or_process, Gallery, processes),
    row!(main_guard, Gallery, processes),
    row!(one_core_switching, Gallery, processes),
    row!(processes_with_threads, Gallery, processes),
    row!(crash_isolation, Gallery, processes),
    row!(process_deadlock, Gallery, processes),
    row!(process_lab, ByLink, processes),
    row!(ipc_socket, Gallery, processes),
    row!(ipc_pipe, Gallery, processes),
    row!(ipc_queue, Gallery, processes),
    row!(ipc_value_array, Gallery, processes),
    row!(ipc_manager_list, Gallery, processes),
    row!(ipc_manager_kinds, Gallery, processes),
    row!(ipc_compare, Gallery, processes),
    row!(shared_image_watch, Gallery, processes),
    row!(shared_array_attach, Gallery, processes),
    row!(shared_image_tearing, Gallery, processes),
];

/// Pools, futures, and what is built of them.
#[cfg(feature = "pools")]
static POOLS: &[Row] = &[
    row!(pool_map_speedup, Gallery),
    row!(pool_map_result, Gallery),
    row!(pool_worker_lines, Gallery),
    row!(pool_hundred_tasks, Gallery),
    row!(pool_apply_or_async, Gallery),
    row!(pool_async_results, Gallery),
    row!(pool_close_join_with, Gallery),
    row!(starmap_tuples, Gallery),
    row!(starmap_zip_repeat, Gallery),
    row!(map_partial, Gallery),
    row!(starmap_string_trap, Gallery),
    row!(dummy_pool, Gallery),
    row!(semaphore_or_pool, Gallery),
    row!(chunk_size, Gallery),
    row!(pickle_cost, Gallery),
    row!(static_or_dynamic, Gallery),
    row!(amdahl, Gallery),
    row!(false_sharing, Gallery),
    row!(threadpool_legacy, Gallery),
    row!(thumbnails, Gallery),
    row!(async_compare, Gallery),
    row!(pool_lab, ByLink),
    row!(futures_submit, Gallery),
    row!(futures_process_pool, Gallery, processes),
    row!(worker_raises, Gallery, processes),
    row!(nested_pool_deadlock, Gallery),
    row!(threads_or_pool, Gallery, processes),
    row!(spider, Gallery),
    row!(port_scan, Gallery),
    row!(serial_reader, Gallery),
];

/// The demos by group, in the order of the gallery; those of a chapter stand together. The first of all is the opening demo.
pub static GROUPS: &[(Group, &[Row])] = &[
    #[cfg(feature = "start")]
    (Group::Start, START),
    #[cfg(feature = "threads")]
    (Group::Threads, THREADS),
    #[cfg(feature = "processes")]
    (Group::Processes, PROCESSES),
    #[cfg(feature = "pools")]
    (Group::Pools, POOLS),
];

/// Every demo, in the order of the gallery.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    GROUPS.iter().flat_map(|(_, rows)| *rows)
}

/// The demo with this id.
pub fn row(id: &str) -> Option<&'static Row> {
    rows().find(|row| row.spec.id == id)
}

/// The group that the demo with this id belongs to.
pub fn group(id: &str) -> Option<Group> {
    let holds = |rows: &[Row]| rows.iter().any(|row| row.spec.id == id);
    let found = GROUPS.iter().find(|(_, rows)| holds(rows));
    found.map(|(group, _)| *group)
}

/// The demos of the gallery, in its order.
pub fn listed() -> impl Iterator<Item = &'static Row> {
    rows().filter(|row| row.shown == Shown::Gallery)
}

/// The demo that opens when nothing, or nothing known, is asked for.
///
/// # Panics
/// When the table is empty, which its tests exclude.
pub fn opening() -> &'static Row {
    &GROUPS[0].1[0]
}

/// The program of the demo with this id.
#[cfg(feature = "program")]
pub fn program(id: &str) -> Option<run::Program> {
    row(id).map(|row| row.program)
}

/// The card with this id.
#[cfg(feature = "prose")]
pub fn card(id: &str) -> Option<&'static Card> {
    row(id).map(|row| row.card)
}

/// Every card, in the order of the gallery.
#[cfg(feature = "prose")]
pub fn cards() -> impl Iterator<Item = &'static Card> {
    rows().map(|row| row.card)
}

/// The table as the link codec wants it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cards;

/// [`Cards`], ready to be passed.
pub static CATALOGUE: Cards = Cards;

impl Catalogue for Cards {
    fn demo(&self, id: &str) -> Option<&'static DemoSpec> {
        row(id).map(|row| &row.spec)
    }

    fn opening(&self) -> &'static DemoSpec {
        &opening().spec
    }
}

/// What should stand ready before a run of this scenario starts; nothing for an unknown demo.
pub fn ahead(scenario: &Scenario) -> Ahead {
    let Some(row) = row(scenario.demo()) else {
        return Ahead::default();
    };
    // A cold start is the lesson: nothing stands ready.
    if scenario.value("cold").is_some() && scenario.flag("cold") {
        return Ahead {
            is_cold: true,
            ..Ahead::default()
        };
    }
    let threads = (row.threads)(scenario);
    let ahead = (row.processes.ahead)(scenario);
    // A pool whose workers are processes has as many of them as it has threads otherwise, and one thread that takes their results.
    if ready::is_process(scenario) && ahead.processes == 0 {
        return Ahead {
            main_threads: 1,
            ..Ahead::processes(threads)
        };
    }
    Ahead {
        main_threads: threads,
        ..ahead
    }
}
