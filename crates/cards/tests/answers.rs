//! What the page gets for what it asks, of every demo.

use scenario::Value;
use scenario::lesson::{self, Lesson, Question};

fn ask(question: &Question<'_>) -> Vec<u8> {
    cards::answer(&question.encode())
}

#[test]
fn every_demo_has_a_lesson_in_both_languages_with_a_help_for_each_field() {
    for row in demos::rows() {
        let id = row.spec.id;
        let lesson = Lesson::decode(&ask(&Question::Lesson(id))).expect("a lesson");
        let fields = row.spec.fields;
        assert_eq!(lesson.helps.len(), fields.len(), "{id}");
        for (help, field) in lesson.helps.iter().zip(fields) {
            assert_eq!(*help, field.help().into(), "{id}: {}", field.key);
        }
        let tries = lesson.tries.iter().map(|(words, _)| words);
        let fixed = [&lesson.idea, &lesson.look_at, &lesson.misconception];
        for words in tries.chain(fixed).chain(&lesson.helps) {
            assert!(
                !words.en.is_empty() && !words.zh.is_empty(),
                "{id}: {words:?}"
            );
        }
    }
}

#[test]
fn the_python_that_comes_is_the_cards_own() {
    for card in demos::cards() {
        let scenario = card.spec.defaults();
        let values = scenario.values().iter().map(|(_, value)| value.clone());
        let question = Question::Python(card.spec.id, values.collect());
        let lines = lesson::lines(&ask(&question)).expect("lines");
        let expected = card.python(&scenario);
        let expected = expected.lines.iter().map(|line| (line.key, &*line.text));
        assert!(
            lines.iter().map(|(key, text)| (*key, &**text)).eq(expected),
            "{}",
            card.spec.id
        );
    }
}

#[test]
fn what_cannot_be_answered_gets_nothing() {
    let unknown = Question::Lesson("no-such-demo");
    let too_few = Question::Python("speedup", vec![Value::Flag(true)]);
    assert!(ask(&unknown).is_empty() && ask(&too_few).is_empty());
    assert!(cards::answer(&[250, 1, 2]).is_empty());
}
