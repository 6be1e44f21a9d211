//! What the program returned, and the invariants it checked.

use super::pictures::pictures;
use crate::i18n::Translator;
use crate::state::RunView;
use scenario::TaskValue;
use scenario::message::Argument;
use scenario::outcome::{Check, TaskError};
use yew::prelude::*;

/// Longest value, in characters, that stands in one line of the card.
const LINE: usize = 30;
/// Length, in bytes, after which a value that is unfolded ends in an ellipsis. Reports and files have it whole.
const WHOLE: usize = 4000;
/// Most values that are written out; more are folded.
const VALUES: usize = 6;

type Named = (String, Result<TaskValue, TaskError>);

/// Checks first: they say whether the values mean anything. What does not fit a line is shortened, and whole behind a fold.
pub fn returned(t: &Translator, run: &RunView) -> Html {
    let Some(ended) = &run.ended else {
        return Html::default();
    };
    let outcome = &ended.finished.outcome;
    let is_picture = |result: &Named| result.1.as_ref().ok().and_then(pictures).is_some();
    let named: Vec<&Named> = outcome.results.iter().filter(|r| !is_picture(r)).collect();
    let (first, more) = named.split_at(if named.len() > VALUES {
        VALUES / 2
    } else {
        named.len()
    });
    html! { <>
        if !outcome.checks.is_empty() {
            <ul class="pp-result__checks" aria-label={t.say("result-checks")}>{ for outcome.checks.iter().map(|c| check(t, c)) }</ul>
        }
        if !named.is_empty() {
            <ul class="pp-result__values" aria-label={t.say("result-values")}>{ for first.iter().map(|v| value(t, v)) }</ul>
        }
        if !more.is_empty() {
            <details class="pp-more"><summary>{ in_all(t, named.len()) }</summary>
                <ul class="pp-result__values" aria-label={t.say("result-values")}>{ for more.iter().map(|v| value(t, v)) }</ul></details>
        }
    </> }
}

fn check(t: &Translator, check: &Check) -> Html {
    let (mark, tone, word) = if check.held {
        ("✓", "pp-badge--good", "result-check-held")
    } else {
        ("✕", "pp-badge--bad", "result-check-broken")
    };
    html! {
        <li><span class={classes!("pp-badge", tone)} aria-hidden="true">{ mark }</span>{ " " }{ t.say(&check.id) }
            <span class="pp-hidden">{ format!(": {}", t.say(word)) }</span>
            if !check.held { { " " }<code>{ check.seen.clone() }</code> }</li>
    }
}

fn value(t: &Translator, (name, result): &Named) -> Html {
    let whole = match result {
        Ok(value) => written(value),
        Err(error) => error.to_string(),
    };
    if whole.chars().count() <= LINE {
        return html! { <li>{ format!("{name} = ") }<code>{ whole }</code></li> };
    }
    let short = match result {
        Ok(TaskValue::List(list)) => {
            let shown: Vec<String> = list.iter().take(LINE).map(written).collect();
            format!("[{}{}]", beginning(&shown), in_all(t, list.len()))
        }
        _ => whole.chars().take(LINE - 1).chain(['…']).collect(),
    };
    html! {
        <li><details class="pp-more"><summary>{ format!("{name} = ") }<code>{ short }</code></summary><code>{ whole }</code></details></li>
    }
}

fn in_all(t: &Translator, count: usize) -> String {
    t.with(
        "result-in-all",
        &[("count", Argument::Number(count as f64))],
    )
}

/// As many of a list's first values as fit beside the words that say how many there are, each with its comma.
fn beginning(shown: &[String]) -> String {
    let mut text = String::new();
    for value in shown {
        if (text.len() + value.len()) * 2 > LINE {
            break;
        }
        text.push_str(value);
        text.push_str(", ");
    }
    text
}

/// A value as Python writes it; of one that is longer than anybody reads, the beginning and an ellipsis.
fn written(value: &TaskValue) -> String {
    let mut text = String::new();
    write(&mut text, value);
    text
}

fn write(into: &mut String, value: &TaskValue) {
    match value {
        TaskValue::Unit => into.push_str("None"),
        TaskValue::Integer(n) => into.push_str(&n.to_string()),
        TaskValue::Float(x) => into.push_str(&x.to_string()),
        TaskValue::Text(text) => into.push_str(&format!("'{text}'")),
        TaskValue::List(list) => {
            into.push('[');
            write_all(into, list, write);
            into.push(']');
        }
        TaskValue::Record(pairs) => {
            into.push('{');
            write_all(into, pairs, |into, (name, value)| {
                into.push_str(&format!("'{name}': "));
                write(into, value);
            });
            into.push('}');
        }
        TaskValue::Image { width, height, .. } => into.push_str(&format!("{width} × {height}")),
    }
}

/// The parts of a value with commas between, until the text is long.
fn write_all<P>(into: &mut String, parts: &[P], write: impl Fn(&mut String, &P)) {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            into.push_str(", ");
        }
        if into.len() > WHOLE {
            return into.push('…');
        }
        write(into, part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_in_python() {
        let list = TaskValue::List((0..3).map(TaskValue::Integer).collect());
        assert_eq!(written(&list), "[0, 1, 2]");
        let record = TaskValue::Record(vec![("a".into(), TaskValue::Unit)]);
        assert_eq!(written(&record), "{'a': None}");
    }

    #[test]
    fn a_value_of_many_parts_is_written_as_far_as_anybody_reads() {
        let list = TaskValue::List((0..1_000_000).map(TaskValue::Integer).collect());
        let text = written(&TaskValue::List(vec![list.clone(), list]));
        assert!(text.starts_with("[[0, 1, 2, "));
        assert!(text.ends_with(", …], …]"), "{}", &text[text.len() - 40..]);
        assert!(text.len() < WHOLE + 40);
    }

    #[test]
    fn a_long_list_is_cut_between_values_and_never_inside_one() {
        let rows: [(&[&str], &str); 4] = [
            (&["78498", "78498", "78498"], "78498, 78498, "),
            (&["1", "2"], "1, 2, "),
            (&["'a value that is itself too long'"], ""),
            (&[], ""),
        ];
        for (values, expected) in rows {
            let values: Vec<String> = values.iter().map(|v| v.to_string()).collect();
            assert_eq!(beginning(&values), expected);
        }
    }
}
