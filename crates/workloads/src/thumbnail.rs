//! CPU kernel: a picture made small, each pixel the average of the area that it stands for.
//!
//! Cost: a task makes a square picture of about `n` pixels and scales it to 75 × 75; 10 to 15 ns a pixel natively and 3 bytes, so a million
//! pixels about 12 ms and 3 MB. Pictures of more than [`PIXELS_MAX`] pixels are cut to it, for the sake of memory.

use crate::picture::Picture;
use crate::random::Draws;
use crate::{Arguments, Checkpoint, Failure, Value, Workload};

pub(crate) const WORKLOAD: Workload = Workload {
    id: "thumbnail",
    run,
};

/// The largest picture that a task makes.
pub const PIXELS_MAX: u32 = 4_000_000;
/// Side of what a task scales it to.
pub const SIDE: u32 = 75;
/// Pixels looked at between two checkpoints, about 3 ns each: 100 to 200 µs.
pub(crate) const SPACING: usize = 50_000;

fn run(arguments: &Arguments, checkpoint: &dyn Checkpoint) -> Result<Value, Failure> {
    let side = arguments.n.min(PIXELS_MAX).isqrt();
    let draws = Draws::of(arguments.seed, arguments.index);
    let picture = Picture::generate(draws, side, side, checkpoint);
    let small = scale(&picture, (SIDE, SIDE), checkpoint);
    Ok(Value::Integer(small.checksum()))
}

/// The picture on `across` × `down` pixels: each the average, rounded down, of the pixels from its place to the next one's, at least one. An
/// empty picture stays empty.
///
/// Passes a checkpoint at least every 50,000 pixels looked at and one row of the small picture.
pub fn scale(
    picture: &Picture,
    (across, down): (u32, u32),
    checkpoint: &dyn Checkpoint,
) -> Picture {
    if picture.rgb.is_empty() {
        return Picture::default();
    }
    let mut rgb = Vec::with_capacity(across as usize * down as usize * 3);
    let mut work = 0;
    for v in 0..down {
        let rows = places(v, down, picture.height);
        for u in 0..across {
            let columns = places(u, across, picture.width);
            work += rows.len() * columns.len();
            rgb.extend(average(picture, rows.clone(), columns));
        }
        if work >= SPACING {
            work = 0;
            checkpoint.proceed();
            checkpoint.progress(v.into(), down.into());
        }
    }
    Picture {
        width: across,
        height: down,
        rgb,
    }
}

/// The places of a row of `len` that the place `at` of `count` stands for.
fn places(at: u32, count: u32, len: u32) -> core::ops::Range<usize> {
    let from = |at: u32| (u64::from(at) * u64::from(len) / u64::from(count)) as usize;
    from(at)..from(at + 1).max(from(at) + 1)
}

fn average(
    picture: &Picture,
    rows: core::ops::Range<usize>,
    columns: core::ops::Range<usize>,
) -> [u8; 3] {
    let count = (rows.len() * columns.len()) as u64;
    let mut sums = [0u64; 3];
    for row in rows {
        let begin = row * picture.width as usize;
        let pixels = &picture.rgb[3 * (begin + columns.start)..3 * (begin + columns.end)];
        for pixel in pixels.chunks_exact(3) {
            (0..3).for_each(|colour| sums[colour] += u64::from(pixel[colour]));
        }
    }
    sums.map(|sum| (sum / count) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Free;

    #[test]
    fn thumbnails_are_those_of_the_python_shown() {
        let rows = [
            ((5, 320, 240), (75, 75), 1_697_002),
            ((5, 320, 240), (75, 56), 1_268_029),
            ((1, 2, 2), (5, 3), 3_405),
        ];
        for ((task, width, height), size, sum) in rows {
            let picture = Picture::generate(Draws::of(1, task), width, height, &Free);
            let small = scale(&picture, size, &Free);
            assert_eq!((small.width, small.height), size);
            assert_eq!(small.checksum(), sum, "picture {task} at {size:?}");
        }
    }

    #[test]
    fn one_colour_stays_that_colour_and_nothing_stays_nothing() {
        let plain = Picture {
            width: 7,
            height: 5,
            rgb: [9, 200, 31].repeat(35),
        };
        let small = scale(&plain, (3, 4), &Free);
        assert_eq!(small.rgb, [9, 200, 31].repeat(12));
        assert_eq!(
            scale(&Picture::default(), (3, 4), &Free),
            Picture::default()
        );
    }
}
