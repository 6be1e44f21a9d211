//! The open demo, as a value that can be compared.

use core::ops::Deref;
use demos::Card;

/// A row of the table of demos. Two are equal when they are the same demo.
#[derive(Clone, Copy, Debug)]
pub struct CardRef(pub &'static Card);

impl PartialEq for CardRef {
    fn eq(&self, other: &Self) -> bool {
        self.0.spec.id == other.0.spec.id
    }
}

impl Deref for CardRef {
    type Target = Card;

    fn deref(&self) -> &Card {
        self.0
    }
}

impl CardRef {
    /// The table's own reference, which lives as long as the program.
    pub fn card(self) -> &'static Card {
        self.0
    }

    /// Id of the demo.
    pub fn id(self) -> &'static str {
        self.0.spec.id
    }
}
