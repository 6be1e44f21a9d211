//! What differs between a native build and the browser: time, threads, atomics for models.
