//! The catalogue: what the page shows of each executor and workload.
