//! The only writer of the page's state.

use super::later::{fetch_later, finish_or_hold, later_came, release, settle};
use super::pictures::used;
use super::recorded::{self, fetch_stand_in, show_waiting};
use super::texts::{fetch_cards, fetch_rust, program_text, read_lesson};
use super::*;
use report::hang::FoundHang;
use scenario::Verdict;
use scenario::link::{self, Decoded, ViewOptions};
use trace::kinds::ThreadState;
use trace::reader::Batch;

/// The state after an action, and what is to be done outside. Pure: the same arguments always give the same result.
pub fn reduce(mut state: AppState, action: Action) -> (AppState, Vec<Effect>) {
    let effects = apply(&mut state, action);
    (state, effects)
}

fn apply(state: &mut AppState, action: Action) -> Vec<Effect> {
    match action {
        Action::Run => run(state, None),
        Action::Stop => stop(state),
        Action::RunLink { link, ticket } => {
            let (mut effects, _) = open(state, &link);
            effects.extend(run(state, Some(ticket)));
            effects
        }
        Action::Open(link) => {
            let (mut effects, autorun) = open(state, &link);
            if autorun && state.machine.can_run() {
                effects.extend(run(state, None));
            }
            effects
        }
        Action::Choose(id) => choose(state, id),
        Action::Turn(by) => turn(state, by),
        Action::Edit { key, text } => edit(state, |draft| draft.set(key, text)),
        Action::Reset => edit(state, |draft| *draft = Draft::new()),
        Action::Numbered(number) => numbered(state, number),
        Action::Supervisor(event) => supervisor(state, event),
        action => screen(state, action),
    }
}

/// What touches the screen only, never a run.
fn screen(state: &mut AppState, action: Action) -> Vec<Effect> {
    match action {
        Action::SetTheme(theme) => {
            state.theme = theme;
            return vec![Effect::Dress, Effect::KeepTheme];
        }
        Action::SetLanguage(language) => {
            state.language = language;
            return vec![Effect::Dress, Effect::KeepLanguage];
        }
        Action::SetSingleKeys(single) => {
            state.single_keys = single;
            return vec![Effect::KeepSingleKeys];
        }
        Action::Toggle(overlay) => toggle(state, overlay),
        Action::Close if state.overlay == Overlay::None => state.search.clear(),
        Action::Close => state.overlay = Overlay::None,
        Action::Search(text) => state.search = text,
        Action::FocusSearch => return vec![Effect::FocusSearch],
        Action::ShowCard(number) => return vec![Effect::ShowCard(number)],
        Action::SetTab(tab) => {
            state.tab = tab;
            state.copied = None;
            return fetch_rust(state);
        }
        Action::CardsCame(group, cards) => {
            state.shelves[group as usize] = cards.map_or(Shelf::Missing, Shelf::Here);
            read_lesson(state);
        }
        Action::FetchCards => return fetch_cards(state),
        Action::LaterCame(later) => return later_came(state, later),
        Action::FetchLater => return fetch_later(state),
        Action::RustCame(demo, text) => {
            let rust = text.map_or(Rust::Missing, Rust::Text);
            state.rust = Some((demo, rust));
        }
        Action::Share => return vec![Effect::CopyLink(state.link())],
        Action::CopyProgram => {
            let copy = |(_, text)| Effect::CopyProgram(text);
            return program_text(state).map(copy).into_iter().collect();
        }
        Action::SaveProgram => {
            let save = |(name, text)| Effect::Save { name, text };
            return program_text(state).map(save).into_iter().collect();
        }
        Action::CopyDone(copied) => announce_copied(state, copied),
        action => return recorded::act(state, action),
    }
    Vec::new()
}

/// Opens an overlay, or closes it where it is the open one.
fn toggle(state: &mut AppState, overlay: Overlay) {
    state.overlay = if state.overlay == overlay {
        Overlay::None
    } else {
        overlay
    }
}

fn announce_copied(state: &mut AppState, copied: Copied) {
    state.copied = Some(copied);
    state.announced = Some(Message::new(match copied {
        Copied::Link => "copied-link",
        Copied::Program => "copied-program",
        Copied::Refused => "copied-refused",
    }));
}

fn edit(state: &mut AppState, change: impl FnOnce(&mut Draft)) -> Vec<Effect> {
    change(&mut state.draft);
    state.notices.clear();
    state.copied = None;
    Vec::new()
}

