//! The open demo, as a value that can be compared.

use core::ops::Deref;
use demos::{Group, Row};

/// A row of the table of demos. Two are equal when they are the same demo.
#[derive(Clone, Copy, Debug)]
pub struct CardRef(pub &'static Row);

impl PartialEq for CardRef {
    fn eq(&self, other: &Self) -> bool {
        self.0.spec.id == other.0.spec.id
    }
}

impl Deref for CardRef {
    type Target = Row;

    fn deref(&self) -> &Row {
        self.0
    }
}

impl CardRef {
    /// The table's own reference, which lives as long as the program.
    pub fn row(self) -> &'static Row {
        self.0
    }

    /// The group whose engine runs it and whose cards tell of it.
    pub fn group(self) -> Group {
        // A row of the table is in a group of the table.
        demos::group(self.id()).unwrap_or(Group::Start)
    }

    /// Id of the demo.
    pub fn id(self) -> &'static str {
        self.0.spec.id
    }
}
