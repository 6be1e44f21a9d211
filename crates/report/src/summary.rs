//! The report of a run: the JSON of `window.parallelPlay` and the figures of the result card.
