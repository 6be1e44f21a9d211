//! What a managed object can hold, take and give.

use super::proxies::Proxy;
use crate::error::Error;
use crate::ipc::wire::Bytes;
use serde::{Deserialize, Serialize};

/// A value of Python that can travel to a manager's server and back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Item {
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A real number.
    Float(f64),
    /// A text.
    Str(String),
    /// Bytes.
    Bytes(Bytes),
    /// A plain list: a copy, wherever it goes.
    List(Vec<Item>),
    /// A pair, as `dict.items()` gives them.
    Pair(Box<(Item, Item)>),
    /// A proxy: the same object, wherever it goes.
    Proxy(Proxy),
}

impl From<i64> for Item {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<&str> for Item {
    fn from(text: &str) -> Self {
        Self::Str(text.to_owned())
    }
}

impl Item {
    /// As Python prints it.
    pub fn repr(&self) -> String {
        match self {
            Self::None => "None".to_owned(),
            Self::Bool(true) => "True".to_owned(),
            Self::Bool(false) => "False".to_owned(),
            Self::Int(number) => number.to_string(),
            Self::Float(number) => format!("{number:?}"),
            Self::Str(text) => format!("'{text}'"),
            Self::Bytes(bytes) => repr_of(&bytes.0),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Item::repr).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Pair(pair) => format!("({}, {})", pair.0.repr(), pair.1.repr()),
            Self::Proxy(_) => "<proxy>".to_owned(),
        }
    }

    /// The bytes.
    ///
    /// # Errors
    /// It is something else: `TypeError: a bytes-like object is required`.
    pub fn bytes(self) -> Result<Vec<u8>, Error> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.0),
            _ => Err(Error::type_error("a bytes-like object is required")),
        }
    }

    /// The number.
    ///
    /// # Errors
    /// It is none: `TypeError: an integer is required`.
    pub fn int(&self) -> Result<i64, Error> {
        match self {
            Self::Int(number) => Ok(*number),
            Self::Bool(truth) => Ok(i64::from(*truth)),
            _ => Err(Error::type_error("an integer is required")),
        }
    }

    /// Whether it counts as true.
    pub fn truth(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(truth) => *truth,
            Self::Int(number) => *number != 0,
            Self::Float(number) => *number != 0.0,
            Self::Str(text) => !text.is_empty(),
            Self::Bytes(bytes) => !bytes.0.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Pair(_) | Self::Proxy(_) => true,
        }
    }
}

/// Bytes as Python prints them: in the quotes that need fewer escapes.
fn repr_of(bytes: &[u8]) -> String {
    let text = bytes.escape_ascii().to_string().replace("\\\"", "\"");
    if bytes.contains(&b'\'') && !bytes.contains(&b'"') {
        format!("b\"{}\"", text.replace("\\'", "'"))
    } else {
        format!("b'{text}'")
    }
}
