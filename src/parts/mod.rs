//! Controls and pieces that several areas of the screen share.

pub mod figures;
mod footer;
mod header;
mod help;
mod icon;
mod missing;
mod notices;
mod switches;

pub use footer::Footer;
pub use header::Header;
pub use help::Help;
pub use icon::Logo;
pub use missing::MissingBanner;
pub use notices::{NoticeTone, Notices};
pub use switches::{LanguageSwitch, ThemeSwitch};

use crate::state::Action;
use yew::Callback;

/// Sends actions to the app; every component is given the same one.
pub type Dispatch = Callback<Action>;
