//! The table of parameters: each is defined here once and drives form, link, validation, help and docs.
