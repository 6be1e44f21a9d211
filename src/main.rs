//! The page of Parallel Play: draws, edits, supervises. It never blocks and never shares its memory.
#![forbid(unsafe_code)]

mod api;
mod app;
mod canvas;
mod charts;
mod explain;
mod gallery;
mod i18n;
mod keys;
mod parts;
mod program;
mod result;
mod route;
mod setup;
mod share;
mod state;
mod stored;
mod supervisor;
mod timeline;

fn main() {
    yew::Renderer::<app::App>::new().render();
}
