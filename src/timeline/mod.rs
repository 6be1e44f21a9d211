//! The timeline card: the picture of a run and everything that a person does to it.

mod export;
mod figures;
mod input;
mod later;
mod moment;
mod moves;
mod picture;
mod search;
mod size;
mod words;

use crate::i18n::Translator;
use crate::keys::TimelineCommand;
use crate::later::Arrival;
use crate::parts::Dispatch;
use crate::state::{Action, History};
use crate::supervisor::Supervisor;
use core::cell::RefCell;
use export::Export;
use figures::{Asked, Figures};
pub(crate) use later::LATER;
pub use later::Later;
use moves::Move;
use picture::Picture;
use plot::charts::Table;
use plot::timeline::{Mode, Selection};
use report::Timeline;
use search::Search;
pub use size::{SizeWatch, ThemeWatch};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub struct TimelineProps {
    /// Speaks.
    pub t: Translator,
    /// Its loop of frames paints the picture.
    pub supervisor: Supervisor,
    /// The run to show.
    pub history: Option<History>,
    /// Whether it goes on.
    pub live: bool,
    /// The code that comes later.
    pub later: Arrival,
    /// Sends to the page.
    pub dispatch: Dispatch,
}

/// What the card is told.
pub enum Said {
    /// Change the view.
    Move(Move),
    /// Show or hide the table.
    Table,
    /// Show or hide the figures.
    Figures,
    /// Drag over the picture to choose a stretch, or to move it.
    Mark,
    /// Typed into the search field.
    Find(String),
    /// Go on among what was found.
    Step(isize),
    /// Save a file.
    Save(Export),
}

/// The card "Timeline": one lane per thread, live, with a cursor that says what every thread does.
///
/// Reads: the run's history. Sends: `SaveRun`, `AskFile`. Keys: those of `keys::TIMELINE`, with the picture focused; Escape clears the selection.
/// Accessible: the picture is an image with a sentence as its name, a table with the same figures beside it.
/// States: empty (says what will appear), live, over.
pub struct TimelineCard {
    picture: Rc<Picture>,
    canvas: NodeRef,
    frame: NodeRef,
    watch: Option<SizeWatch>,
    theme: Option<ThemeWatch>,
    wheel: Option<Closure<dyn FnMut(web_sys::WheelEvent)>>,
    pointers: input::Pointers,
    tip: Option<input::Tip>,
    table: bool,
    open: bool,
    search: Search,
    figures: RefCell<Option<Figures>>,
    /// A file that is saved once the code for it is here.
    wanted: Option<Export>,
}

impl Component for TimelineCard {
    type Message = Said;
    type Properties = TimelineProps;

