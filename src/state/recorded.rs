//! Runs out of files: how they come onto the screen, and what of the run on the screen goes into one.

use super::reduce::{address, open, stop};
use super::*;
use crate::supervisor::FinishedRun;
use report::run_file::Recorded;

/// Demos of which the build carries a recorded run (`cargo xtask record`), for visitors whose page cannot run.
pub const RECORDED: &[&str] = &["speedup"];

/// A run that was read from a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// What its records cannot tell.
    pub recorded: Recorded,
    /// What they tell.
    pub history: History,
    /// Why it was read.
    pub reason: Reason,
}

/// Why a file was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A person chose it.
    Chosen,
    /// It stands in for a run of this demo, which cannot run here.
    StandIn(&'static str),
}

/// Where a run comes from that was not made here.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// When it began: milliseconds since 1970.
    pub began_ms: f64,
    /// Where it ran.
    pub machine: report::summary::Machine,
    /// Why it is shown.
    pub reason: Reason,
}

/// Asks for the recorded run of the open demo, where it cannot run and there is one.
pub(super) fn fetch_stand_in(state: &AppState) -> Vec<Effect> {
    let id = state.card.spec.id;
    let is_wanted = !state.machine.can_run() && !state.machine.is_isolating;
    if is_wanted && state.shown_here().is_none() && RECORDED.contains(&id) {
        return vec![Effect::FetchRecorded(id)];
    }
    Vec::new()
}

/// What touches files, and figures in links.
pub(super) fn act(state: &mut AppState, action: Action) -> Vec<Effect> {
    match action {
        Action::FileCame(opened) => came(state, opened),
        Action::SaveRun => save(state),
        Action::AskFile => vec![Effect::AskFile],
        Action::FileRefused(message) => {
            refused(state, message);
            Vec::new()
        }
        Action::NotIsolated => {
            state.machine.is_isolating = false;
            fetch_stand_in(state)
        }
        Action::ShareMeasured => {
            let link = state.shown_here().and_then(|run| run.measured_link(state));
            link.map(Effect::CopyLink).into_iter().collect()
        }
        action => pictures::act(state, action),
    }
}

/// A file has been read. A run that goes on is stopped first.
fn came(state: &mut AppState, opened: Rc<Opened>) -> Vec<Effect> {
    let demo = opened.recorded.link.split('?').next().unwrap_or_default();
    let Some(row) = demos::row(demo) else {
        refused(
            state,
            Message::new("file-unknown-demo").text("value", scenario::message::quote(demo)),
        );
        return Vec::new();
    };
    match opened.reason {
        Reason::StandIn(id) => {
            if state.card.spec.id == id && state.shown_here().is_none() {
                state.shown = Some(RunView::of_file(state.card, &opened, state.later));
            }
            Vec::new()
        }
        Reason::Chosen if state.phase.is_busy() => {
            state.opening = Some(opened);
            stop(state)
        }
        Reason::Chosen => show(state, CardRef(row), &opened),
    }
}

/// The run that goes on has ended: the file that waited for it is shown.
pub(super) fn show_waiting(state: &mut AppState) -> Vec<Effect> {
    match state.opening.take() {
        Some(opened) => came(state, opened),
        None => Vec::new(),
    }
}

fn show(state: &mut AppState, card: CardRef, opened: &Opened) -> Vec<Effect> {
    let embed = state.embed;
    let (mut effects, _) = open(state, &opened.recorded.link);
    state.embed = embed;
    state.trouble = None;
    state.shown = Some(RunView::of_file(card, opened, state.later));
    state.announced = Some(Message::new("announce-recorded"));
    effects.push(Effect::Navigate {
        link: address(state, &state.checked().0),
        step: Step::Push,
    });
    effects
}

/// A file could not be read or written: what is on the screen stays.
fn refused(state: &mut AppState, message: Message) {
    state.trouble = Some(message.clone());
    state.announced = Some(message);
}

