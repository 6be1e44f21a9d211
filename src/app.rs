//! The app: holds the state, carries effects out, and lays the regions of the screen.

mod effects;
mod keyboard;
mod machine;
mod text_pace;
mod view;

use crate::api::{self, Promises};
use crate::i18n::{Language, Translator};
use crate::parts::{Dispatch, HELP_ID};
use crate::state::{
    Action, AppState, CardRef, Copied, Effect, Overlay, Phase, Shared, Step, Theme, reduce,
};
use crate::stored;
use crate::supervisor::{Supervisor, SupervisorEvent};
use crate::supervisor::{after_ms, clock_ms};
use crate::{isolation, route, saved};
use core::cell::{Cell, RefCell};
use std::rc::Rc;
use text_pace::{Cores, Grown, TextPace};
use yew::prelude::*;

/// The whole page.
pub struct App {
    state: Shared,
    /// The state as it was when anything but a run's history last changed: what stands still meanwhile is drawn from it.
    still: Rc<AppState>,
    t: Translator,
    dispatch: Dispatch,
    supervisor: Supervisor,
    promises: Promises,
    /// The demo that the gallery was last scrolled to.
    revealed: Cell<&'static str>,
    text_pace: TextPace,
}

impl Component for App {
    type Message = Action;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let dispatch = ctx.link().callback(|action| action);
        let supervisor = {
            let link = ctx.link().clone();
            Supervisor::new(move |event| link.send_message(Action::Supervisor(event)))
        };
        let state = Rc::new(RefCell::new(Rc::new(first_state())));
        let still = state.borrow().clone();
        let promises = Promises::default();
        let t = Translator::new(state.borrow().language);
        api::open(
            dispatch.clone(),
            state.clone(),
            supervisor.clone(),
            promises.clone(),
        );
        if !state.borrow().machine.can_run() {
            promises.ready();
        }
        keyboard::listen(state.clone(), dispatch.clone());
        saved::listen(dispatch.clone());
        if state.borrow().machine.is_isolating {
            let dispatch = dispatch.clone();
            isolation::try_once(move || dispatch.emit(Action::NotIsolated));
        }
        let open = dispatch.reform(Action::Open);
        route::on_change(move |link| open.emit(link));
        dispatch.emit(Action::Open(route::hash()));
        App {
            still,
            state,
            t,
            dispatch,
            supervisor,
            promises,
            revealed: Cell::default(),
            text_pace: TextPace::default(),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, action: Action) -> bool {
        if matches!(
            action,
            Action::Supervisor(SupervisorEvent::FleetReady { .. })
        ) {
            self.promises.ready();
        }
        let is_due = action == Action::ShowGrown;
        if is_due {
            self.text_pace.waited();
        }
        let old = self.state.borrow().clone();
        let (new, effects) = reduce(AppState::clone(&old), action);
        let changed = new != *old;
        let has_grown = changed && new.is_same_but_history(&self.still);
        let later = new.later.here();
        if new.language != old.language || later != old.later.here() {
            self.t = Translator::with_later(new.language, later);
        }
        let new = Rc::new(new);
        if changed && !has_grown {
            self.still = new.clone();
        }
        *self.state.borrow_mut() = new;
        for effect in effects {
            self.carry_out(effect);
        }
        // While a run is left nothing is drawn: its workers need the cores for that, and within 150 ms they have left or are cut off.
        let is_shown = (is_due || changed) && self.state.borrow().phase != Phase::Stopping;
        is_shown && (!has_grown || self.shows_growth(ctx))
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let state = self.state.borrow().clone();
        let still = self.still.clone();
        view::page(&self.t, &self.dispatch, (state, still), &self.supervisor)
    }

