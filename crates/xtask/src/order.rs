//! Puts the functions of a finished module into an order in which it packs better: those that are alike near each other, where a packer
//! that looks back 32 KB still sees them. Two in a hundred bytes of what a visitor downloads.

use std::collections::{HashMap, VecDeque};

use anyhow::{Context as _, Result};

use crate::cmd::Cmd;
use crate::pins::Pins;
use crate::{install, layout, shorten};

/// What `wasm-opt` must have been told of a module that comes here: code that was written as a stack machine's would be read back longer.
pub const BEFORE: &str = "--no-stack-ir";

/// Bytes that two functions must share in a row to count as alike there.
const PIECE: usize = 8;
/// What more functions than these share is never far away.
const COMMON: usize = 60;
/// Half of how far a packer looks back: found best, by trying.
const WINDOW: usize = 16 * 1024;
/// Added to lengths, lest the smallest functions come first because of one piece.
const SMALL: usize = 4;

/// The module with its functions in that order; nothing else changes.
///
/// # Errors
/// When it is no module, or `wasm-opt` fails.
pub fn functions(wasm: &[u8]) -> Result<Vec<u8>> {
    let order = by_likeness(&shorten::bodies(wasm)?);
    let folder = layout::target().join("order");
    std::fs::create_dir_all(&folder)?;
    // Builds of one checkout may run at once.
    let file = folder.join(format!("{}.wasm", std::process::id()));
    std::fs::write(&file, shorten::named_by_order(wasm, &order)?)?;
    Cmd::new(install::npm_binary("wasm-opt")?)
        .named("the functions' order")
        .args(["--reorder-functions-by-name", "--strip-debug"])
        .args(["--generate-stack-ir", "--optimize-stack-ir", "-s", "1"])
        .args(&Pins::read()?.wasm_opt.features)
        .arg(&file)
        .arg("-o")
        .arg(&file)
        .run()?;
    let ordered = std::fs::read(&file).context("wasm-opt left no module")?;
    std::fs::remove_file(&file)?;
    Ok(ordered)
}

/// The functions by index: the longest first, then always the one of which the most stands in what came just before, for its length.
fn by_likeness(bodies: &[&[u8]]) -> Vec<usize> {
    let mut desk = Desk::new(bodies);
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let mut order = Vec::with_capacity(left.len());
    let mut near = VecDeque::new();
    let mut near_bytes = 0;
    while let Some(place) = desk.best(&left) {
        let next = left.swap_remove(place);
        order.push(next);
        desk.put(next);
        near.push_back(next);
        near_bytes += bodies[next].len();
        while near_bytes > WINDOW && near.len() > 1 {
            let Some(gone) = near.pop_front() else { break };
            desk.take_away(gone);
            near_bytes -= bodies[gone].len();
        }
    }
    order
}

/// What lies near the place that is filled next, and how much of each function is found there.
struct Desk {
    lengths: Vec<usize>,
    /// The pieces of each function that some others have, but not too many.
    pieces: Vec<Vec<usize>>,
    /// The functions that have each piece.
    holders: Vec<Vec<usize>>,
    /// How many of the functions near have each piece.
    near: Vec<usize>,
    /// How many pieces of each function are near.
    found: Vec<usize>,
}

impl Desk {
    fn new(bodies: &[&[u8]]) -> Desk {
        let mut numbers: HashMap<&[u8], usize> = HashMap::new();
        let mut holders: Vec<Vec<usize>> = Vec::new();
        let mut pieces: Vec<Vec<usize>> = Vec::new();
        for (function, body) in bodies.iter().enumerate() {
            let mut own = Vec::new();
            for piece in body.windows(PIECE) {
                let new = numbers.len();
                let number = *numbers.entry(piece).or_insert(new);
                if number == new {
                    holders.push(Vec::new());
                }
                if holders[number].last() != Some(&function) {
                    holders[number].push(function);
                    own.push(number);
                }
            }
            pieces.push(own);
        }
        for own in &mut pieces {
            own.retain(|piece| (2..=COMMON).contains(&holders[*piece].len()));
        }
        Desk {
            lengths: bodies.iter().map(|body| body.len()).collect(),
            pieces,
            near: vec![0; holders.len()],
            holders,
            found: vec![0; bodies.len()],
        }
    }

    /// Where in `left` the function stands that should come next; `None` when none is left.
    fn best(&self, left: &[usize]) -> Option<usize> {
        let worth = |function: usize| (self.found[function], self.lengths[function]);
        (0..left.len()).max_by(|&a, &b| {
            let ((found_a, a_long), (found_b, b_long)) = (worth(left[a]), worth(left[b]));
            let shares = (found_a * (b_long + SMALL)).cmp(&(found_b * (a_long + SMALL)));
            // Of equals the longer, then the first: a build gives the same module each time.
            shares.then(a_long.cmp(&b_long)).then(left[b].cmp(&left[a]))
        })
    }

    fn put(&mut self, function: usize) {
        for &piece in &self.pieces[function] {
            self.near[piece] += 1;
            if self.near[piece] == 1 {
                for &holder in &self.holders[piece] {
                    self.found[holder] += 1;
                }
            }
        }
    }

    fn take_away(&mut self, function: usize) {
        for &piece in &self.pieces[function] {
            self.near[piece] -= 1;
            if self.near[piece] == 0 {
                for &holder in &self.holders[piece] {
                    self.found[holder] -= 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_that_are_alike_come_after_one_another() {
        let bodies: [&[u8]; 5] = [
            b"one and the same beginning, then this",
            b"something that no other function has",
            b"another family of functions: first!",
            b"one and the same beginning, then that",
            b"another family of functions: two",
        ];
        assert_eq!(by_likeness(&bodies), [0, 3, 1, 4, 2]);
    }

    #[test]
    fn each_function_comes_once() {
        let bodies: Vec<Vec<u8>> = (0..300_usize)
            .map(|i| (0..i % 97).map(|j| (i * j % 11) as u8).collect())
            .collect();
        let bodies: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
        let mut order = by_likeness(&bodies);
        order.sort_unstable();
        assert_eq!(order, (0..300).collect::<Vec<_>>());
        assert!(by_likeness(&[]).is_empty());
    }
}
