//! Drawings of invented figures, and promises to every chart.

use super::*;
use crate::display::Item;
use crate::sample::{English, figures, theme};
use crate::svg::to_svg;
use crate::words::test_words::Plain;

const SIZE: Size = Size {
    width: 520.0,
    height: 224.0,
};

#[test]
fn the_speed_up_chart_looks_like_this() {
    insta::assert_snapshot!(
        "speed_up",
        to_svg(&speed_up::layout(&figures(), SIZE, &English), &theme(false))
    );
}

#[test]
fn the_share_chart_looks_like_this() {
    let mut shares = figures();
    shares
        .series
        .iter_mut()
        .flat_map(|s| &mut s.points)
        .for_each(|p| p.x = (p.x - 1.0) * 100.0 / 3.0);
    insta::assert_snapshot!(
        "share",
        to_svg(&share::layout(&shares, SIZE, &English), &theme(true))
    );
}

#[test]
fn every_chart_keeps_its_promises() {
    let empty = Figures {
        load: "io".into(),
        cores: 2,
        expected: 4,
        ..Figures::default()
    };
    for chart in CHARTS {
        let drawn = (chart.layout)(&empty, SIZE, &Plain);
        assert!(
            !drawn.items.iter().any(|i| matches!(i, Item::Marker { .. })),
            "{}: fake data",
            chart.id
        );
        assert!(
            (chart.table)(&empty, &Plain).rows.is_empty(),
            "{}",
            chart.id
        );
        assert!(!(chart.summary)(&empty, &Plain).is_empty(), "{}", chart.id);
        let table = (chart.table)(&figures(), &Plain);
        assert_eq!(table.rows.len(), 10, "{}: a row per point", chart.id);
        assert!(
            table.rows.iter().all(|r| r.len() == table.columns.len()),
            "{}",
            chart.id
        );
        for size in [
            Size {
                width: 0.0,
                height: 0.0,
            },
            Size {
                width: 300.0,
                height: 150.0,
            },
        ] {
            let all_finite = format!("{:?}", (chart.layout)(&figures(), size, &Plain));
            assert!(
                !all_finite.contains("NaN") && !all_finite.contains("inf"),
                "{}: {size:?}",
                chart.id
            );
        }
    }
}

#[test]
fn names_at_the_ends_do_not_overlap() {
    let placed = axes::spread(&[100.0, 101.0, 102.0, 180.0], 14.0, 12.0, 188.0);
    assert!(placed.windows(2).all(|w| w[1] - w[0] >= 14.0), "{placed:?}");
    let low = axes::spread(&[186.0, 187.0, 188.0], 14.0, 12.0, 188.0);
    assert_eq!(low, [160.0, 174.0, 188.0]);
}

#[test]
fn the_caption_says_how_often_was_measured() {
    let mut figures = figures();
    assert_eq!(speed_up::caption(&figures).id, "plot-speed-up-median");
    figures
        .series
        .iter_mut()
        .flat_map(|s| &mut s.points)
        .for_each(|p| p.repeats = 1);
    assert_eq!(speed_up::caption(&figures).id, "plot-speed-up-once");
    assert_eq!(
        speed_up::caption(&Figures::default()).id,
        "plot-speed-up-empty"
    );
}

#[test]
fn a_sentence_names_each_executor() {
    assert_eq!(
        speed_up::summary(&figures(), &Plain),
        "speed-up-summary load-cpu speed-up-summary-point serial 1 1.00×, speed-up-summary-point threads 4 1.95×, \
         speed-up-summary-point threads + GIL 4 0.960×, speed-up-summary-point processes 4 1.90×"
    );
}
