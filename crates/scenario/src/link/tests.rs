//! What every link is promised.

use super::*;
use crate::message::{IDS, Notice};
use crate::parameters::{self, Kind};
use crate::spec::{Catalogue, DemoSpec, Field};
use crate::validate::{Draft, validate};
use expect_test::{Expect, expect};
use proptest::prelude::*;

static LAB: DemoSpec = DemoSpec {
    id: "lab",
    fields: &[
        Field::new("tasks", "8").within(1.0, 64.0),
        Field::new("workers", "1,2,4").list(),
        Field::new("u", "0.25"),
        Field::new("time_scale", "1"),
        Field::new("executors", "serial,threads"),
        Field::new("traced", "on"),
        Field::new("name", "thread_1"),
        Field::new("script", "compute,sleep"),
    ],
};
static OPENING: DemoSpec = DemoSpec {
    id: "opening",
    fields: &[Field::new("tasks", "4")],
};

struct Two;

impl Catalogue for Two {
    fn demo(&self, id: &str) -> Option<&'static DemoSpec> {
        [&LAB, &OPENING].into_iter().find(|spec| spec.id == id)
    }

    fn opening(&self) -> &'static DemoSpec {
        &OPENING
    }
}

fn show(link: &str) -> String {
    let (decoded, notices) = decode(&Two, link);
    let mut shown = format!("{}\n", encode_with(&decoded.scenario, &decoded.view));
    for notice in notices {
        shown.push_str(&format!(
            "{} {:?}\n",
            notice.message.id, notice.message.arguments
        ));
    }
    shown
}

#[track_caller]
fn check(link: &str, expected: Expect) {
    expected.assert_eq(&show(link));
}

#[test]
fn a_link_is_read_with_or_without_what_stands_in_front() {
    let links = [
        "#/lab?v=1&tasks=9",
        "/lab?v=1&tasks=9",
        "lab?v=1&tasks=9",
        "https://x.org/a/?q=1#/lab?v=1&tasks=9",
        "#lab?tasks=9",
    ];
    for link in links {
        let (decoded, notices) = decode(&Two, link);
        assert_eq!(
            (decoded.scenario.demo(), decoded.scenario.integer("tasks")),
            ("lab", 9),
            "{link}"
        );
        assert_eq!(notices, [], "{link}");
    }
}

#[test]
fn a_link_to_nothing_opens_the_opening_demo_in_silence() {
    for link in ["", "#", "#/", "/", "?", "https://x.org/", "#/?v=1"] {
        let (decoded, notices) = decode(&Two, link);
        assert_eq!(
            (decoded.scenario.demo(), notices),
            ("opening", Vec::new()),
            "{link}"
        );
    }
}