/// Saves the run on the screen, once it is over.
fn save(state: &mut AppState) -> Vec<Effect> {
    let Some(view) = state.shown_here().filter(|view| !view.is_live()) else {
        return Vec::new();
    };
    if !view.history.is_whole() {
        let most = report::run_file::RECORDS_MAX as f64;
        refused(
            state,
            Message::new("file-run-too-long").number("most", most),
        );
        return Vec::new();
    }
    vec![Effect::SaveRun(Box::new(view.clone()))]
}

impl RunView {
    /// A run that was made elsewhere or before, over and summed up.
    fn of_file(card: CardRef, opened: &Opened, later: Arrival) -> RunView {
        let Recorded { machine, .. } = &opened.recorded;
        let (decoded, _) = scenario::link::decode(&demos::CATALOGUE, &opened.recorded.link);
        let mut view = RunView::new(card, decoded.scenario, Vec::new(), None);
        view.history = opened.history.clone();
        view.origin = Some(Rc::new(Origin {
            began_ms: opened.recorded.began_ms as f64,
            machine: machine.clone(),
            reason: opened.reason,
        }));
        view.end(FinishedRun::from(&opened.recorded), machine.clone(), later)
    }

    /// What goes into a file beside the records; `None` while the run goes on or is not summed up.
    pub fn recorded(&self) -> Option<Recorded> {
        let Ended {
            finished, report, ..
        } = &**self.ended.as_ref()?;
        let facts = &report.as_ref()?.facts;
        Some(Recorded {
            link: self.link.clone(),
            began_ms: finished.began_ms.max(0.0) as u64,
            machine: facts.machine.clone(),
            verdict: facts.verdict,
            hidden: facts.hidden,
            busy_core: finished.busy_core,
            outcome: finished.outcome.clone(),
            crash: facts.crash.clone(),
            processes: facts.processes.clone(),
            hang: facts.hang.clone(),
        })
    }
}

