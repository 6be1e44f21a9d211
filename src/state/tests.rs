//! The page's promises that need no browser.

use super::*;
use scenario::{Outcome, Verdict};
use trace::reader::Batch;

use crate::supervisor::FinishedRun;

pub(super) fn able() -> Machine {
    Machine {
        cores: 2,
        isolated: true,
        shared_memory: true,
        clock_us: 5.0,
        ..Machine::default()
    }
}

/// A page and everything that it asked for.
pub(super) struct Page {
    pub(super) state: AppState,
    effects: Vec<Effect>,
}

impl Page {
    pub(super) fn open(machine: Machine) -> Page {
        Page {
            state: AppState::new(CardRef(demos::opening()), machine),
            effects: Vec::new(),
        }
    }

    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        let (state, effects) = reduce(self.state.clone(), action);
        self.state = state;
        self.effects.extend(effects.clone());
        effects
    }

    /// Run, until its program runs.
    pub(super) fn run(&mut self, number: u32) {
        self.act(Action::Run);
        self.act(Action::Numbered(number));
        self.event(SupervisorEvent::Started { run: number });
    }

    pub(super) fn event(&mut self, event: SupervisorEvent) -> Vec<Effect> {
        self.act(Action::Supervisor(event))
    }

    pub(super) fn ends(&mut self, number: u32, verdict: Verdict) -> Vec<Effect> {
        self.event(SupervisorEvent::Finished(finished(number, verdict)))
    }
}

fn finished(run: u32, verdict: Verdict) -> FinishedRun {
    FinishedRun {
        run,
        verdict,
        outcome: Outcome::default(),
        crash: None,
        hang: None,
        processes: Vec::new(),
        hidden: false,
        busy_core: false,
        began_ms: 1_795_000_000_000.0,
        started_after_ms: 1.0,
        wall_ms: 2.0,
    }
}

fn starts(effects: &[Effect]) -> usize {
    effects
        .iter()
        .filter(|e| matches!(e, Effect::Start(_)))
        .count()
}

fn resolved(effects: &[Effect]) -> Vec<(Ticket, String)> {
    let verdict = |json: &str| {
        serde_json::from_str::<serde_json::Value>(json).unwrap()["verdict"].to_string()
    };
    effects
        .iter()
        .filter_map(|e| match e {
            Effect::Resolve(ticket, json) => {
                Some((*ticket, verdict(json).trim_matches('"').to_string()))
            }
            _ => None,
        })
        .collect()
}

#[test]
fn run_puts_the_link_into_the_address_and_starts_what_the_form_says() {
    let mut page = Page::open(able());
    page.act(Action::Edit {
        key: "tasks",
        text: "5".into(),
    });
    let effects = page.act(Action::Run);
    let [Effect::Navigate { link, step }, Effect::Start(request)] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(*step, Step::Replace);
    assert_eq!(request.scenario.integer("tasks"), 5);
    assert!(link.contains("tasks=5"), "{link}");
    assert_eq!(
        page.state.phase,
        Phase::Starting {
            wanted: 0,
            ready: 0
        }
    );
}

#[test]
fn a_bad_field_runs_with_its_default_and_the_report_says_so() {
    let mut page = Page::open(able());
    page.act(Action::Edit {
        key: "tasks",
        text: "many".into(),
    });
    page.run(1);
    page.ends(1, Verdict::Finished);
    let shown = page.state.shown.as_ref().unwrap();
    assert_eq!(shown.notices[0].field.as_deref(), Some("tasks"));
    let json = shown.report_json(Arrival::default()).unwrap();
    assert!(json.contains("notice-not-a-number"), "{json}");
}

#[test]
fn the_previous_run_stays_on_the_screen_until_the_next_begins() {
    let mut page = Page::open(able());
    page.run(1);
    page.ends(1, Verdict::Finished);
    page.act(Action::Run);
    page.act(Action::Numbered(2));
    assert_eq!(page.state.shown.as_ref().unwrap().number, Some(1));
    page.event(SupervisorEvent::Started { run: 2 });
    assert_eq!(page.state.shown.as_ref().unwrap().number, Some(2));
    assert!(page.state.shown.as_ref().unwrap().is_live());
}