/// Shows what a link says; whether it wants to be run at once is left to the caller.
pub(super) fn open(state: &mut AppState, link: &str) -> (Vec<Effect>, bool) {
    let (decoded, notices) = link::decode(&demos::CATALOGUE, link);
    let Decoded {
        scenario,
        view,
        points,
    } = decoded;
    let mut effects = demos::row(scenario.demo())
        .map(|row| show(state, CardRef(row)))
        .unwrap_or_default();
    state.draft = Draft::of(&scenario);
    state.notices = notices;
    state.sent = points.map(Rc::new);
    state.embed = view.embed;
    if let Some(language) = view.lang {
        state.language = Language::from(language);
        effects.push(Effect::Dress);
    }
    if let Some(theme) = view.theme {
        state.theme = Theme::from(theme);
        effects.push(Effect::Dress);
    }
    (effects, view.autorun)
}

pub(super) fn choose(state: &mut AppState, id: &'static str) -> Vec<Effect> {
    let Some(row) = demos::row(id) else {
        return Vec::new();
    };
    let mut effects = show(state, CardRef(row));
    state.draft = Draft::new();
    state.notices.clear();
    state.sent = None;
    effects.push(Effect::Navigate {
        link: address(state, &state.checked().0),
        step: Step::Push,
    });
    effects
}

/// The link of a scenario for the address: a compact page stays compact when it is loaded again.
pub(super) fn address(state: &AppState, scenario: &Scenario) -> String {
    let view = ViewOptions {
        embed: state.embed,
        ..ViewOptions::default()
    };
    format!("#/{}", link::encode_with(scenario, &view))
}

/// Makes a demo the open one. A run goes on; it stays on the screen only as long as its own demo does.
fn show(state: &mut AppState, card: CardRef) -> Vec<Effect> {
    let is_new = state.card != card;
    state.card = card;
    let mut effects = vec![Effect::Prepare(card.group())];
    effects.extend(fetch_cards(state));
    read_lesson(state);
    effects.extend(fetch_stand_in(state));
    if !is_new {
        return effects;
    }
    state.trouble = None;
    state.copied = None;
    state.overlay = Overlay::None;
    state.announced = None;
    effects.push(Effect::Dress);
    effects.extend(fetch_rust(state));
    effects
}

fn turn(state: &mut AppState, by: i32) -> Vec<Effect> {
    let listed: Vec<_> = demos::listed().collect();
    let here = listed.iter().position(|c| c.spec.id == state.card.spec.id);
    let there = here
        .map_or(Some(0), |i| i.checked_add_signed(by as isize))
        .filter(|i| *i < listed.len());
    there
        .map(|i| choose(state, listed[i].spec.id))
        .unwrap_or_default()
}

fn run(state: &mut AppState, ticket: Option<Ticket>) -> Vec<Effect> {
    if !state.machine.can_run() {
        let message = Message::new("cannot-run-here");
        state.announced = Some(message.clone());
        return ticket
            .map(|t| Effect::Reject(t, message))
            .into_iter()
            .collect();
    }
    let (scenario, bad_fields) = state.checked();
    // Who asks by a link asks for what it says.
    let pictures = state.pictures_to_take().filter(|_| ticket.is_none());
    let notices = state.notices.iter().cloned().chain(bad_fields);
    let notices = notices.chain(pictures.as_deref().map(used)).collect();
    let link = address(state, &scenario);
    let view = RunView::new(state.card, scenario, notices, ticket);
    let request = view.request(pictures.map(|pictures| pictures.bytes.clone()));
    let mut effects = release(state);
    state.coming.push(view);
    state.trouble = None;
    state.opening = None;
    state.phase = Phase::Starting {
        wanted: 0,
        ready: 0,
    };
    state.announced = Some(Message::new("announce-starting"));
    effects.push(Effect::Navigate {
        link,
        step: Step::Replace,
    });
    effects.push(Effect::Start(request));
    effects.extend(fetch_later(state));
    effects
}

pub(super) fn stop(state: &mut AppState) -> Vec<Effect> {
    let mut effects = release(state);
    if state.phase.is_busy() {
        state.phase = Phase::Stopping;
        effects.push(Effect::Stop(StopReason::Asked));
    }
    effects
}

fn numbered(state: &mut AppState, number: u32) -> Vec<Effect> {
    if let Some(view) = state.coming.iter_mut().find(|v| v.number.is_none()) {
        view.number = Some(number);
    }
    Vec::new()
}

fn supervisor(state: &mut AppState, event: SupervisorEvent) -> Vec<Effect> {
    match event {
        SupervisorEvent::FleetReady { .. } => {}
        SupervisorEvent::Starting { wanted, ready } => {
            if matches!(state.phase, Phase::Starting { .. }) {
                state.phase = Phase::Starting { wanted, ready };
            }
        }
        SupervisorEvent::Started { run } => return started(state, run),
        SupervisorEvent::Batch(batch) => return grow(state, &batch),
        SupervisorEvent::ProcessEnded {
            process,
            at_ns,
            state: how,
        } => process_ended(state, process, at_ns, how),
        SupervisorEvent::Hang(hang) => hangs(state, hang),
        SupervisorEvent::Finished(finished) => return finish_or_hold(state, finished),
        SupervisorEvent::Failed { message, run } => return failed(state, message, run),
    }
    Vec::new()
}

