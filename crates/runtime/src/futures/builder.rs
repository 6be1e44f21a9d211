//! How an executor of threads is made.

use super::calls::{Calls, Initializer};
use super::thread_pool::ThreadPoolExecutor;
use crate::error::Error;
use crate::platform;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::Arc;

/// How a [`ThreadPoolExecutor`] is made: Python's arguments, each with its default.
#[derive(Clone, Default)]
pub struct ThreadPoolBuilder {
    max_workers: Option<i64>,
    prefix: Option<String>,
    initializer: Option<Initializer>,
}

/// Executors made without a prefix so far.
static UNNAMED: AtomicU32 = AtomicU32::new(0);

impl ThreadPoolBuilder {
    /// At most so many workers; left out: 4 more than there are cores, at most 32.
    #[must_use]
    pub fn max_workers(mut self, max_workers: i64) -> Self {
        self.max_workers = Some(max_workers);
        self
    }

    /// Workers are called `prefix_0`, `prefix_1` …; left out or empty: `ThreadPoolExecutor-0_0` …
    #[must_use]
    pub fn thread_name_prefix(mut self, prefix: &str) -> Self {
        self.prefix = Some(prefix.to_owned()).filter(|prefix| !prefix.is_empty());
        self
    }

    /// A function that each worker calls before its first call. One that raises breaks the executor.
    #[must_use]
    pub fn initializer(
        mut self,
        call: impl Fn() -> Result<(), Error> + Send + Sync + 'static,
    ) -> Self {
        self.initializer = Some(Arc::new(call));
        self
    }

    /// Makes the executor; no worker is started yet.
    ///
    /// # Errors
    /// Fewer than one worker: `ValueError: max_workers must be greater than 0`.
    pub fn make(self) -> Result<ThreadPoolExecutor, Error> {
        let default = i64::from(platform::cores()) + 4;
        let max_workers = u32::try_from(self.max_workers.unwrap_or(default.min(32)))
            .ok()
            .filter(|max| *max > 0)
            .ok_or_else(|| Error::value("max_workers must be greater than 0"))?;
        let prefix = self
            .prefix
            .unwrap_or_else(|| format!("ThreadPoolExecutor-{}", UNNAMED.fetch_add(1, Relaxed)));
        let calls = Calls::new(&prefix, max_workers, self.initializer);
        Ok(ThreadPoolExecutor::over(calls, prefix))
    }
}

impl core::fmt::Debug for ThreadPoolBuilder {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ThreadPoolBuilder")
            .field("max_workers", &self.max_workers)
            .finish_non_exhaustive()
    }
}