    fn create(ctx: &Context<Self>) -> Self {
        let props = ctx.props();
        let picture = Rc::new(Picture::new(props.t.clone()));
        picture.show(props.history.clone(), props.live, props.t.clone());
        let canvas = NodeRef::default();
        let (painted, element) = (picture.clone(), canvas.clone());
        props.supervisor.on_paint(move || paint(&painted, &element));
        TimelineCard {
            picture,
            canvas,
            frame: NodeRef::default(),
            watch: None,
            theme: None,
            wheel: None,
            pointers: input::Pointers::default(),
            tip: None,
            table: false,
            open: false,
            search: Search::default(),
            figures: RefCell::default(),
            wanted: None,
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Self::Properties) -> bool {
        let props = ctx.props();
        if props.later != old.later {
            self.later_came(ctx);
        }
        if self
            .picture
            .show(props.history.clone(), props.live, props.t.clone())
        {
            props.supervisor.request_frame();
        }
        if props.live {
            self.search.forget();
        }
        true
    }

    fn update(&mut self, ctx: &Context<Self>, said: Self::Message) -> bool {
        let changed = match said {
            Said::Move(what) => self.moved(what, ctx),
            Said::Figures => {
                self.open = !self.open;
                wanted(ctx);
                true
            }
            Said::Mark => {
                self.pointers.turn();
                true
            }
            Said::Find(typed) => self.find(typed, ctx),
            Said::Step(by) => {
                let next = self.search.step(by);
                self.choose(next)
            }
            Said::Table => {
                self.table = !self.table;
                wanted(ctx);
                true
            }
            Said::Save(what) => {
                match wanted(ctx) {
                    Some(later) => what.save(&self.picture, later),
                    None => self.wanted = Some(what),
                }
                false
            }
        };
        if changed {
            ctx.props().supervisor.request_frame();
        }
        changed
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let t = &ctx.props().t;
        html! {
            <section class="pp-card pp-timeline" id="pp-card-4" tabindex="-1" aria-labelledby="pp-timeline">
                { self.head(ctx) }
                { self.frame(ctx) }
                { self.picture.read(|timeline| moment::chosen_line(timeline, &self.picture.view(), t)) }
                { self.picture.read(|timeline| moment::moment_line(timeline, &self.picture.view(), t)) }
                { self.figures(ctx) }
                if self.table {
                    { ctx.props().later.here().map(|later| self.picture.read(|timeline| (later.timeline.table)(timeline, t))) }
                }
            </section>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            let (link, supervisor) = (ctx.link().clone(), ctx.props().supervisor.clone());
            self.theme = ThemeWatch::new(Callback::from(move |()| supervisor.request_frame()));
            ctx.props().supervisor.request_frame();
            if let Some(frame) = self.frame.cast::<HtmlElement>() {
                let resize =
                    link.callback(|(width, lane)| Said::Move(Move::Resize { width, lane }));
                self.watch = SizeWatch::new(&frame, resize);
                self.wheel =
                    input::listen_wheel(&frame, self.picture.clone(), link.callback(Said::Move));
            }
        }
    }
}

impl TimelineCard {
    /// Changes the view; says whether anything looks different.
    fn moved(&mut self, what: Move, ctx: &Context<Self>) -> bool {
        if what == Move::Key(TimelineCommand::Find) {
            if let Some(field) = self.search.field.cast::<HtmlElement>() {
                let _ = field.focus();
            }
            return false;
        }
        let changed = self.picture.change(what);
        if let Move::Point(place) = what {
            self.tip = place.and_then(|(x, y)| input::tip(&self.picture, x, y, &ctx.props().t));
        }
        changed || matches!(what, Move::Point(_))
    }

    /// Looks for what was typed, and chooses the first that is found.
    fn find(&mut self, typed: String, ctx: &Context<Self>) -> bool {
        let found = wanted(ctx).map(|later| {
            let look =
                |timeline: &Timeline| (later.timeline.search)(timeline, &typed, &ctx.props().t);
            self.picture.read(look)
        });
        let first = self.search.type_in(typed, found.unwrap_or_default());
        self.choose(first)
    }

    /// The code that comes later is here now, or missing: what waited for it is done, or given up.
    fn later_came(&mut self, ctx: &Context<Self>) {
        let wanted = self.wanted.take();
        let Some(later) = ctx.props().later.here() else {
            return;
        };
        if let Some(what) = wanted {
            what.save(&self.picture, later);
        }
        let typed = self.search.typed();
        if !typed.is_empty() {
            self.find(typed, ctx);
        }
    }

    /// Chooses a span that was found, and brings it into sight.
    fn choose(&self, found: Option<Selection>) -> bool {
        if let Some(selection) = found {
            self.picture.change(Move::Choose(selection));
        }
        true
    }

    fn figures(&self, ctx: &Context<Self>) -> Html {
        let props = ctx.props();
        let asked = Asked {
            known: &self.figures,
            picture: &self.picture,
            panel: self.open || self.picture.view().stretch.is_some(),
            live: props.live,
            t: &props.t,
            said: &ctx.link().callback(|said| said),
        };
        match props.later.here() {
            Some(later) => (later.timeline.figures)(asked),
            None => Html::default(),
        }
    }

