//! Pools and futures: few workers, many tasks.

pub mod amdahl;
pub mod async_compare;
pub mod chunk_size;
pub mod dummy_pool;
pub mod false_sharing;
pub mod futures_process_pool;
pub mod futures_submit;
pub mod map_partial;
pub mod nested_pool_deadlock;
pub mod pickle_cost;
pub mod pool_apply_or_async;
pub mod pool_async_results;
pub mod pool_close_join_with;
pub mod pool_hundred_tasks;
pub mod pool_lab;
pub mod pool_map_result;
pub mod pool_map_speedup;
pub mod pool_worker_lines;
pub mod semaphore_or_pool;
pub mod starmap_string_trap;
pub mod starmap_tuples;
pub mod starmap_zip_repeat;
pub mod static_or_dynamic;
pub mod threadpool_legacy;
pub mod threads_or_pool;
pub mod thumbnails;
pub mod worker_raises;

/// What tasks in other processes can call: a function's number is its place here.
#[cfg(all(feature = "program", feature = "pools"))]
pub(crate) static FUNCTIONS: &[&dyn runtime::jobs::AnyFunction] = &[
    &dummy_pool::WORK,
    &futures_process_pool::WORK,
    &futures_submit::WORK,
    &map_partial::ADD,
    &pickle_cost::WORK,
    &pool_apply_or_async::WORK,
    &pool_async_results::WORK,
    &pool_close_join_with::WORK,
    &pool_hundred_tasks::WORK,
    &pool_map_speedup::FETCH,
    &pool_worker_lines::DOUBLE,
    &starmap_string_trap::FETCH,
    &starmap_tuples::ADD,
    &starmap_zip_repeat::ADD,
    &threads_or_pool::CALL,
    &worker_raises::TASK,
    &runtime::executors::PREPARE,
    &runtime::executors::RUN,
];

/// The demos whose lists of tasks worker processes can make for themselves.
#[cfg(all(feature = "program", feature = "pools"))]
pub(crate) static LISTS: &[(&str, crate::run::MakeList)] = &[
    ("async-compare", async_compare::work),
    ("chunk-size", chunk_size::tasks),
    ("pool-lab", pool_lab::list),
    ("spider", crate::applications::spider::fetches),
    ("static-or-dynamic", static_or_dynamic::waits),
    ("thumbnails", thumbnails::pixels),
];
