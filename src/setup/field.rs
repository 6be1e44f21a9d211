//! One field of the form.

use super::slider;
use crate::i18n::Translator;
use crate::parts::Dispatch;
use crate::state::Action;
use scenario::message::Argument;
use scenario::parameters::{Choice, Kind};
use scenario::{Field, Notice};
use wasm_bindgen::JsCast;
use yew::prelude::*;

/// Longer labels than this in one row of segments would be cut off beside a 76 px label: a list is offered instead.
const SEGMENTS_MAX_CHARS: usize = 30;

/// One field and what is typed into it.
pub struct FieldRow<'a> {
    /// Speaks.
    pub t: &'a Translator,
    /// Sends.
    pub dispatch: &'a Dispatch,
    /// The field, as its demo offers it.
    pub field: &'static Field,
    /// What it means; empty while the cards are not here.
    pub help: &'a str,
    /// As typed.
    pub text: String,
    /// What is wrong with it.
    pub notice: Option<Notice>,
}

/// A parameter: label, the control that suits its kind, and what is wrong with it.
///
/// Reads: draft, notices. Sends: `Edit`. Keys: those of the control. Accessible: every control is labelled, the notice describes it; the
/// slider is a second way to the number and carries the same name. States: plain, refused (the default is used and the notice says so).
pub fn field_row(props: &FieldRow<'_>) -> Html {
    let FieldRow { t, field, .. } = props;
    let id = format!("pp-field-{}", field.key);
    let label = t.text(field.label());
    let control = match field.kind() {
        Kind::Integer | Kind::Float | Kind::Duration => number(props, &id),
        Kind::Choice if segments_fit(t, field) => choice(props, &id, One),
        Kind::Choice => select(props, &id),
        Kind::Choices => choice(props, &id, Several),
        Kind::Flag => flag(props, &id),
        Kind::Integers | Kind::Text | Kind::Script => line(props, &id),
    };
    let wide = !matches!(field.kind(), Kind::Integer | Kind::Float | Kind::Duration);
    let class = classes!(
        "pp-field",
        wide.then_some("pp-field--wide"),
        props.notice.is_some().then_some("pp-field--bad")
    );
    html! {
        <div {class}>
            <span class="pp-field__label"><label id={format!("{id}-label")} for={id.clone()}>{ label }</label>{ explained(t, &id, label, props.help) }</span>
            { control }
            if let Some(notice) = &props.notice {
                <span class="pp-field__help" id={format!("{id}-notice")}>{ t.t(&notice.message) }</span>
            }
        </div>
    }
}

/// A `?` beside the label that shows what the field means, above the page: nothing moves. The browser opens it by click, touch or key and
/// closes it on Escape or a press elsewhere.
fn explained(t: &Translator, id: &str, label: &str, help: &str) -> Html {
    let help_id = format!("{id}-help");
    let name = t.with(
        "field-help",
        &[("field", Argument::Text(label.to_string()))],
    );
    html! { <>
        { " " }<button type="button" class="pp-help" popovertarget={help_id.clone()} aria-label={name} title={help.to_string()}>{ "?" }</button>
        <div class="pp-help__text" id={help_id} popover="auto">{ help }</div>
    </> }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum HowMany {
    One,
    Several,
}
use HowMany::{One, Several};

fn segments_fit(t: &Translator, field: &Field) -> bool {
    // A Chinese character is as wide as two Latin ones.
    let width = |text: &str| {
        text.chars()
            .map(|c| if c.is_ascii() { 1 } else { 2 })
            .sum::<usize>()
    };
    field
        .choices()
        .map(|c| width(t.text(c.label)) + 2)
        .sum::<usize>()
        <= SEGMENTS_MAX_CHARS
}

/// What describes a control: the notice first, then the help.
fn described(props: &FieldRow<'_>, id: &str) -> String {
    match props.notice {
        Some(_) => format!("{id}-notice {id}-help"),
        None => format!("{id}-help"),
    }
}

fn edit<E: 'static>(props: &FieldRow<'_>, text: impl Fn(E) -> String + 'static) -> Callback<E> {
    let key = props.field.key;
    props.dispatch.reform(move |event| Action::Edit {
        key,
        text: text(event),
    })
}

fn typed(event: &Event) -> String {
    let target = event.target();
    let input = target
        .as_ref()
        .and_then(|t| t.dyn_ref::<web_sys::HtmlInputElement>())
        .map(|i| i.value());
    let select = || {
        target
            .as_ref()
            .and_then(|t| t.dyn_ref::<web_sys::HtmlSelectElement>())
            .map(|s| s.value())
    };
    input.or_else(select).unwrap_or_default()
}

