//! Controls and pieces that several areas of the screen share.

mod area;
pub mod figures;
mod footer;
mod header;
mod help;
mod icon;
mod missing;
mod notices;
mod switches;
mod waiting;

pub use area::{Area, Screen, Which};
pub use footer::foot;
pub use header::header;
pub use help::HELP_ID;
pub use icon::logo;
pub use missing::missing_banner;
pub use notices::{NoticeTone, notices};
pub use switches::{language_switch, theme_switch};
pub use waiting::waiting;

use crate::state::Action;
use yew::Callback;

/// Sends actions to the app; every component is given the same one.
pub type Dispatch = Callback<Action>;