#[test]
fn the_previous_run_stays_on_the_screen_when_the_next_cannot_start() {
    let mut page = Page::open(able());
    page.run(1);
    page.ends(1, Verdict::Finished);
    page.act(Action::Run);
    page.act(Action::Numbered(2));
    page.event(SupervisorEvent::Failed {
        message: Message::new("memory-refused"),
        run: Some(2),
    });
    assert_eq!(page.state.shown.as_ref().unwrap().number, Some(1));
    assert_eq!(page.state.trouble, Some(Message::new("memory-refused")));
    assert_eq!(page.state.phase, Phase::Idle);
}

#[test]
fn what_is_written_before_all_workers_are_there_begins_the_run() {
    let mut page = Page::open(able());
    page.act(Action::Run);
    page.act(Action::Numbered(1));
    page.event(SupervisorEvent::Batch(Batch::default()));
    assert_eq!(page.state.phase, Phase::Running);
    page.event(SupervisorEvent::Started { run: 1 });
    assert_eq!(page.state.shown.as_ref().unwrap().number, Some(1));
    assert!(page.state.coming.is_empty());
}

#[test]
fn run_during_a_run_starts_again_and_the_first_promise_gets_stopped() {
    let mut page = Page::open(able());
    let link = "#/pool-lab?v=1".to_string();
    page.act(Action::RunLink {
        link: link.clone(),
        ticket: Ticket(0),
    });
    page.act(Action::Numbered(1));
    page.event(SupervisorEvent::Started { run: 1 });
    let effects = page.act(Action::RunLink {
        link,
        ticket: Ticket(1),
    });
    assert_eq!(starts(&effects), 1);
    page.act(Action::Numbered(2));
    page.ends(1, Verdict::Stopped);
    assert!(page.state.phase.is_busy(), "the second is on its way");
    page.event(SupervisorEvent::Started { run: 2 });
    page.ends(2, Verdict::Finished);
    let expected = [
        (Ticket(0), "stopped".to_string()),
        (Ticket(1), "finished".to_string()),
    ];
    assert_eq!(resolved(&page.effects), expected);
    assert_eq!(page.state.phase, Phase::Idle);
}

#[test]
fn every_verdict_settles_the_promise_and_is_announced() {
    for verdict in [
        Verdict::Finished,
        Verdict::Failed,
        Verdict::Stopped,
        Verdict::Crashed,
        Verdict::Deadlocked,
        Verdict::Stuck,
    ] {
        let mut page = Page::open(able());
        page.act(Action::RunLink {
            link: "#/speedup".into(),
            ticket: Ticket(7),
        });
        page.act(Action::Numbered(1));
        page.event(SupervisorEvent::Started { run: 1 });
        let effects = page.ends(1, verdict);
        assert_eq!(resolved(&effects), [(Ticket(7), verdict.id().to_string())]);
        assert_eq!(
            page.state.announced,
            Some(Message::new(verdict_message(verdict)))
        );
    }
}

#[test]
fn a_run_that_is_stopped_before_it_begins_settles_and_leaves_the_screen_alone() {
    let mut page = Page::open(able());
    page.run(1);
    page.ends(1, Verdict::Finished);
    page.act(Action::RunLink {
        link: "#/speedup".into(),
        ticket: Ticket(3),
    });
    page.act(Action::Numbered(2));
    assert_eq!(page.act(Action::Stop), [Effect::Stop(StopReason::Asked)]);
    let effects = page.ends(2, Verdict::Stopped);
    assert_eq!(resolved(&effects), [(Ticket(3), "stopped".to_string())]);
    assert_eq!(page.state.shown.as_ref().unwrap().number, Some(1));
    assert_eq!(page.state.phase, Phase::Idle);
}

#[test]
fn without_shared_memory_nothing_starts_and_everything_else_works() {
    let mut page = Page::open(Machine::default());
    assert_eq!(page.act(Action::Run), []);
    let refused = page.act(Action::RunLink {
        link: "#/speedup".into(),
        ticket: Ticket(1),
    });
    assert!(
        matches!(refused.last(), Some(Effect::Reject(Ticket(1), _))),
        "{refused:?}"
    );
    assert_eq!(
        starts(&page.act(Action::Open("#/speedup?v=1&autorun=1".into()))),
        0
    );
    page.act(Action::Choose("cpu-or-io"));
    assert_eq!(page.state.card.id(), "cpu-or-io");
}

