//! What of the timeline card comes later: what it finds, counts and saves.

use super::export::{self, Export};
use super::figures::{self, Asked};
use super::picture::Picture;
use super::table;
use crate::i18n::Translator;
use plot::timeline::Selection;
use report::{Ns, Timeline};
use yew::Html;

/// What of this comes later.
pub struct Later {
    /// Name and text of a file to save.
    pub text: fn(Export, &Picture) -> Option<(&'static str, String)>,
    /// What a text finds.
    pub search: fn(&Timeline, &str, &Translator) -> Vec<Selection>,
    /// The whole run as a table.
    pub table: fn(&Timeline, &Translator) -> Html,
    /// What stands out, and the figures of a stretch.
    pub figures: fn(Asked<'_>) -> Html,
}

pub(crate) const LATER: Later = Later {
    text: export::text,
    search: |timeline, typed, t| plot::timeline::search(timeline, typed, t),
    table: whole,
    figures: figures::drawn,
};

fn whole(timeline: &Timeline, t: &Translator) -> Html {
    let figures = plot::timeline::table(timeline, (Ns(0), timeline.end), t);
    table(&figures, &t.say("timeline"))
}
