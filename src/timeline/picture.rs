//! The picture of a run: what is shown, and how it comes onto the canvas. Shared by the component and the frame loop.

use super::moves::{Move, apply};
use crate::canvas::Canvas;
use crate::i18n::Translator;
use crate::state::History;
use core::cell::{Cell, RefCell};
use plot::DisplayList;
use plot::timeline::{Sums, View, layout};
use report::Timeline;
use web_sys::HtmlCanvasElement;

/// View, index and canvas of one timeline.
pub struct Picture {
    view: RefCell<View>,
    sums: RefCell<Sums>,
    canvas: RefCell<Option<Canvas>>,
    history: RefCell<Option<History>>,
    words: RefCell<Translator>,
    live: Cell<bool>,
}

impl Picture {
    /// Of nothing yet.
    pub fn new(words: Translator) -> Picture {
        Picture {
            view: RefCell::new(View::new(960.0, 0.0, 24.0)),
            sums: RefCell::default(),
            canvas: RefCell::default(),
            history: RefCell::default(),
            words: RefCell::new(words),
            live: Cell::new(false),
        }
    }

    /// What to show from now on; another run begins with a view of the whole. Says whether the picture must be painted, although the
    /// loop of frames brings nothing new.
    pub fn show(&self, history: Option<History>, live: bool, words: Translator) -> bool {
        let another = address(history.as_ref()) != address(self.history.borrow().as_ref());
        let ended = self.live.replace(live) != live;
        let language = *self.words.borrow() != words;
        if another {
            let old = self.view();
            let fresh = View::new(old.width, old.height, old.lane_height);
            *self.view.borrow_mut() = View {
                collapsed: old.collapsed,
                live: old.live,
                ..fresh
            };
            *self.sums.borrow_mut() = Sums::default();
        }
        *self.history.borrow_mut() = history;
        *self.words.borrow_mut() = words;
        self.change(Move::Frame { live });
        another || ended || language
    }

    /// Applies a move to the view; says whether anything changed.
    pub fn change(&self, what: Move) -> bool {
        self.read(|timeline| {
            let old = self.view.borrow().clone();
            let new = apply(old.clone(), timeline, what);
            let changed = new != old;
            *self.view.borrow_mut() = new;
            changed
        })
    }

    /// The view as it is.
    pub fn view(&self) -> View {
        self.view.borrow().clone()
    }

    /// Looks at the timeline, an empty one where no run is shown.
    pub fn read<R>(&self, look: impl FnOnce(&Timeline) -> R) -> R {
        match &*self.history.borrow() {
            Some(history) => look(&history.read()),
            None => look(&Timeline::default()),
        }
    }

    /// Lays out and paints what is in view, on this element.
    pub fn paint(&self, element: &HtmlCanvasElement) {
        let mut canvas = self.canvas.borrow_mut();
        if !canvas.as_ref().is_some_and(|c| c.is_over(element)) {
            *canvas = Canvas::new(element.clone());
        }
        let Some(canvas) = canvas.as_mut() else {
            return;
        };
        if self.live.get() {
            self.change(Move::Frame { live: true });
        }
        canvas.paint(&self.lay_out(), self.view().height);
    }

    /// What is in view, as an SVG document; `None` before the first painting.
    pub fn svg(&self) -> Option<String> {
        let mut list = self.lay_out();
        list.height = self.view().height;
        self.canvas.borrow_mut().as_mut()?.svg(&list)
    }

    /// What is on the canvas, as the address of a PNG file's data.
    pub fn png(&self) -> Option<String> {
        self.canvas.borrow().as_ref()?.png()
    }

    fn lay_out(&self) -> DisplayList {
        let view = self.view();
        self.read(|timeline| {
            let mut sums = self.sums.borrow_mut();
            sums.update(timeline);
            layout(timeline, &sums, &view, &*self.words.borrow())
        })
    }
}

/// Which run a history is of: all clones share one timeline.
fn address(history: Option<&History>) -> Option<*const Timeline> {
    history.map(|history| &raw const *history.read())
}
