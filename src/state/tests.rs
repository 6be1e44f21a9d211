//! The page's promises that need no browser.

use super::*;