    fn head(&self, ctx: &Context<Self>) -> Html {
        let t = &ctx.props().t;
        let mode = self.picture.view().mode;
        let button = |what: Move, label: &str, pressed: bool| {
            let onclick = ctx.link().callback(move |_| Said::Move(what));
            let pressed = if pressed { "true" } else { "false" };
            html! { <span><button type="button" class="pp-button pp-button--quiet" aria-pressed={pressed} {onclick}>{ t.say(label) }</button></span> }
        };
        let chosen = ctx
            .props()
            .history
            .as_ref()
            .map(|_| ctx.link().callback(Said::Save));
        let switch = |what: fn() -> Said, label: &str, pressed: bool| {
            let onclick = ctx.link().callback(move |_| what());
            let pressed = if pressed { "true" } else { "false" };
            html! { <span><button type="button" class="pp-button pp-button--quiet" aria-pressed={pressed} {onclick}>{ t.say(label) }</button></span> }
        };
        html! {
            <div class="pp-card__head">
                <h2 id="pp-timeline">{ t.say("timeline") }</h2>
                <div class="pp-legend">{ for ["running", "blocked", "sleeping", "ready", "transfer"].map(|state| legend(t, state)) }</div>
                if ctx.props().history.is_some() { { self.search.view(t, &ctx.link().callback(|said| said)) } }
                <div class="pp-link-row pp-card__side">
                    { button(Move::Fit, "timeline-fit", mode == Mode::Fit) }
                    { button(Move::Follow, "timeline-follow", mode == Mode::Follow) }
                    { switch(|| Said::Mark, "timeline-mark", self.pointers.marks()) }
                    { switch(|| Said::Figures, "timeline-figures", self.open) }
                    { switch(|| Said::Table, "as-table", self.table) }
                    { export::menu(t, chosen, &ctx.props().dispatch) }
                </div>
            </div>
        }
    }

    fn frame(&self, ctx: &Context<Self>) -> Html {
        let t = &ctx.props().t;
        let link = ctx.link();
        let empty = self.picture.read(|timeline| timeline.lanes.is_empty());
        let label = self
            .picture
            .read(|timeline| plot::timeline::summary(timeline, t));
        let panning = self
            .pointers
            .is_panning()
            .then_some("pp-timeline__picture--panning");
        let pointers = self.pointers.clone();
        let pointer = |handle: fn(&input::Pointers, &PointerEvent) -> Vec<Move>| {
            let (pointers, link) = (pointers.clone(), link.clone());
            Callback::from(move |event: PointerEvent| {
                link.send_message_batch(
                    handle(&pointers, &event)
                        .into_iter()
                        .map(Said::Move)
                        .collect(),
                )
            })
        };
        let onkeydown =
            link.batch_callback(|event: KeyboardEvent| input::key(&event).map(Said::Move));
        html! {
            <div class={classes!("pp-timeline__picture", panning)} ref={self.frame.clone()} tabindex="0" role="img" aria-label={label}
                {onkeydown} onpointerdown={pointer(input::down)} onpointermove={pointer(input::moved)} onpointerup={pointer(input::up)}
                onpointercancel={pointer(input::left)} onpointerleave={pointer(input::left)}>
                <canvas class="pp-timeline__canvas" ref={self.canvas.clone()} style={format!("height:{}px", self.picture.view().height)}></canvas>
                if empty && !ctx.props().live {
                    <p class="pp-timeline__empty">{ t.say("plot-timeline-empty") }</p>
                }
                if let Some(tip) = &self.tip {
                    <div class="pp-timeline__tip" style={format!("transform:translate({}px,{}px)", tip.x, tip.y)} aria-hidden="true">
                        <b>{ &tip.title }</b>
                        { for tip.lines.iter().map(|line| html! { <div>{ line }</div> }) }
                    </div>
                }
            </div>
        }
    }
}

/// What comes later; it is asked for where it is not here.
fn wanted(ctx: &Context<TimelineCard>) -> Option<crate::later::Later> {
    let later = ctx.props().later.here();
    if later.is_none() {
        ctx.props().dispatch.emit(Action::FetchLater);
    }
    later
}

fn paint(picture: &Picture, canvas: &NodeRef) {
    if let Some(element) = canvas.cast::<HtmlCanvasElement>() {
        picture.paint(&element);
    }
}

fn legend(t: &Translator, state: &str) -> Html {
    let swatch = classes!("pp-swatch", format!("pp-swatch--{state}"));
    html! { <span class="pp-legend__item"><i class={swatch}></i>{ t.say(&format!("plot-state-{state}")) }</span> }
}

/// A table with the figures of a picture.
pub fn table(table: &Table, caption: &str) -> Html {
    html! {
        <div class="pp-table-box" tabindex="0">
            <table class="pp-table">
                <caption class="pp-hidden">{ caption }</caption>
                <thead><tr>{ for table.columns.iter().map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
                <tbody>
                    { for table.rows.iter().map(|row| html! { <tr>{ for row.iter().map(|cell| html! { <td>{ cell }</td> }) }</tr> }) }
                </tbody>
            </table>
        </div>
    }
}
