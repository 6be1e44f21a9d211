//! The wait-for graph, made from snapshots of status cells, never from records.
