//! Every row of the table is held to the same promises.

use demos::{CHAPTERS, Card, Group, Row, Shown};
use scenario::parameters::Kind;
use scenario::{Catalogue, DemoSpec, Draft, Field, Scenario, Text, link, validate};
use std::collections::HashSet;
use std::io::Write;
use std::process::{Command, Stdio};

/// Every card.
fn all() -> impl Iterator<Item = &'static Card> {
    demos::cards()
}

/// All of them by id.
struct All;

impl Catalogue for All {
    fn demo(&self, id: &str) -> Option<&'static DemoSpec> {
        all().map(|card| &card.spec).find(|spec| spec.id == id)
    }

    fn opening(&self) -> &'static DemoSpec {
        &demos::opening().spec
    }
}

fn texts(card: &Card) -> Vec<Text> {
    let prose = [
        card.title,
        card.idea,
        card.look_at,
        card.misconception,
        card.chapter.title(),
        card.difficulty.title(),
    ];
    prose
        .into_iter()
        .chain(card.tries.iter().map(|a_try| a_try.text))
        .collect()
}

/// The scenarios at which a card is tried: defaults, and each field alone at its ends and at each of its choices.
fn corners(spec: &DemoSpec) -> Vec<Scenario> {
    let mut all = vec![spec.defaults()];
    for field in spec.fields {
        all.extend(
            extremes(field)
                .into_iter()
                .map(|text| with(spec, &[(field.key, &text)])),
        );
    }
    for end in [
        |texts: Vec<String>| texts.first().cloned(),
        |texts: Vec<String>| texts.last().cloned(),
    ] {
        let values: Vec<(&str, String)> = spec
            .fields
            .iter()
            .filter_map(|field| Some((field.key, end(extremes(field))?)))
            .collect();
        let values: Vec<(&str, &str)> = values
            .iter()
            .map(|(key, text)| (*key, text.as_str()))
            .collect();
        all.push(with(spec, &values));
    }
    all
}

fn extremes(field: &Field) -> Vec<String> {
    let (low, high) = field.range();
    match field.kind() {
        Kind::Integer | Kind::Float | Kind::Duration => vec![low.to_string(), high.to_string()],
        Kind::Integers => vec![low.to_string(), format!("{low},{high}")],
        Kind::Choice | Kind::Choices => {
            field.choices().map(|choice| choice.id.to_owned()).collect()
        }
        Kind::Script => field.choices().map(|choice| choice.id.to_owned()).collect(),
        Kind::Flag => vec!["off".into(), "on".into()],
        Kind::Text => vec!["a".repeat(low as usize), "'\"\\{}%".into()],
    }
}

#[track_caller]
fn with(spec: &DemoSpec, values: &[(&str, &str)]) -> Scenario {
    let mut draft = Draft::new();
    values.iter().for_each(|(key, text)| draft.set(*key, *text));
    let (scenario, notices) = validate(spec, draft);
    assert_eq!(notices, [], "{}: {values:?}", spec.id);
    scenario
}

#[test]
fn ids_are_unique_and_stand_well_in_a_link() {
    let mut seen = HashSet::new();
    for card in all() {
        let id = card.spec.id;
        assert!(seen.insert(id), "{id} stands twice");
        assert!(
            id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
            "{id}"
        );
    }
}

#[test]
fn rows_stand_in_the_order_of_the_chapters_and_the_first_is_in_the_gallery() {
    let place = |row: &&Row| CHAPTERS.iter().position(|chapter| *chapter == row.chapter);
    assert!(demos::rows().all(|row| place(&row).is_some()));
    assert!(
        demos::listed().is_sorted_by_key(|row| place(&row)),
        "a demo stands apart from its chapter"
    );
    let opening = demos::opening();
    assert_eq!(
        (opening.shown, opening.spec.id),
        (Shown::Gallery, "speedup")
    );
}

#[test]
fn every_group_is_in_the_table_once() {
    let groups: Vec<Group> = demos::GROUPS.iter().map(|(group, _)| *group).collect();
    assert_eq!(groups, Group::ALL);
    for row in demos::rows() {
        let holding = demos::GROUPS
            .iter()
            .filter(|(_, rows)| rows.iter().any(|other| other.spec.id == row.spec.id));
        assert_eq!(holding.count(), 1, "{}", row.spec.id);
    }
}

