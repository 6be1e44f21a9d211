//! The link codec: `#/demo?v=1&key=value…` to and from a [`Scenario`](crate::Scenario).
