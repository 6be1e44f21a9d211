//! Groups of demos: a visitor fetches one engine and one module of cards for each (`crates/demos/src/group.rs`).

use crate::engine::Effort;

/// The features of `demos`, `engine` and `cards`, and the names in the manifest. The first is what a first visit fetches.
pub const GROUPS: &[&str] = &["start", "threads", "processes", "pools"];

/// What is built together: one engine and one module of cards for these groups.
#[derive(Debug, Clone, Copy)]
pub struct Set {
    /// Name for files and messages.
    pub name: &'static str,
    /// The groups in it.
    pub groups: &'static [&'static str],
}

/// What to build: for visitors each group by itself, for whoever edits all in one, which is linked once.
pub fn sets(effort: Effort) -> Vec<Set> {
    match effort {
        Effort::Quick => vec![Set {
            name: "all",
            groups: GROUPS,
        }],
        Effort::Full => (0..GROUPS.len())
            .map(|index| Set {
                name: GROUPS[index],
                groups: &GROUPS[index..=index],
            })
            .collect(),
    }
}
