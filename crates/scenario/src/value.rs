//! Values of parameters.

/// A checked value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Whole number.
    Integer(i64),
    /// Real number.
    Float(f64),
    /// Length of time in milliseconds.
    Duration(f64),
    /// One of the parameter's choices, by id.
    Choice(String),
    /// Several of the parameter's choices, by id, in the order given.
    Choices(Vec<String>),
    /// On or off.
    Flag(bool),
    /// Whole numbers.
    Integers(Vec<i64>),
    /// Text or script.
    Text(String),
}
