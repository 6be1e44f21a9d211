//! Pictures of the person's own: the page decodes them, and they travel beside the scenario, never in a link.
//!
//! Bytes: what the pictures are (`postcard`), then the pixels of all, one picture after the other.

use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Pictures that a run takes at most.
pub const MOST: usize = 24;
/// Pixels of all of them together at most; larger ones are made smaller before they travel.
pub const PIXELS_MOST: u32 = 6_000_000;

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPicture {
    /// Name of its file.
    pub name: String,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Red, green and blue of each pixel, row by row.
    pub rgb: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Head {
    name: String,
    width: u32,
    height: u32,
}

impl Head {
    /// Bytes of its pixels; `None` where that is more than can be.
    fn len(&self) -> Option<usize> {
        let pixels = self.width.checked_mul(self.height)?;
        (pixels as usize).checked_mul(3)
    }
}

/// The bytes of these pictures.
pub fn encode(pictures: &[OwnPicture]) -> Vec<u8> {
    let heads: Vec<Head> = pictures
        .iter()
        .map(|picture| Head {
            name: picture.name.clone(),
            width: picture.width,
            height: picture.height,
        })
        .collect();
    // Fails only for types whose length serde cannot know.
    let mut bytes = postcard::to_allocvec(&heads).unwrap_or_default();
    pictures
        .iter()
        .for_each(|picture| bytes.extend_from_slice(&picture.rgb));
    bytes
}

/// The pictures of these bytes; `None` where they are none, cut short, or more than they say.
pub fn decode(bytes: &[u8]) -> Option<Vec<OwnPicture>> {
    let (heads, mut pixels) = postcard::take_from_bytes::<Vec<Head>>(bytes).ok()?;
    let mut pictures = Vec::new();
    for head in heads {
        let (rgb, rest) = pixels.split_at_checked(head.len()?)?;
        pixels = rest;
        pictures.push(OwnPicture {
            name: head.name,
            width: head.width,
            height: head.height,
            rgb: rgb.to_vec(),
        });
    }
    pixels.is_empty().then_some(pictures)
}

/// The size at which one of `count` pictures travels: its own, or smaller in the same shape, so that all together keep within
/// [`PIXELS_MOST`]. At least one pixel each way.
pub fn fitted((width, height): (u32, u32), count: usize) -> (u32, u32) {
    let most = f64::from(PIXELS_MOST) / count.max(1) as f64;
    let scale = (most / (f64::from(width) * f64::from(height)))
        .sqrt()
        .min(1.0);
    let side = |length: u32| ((f64::from(length) * scale) as u32).max(1);
    (side(width), side(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Vec<OwnPicture> {
        let picture = |name: &str, (width, height): (u32, u32)| OwnPicture {
            name: name.into(),
            width,
            height,
            rgb: (0..width * height * 3).map(|byte| byte as u8).collect(),
        };
        alloc::vec![picture("a.png", (2, 3)), picture("猫.jpg", (5, 1))]
    }

    #[test]
    fn pictures_come_back_as_they_were() {
        assert_eq!(decode(&encode(&two())), Some(two()));
        assert_eq!(decode(&encode(&[])), Some(Vec::new()));
    }

    #[test]
    fn bytes_that_are_cut_short_or_too_many_or_foreign_are_no_pictures() {
        let whole = encode(&two());
        for end in 0..whole.len() {
            assert_eq!(decode(&whole[..end]), None, "{end} bytes");
        }
        let mut more = whole;
        more.push(0);
        assert_eq!(decode(&more), None);
        let huge = Head {
            name: String::new(),
            width: u32::MAX,
            height: 2,
        };
        let bytes = postcard::to_allocvec(&[huge].as_slice()).expect("a head");
        assert_eq!(decode(&bytes), None);
    }

    #[test]
    fn all_together_keep_within_the_limit_in_their_shapes() {
        assert_eq!(fitted((640, 480), 3), (640, 480));
        for (size, count) in [((8000, 6000), 1), ((8000, 6000), 24), ((30_000, 1), 24)] {
            let (width, height) = fitted(size, count);
            assert!(width * height * count as u32 <= PIXELS_MOST, "{size:?}");
            assert!(width >= 1 && height >= 1);
        }
        assert_eq!(fitted((8000, 6000), 1), (2828, 2121));
    }
}
