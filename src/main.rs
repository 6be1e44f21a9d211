//! The page of Parallel Play: what people see and touch, and the supervisor of the workers that run their programs.
//!
//! One value holds the page's state ([`state::AppState`]); only [`state::reduce()`] changes it, and asks for effects that [`app`] carries out.
//! What can be computed without a browser stands in the crates: forms and links in `scenario`, the table in `demos`, spans and numbers in
//! `report`, pictures in `plot`. The page only wires them to the DOM, the address, the storage and the workers.
//!
//! Never knows: how a program runs (`runtime`, `workloads`, `engine`: workers load those). It never blocks and never shares its own memory;
//! what it learns of a run comes as messages of workers, or is read from their processes' memories once per frame.
//!
//! Entry points: [`app::App`] (the screen), [`state::reduce()`] (what an action does), [`supervisor`] (a run's life), [`api`]
//! (`window.parallelPlay`). Each region of the screen is a module: [`gallery`], [`setup`], [`program`], [`result`], [`timeline`], [`charts`],
//! [`explain`].
//!
//! How to find things, by the example of the Run button:
//!
//! ```text
//! the button          setup/        run_bar: sends Action::Run; its key is a row in keys.rs
//! what it changes     state/        reduce: a new phase, and the effect to start a run
//! who carries it out  app.rs        carry_out: hands the request to the supervisor
//! the workers         supervisor/   start, watch, stop; what it sees comes back as Action::Supervisor
//! what is drawn       timeline/     the report's spans, laid out by `plot`, painted by canvas.rs
//! the words           i18n.rs       tables in locales/; cards.rs: prose, fetched by group
//! ```
#![deny(unsafe_code)]

mod api;
mod app;
mod canvas;
mod cards;
mod charts;
mod download;
mod explain;
mod fetch;
mod gallery;
mod i18n;
mod isolation;
mod keys;
mod later;
mod parts;
mod program;
mod result;
mod route;
mod saved;
mod setup;
mod share;
mod state;
mod stored;
mod supervisor;
mod timeline;

fn main() {
    yew::Renderer::<app::App>::new().render();
}
