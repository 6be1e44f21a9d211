//! The cards of a group of demos, as a module of their own: the page fetches it when a demo of the group is opened, and asks it by bytes.
//!
//! [`answer`] is all there is; `exports` lets the page call it. Never knows: the browser, the runtime, what the page shows.
#![deny(unsafe_code)]

#[cfg(target_arch = "wasm32")]
mod exports;

use scenario::Value;
use scenario::lesson::{self, Lesson, Question};

/// Answers a [`Question`]: the bytes of a [`Lesson`], or those of the lines of a listing. Empty when the question cannot be read or is
/// about a demo that is not here.
pub fn answer(question: &[u8]) -> Vec<u8> {
    let answered = Question::decode(question).and_then(|question| match question {
        Question::Lesson(demo) => taught(demo),
        Question::Python(demo, values) => python(demo, values),
    });
    answered.unwrap_or_default()
}

fn taught(demo: &str) -> Option<Vec<u8>> {
    let row = demos::row(demo)?;
    let card = row.card;
    let prose = [card.idea, card.look_at, card.misconception];
    let tries = card.tries.each_ref().map(|to| (to.text, to.link));
    Some(Lesson::encode(prose, tries, row.helps))
}

fn python(demo: &str, values: Vec<Value>) -> Option<Vec<u8>> {
    let row = demos::row(demo)?;
    let listing = row.card.python(&row.spec.scenario_of(values)?);
    let mut bytes = Vec::new();
    for line in &listing.lines {
        lesson::add_line(&mut bytes, line.key, &line.text);
    }
    Some(bytes)
}
