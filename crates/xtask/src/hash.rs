//! Hashes of contents: addresses of files, and "have the inputs changed?".

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

/// A hash over named pieces; the order of `add` counts.
#[derive(Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Adds a piece under a name; lengths are hashed too, so pieces cannot run into each other.
    pub fn add(&mut self, name: &str, bytes: &[u8]) {
        for part in [name.as_bytes(), bytes] {
            self.0.update((part.len() as u64).to_le_bytes());
            self.0.update(part);
        }
    }

    /// Adds the contents of files, under their paths below the root.
    pub fn add_files(&mut self, files: &[PathBuf]) -> Result<()> {
        for file in files {
            let bytes = std::fs::read(file)
                .with_context(|| format!("cannot read {}", crate::layout::show(file)))?;
            self.add(&crate::layout::show(file), &bytes);
        }
        Ok(())
    }

    /// The first 16 hexadecimal digits: 64 bits are plenty to tell builds apart.
    pub fn finish(self) -> String {
        self.0
            .finalize()
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_do_not_run_into_each_other() {
        let hash = |pieces: &[(&str, &str)]| {
            let mut hasher = Hasher::default();
            for (name, bytes) in pieces {
                hasher.add(name, bytes.as_bytes());
            }
            hasher.finish()
        };
        assert_ne!(hash(&[("a", "bc")]), hash(&[("ab", "c")]));
        assert_ne!(
            hash(&[("a", "b"), ("c", "d")]),
            hash(&[("c", "d"), ("a", "b")])
        );
        assert_eq!(hash(&[("a", "b")]).len(), 16);
    }
}