impl From<&Recorded> for FinishedRun {
    fn from(recorded: &Recorded) -> FinishedRun {
        FinishedRun {
            outcome: recorded.outcome.clone(),
            crash: recorded.crash.clone(),
            processes: recorded.processes.clone(),
            hang: recorded.hang.clone(),
            hidden: recorded.hidden,
            busy_core: recorded.busy_core,
            began_ms: recorded.began_ms as f64,
            ..FinishedRun::of(0, recorded.verdict)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Page, able};
    use super::*;
    use scenario::Verdict;
    use trace::entry::Entry;
    use trace::kinds::{Cause, RecordKind, ThreadState};
    use trace::reader::{Batch, SlotBatch};
    use trace::record::Record;

    /// Two threads, one of which sleeps, and a printed line.
    fn batch() -> Batch {
        let slot = |slot: u32| SlotBatch {
            slot,
            records: vec![
                Record::new(RecordKind::ThreadBegin, 10, slot + 1),
                Record::state(30, ThreadState::Blocked, Cause::Sleep, 0),
                Record::new(RecordKind::ThreadEnd, 90, 0),
            ],
            entries: vec![Entry::Line {
                thread: slot + 1,
                at_ns: 20,
                text: "hello".into(),
            }],
            ..SlotBatch::default()
        };
        Batch {
            at_ns: 100,
            slots: vec![slot(0), slot(1)],
            ..Batch::default()
        }
    }

    /// A page with a run of the opening demo that has ended, and the same run as a file gives it.
    fn page_and_file() -> (Page, Rc<Opened>) {
        let mut page = Page::open(able());
        page.run(1);
        page.event(SupervisorEvent::Batch(batch()));
        page.ends(1, Verdict::Finished);
        let view = page.state.shown.clone().expect("a run");
        let content = view.history.to_file(&view.recorded().expect("over"));
        (page, Rc::new(read(&content)))
    }

    fn read(content: &[u8]) -> Opened {
        let file =
            report::run_file::read(content, report::run_file::VERSION).expect("what was saved");
        Opened {
            recorded: file.recorded,
            history: History::of_file(file.timeline, file.tape),
            reason: Reason::Chosen,
        }
    }

    fn shown(page: &Page) -> &RunView {
        page.state.shown.as_ref().expect("a run on the screen")
    }

    #[test]
    fn a_saved_run_comes_back_with_its_report() {
        let (mut page, file) = page_and_file();
        let before = shown(&page).report_json(page.state.later);
        page.act(Action::Choose("cpu-or-io"));
        page.act(Action::FileCame(file));
        assert_eq!(page.state.card.spec.id, "speedup");
        assert_eq!(shown(&page).report_json(page.state.later), before);
        assert!(shown(&page).origin.is_some());
        assert_eq!(page.state.phase, Phase::Idle);
    }

    #[test]
    fn a_file_that_comes_during_a_run_waits_for_its_end() {
        let (mut page, file) = page_and_file();
        page.run(2);
        let effects = page.act(Action::FileCame(file));
        assert_eq!(effects, [Effect::Stop(StopReason::Asked)]);
        assert!(shown(&page).origin.is_none());
        page.ends(2, Verdict::Stopped);
        assert!(shown(&page).origin.is_some());
    }

    #[test]
    fn a_file_that_cannot_be_read_leaves_everything_as_it_is() {
        let (mut page, _) = page_and_file();
        let before = page.state.shown.clone();
        page.act(Action::FileRefused(Message::new("file-foreign")));
        assert_eq!(page.state.shown, before);
        assert_eq!(page.state.trouble, Some(Message::new("file-foreign")));
        page.act(Action::Run);
        assert_eq!(page.state.trouble, None);
    }

    #[test]
    fn a_run_of_a_demo_that_is_not_here_is_refused_by_name() {
        let (mut page, file) = page_and_file();
        let before = page.state.shown.clone();
        let mut other = Opened::clone(&file);
        other.recorded.link = "no-such-demo?v=1".into();
        page.act(Action::FileCame(Rc::new(other)));
        assert_eq!(page.state.shown, before);
        let trouble = page.state.trouble.expect("said");
        assert_eq!(trouble.id, "file-unknown-demo");
    }

    #[test]
    fn where_nothing_runs_the_recorded_run_stands_in_and_the_form_stays() {
        let (_, file) = page_and_file();
        let mut stand_in = Opened::clone(&file);
        stand_in.reason = Reason::StandIn("speedup");
        let stand_in = Rc::new(stand_in);
        let mut page = Page::open(Machine::default());
        let effects = page.act(Action::Open("/speedup?v=1&workers=3".into()));
        assert!(
            effects.contains(&Effect::FetchRecorded("speedup")),
            "{effects:?}"
        );
        page.act(Action::FileCame(stand_in.clone()));
        assert!(shown(&page).origin.is_some());
        assert_eq!(page.state.draft.get("workers"), Some("3"));
        let mut elsewhere = Page::open(Machine::default());
        elsewhere.act(Action::Choose("cpu-or-io"));
        elsewhere.act(Action::FileCame(stand_in));
        assert_eq!(elsewhere.state.shown, None);
        let mut isolating = Page::open(Machine {
            is_isolating: true,
            ..Machine::default()
        });
        let effects = isolating.act(Action::Open(String::new()));
        assert!(!effects.contains(&Effect::FetchRecorded("speedup")));
        let effects = isolating.act(Action::NotIsolated);
        assert_eq!(effects, [Effect::FetchRecorded("speedup")]);
        let able = Page::open(able()).act(Action::Open(String::new()));
        assert!(!able.contains(&Effect::FetchRecorded("speedup")));
    }

    #[test]
    fn every_recorded_run_is_of_a_demo_and_has_its_file() {
        assert_eq!(RECORDED[0], demos::opening().spec.id);
        for id in RECORDED {
            assert!(demos::row(id).is_some(), "{id}");
            let file = format!("{}/www/recorded/{id}.pprun", env!("CARGO_MANIFEST_DIR"));
            let bytes = std::fs::read(&file).expect(&file);
            assert!(report::run_file::open(&bytes).is_ok(), "{file}");
        }
    }

    #[test]
    fn a_run_is_saved_once_it_is_over() {
        let mut page = Page::open(able());
        assert_eq!(page.act(Action::SaveRun), []);
        page.run(1);
        assert_eq!(page.act(Action::SaveRun), []);
        page.ends(1, Verdict::Finished);
        assert!(matches!(
            page.act(Action::SaveRun)[..],
            [Effect::SaveRun(_)]
        ));
    }
}
