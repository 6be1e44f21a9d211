//! The demos: one file each, with its card (what the page shows) and its program (what the engine runs; feature `program`).
//!
//! [`ROWS`] is the table: a demo is in the gallery, in links and in tests because it has a row here, and for no other reason.
//! Never knows: the browser, the trace, the report; without `program`, the runtime.
//!
//! ```
//! let card = demos::card("speedup").unwrap();
//! let python = card.python(&card.spec.defaults());
//! assert!(python.text().starts_with("import time\n"));
//! ```
#![forbid(unsafe_code)]

mod applications;
mod card;
mod cpu_and_io;
mod life_cycle;
mod listing;
mod locks;
mod pools;
mod python;
mod queues;
#[cfg(feature = "program")]
pub mod run;
mod threads;

pub use applications::{port_scan, serial_reader, spider};
pub use card::{CHAPTERS, Card, Chapter, Difficulty, Try};
pub use cpu_and_io::{Mixed, cpu_or_io, gil_cpu_threads, gil_io_threads, mixed, speedup};
pub use life_cycle::{life_cycle_five_states, thread_state_monitor};
pub use listing::{Listing, ListingLine};
pub use locks::{event_gate, event_never_cleared, lock_queue_up, semaphore_permits};
pub use pools::{pool_lab, pool_map_speedup};
pub use queues::{producer_consumer, queue_block_or_raise, queue_empty_check};
pub use threads::{
    thread_create, thread_low_level, thread_many, thread_shared_list, thread_start_finish,
};

use scenario::{Catalogue, DemoSpec};

/// One demo of the table.
#[derive(Debug)]
pub struct Row {
    /// What the page shows.
    pub card: &'static Card,
    /// Where it can be met.
    pub shown: Shown,
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
    /// Nowhere: held back.
    NotYet,
}

macro_rules! row {
    ($demo:ident, $shown:ident) => {
        Row {
            card: &$demo::CARD,
            shown: Shown::$shown,
            #[cfg(feature = "program")]
            program: $demo::program,
        }
    };
}

/// The demos, in the order of the gallery; those of a chapter stand together. The first is the opening demo.
pub const ROWS: &[Row] = &[
    row!(speedup, Gallery),
    row!(cpu_or_io, Gallery),
    row!(gil_cpu_threads, Gallery),
    row!(gil_io_threads, Gallery),
    row!(thread_create, Gallery),
    row!(thread_many, Gallery),
    row!(thread_start_finish, Gallery),
    row!(thread_low_level, Gallery),
    row!(thread_shared_list, Gallery),
    row!(life_cycle_five_states, Gallery),
    row!(thread_state_monitor, Gallery),
    row!(lock_queue_up, Gallery),
    row!(semaphore_permits, Gallery),
    row!(event_gate, Gallery),
    row!(event_never_cleared, Gallery),
    row!(queue_block_or_raise, Gallery),
    row!(producer_consumer, Gallery),
    row!(queue_empty_check, Gallery),
    row!(pool_map_speedup, Gallery),
    row!(pool_lab, ByLink),
    row!(spider, Gallery),
    row!(port_scan, Gallery),
    row!(serial_reader, Gallery),
];

/// The program of the demo with this id.
#[cfg(feature = "program")]
pub fn program(id: &str) -> Option<run::Program> {
    ROWS.iter()
        .find(|row| row.card.spec.id == id)
        .map(|row| row.program)
}

/// The card with this id, if it can be met.
pub fn card(id: &str) -> Option<&'static Card> {
    cards().find(|card| card.spec.id == id)
}

/// Every card that can be met, in the gallery or by link.
pub fn cards() -> impl Iterator<Item = &'static Card> {
    ROWS.iter()
        .filter(|row| row.shown != Shown::NotYet)
        .map(|row| row.card)
}

/// Where the demo with this id can be met; nowhere if there is none.
pub fn shown(id: &str) -> Shown {
    ROWS.iter()
        .find(|row| row.card.spec.id == id)
        .map_or(Shown::NotYet, |row| row.shown)
}

/// The cards of the gallery, in its order.
pub fn listed() -> impl Iterator<Item = &'static Card> {
    ROWS.iter()
        .filter(|row| row.shown == Shown::Gallery)
        .map(|row| row.card)
}

/// The demo that opens when nothing, or nothing known, is asked for.
pub fn opening() -> &'static Card {
    ROWS[0].card
}

/// The table as the link codec wants it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cards;

/// [`Cards`], ready to be passed.
pub static CATALOGUE: Cards = Cards;

impl Catalogue for Cards {
    fn demo(&self, id: &str) -> Option<&'static DemoSpec> {
        card(id).map(|card| &card.spec)
    }

    fn opening(&self) -> &'static DemoSpec {
        &opening().spec
    }
}

/// How many threads a run of this scenario starts beside its main thread at most: the page parks as many ahead. 0 for an unknown demo.
pub fn threads_needed(scenario: &scenario::Scenario) -> u32 {
    card(scenario.demo()).map_or(0, |card| (card.threads)(scenario))
}
