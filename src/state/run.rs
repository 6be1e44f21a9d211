//! A run as the page knows it, from being asked for to its report.

use super::{AppState, CardRef, History, Machine, Origin, Ticket};
use crate::later::Arrival;
use crate::supervisor::{FinishedRun, StartRequest};
use report::hang::FoundHang;
use report::speedup::speedups;
use report::summary::{Report, RunFacts};
use report::warnings::Warning;
use scenario::link::{SentPoints, SentSeries, with_points};
use scenario::{Notice, Outcome, Scenario, Verdict};
use std::rc::Rc;

/// A run that is coming, on, or over.
#[derive(Clone, Debug, PartialEq)]
pub struct RunView {
    /// The supervisor's number; `None` until it has given one.
    pub number: Option<u32>,
    /// The demo.
    pub card: CardRef,
    /// What runs.
    pub scenario: Rc<Scenario>,
    /// Its link, without `#/`.
    pub link: String,
    /// What was wrong with the link or form that it came from.
    pub notices: Vec<Notice>,
    /// What its threads have done so far.
    pub history: History,
    /// Threads of it that cannot go on, while the run does.
    pub hang: Option<Rc<FoundHang>>,
    /// How it ended, once it has.
    pub ended: Option<Rc<Ended>>,
    /// Where it comes from, if it was not made here.
    pub origin: Option<Rc<Origin>>,
    /// The promise that waits for its report.
    pub ticket: Option<Ticket>,
}

/// The end of a run. It is made once and shared, and equal to itself alone: to compare what it holds takes as long as to draw it.
#[derive(Clone, Debug)]
pub struct Ended {
    /// What the supervisor saw.
    pub finished: FinishedRun,
    /// Where it ran.
    pub machine: report::summary::Machine,
    /// What the analysis says; `None` while the code for it could not be fetched.
    pub report: Option<Report>,
}

impl PartialEq for Ended {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl RunView {
    /// A run of a checked scenario that nobody has started yet.
    pub fn new(
        card: CardRef,
        scenario: Scenario,
        notices: Vec<Notice>,
        ticket: Option<Ticket>,
    ) -> Self {
        let link = scenario::link::encode(&scenario);
        RunView {
            number: None,
            card,
            scenario: Rc::new(scenario),
            link,
            notices,
            history: History::default(),
            hang: None,
            ended: None,
            origin: None,
            ticket,
        }
    }

    /// What the supervisor must know to start it.
    pub fn request(&self, pictures: Option<Rc<Vec<u8>>>) -> StartRequest {
        StartRequest {
            scenario: self.scenario.clone(),
            group: self.card.group(),
            ahead: demos::ahead(&self.scenario),
            traced: self.scenario.value("traced").is_none() || self.scenario.flag("traced"),
            pictures,
        }
    }

    /// Whether the program runs.
    pub fn is_live(&self) -> bool {
        self.ended.is_none()
    }

    /// Cores and clock step of the machine on which it ran; `here` is this one.
    pub fn place(&self, here: &Machine) -> (u32, f64) {
        match &self.origin {
            Some(origin) => (origin.machine.cores, origin.machine.clock_resolution_us),
            None => (here.cores, here.clock_us),
        }
    }

    /// How it ended, once it has.
    pub fn verdict(&self) -> Option<Verdict> {
        self.ended.as_ref().map(|e| e.finished.verdict)
    }

    /// The run with its end, and its report if what sums it up is here.
    pub(super) fn end(
        mut self,
        finished: FinishedRun,
        machine: report::summary::Machine,
        later: Arrival,
    ) -> Self {
        self.history.finish();
        self.ended = Some(Rc::new(Ended {
            finished,
            machine,
            report: None,
        }));
        self.sum_up(later);
        self
    }

    /// Makes the report of a run that is over and has none, if what sums it up is here.
    pub(super) fn sum_up(&mut self, later: Arrival) {
        let (Some(ended), Some(later)) = (self.ended.clone(), later.here()) else {
            return;
        };
        let Ended {
            finished, machine, ..
        } = &*ended;
        if ended.report.is_some() {
            return;
        }
        let facts = self.facts(finished, machine.clone());
        let mut report = (later.result.summarise)(&self.history.read(), &facts);
        if finished.busy_core {
            report.warnings.push(Warning::BusyCore);
        }
        self.ended = Some(Rc::new(Ended {
            finished: finished.clone(),
            machine: machine.clone(),
            report: Some(report),
        }));
    }

    /// What the analysis cannot read from the records.
    fn facts(&self, finished: &FinishedRun, machine: report::summary::Machine) -> RunFacts {
        RunFacts {
            link: format!("#/{}", self.link),
            demo: self.card.id().to_string(),
            parameters: self
                .scenario
                .values()
                .iter()
                .map(|(key, value)| (key.to_string(), value.clone()))
                .collect(),
            notices: self.notices.clone(),
            machine,
            verdict: finished.verdict,
            hidden: finished.hidden,
            outcome: (finished.outcome != Outcome::default()).then(|| finished.outcome.clone()),
            crash: finished.crash.clone(),
            processes: finished.processes.clone(),
            hang: finished.hang.clone(),
        }
    }

    /// Its link with its speed-ups over workers, with `#/`; `None` where none were measured, or over something else.
    pub fn measured_link(&self, state: &AppState) -> Option<String> {
        let (cores, _) = self.place(&state.machine);
        let timeline = self.history.read();
        let is_swept = timeline.measurements.iter().any(|m| m.info.x.is_some());
        let series: Vec<SentSeries> = speedups(&timeline)
            .into_iter()
            .map(|series| SentSeries {
                load: series.load,
                executor: series.executor,
                points: series
                    .points
                    .iter()
                    .map(|p| (p.x as u32, p.median))
                    .collect(),
            })
            .collect();
        if series.is_empty() || is_swept {
            return None;
        }
        let link = with_points(&self.link, &SentPoints { cores, series });
        Some(format!("#/{link}"))
    }

    /// The report as JSON, once the run is over and summed up.
    pub fn report_json(&self, later: Arrival) -> Option<Rc<str>> {
        let report = self.ended.as_ref()?.report.as_ref()?;
        Some((later.here()?.result.json)(report).into())
    }
}

impl From<&Machine> for report::summary::Machine {
    fn from(machine: &Machine) -> Self {
        report::summary::Machine {
            cores: machine.cores,
            isolated: machine.isolated,
            clock_resolution_us: machine.clock_us,
            browser: machine.browser.clone(),
        }
    }
}
