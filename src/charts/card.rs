//! One chart: picture, caption, table.

use crate::canvas::Canvas;
use crate::i18n::Translator;
use crate::timeline::{SizeWatch, ThemeWatch, table};
use core::cell::RefCell;
use plot::charts::{Chart, Figures, Size};
use plot::words::load_name;
use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub struct ChartCardProps {
    /// Speaks.
    pub t: Translator,
    /// Draws them.
    pub chart: &'static Chart,
    /// What to draw.
    pub figures: Figures,
}

/// What the card is told.
pub enum Said {
    /// The picture is so large now.
    Size(Size),
    /// Show or hide the table.
    Table,
    /// The theme may have changed.
    Repaint,
}

/// One chart with its caption, and its table on demand.
pub struct ChartCard {
    frame: NodeRef,
    canvas: NodeRef,
    painter: RefCell<Option<Canvas>>,
    watch: Option<SizeWatch>,
    theme: Option<ThemeWatch>,
    /// Of the picture, once it is known.
    size: Option<Size>,
    table: bool,
}

impl Component for ChartCard {
    type Message = Said;
    type Properties = ChartCardProps;

    fn create(_: &Context<Self>) -> Self {
        ChartCard {
            frame: NodeRef::default(),
            canvas: NodeRef::default(),
            painter: RefCell::default(),
            watch: None,
            theme: None,
            size: None,
            table: false,
        }
    }

    fn update(&mut self, _: &Context<Self>, said: Said) -> bool {
        match said {
            Said::Size(size) => self.size = Some(size),
            Said::Table => self.table = !self.table,
            Said::Repaint => {}
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let ChartCardProps { t, chart, figures } = ctx.props();
        let pressed = if self.table { "true" } else { "false" };
        html! {
            <figure class="pp-card pp-chart">
                <figcaption class="pp-card__head">
                    <h2>{ load_name(&figures.load, t) }</h2>
                    if !figures.is_empty() {
                        <span class="pp-chart__caption">{ t.t(&(chart.caption)(figures)) }</span>
                        <button type="button" class="pp-button pp-button--quiet" aria-pressed={pressed}
                            onclick={ctx.link().callback(|_| Said::Table)}>{ t.say("as-table") }</button>
                    }
                </figcaption>
                <div class="pp-chart__picture" ref={self.frame.clone()} role="img" aria-label={(chart.summary)(figures, t)}>
                    <canvas class="pp-chart__canvas" ref={self.canvas.clone()} style="width:100%;height:100%"></canvas>
                    if figures.is_empty() {
                        <p class="pp-chart__empty">{ t.t(&(chart.caption)(figures)) }</p>
                    }
                </div>
                if self.table && !figures.is_empty() {
                    { table(&(chart.table)(figures, t), &load_name(&figures.load, t)) }
                }
            </figure>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            if let Some(frame) = self.frame.cast::<HtmlElement>() {
                let watched = frame.clone();
                // Here the layout is fresh: to ask for the height when painting would have it made once more.
                let size = move |(width, _)| {
                    Said::Size(Size {
                        width,
                        height: watched.client_height() as f32,
                    })
                };
                self.watch = SizeWatch::new(&frame, ctx.link().callback(size));
            }
            self.theme = ThemeWatch::new(ctx.link().callback(|()| Said::Repaint));
        }
        self.paint(ctx.props());
    }
}

impl ChartCard {
    /// Charts change once per measurement: they are painted when they do, not in every frame.
    fn paint(&self, props: &ChartCardProps) {
        let element = self.canvas.cast::<HtmlCanvasElement>();
        let (Some(element), Some(size)) = (element, self.size) else {
            return;
        };
        let mut painter = self.painter.borrow_mut();
        if !painter.as_ref().is_some_and(|p| p.is_over(&element)) {
            *painter = Canvas::new(element);
        }
        if let Some(painter) = painter.as_mut() {
            painter.paint(
                &(props.chart.layout)(&props.figures, size, &props.t),
                size.height,
            );
        }
    }
}