/// The main thread writes from its first instruction on, which may be before all workers are there: what it writes begins the run.
fn grow(state: &mut AppState, batch: &Batch) -> Vec<Effect> {
    let is_live = state.shown.as_ref().is_some_and(RunView::is_live);
    let first = state.coming.first().and_then(|v| v.number);
    let effects = match first {
        Some(number) if !is_live => started(state, number),
        _ => Vec::new(),
    };
    if let Some(view) = state.shown.as_mut().filter(|v| v.is_live()) {
        view.history.grow(batch);
    }
    effects
}

/// Some threads of the run cannot go on, while others do.
fn process_ended(state: &mut AppState, process: u32, at_ns: u64, how: ThreadState) {
    if let Some(view) = state.shown.as_mut().filter(|v| v.is_live()) {
        view.history.end_process(process, at_ns, how);
    }
}

fn hangs(state: &mut AppState, hang: Option<FoundHang>) {
    let Some(view) = state.shown.as_mut().filter(|v| v.is_live()) else {
        return;
    };
    if hang.is_some() {
        state.announced = Some(Message::new("announce-hang"));
    }
    view.hang = hang.map(Rc::new);
}

fn started(state: &mut AppState, number: u32) -> Vec<Effect> {
    let mut effects = release(state);
    let Some(view) = take_coming(state, number) else {
        return effects;
    };
    if state.seen.insert(view.card.spec.id.to_string()) {
        effects.push(Effect::KeepSeen);
    }
    state.shown = Some(view);
    if state.coming.is_empty() && state.phase != Phase::Stopping {
        state.phase = Phase::Running;
        state.announced = Some(Message::new("announce-running"));
    }
    effects
}

pub(super) fn finish(state: &mut AppState, finished: FinishedRun) -> Vec<Effect> {
    let is_shown = state
        .shown
        .as_ref()
        .is_some_and(|v| v.number == Some(finished.run) && v.is_live());
    let verdict = finished.verdict;
    let ended = if is_shown {
        state
            .shown
            .take()
            .map(|v| v.end(finished, (&state.machine).into(), state.later))
    } else {
        take_coming(state, finished.run)
            .map(|v| v.end(finished, (&state.machine).into(), state.later))
    };
    let Some(ended) = ended else {
        return Vec::new();
    };
    let mut effects = settle(state, &ended);
    // A run that was stopped before it began has nothing to show: what was there stays.
    if is_shown || verdict != Verdict::Stopped {
        state.shown = Some(ended);
    }
    if state.coming.is_empty() {
        state.phase = Phase::Idle;
        state.announced = Some(Message::new(verdict_message(verdict)));
        effects.extend(show_waiting(state));
    }
    effects
}

fn failed(state: &mut AppState, message: Message, run: Option<u32>) -> Vec<Effect> {
    if !state.machine.can_run() {
        return Vec::new(); // The page says so already, at its top, and how to mend it.
    }
    let lost = run.and_then(|number| take_coming(state, number));
    state.trouble = Some(message.clone());
    state.announced = Some(message.clone());
    // A run that had begun when the supervisor gave up still owes its report.
    let broken = state
        .shown
        .as_ref()
        .and_then(|v| v.number)
        .filter(|n| Some(*n) == run);
    let mut effects = broken
        .map(|number| finish(state, FinishedRun::of(number, Verdict::Crashed)))
        .unwrap_or_default();
    if state.coming.is_empty() {
        state.phase = Phase::Idle;
        effects.extend(show_waiting(state));
    }
    effects.extend(
        lost.and_then(|v| v.ticket)
            .map(|ticket| Effect::Reject(ticket, message)),
    );
    effects
}

fn take_coming(state: &mut AppState, number: u32) -> Option<RunView> {
    let at = state.coming.iter().position(|v| v.number == Some(number))?;
    Some(state.coming.remove(at))
}

/// The sentence of the live region for a verdict.
pub fn verdict_message(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Finished => "verdict-finished",
        Verdict::Failed => "verdict-failed",
        Verdict::Stopped => "verdict-stopped",
        Verdict::Crashed => "verdict-crashed",
        Verdict::Deadlocked => "verdict-deadlocked",
        Verdict::Stuck => "verdict-stuck",
    }
}
