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
fn the_chart_of_times_over_sizes_looks_like_this() {
    let mut sizes = figures();
    for (series, factor) in sizes.series.iter_mut().zip([1.0, 0.5, 0.6, 2.0]) {
        for (point, power) in series.points.iter_mut().zip(3..) {
            point.x = 10_f64.powi(power);
            point.makespan_ms = 12.0 * factor;
        }
    }
    insta::assert_snapshot!(
        "size",
        to_svg(&size::layout(&sizes, SIZE, &English), &theme(false))
    );
    assert_eq!(size::caption(&sizes).id, "plot-size-median");
}

/// Three ways, over three decades of sizes and five of times.
fn ways() -> Figures {
    let mut ways = figures();
    let names = ["queue", "pipe", "manager"];
    ways.series.truncate(names.len());
    ways.sent = None;
    for (series, (name, factor)) in ways
        .series
        .iter_mut()
        .zip(names.into_iter().zip([1.0, 0.5, 40.0]))
    {
        let point = series.points[0];
        series.executor = name.into();
        series.points = [16.0, 1000.0, 1_000_000.0]
            .map(|x| Point {
                x,
                y: factor * (1.0 + x / 4000.0),
                ..point
            })
            .to_vec();
    }
    ways
}

#[test]
fn the_chart_of_ways_of_talking_looks_like_this() {
    insta::assert_snapshot!(
        "ways",
        to_svg(&ways::layout(&ways(), SIZE, &English), &theme(false))
    );
}

#[test]
fn ten_times_as_much_stands_equally_higher_wherever_it_is() {
    let mut ways = ways();
    ways.series.truncate(1);
    for (point, power) in ways.series[0].points.iter_mut().zip([-1, 0, 1]) {
        point.y = 3.0 * 10_f64.powi(power);
    }
    let drawn = ways::layout(&ways, SIZE, &Plain);
    let y = drawn.items.iter().filter_map(|i| match i {
        Item::Marker { y, .. } => Some(*y),
        _ => None,
    });
    let y: Vec<f32> = y.collect();
    assert!(
        y[0] > y[1] && (y[0] - y[1] - (y[1] - y[2])).abs() < 0.01,
        "{y:?}"
    );
    let figures = drawn.items.iter().filter_map(|i| match i {
        Item::Text { text, .. } => Some(text.as_str()),
        _ => None,
    });
    let figures: Vec<&str> = figures.collect();
    for figure in ["0.1", "1", "10", "100"] {
        assert!(figures.contains(&figure), "{figure} of {figures:?}");
    }
}

#[test]
fn a_longer_time_stands_higher() {
    let mut sizes = figures();
    sizes.series.truncate(1);
    let point = sizes.series[0].points[0];
    let at = |x: f64, makespan_ms: f64| Point {
        x,
        makespan_ms,
        ..point
    };
    sizes.series[0].points = vec![at(1000.0, 5.0), at(10_000.0, 50.0)];
    let drawn = size::layout(&sizes, SIZE, &Plain);
    let heights: Vec<f32> = drawn
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Marker { y, .. } => Some(*y),
            _ => None,
        })
        .collect();
    assert!(heights[1] < heights[0], "{heights:?}: up is small");
}

#[test]
fn points_that_came_with_a_link_look_like_this() {
    let point = |x: f64, y: f64| Point {
        x,
        y,
        low: y,
        high: y,
        repeats: 0,
        makespan_ms: 0.0,
    };
    let series = |executor: &str, points: &[(f64, f64)]| Series {
        executor: executor.into(),
        points: points.iter().map(|(x, y)| point(*x, *y)).collect(),
    };
    let both = Figures {
        sent: Some(Sent {
            cores: 8,
            series: vec![
                series("threads", &[(1.0, 1.0), (2.0, 1.9), (4.0, 3.7)]),
                series("processes", &[(4.0, 3.1)]),
            ],
        }),
        ..figures()
    };
    insta::assert_snapshot!(
        "speed_up_sent",
        to_svg(&speed_up::layout(&both, SIZE, &English), &theme(false))
    );
    let alone = Figures {
        series: Vec::new(),
        ..both
    };
    insta::assert_snapshot!(
        "speed_up_sent_alone",
        to_svg(&speed_up::layout(&alone, SIZE, &English), &theme(true))
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
    for chart in CHARTS.iter().chain([&ways::CHART]) {
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

#[test]
fn a_model_is_drawn_dashed_and_without_markers_and_named_as_one() {
    let count = |list: &crate::display::DisplayList, dashed: bool| {
        let is = |item: &&Item| match item {
            Item::Polyline { dash, .. } => dash.is_some_and(|(on, _)| on > 2.0) == dashed,
            _ => false,
        };
        list.items.iter().filter(is).count()
    };
    let markers = |list: &crate::display::DisplayList| {
        list.items
            .iter()
            .filter(|i| matches!(i, Item::Marker { .. }))
            .count()
    };
    let without = speed_up::layout(&figures(), SIZE, &Plain);
    let modelled = Figures {
        model: Some(0.2),
        ..figures()
    };
    let with = speed_up::layout(&modelled, SIZE, &Plain);
    assert_eq!((count(&without, true), count(&with, true)), (0, 1));
    assert_eq!(markers(&without), markers(&with));
    let named = with
        .items
        .iter()
        .any(|i| matches!(i, Item::Text { text, .. } if text.contains("model 20")));
    assert!(named, "the curve says that it is a model");
}

#[test]
fn doubled_chunk_sizes_stand_equally_far_apart_and_the_default_is_marked() {
    let mut swept = figures();
    swept.series.truncate(1);
    let point = swept.series[0].points[0];
    swept.series[0].points = [1.0, 2.0, 4.0].map(|x| Point { x, ..point }).to_vec();
    swept.marked = Some(2.0);
    let drawn = chunk::layout(&swept, SIZE, &Plain);
    let x = drawn.items.iter().filter_map(|i| match i {
        Item::Marker { x, .. } => Some(*x),
        _ => None,
    });
    let x: Vec<f32> = x.collect();
    assert!((x[1] - x[0] - (x[2] - x[1])).abs() < 0.01, "{x:?}");
    let marked = |list: &crate::display::DisplayList| {
        list.items
            .iter()
            .any(|i| matches!(i, Item::Text { text, .. } if text.contains("chunk-default")))
    };
    assert!(marked(&drawn));
    swept.marked = Some(3.0);
    assert!(
        !marked(&chunk::layout(&swept, SIZE, &Plain)),
        "nobody measured 3"
    );
}
