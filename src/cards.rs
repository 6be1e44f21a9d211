//! The cards of a group: prose and Python, in a module that the page fetches when a demo of the group is opened.
//!
//! The module is asked by bytes ([`scenario::lesson`]) and answers at once, so what is drawn can ask while it is drawn.

use crate::fetch::{self, Files};
use demos::{Group, Listing};
use js_sys::{Function, Object, Reflect, Uint8Array, WebAssembly};
use scenario::Scenario;
use scenario::lesson::{self, Lesson, Question};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// Gives the bytes of the answer to the bytes of a question.
type Ask = dyn Fn(&[u8]) -> Vec<u8>;

/// The cards of one group. Cheap to clone; two are equal when they are the same module.
#[derive(Clone)]
pub struct Cards(Rc<Ask>);

impl PartialEq for Cards {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl core::fmt::Debug for Cards {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Cards")
    }
}

/// The cards of a group on their way to the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Shelf {
    /// Nobody has opened a demo of the group yet.
    #[default]
    Unasked,
    /// On their way.
    Coming,
    /// Here.
    Here(Cards),
    /// They could not be fetched.
    Missing,
}

impl Cards {
    /// Cards that answer by this function: it is given a question's bytes and gives its answer's.
    pub fn answering(ask: impl Fn(&[u8]) -> Vec<u8> + 'static) -> Self {
        Cards(Rc::new(ask))
    }

    /// What a demo teaches; empty for a demo of another group.
    pub fn lesson(&self, demo: &str) -> Lesson {
        let bytes = self.ask(&Question::Lesson(demo));
        Lesson::decode(&bytes).unwrap_or_default()
    }

    /// The equivalent Python for a scenario; empty for a demo of another group.
    pub fn python(&self, scenario: &Scenario) -> Listing {
        let values = scenario.values().iter().map(|(_, value)| value.clone());
        let bytes = self.ask(&Question::Python(scenario.demo(), values.collect()));
        let lines = lesson::lines(&bytes).unwrap_or_default();
        lines.into_iter().collect()
    }

    fn ask(&self, question: &Question<'_>) -> Vec<u8> {
        (self.0)(&question.encode())
    }
}

/// Fetches the cards of a group.
///
/// # Errors
/// What failed, as JavaScript said it.
pub async fn fetch(group: Group) -> Result<Cards, JsValue> {
    let files = Files::of(group).await?;
    let module = fetch::module(&files.address("cards")?).await?;
    let asked = Asked::new(&module)?;
    // A module that traps gives no answer; the next question finds it as it was.
    Ok(Cards::answering(move |question| {
        asked.answer(question).unwrap_or_default()
    }))
}

/// The instantiated module: `crates/cards/src/exports.rs`.
struct Asked {
    memory: WebAssembly::Memory,
    room: Function,
    answer: Function,
    answered: Function,
}

impl Asked {
    fn new(module: &WebAssembly::Module) -> Result<Self, JsValue> {
        let exports = WebAssembly::Instance::new(module, &Object::new())?.exports();
        let export = |name: &str| Reflect::get(&exports, &name.into());
        Ok(Asked {
            memory: export("memory")?.dyn_into()?,
            room: export("room")?.dyn_into()?,
            answer: export("answer")?.dyn_into()?,
            answered: export("answered")?.dyn_into()?,
        })
    }

    fn answer(&self, question: &[u8]) -> Result<Vec<u8>, JsValue> {
        let len = question.len() as u32;
        let number = |value: JsValue| value.as_f64().unwrap_or(0.0) as u32;
        let at = number(self.room.call1(&JsValue::UNDEFINED, &len.into())?);
        self.bytes(at, len).copy_from(question);
        let len = number(self.answer.call0(&JsValue::UNDEFINED)?);
        let at = number(self.answered.call0(&JsValue::UNDEFINED)?);
        Ok(self.bytes(at, len).to_vec())
    }

    /// A part of the module's memory, looked at anew: it may have grown.
    fn bytes(&self, at: u32, len: u32) -> Uint8Array {
        Uint8Array::new_with_byte_offset_and_length(&self.memory.buffer(), at, len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_understands_what_the_cards_answer() {
        let cards = Cards::answering(cards::answer);
        for card in demos::cards() {
            let scenario = card.spec.defaults();
            assert_eq!(cards.python(&scenario), card.python(&scenario));
            let lesson = cards.lesson(card.spec.id);
            assert_eq!(lesson.idea, card.idea.into());
            assert_eq!(lesson.tries.len(), card.tries.len());
        }
    }

    #[test]
    fn cards_that_do_not_answer_are_empty_cards() {
        let cards = Cards::answering(|_| Vec::new());
        let scenario = demos::opening().spec.defaults();
        assert_eq!(cards.python(&scenario), Listing::default());
        assert_eq!(cards.lesson("speedup"), Lesson::default());
    }
}
