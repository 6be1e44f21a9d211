//! The demos of handing out tasks: static or dynamic, chunk sizes, thumbnails.
#![cfg(feature = "program")]

mod support;

use report::Ns;
use report::timeline::MeasurementTimes;
use scenario::TaskValue;
use support::{Ran, run};

/// Makespans in milliseconds by load, executor and number of workers.
fn makespans(ran: &Ran) -> Vec<(&str, &str, u32, f64)> {
    let row = |m: &'_ MeasurementTimes| Ns(m.makespan_ns().expect("measured")).as_ms();
    let measurements = ran.timeline.measurements.iter();
    measurements
        .map(|m| {
            (
                m.info.load.as_str(),
                m.info.executor.as_str(),
                m.info.workers,
                row(m),
            )
        })
        .collect()
}

#[test]
fn handing_out_late_beats_sharing_out_beforehand_when_lengths_rise() {
    let ran = run("static-or-dynamic?tasks=12&lengths=rising&skew=8&workers=4&time_scale=0.5");
    ran.finished();
    let rows = makespans(&ran);
    assert_eq!(rows.len(), 4);
    let of = |way| {
        rows.iter()
            .find(|row| row.0 == way && row.2 == 4)
            .expect("measured")
            .3
    };
    // Ideal: 444 ms against 320 ms.
    assert!(of("dynamic") < of("static"), "{rows:?}");
}

#[test]
fn no_way_beats_its_ideal_and_all_give_the_same() {
    for link in [
        "lengths=even",
        "lengths=first-long&workers=2,3,16",
        "lengths=last-long&skew=50&tasks=64&workers=8",
        "lengths=random&tasks=1&workers=4",
        "lengths=rising&tasks=7&workers=1",
    ] {
        let ran = run(&format!("static-or-dynamic?{link}&u=0.02&time_scale=0.05"));
        ran.finished();
        let loops = makespans(&ran)
            .iter()
            .filter(|row| row.1 == "serial")
            .count();
        assert_eq!(loops, 2, "{link}");
    }
}

#[test]
fn every_chunk_size_is_measured_beside_its_own_loop_and_gives_the_same() {
    for (link, sizes) in [
        (
            "tasks=100&workers=4&repeats=1&n=50",
            vec![1, 2, 5, 7, 10, 20, 50, 100],
        ),
        ("tasks=1&workers=16&repeats=2&n=1", vec![1, 1]),
        (
            "tasks=9&workers=2&repeats=1&lengths=rising&n=50",
            vec![1, 2, 5, 9],
        ),
    ] {
        let ran = run(&format!("chunk-size?{link}"));
        ran.finished();
        let of = |executor: &str| -> Vec<i64> {
            let measurements = ran.timeline.measurements.iter();
            let same = measurements.filter(|m| m.info.executor == executor);
            same.filter_map(|m| m.info.x).collect()
        };
        assert_eq!(
            (of("serial"), of("threads")),
            (sizes.clone(), sizes),
            "{link}"
        );
    }
}

#[test]
fn the_default_chunk_is_that_of_map() {
    let ran = run("chunk-size?tasks=400&workers=4&repeats=1&n=1");
    assert_eq!(*ran.value("map takes chunks of"), TaskValue::Integer(25));
}

#[test]
fn every_way_makes_the_same_pictures_and_they_are_shown() {
    for (link, count, size) in [
        ("", 24, (75, 75)),
        ("images=3&gil=off&keep_ratio=on&workers=3", 3, (75, 56)),
        ("images=5&release=off&workers=2,16&size=16", 5, (16, 16)),
    ] {
        let ran = run(&format!("thumbnails?{link}"));
        assert_eq!(*ran.value("made"), TaskValue::Integer(count), "{link}");
        let TaskValue::Record(thumbs) = ran.value("thumbs") else {
            panic!("{link}: no pictures")
        };
        assert_eq!(thumbs.len(), count as usize, "{link}");
        assert_eq!(thumbs[0].0, "thumbs/0.png");
        for (path, picture) in thumbs {
            let TaskValue::Image {
                width,
                height,
                rgba,
            } = picture
            else {
                panic!("{path} is {picture:?}")
            };
            assert_eq!((*width, *height), size, "{link}");
            assert!(rgba.iter().any(|byte| *byte != rgba[0]), "{path} is blank");
        }
    }
}

#[test]
fn more_pictures_than_fit_are_made_and_counted_though_not_shown() {
    let ran = run("thumbnails?images=40&size=128&workers=4");
    assert_eq!(*ran.value("made"), TaskValue::Integer(40));
    let TaskValue::Record(thumbs) = ran.value("thumbs") else {
        panic!("no pictures")
    };
    assert_eq!(thumbs.len(), (1 << 20) / (128 * 128 * 4));
}

#[test]
fn no_pool_gets_around_the_serial_part() {
    for link in [
        "",
        "serial_share=0&workers=4,16",
        "serial_share=100&tasks=3&workers=2",
        "tasks=1&workers=8",
    ] {
        let ran = run(&format!("amdahl?{link}&u=0.1&time_scale=0.05"));
        ran.finished();
    }
    let ran = run("amdahl?serial_share=50&tasks=8&workers=8&u=0.1&time_scale=0.2");
    let rows = makespans(&ran);
    assert!(rows[1].3 >= 90.0 - 0.5 && rows[1].3 < rows[0].3, "{rows:?}");
}

#[test]
fn every_counter_counts_its_rounds_side_by_side_or_apart() {
    for link in [
        "rounds=20000",
        "rounds=1&tasks=1&workers=2",
        "rounds=30000&tasks=16&workers=2,8",
    ] {
        let ran = run(&format!("false-sharing?{link}"));
        ran.finished();
        let loads: Vec<&str> = makespans(&ran).iter().map(|row| row.0).collect();
        assert!(
            loads.contains(&"neighbours") && loads.contains(&"padded"),
            "{link}"
        );
    }
}

#[test]
fn the_old_module_and_the_executor_give_the_same_squares() {
    for link in ["", "tasks=1&workers=16", "tasks=200&workers=3&u=0"] {
        let ran = run(&format!("threadpool-legacy?{link}&time_scale=0.05"));
        assert_eq!(ran.value("threadpool"), ran.value("executor"), "{link}");
    }
}