#[test]
fn a_link_fills_the_form_and_names_what_was_wrong() {
    let mut page = Page::open(able());
    let link = "#/pool-map-speedup?v=1&tasks=3&colour=red&lang=zh&theme=dark";
    page.act(Action::Open(link.into()));
    assert_eq!(page.state.card.id(), "pool-map-speedup");
    assert_eq!(page.state.draft.get("tasks"), Some("3"));
    assert_eq!(page.state.notices[0].field.as_deref(), Some("colour"));
    assert_eq!(
        (page.state.language, page.state.theme),
        (Language::Zh, Theme::Dark)
    );
    assert!(page.state.link().contains("tasks=3"));
}

#[test]
fn autorun_runs_once_when_the_link_is_opened() {
    let mut page = Page::open(able());
    assert_eq!(
        starts(&page.act(Action::Open("#/speedup?v=1&autorun=1".into()))),
        1
    );
    let again = page.act(Action::RunLink {
        link: "#/speedup?v=1&autorun=1".into(),
        ticket: Ticket(0),
    });
    assert_eq!(starts(&again), 1, "the promise's run and no other");
}

#[test]
fn the_next_demo_ends_at_the_ends_of_the_gallery() {
    let mut page = Page::open(able());
    let first = page.state.card.id();
    assert_eq!(page.act(Action::Turn(-1)), []);
    for _ in 0..100 {
        page.act(Action::Turn(1));
    }
    let last = demos::listed().last().unwrap().spec.id;
    assert_eq!(page.state.card.id(), last);
    assert_ne!(first, last);
}

#[test]
fn a_demo_run_once_is_kept_as_seen() {
    let mut page = Page::open(able());
    page.run(1);
    assert!(page.effects.contains(&Effect::KeepSeen));
    assert!(page.state.seen.contains(page.state.card.id()));
}

#[test]
fn what_threads_write_changes_no_area_that_stands_still() {
    let mut page = Page::open(able());
    page.run(1);
    let before = page.state.clone();
    let mut after = before.clone();
    let mut written = report::Timeline::default();
    written.revision = 9;
    after.shown.as_mut().unwrap().history = History::from(written);
    assert_ne!(before, after);
    assert!(before.is_same_but_history(&after));
    after.tab = ProgramTab::Rust;
    assert!(!before.is_same_but_history(&after));
}

#[test]
fn escape_closes_the_topmost_then_empties_the_search() {
    let mut page = Page::open(able());
    page.act(Action::Search("pool".into()));
    page.act(Action::Toggle(Overlay::Help));
    page.act(Action::Close);
    assert_eq!(
        (page.state.overlay, page.state.search.as_str()),
        (Overlay::None, "pool")
    );
    page.act(Action::Close);
    assert_eq!(page.state.search, "");
}

#[test]
fn the_rust_text_is_fetched_when_its_tab_opens_and_only_once() {
    let mut page = Page::open(able());
    let id = page.state.card.id();
    assert_eq!(
        page.act(Action::SetTab(ProgramTab::Rust)),
        [Effect::FetchRust(id)]
    );
    page.act(Action::RustCame(id, Some("fn main() {}".into())));
    page.act(Action::SetTab(ProgramTab::Python));
    assert_eq!(page.act(Action::SetTab(ProgramTab::Rust)), []);
    let saved = page.act(Action::SaveProgram);
    let expected = Effect::Save {
        name: "speedup.rs".into(),
        text: "fn main() {}".into(),
    };
    assert_eq!(saved, [expected]);
}

#[test]
fn measured_points_stay_with_their_link() {
    let mut page = Page::open(able());
    page.act(Action::Open(
        "/speedup?v=1&points=8!cpu:threads:8*7.50".into(),
    ));
    assert_eq!(page.state.sent.as_ref().map(|sent| sent.cores), Some(8));
    page.run(1);
    page.ends(1, Verdict::Finished);
    assert!(page.state.sent.is_some(), "beside the reader's own");
    assert!(!page.state.link().contains("points"));
    assert_eq!(page.act(Action::ShareMeasured), [], "nothing was measured");
    page.act(Action::Choose("cpu-or-io"));
    assert_eq!(page.state.sent, None);
}