/// Where a slider was moved to.
fn position(event: &Event) -> f64 {
    let target = event.target();
    let slider = target
        .as_ref()
        .and_then(|t| t.dyn_ref::<web_sys::HtmlInputElement>());
    slider.map_or(0.0, |s| s.value_as_number())
}

fn number(props: &FieldRow<'_>, id: &str) -> Html {
    let field = props.field;
    let track = slider::track(field).unwrap_or(slider::Track {
        min: 0.0,
        max: 1.0,
        step: 1.0,
    });
    let slide = edit(props, move |event: InputEvent| {
        slider::text_at(field, position(&event))
    });
    let type_in = edit(props, |event: InputEvent| typed(&event));
    let unit = field.parameter().unit.symbol();
    html! { <>
        <input type="range" class="pp-field__slider" min={track.min.to_string()} max={track.max.to_string()} step={track.step.to_string()}
            value={slider::position(field, &props.text).to_string()} aria-labelledby={format!("{id}-label")}
            aria-valuetext={format!("{} {unit}", props.text)} oninput={slide} />
        <span class="pp-number">
            <input id={id.to_string()} name={field.key} type="text" inputmode="decimal" autocomplete="off" value={props.text.clone()}
                aria-invalid={props.notice.is_some().to_string()} aria-describedby={described(props, id)} oninput={type_in} />
            if !unit.is_empty() { <span class="pp-number__unit">{ unit }</span> }
        </span>
    </> }
}

fn choice(props: &FieldRow<'_>, id: &str, how_many: HowMany) -> Html {
    let chosen: Vec<&str> = props.text.split(',').map(str::trim).collect();
    let (role, kind) = if how_many == One {
        ("radiogroup", "radio")
    } else {
        ("group", "checkbox")
    };
    let item = |choice: &'static Choice| {
        let checked = chosen.contains(&choice.id);
        let next = if how_many == One {
            choice.id.to_string()
        } else {
            toggled(props.field, &chosen, choice.id)
        };
        let onchange = edit(props, move |_: Event| next.clone());
        html! {
            <label class="pp-choice__item" key={choice.id}>
                <input type={kind} name={id.to_string()} value={choice.id} {checked} {onchange} /><span>{ props.t.text(choice.label) }</span>
            </label>
        }
    };
    html! {
        <div class="pp-choice" id={id.to_string()} {role} aria-labelledby={format!("{id}-label")} aria-describedby={described(props, id)}>
            { for props.field.choices().map(item) }
        </div>
    }
}

/// The list with one word put in or taken out, in the table's order.
fn toggled(field: &Field, chosen: &[&str], id: &str) -> String {
    let on = |word: &str| chosen.contains(&word) != (word == id);
    field
        .choices()
        .map(|c| c.id)
        .filter(|word| on(word))
        .collect::<Vec<_>>()
        .join(",")
}

fn select(props: &FieldRow<'_>, id: &str) -> Html {
    let onchange = edit(props, |event: Event| typed(&event));
    html! {
        <select class="pp-select" id={id.to_string()} aria-describedby={described(props, id)} {onchange}>
            { for props.field.choices().map(|c| html! {
                <option key={c.id} value={c.id} selected={props.text == c.id}>{ props.t.text(c.label) }</option>
            }) }
        </select>
    }
}

fn flag(props: &FieldRow<'_>, id: &str) -> Html {
    let on = matches!(props.text.as_str(), "on" | "1" | "true");
    let onchange = edit(props, move |_: Event| {
        if on { "off" } else { "on" }.to_string()
    });
    let word = props.t.say(if on { "flag-on" } else { "flag-off" });
    html! {
        <span class="pp-check"><input id={id.to_string()} type="checkbox" checked={on} aria-describedby={described(props, id)} {onchange} /><span aria-hidden="true">{ word }</span></span>
    }
}

fn line(props: &FieldRow<'_>, id: &str) -> Html {
    let oninput = edit(props, |event: InputEvent| typed(&event));
    html! {
        <input id={id.to_string()} name={props.field.key} class="pp-text" type="text" autocomplete="off" spellcheck="false" value={props.text.clone()}
            aria-invalid={props.notice.is_some().to_string()} aria-describedby={described(props, id)} {oninput} />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_puts_one_word_in_or_takes_it_out_in_the_tables_order() {
        let field = Field::new("executors", "serial").offering(&["serial", "threads"]);
        assert_eq!(toggled(&field, &["threads"], "serial"), "serial,threads");
        assert_eq!(toggled(&field, &["serial", "threads"], "serial"), "threads");
        assert_eq!(toggled(&field, &["serial"], "serial"), "");
    }
}
