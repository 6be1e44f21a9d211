//! The one loop of animation frames. Nothing else in the page may request a frame, and a frame that would show nothing new is not asked for.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

type Callback = Closure<dyn FnMut(f64)>;

/// When the next frame should come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// As soon as the browser can.
    Now,
    /// That is to be decided so many milliseconds from now; until then the loop rests.
    In(f64),
    /// When somebody asks for one.
    WhenAsked,
}

/// Asks the browser for frames and calls back once for each.
pub struct FrameLoop {
    pending: Cell<bool>,
    /// A timer runs that will ask.
    resting: Cell<bool>,
    callback: OnceCell<Callback>,
    on_rested: Box<dyn Fn()>,
}

impl FrameLoop {
    /// Calls `on_frame` once for each frame that was asked for, and `on_rested` after a rest, to decide anew.
    pub fn new(on_frame: impl Fn() + 'static, on_rested: impl Fn() + 'static) -> Rc<Self> {
        let frames = Rc::new(Self {
            pending: Cell::new(false),
            resting: Cell::new(false),
            callback: OnceCell::new(),
            on_rested: Box::new(on_rested),
        });
        let weak = Rc::downgrade(&frames);
        let callback = Closure::new(move |_| {
            if let Some(frames) = weak.upgrade() {
                frames.pending.set(false);
            }
            on_frame();
        });
        // A fresh cell is empty.
        let _ = frames.callback.set(callback);
        frames
    }

    /// Asks for the next frame, or rests and has it decided anew.
    pub fn schedule(self: &Rc<Self>, next: Next) {
        match next {
            Next::Now => self.request(),
            Next::In(ms) if !self.pending.get() && !self.resting.replace(true) => {
                let weak = Rc::downgrade(self);
                after_ms(ms.ceil() as i32, move || {
                    if let Some(frames) = weak.upgrade() {
                        frames.resting.set(false);
                        (frames.on_rested)();
                    }
                });
            }
            Next::In(_) | Next::WhenAsked => {}
        }
    }

    /// Asks for the next frame, once, however often it is called.
    pub fn request(&self) {
        if self.pending.replace(true) {
            return;
        }
        let asked = self
            .callback
            .get()
            .zip(web_sys::window())
            .map(|(callback, window)| {
                window.request_animation_frame(callback.as_ref().unchecked_ref())
            });
        if !matches!(asked, Some(Ok(_))) {
            self.pending.set(false);
        }
    }
}

/// `performance.timeOrigin + performance.now()`: milliseconds on the one time line of the page and all workers.
pub fn clock_ms() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0.0, |p| p.time_origin() + p.now())
}

/// Whether the page is hidden now.
pub fn is_hidden() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|d| d.hidden())
}

/// Logical cores that the browser admits to, at least 1.
pub fn cores() -> u32 {
    let cores = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    (cores as u32).max(1)
}

/// Calls back once, `ms` milliseconds from now or, in a hidden page, later.
pub fn after_ms(ms: i32, call: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(call);
    if let Some(window) = web_sys::window() {
        // Without a timer nothing but a tidying up is lost.
        let _ = window
            .set_timeout_with_callback_and_timeout_and_arguments_0(callback.unchecked_ref(), ms);
    }
}
