//! The promises of style.md 6.3 about colours, recomputed from `www/styles/tokens.css`: a colour can be changed only to one that passes.

use crate::sample::{TOKENS, css};

type Rgb = [f64; 3];

/// Linear light of a token's `#rrggbb`.
fn linear(dark: bool, property: &str) -> Rgb {
    let text = css(dark, property);
    let hex = text
        .strip_prefix('#')
        .filter(|h| h.len() == 6)
        .unwrap_or_else(|| panic!("{property}: {text} is not #rrggbb"));
    std::array::from_fn(|i| {
        let value = u8::from_str_radix(&hex[2 * i..2 * i + 2], 16)
            .unwrap_or_else(|_| panic!("{property}: {text}"));
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    })
}

/// Contrast ratio of two colours, 1 to 21 (WCAG 2.2).
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let luminance = |c: Rgb| 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2] + 0.05;
    let (a, b) = (luminance(a), luminance(b));
    a.max(b) / a.min(b)
}

fn times(matrix: [[f64; 3]; 3], v: Rgb) -> Rgb {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

/// OKLab × 100 (Ottosson, 2020).
fn oklab(rgb: Rgb) -> Rgb {
    let lms = times(
        [
            [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
            [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
            [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
        ],
        rgb.map(|c| c.clamp(0.0, 1.0)),
    );
    let lab = times(
        [
            [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
            [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
            [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
        ],
        lms.map(f64::cbrt),
    );
    lab.map(|c| c * 100.0)
}

const STRONG_STATES: [&str; 5] = [
    "--state-running",
    "--state-blocked",
    "--state-ready",
    "--state-transfer",
    "--state-crashed",
];

fn series() -> [String; 6] {
    [
        "serial",
        "threads",
        "threads-gil",
        "processes",
        "work-stealing",
        "async",
    ]
    .map(|s| format!("--series-{s}"))
}

const IDENTITY: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

/// Normal sight, and complete protanopia, deuteranopia and tritanopia in linear light (Machado, Oliveira, Fernandes, 2009).
const SIGHTS: [(&str, [[f64; 3]; 3]); 4] = [
    ("normal sight", IDENTITY),
    (
        "protanopia",
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    ),
];

fn distance(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (oklab(a), oklab(b));
    (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt()
}

fn told_apart(properties: &[&str], least: f64) {
    for dark in [false, true] {
        for (sight, matrix) in SIGHTS {
            for (i, a) in properties.iter().enumerate() {
                for b in &properties[i + 1..] {
                    let seen = distance(
                        times(matrix, linear(dark, a)),
                        times(matrix, linear(dark, b)),
                    );
                    assert!(
                        seen >= least,
                        "{a} and {b} are {seen:.1} apart in {sight}, dark: {dark}; at least {least}"
                    );
                }
            }
        }
    }
}

#[test]
fn strong_states_are_told_apart_by_everybody() {
    told_apart(&STRONG_STATES, 12.0);
}

#[test]
fn series_are_told_apart_by_everybody() {
    let series = series();
    told_apart(&series.each_ref().map(String::as_str), 11.0);
}

#[test]
fn everything_can_be_read() {
    let grounds = ["--bg", "--card"];
    let texts = [
        ("--ink", 14.0),
        ("--ink-2", 5.5),
        ("--ink-3", 4.7),
        ("--good", 4.5),
        ("--warn", 4.5),
        ("--bad", 4.5),
        ("--accent", 6.2),
        ("--control-line", 3.2),
    ];
    let series = series();
    for dark in [false, true] {
        for ground in grounds {
            for (text, least) in texts {
                check(dark, text, ground, least);
            }
        }
        for state in STRONG_STATES {
            check(dark, state, "--card", 3.0);
        }
        for series in &series {
            check(dark, series, "--card", 3.0);
        }
        for text in [
            "--code-keyword",
            "--code-name",
            "--code-string",
            "--code-number",
            "--ink-3",
        ] {
            check(dark, text, "--code-bg", 4.5);
        }
    }
}

#[test]
fn names_on_spans_can_be_read() {
    for dark in [false, true] {
        for ground in [
            "--state-sleeping",
            "--state-blocked-pale",
            "--state-ready-pale",
        ] {
            check(dark, "--ink", ground, 4.5);
        }
        check(dark, "--on-running", "--state-running", 4.5);
        check(dark, "--accent-ink", "--accent", 4.5);
        // Patterns are told from their own ground by their strong colour.
        check(dark, "--state-blocked", "--state-blocked-pale", 3.0);
    }
}

fn check(dark: bool, a: &str, b: &str, least: f64) {
    let seen = contrast(linear(dark, a), linear(dark, b));
    assert!(
        seen >= least,
        "{a} on {b}: {seen:.2}, at least {least} (dark: {dark})"
    );
}

#[test]
fn both_dark_blocks_are_equal() {
    let block = |start: &str| {
        let rest = TOKENS.split(start).nth(1).unwrap_or_default();
        rest.split('}')
            .next()
            .unwrap_or_default()
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty())
            .collect::<Vec<_>>()
    };
    let (system, chosen) = (
        block(":root:not([data-theme=\"light\"]) {"),
        block(":root[data-theme=\"dark\"] {"),
    );
    assert!(chosen.len() > 30);
    assert_eq!(system, chosen);
}