#[test]
fn the_link_of_the_defaults_names_every_field() {
    expect![[r#"
        lab?v=1&tasks=8&workers=1,2,4&u=0.25&time_scale=1&executors=serial,threads&traced=on&name=thread_1&script=compute,sleep
    "#]]
    .assert_eq(&format!("{}\n", encode(&LAB.defaults())));
}

#[test]
fn bad_fields_become_defaults_and_are_named() {
    check(
        "#/lab?v=1&tasks=65&u=fast&workers=3,x&name=%FF&traced&theme=pink&autorun=1",
        expect![[r#"
            lab?v=1&tasks=8&workers=1,2,4&u=0.25&time_scale=1&executors=serial,threads&traced=on&name=thread_1&script=compute,sleep&autorun=1
            notice-not-a-choice [("field", Text("theme")), ("value", Text("pink")), ("used", Text("system"))]
            notice-out-of-range [("field", Text("tasks")), ("value", Text("65")), ("low", Number(1.0)), ("high", Number(64.0)), ("used", Text("8"))]
            notice-not-a-number [("field", Text("workers")), ("value", Text("3,x")), ("used", Text("1,2,4"))]
            notice-not-a-number [("field", Text("u")), ("value", Text("fast")), ("used", Text("0.25"))]
            notice-not-a-flag [("field", Text("traced")), ("value", Text("")), ("used", Text("on"))]
            notice-not-text [("field", Text("name")), ("used", Text("thread_1"))]
        "#]],
    );
}

#[test]
fn unknown_and_repeated_keys_are_ignored_and_named() {
    check(
        "#/lab?v=1&tasks=2&tasks=3&colour=red&v=1",
        expect![[r#"
        lab?v=1&tasks=2&workers=1,2,4&u=0.25&time_scale=1&executors=serial,threads&traced=on&name=thread_1&script=compute,sleep
        notice-repeated-field [("field", Text("tasks")), ("value", Text("3"))]
        notice-repeated-field [("field", Text("v")), ("value", Text("1"))]
        notice-unknown-field [("field", Text("colour"))]
    "#]],
    );
}

#[test]
fn an_unknown_demo_opens_the_opening_demo() {
    check(
        "#/nowhere?v=1&tasks=9&lang=zh",
        expect![[r#"
        opening?v=1&tasks=4&lang=zh
        notice-unknown-demo [("value", Text("nowhere")), ("used", Text("opening"))]
    "#]],
    );
}

#[test]
fn a_newer_version_is_named_and_not_guessed() {
    check(
        "#/lab?v=2&tasks=9&shape=round",
        expect![[r#"
        lab?v=1&tasks=8&workers=1,2,4&u=0.25&time_scale=1&executors=serial,threads&traced=on&name=thread_1&script=compute,sleep
        notice-link-newer [("value", Text("2")), ("high", Number(1.0))]
    "#]],
    );
}

#[test]
fn a_version_that_is_none_counts_as_the_first() {
    for link in [
        "#/lab?v=0&tasks=9",
        "#/lab?v=one&tasks=9",
        "#/lab?v=&tasks=9",
        "#/lab?v=%2B1&tasks=9",
        "#/lab?v=99999999999&tasks=9",
    ] {
        let (decoded, notices) = decode(&Two, link);
        assert_eq!(decoded.scenario.integer("tasks"), 9, "{link}");
        assert_eq!(
            notices.iter().map(|n| n.message.id).collect::<Vec<_>>(),
            ["notice-link-version"],
            "{link}"
        );
    }
}

#[test]
fn long_links_and_control_characters_are_refused() {
    let long = format!("#/lab?name={}", "a".repeat(LENGTH_MAX));
    for (link, id) in [
        (long.as_str(), "notice-link-too-long"),
        ("#/lab?name=a\u{0}b", "notice-link-control-character"),
        ("#/lab?name=a%00b", "notice-link-control-character"),
        ("#/lab?name=a%0Ab", "notice-link-control-character"),
        ("#/lab?name=a%C2%85b", "notice-link-control-character"),
        ("#/lab?name=%FF&tasks=%1B", "notice-link-control-character"),
        ("#/la%7Fb", "notice-link-control-character"),
    ] {
        let (decoded, notices) = decode(&Two, link);
        assert_eq!(
            decoded,
            Decoded {
                scenario: OPENING.defaults(),
                view: ViewOptions::default(),
                points: None,
            },
            "{link}"
        );
        assert_eq!(
            notices.iter().map(|n| n.message.id).collect::<Vec<_>>(),
            [id],
            "{link}"
        );
    }
}

#[test]
fn measured_points_come_along_and_bad_ones_are_named_and_left_out() {
    let (decoded, notices) = decode(&Two, "#/lab?v=1&points=2!cpu:threads:1*0.98,2*1.91");
    let points = decoded.points.expect("points");
    assert_eq!((points.cores, points.series[0].points[1]), (2, (2, 1.91)));
    assert_eq!(notices, []);
    let link = with_points(&encode(&decoded.scenario), &points);
    assert_eq!(decode(&Two, &link).0.points, Some(points));
    let (decoded, notices) = decode(&Two, "#/lab?v=1&tasks=5&points=2!cpu:threads:<b>");
    assert_eq!(decoded.points, None);
    assert_eq!(
        decoded.scenario.values(),
        decode(&Two, "#/lab?v=1&tasks=5").0.scenario.values()
    );
    let [notice] = &notices[..] else {
        panic!("one notice: {notices:?}");
    };
    assert_eq!(
        (notice.field.as_deref(), notice.message.id),
        (Some("points"), "notice-points")
    );
}

#[test]
fn a_hopeless_link_gives_a_bounded_number_of_notices() {
    let (_, notices) = decode(&Two, &format!("lab?{}", "x&".repeat(4000)));
    assert_eq!(notices.len(), 21);
    assert_eq!(
        notices.last().map(|notice| notice.message.id),
        Some("notice-more")
    );
}

#[test]
fn no_parameter_has_a_reserved_key() {
    for row in parameters::ROWS {
        assert!(!RESERVED.contains(&row.key), "{}", row.key);
    }
}

/// A legal value of a field, in the link's notation.
fn legal(field: &'static Field) -> BoxedStrategy<String> {
    let (low, high) = field.range();
    let words: Vec<&'static str> = field.choices().map(|choice| choice.id).collect();
    let steps = high as usize;
    match field.kind() {
        Kind::Integer => (low as i64..=high as i64)
            .prop_map(|n| n.to_string())
            .boxed(),
        Kind::Float | Kind::Duration => (low..=high).prop_map(|x| x.to_string()).boxed(),
        Kind::Choice => prop::sample::select(words).prop_map(str::to_owned).boxed(),
        Kind::Choices => prop::sample::subsequence(words.clone(), 1..=words.len())
            .prop_shuffle()
            .prop_map(|w| w.join(","))
            .boxed(),
        Kind::Flag => prop::sample::select(vec!["on", "off"])
            .prop_map(str::to_owned)
            .boxed(),
        Kind::Integers => prop::collection::vec(low as i64..=high as i64, 1..=parameters::LIST_MAX)
            .prop_map(|list| {
                list.iter()
                    .map(i64::to_string)
                    .collect::<Vec<_>>()
                    .join(",")
            })
            .boxed(),
        Kind::Text => "[ -~é线%&=+#]{1,40}"
            .prop_filter("blanks at the ends are trimmed", |t| !t.trim().is_empty())
            .boxed(),
        Kind::Script => prop::collection::vec(prop::sample::select(words), 1..=steps)
            .prop_map(|w| w.join(","))
            .boxed(),
    }
}

fn drafts() -> impl Strategy<Value = Draft> {
    LAB.fields
        .iter()
        .map(|field| legal(field).prop_map(move |text| (field.key, text)))
        .collect::<Vec<_>>()
        .prop_map(|pairs| {
            let mut draft = Draft::new();
            pairs
                .into_iter()
                .for_each(|(key, text)| draft.set(key, text));
            draft
        })
}

fn named(notices: &[Notice]) -> bool {
    notices
        .iter()
        .all(|notice| IDS.iter().any(|(id, _)| *id == notice.message.id))
}

proptest! {
    #[test]
    fn every_scenario_comes_back_from_its_link(draft in drafts()) {
        let (scenario, notices) = validate(&LAB, draft);
        prop_assert_eq!(notices, vec![]);
        let link = encode(&scenario);
        prop_assert!(link.len() < LENGTH_MAX / 2, "{} bytes", link.len());
        let (decoded, notices) = decode(&Two, &link);
        prop_assert_eq!(notices, vec![]);
        prop_assert_eq!(decoded.scenario, scenario);
    }

    #[test]
    fn no_string_makes_it_panic(link in any::<String>()) {
        let (_, notices) = decode(&Two, &link);
        prop_assert!(named(&notices));
    }

    #[test]
    fn no_query_makes_it_panic(link in "#?/?lab\\?(([a-z_]{0,9}|tasks|u|v|name|workers|script)=[0-9a-z%,.+\\-é&=]{0,12}&?){0,8}") {
        let (decoded, notices) = decode(&Two, &link);
        prop_assert!(named(&notices));
        let (again, silence) = decode(&Two, &encode_with(&decoded.scenario, &decoded.view));
        prop_assert_eq!((again, silence), (decoded, vec![]));
    }
}
