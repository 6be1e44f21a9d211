//! Notices, said in place.

use crate::i18n::Translator;
use scenario::Message;
use yew::prelude::*;

/// How grave a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeTone {
    /// Something was put right; the run goes on.
    Warn,
    /// It did not work.
    Bad,
}

/// A list of sentences with a coloured edge; nothing when there are none.
///
/// Reads: the given messages. Sends: nothing. Accessible: a list; the live region has announced what matters. States: empty shows nothing.
pub fn notices(t: &Translator, messages: &[Message], tone: NoticeTone) -> Html {
    if messages.is_empty() {
        return Html::default();
    }
    let class = match tone {
        NoticeTone::Warn => "pp-notice pp-notice--warn",
        NoticeTone::Bad => "pp-notice pp-notice--bad",
    };
    html! {
        <ul class="pp-notices">
            { for messages.iter().map(|m| html! { <li {class}>{ t.t(m) }</li> }) }
        </ul>
    }
}
