//! What a person saves of a run: records for other programs, the picture for a text.

use super::picture::Picture;
use crate::download;
use crate::i18n::Translator;
use crate::later::Later;
use crate::state::Action;
use report::export::{to_csv, to_trace_event};
use yew::prelude::*;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// Trace Event JSON, as trace viewers open it.
    Trace,
    /// All spans as CSV.
    Csv,
    /// What is in view, as SVG.
    Svg,
    /// What is on the canvas, as PNG.
    Png,
}

impl Export {
    /// All, in the order of the menu.
    const ALL: [(Export, &'static str); 4] = [
        (Export::Trace, "export-trace"),
        (Export::Csv, "export-csv"),
        (Export::Svg, "export-svg"),
        (Export::Png, "export-png"),
    ];

    /// Makes the file and hands it to the browser; nothing where there is no picture yet.
    pub fn save(self, picture: &Picture, later: Later) {
        if self == Export::Png {
            // A browser that refuses saves nothing, and says so itself.
            let _ = picture
                .png()
                .map(|address| download::from_address("run.png", &address));
        } else if let Some((name, text)) = (later.timeline.text)(self, picture) {
            download::text(name, &text);
        }
    }
}

/// Name and text of the file; nothing where there is no picture yet, or where the file is no text.
pub fn text(what: Export, picture: &Picture) -> Option<(&'static str, String)> {
    let text = match what {
        Export::Trace => ("run.trace.json", picture.read(to_trace_event)),
        Export::Csv => ("run.csv", picture.read(to_csv)),
        Export::Svg => ("run.svg", picture.svg()?),
        Export::Png => return None,
    };
    Some(text)
}

/// The menu: what is saved of a run, once there is one, and the way to open a saved one.
///
/// Accessible: a disclosure with buttons, reached and opened by the keyboard. States: closed, open.
pub fn menu(t: &Translator, chosen: Option<Callback<Export>>, sent: &Callback<Action>) -> Html {
    let item = |id: &str, onclick: Callback<MouseEvent>| {
        html! { <li><button type="button" class="pp-button pp-button--quiet" {onclick}>{ t.say(id) }</button></li> }
    };
    let saved = chosen.map(|chosen| {
        let files = Export::ALL.map(|(what, id)| item(id, chosen.reform(move |_| what)));
        html! { <>{ for files }{ item("export-run", sent.reform(|_| Action::SaveRun)) }</> }
    });
    html! {
        <details class="pp-more pp-export"><summary>{ t.say("timeline-export") }</summary>
            <ul class="pp-export__list">{ saved }{ item("open-run", sent.reform(|_| Action::AskFile)) }</ul></details>
    }
}
