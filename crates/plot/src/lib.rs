//! Report and view to a display list: rectangles, lines and text in CSS pixels, values only.
//!
//! Pure: knows no canvas, no clock. Entry points: [`timeline::layout`], [`charts`], [`svg::to_svg`].
#![forbid(unsafe_code)]

pub mod display;
