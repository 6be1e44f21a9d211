//! What is said of a run that was not made here.

use crate::i18n::Translator;
use crate::parts::Screen;
use crate::state::{Origin, Reason};
use scenario::message::Argument;
use yew::prelude::*;

/// When, where and on how many cores the run on the screen was recorded, above its picture.
///
/// Reads: run. Sends: nothing. Accessible: a note before the picture. States: nothing at all for a run that was made here.
pub fn recorded_line(props: &Screen) -> Html {
    let origin = props.state.shown_here().and_then(|run| run.origin.clone());
    let Some(origin) = origin else {
        return Html::default();
    };
    let t = &props.t;
    html! {
        <p class="pp-recorded" role="note"><i class="pp-dot pp-dot--warn" aria-hidden="true"></i>{ " " }
            if matches!(origin.reason, Reason::StandIn(_)) { { t.say("recorded-stand-in") }{ " " } }
            { where_and_when(t, &origin) }</p>
    }
}

fn where_and_when(t: &Translator, origin: &Origin) -> String {
    let date = js_sys::Date::new(&origin.began_ms.into());
    let date =
        String::from(date.to_locale_string(t.language().tag(), &wasm_bindgen::JsValue::UNDEFINED));
    t.with(
        "recorded-where",
        &[
            ("date", Argument::Text(date)),
            ("browser", Argument::Text(origin.machine.browser.clone())),
            ("cores", Argument::Number(f64::from(origin.machine.cores))),
        ],
    )
}