#[test]
fn every_text_is_there_in_both_languages_and_short() {
    for card in all() {
        let id = card.spec.id;
        for text in texts(card) {
            assert!(
                !text.en.trim().is_empty() && !text.zh.trim().is_empty(),
                "{id}: {text:?}"
            );
            assert!(
                !text.en.contains("  ") && is_spaced_well(text.zh),
                "{id}: {text:?}"
            );
        }
        for bytes in [
            texts(card).iter().map(|t| t.en.len()).sum::<usize>(),
            texts(card).iter().map(|t| t.zh.len()).sum(),
        ] {
            assert!(
                bytes <= 3 * 1024,
                "{id}: {bytes} bytes of prose in one language"
            );
        }
        assert!(!card.api_names.is_empty(), "{id}");
    }
}

/// A line break in the source must leave no blank between two Chinese characters.
fn is_spaced_well(text: &str) -> bool {
    let wide = |c: char| c as u32 >= 0x2E80;
    let chars: Vec<char> = text.chars().collect();
    !chars
        .windows(3)
        .any(|three| three[1] == ' ' && wide(three[0]) && wide(three[2]))
}

#[test]
fn every_field_is_in_the_table_and_its_default_is_legal() {
    for card in all() {
        let mut seen = HashSet::new();
        for field in card.spec.fields {
            let (id, key) = (card.spec.id, field.key);
            let parameter = scenario::parameters::find(key)
                .unwrap_or_else(|| panic!("{id}: no parameter {key}"));
            assert!(seen.insert(key), "{id}: {key} stands twice");
            assert!(
                scenario::parameters::read(field, field.default).is_ok(),
                "{id}: {key} = {}",
                field.default
            );
            let (low, high) = field.range();
            assert!(
                parameter.range.0 <= low && high <= parameter.range.1,
                "{id}: {key} is wider than the table's"
            );
            for choice in field.choices.unwrap_or_default() {
                assert!(
                    parameter.choices.iter().any(|known| known.id == *choice),
                    "{id}: {key} offers {choice}"
                );
            }
        }
    }
}

#[test]
fn no_demo_offers_a_gil_where_an_executor_is_chosen() {
    for card in all() {
        let has = |key: &str| card.spec.field(key).is_some();
        assert!(
            !(has("gil") && (has("executor") || has("executors"))),
            "{}",
            card.spec.id
        );
    }
}

#[test]
fn every_try_is_a_link_of_its_own_demo_without_a_fault() {
    for card in all() {
        for a_try in &card.tries {
            let (decoded, notices) = link::decode(&All, a_try.link);
            assert_eq!(notices, [], "{}", a_try.link);
            assert_eq!(decoded.scenario.demo(), card.spec.id, "{}", a_try.link);
            assert_ne!(
                decoded.scenario,
                card.spec.defaults(),
                "{} changes nothing",
                a_try.link
            );
        }
    }
}

#[test]
fn every_corner_comes_back_from_its_link() {
    for card in all() {
        for scenario in corners(&card.spec) {
            let text = link::encode(&scenario);
            let (decoded, notices) = link::decode(&All, &text);
            assert_eq!((decoded.scenario, notices), (scenario, vec![]), "{text}");
        }
    }
}

#[test]
fn a_run_asks_for_no_more_threads_than_a_process_may_have() {
    for card in all() {
        for scenario in corners(&card.spec) {
            assert!(
                (card.threads)(&scenario) <= 64,
                "{}",
                link::encode(&scenario)
            );
        }
    }
}

#[test]
fn the_python_at_every_corner_compiles() {
    let mut listings = Vec::new();
    for card in all() {
        for scenario in corners(&card.spec) {
            let text = card.python(&scenario).text();
            let link = link::encode(&scenario);
            assert!(
                !text.lines().any(|line| line.len() > 110),
                "a long line in {link}:\n{text}"
            );
            listings.push(format!("{link}\n{text}"));
        }
    }
    assert!(
        compile(&listings),
        "a listing does not compile; python3 names its link above"
    );
}

#[test]
fn the_python_at_the_defaults_reads_as_reviewed() {
    for card in all() {
        insta::assert_snapshot!(card.spec.id, card.python(&card.spec.defaults()).text());
    }
}

/// Whether python3 compiles all of these, each led by a line that names it; true where there is no python3.
fn compile(listings: &[String]) -> bool {
    const CODE: &str = "
import sys
for part in sys.stdin.read().split('\\0'):
    name, _, text = part.partition('\\n')
    compile(text, name, 'exec')
";
    let mut python = Command::new("python3");
    let Ok(mut child) = python
        .args(["-W", "error", "-c", CODE])
        .stdin(Stdio::piped())
        .spawn()
    else {
        return true;
    };
    let written = child
        .stdin
        .take()
        .map(|mut stdin| stdin.write_all(listings.join("\0").as_bytes()));
    matches!(written, Some(Ok(()))) && child.wait().is_ok_and(|status| status.success())
}
