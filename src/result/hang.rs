//! A hang: who waits for what, as a picture and in words.

use crate::canvas::Canvas;
use crate::i18n::Translator;
use crate::parts::figures::time_ms;
use crate::timeline::{SizeWatch, ThemeWatch};
use core::cell::RefCell;
use report::hang::{HangReport, Taken, WaitReport};
use scenario::Message;
use trace::kinds::Cause;
use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub struct HangProps {
    /// Speaks.
    pub t: Translator,
    /// What to tell.
    pub hang: HangReport,
}

/// Something changed that only the picture shows.
pub enum Said {
    /// The picture is so wide now.
    Width(f32),
    /// The theme may have changed.
    Repaint,
}

/// Who waits for what: the picture, one sentence for each thread, and what was taken in which order.
///
/// Accessible: the picture is decoration, the list below says the same. States: a cycle, or threads that nobody can wake.
pub struct HangView {
    frame: NodeRef,
    canvas: NodeRef,
    painter: RefCell<Option<Canvas>>,
    watch: Option<SizeWatch>,
    theme: Option<ThemeWatch>,
    width: f32,
}

impl Component for HangView {
    type Message = Said;
    type Properties = HangProps;

    fn create(_: &Context<Self>) -> Self {
        HangView {
            frame: NodeRef::default(),
            canvas: NodeRef::default(),
            painter: RefCell::default(),
            watch: None,
            theme: None,
            width: 0.0,
        }
    }

    fn update(&mut self, _: &Context<Self>, said: Said) -> bool {
        if let Said::Width(width) = said {
            self.width = width;
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let HangProps { t, hang } = ctx.props();
        let height = plot::hang::layout(hang, self.width, t).height;
        html! {
            <div class="pp-hang" ref={self.frame.clone()}>
                <canvas class="pp-hang__picture" ref={self.canvas.clone()} style={format!("height:{height}px")} aria-hidden="true"></canvas>
                <ul class="pp-hang__list">{ for hang.waits.iter().map(|wait| html! { <li>{ t.t(&sentence(wait)) }</li> }) }</ul>
                if !hang.taken.is_empty() {
                    <p>{ t.say("hang-taken") }</p>
                    <ol class="pp-hang__list">{ for hang.taken.iter().map(|taken| html! { <li>{ t.t(&taking(taken)) }</li> }) }</ol>
                }
            </div>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            let link = ctx.link();
            if let Some(frame) = self.frame.cast::<HtmlElement>() {
                self.watch = SizeWatch::new(&frame, link.callback(|(width, _)| Said::Width(width)));
            }
            self.theme = ThemeWatch::new(link.callback(|()| Said::Repaint));
        }
        let Some(element) = self.canvas.cast::<HtmlCanvasElement>() else {
            return;
        };
        if self.width <= 0.0 {
            return;
        }
        let mut painter = self.painter.borrow_mut();
        if painter.is_none() {
            *painter = Canvas::new(element);
        }
        if let Some(painter) = painter.as_mut() {
            let HangProps { t, hang } = ctx.props();
            let list = plot::hang::layout(hang, self.width, t);
            painter.paint(&list, list.height);
        }
    }
}

/// What one thread waits for.
fn sentence(wait: &WaitReport) -> Message {
    let id = match (wait.cause, wait.holder, wait.object_name.is_empty()) {
        (Cause::Join, ..) => "hang-waits-for-end",
        (_, 0, true) => "hang-waits",
        (_, 0, false) => "hang-waits-for",
        _ if wait.holder_has_ended => "hang-waits-for-ended",
        (_, holder, _) if holder == wait.thread => "hang-waits-for-own",
        _ => "hang-waits-for-held",
    };
    Message::new(id)
        .text("thread", wait.name.clone())
        .text("object", wait.object_name.clone())
        .text("holder", wait.holder_name.clone())
}

fn taking(taken: &Taken) -> Message {
    Message::new("hang-took")
        .text("time", time_ms(taken.at_ms))
        .text("thread", taken.name.clone())
        .text("object", taken.object_name.clone())
}
