//! Report and view to a display list: rectangles, lines and text in CSS pixels, values only.
//!
//! Pure: knows no canvas, no clock, no font. Entry points: [`timeline::layout`], [`timeline::hit`], [`charts`], [`svg::to_svg`].
#![forbid(unsafe_code)]

pub mod charts;
pub mod display;
pub mod hang;
pub mod scale;
pub mod svg;
pub mod ticks;
pub mod timeline;
pub mod words;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tokens;

pub use display::{DisplayList, Item, Token};
pub use words::{MESSAGE_IDS, Words};
