//! Pictures from a seed: hills, a sun and a sky, in whole numbers only, so the same on every machine and in the Python shown.

use crate::Checkpoint;
use crate::random::Draws;

/// Pixels between two checkpoints, 5 to 10 ns each: 100 to 200 µs.
pub(crate) const SPACING: u32 = 20_000;

/// A picture, row by row, three bytes a pixel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Red, green and blue of each pixel.
    pub rgb: Vec<u8>,
}

impl Picture {
    /// The picture that the draws tell. Passes a checkpoint at least every 20,000 pixels and one row.
    ///
    /// # Cost
    /// 5 to 10 ns a pixel natively.
    pub fn generate(draws: Draws, width: u32, height: u32, checkpoint: &dyn Checkpoint) -> Self {
        let scene = Scene::of(draws, width, height);
        let mut rgb = Vec::with_capacity(width as usize * height as usize * 3);
        let mut work = 0;
        for y in 0..height {
            for x in 0..width {
                rgb.extend(scene.pixel(x, y));
            }
            work += width;
            if work >= SPACING {
                work = 0;
                checkpoint.proceed();
            }
        }
        Picture { width, height, rgb }
    }

    /// The same with a fourth byte that says that nothing shines through: what a canvas takes.
    pub fn rgba(&self) -> Vec<u8> {
        let pixels = self.rgb.chunks_exact(3);
        pixels
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2], u8::MAX])
            .collect()
    }

    /// The sum of all bytes.
    pub fn checksum(&self) -> i64 {
        self.rgb.iter().map(|byte| i64::from(*byte)).sum()
    }
}

struct Scene {
    width: i64,
    height: i64,
    draws: [i64; 3],
}

impl Scene {
    fn of(draws: Draws, width: u32, height: u32) -> Self {
        Scene {
            width: width.into(),
            height: height.into(),
            draws: [0, 1, 2].map(|nth| draws.number(nth).into()),
        }
    }

    fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        let (x, y) = (i64::from(x), i64::from(y));
        let (width, height, [a, b, c]) = (self.width, self.height, self.draws);
        let hill = height / 2 + ((x + c) % width * 2 - width).abs() * height / (3 * width);
        let (across, down) = (x - a % width, y - b % (height / 2 + 1));
        if y >= hill {
            let depth = 40 * (y - hill) / height;
            [a >> 24 & 63, 80 + (b >> 24 & 63) - depth, 60 - depth].map(byte)
        } else if across * across + down * down < height * height / 64 {
            [255, 224, 112]
        } else {
            let light = 127 * y / height;
            [(a >> 8 & 127) + light, (b >> 8 & 127) + light, 128 + light].map(byte)
        }
    }
}

/// What is at most 255 by the formulas above.
fn byte(value: i64) -> u8 {
    value as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Free;

    #[test]
    fn pictures_are_those_of_the_python_shown() {
        let rows = [
            (0, 0, 0, 0),
            (0, 1, 1, 218),
            (1, 32, 24, 237_512),
            (5, 320, 240, 23_235_851),
        ];
        for (task, width, height, sum) in rows {
            let picture = Picture::generate(Draws::of(1, task), width, height, &Free);
            assert_eq!(picture.checksum(), sum, "picture {task}");
            assert_eq!(picture.rgb.len() as u32, width * height * 3);
        }
    }

    #[test]
    fn a_canvas_gets_the_same_colours_and_nothing_shines_through() {
        let picture = Picture::generate(Draws::of(1, 3), 4, 3, &Free);
        let rgba = picture.rgba();
        assert_eq!(rgba.len(), 48);
        for (pixel, rgb) in rgba.chunks_exact(4).zip(picture.rgb.chunks_exact(3)) {
            assert_eq!((&pixel[..3], pixel[3]), (rgb, 255));
        }
    }
}
