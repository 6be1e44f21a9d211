//! CPU kernel: counts how often a word stands in a text of random letters.
//!
//! Cost: a draw and a comparison a letter, 2 to 3 ns natively, and a byte of memory; a text of a million letters about 3 ms. Texts longer than
//! [`LETTERS_MAX`] are cut to it, for the sake of memory.

use crate::random::Draws;
use crate::{Arguments, Checkpoint, Failure, Value, Workload};

pub(crate) const WORKLOAD: Workload = Workload { id: "search", run };

/// The longest text that is searched.
pub const LETTERS_MAX: u32 = 16_000_000;
/// What is looked for.
const WORD: &[u8] = b"abca";
/// Letters between two checkpoints, made or looked at: 100 to 150 µs.
pub(crate) const SPACING: usize = 65_536;

fn run(arguments: &Arguments, checkpoint: &dyn Checkpoint) -> Result<Value, Failure> {
    let n = arguments.n.min(LETTERS_MAX);
    let draws = Draws::of(arguments.seed, arguments.index);
    Ok(Value::Integer(search(draws, n, checkpoint).into()))
}

/// Places at which "abca" begins, overlapping ones too, in the text of `n` letters a to d that the draws spell.
///
/// Passes a checkpoint every 65,536 letters, made or looked at.
pub fn search(draws: Draws, n: u32, checkpoint: &dyn Checkpoint) -> u32 {
    let mut text = Vec::with_capacity(n as usize);
    let steps = 2 * u64::from(n);
    let pass = |done: u64| {
        checkpoint.proceed();
        checkpoint.progress(done, steps);
    };
    for nth in 0..n {
        text.push(b"abcd"[(draws.number(nth) >> 30) as usize]);
        if text.len().is_multiple_of(SPACING) {
            pass(text.len() as u64);
        }
    }
    let mut found = 0;
    for at in (0..text.len()).step_by(SPACING) {
        let end = (at + SPACING + WORD.len() - 1).min(text.len());
        let places = text[at..end].windows(WORD.len());
        found += places.filter(|place| *place == WORD).count() as u32;
        if end < text.len() {
            pass(u64::from(n) + (at + SPACING) as u64);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Free;

    #[test]
    fn counts_are_those_of_the_python_shown() {
        for (task, n, found) in [(0, 0, 0), (0, 3, 0), (7, 1000, 1), (3, 20_000, 67)] {
            assert_eq!(search(Draws::of(1, task), n, &Free), found, "{n} letters");
        }
    }

    #[test]
    fn a_word_across_two_blocks_is_found_once() {
        let n = 4 * SPACING as u32;
        let draws = Draws::of(2, 5);
        let text: Vec<u8> = (0..n)
            .map(|nth| b"abcd"[(draws.number(nth) >> 30) as usize])
            .collect();
        let whole = text
            .windows(WORD.len())
            .filter(|place| *place == WORD)
            .count();
        assert_eq!(search(draws, n, &Free) as usize, whole);
    }
}
