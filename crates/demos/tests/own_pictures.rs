//! The person's own pictures in place of those that are drawn. In a program of its own: the arena is one for all natively.
#![cfg(feature = "program")]

use demos::run::{Run, keep_pictures};
use scenario::pictures::{OwnPicture, encode};
use scenario::{Outcome, TaskValue, link};

fn outcome(text: &str) -> Outcome {
    let (decoded, notices) = link::decode(&demos::CATALOGUE, text);
    assert!(notices.is_empty(), "{text}: {notices:?}");
    let program = demos::program("thumbnails").expect("a program");
    Run::of(program, &decoded.scenario)
}

fn plain(name: &str, (width, height): (u32, u32), colour: [u8; 3]) -> OwnPicture {
    OwnPicture {
        name: name.into(),
        width,
        height,
        rgb: colour.repeat((width * height) as usize),
    }
}

/// Names, sizes and first pixels of the thumbnails.
fn thumbs(outcome: &Outcome) -> Vec<(String, (u32, u32), Vec<u8>)> {
    let all = outcome.results.iter().find(|(name, _)| name == "thumbs");
    let Some((_, Ok(TaskValue::Record(pairs)))) = all else {
        panic!("no thumbnails: {outcome:?}");
    };
    let row = |(name, value): &(String, TaskValue)| match value {
        TaskValue::Image {
            width,
            height,
            rgba,
        } => (name.clone(), (*width, *height), rgba[..4].to_vec()),
        other => panic!("{name}: {other:?}"),
    };
    pairs.iter().map(row).collect()
}

#[test]
fn a_persons_own_pictures_take_the_place_of_those_drawn_on_threads_and_on_processes() {
    let own = [
        plain("red.png", (300, 100), [255, 0, 0]),
        plain("猫.jpg", (10, 40), [0, 9, 200]),
    ];
    for kind in ["thread", "process"] {
        let link = format!("#/thumbnails?kind={kind}&workers=2&size=30&keep_ratio=on");
        let kept = keep_pictures(&encode(&own)).expect("there is room");
        let ran = outcome(&link);
        assert_eq!(ran.error, None, "{kind}");
        assert!(
            ran.checks.iter().all(|check| check.held),
            "{:?}",
            ran.checks
        );
        let expected = [
            ("thumbs/red.png".to_owned(), (30, 10), vec![255, 0, 0, 255]),
            ("thumbs/猫.jpg".to_owned(), (7, 30), vec![0, 9, 200, 255]),
        ];
        assert_eq!(thumbs(&ran), expected, "{kind}");
        drop(kept);
        assert_eq!(thumbs(&outcome(&link)).len(), 24, "{kind}: drawn again");
    }
}

#[test]
fn nothing_given_is_nothing_kept() {
    assert!(keep_pictures(&[]).expect("nothing to do").is_none());
}
