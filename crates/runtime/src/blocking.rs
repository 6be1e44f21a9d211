//! The one place where threads block.
