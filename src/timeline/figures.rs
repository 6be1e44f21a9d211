//! Below the picture: what stands out in the run, and the figures of a stretch of it.

use super::Said;
use super::moves::Move;
use super::picture::Picture;
use super::table;
use crate::i18n::Translator;
use core::cell::RefCell;
use plot::timeline::{Panel, panel};
use report::findings::{Finding, findings};
use report::{Ns, Timeline};
use yew::prelude::*;

/// What was found and counted, kept until the run, the stretch or the language is another.
#[derive(Clone, PartialEq)]
pub struct Figures {
    key: Key,
    findings: Vec<Finding>,
    panel: Option<Panel>,
}

/// What is to be drawn, and of what.
pub struct Asked<'a> {
    /// What was found and counted when it was last drawn.
    pub known: &'a RefCell<Option<Figures>>,
    /// The run.
    pub picture: &'a Picture,
    /// Whether the panel is open.
    pub panel: bool,
    /// Whether the run goes on.
    pub live: bool,
    /// Speaks.
    pub t: &'a Translator,
    /// Tells the card.
    pub said: &'a Callback<Said>,
}

/// Draws what stands out, and the panel where it is open.
pub fn drawn(asked: Asked<'_>) -> Html {
    let (t, stretch) = (asked.t, asked.picture.view().stretch);
    let known = asked.known.take();
    let read = |timeline: &_| Figures::of(known, timeline, (stretch, asked.live), (asked.panel, t));
    let figures = asked.picture.read(read);
    let html = figures.view(t, asked.said);
    *asked.known.borrow_mut() = Some(figures);
    html
}

type Key = (u64, (Ns, Ns), bool, Translator);

impl Figures {
    /// Of a timeline, over `stretch` or the whole; what stands out is looked for once the run is over.
    pub fn of(
        known: Option<Figures>,
        timeline: &Timeline,
        (stretch, live): (Option<(Ns, Ns)>, bool),
        (open, t): (bool, &Translator),
    ) -> Figures {
        let whole = stretch.unwrap_or((Ns(0), timeline.end));
        let key = (timeline.revision, whole, open, t.clone());
        if let Some(known) = known.filter(|known| known.key == key) {
            return known;
        }
        let findings = match live {
            true => Vec::new(),
            false => findings(timeline, whole.0, whole.1),
        };
        Figures {
            key,
            findings,
            panel: open.then(|| panel(timeline, whole, t)),
        }
    }

    /// The sentences, each a button that shows its evidence, and the panel where it is open.
    pub fn view(&self, t: &Translator, said: &Callback<Said>) -> Html {
        let finding = |finding: &Finding| {
            let evidence = finding.evidence;
            let onclick = said.reform(move |_: MouseEvent| Said::Move(Move::Evidence(evidence)));
            html! { <li><button type="button" class="pp-finding" {onclick}>{ t.t(&finding.message) }</button></li> }
        };
        html! { <>
            if !self.findings.is_empty() {
                <ul class="pp-findings" aria-label={t.say("timeline-findings")}>{ for self.findings.iter().map(finding) }</ul>
            }
            if let Some(panel) = &self.panel {
                <div class="pp-stretch">
                    <p class="pp-stretch__title" role="status">{ &panel.title }</p>
                    <dl class="pp-stretch__figures">
                        { for panel.figures.iter().map(|(name, value)| html! { <><dt>{ name }</dt><dd>{ value }</dd></> }) }
                    </dl>
                    { table(&panel.table, &panel.title) }
                </div>
            }
        </> }
    }
}