    fn rendered(&mut self, _: &Context<Self>, first: bool) {
        self.text_pace.shown(clock_ms());
        let state = self.state.borrow();
        if first {
            effects::dress(&state, &self.t);
        }
        let phase = match state.phase {
            Phase::Idle => "idle",
            Phase::Starting { .. } => "starting",
            Phase::Running | Phase::Stopping => "running",
        };
        effects::mark_root("data-phase", Some(phase));
        let verdict = state
            .shown
            .as_ref()
            .and_then(|v| v.verdict())
            .filter(|_| !state.phase.is_busy());
        effects::mark_root("data-verdict", verdict.map(|v| v.id()));
        effects::open_dialog(HELP_ID, state.overlay == Overlay::Help);
        if self.revealed.replace(state.card.id()) != state.card.id() {
            effects::reveal_open_demo();
        }
    }
}

impl App {
    /// Whether what a run has added is shown now; if not, it will be.
    fn shows_growth(&mut self, ctx: &Context<Self>) -> bool {
        let cores = if self.supervisor.is_crowded() {
            Cores::Crowded
        } else {
            Cores::Free
        };
        let grown = self.text_pace.grown(clock_ms(), cores);
        if let Grown::ShowIn(ms) = grown {
            let link = ctx.link().clone();
            after_ms(ms.ceil() as i32, move || {
                link.send_message(Action::ShowGrown)
            });
        }
        grown == Grown::Show
    }

    fn carry_out(&self, effect: Effect) {
        let dispatch = self.dispatch.clone();
        match effect {
            Effect::Navigate {
                link,
                step: Step::Push,
            } => route::push(&link),
            Effect::Navigate {
                link,
                step: Step::Replace,
            } => route::replace(&link),
            Effect::Start(request) => {
                let number = self.supervisor.start(request);
                dispatch.emit(Action::Numbered(number));
            }
            Effect::Stop(reason) => self.supervisor.stop(reason),
            Effect::Resolve(ticket, report) => self.promises.resolve(ticket, &report),
            Effect::Reject(ticket, message) => self.promises.reject(ticket, &message),
            Effect::Dress => effects::dress(&self.state.borrow(), &self.t),
            Effect::KeepTheme => stored::keep_theme(self.state.borrow().theme.id()),
            Effect::KeepLanguage => stored::keep_language(self.state.borrow().language.id()),
            Effect::KeepSingleKeys => stored::keep_single_keys(self.state.borrow().single_keys),
            Effect::KeepSeen => {
                stored::keep_seen(self.state.borrow().seen.iter().map(String::as_str))
            }
            Effect::FocusSearch => effects::focus_search(),
            Effect::ShowCard(number) => effects::show_card(number),
            Effect::CopyLink(link) => effects::copy(route::address(&link), Copied::Link, dispatch),
            Effect::CopyProgram(text) => effects::copy(text, Copied::Program, dispatch),
            Effect::Save { name, text } => crate::download::text(&name, &text),
            Effect::Prepare(group) => self.supervisor.prepare(group),
            Effect::FetchCards(group) => effects::fetch_cards(group, dispatch),
            Effect::FetchLater => effects::fetch_later(dispatch),
            Effect::FetchRust(demo) => effects::fetch_rust(demo, dispatch),
            Effect::SaveRun(view) => saved::save(*view, dispatch),
            Effect::AskFile => saved::ask(dispatch),
            Effect::AskPictures => saved::pictures::ask(dispatch),
            Effect::FetchRecorded(demo) => saved::fetch_recorded(demo, dispatch),
        }
    }
}

/// The state before the first link is read: what the browser remembers, else what it asks for.
fn first_state() -> AppState {
    let mut machine = machine::read();
    machine.is_isolating = isolation::can_try(&machine);
    let mut state = AppState::new(CardRef(demos::opening()), machine);
    let asked = || {
        web_sys::window()?
            .navigator()
            .languages()
            .iter()
            .find_map(|tag| Language::from_tag(&tag.as_string()?))
    };
    state.language = stored::language()
        .as_deref()
        .and_then(Language::from_tag)
        .or_else(asked)
        .unwrap_or_default();
    state.theme = stored::theme()
        .as_deref()
        .and_then(Theme::from_id)
        .unwrap_or_default();
    state.single_keys = stored::single_keys();
    state.seen = stored::seen()
        .into_iter()
        .filter(|id| !id.is_empty())
        .collect();
    state
}
