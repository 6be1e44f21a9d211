//! Tells a picture how wide it is and how high its lanes should be.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, ResizeObserver};
use yew::Callback;

/// Watches an element's size until it is dropped.
pub struct SizeWatch {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut()>,
}

impl SizeWatch {
    /// Calls back with width and lane height in CSS pixels, at first and after every change of the element's size.
    pub fn new(element: &HtmlElement, changed: Callback<(f32, f32)>) -> Option<SizeWatch> {
        let watched = element.clone();
        let callback = Closure::<dyn FnMut()>::new(move || {
            let width = watched.client_width() as f32;
            if width > 0.0 {
                changed.emit((width, lane_height(&watched).unwrap_or(24.0)));
            }
        });
        let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(SizeWatch {
            observer,
            _callback: callback,
        })
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// The token `--lane`.
fn lane_height(element: &HtmlElement) -> Option<f32> {
    let style = web_sys::window()?.get_computed_style(element).ok()??;
    let text = style.get_property_value("--lane").ok()?;
    // Whole pixels: the reader of fractions brings a table of 10 KB that every visitor would download.
    let pixels: u16 = text.trim().trim_end_matches("px").parse().ok()?;
    Some(pixels.into())
}

/// Watches for another theme (system or chosen) until it is dropped.
pub struct ThemeWatch {
    media: web_sys::MediaQueryList,
    observer: web_sys::MutationObserver,
    callback: Closure<dyn FnMut()>,
}

impl ThemeWatch {
    /// Calls back after every change.
    pub fn new(changed: Callback<()>) -> Option<ThemeWatch> {
        let window = web_sys::window()?;
        let media = window.match_media("(prefers-color-scheme: dark)").ok()??;
        let callback = Closure::<dyn FnMut()>::new(move || changed.emit(()));
        media
            .add_event_listener_with_callback("change", callback.as_ref().unchecked_ref())
            .ok()?;
        let observer = web_sys::MutationObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        let what = web_sys::MutationObserverInit::new();
        what.set_attributes(true);
        what.set_attribute_filter(&js_sys::Array::of1(&"data-theme".into()));
        observer
            .observe_with_options(&window.document()?.document_element()?.into(), &what)
            .ok()?;
        Some(ThemeWatch {
            media,
            observer,
            callback,
        })
    }
}

impl Drop for ThemeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
        // Fails for listeners that were never added only.
        let _ = self
            .media
            .remove_event_listener_with_callback("change", self.callback.as_ref().unchecked_ref());
    }
}
