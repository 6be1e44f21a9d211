//! A run as the page knows it, from being asked for to its report.

use super::{History, Machine, Ticket};
use crate::supervisor::{FinishedRun, StartRequest};
use demos::Card;
use report::summary::{Report, RunFacts, summarise};
use scenario::{Notice, Scenario, Verdict};
use std::rc::Rc;

/// A run that is coming, on, or over.
#[derive(Clone, Debug, PartialEq)]
pub struct RunView {
    /// The supervisor's number; `None` until it has given one.
    pub number: Option<u32>,
    /// The demo.
    pub card: &'static Card,
    /// What runs.
    pub scenario: Rc<Scenario>,
    /// Its link.
    pub link: String,
    /// What was wrong with the link or form that it came from.
    pub notices: Vec<Notice>,
    /// What its threads have done so far.
    pub history: History,
    /// How it ended, once it has.
    pub ended: Option<Rc<Ended>>,
    /// The promise that waits for its report.
    pub ticket: Option<Ticket>,
}

/// The end of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// What the supervisor saw.
    pub finished: FinishedRun,
    /// What the analysis says.
    pub report: Report,
}

impl RunView {
    /// A run of a checked scenario that nobody has started yet.
    pub fn new(card: &'static Card, scenario: Scenario, notices: Vec<Notice>, ticket: Option<Ticket>) -> Self {
        let link = scenario::link::encode(&scenario);
        RunView { number: None, card, scenario: Rc::new(scenario), link, notices, history: History::default(), ended: None, ticket }
    }

    /// What the supervisor must know to start it.
    pub fn request(&self) -> StartRequest {
        StartRequest {
            link: self.link.trim_start_matches("#/").to_string(),
            threads_needed: threads_needed(&self.scenario),
            traced: self.scenario.value("traced").is_none() || self.scenario.flag("traced"),
        }
    }

    /// Whether the program runs.
    pub fn is_live(&self) -> bool {
        self.ended.is_none()
    }

    /// How it ended, once it has.
    pub fn verdict(&self) -> Option<Verdict> {
        self.ended.as_ref().map(|e| e.finished.verdict)
    }

    /// The run with its end and report.
    pub(super) fn end(mut self, finished: FinishedRun, machine: &Machine) -> Self {
        let report = summarise(&self.history.read(), &self.facts(&finished, machine));
        self.ended = Some(Rc::new(Ended { finished, report }));
        self
    }

    /// The report as JSON, once the run is over.
    pub fn report_json(&self) -> Option<Rc<str>> {
        self.ended.as_ref().map(|e| e.report.to_json().into())
    }
}

/// Threads to park ahead besides the main thread: the largest count of workers that the scenario names, none when it only runs serially.
fn threads_needed(scenario: &Scenario) -> u32 {
    let executors = scenario.choices("executors");
    let serial_only = scenario.text("executor") == "serial" || (!executors.is_empty() && executors.iter().all(|e| e == "serial"));
    if serial_only {
        return 0;
    }
    let listed = scenario.integers("workers").iter().copied().max().unwrap_or(0);
    u32::try_from(listed.max(scenario.integer("workers"))).unwrap_or(0)
}
