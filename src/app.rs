//! The app: holds the state, carries effects out, and lays the regions of the screen.

mod effects;
mod keyboard;
mod machine;

use crate::api::{self, Promises};
use crate::charts::Charts;
use crate::explain::Explain;
use crate::gallery::Gallery;
use crate::i18n::{Language, Translator};
use crate::parts::{Dispatch, Footer, Header, Help, MissingBanner};
use crate::program::Program;
use crate::result::{Output, ResultCard};
use crate::route;
use crate::setup::{Parameters, RunBar};
use crate::state::{Action, AppState, CardRef, Copied, Effect, Overlay, Phase, RunView, Step, Theme, reduce};
use crate::stored;
use crate::supervisor::{Supervisor, SupervisorEvent};
use crate::timeline::TimelineCard;
use core::cell::RefCell;
use report::Ns;
use std::rc::Rc;
use yew::prelude::*;

/// The whole page.
pub struct App {
    state: Rc<RefCell<AppState>>,
    t: Translator,
    dispatch: Dispatch,
    supervisor: Supervisor,
    promises: Promises,
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
        let state = Rc::new(RefCell::new(first_state()));
        let promises = Promises::default();
        let t = Translator::new(state.borrow().language);
        api::open(dispatch.clone(), state.clone(), supervisor.clone(), promises.clone());
        if !state.borrow().machine.can_run() {
            promises.ready();
        }
        keyboard::listen(state.clone(), dispatch.clone());
        let open = dispatch.reform(Action::Open);
        route::on_change(move |link| open.emit(link));
        dispatch.emit(Action::Open(route::hash()));
        App { state, t, dispatch, supervisor, promises }
    }

    fn update(&mut self, _: &Context<Self>, action: Action) -> bool {
        if matches!(action, Action::Supervisor(SupervisorEvent::FleetReady { .. })) {
            self.promises.ready();
        }
        let old = self.state.borrow().clone();
        let (new, effects) = reduce(old.clone(), action);
        let changed = new != old;
        if new.language != old.language {
            self.t = Translator::new(new.language);
        }
        *self.state.borrow_mut() = new;
        for effect in effects {
            self.carry_out(effect);
        }
        changed
    }

    fn view(&self, _: &Context<Self>) -> Html {
        let state = self.state.borrow();
        let t = &self.t;
        html! {
            <div class={classes!("pp-page", state.embed.then_some("pp-page--embed"))}>
                <a class="pp-skip" href="#pp-card-4" onclick={self.dispatch.reform(|e: MouseEvent| { e.prevent_default(); Action::ShowCard(4) })}>
                    { t.say("skip") }</a>
                <Header t={t.clone()} dispatch={self.dispatch.clone()} search={state.search.clone()} machine={state.machine.clone()}
                    theme={state.theme} copied={state.copied} drawer={state.overlay == Overlay::Gallery} />
                { self.gallery(&state) }
                { self.main(&state) }
                <Footer t={t.clone()} dispatch={self.dispatch.clone()} />
                <Help t={t.clone()} dispatch={self.dispatch.clone()} open={state.overlay == Overlay::Help} mac={state.machine.mac}
                    single={state.single_keys} />
                <div class="pp-live pp-hidden" role="status" aria-live="polite">
                    { state.announced.as_ref().map(|m| t.t(m)).unwrap_or_default() }
                </div>
            </div>
        }
    }

    fn rendered(&mut self, _: &Context<Self>, first: bool) {
        let state = self.state.borrow();
        if first {
            effects::dress(&state, &self.t);
        }
        let phase = match state.phase {
            Phase::Idle => "idle",
            Phase::Starting { .. } => "starting",
            Phase::Running => "running",
            Phase::Stopping => "stopping",
        };
        effects::mark_root("data-phase", Some(phase));
        let verdict = state.shown.as_ref().and_then(|v| v.verdict()).filter(|_| !state.phase.is_busy());
        effects::mark_root("data-verdict", verdict.map(|v| v.id()));
    }
}

impl App {
    fn carry_out(&self, effect: Effect) {
        let dispatch = self.dispatch.clone();
        match effect {
            Effect::Navigate { link, step: Step::Push } => route::push(&link),
            Effect::Navigate { link, step: Step::Replace } => route::replace(&link),
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
            Effect::KeepSeen => stored::keep_seen(self.state.borrow().seen.iter().map(String::as_str)),
            Effect::FocusSearch => effects::focus_search(),
            Effect::ShowCard(number) => effects::show_card(number),
            Effect::CopyLink(link) => effects::copy(route::address(&link), Copied::Link, dispatch),
            Effect::CopyProgram(text) => effects::copy(text, Copied::Program, dispatch),
            Effect::Save { name, text } => effects::save(&name, &text),
            Effect::FetchRust(demo) => effects::fetch_rust(demo, dispatch),
        }
    }

    fn gallery(&self, state: &AppState) -> Html {
        let running = state.phase.is_busy().then(|| state.newest().map(|v| v.card.spec.id)).flatten();
        let drawer = state.overlay == Overlay::Gallery;
        let close = self.dispatch.reform(|_: MouseEvent| Action::Close);
        html! { <>
            <Gallery t={self.t.clone()} dispatch={self.dispatch.clone()} open={state.card.spec.id} {running} seen={state.seen.clone()}
                search={state.search.clone()} {drawer} />
            if drawer { <div class="pp-veil" onclick={close}></div> }
        </> }
    }

    fn main(&self, state: &AppState) -> Html {
        let (t, dispatch) = (&self.t, &self.dispatch);
        // Another demo's run goes on, and its gallery entry says so; the cards show the open demo only.
        let shown = state.shown.clone().filter(|v| v.card.spec.id == state.card.spec.id);
        let listing = state.card.python(&state.checked().0);
        let running = shown.as_ref().filter(|v| v.is_live()).map(|v| running_lines(v, &listing)).unwrap_or_default();
        let rust = state.rust.as_ref().filter(|(demo, _)| *demo == state.card.spec.id).map(|(_, rust)| rust.clone());
        html! {
            <main class="pp-main">
                <MissingBanner t={t.clone()} machine={state.machine.clone()} />
                <div class="pp-title">
                    <div class="pp-title__text">
                        <h1>{ t.text(state.card.title) }</h1>
                        <p>{ t.text(state.card.idea) }</p>
                    </div>
                    <RunBar t={t.clone()} dispatch={dispatch.clone()} phase={state.phase} can_run={state.machine.can_run()} mac={state.machine.mac} />
                </div>
                <div class="pp-top">
                    <Parameters t={t.clone()} dispatch={dispatch.clone()} card={state.card} draft={state.draft.clone()}
                        notices={state.notices.clone()} />
                    <Program t={t.clone()} dispatch={dispatch.clone()} python={listing.text()} {rust} tab={state.tab} {running}
                        copied={state.copied} />
                    <ResultCard t={t.clone()} dispatch={dispatch.clone()} phase={state.phase} run={shown.clone()} trouble={state.trouble.clone()}
                        machine={state.machine.clone()} />
                </div>
                <div class="pp-work">
                    <TimelineCard t={t.clone()} supervisor={self.supervisor.clone()} history={shown.as_ref().map(|v| v.history.clone())}
                        live={shown.as_ref().is_some_and(|v| v.is_live())} />
                    <Charts t={t.clone()} history={shown.as_ref().map(|v| v.history.clone())} cores={state.machine.cores} />
                    <Output t={t.clone()} run={shown} />
                    <Explain t={t.clone()} card={state.card} />
                </div>
                { self.turn(state) }
            </main>
        }
    }

    /// The demos before and after this one.
    fn turn(&self, state: &AppState) -> Html {
        let listed: Vec<_> = demos::listed().collect();
        let Some(here) = listed.iter().position(|c| c.spec.id == state.card.spec.id) else { return Html::default() };
        let side = |at: Option<usize>, by: i32| {
            let Some(card) = at.and_then(|i| listed.get(i)) else { return html! { <span></span> } };
            let onclick = self.dispatch.reform(move |event: MouseEvent| {
                event.prevent_default();
                Action::Turn(by)
            });
            let title = self.t.text(card.title);
            let text = if by < 0 { format!("‹ {title}") } else { format!("{title} ›") };
            html! { <a href={format!("#/{}", card.spec.id)} {onclick}>{ text }</a> }
        };
        html! {
            <nav class="pp-turn" aria-label={self.t.say("turn-name")}>{ side(here.checked_sub(1), -1) }{ side(Some(here + 1), 1) }</nav>
        }
    }
}

/// Lines of the listing, from 0, at which a thread of the run is now.
fn running_lines(run: &RunView, listing: &demos::Listing) -> Vec<usize> {
    let timeline = run.history.read();
    let keys: Vec<u16> = timeline.lanes.iter().filter_map(|lane| lane.states.last()).filter(|s| s.end == Ns::OPEN).map(|s| s.line).collect();
    let is_at = |(_, line): &(usize, &demos::ListingLine)| line.key != 0 && keys.contains(&line.key);
    listing.lines.iter().enumerate().filter(is_at).map(|(i, _)| i).collect()
}

/// The state before the first link is read: what the browser remembers, else what it asks for.
fn first_state() -> AppState {
    let mut state = AppState::new(CardRef(demos::opening()), machine::read());
    let asked = || web_sys::window()?.navigator().languages().iter().find_map(|tag| Language::from_tag(&tag.as_string()?));
    state.language = stored::language().as_deref().and_then(Language::from_tag).or_else(asked).unwrap_or_default();
    state.theme = stored::theme().as_deref().and_then(Theme::from_id).unwrap_or_default();
    state.seen = stored::seen().into_iter().filter(|id| !id.is_empty()).collect();
    state
}
